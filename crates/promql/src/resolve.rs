//! From an expression with parameters to one that can be rendered.

use std::fmt;

use plimsoll_units::Duration;

use crate::{Expr, Number, Selector, Window};

/// What the thresholds of one environment, phase and service say.
pub trait Resolution {
    /// The value of a threshold in its base unit, as PromQL takes it; `None` if there is no such threshold.
    fn line(&self, threshold: &str) -> Option<f64>;

    /// The window of a threshold; `None` if there is no such threshold or it has none.
    fn window(&self, threshold: &str) -> Option<Duration>;
}

/// An expression reads a threshold that is not declared, or the window of one that has none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownThreshold {
    /// The id.
    pub threshold: &'static str,
    /// Whether the window was wanted and not the value.
    pub window: bool,
}

impl fmt::Display for UnknownThreshold {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { threshold, window } = self;
        if *window {
            write!(f, "the expression uses the window of the threshold `{threshold}`, which has none")
        } else {
            write!(f, "the expression uses the threshold `{threshold}`, which the pack does not declare")
        }
    }
}

impl std::error::Error for UnknownThreshold {}

impl Expr {
    /// The same with every threshold's value and window put in.
    ///
    /// # Errors
    ///
    /// [`UnknownThreshold`] for the first one that `values` does not know.
    pub fn resolve(self, values: &impl Resolution) -> Result<Self, UnknownThreshold> {
        let mut failed = None;
        let resolved = self.resolved(values, &mut failed);
        failed.map_or(Ok(resolved), Err)
    }

    fn resolved(self, values: &impl Resolution, failed: &mut Option<UnknownThreshold>) -> Self {
        match self {
            Self::Number(number) => Self::Number(number.resolved(values, failed)),
            Self::Vector(number) => Self::Vector(number.resolved(values, failed)),
            Self::Selector(selector) => Self::Selector(selector.resolved(values, failed)),
            Self::Range(selector, window) => {
                Self::Range(selector.resolved(values, failed), window.resolved(values, failed))
            }
            other => other.map_children(&mut |child| child.resolved(values, failed)),
        }
    }

    /// The same with every selector changed, e.g. bound to a namespace.
    pub fn edit_selectors(self, edit: &mut impl FnMut(&mut Selector)) -> Self {
        match self {
            Self::Selector(mut selector) => {
                edit(&mut selector);
                Self::Selector(selector)
            }
            Self::Range(mut selector, window) => {
                edit(&mut selector);
                Self::Range(selector, window)
            }
            other => other.map_children(&mut |child| child.edit_selectors(edit)),
        }
    }

    /// The longest window in a resolved expression, through its recordings; `None` without a range.
    pub fn longest_window(&self) -> Option<Duration> {
        let mut longest = None;
        self.walk(&mut |part| {
            let window = match part {
                Self::Range(_, Window::Fixed(window)) | Self::Raw { window, .. } => Some(*window),
                _ => None,
            };
            longest = longest.max(window.filter(|window| !window.is_zero()));
        });
        longest
    }
}

impl Selector {
    fn resolved(mut self, values: &impl Resolution, failed: &mut Option<UnknownThreshold>) -> Self {
        self.offset = self.offset.map(|offset| offset.resolved(values, failed));
        self
    }
}

impl Number {
    fn resolved(self, values: &impl Resolution, failed: &mut Option<UnknownThreshold>) -> Self {
        let (id, value) = match self {
            Self::Fixed(_) => return self,
            Self::Line(id) => (id, values.line(id).map(|line| line.to_string())),
            Self::EnoughFor(id) => (id, values.line(id).map(|line| Self::enough_for(line).to_string())),
        };
        value.map_or_else(
            || {
                failed.get_or_insert(UnknownThreshold { threshold: id, window: false });
                self
            },
            Self::Fixed,
        )
    }
}

impl Window {
    fn resolved(self, values: &impl Resolution, failed: &mut Option<UnknownThreshold>) -> Self {
        let Self::Of(id) = self else { return self };
        values.window(id).map_or_else(
            || {
                failed.get_or_insert(UnknownThreshold { threshold: id, window: true });
                self
            },
            Self::Fixed,
        )
    }
}
