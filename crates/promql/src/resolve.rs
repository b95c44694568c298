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
    pub fn resolve(mut self, values: &impl Resolution) -> Result<Self, UnknownThreshold> {
        let mut failed = None;
        self.walk_mut(&mut |part| match part {
            Self::Number(number) | Self::Vector(number) => number.resolve(values, &mut failed),
            Self::Selector(selector) => selector.resolve(values, &mut failed),
            Self::Range(selector, window) => {
                selector.resolve(values, &mut failed);
                window.resolve(values, &mut failed);
            }
            _ => {}
        });
        failed.map_or(Ok(self), Err)
    }

    /// The same with every selector changed, e.g. bound to a namespace.
    pub fn edit_selectors(mut self, edit: &mut impl FnMut(&mut Selector)) -> Self {
        self.walk_mut(&mut |part| {
            if let Self::Selector(selector) | Self::Range(selector, _) = part {
                edit(selector);
            }
        });
        self
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
    fn resolve(&mut self, values: &impl Resolution, failed: &mut Option<UnknownThreshold>) {
        if let Some(offset) = &mut self.offset {
            offset.resolve(values, failed);
        }
    }
}

impl Number {
    fn resolve(&mut self, values: &impl Resolution, failed: &mut Option<UnknownThreshold>) {
        let (threshold, value) = match *self {
            Self::Fixed(_) => return,
            Self::Line(id) => (id, values.line(id).map(|line| line.to_string())),
            Self::EnoughFor(id) => (id, values.line(id).map(|line| Self::enough_for(line).to_string())),
        };
        match value {
            Some(value) => *self = Self::Fixed(value),
            None => _ = failed.get_or_insert(UnknownThreshold { threshold, window: false }),
        }
    }
}

impl Window {
    fn resolve(&mut self, values: &impl Resolution, failed: &mut Option<UnknownThreshold>) {
        let Self::Of(threshold) = *self else { return };
        match values.window(threshold) {
            Some(window) => *self = Self::Fixed(window),
            None => _ = failed.get_or_insert(UnknownThreshold { threshold, window: true }),
        }
    }
}
