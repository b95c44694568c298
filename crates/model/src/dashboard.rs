//! Dashboards: what a person looks at.

use plimsoll_units::Origin;

use crate::Panel;

/// One dashboard.
#[derive(Debug, Clone, PartialEq)]
pub struct Dashboard {
    /// Stable: survives a change of the title.
    pub uid: &'static str,
    /// What people read.
    pub title: String,
    /// What it is for, in a sentence.
    pub description: String,
    /// Labels by which a person chooses what is drawn, besides the namespace and the service, each with what
    /// people read.
    pub variables: Vec<(&'static str, String)>,
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
        Self {
            uid,
            title: title.into(),
            description: String::new(),
            variables: Vec::new(),
            rows: Vec::new(),
            origin,
        }
    }

    /// What it is for, in a sentence.
    pub fn description(mut self, description: impl Into<String>) -> Self {
        self.description = description.into();
        self
    }

    /// One more label by which a person chooses what is drawn: `$node` for `node`. Namespace and service are there
    /// of themselves, as far as the panels have them.
    pub fn with_variable(mut self, label: &'static str, title: impl Into<String>) -> Self {
        self.variables.push((label, title.into()));
        self
    }

    /// One more row of panels below a heading.
    pub fn with_row(mut self, heading: impl Into<String>, panels: impl IntoIterator<Item = Panel>) -> Self {
        self.rows.push((heading.into(), panels.into_iter().collect()));
        self
    }
}
