//! Names that something else gives a meaning to: Rust identifiers, Prometheus and Kubernetes labels.

use super::reader::Reader;
use crate::data::{MetricType, MetricsFile};
use crate::{Located, Problem};

/// Keywords that cannot be an identifier, not even as `r#self`.
const NEVER: [&str; 5] = ["self", "Self", "super", "crate", "_"];

fn word(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

impl Reader<'_> {
    /// An id that becomes a Rust constant: lower snake case.
    pub(super) fn valid_id(&mut self, name: &Located<String>, what: &str) -> bool {
        let text = &name.value;
        let snake = word(text)
            && text.starts_with(|c: char| c.is_ascii_lowercase())
            && *text == text.to_ascii_lowercase();
        if !snake || NEVER.contains(&text.as_str()) {
            let help = "an id becomes a name in Rust: lower-case letters, digits and `_`, and none of Rust's own words, such as `error_rate`";
            self.report("yaml/bad-name", name.place, format!("`{text}` cannot be {what}"), help);
            return false;
        }
        true
    }

    /// A label as Prometheus takes it from anybody.
    pub(super) fn valid_label(&mut self, name: &Located<String>) -> bool {
        let text = &name.value;
        let (message, help) = if text.starts_with("__") {
            (
                format!("the label `{text}` is Prometheus' own"),
                "labels that begin with `__` are removed before anything is stored",
            )
        } else if !word(text) {
            (
                format!("`{text}` cannot be a label"),
                "a label has letters, digits and `_`, and begins with no digit",
            )
        } else {
            return true;
        };
        self.report("yaml/bad-label", name.place, message, help);
        false
    }

    /// A metric as Prometheus takes it; a colon belongs to recording rules.
    pub(super) fn valid_metric(&mut self, name: &Located<String>) -> bool {
        let valid = word(&name.value.replace(':', "_"));
        if !valid {
            let message = format!("`{}` cannot be a metric", name.value);
            let help = "a metric has letters, digits, `_` and `:`, and begins with no digit";
            self.report("yaml/bad-name", name.place, message, help);
        }
        valid
    }

    /// The key of a Kubernetes label.
    pub(super) fn valid_object_label(&mut self, name: &Located<String>) -> bool {
        let (prefix, key) = name.value.split_once('/').unwrap_or(("x", &name.value));
        let dns = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.');
        let valid = object_word(key) && !key.is_empty() && !prefix.is_empty() && prefix.bytes().all(dns);
        if !valid {
            let message = format!("`{}` cannot be a Kubernetes label", name.value);
            let help = "letters, digits, `-`, `_` and `.`, at most 63, with an optional prefix as in `team.example.com/name`";
            self.report("yaml/bad-label", name.place, message, help);
        }
        valid
    }

    /// The value of a Kubernetes label.
    pub(super) fn valid_object_value(&mut self, value: &Located<String>) -> bool {
        let valid = object_word(&value.value);
        if !valid {
            let message = format!("`{}` cannot be the value of a Kubernetes label", value.value);
            let help = "letters, digits, `-`, `_` and `.`, at most 63, first and last a letter or a digit";
            self.report("yaml/bad-label", value.place, message, help);
        }
        valid
    }
}

fn object_word(text: &str) -> bool {
    let ends = |at: Option<char>| at.is_none_or(|c| c.is_ascii_alphanumeric());
    text.len() <= 63
        && ends(text.chars().next())
        && ends(text.chars().next_back())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'))
}

/// What keeps the names of a catalogue from becoming constants of one Rust module.
pub(super) fn handles(file: &MetricsFile) -> Vec<Problem> {
    let mut reader = Reader::new(&file.file);
    for (name, metric) in file.metrics.iter() {
        let text = name.value.as_str();
        if text.contains(':') {
            let message = format!("`{text}` cannot be a name in Rust");
            let help = "a name with `:` is a recording rule: leave it out, the pack makes its own recordings";
            reader.report("yaml/bad-name", name.place, message, help);
        } else if NEVER.contains(&text) || text == "CATALOGUE" {
            reader.report(
                "yaml/bad-name",
                name.place,
                format!("`{text}` cannot be a name in Rust"),
                "leave the metric out",
            );
        }
        for label in &metric.labels {
            if NEVER.contains(&label.value.as_str()) || label.value == "CATALOGUE" {
                let message = format!("the label `{}` cannot be a name in Rust", label.value);
                reader.report("yaml/bad-label", label.place, message, "leave the label out");
            }
            if let Some((metric, _)) = file.metrics.entry(&label.value) {
                let message =
                    format!("`{}` is a label and a metric, and both would be `m::{0}`", label.value);
                let problem = Problem::new("yaml/duplicate-name", &file.file, label.place, message);
                reader.note(
                    problem
                        .related(metric.place, "the metric")
                        .help("leave one of the two out of the catalogue"),
                );
            }
        }
    }
    reader.problems()
}

/// The series of a histogram that another metric declares again.
pub(super) fn series_collisions(reader: &mut Reader<'_>, file: &MetricsFile) {
    for (name, metric) in file.metrics.iter().filter(|(_, metric)| metric.kind.value == MetricType::Histogram)
    {
        for end in ["_bucket", "_sum", "_count"] {
            let Some((again, _)) = file.metrics.entry(&format!("{}{end}", name.value)) else { continue };
            let message = format!("`{}` belongs to the histogram `{}`", again.value, name.value);
            let problem = Problem::new("yaml/duplicate-name", &file.file, again.place, message);
            let problem = problem.related(metric.kind.place, "declared as a histogram here");
            reader
                .note(problem.help("remove it: a histogram declares `_bucket`, `_sum` and `_count` at once"));
        }
    }
}
