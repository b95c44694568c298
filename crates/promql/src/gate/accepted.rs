//! What the gate says about an expression that it lets pass.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;
use std::time::Duration;

use super::tree::Node;
use crate::MatchOp;

/// What an expression evaluates to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ResultType {
    /// One sample for each series, such as `up`.
    InstantVector,
    /// Many samples for each series, such as `up[5m]`.
    RangeVector,
    /// A number without labels, such as `1` or `time()`.
    Scalar,
    /// A string literal.
    String,
}

impl fmt::Display for ResultType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::InstantVector => "an instant vector",
            Self::RangeVector => "a range vector",
            Self::Scalar => "a scalar",
            Self::String => "a string",
        })
    }
}

/// What an expression is for, and so which results it may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Use {
    /// Anything that Prometheus evaluates.
    Any,
    /// An alert or a panel: an instant vector. A scalar would always fire, and without labels.
    InstantVector,
    /// A recording rule: an instant vector or a scalar.
    Recording,
    /// A rule that somebody else wrote: Prometheus makes a series without labels of a scalar, in an alert too.
    AnyRule,
}

impl Use {
    pub(super) fn allows(self, result: ResultType) -> bool {
        match self {
            Self::Any => true,
            Self::InstantVector => result == ResultType::InstantVector,
            Self::Recording | Self::AnyRule => {
                matches!(result, ResultType::InstantVector | ResultType::Scalar)
            }
        }
    }

    pub(super) fn needs(self) -> &'static str {
        match self {
            Self::Any => "any result will do",
            Self::InstantVector => "an alert or a panel needs an instant vector",
            Self::Recording => "a recording rule needs an instant vector or a scalar",
            Self::AnyRule => "a rule needs an instant vector or a scalar",
        }
    }
}

/// An expression that passed the gate.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Accepted {
    /// What it evaluates to.
    pub result: ResultType,
    /// What it is made of.
    pub tree: Node,
    /// Every selector in it, in the order of the text; those of the tree.
    pub selectors: Vec<Arc<Selector>>,
    /// Every function that it calls, in the order of the text.
    pub calls: Vec<Call>,
}

impl Accepted {
    /// The metrics that are named in full, in the order of the text, each as often as it stands there.
    pub fn metric_names(&self) -> impl Iterator<Item = &str> {
        self.selectors.iter().filter_map(|selector| selector.metric_name())
    }
}

/// A selector as found in an expression: `up{job="node"}[5m] offset 1d`.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Selector {
    /// The name before the braces.
    pub name: Option<String>,
    /// The matchers between the braces, in their order. A quoted name, `{"up"}`, is one for `__name__`.
    pub matchers: Vec<LabelMatcher>,
    /// The range, where it selects one.
    pub range: Option<Duration>,
    /// The offset, where it has one.
    pub offset: Option<Offset>,
    /// Its place, name and braces but not range and offset, in bytes of the text.
    pub span: Range<usize>,
}

impl Selector {
    /// The one metric that it selects: the name before the braces or an equality with `__name__`.
    pub fn metric_name(&self) -> Option<&str> {
        let quoted = || {
            let mut names = self.matchers.iter().filter(|m| m.label == "__name__" && m.op == MatchOp::Equal);
            names.next().map(|matcher| matcher.value.as_str())
        };
        self.name.as_deref().or_else(quoted)
    }
}

/// One matcher of a selector.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct LabelMatcher {
    /// The label.
    pub label: String,
    /// How it is compared.
    pub op: MatchOp,
    /// The value, without quotes and escapes. Bytes that are not UTF-8 are U+FFFD.
    pub value: String,
    /// Its place in bytes of the text.
    pub span: Range<usize>,
}

/// Where in time a selector looks, relative to the evaluation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Offset {
    /// `offset 5m`: that long ago.
    Back(Duration),
    /// `offset -5m`: that far ahead.
    Ahead(Duration),
}

/// A function call as found in an expression.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Call {
    /// The function.
    pub function: String,
    /// The place of its name in bytes of the text.
    pub span: Range<usize>,
}
