//! The tree of an accepted expression as PromQL again, with parentheses around every operand that is not one word. It
//! has no places, so that two trees are alike where this is.

use std::fmt::Write as _;
use std::time::Duration;

use plimsoll_promql::gate::{
    GroupSide, Grouping, LabelMatcher, Node, NodeKind, Offset, Pairing, PairingLabels, Selector,
};

/// The expression of a tree, as the newest Prometheus reads it.
pub(super) fn printed(node: &Node) -> String {
    match &node.kind {
        NodeKind::Number(number) => self::number(*number),
        NodeKind::Text(text) => quoted(text),
        NodeKind::Selector(selector) => self::selector(selector),
        NodeKind::Subquery { of, range, step } => {
            let step = step.map(seconds).unwrap_or_default();
            format!("{}[{}:{step}]", operand(of), seconds(*range))
        }
        NodeKind::Negated(of) => format!("-{}", operand(of)),
        NodeKind::Call { function, arguments } => {
            let arguments: Vec<String> = arguments.iter().map(printed).collect();
            format!("{function}({})", arguments.join(", "))
        }
        NodeKind::Aggregate { op, grouping, parameter, of } => {
            let grouping = match grouping {
                Grouping::By(labels) => format!("by ({})", names(labels)),
                Grouping::Without(labels) => format!("without ({})", names(labels)),
            };
            let parameter = parameter.as_ref().map(|of| printed(of) + ", ").unwrap_or_default();
            format!("{op} {grouping} ({parameter}{})", printed(of))
        }
        NodeKind::Binary { op, returns_bool, pairing, left, right } => {
            let bool = if *returns_bool { " bool" } else { "" };
            format!("{} {op}{bool}{} {}", operand(left), paired(pairing), operand(right))
        }
        other => panic!("a kind of node that is not known here: {other:?}"),
    }
}

fn operand(node: &Node) -> String {
    let is_one_word = match &node.kind {
        NodeKind::Number(number) => number.is_nan() || !number.is_sign_negative(),
        NodeKind::Negated(_) | NodeKind::Binary { .. } => false,
        // `x[5m] offset 1d [..]` is read, but never meant.
        NodeKind::Selector(selector) => selector.offset.is_none(),
        _ => true,
    };
    if is_one_word { printed(node) } else { format!("({})", printed(node)) }
}

fn number(number: f64) -> String {
    match number {
        _ if number.is_nan() => "NaN".to_owned(),
        f64::INFINITY => "Inf".to_owned(),
        f64::NEG_INFINITY => "-Inf".to_owned(),
        _ => format!("{number:e}"),
    }
}

fn seconds(duration: Duration) -> String {
    duration.as_secs_f64().to_string()
}

fn selector(selector: &Selector) -> String {
    let name = selector.name.as_deref().unwrap_or_default();
    let matchers: Vec<String> = selector.matchers.iter().map(matcher).collect();
    let matchers = if matchers.is_empty() && !name.is_empty() {
        String::new()
    } else {
        format!("{{{}}}", matchers.join(", "))
    };
    let range = selector.range.map(|range| format!("[{}]", seconds(range))).unwrap_or_default();
    let offset = match selector.offset {
        None => String::new(),
        Some(Offset::Back(by)) => format!(" offset {}", seconds(by)),
        Some(Offset::Ahead(by)) => format!(" offset -{}", seconds(by)),
    };
    format!("{name}{matchers}{range}{offset}")
}

fn matcher(matcher: &LabelMatcher) -> String {
    format!("{}{}{}", quoted(&matcher.label), matcher.op.as_str(), quoted(&matcher.value))
}

fn names(labels: &[String]) -> String {
    labels.iter().map(|label| quoted(label)).collect::<Vec<_>>().join(", ")
}

fn paired(pairing: &Pairing) -> String {
    let labels = match &pairing.labels {
        PairingLabels::All => String::new(),
        PairingLabels::On(labels) => format!(" on ({})", names(labels)),
        PairingLabels::Ignoring(labels) => format!(" ignoring ({})", names(labels)),
    };
    let group = match &pairing.group {
        None => String::new(),
        Some((GroupSide::Left, bring)) => format!(" group_left ({})", names(bring)),
        Some((GroupSide::Right, bring)) => format!(" group_right ({})", names(bring)),
    };
    labels + &group
}

fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            // A replacement character stands for bytes that are not UTF-8, and may not stand there itself.
            c if c.is_control() || c == char::REPLACEMENT_CHARACTER => {
                // Writing to a text does not fail.
                let _ = write!(quoted, "\\U{:08x}", u32::from(c));
            }
            c => quoted.push(c),
        }
    }
    quoted + "\""
}
