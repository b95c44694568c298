//! From an expression with parameters to one that can be rendered.

use std::fmt;

use plimsoll_units::Duration;

use crate::{Expr, Matcher, Number, Recording, Selector, Window};

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

    /// The same with matchers added to every selector. `matchers` is asked once per selector and gives what
    /// binds it; a label that the selector already matches with `=` is left as it is.
    pub fn bind(self, matchers: &mut impl FnMut(&Selector) -> Vec<Matcher>) -> Self {
        match self {
            Self::Selector(selector) => Self::Selector(bound(selector, matchers)),
            Self::Range(selector, window) => Self::Range(bound(selector, matchers), window),
            other => other.map_children(&mut |child| child.bind(matchers)),
        }
    }

    /// The same with every recorded part replaced by what `name` makes of it, innermost first.
    pub fn replace_recordings(self, name: &mut impl FnMut(Recording, Self) -> Self) -> Self {
        let replaced = self.map_children(&mut |child| child.replace_recordings(name));
        match replaced {
            Self::Recorded(recording, of) => name(recording, *of),
            other => other,
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

/// Bound matchers come first: the namespace is what a reader looks for.
fn bound(mut selector: Selector, matchers: &mut impl FnMut(&Selector) -> Vec<Matcher>) -> Selector {
    let mut all = matchers(&selector);
    all.retain(|new| !selector.matchers.iter().any(|own| own == new));
    all.append(&mut selector.matchers);
    selector.matchers = all;
    selector
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
