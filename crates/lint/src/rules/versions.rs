//! Keys of rules that a Prometheus is too old for.

use super::fields::Reader;
use crate::yaml::Map;

/// Keys with the first version that reads them.
const SINCE: [(&str, (u16, u16)); 3] =
    [("keep_firing_for", (2, 42)), ("query_offset", (2, 53)), ("labels of a group", (3, 0))];

/// A key of a map that the target does not read yet. `name` is what the table calls it.
pub(super) fn check(reader: &mut Reader<'_>, map: &Map, key: &str, name: &str, target: (u16, u16)) {
    let Some((place, _)) = map.entry(key) else { return };
    let Some((_, since)) = SINCE.iter().find(|(known, since)| *known == name && *since > target) else {
        return;
    };
    let (major, minor) = since;
    let message =
        format!("`{key}` needs Prometheus {major}.{minor}, and the target is {}.{}", target.0, target.1);
    reader.error(
        "rule/too-new-field",
        &place.range,
        message,
        "leave it out, or name a newer target: `--prometheus`",
    );
}
