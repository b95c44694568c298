//! Findings that are meant to be so, as comments in the YAML.
//!
//! ```yaml
//! # plimsoll: allow-file(promql/never-fires) the exporter is not rolled out yet
//! groups:
//!   - name: jobs
//!     rules:
//!       # plimsoll: allow(promql/bare-counter) the job starts with every run
//!       - alert: JobFailed
//!         expr: job_failures_total > 0     # or here, or anywhere else in the rule
//! ```
//!
//! A reason is required. An allowance that no finding needs is told, since it would only hide the next one; nobody can
//! allow what keeps Prometheus from loading the file.

use std::ops::Range;

use plimsoll_check::{CHECKS, Diagnostic, anybody, words};

use crate::rules::{Written, at};
use crate::yaml::Lines;

const MARK: &str = "plimsoll:";
/// Findings that are no check's and can be allowed all the same: Prometheus would load the file.
const OF_STRUCTURE: [&str; 2] = ["yaml/no-rules", "yaml/second-document"];

/// One check that is allowed in one place.
#[derive(Debug)]
struct Allowance {
    id: String,
    /// The bytes of the id in the comment.
    place: Range<usize>,
    /// The lines in which it holds.
    lines: Range<u32>,
    needed: bool,
}

/// The allowances of one file.
#[derive(Debug, Default)]
pub(crate) struct Allowances {
    list: Vec<Allowance>,
    /// What is wrong with the comments themselves.
    pub(crate) found: Vec<Diagnostic>,
}

impl Allowances {
    /// Reads the comments of a file, those inside expressions too. `rules` are its rules, in order; a file without any
    /// allows by the line.
    pub(crate) fn read(lines: &Lines<'_>, comments: &[(String, Range<usize>)], rules: &[Written]) -> Self {
        let mut all = Self::default();
        let of_yaml = comments.iter().map(|(_, range)| range.clone());
        let mut spans = None;
        for range in of_yaml.chain(in_expressions(lines.text, rules)) {
            let text = lines.text.get(range.clone()).unwrap_or_default();
            let body = text.trim_start_matches('#').trim_start();
            if let Some(order) = body.strip_prefix(MARK) {
                let start = range.end - order.len();
                all.add(lines, order, start, &range, spans.get_or_insert_with(|| self::spans(lines, rules)));
            }
        }
        all
    }

    fn add(&mut self, lines: &Lines<'_>, order: &str, start: usize, whole: &Range<usize>, rules: &[Span]) {
        let malformed = |message: &str| {
            let help = "write `# plimsoll: allow(group/name) why`, or `allow-file(...)` before `groups:`";
            at(lines, Diagnostic::error("allow/malformed", message).help(help), whole)
        };
        let trimmed = order.trim_start();
        let (whole_file, rest) = match (trimmed.strip_prefix("allow-file("), trimmed.strip_prefix("allow(")) {
            (Some(rest), _) => (true, rest),
            (None, Some(rest)) => (false, rest),
            (None, None) => return self.found.push(malformed("this is no allowance")),
        };
        let Some((ids, reason)) = rest.split_once(')') else {
            return self.found.push(malformed("the parenthesis of this allowance is not closed"));
        };
        if reason.trim().is_empty() {
            return self.found.push(malformed("this allowance has no reason, and does not hold"));
        }
        let line = lines.line(whole.start);
        let held = if whole_file {
            let first = rules.first().map_or(u32::MAX, |rule| rule.own.start);
            (line < first).then_some(1..u32::MAX)
        } else if rules.is_empty() {
            Some(line..line + 2)
        } else {
            of_rule(line, rules)
        };
        let Some(held) = held else {
            let message = if whole_file {
                "an allowance for the whole file stands before its rules"
            } else {
                "this allowance stands at no rule"
            };
            return self.found.push(malformed(message));
        };
        let mut from = start + (order.len() - trimmed.len()) + (trimmed.len() - rest.len());
        for id in ids.split(',') {
            let blank = id.len() - id.trim_start().len();
            let place = from + blank..from + blank + id.trim().len();
            from += id.len() + 1;
            self.list.push(Allowance { id: id.trim().to_owned(), place, lines: held.clone(), needed: false });
        }
    }

    /// Whether a finding in this file is allowed.
    pub(crate) fn allow(&mut self, finding: &Diagnostic) -> bool {
        let Some(origin) = finding.origin.filter(|_| is_allowable(finding.id)) else { return false };
        let mut allowed = false;
        for own in self.list.iter_mut().filter(|own| own.id == finding.id && own.lines.contains(&origin.line))
        {
            own.needed = true;
            allowed = true;
        }
        allowed
    }

    /// The allowances that nothing needed.
    pub(crate) fn stale(&self, lines: &Lines<'_>) -> Vec<Diagnostic> {
        let unneeded = self.list.iter().filter(|own| !own.needed);
        let told = |own: &Allowance| {
            let id = own.id.as_str();
            let known = CHECKS.iter().map(|check| check.id).chain(OF_STRUCTURE);
            let (message, help) = if !known.clone().any(|other| other == id) {
                let help = words::meant(id, known).map(|meant| format!("write `{meant}`"));
                (format!("there is no check `{id}`"), help)
            } else if !is_allowable(id) {
                (format!("`{id}` cannot be allowed: Prometheus would refuse the expression"), None)
            } else {
                (format!("nothing here is found by `{id}` that would have to be allowed"), None)
            };
            let help = help.unwrap_or_else(|| "remove the allowance".to_owned());
            at(lines, Diagnostic::warning("allow/stale", message).help(help), &own.place)
        };
        unneeded.map(told).collect()
    }
}

fn is_allowable(id: &str) -> bool {
    OF_STRUCTURE.contains(&id) || (CHECKS.iter().any(|check| check.id == id) && anybody::is_allowable(id))
}

/// The lines of a rule.
#[derive(Debug)]
struct Span {
    /// From here on stand nothing but comments above it.
    above: u32,
    /// Its own lines.
    own: Range<u32>,
}

/// The lines of every rule, in their order in the file: aliases may have another.
fn spans(lines: &Lines<'_>, rules: &[Written]) -> Vec<Span> {
    let own = |rule: &Written| lines.line(rule.range.start)..lines.end(&rule.range).line + 1;
    let mut all: Vec<Range<u32>> = rules.iter().map(own).collect();
    all.sort_by_key(|own| (own.start, own.end));
    let mut end = 1;
    let span = |own: Range<u32>| {
        let says_nothing = |line: &u32| {
            let text = lines.text_of(*line).trim();
            text.is_empty() || text.starts_with('#')
        };
        let above = (end..own.start).rev().take_while(says_nothing).last().unwrap_or(own.start);
        end = own.end;
        Span { above, own }
    };
    all.into_iter().map(span).collect()
}

/// The lines of the rule at which a comment on this line stands: in it, or above it with nothing but comments between.
fn of_rule(line: u32, spans: &[Span]) -> Option<Range<u32>> {
    let next = spans.partition_point(|span| span.own.start <= line);
    let (before, after) = spans.split_at(next);
    let last = before.last().map(|span| span.own.start);
    let on_the_same_line = before.iter().rev().take_while(|span| Some(span.own.start) == last);
    let around = on_the_same_line.into_iter().find(|span| span.own.contains(&line));
    // What stands before the comment on its line is nothing between it and the rule.
    let below = || after.first().filter(|span| span.above <= line + 1);
    around.or_else(below).map(|span| span.own.clone())
}

/// Comments of PromQL: in a block scalar they are no comments of YAML.
fn in_expressions(text: &str, rules: &[Written]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    for rule in rules {
        let range = &rule.expr.range;
        let mut start = range.start;
        for line in text.get(range.clone()).unwrap_or_default().split_inclusive('\n') {
            found.extend(order_in(line).map(|at| start + at..start + line.trim_end().len()));
            start += line.len();
        }
    }
    found
}

/// Where on a line the comment begins that gives an order. Each byte is looked at once, whatever stands there.
fn order_in(line: &str) -> Option<usize> {
    let mut at = 0;
    loop {
        at += line[at..].find('#')?;
        let rest = line[at..].trim_start_matches('#');
        if rest.trim_start().starts_with(MARK) {
            return Some(at);
        }
        at = line.len() - rest.len();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_is_found_behind_other_comments_of_its_line() {
        for (line, at) in [
            ("up # plimsoll: allow(a/b) c\n", Some(3)),
            ("up ### not this # plimsoll: x", Some(16)),
            ("up # plimsoll", None),
            ("####", None),
        ] {
            assert_eq!(order_in(line), at, "{line}");
        }
    }

    #[test]
    fn a_comment_belongs_to_the_rule_around_it_or_to_the_next_one_below() {
        let spans =
            [Span { above: 3, own: 5..8 }, Span { above: 8, own: 8..9 }, Span { above: 12, own: 14..16 }];
        let of = |line| of_rule(line, &spans).map(|own| own.start);
        assert_eq!([1, 2, 4, 7].map(of), [None, Some(5), Some(5), Some(5)]);
        assert_eq!([8, 9, 11, 13, 16].map(of), [Some(8), None, Some(14), Some(14), None]);
    }
}
