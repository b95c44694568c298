//! Panels one by one, for the checks on dashboards.

use plimsoll_plan::{Dashboard, Panel};

use crate::{Diagnostic, Subject};

impl<'a> Subject<'a> {
    /// Every panel with its dashboard.
    pub(crate) fn panels(&self) -> impl Iterator<Item = (&'a Dashboard, &'a Panel)> {
        self.plan
            .dashboards
            .iter()
            .flat_map(|board| board.rows.iter().flat_map(|row| &row.panels).map(move |panel| (board, panel)))
    }

    /// The finding, at the definition of a panel.
    pub(crate) fn at_panel(&self, finding: Diagnostic, board: &Dashboard, panel: &Panel) -> Diagnostic {
        let about = format!("{} panel {} of {}", self.plan.folder(), panel.key, board.uid);
        finding.at(panel.origin).about(about)
    }

    /// The finding, at the definition of a dashboard.
    pub(crate) fn at_board(&self, finding: Diagnostic, board: &Dashboard) -> Diagnostic {
        finding.at(board.origin).about(format!("{} dashboard {}", self.plan.folder(), board.uid))
    }
}
