//! Documents to groups and rules, with what promtool says of their structure, at its places.

mod document;
mod fields;
#[cfg(test)]
mod generated;
mod group;
mod names;
mod rule;
mod versions;

use std::ops::Range;
use std::rc::Rc;

use plimsoll_check::Diagnostic;
use plimsoll_plan::Group;
use plimsoll_units::Origin;

use crate::yaml::{Lines, Node};

pub(crate) use document::{is_plain, read};
pub(crate) use fields::Reader;

/// Where a rule stands.
#[derive(Debug, Clone)]
pub(crate) struct Written {
    /// The place of its name: by this a finding is led back to it.
    pub(crate) origin: Origin,
    /// The bytes of its name.
    pub(crate) name: Range<usize>,
    /// All of it, from its first key to the end of its last value.
    pub(crate) range: Range<usize>,
    /// The value of `expr`.
    pub(crate) expr: Rc<Node>,
    /// How many bytes of its text stand before the expression.
    pub(crate) indent: usize,
    /// Whether Prometheus reads it at all.
    pub(crate) is_loaded: bool,
    /// `alert X in group y`
    pub(crate) about: String,
}

/// What the rule files of one file hold.
#[derive(Debug, Default)]
pub(crate) struct Rules {
    /// The groups, as the checks want them.
    pub(crate) groups: Vec<Group>,
    /// Where their rules stand, in the same order.
    pub(crate) written: Vec<Written>,
    /// What is wrong with their structure.
    pub(crate) found: Vec<Diagnostic>,
    /// Whether any document is one of rules.
    pub(crate) is_rule_file: bool,
}

/// A finding at some bytes of a file.
pub(crate) fn at(lines: &Lines<'_>, finding: Diagnostic, range: &Range<usize>) -> Diagnostic {
    finding.at(lines.origin(range.start)).until(lines.end(range))
}
