//! `set`: what a phase or an override changes of the thresholds.

use super::fields::keys;
use super::known::Known;
use super::reader::Reader;
use crate::data::{Direction, Setting};
use crate::document::{Node, Value};
use crate::{Entries, Located};

impl Reader<'_> {
    /// `{ error_rate: 8%, p95_latency: { above: 300ms, window: 2m } }`.
    pub(super) fn settings(&mut self, node: &Node, known: &Known) -> Entries<Setting> {
        let settings = self.named(node, "thresholds", |reader, name, node| {
            if !known.threshold(reader, name) {
                return None;
            }
            // A threshold that could not be read has no unit to check against, and its own problem.
            let (direction, unit) = known.line(&name.value)?;
            if !matches!(node.value, Value::Map(_)) {
                let line = reader.amount(node, unit)?;
                return Some(Setting { line: Some(line), ..Setting::default() });
            }
            let what = format!("the change of `{}`", name.value);
            let fields = reader.fields(node, name.place, &what, keys::SETTING)?;
            let other = match direction {
                Direction::Above => Direction::Below,
                Direction::Below => Direction::Above,
            };
            if fields.get(other.key()).is_some() {
                let message =
                    format!("`{}` is bad {} its line, not {} it", name.value, direction.key(), other.key());
                let help = format!("write `{}`; a change keeps the direction", direction.key());
                reader.report("yaml/direction", fields.key_place(other.key()), message, help);
            }
            let setting = Setting {
                line: fields.get(direction.key()).and_then(|node| reader.amount(node, unit)),
                window: fields.get("window").and_then(|node| reader.duration(node, false)),
                hold: fields.get("for").and_then(|node| reader.duration(node, true)),
                baseline: fields.get("baseline").and_then(|node| reader.amount(node, unit)),
            };
            if fields.is_empty() {
                reader.nothing_set(name);
            }
            Some(setting)
        });
        if matches!(&node.value, Value::Map(map) if map.is_empty()) {
            self.nothing_set(&Located::new("set".to_owned(), node.place));
        }
        settings
    }

    fn nothing_set(&mut self, name: &Located<String>) {
        let message = format!("`{}` changes nothing", name.value);
        self.report("yaml/no-change", name.place, message, "say what changes, or remove the key");
    }
}
