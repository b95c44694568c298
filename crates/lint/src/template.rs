//! Texts of alerts in Go's template language: whether Prometheus would read them.
//!
//! Prometheus parses every label and annotation of an alert when it loads the file, with its own functions and with
//! `$labels`, `$value`, `$externalLabels` and `$externalURL` declared. This is that parser's verdict, without its
//! results: what is balanced, which functions and variables there are, what may stand where.

use std::ops::Range;

mod action;
mod foreign;
mod token;

pub(crate) use foreign::{braces, of_erb, of_helm, of_lines};

/// Why a text is no template, and where in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) span: Range<usize>,
    pub(crate) message: String,
    pub(crate) help: &'static str,
}

impl Fault {
    fn new(span: Range<usize>, message: impl Into<String>, help: &'static str) -> Self {
        Self { span, message: message.into(), help }
    }
}

/// What an action opens.
#[derive(Debug)]
struct Block {
    span: Range<usize>,
    keyword: String,
    has_else: bool,
    /// How many variables there were before it.
    variables: usize,
}

/// What is known where an action begins.
#[derive(Debug)]
struct Scope {
    blocks: Vec<Block>,
    variables: Vec<String>,
}

/// The first fault of a text, if it has one.
pub(crate) fn check(text: &str) -> Result<(), Fault> {
    let known = ["$", "$labels", "$externalLabels", "$externalURL", "$value"];
    let mut scope = Scope { blocks: Vec::new(), variables: known.map(ToOwned::to_owned).to_vec() };
    let mut at = 0;
    while let Some(open) = text.get(at..).and_then(|rest| rest.find("{{")).map(|found| at + found) {
        let inside = open + 2;
        if let Some(comment) = comment(text, inside) {
            at = comment?;
            continue;
        }
        let (tokens, end) = token::action(text, open)?;
        action::check(text, open..end, &tokens, &mut scope)?;
        at = end;
    }
    match scope.blocks.pop() {
        None => Ok(()),
        Some(block) => Err(Fault::new(
            block.span,
            format!("this `{}` has no `end`", block.keyword),
            "close it with `{{ end }}`",
        )),
    }
}

/// `{{/* ... */}}`: where it ends, if it is one.
fn comment(text: &str, inside: usize) -> Option<Result<usize, Fault>> {
    let rest = text.get(inside..)?;
    let body = rest.strip_prefix("- ").map_or(rest, str::trim_start).strip_prefix("/*")?;
    let fault = || Fault::new(inside - 2..inside, "this comment has no end", "close it with `*/}}`");
    let start = text.len() - body.len();
    let Some(end) = body.find("*/").map(|end| start + end + 2) else { return Some(Err(fault())) };
    let after = text.get(end..).unwrap_or_default();
    let close = after.strip_prefix(" -").unwrap_or(after);
    Some(match close.strip_prefix("}}") {
        Some(rest) => Ok(text.len() - rest.len()),
        None => Err(fault()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_prometheus_reads_is_read() {
        for text in [
            "no template at all",
            "{{ $labels.instance }} of {{ .Labels.job }} has {{ $value | humanize }}",
            "{{- if gt $value 5.0 -}} a {{ else if eq .Value 2.0 }} b {{ else }} c {{- end }}",
            "{{ range query \"up == 0\" }}{{ .Labels.job }}{{ end }}",
            "{{ range $i, $e := query `up` }}{{ $i }}{{ $e.Value }}{{ else }}none{{ end }}",
            "{{ with printf \"a{b='%s'}\" .Labels.x | query }}{{ . | first | value | humanizePercentage }}{{ end }}",
            "{{/* a comment */}}{{- /* another */ -}}",
            "{{ $x := 1 }}{{ $x = 2 }}{{ $x }}",
            "{{ (index $labels \"a\").b }} } }} '{'",
            "{{ define \"t\" }}{{ $x := . }}{{ $x }}{{ end }}{{ template \"t\" $value }}",
            "{{\"\\\"{{\"}}{{ 'x' }}{{ -1.5e3 }}{{ 0x1F }}{{ true }}{{ nil | print }}",
            "{{ $labels.a\n  | title }}",
            "{{ $value | }}",
            "{{ if not (eq $labels.a \"\") }}{{ break_it }}{{ end }}".replace("{{ break_it }}", "").as_str(),
            "{{ externalURL }}/x?{{ args 1 2 | len }}{{ now }}{{ toDuration 5 }}",
        ] {
            assert_eq!(check(text), Ok(()), "{text}");
        }
    }

    #[test]
    fn what_prometheus_refuses_is_refused_at_its_place() {
        for (text, at, message) in [
            ("a {{ $labels.x", "{{", "this action has no end"),
            ("{{ $labels.x }", "}", "`}` cannot stand in an action"),
            ("{{ printf\"%d\" 5 }}", "\"%d", "`\"` cannot stand right behind a value"),
            ("{{ $label.x }}", "$label", "there is no variable `$label`"),
            ("{{ labels.x }}", "labels", "there is no function `labels`"),
            ("{{ humanise $value }}", "humanise", "there is no function `humanise`"),
            ("{{ if $value }}x", "{{ if $value }}", "this `if` has no `end`"),
            ("x{{ end }}", "{{ end }}", "there is nothing that this `end` closes"),
            ("x{{ else }}", "{{ else }}", "there is nothing that this `else` belongs to"),
            ("{{ }}", "{{ }}", "this action is empty"),
            ("{{ $value | | title }}", "| | title", "nothing stands behind this `|`"),
            ("{{ | title }}", "|", "nothing stands before this `|`"),
            ("{{ \"abc }}", "\"abc }}", "this text has no end"),
            ("{{ (len $labels }}", "(", "this parenthesis is not closed"),
            ("{{ len $labels) }}", ")", "there is no parenthesis that this closes"),
            ("{{ $value | 5 }}", "5", "`5` is no function and takes no value from a `|`"),
            ("{{ if }}x{{ end }}", "{{ if }}", "this `if` asks for nothing"),
            ("{{ with $x := 1 }}{{ end }}{{ $x }}", "$x }}", "there is no variable `$x`"),
            ("{{ $labels.x ? }}", "?", "`?` cannot stand in an action"),
            ("{{ $labels. }}", ". }}", "`.` cannot stand right behind a value"),
            ("{{ printf `a` 1h }}", "1h", "`1h` is no number"),
            ("{{ $value - }}", "-", "`-` is no number"),
            ("{{ true$labels.x }}", "$labels.x }}", "`$` cannot stand right behind a value"),
            ("{{/* a }}", "{{", "this comment has no end"),
        ] {
            let fault = check(text).unwrap_err();
            assert_eq!(fault.message, message, "{text}");
            let wanted = text.rfind(at).unwrap();
            assert_eq!(fault.span.start, wanted, "{text}");
        }
    }
}
