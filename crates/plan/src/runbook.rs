//! Runbook pages, resolved.

/// One page.
#[derive(Debug, Clone, PartialEq)]
pub struct RunbookPage {
    /// The file's name without `.md`.
    pub slug: &'static str,
    /// The alerts that lead here: one, or several of one name.
    pub alerts: Vec<String>,
    /// What they may do at most: `notify`, `page`, `rollback`.
    pub response: &'static str,
    /// What it means.
    pub means: String,
    /// What to look at, in order.
    pub look_at: Vec<String>,
    /// The threshold in every phase; empty where none is crossed.
    pub phases: Vec<PhaseLine>,
    /// The dashboard's URL.
    pub dashboard: Option<String>,
    /// Whether the machine may act, so that the page says how to stop it.
    pub stops_machine: bool,
}

/// One line of the table of phases.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhaseLine {
    /// The phase.
    pub phase: &'static str,
    /// Whether it is the live one.
    pub live: bool,
    /// `> 5 %`
    pub line: String,
    /// `5m`
    pub window: String,
    /// `2m`
    pub hold: String,
    /// What the machine does: `records only`, `rolls back background-worker`, `rolls back every service`.
    pub machine: String,
}
