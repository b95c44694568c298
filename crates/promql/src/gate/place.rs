//! Where a syntax error is: the bundled parser does not say.

use std::ops::Range;

use super::outline::{Outline, Role, excerpt};
use super::refusal::Refusal;
use super::respell::{Strings, respell};
use super::token::{Kind, Token};

/// All that the parser says of what it cannot read at all. Any other message is about an expression that it could.
const UNREADABLE: &str = "invalid promql query";

/// What a cut expression may need next: nothing, an operand, the operand of an aggregation.
const FILLERS: [&str; 3] = ["", "x", "(x)"];

/// The refusal of an expression that the parser refused with `message`.
pub(super) fn refusal(message: &str, text: &str, tokens: &[Token<'_>], outline: &Outline) -> Refusal {
    if message == UNREADABLE || unbalanced(tokens) {
        unreadable(text, tokens, outline)
    } else {
        let span = culprit(message, tokens, outline).unwrap_or_else(|| span_of(tokens, 0..tokens.len()));
        let refusal = Refusal::syntax(span, in_field_terms(message));
        match help(message) {
            Some(help) => refusal.with_help(help),
            None => refusal,
        }
    }
}

/// The parser names types as its code does.
fn in_field_terms(message: &str) -> String {
    let words = message.split(' ').map(|word| match word {
        "matrix" => "range vector",
        "matrix," => "range vector,",
        "vector" => "instant vector",
        "vector," => "instant vector,",
        word => word,
    });
    words.collect::<Vec<_>>().join(" ")
}

/// What to do about some of the parser's messages.
fn help(message: &str) -> Option<&'static str> {
    const HELP: &[(&str, &str)] = &[
        ("ranges only allowed", "only a selector takes a range; a subquery has a colon: [1h:1m]"),
        ("no offset modifiers", "the range comes first: x[5m] offset 1d"),
        ("no @ modifiers", "the range comes first: x[5m] @ end()"),
        ("offset modifier must", "`offset` belongs to each selector: rate(x[5m] offset 1d)"),
        ("@ modifier must", "`@` belongs to each selector: rate(x[5m] @ end())"),
        ("comparisons between scalars", "write `bool` after the operator, or compare with an instant vector"),
        ("expected type matrix", "give it a range: rate(x[5m])"),
        (
            "vector selector must contain",
            "name the metric, or add a matcher that does not match the empty string",
        ),
    ];
    HELP.iter().find(|(begin, _)| message.starts_with(begin)).map(|(_, help)| *help)
}

/// Blames the first token behind the longest run that could still be completed. "The longest run that parses" would
/// blame the wrong token in `sum by (job) (rate(x[5m]) / )`.
fn unreadable(text: &str, tokens: &[Token<'_>], outline: &Outline) -> Refusal {
    let cuts = cuts(tokens.len(), outline);
    let completable = cuts.partition_point(|cut| completable(tokens, outline, *cut));
    let read = cuts[..completable].last().copied().unwrap_or(0);
    let before = read.checked_sub(1).map(|at| &tokens[at]);
    let Some(token) = tokens.get(read) else {
        return unfinished(text, tokens);
    };
    let found = excerpt(text, token);
    let message = match before {
        Some(before) => format!("Prometheus cannot read `{found}` after `{}`", excerpt(text, before)),
        None => format!("an expression cannot begin with `{found}`"),
    };
    let refusal = Refusal::syntax(token.span.clone(), message);
    if token.is_any_word(&["by", "without"]) {
        return refusal.with_help("`by` and `without` belong to an aggregation: sum by (label) (x)");
    }
    if token.is("=") {
        return refusal.with_help("equality is written `==`");
    }
    refusal
}

/// The text ends too early.
fn unfinished(text: &str, tokens: &[Token<'_>]) -> Refusal {
    let mut open = Vec::new();
    for token in tokens {
        match token.kind {
            Kind::Symbol("(") => open.push(token),
            Kind::Symbol(")") => {
                open.pop();
            }
            _ => {}
        }
    }
    match (open.last(), tokens.last()) {
        (Some(open), Some(last)) if !last.is("(") && !is_operator(last) => {
            Refusal::syntax(open.span.clone(), "`(` is never closed")
        }
        (_, Some(last)) => Refusal::syntax(
            last.span.clone(),
            format!("the expression ends after `{}`, where more was expected", excerpt(text, last)),
        ),
        (_, None) => Refusal::syntax(0..text.len(), "there is no expression"),
    }
}

fn is_operator(token: &Token<'_>) -> bool {
    matches!(token.kind, Kind::Symbol(symbol) if !matches!(symbol, ")" | "}" | "]"))
}

/// Where an expression may be cut: not within a selector, a range or a list of labels. Ascending, without 0.
fn cuts(length: usize, outline: &Outline) -> Vec<usize> {
    let mut whole = vec![false; length + 1];
    for unit in &outline.units {
        whole[unit.start + 1..unit.end].fill(true);
    }
    (1..=length).filter(|cut| !whole[*cut]).collect()
}

/// Whether the parser would read the first `cut` tokens if something followed.
fn completable(tokens: &[Token<'_>], outline: &Outline, cut: usize) -> bool {
    let mut open: usize = 0;
    for token in &tokens[..cut] {
        match token.kind {
            Kind::Symbol("(") => open += 1,
            Kind::Symbol(")") if open == 0 => return false,
            Kind::Symbol(")") => open -= 1,
            _ => {}
        }
    }
    let mut text = respell(tokens, outline, 0..cut, Strings::Emptied);
    let read = text.len();
    FILLERS.iter().any(|filler| {
        text.truncate(read);
        text.push_str(filler);
        text.extend(std::iter::repeat_n(')', open));
        match promql_parser::parser::parse(&text) {
            Ok(_) => true,
            Err(message) => message != UNREADABLE,
        }
    })
}

fn unbalanced(tokens: &[Token<'_>]) -> bool {
    let mut open: usize = 0;
    for token in tokens {
        match token.kind {
            Kind::Symbol("(") => open += 1,
            Kind::Symbol(")") if open == 0 => return true,
            Kind::Symbol(")") => open -= 1,
            _ => {}
        }
    }
    open > 0
}

/// The smallest part that alone is refused with the same message.
fn culprit(message: &str, tokens: &[Token<'_>], outline: &Outline) -> Option<Range<usize>> {
    /// Each part is parsed; an expression of thousands of parts is not worth the wait.
    const MOST_PARTS: usize = 200;
    let mut parts = parts(tokens, outline);
    parts.sort_by_key(|part| (part.len(), part.start));
    parts
        .into_iter()
        .take(MOST_PARTS)
        .find(|part| {
            let text = respell(tokens, outline, part.clone(), Strings::Alike);
            promql_parser::parser::parse(&text).is_err_and(|error| error == message)
        })
        .map(|part| span_of(tokens, part))
}

/// Selectors, and everything from `(`, or the name before it, to its `)`.
fn parts(tokens: &[Token<'_>], outline: &Outline) -> Vec<Range<usize>> {
    let mut parts = outline.selector_tokens.clone();
    let mut open = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        match token.kind {
            Kind::Symbol("(") => open.push(at),
            Kind::Symbol(")") => {
                let Some(start) = open.pop() else { continue };
                parts.push(head(tokens, outline, start)..at + 1);
            }
            _ => {}
        }
    }
    parts
}

/// The token at which the call, the aggregation or the parentheses that open at `open` begin.
fn head(tokens: &[Token<'_>], outline: &Outline, open: usize) -> usize {
    let Some(before) = open.checked_sub(1) else {
        return open;
    };
    if matches!(outline.roles[before], Role::Function | Role::Aggregation) {
        return before;
    }
    // `sum by (job) (`
    let list = outline
        .units
        .iter()
        .find(|unit| unit.end == open && tokens[unit.start].is_any_word(&["by", "without"]));
    match list.and_then(|list| list.start.checked_sub(1)) {
        Some(name) if outline.roles[name] == Role::Aggregation => name,
        _ => open,
    }
}

fn span_of(tokens: &[Token<'_>], run: Range<usize>) -> Range<usize> {
    match tokens.get(run) {
        Some([first, .., last]) => first.span.start..last.span.end,
        Some([only]) => only.span.clone(),
        _ => 0..0,
    }
}
