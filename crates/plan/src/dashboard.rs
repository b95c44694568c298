//! Dashboards, resolved: every panel with its place, its queries as PromQL, its unit and its links.

use plimsoll_model::{Direction, Draw, State};
use plimsoll_units::{Amount, Origin, Unit};

/// One dashboard.
#[derive(Debug, Clone, PartialEq)]
pub struct Dashboard {
    /// Stable.
    pub uid: String,
    /// What people read.
    pub title: String,
    /// What it is for.
    pub description: String,
    /// The pack and its team.
    pub tags: Vec<String>,
    /// In order, after the variable for the data source, which every dashboard has.
    pub variables: Vec<Variable>,
    /// In reading order.
    pub rows: Vec<Row>,
    /// The alerts that are drawn over all panels.
    pub annotation: Option<Annotation>,
    /// Where it is written.
    pub origin: Origin,
}

/// Alerts that are drawn over all panels, from when to when they fire.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Annotation {
    /// PromQL with Grafana's variables in it.
    pub expr: String,
    /// The labels that tell two of the alerts apart, besides their names.
    pub labels: Vec<String>,
}

/// A variable whose values come from a label.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Variable {
    /// Used as `$name`.
    pub name: String,
    /// What people read.
    pub label: String,
    /// `label_values(...)`
    pub query: String,
    /// The value at first; every value where there is none.
    pub default: Option<String>,
    /// Whether several values may be chosen at once.
    pub multi: bool,
}

/// A heading and the panels below it.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Made from the title; stable.
    pub id: u32,
    /// The heading.
    pub title: String,
    /// The line of the grid on which the heading stands.
    pub y: u32,
    /// The panels.
    pub panels: Vec<Panel>,
}

/// One panel with its place on the 24-column grid.
#[derive(Debug, Clone, PartialEq)]
pub struct Panel {
    /// Made from the key; survives an insertion.
    pub id: u32,
    /// Unique in its dashboard.
    pub key: String,
    /// What people read.
    pub title: String,
    /// What it shows and when to worry.
    pub description: String,
    /// How it draws.
    pub draw: Draw,
    /// Column, line, width and height.
    pub grid: (u32, u32, u32, u32),
    /// The unit of everything in it.
    pub unit: Unit,
    /// From where to where the axis reaches; Grafana decides where there is none.
    pub axis: Option<(Amount, Amount)>,
    /// The signals.
    pub queries: Vec<PanelQuery>,
    /// What the signals are measured against, drawn dashed.
    pub lines: Vec<PanelLine>,
    /// Where values change their colour, where they are no graph.
    pub bands: Vec<Band>,
    /// What single values mean.
    pub states: Vec<State>,
    /// Title and URL: the runbook.
    pub links: Vec<(String, String)>,
    /// The alert that it draws, if it draws one.
    pub alert: Option<&'static str>,
    /// Where it is written.
    pub origin: Origin,
}

impl Panel {
    /// Everything that it asks: its signals, then its lines.
    pub fn asked(&self) -> impl Iterator<Item = &PanelQuery> {
        self.queries.iter().chain(self.lines.iter().map(|line| &line.query))
    }
}

/// A line that is drawn from a query of its own, so that it moves without a new dashboard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PanelLine {
    /// Where it is.
    pub query: PanelQuery,
    /// On which side of it it is bad; `None` for a target.
    pub worse: Option<Direction>,
    /// The threshold whose line it is.
    pub threshold: Option<&'static str>,
}

/// A line that values carry in their colour: green on this side of it, red beyond.
#[derive(Debug, Clone, PartialEq)]
pub struct Band {
    /// Where it is.
    pub at: Amount,
    /// On which side of it it is bad.
    pub worse: Direction,
    /// The threshold whose line it is.
    pub threshold: Option<&'static str>,
}

/// One query of a panel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PanelQuery {
    /// PromQL with Grafana's variables in it.
    pub expr: String,
    /// The same with every variable replaced by a value, for the gate.
    pub substituted: String,
    /// In Grafana's notation: `{{service}}`.
    pub legend: String,
    /// The unit of the result.
    pub unit: Unit,
}
