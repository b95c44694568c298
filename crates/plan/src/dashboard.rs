//! Dashboards, resolved: every panel with its place, its queries as PromQL, its unit and its links.

use plimsoll_model::Draw;
use plimsoll_units::{Origin, Unit};

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
    /// The PromQL of the alerts that are drawn as annotations.
    pub annotation: Option<String>,
    /// Where it is written.
    pub origin: Origin,
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
    /// The signals.
    pub queries: Vec<PanelQuery>,
    /// The lines of the thresholds, drawn dashed.
    pub lines: Vec<PanelQuery>,
    /// Title and URL: the runbook.
    pub links: Vec<(String, String)>,
    /// The alert that it draws, if it draws one.
    pub alert: Option<&'static str>,
    /// Where it is written.
    pub origin: Origin,
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
}
