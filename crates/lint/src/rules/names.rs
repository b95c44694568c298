//! Names of labels and recordings.

/// Whether Prometheus takes this name of a label: 3.0 takes any text, earlier ones a word.
pub(super) fn is_label(name: &str, prometheus: (u16, u16)) -> bool {
    if prometheus >= (3, 0) { !name.is_empty() } else { is_word(name, false) }
}

/// Whether Prometheus takes this name of a recording.
pub(super) fn is_record(name: &str, prometheus: (u16, u16)) -> bool {
    if prometheus >= (3, 0) { !name.is_empty() } else { is_word(name, true) }
}

fn is_word(name: &str, colons: bool) -> bool {
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_' || (colons && c == ':');
    !name.is_empty() && !name.starts_with(|c: char| c.is_ascii_digit()) && name.chars().all(is_part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_judged_as_its_prometheus_does() {
        for (name, old, new) in
            [("a_b1", true, true), ("1a", false, true), ("a.b", false, true), ("", false, false)]
        {
            assert_eq!((is_label(name, (2, 53)), is_label(name, (3, 5))), (old, new), "{name}");
        }
        assert!(is_record("a:b", (2, 42)) && !is_label("a:b", (2, 42)));
    }
}
