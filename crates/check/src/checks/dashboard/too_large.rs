//! A dashboard that no longer fits.
//!
//! A person does not read two hundred panels, and each of them asks Prometheus every minute. A `ConfigMap`, by which
//! Grafana's sidecar takes dashboards, holds 1 MiB.
//!
//! # Fix
//!
//! Make what differs a variable, or split the dashboard.

use plimsoll_plan::{Dashboard, Panel};

use crate::registry::Check;
use crate::{Diagnostic, Subject};

const ID: &str = "dashboard/too-large";

pub(crate) const CHECK: Check = Check::error(ID, "a dashboard that no longer fits", run);

/// What a person can still read, and what a `ConfigMap` holds, in KiB.
const READABLE: usize = 256;
const MOST: usize = 1024;

/// The bytes of the wire format around the texts: of a dashboard, of a panel and of one of its queries.
const BYTES_OF_BOARD: usize = 4096;
const BYTES_OF_PANEL: usize = 1600;
const BYTES_OF_QUERY: usize = 360;

fn run(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    for board in &subject.plan.dashboards {
        let size = estimate(board) / 1024;
        let message = format!("the dashboard `{}` has about {size} KiB", board.uid);
        let finding = if size > MOST {
            Diagnostic::error(ID, format!("{message}; a ConfigMap holds {MOST} KiB"))
        } else if size > READABLE {
            Diagnostic::warning(ID, format!("{message}, more than the {READABLE} KiB that a person reads"))
        } else {
            continue;
        };
        found.push(subject.at_board(finding, board).help("make what differs a variable, or split it"));
    }
}

/// About as many bytes as the dashboard takes as JSON.
fn estimate(board: &Dashboard) -> usize {
    let panels = board.rows.iter().flat_map(|row| &row.panels);
    BYTES_OF_BOARD + board.description.len() + panels.map(of_panel).sum::<usize>()
}

fn of_panel(panel: &Panel) -> usize {
    let asked = panel.asked().map(|query| BYTES_OF_QUERY + query.expr.len() + query.legend.len());
    BYTES_OF_PANEL + panel.title.len() + panel.description.len() + asked.sum::<usize>()
}

#[cfg(test)]
pub(crate) mod examples {
    use crate::examples::prelude::*;

    /// A row of panels for each of 120 services.
    pub(crate) fn bad() -> Planted {
        lowered(|plan| {
            let row = plan.dashboards[0].rows[0].clone();
            let of_service = |at: u32| {
                let mut row = row.clone();
                (row.id, row.y) = (2 * at + 1, at * 9);
                (row.panels[0].id, row.panels[0].grid.1) = (2 * at + 2, at * 9 + 1);
                row
            };
            plan.dashboards[0].rows = (0..120).map(of_service).collect();
        })
    }

    /// One row of panels, and the service is a variable.
    pub(crate) fn good() -> Dashboard {
        Dashboard::new("services", "Services").with_variable("service", "Service").with_row(
            "Errors",
            [Panel::of_alert("error-ratio", "Error ratio", "ShopFailing")
                .description("Worry above the line.")],
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Severity, fixture};

    /// What is said of a dashboard with so many panels, each in a row of its own.
    fn with_panels(count: u32) -> Vec<Severity> {
        let found = fixture::findings_in_plan(|plan| {
            let first = plan.dashboards[0].rows[0].clone();
            plan.dashboards[0].rows = (0..count)
                .map(|at| {
                    let mut row = first.clone();
                    (row.id, row.y) = (2 * at + 1, at * 9);
                    (row.panels[0].id, row.panels[0].grid.1) = (2 * at + 2, at * 9 + 1);
                    row
                })
                .collect();
        });
        assert!(found.iter().all(|finding| finding.id == ID), "{found:?}");
        found.iter().map(|finding| finding.severity).collect()
    }

    #[test]
    fn a_dashboard_that_nobody_reads_is_a_warning_and_one_that_does_not_fit_an_error() {
        assert_eq!(with_panels(120), [Severity::Warning]);
        assert_eq!(with_panels(500), [Severity::Error]);
    }

    #[test]
    fn a_dashboard_of_some_panels_passes() {
        assert_eq!(with_panels(30), []);
    }
}
