//! An alert whose signal is drawn nowhere.
//!
//! Who is told of it wants to see since when it is so and how far it goes. A panel draws an alert if it is made of it, or if
//! it asks for every series on which the alert decides, or for the alert itself by its name (`ALERTS`). What is drawn of
//! its guards does not count, and an alert that reads no series, such as the heartbeat, has nothing that could be drawn.
//!
//! # Fix
//!
//! Draw it: `Panel::of_alert` brings its line, its unit and its runbook along. Where nothing can be seen say why:
//! `.allow("alert/no-panel", "...")`.

use std::collections::{BTreeMap, BTreeSet};

use plimsoll_model::Alert;
use plimsoll_plan::Panel;
use plimsoll_promql::gate::{self, Target, Use};
use plimsoll_promql::{Expr, MatchOp};

use crate::catalogue::Series;
use crate::registry::Check;
use crate::subject::Place;
use crate::{Diagnostic, Subject, words};

const ID: &str = "alert/no-panel";

pub(crate) const CHECK: Check = Check::warning(ID, "an alert whose signal is drawn nowhere", run);

fn run(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let panels = panels(subject);
    let named = named(subject);
    for alert in subject.pack.alerts.iter().filter(|alert| !named.contains(alert.name)) {
        let decides_on = metrics_of(subject, alert);
        if decides_on.is_empty() || panels.iter().any(|drawn| decides_on.is_subset(drawn)) {
            continue;
        }
        let message =
            format!("`{}` decides on {}, which no panel draws", alert.name, words::list(&decides_on));
        let help = format!("add `Panel::of_alert(\"...\", \"...\", \"{}\")` to a dashboard", alert.name);
        let about = subject.about_alert(alert.name);
        found.push(Diagnostic::warning(ID, message).at(alert.origin).about(about).help(help));
    }
}

/// The alerts that panels draw by their names.
fn named<'a>(subject: &'a Subject<'_>) -> BTreeSet<&'a str> {
    let mut names: BTreeSet<&str> = subject.panels().filter_map(|(_, panel)| panel.alert).collect();
    for (_, accepted) in
        subject.accepted().filter(|(expression, _)| matches!(expression.place, Place::Panel(_)))
    {
        let of_alerts = accepted.selectors.iter().filter(|selector| {
            selector.metric_name().is_some_and(|name| matches!(name, "ALERTS" | "ALERTS_FOR_STATE"))
        });
        for matcher in
            of_alerts.flat_map(|selector| &selector.matchers).filter(|one| one.label == "alertname")
        {
            match matcher.op {
                MatchOp::Equal => _ = names.insert(&matcher.value),
                MatchOp::Matches => names.extend(matcher.value.split('|')),
                MatchOp::NotEqual | MatchOp::NotMatches => {}
            }
        }
    }
    names
}

/// The metrics that each panel draws, those of one panel together.
fn panels<'a>(subject: &'a Subject<'_>) -> Vec<BTreeSet<&'a str>> {
    let mut panels: BTreeMap<*const Panel, BTreeSet<&str>> = BTreeMap::new();
    for (expression, accepted) in subject.accepted() {
        if let Place::Panel(panel) = expression.place {
            subject.catalogue.metrics_read(&accepted.tree, panels.entry(panel).or_default());
        }
    }
    panels.into_values().collect()
}

/// The metrics of the signal of an alert; its guards are no part of it.
fn metrics_of<'a>(subject: &'a Subject<'_>, alert: &Alert) -> BTreeSet<&'a str> {
    let condition = &alert.condition;
    let signal = condition.as_crossing().map_or(condition.expr(), |crossing| &crossing.signal);
    let mut metrics = BTreeSet::new();
    signal.walk(&mut |part| match part {
        Expr::Selector(selector) | Expr::Range(selector, _) => {
            if let Series::Metric(def, _) = subject.catalogue.named(&selector.name) {
                metrics.insert(def.name);
            }
        }
        Expr::Raw { text, .. } => {
            if let Ok(accepted) = gate::check(text, &Target::default(), Use::Any) {
                subject.catalogue.metrics_read(&accepted.tree, &mut metrics);
            }
        }
        _ => {}
    });
    metrics
}

#[cfg(test)]
pub(crate) mod examples {
    use crate::examples::prelude::*;

    pub(crate) fn bad() -> Pack {
        shop().alerts([probe("node_load > 10")])
    }

    pub(crate) fn good() -> Pack {
        let load = Panel::of_alert("load", "Load", "Probe").description("Worry above the line.");
        shop()
            .alerts([probe("node_load > 10")])
            .dashboard(Dashboard::new("nodes", "Nodes").with_row("Load", [load]))
    }
}

#[cfg(test)]
mod tests {
    use plimsoll_model::{Alert, Pack, Panel};
    use plimsoll_plan::lower;
    use plimsoll_promql::Signal;
    use plimsoll_units::{Count, seconds};

    use crate::{Diagnostic, fixture, run};

    /// Everything that is found, where the fixture else leaves this out.
    fn found(change: impl FnOnce(&mut Pack)) -> Vec<Diagnostic> {
        let mut pack = fixture::shop();
        change(&mut pack);
        let found = run(&pack, &lower(&pack, "production", None).unwrap());
        found.into_iter().filter(|finding| finding.id != "alert/no-behaviour-test").collect()
    }

    fn with_probe(panel: Panel) -> Vec<Diagnostic> {
        found(|pack| {
            pack.alerts.push(probe());
            pack.dashboards[0].rows[0].1.push(panel.description("Worry."));
        })
    }

    fn probe() -> Alert {
        fixture::probe("sum(node_load) / sum(memory_bytes) > 1")
    }

    fn signal(text: &str) -> Signal<Count> {
        Signal::raw(text, &[], seconds(0))
    }

    #[test]
    fn an_alert_without_a_panel_is_told_with_what_it_decides_on() {
        let found = found(|pack| pack.alerts.push(fixture::probe("node_load > 1")));
        assert_eq!(fixture::ids(&found), ["alert/no-panel"]);
        assert_eq!(found[0].message, "`Probe` decides on `node_load`, which no panel draws");
    }

    #[test]
    fn a_panel_of_the_alert_draws_it_and_so_does_one_that_asks_for_all_of_its_series() {
        let of_signal = |text| Panel::of_signal("probe", "Probe", &signal(text), "all");
        assert_eq!(with_probe(Panel::of_alert("probe", "Probe", "Probe")), []);
        assert_eq!(with_probe(of_signal("node_load").with_signal(&signal("memory_bytes"), "memory")), []);
        assert_eq!(fixture::ids(&with_probe(of_signal("node_load"))), ["alert/no-panel"]);
        assert_eq!(with_probe(of_signal("ALERTS{alertname=~\"Other|Probe\"}")), []);
        assert_eq!(fixture::ids(&with_probe(of_signal("ALERTS{alertname!=\"Probe\"}"))), ["alert/no-panel"]);
    }

    #[test]
    fn what_reads_no_metric_of_the_pack_has_nothing_to_draw() {
        let found = found(|pack| pack.alerts.push(fixture::probe("foreign_metric > 2")));
        assert_eq!(fixture::ids(&found), ["metric/unknown"]);
    }

    #[test]
    fn what_a_panel_draws_through_a_recording_is_drawn() {
        let found = found(|pack| {
            let mut second = pack.alerts[0].clone();
            (second.name, second.runbook) = ("ShopFailingStill", second.runbook.clone());
            second.response = plimsoll_model::Response::Notify;
            second.guards.clear();
            pack.alerts.push(second);
        });
        assert_eq!(fixture::ids(&found), [""; 0]);
    }
}
