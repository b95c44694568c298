//! Panels: one signal or several, how they are drawn and what they are measured against.

use plimsoll_promql::{Condition, Expr, Signal};
use plimsoll_units::{Amount, Dimension, Origin, Quantity, Unit};

use crate::{Draw, Height, Line, State, Threshold, Width};

/// One panel.
#[derive(Debug, Clone, PartialEq)]
pub struct Panel {
    /// Unique in its dashboard: lower kebab case. The panel's id is made from it, so that it survives an
    /// insertion.
    pub key: &'static str,
    /// What people read.
    pub title: String,
    /// What it shows and when to worry.
    pub description: String,
    /// How it draws.
    pub draw: Draw,
    /// What it draws first.
    pub query: Query,
    /// The signals that it draws, after what its query names.
    pub signals: Vec<PanelSignal>,
    /// What the signals are measured against, besides the line of its alert.
    pub lines: Vec<Line>,
    /// What single values mean.
    pub states: Vec<State>,
    /// From where to where the axis reaches, whatever the values; Grafana decides where there is none.
    pub axis: Option<(Amount, Amount)>,
    /// How the series of the alert are called; by their labels where there is none.
    pub legend: Option<String>,
    /// The least part of a line that it takes.
    pub width: Width,
    /// How high it is, at least: panels beside each other are equally high.
    pub height: Height,
    /// Where it is written.
    pub origin: Origin,
}

/// What a panel draws first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Query {
    /// The signal of an alert, with its line.
    Alert(&'static str),
    /// The line of a threshold in the live phase and in the next one.
    Threshold(&'static str),
    /// Nothing but its signals.
    Signals,
}

/// A signal with its unit as a value, and how its series are called.
#[derive(Debug, Clone, PartialEq)]
pub struct PanelSignal {
    /// The unit.
    pub unit: Unit,
    /// What is measured.
    pub expr: Expr,
    /// `{service}` is the label.
    pub legend: String,
}

impl Panel {
    #[track_caller]
    fn new(key: &'static str, title: impl Into<String>, query: Query) -> Self {
        Self {
            key,
            title: title.into(),
            description: String::new(),
            draw: Draw::Lines,
            query,
            signals: Vec::new(),
            lines: Vec::new(),
            states: Vec::new(),
            axis: None,
            legend: None,
            width: Width::Third,
            height: Height::Normal,
            origin: Origin::caller(),
        }
    }

    /// The signal of an alert, by its name, with its line and its unit.
    #[track_caller]
    pub fn of_alert(key: &'static str, title: impl Into<String>, alert: &'static str) -> Self {
        Self::new(key, title, Query::Alert(alert))
    }

    /// The line of a threshold in the live phase and in the next one.
    #[track_caller]
    pub fn of_threshold<U: Dimension>(
        key: &'static str,
        title: impl Into<String>,
        threshold: Threshold<U>,
    ) -> Self {
        Self::new(key, title, Query::Threshold(threshold.id()))
    }

    /// A signal with its legend. Ranges use [`Window::Panel`](plimsoll_promql::Window::Panel).
    #[track_caller]
    pub fn of_signal<U: Dimension>(
        key: &'static str,
        title: impl Into<String>,
        signal: &Signal<U>,
        legend: impl Into<String>,
    ) -> Self {
        Self::new(key, title, Query::Signals).with_signal(signal, legend)
    }

    /// The series for which a condition holds.
    #[track_caller]
    pub fn of_condition(
        key: &'static str,
        title: impl Into<String>,
        condition: &Condition,
        legend: impl Into<String>,
    ) -> Self {
        Self::new(key, title, Query::Signals).and(condition.unit(), condition.expr(), legend)
    }

    /// One more signal in the same unit.
    pub fn with_signal<U: Dimension>(self, signal: &Signal<U>, legend: impl Into<String>) -> Self {
        self.and(U::UNIT, signal.expr(), legend)
    }

    fn and(mut self, unit: Unit, expr: &Expr, legend: impl Into<String>) -> Self {
        self.signals.push(PanelSignal { unit, expr: expr.clone(), legend: legend.into() });
        self
    }

    /// One more line against which the signals are measured, in their unit.
    pub fn with_line(mut self, line: Line) -> Self {
        self.lines.push(line);
        self
    }

    /// What one more value means: it is shown as a word, in the colour of what it means.
    pub fn with_state(mut self, state: State) -> Self {
        self.states.push(state);
        self
    }

    /// The axis reaches from here to there, whatever the values.
    pub fn axis<U: Dimension>(mut self, from: Quantity<U>, to: Quantity<U>) -> Self {
        self.axis = Some((from.amount(), to.amount()));
        self
    }

    /// How the series of the alert are called: `{service}` is the label.
    pub fn legend(mut self, legend: impl Into<String>) -> Self {
        self.legend = Some(legend.into());
        self
    }

    /// What it shows and when to worry.
    pub fn description(mut self, description: impl Into<String>) -> Self {
        self.description = description.into();
        self
    }

    /// How it draws.
    pub fn draw(mut self, draw: Draw) -> Self {
        self.draw = draw;
        self
    }

    /// The least part of a line that it takes; what is left of the line is shared out, so that it has no hole.
    pub fn width(mut self, width: Width) -> Self {
        self.width = width;
        self
    }

    /// How high it is, at least: panels beside each other are as high as the highest.
    pub fn height(mut self, height: Height) -> Self {
        self.height = height;
        self
    }
}
