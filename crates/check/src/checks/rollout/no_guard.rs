//! A rollback alert without its guards, or with one too many.
//!
//! Without a recent deploy there is nothing to roll back: a broken database would roll every service back. A ratio or a
//! quantile of a handful of requests decides on one of them. A version that crashes answers nobody: with a traffic guard
//! its crash would go unseen.
//!
//! # Fix
//!
//! Add the guard, or remove it from the crash alert.

use plimsoll_model::{Alert, GuardKind};
use plimsoll_plan::{Nature, Values};

use crate::registry::Check;
use crate::{Diagnostic, Subject};

const ID: &str = "rollout/no-guard";

pub(crate) const CHECK: Check =
    Check::error(ID, "a rollback alert without its guards, or with one too many", run);

fn run(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let values = Values::of(subject.pack, subject.plan.environment.name, subject.live_phase(), None);
    for (alert, _) in subject.rollback_alerts() {
        let nature = Nature::of(alert, alert.timed_by.and_then(|id| values.get(id)));
        for (message, help) in faults(alert, nature) {
            let message = format!("`{}` {message}", alert.name);
            let finding = Diagnostic::error(ID, message).at(alert.origin);
            found.push(finding.about(subject.about_alert(alert.name)).help(help));
        }
    }
}

/// What is wrong with the guards, and what to do.
fn faults(alert: &Alert, nature: Nature) -> Vec<(&'static str, &'static str)> {
    let has = |kind| alert.guards.iter().any(|guard| guard.kind == kind);
    let mut faults = Vec::new();
    if !has(GuardKind::RecentDeploy) {
        faults.push((
            "rolls back although nothing was deployed",
            "add a guard of the kind `GuardKind::RecentDeploy`",
        ));
    }
    match (nature, has(GuardKind::MinimumTraffic)) {
        (Nature::Ratio, false) => faults.push((
            "is a ratio that one request may decide",
            "add a guard of the kind `GuardKind::MinimumTraffic`: more than 2/T events in the window",
        )),
        (Nature::Quantile(_), false) => faults.push((
            "is a quantile that one request may decide",
            "add a guard of the kind `GuardKind::MinimumTraffic`: more than 2/(1-q) events in the window",
        )),
        (Nature::Any, true) => faults.push((
            "waits for traffic, which a version that crashes does not get",
            "remove the guard of the kind `GuardKind::MinimumTraffic`",
        )),
        _ => {}
    }
    faults
}

#[cfg(test)]
pub(crate) mod examples {
    use crate::examples::prelude::*;

    pub(crate) fn bad() -> Alert {
        with_texts(Alert::new("ShopBroken", Response::Rollback(POLICY), error_ratio().crosses(ERROR_RATE)))
    }

    /// A version that crashes gets no traffic to wait for.
    pub(crate) fn bad_guard_of_a_crash() -> Pack {
        const RESTARTS: Threshold<Count> = Threshold::above("restarts", count(0.0)).over(minutes(15));
        let started = "sum by (namespace, service) (changes(started_seconds[15m]))";
        let restarts = Signal::<Count>::raw(started, &["namespace", "service"], minutes(15));
        let crashing = Alert::new("ShopCrashing", Response::Rollback(POLICY), restarts.crosses(RESTARTS));
        let guards = [deployed_recently(), enough_requests()];
        shop().threshold(RESTARTS).alerts([with_texts(crashing).guarded_by(guards)])
    }

    pub(crate) fn good() -> Alert {
        with_texts(Alert::new("ShopBroken", Response::Rollback(POLICY), error_ratio().crosses(ERROR_RATE)))
            .guarded_by([deployed_recently(), enough_requests()])
    }
}

#[cfg(test)]
mod tests {
    use plimsoll_model::{Alert, Crosses as _, GuardKind, Pack, Threshold};
    use plimsoll_promql::Signal;
    use plimsoll_units::{Count, Seconds, count, minutes, secs};

    use crate::{Diagnostic, fixture};

    fn messages(change: impl FnOnce(&mut Pack)) -> Vec<String> {
        let only = |finding: &Diagnostic| finding.id == super::ID;
        fixture::findings(change).into_iter().filter(only).map(|finding| finding.message).collect()
    }

    /// The alert of the shop on another signal, with its guards.
    fn on(pack: &mut Pack, condition: plimsoll_promql::Condition) {
        let old = &pack.alerts[0];
        let alert = Alert::new(old.name, old.response.clone(), condition).guarded_by(old.guards.clone());
        pack.alerts[0] = alert;
    }

    #[test]
    fn a_rollback_without_a_recent_deploy_is_found() {
        let found =
            messages(|pack| pack.alerts[0].guards.retain(|guard| guard.kind != GuardKind::RecentDeploy));
        assert_eq!(found, ["`ShopFailing` rolls back although nothing was deployed"]);
    }

    #[test]
    fn a_ratio_without_traffic_is_found() {
        let found =
            messages(|pack| pack.alerts[0].guards.retain(|guard| guard.kind != GuardKind::MinimumTraffic));
        assert_eq!(found, ["`ShopFailing` is a ratio that one request may decide"]);
    }

    #[test]
    fn a_crash_alert_that_waits_for_traffic_is_found() {
        const RESTARTS: Threshold<Count> = Threshold::above("restarts", count(0.0)).over(minutes(15));
        let found = messages(|pack| {
            pack.thresholds.push(RESTARTS.def());
            let text = "sum by (namespace, service) (started_seconds)";
            on(pack, Signal::<Count>::raw(text, &["namespace", "service"], minutes(15)).crosses(RESTARTS));
        });
        assert_eq!(found, ["`ShopFailing` waits for traffic, which a version that crashes does not get"]);
    }

    #[test]
    fn other_signals_need_a_recent_deploy_alone() {
        const LAG: Threshold<Seconds> = Threshold::above("lag", secs(5.0)).over(minutes(5));
        let found = messages(|pack| {
            pack.thresholds.push(LAG.def());
            on(pack, Signal::<Seconds>::raw("max(started_seconds)", &[], minutes(5)).crosses(LAG));
            pack.alerts[0].guards.truncate(1);
        });
        assert_eq!(found, [""; 0]);
    }
}
