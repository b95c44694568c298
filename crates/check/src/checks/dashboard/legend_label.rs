//! A legend that names a label which the series do not have.
//!
//! `{{instance}}` of a sum by service is an empty text: all lines are called alike.
//!
//! # Fix
//!
//! Name one of the labels that the aggregation keeps.

use plimsoll_plan::PanelQuery;

use crate::registry::Check;
use crate::{Diagnostic, Subject, words};

const ID: &str = "dashboard/legend-label";

pub(crate) const CHECK: Check =
    Check::error(ID, "a legend that names a label which the series do not have", run);

fn run(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    for (board, panel) in subject.panels() {
        for query in panel.asked().filter(|query| query.legend.contains("{{")) {
            let named = named(query);
            // What the gate refuses is told by the checks on expressions.
            let verdict = subject.verdict(&query.substituted);
            let Ok(accepted) = verdict.as_ref() else { continue };
            let labels = subject.catalogue.labels(&accepted.tree);
            for label in named.into_iter().filter(|label| !labels.has(label)) {
                let message = format!(
                    "the legend `{}` of the panel `{}` names `{label}`, which its series do not have",
                    query.legend, panel.key
                );
                let help = match labels.names.len() {
                    0 => "they have no label at all: write a plain text".to_owned(),
                    _ => format!("their labels are {}", words::list(&labels.names)),
                };
                found.push(subject.at_panel(Diagnostic::error(ID, message), board, panel).help(help));
            }
        }
    }
}

/// The labels in a legend: `a` and `b` of `{{a}} {{ b }}`.
fn named(query: &PanelQuery) -> Vec<&str> {
    let blocks = query.legend.split("{{").skip(1).filter_map(|rest| rest.split_once("}}"));
    blocks.map(|(label, _)| label.trim()).collect()
}

#[cfg(test)]
pub(crate) mod examples {
    use crate::examples::prelude::*;

    /// `node_load()` is a maximum by node.
    pub(crate) fn bad() -> Panel {
        Panel::of_signal("load", "Load", &node_load(), "{instance}").description("Worry above 10.")
    }

    pub(crate) fn good() -> Panel {
        Panel::of_signal("load", "Load", &node_load(), "{node}").description("Worry above 10.")
    }
}

#[cfg(test)]
mod tests {
    use plimsoll_model::Panel;
    use plimsoll_promql::Signal;
    use plimsoll_units::{Count, seconds};

    use super::*;
    use crate::fixture;

    fn legend(text: &str, legend: &str) -> Vec<Diagnostic> {
        let signal = Signal::<Count>::raw(text, &[], seconds(0));
        let panel = Panel::of_signal("probe", "Probe", &signal, legend).description("Probes.");
        fixture::findings(|pack| pack.dashboards[0].rows[0].1.push(panel))
    }

    #[test]
    fn a_label_that_the_aggregation_removed_is_told_with_those_that_remain() {
        let found = legend("max by (node) (node_load)", "{instance}");
        assert_eq!(fixture::ids(&found), ["dashboard/legend-label"]);
        assert_eq!(found[0].help.as_deref(), Some("their labels are `node`"));
    }

    #[test]
    fn a_label_that_is_kept_passes_and_so_does_a_plain_text() {
        assert_eq!(legend("max by (node) (node_load)", "{node} load"), []);
        assert_eq!(legend("max(node_load)", "load"), []);
    }
}
