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
        for range in of_yaml.chain(in_expressions(lines.text, rules)) {
            let text = lines.text.get(range.clone()).unwrap_or_default();
            let body = text.trim_start_matches('#').trim_start();
            if let Some(order) = body.strip_prefix(MARK) {
                let start = range.end - order.len();
                all.add(lines, order, start, &range, rules);
            }
        }
        all
    }

    fn add(&mut self, lines: &Lines<'_>, order: &str, start: usize, whole: &Range<usize>, rules: &[Written]) {
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
            let first = rules.first().map_or(u32::MAX, |rule| lines.line(rule.range.start));
            (line < first).then_some(1..u32::MAX)
        } else if rules.is_empty() {
            Some(line..line + 2)
        } else {
            of_rule(lines, line, rules)
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

/// The lines of the rule at which a comment on this line stands: in it, or above it with nothing but comments between.
fn of_rule(lines: &Lines<'_>, line: u32, rules: &[Written]) -> Option<Range<u32>> {
    let span = |rule: &Written| {
        let last = lines.end(&rule.range).line;
        lines.line(rule.range.start)..last + 1
    };
    if let Some(own) = rules.iter().map(span).find(|own| own.contains(&line)) {
        return Some(own);
    }
    let next = rules.iter().map(span).filter(|own| own.start > line).min_by_key(|own| own.start)?;
    let between = lines.text.lines().skip(line as usize).take((next.start - line - 1) as usize);
    between.into_iter().all(|text| text.trim().is_empty() || text.trim().starts_with('#')).then_some(next)
}

/// Comments of PromQL: in a block scalar they are no comments of YAML.
fn in_expressions(text: &str, rules: &[Written]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    for rule in rules {
        let expr = rule.expr.range.clone();
        let Some(source) = text.get(expr.clone()) else { continue };
        for (at, _) in source.match_indices('#') {
            let line = source[at..].lines().next().unwrap_or_default();
            if line.trim_start_matches('#').trim_start().starts_with(MARK) {
                found.push(expr.start + at..expr.start + at + line.trim_end().len());
            }
        }
    }
    found
}
