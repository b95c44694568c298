//! Load lines: a number with a unit and a direction.

use plimsoll_promql::{BinaryOp, Condition, Number, Signal, Window};
use plimsoll_units::{Amount, Dimension, Duration, Origin, Quantity};

/// On which side of the line it is bad.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Direction {
    /// Worse when higher: `>`.
    Above,
    /// Worse when lower: `<`.
    Below,
}

impl Direction {
    /// The comparison that is true past the line.
    pub const fn op(self) -> BinaryOp {
        match self {
            Self::Above => BinaryOp::Above,
            Self::Below => BinaryOp::Below,
        }
    }

    /// Whether `new` is the looser line of the two: it takes more to cross it.
    pub fn loosens(self, old: Amount, new: Amount) -> bool {
        match self {
            Self::Above => new > old,
            Self::Below => new < old,
        }
    }
}

/// A threshold that is known as a type: a line in the unit `U`.
///
/// Usually a constant `t::error_rate` made from `thresholds.yaml`; in Rust alone:
///
/// ```
/// use plimsoll_model::Threshold;
/// use plimsoll_units::{Quantity, Ratio, minutes, percent};
///
/// const ERROR_RATE: Threshold<Ratio> = Threshold::above("error_rate", percent(5.0))
///     .over(minutes(5))
///     .hold(minutes(2))
///     .baseline(percent(0.1));
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Threshold<U: Dimension> {
    id: &'static str,
    direction: Direction,
    value: Quantity<U>,
    window: Option<Duration>,
    hold: Option<Duration>,
    baseline: Option<Quantity<U>>,
    fault: Option<Quantity<U>>,
    origin: Origin,
}

impl<U: Dimension> Threshold<U> {
    #[track_caller]
    const fn new(id: &'static str, direction: Direction, value: Quantity<U>) -> Self {
        let origin = Origin::caller();
        Self { id, direction, value, window: None, hold: None, baseline: None, fault: None, origin }
    }

    /// A line that is crossed upwards.
    #[track_caller]
    pub const fn above(id: &'static str, value: Quantity<U>) -> Self {
        Self::new(id, Direction::Above, value)
    }

    /// A line that is crossed downwards.
    #[track_caller]
    pub const fn below(id: &'static str, value: Quantity<U>) -> Self {
        Self::new(id, Direction::Below, value)
    }

    /// The window over which the signal is measured.
    pub const fn over(mut self, window: Duration) -> Self {
        self.window = Some(window);
        self
    }

    /// How long the line must stay crossed before the alert fires (`for`).
    pub const fn hold(mut self, hold: Duration) -> Self {
        self.hold = Some(hold);
        self
    }

    /// What the signal is on a good day.
    pub const fn baseline(mut self, baseline: Quantity<U>) -> Self {
        self.baseline = Some(baseline);
        self
    }

    /// What the signal jumps to in the reference fault against which the budgets are held; of a quantile, the time
    /// that every request takes.
    pub const fn fault(mut self, fault: Quantity<U>) -> Self {
        self.fault = Some(fault);
        self
    }

    /// Where it is written.
    pub const fn at(mut self, origin: Origin) -> Self {
        self.origin = origin;
        self
    }

    /// The id.
    pub const fn id(self) -> &'static str {
        self.id
    }

    /// Its window, whatever the phase makes of it: for the signal that it is compared with.
    pub const fn window(self) -> Window {
        Window::Of(self.id)
    }

    /// Its value, whatever the phase makes of it: for an expression that needs the number elsewhere.
    pub const fn line(self) -> Number {
        Number::Line(self.id)
    }

    /// The number of events that it takes for a ratio at this line to mean anything; see
    /// [`Number::EnoughFor`].
    pub const fn enough_events(self) -> Number {
        Number::EnoughFor(self.id)
    }

    /// Another value, in a phase or an override.
    #[track_caller]
    pub const fn to(self, value: Quantity<U>) -> Change {
        self.change().with(Some(value.amount()))
    }

    /// Other settings, in a phase or an override; each part that is not named stays.
    #[track_caller]
    pub const fn change(self) -> Change {
        let origin = Origin::caller();
        Change { threshold: self.id, value: None, window: None, hold: None, baseline: None, origin }
    }

    /// The same with its unit as a value.
    pub const fn def(self) -> ThresholdDef {
        ThresholdDef {
            id: self.id,
            direction: self.direction,
            value: self.value.amount(),
            window: self.window,
            hold: self.hold,
            baseline: match self.baseline {
                Some(baseline) => Some(baseline.amount()),
                None => None,
            },
            fault: match self.fault {
                Some(fault) => Some(fault.amount()),
                None => None,
            },
            origin: self.origin,
        }
    }
}

/// A threshold with its unit as a value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ThresholdDef {
    /// Unique in its pack: lower snake case.
    pub id: &'static str,
    /// On which side it is bad.
    pub direction: Direction,
    /// The line.
    pub value: Amount,
    /// The window of the signal, if it has one.
    pub window: Option<Duration>,
    /// How long the line must stay crossed.
    pub hold: Option<Duration>,
    /// What the signal is on a good day.
    pub baseline: Option<Amount>,
    /// What the signal jumps to in the reference fault.
    pub fault: Option<Amount>,
    /// Where it is written.
    pub origin: Origin,
}

/// What a phase or an override makes of one threshold.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Change {
    /// The threshold's id.
    pub threshold: &'static str,
    /// Another line.
    pub value: Option<Amount>,
    /// Another window.
    pub window: Option<Duration>,
    /// Another hold.
    pub hold: Option<Duration>,
    /// Another baseline.
    pub baseline: Option<Amount>,
    /// Where it is written.
    pub origin: Origin,
}

impl Change {
    const fn with(mut self, value: Option<Amount>) -> Self {
        self.value = value;
        self
    }

    /// Another line. The unit is that of the threshold, or lowering says so.
    pub const fn value<U: Dimension>(self, value: Quantity<U>) -> Self {
        self.with(Some(value.amount()))
    }

    /// Another window.
    pub const fn over(mut self, window: Duration) -> Self {
        self.window = Some(window);
        self
    }

    /// Another hold.
    pub const fn hold(mut self, hold: Duration) -> Self {
        self.hold = Some(hold);
        self
    }

    /// Another baseline.
    pub const fn baseline<U: Dimension>(mut self, baseline: Quantity<U>) -> Self {
        self.baseline = Some(baseline.amount());
        self
    }

    /// Where it is written.
    pub const fn at(mut self, origin: Origin) -> Self {
        self.origin = origin;
        self
    }
}

/// A signal meets a threshold of its own unit.
pub trait Crosses {
    /// The unit of both.
    type Unit: Dimension;

    /// The signal is past the line. Value, window and hold are those of the phase that is rendered.
    fn crosses(self, threshold: Threshold<Self::Unit>) -> Condition;
}

impl<U: Dimension> Crosses for Signal<U> {
    type Unit = U;

    fn crosses(self, threshold: Threshold<U>) -> Condition {
        self.compared(threshold.direction.op(), threshold.line())
    }
}
