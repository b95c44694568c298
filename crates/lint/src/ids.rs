//! What is told besides the findings of checks and besides what [`plimsoll_check::MISREAD`] lists.

/// Each id with what is wrong, sorted.
pub const IDS: [(&str, &str); 15] = [
    ("allow/malformed", "a comment that allows nothing: without a reason, or at no rule"),
    ("lint/unreadable", "a file that cannot be read"),
    ("route/bad-matcher", "a matcher that Alertmanager does not read"),
    ("yaml/alias", "an alias of nothing, or of what it is a part of"),
    ("yaml/duplicate-key", "a key that stands twice in one map"),
    ("yaml/missing-key", "a group, a rule or a configuration without what it needs"),
    ("yaml/no-rules", "a file that was named and holds no rules"),
    ("yaml/not-utf8", "bytes that are no text"),
    ("yaml/second-document", "rules that Prometheus never reads"),
    ("yaml/syntax", "what is no YAML"),
    ("yaml/template", "a template that nothing has rendered yet"),
    ("yaml/too-deep", "lists and maps that are nested beyond all use"),
    ("yaml/too-large", "a file that is larger than any of rules"),
    ("yaml/unknown-key", "a key that nobody reads"),
    ("yaml/wrong-type", "a text, a list or a map where another one is needed"),
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::fs;
    use std::path::Path;

    use plimsoll_check::{CHECKS, MISREAD};

    use super::*;

    /// Every `"group/name"` in the sources of this crate, tests left out.
    fn told(folder: &Path, ids: &mut BTreeSet<String>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                told(&path, ids);
                continue;
            }
            let text = fs::read_to_string(&path).unwrap();
            let code = text.split("#[cfg(test)]").next().unwrap_or_default();
            let is_id = |word: &&str| {
                let groups = ["allow/", "lint/", "route/", "rule/", "yaml/"];
                groups.iter().any(|group| word.starts_with(group)) && !word.contains(char::is_whitespace)
            };
            if path.file_name().is_some_and(|name| name != "ids.rs") {
                ids.extend(code.split('"').skip(1).step_by(2).filter(is_id).map(ToOwned::to_owned));
            }
        }
    }

    #[test]
    fn every_id_that_is_told_is_described_once() {
        let mut ids = BTreeSet::new();
        told(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut ids);
        let of_checks: BTreeSet<&str> = CHECKS.iter().map(|check| check.id).collect();
        let of_rules: BTreeSet<&str> = MISREAD.iter().map(|kind| kind.id).collect();
        let own: BTreeSet<&str> = IDS.iter().map(|(id, _)| *id).collect();
        let known = |id: &str| of_checks.contains(id) || of_rules.contains(id) || own.contains(id);
        let undescribed: Vec<&String> = ids.iter().filter(|id| !known(id)).collect();
        assert!(undescribed.is_empty(), "{undescribed:?}");
        let untold: Vec<&&str> =
            own.iter().filter(|id| !ids.contains(**id) && **id != "lint/unreadable").collect();
        assert!(untold.is_empty(), "{untold:?}");
        assert!(IDS.is_sorted_by(|one, other| one.0 < other.0));
    }
}
