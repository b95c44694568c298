//! Templates that are not Prometheus': Helm, Jinja and Ruby's ERB make rule files of them.

use std::ops::Range;

/// Objects and functions of Helm. Nothing in a text of an alert is called so.
const OF_HELM: [&str; 6] = [".Values.", ".Release.", ".Chart.", ".Capabilities.", "include \"", "toYaml "];

/// The first action that only Helm can run, wherever it stands. What is commented out does not count.
pub(crate) fn of_helm(text: &str) -> Option<Range<usize>> {
    let is_own = |inside: &str, word: &str| {
        let mut found = inside.match_indices(word);
        found.any(|(at, _)| !inside[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_'))
    };
    first(text, |inside, line| {
        !line.trim_start().starts_with('#') && OF_HELM.iter().any(|word| is_own(inside, word))
    })
}

/// The first tag of ERB, which no rule holds as it is. What is commented out does not count.
pub(crate) fn of_erb(text: &str) -> Option<Range<usize>> {
    let mut tags = tags(text, "<%", "%>");
    tags.find(|(line, range)| {
        let is_comment = text[*line..range.start].trim_start().starts_with('#');
        !is_comment && text[range.clone()].ends_with("%>")
    })
    .map(|(_, range)| range)
}

/// The first action with which a line begins, or the first tag of Jinja: in a file that is no YAML this is the reason.
pub(crate) fn of_lines(text: &str) -> Option<Range<usize>> {
    let jinja = text.find("{%").map(|at| at..end(text, at, "%}"));
    let action = first(text, |inside, line| {
        let labels = inside.starts_with('$') && !inside.contains(":=");
        line.trim().is_empty() && !labels
    });
    jinja.into_iter().chain(action).min_by_key(|range| range.start)
}

/// The action whose second brace stands at a byte.
pub(crate) fn braces(text: &str, at: usize) -> Option<Range<usize>> {
    let start = at.checked_sub(1).filter(|start| text.as_bytes()[*start..].starts_with(b"{{"))?;
    Some(start..end(text, start, "}}"))
}

/// The first action for which this holds, given what stands in it and before it on its line.
fn first(text: &str, holds: impl Fn(&str, &str) -> bool) -> Option<Range<usize>> {
    let mut actions = tags(text, "{{", "}}");
    actions
        .find(|(line, range)| {
            let inside = text[range.start + 2..range.end].trim_end_matches("}}");
            holds(inside.trim_start_matches('-').trim(), &text[*line..range.start])
        })
        .map(|(_, range)| range)
}

/// Every tag, with the byte at which its line begins. What is opened again before it is closed is one tag: each byte is
/// looked at once, however many there are on a line.
fn tags(text: &str, open: &str, close: &str) -> impl Iterator<Item = (usize, Range<usize>)> {
    let (mut at, mut line) = (0, 0);
    std::iter::from_fn(move || {
        let start = at + text[at..].find(open)?;
        line = text[at..start].rfind('\n').map_or(line, |end| at + end + 1);
        at = end(text, start, close);
        Some((line, start..at))
    })
}

/// Where a tag ends, at the end of its line at the latest.
fn end(text: &str, start: usize, close: &str) -> usize {
    let rest = &text[start..];
    let end = rest.char_indices().find_map(|(at, c)| match c {
        '\n' | '\r' => Some(at),
        _ => rest[at..].starts_with(close).then_some(at + close.len()),
    });
    end.map_or(text.len(), |end| start + end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_helm_alone_can_run_is_found() {
        for (text, found) in [
            ("a: {{ .Values.x }}", Some("{{ .Values.x }}")),
            ("a: '{{ x }}' # {{ y\nb: {{ .Values.x }}", Some("{{ .Values.x }}")),
            ("a: {{ x {{ .Values.x }}", Some("{{ x {{ .Values.x }}")),
            ("a: \"x {{- $.Values.y | quote }}\"", Some("{{- $.Values.y | quote }}")),
            ("{{- include \"x.labels\" . | nindent 4 }}", Some("{{- include \"x.labels\" . | nindent 4 }}")),
            ("# {{ .Values.x }}", None),
            ("a: '{{ $labels.Values }} {{ .Value }} {{ .Labels.x }}'", None),
            ("a: '{{ $labels.a | title }}'", None),
        ] {
            assert_eq!(of_helm(text).map(|range| &text[range]), found, "{text}");
        }
    }

    #[test]
    fn a_tag_of_erb_is_found() {
        for (text, found) in [
            ("for: <%= p('hold') %>\n", Some("<%= p('hold') %>")),
            ("<% if p('on') %>\na: b\n", Some("<% if p('on') %>")),
            ("# for: <%= p('hold') %>\n", None),
            ("summary: 'a <% b'\nother: '%>'\n", None),
        ] {
            assert_eq!(of_erb(text).map(|range| &text[range]), found, "{text}");
        }
    }

    #[test]
    fn an_action_that_begins_a_line_is_found() {
        for (text, found) in [
            ("a: b\n  {{- if .x }}\n", Some("{{- if .x }}")),
            ("{{- $root := . }}\n", Some("{{- $root := . }}")),
            ("{% for a in b %}", Some("{% for a in b %}")),
            ("a: |\n  {{ $labels.a }} is down\n", None),
        ] {
            assert_eq!(of_lines(text).map(|range| &text[range]), found, "{text}");
        }
    }

    #[test]
    fn braces_are_found_behind_any_character() {
        assert_eq!(braces("a: {{ b }}", 4), Some(3..10));
        assert_eq!(braces("a: \u{603}{b", 5), None);
        assert_eq!(braces("\u{603}", 1), None);
    }
}
