//! Values for labels: natural where people know one, and always such that every matcher takes them.

use plimsoll_promql::{MatchOp, Matcher};
use regex_syntax::hir::{Class, Hir, HirKind};

/// What a label is called where nothing says it, and what another one is called.
const NATURAL: &[(&str, [&str; 2])] = &[
    ("code", ["200", "204"]),
    ("container", ["app", "sidecar"]),
    ("instance", ["a:9100", "b:9100"]),
    ("method", ["GET", "POST"]),
    ("status", ["200", "204"]),
    ("status_code", ["200", "204"]),
];

/// A value of a label that all matchers take and that none of `not` is. `wanted` decides where it is given; otherwise
/// the closed set of values, if there is one, then what the matchers say, then what is natural.
pub(super) fn value(
    label: &str,
    wanted: Option<&str>,
    matchers: &[&Matcher],
    closed: Option<&[&str]>,
    not: &[&str],
    owner: &str,
) -> Option<String> {
    let mut candidates: Vec<String> = Vec::new();
    if let Some(wanted) = wanted {
        candidates.push(wanted.to_owned());
    } else {
        candidates.extend(matchers.iter().filter_map(|matcher| match matcher.op {
            MatchOp::Equal => Some(matcher.value.clone()),
            MatchOp::Matches => sample(&matcher.value, None),
            MatchOp::NotEqual | MatchOp::NotMatches => None,
        }));
        if let Some(closed) = closed {
            candidates.extend(closed.iter().map(|&value| value.to_owned()));
        } else {
            let others = candidates.iter().map(|value| format!("{value}-b")).collect::<Vec<_>>();
            candidates.extend(examples(label, owner));
            candidates.extend(others);
            candidates.push(format!("{label}-c"));
        }
    }
    let taken = |value: &String| {
        !value.is_empty()
            && !not.contains(&value.as_str())
            && matchers.iter().all(|matcher| matcher.op.selects(&matcher.value, value) == Some(true))
    };
    candidates.into_iter().find(taken)
}

/// What a label is called where nothing says it, and what another one is called: the pods of two services have other
/// names, their containers need not.
pub(super) fn examples(label: &str, owner: &str) -> [String; 2] {
    let natural =
        NATURAL.iter().find(|(name, _)| *name == label).map(|(_, values)| values.map(str::to_owned));
    let stem = if owner.is_empty() { label } else { owner };
    natural.unwrap_or_else(|| ["a", "b"].map(|end| format!("{stem}-{end}")))
}

/// A text that a regular expression matches, with this text for its only group.
pub(super) fn sample(regex: &str, group: Option<&str>) -> Option<String> {
    let hir = regex_syntax::parse(regex).ok()?;
    let mut text = String::new();
    write(&hir, group, &mut text)?;
    Some(text)
}

fn write(hir: &Hir, group: Option<&str>, text: &mut String) -> Option<()> {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => {}
        HirKind::Literal(literal) => text.push_str(std::str::from_utf8(&literal.0).ok()?),
        HirKind::Class(class) => text.push(member(class)?),
        HirKind::Repetition(repetition) => {
            // `.+` stands for a name and not for one character of it.
            let many = repetition.max.is_none() && matches!(repetition.sub.kind(), HirKind::Class(_));
            let times = if many { repetition.min.max(2) } else { repetition.min };
            for _ in 0..times {
                write(&repetition.sub, group, text)?;
            }
        }
        HirKind::Capture(capture) => match group {
            Some(value) => text.push_str(value),
            None => write(&capture.sub, group, text)?,
        },
        HirKind::Concat(parts) => {
            for part in parts {
                write(part, group, text)?;
            }
        }
        HirKind::Alternation(parts) => write(parts.first()?, group, text)?,
    }
    Some(())
}

/// A digit where one is a member, so that `5..` becomes 500, otherwise a letter.
fn member(class: &Class) -> Option<char> {
    let Class::Unicode(class) = class else { return None };
    let has =
        |wanted: char| class.ranges().iter().any(|range| (range.start()..=range.end()).contains(&wanted));
    ['0', 'a', 'x', '-']
        .into_iter()
        .find(|wanted| has(*wanted))
        .or_else(|| Some(class.ranges().first()?.start()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn samples_match_and_groups_are_filled() {
        assert_eq!(sample("5..", None).as_deref(), Some("500"));
        assert_eq!(sample("edgelink-(.+)", Some("shop")).as_deref(), Some("edgelink-shop"));
        assert_eq!(sample("(.+)-canary-[a-z0-9]+", Some("shop")).as_deref(), Some("shop-canary-00"));
        assert_eq!(sample("a|b", None).as_deref(), Some("a"));
        assert_eq!(sample("(", None), None);
    }

    #[test]
    fn a_value_is_one_that_every_matcher_takes() {
        let failed = Matcher::new("status", MatchOp::Matches, "5..");
        let other = Matcher::new("status", MatchOp::NotMatches, "2..");
        let of = |matchers: &[&Matcher], not: &[&str]| value("status", None, matchers, None, not, "");
        assert_eq!(of(&[&failed], &[]).as_deref(), Some("500"));
        assert_eq!(of(&[], &[]).as_deref(), Some("200"));
        assert_eq!(of(&[], &["200"]).as_deref(), Some("204"));
        assert_eq!(of(&[&other], &[]).as_deref(), Some("status-c"));
        assert_eq!(value("status", Some("200"), &[&failed], None, &[], ""), None);
        assert_eq!(
            value("track", None, &[], Some(&["stable", "canary"]), &["stable"], "").as_deref(),
            Some("canary")
        );
        assert_eq!(value("pod", None, &[], None, &["shop-a"], "shop").as_deref(), Some("shop-b"));
    }
}
