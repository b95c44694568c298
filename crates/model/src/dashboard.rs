//! Dashboards: what a person looks at.

use plimsoll_promql::{Condition, Expr, Signal};
use plimsoll_units::{Dimension, Origin, Unit};

use crate::Threshold;

/// One dashboard.
#[derive(Debug, Clone, PartialEq)]
pub struct Dashboard {
    /// Stable: survives a change of the title.
    pub uid: &'static str,
    /// What people read.
    pub title: String,
    /// What it is for, in a sentence.
    pub description: String,
    /// In reading order, in rows of a heading each.
    pub rows: Vec<(String, Vec<Panel>)>,
    /// Where it is written.
    pub origin: Origin,
}

impl Dashboard {
    /// An empty dashboard.
    #[track_caller]
    pub fn new(uid: &'static str, title: impl Into<String>) -> Self {
        let origin = Origin::caller();
        Self { uid, title: title.into(), description: String::new(), rows: Vec::new(), origin }
    }

    /// What it is for, in a sentence.
    pub fn description(mut self, description: impl Into<String>) -> Self {
        self.description = description.into();
        self
    }

    /// One more row of panels below a heading.
    pub fn with_row(mut self, heading: impl Into<String>, panels: impl IntoIterator<Item = Panel>) -> Self {
        self.rows.push((heading.into(), panels.into_iter().collect()));
        self
    }
}

/// How a panel draws.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Draw {
    /// Lines over time.
    Lines,
    /// Areas over time, stacked.
    Stacked,
    /// The last value, large.
    Stat,
}

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
    /// What it draws.
    pub query: Query,
    /// Where it is written.
    pub origin: Origin,
}

/// What a panel draws.
#[derive(Debug, Clone, PartialEq)]
pub enum Query {
    /// The signal of an alert, with its line.
    Alert(&'static str),
    /// The line of a threshold in the live phase and in the next one.
    Threshold(&'static str),
    /// Signals, each with its legend (`{service}` is the label), all in one unit.
    Signals(Unit, Vec<(Expr, String)>),
}

impl Panel {
    #[track_caller]
    fn new(key: &'static str, title: impl Into<String>, query: Query) -> Self {
        let origin = Origin::caller();
        Self { key, title: title.into(), description: String::new(), draw: Draw::Lines, query, origin }
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
        Self::new(key, title, Query::Signals(U::UNIT, vec![(signal.expr().clone(), legend.into())]))
    }

    /// The series for which a condition holds.
    #[track_caller]
    pub fn of_condition(
        key: &'static str,
        title: impl Into<String>,
        condition: &Condition,
        legend: impl Into<String>,
    ) -> Self {
        Self::new(
            key,
            title,
            Query::Signals(condition.unit(), vec![(condition.expr().clone(), legend.into())]),
        )
    }

    /// One more signal in the same unit; the unit of the first decides.
    pub fn with_signal<U: Dimension>(mut self, signal: &Signal<U>, legend: impl Into<String>) -> Self {
        if let Query::Signals(_, signals) = &mut self.query {
            signals.push((signal.expr().clone(), legend.into()));
        }
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
}
