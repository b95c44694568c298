//! The pack of one service, and the catalog of all of them.

use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};

use plimsoll::prelude::*;
use plimsoll::units::{count, millis};

use super::{alerts, dashboard, metrics, routing};

/// Rules of a service that no override names, without those that hold thresholds and the phase.
pub const RULES: usize = 15;
/// Panels of a service's dashboard.
pub const PANELS: usize = 12;
/// Routes that a service adds to those by severity and for the machine.
pub const ROUTES: usize = 2;
/// One service in this many has an override.
pub const OVERRIDDEN: usize = 10;
/// The one environment.
pub const ENVIRONMENT: &str = "production";

pub(super) const GRAIN: &[&str] = &["namespace", "service"];

pub(super) const ERROR_RATE: Threshold<Ratio> =
    Threshold::above("error_rate", percent(5.0)).over(minutes(5)).hold(minutes(2)).baseline(percent(0.1));
pub(super) const P95_LATENCY: Threshold<Seconds> =
    Threshold::above("p95_latency", millis(500.0)).over(minutes(5)).hold(minutes(3)).baseline(millis(150.0));
pub(super) const MEMORY_USAGE: Threshold<Ratio> =
    Threshold::above("memory_usage", percent(90.0)).hold(minutes(5)).baseline(percent(60.0));
pub(super) const CPU_USAGE: Threshold<Ratio> =
    Threshold::above("cpu_usage", percent(90.0)).over(minutes(5)).hold(minutes(10)).baseline(percent(40.0));
pub(super) const RESTARTS: Threshold<Count> = Threshold::above("restarts", count(2.0)).over(minutes(10));
pub(super) const QUEUE_LENGTH: Threshold<Count> =
    Threshold::above("queue_length", count(1000.0)).hold(minutes(5)).baseline(count(10.0));
pub(super) const POOL_USAGE: Threshold<Ratio> =
    Threshold::above("pool_usage", percent(90.0)).hold(minutes(5)).baseline(percent(30.0));

/// A catalog of `services` packs.
pub fn fleet(services: usize) -> Catalog {
    Catalog::new((1..=services).map(pack))
}

/// The pack of one service; the first is number 1.
pub fn pack(number: usize) -> Pack {
    let service = interned(format!("service-{number:04}"));
    let pack = Pack::new(service)
        .owner("platform")
        .timing(Timing::new(seconds(15), seconds(15)).peers(2).webhook(seconds(5)))
        .workload(Workload::new(3, seconds(15)).min_ready(seconds(30)))
        .workloads(WorkloadNames::prefixed("fleet-"))
        .metrics(metrics::CATALOGUE)
        .service(Service::new(service))
        .threshold(ERROR_RATE)
        .threshold(P95_LATENCY)
        .threshold(MEMORY_USAGE)
        .threshold(CPU_USAGE)
        .threshold(RESTARTS)
        .threshold(QUEUE_LENGTH)
        .threshold(POOL_USAGE)
        .objective(alerts::AVAILABILITY)
        .phase(Phase::new("dry-run", Enforcement::DryRun).dwell(days(7)))
        .phase(Phase::new("everywhere", Enforcement::Rollback))
        .environment(
            Environment::new(ENVIRONMENT, "everywhere")
                .namespace(service)
                .external_label("cluster", "fleet")
                .runbooks("https://runbooks.example.com/fleet")
                .grafana("https://grafana.example.com"),
        )
        .alerts(alerts::alerts(service))
        .routing(routing::routing(service))
        .dashboard(dashboard::service(service));
    if number.is_multiple_of(OVERRIDDEN) {
        pack.overridden(
            Override::service(service)
                .set(MEMORY_USAGE.to(percent(80.0)))
                .because("its memory grows in steps"),
        )
    } else {
        pack
    }
}

/// A name that lives as long as the program, as names in a pack do; a second fleet takes those of the first.
pub(super) fn interned(name: String) -> &'static str {
    static NAMES: Mutex<Option<HashSet<&'static str>>> = Mutex::new(None);
    let mut names = NAMES.lock().unwrap_or_else(PoisonError::into_inner);
    let names = names.get_or_insert_default();
    if let Some(known) = names.get(name.as_str()) {
        return known;
    }
    let name: &'static str = name.leak();
    names.insert(name);
    name
}

#[cfg(test)]
mod tests {
    use plimsoll::plan::{self, Plan, Rule, names};

    use super::*;

    fn plans(services: usize) -> Vec<Plan> {
        fleet(services).packs.iter().map(|pack| plan::lower(pack, ENVIRONMENT, None).unwrap()).collect()
    }

    fn is_constant(rule: &Rule) -> bool {
        [names::THRESHOLD_VALUE, names::PHASE_INFO].contains(&rule.name())
    }

    #[test]
    fn a_service_has_fifteen_rules_and_an_override_adds_its_slice() {
        for (number, plan) in (1..).zip(plans(20)) {
            let slices = usize::from(number % OVERRIDDEN == 0);
            let rules = plan.rules().filter(|rule| !is_constant(rule));
            assert_eq!(rules.count(), RULES + slices, "{}", plan.pack);
            // One for each of seven thresholds and one for the phase.
            assert_eq!(plan.rules().filter(|rule| is_constant(rule)).count(), 8 + slices, "{}", plan.pack);
        }
    }

    #[test]
    fn a_service_has_one_dashboard_of_twelve_panels() {
        for plan in plans(10) {
            let [dashboard] = plan.dashboards.as_slice() else {
                panic!("{} dashboards", plan.dashboards.len())
            };
            assert_eq!(dashboard.rows.iter().map(|row| row.panels.len()).sum::<usize>(), PANELS);
        }
    }

    #[test]
    fn a_service_has_two_routes_of_its_own() {
        for pack in fleet(10).packs {
            let own = pack.routing.map_or(0, |routing| routing.besides.len());
            assert_eq!(own, ROUTES, "{}", pack.name);
        }
    }

    #[test]
    fn no_check_stops_the_fleet() {
        // Ten, so that one of them has an override.
        for (pack, plan) in fleet(10).packs.iter().zip(plans(10)) {
            let mut found = plimsoll::check::run(pack, &plan);
            found.retain(|finding| finding.severity == plimsoll::check::Severity::Error);
            assert_eq!(found, []);
        }
    }

    #[test]
    fn a_second_fleet_is_the_first() {
        assert_eq!(fleet(3), fleet(3));
    }
}
