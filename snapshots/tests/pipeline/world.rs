//! What the services of EdgeLink, kube-state-metrics and cAdvisor show while the reference faults are played.
//!
//! Everything is a function of the moment of a scrape. Events come as much faster as time is scaled, so that a window holds
//! as many of them as it would; CPU time passes as it does, since a second of a core is one on any scale.

use std::fmt::Write as _;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use plimsoll::model::{Pack, WorkloadNames};
use plimsoll::plan::{EffectiveThreshold, Plan};
use plimsoll::units::{Amount, TimeScale};
use plimsoll_snapshots::oracles::Result;

/// Answers a part of its requests with errors, and is throttled meanwhile.
pub(crate) const FAILING: &str = "device-service";
/// Answers all its requests slowly.
pub(crate) const SLOW: &str = "api-gateway";
/// Restarts once.
pub(crate) const CRASHING: &str = "background-worker";
/// Fails as the first one does, and was not deployed lately.
pub(crate) const OLD: &str = "topology-service";
/// Fails far worse in the other environment, whose series are in the same Prometheus.
pub(crate) const FOREIGN: &str = "edgelink-staging";

/// Seconds for which the failing service is throttled in each: past the line of the warning by half, so that the warning is
/// over before what keeps it quiet is.
pub(crate) const THROTTLED: f64 = 0.15;

/// Requests per second where time is as it is.
const LOAD: f64 = 20.0;
/// What counters stand at when they are first scraped: none is extrapolated to below zero.
const BEFORE: f64 = 1e6;
/// How long ago a deploy is that the guards of the alerts do not call recent: an hour and a quarter.
const LONG_AGO: f64 = 75.0 * 60.0;

/// The world as it is scraped.
#[derive(Debug, Clone)]
pub(crate) struct World {
    namespace: &'static str,
    names: WorkloadNames,
    services: Vec<&'static str>,
    buckets: &'static [f64],
    scale: TimeScale,
    errors: Jump,
    latency: Jump,
    began: Instant,
    began_at: f64,
    script: Arc<Mutex<Script>>,
}

/// What a signal jumps from, and to.
#[derive(Debug, Clone, Copy)]
struct Jump {
    from: f64,
    to: f64,
}

impl Jump {
    /// The reference fault of a threshold.
    fn of(threshold: Option<&EffectiveThreshold>) -> Result<Self> {
        let threshold = threshold.ok_or("no such threshold")?;
        let value =
            |amount: Option<Amount>| amount.map(Amount::value).ok_or("a threshold without a reference fault");
        Ok(Self { from: value(threshold.baseline)?, to: value(threshold.fault)? })
    }
}

#[derive(Debug, Default)]
struct Script {
    fault: Option<Instant>,
    recovery: Option<Instant>,
}

impl World {
    /// The services of a pack while all is well.
    pub(crate) fn of(pack: &Pack, plan: &Plan) -> Result<Self> {
        let threshold = |id| Jump::of(plan.thresholds.iter().find(|known| known.id == id));
        let histogram = pack.metrics.iter().find(|metric| metric.name == "http_request_duration_seconds");
        Ok(Self {
            namespace: plan.environment.namespace.ok_or("no namespace")?,
            names: pack.workloads.ok_or("no names of workloads")?,
            services: pack.services.iter().map(|service| service.name).collect(),
            buckets: histogram.ok_or("no histogram")?.buckets,
            scale: plan.time_scale,
            errors: threshold("error_rate")?,
            latency: threshold("p95_latency")?,
            began: Instant::now(),
            began_at: SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs_f64(),
            script: Arc::default(),
        })
    }

    /// Everything goes wrong at once.
    pub(crate) fn break_down(&self) -> Instant {
        let now = Instant::now();
        self.script().fault = Some(now);
        now
    }

    /// Everything is well again.
    pub(crate) fn recover(&self) -> Instant {
        let now = Instant::now();
        self.script().recovery = Some(now);
        now
    }

    fn script(&self) -> MutexGuard<'_, Script> {
        self.script.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The metrics of this moment.
    pub(crate) fn metrics(&self) -> String {
        self.metrics_at(Instant::now())
    }

    fn metrics_at(&self, now: Instant) -> String {
        let (good, bad) = self.passed(now);
        let mut page = Page::default();
        for service in &self.services {
            self.workload(&mut page, self.namespace, service, bad);
            if *service != CRASHING {
                let errors = if [FAILING, OLD].contains(service) { self.errors } else { self.errors.none() };
                let latency = if *service == SLOW { self.latency } else { self.latency.none() };
                self.requests(&mut page, self.namespace, service, (good, bad), (errors, latency));
            }
        }
        self.workload(&mut page, FOREIGN, FAILING, bad);
        let all = Jump { from: self.errors.from, to: 1.0 };
        self.requests(&mut page, FOREIGN, FAILING, (good, bad), (all, self.latency));
        page.0
    }

    /// Seconds of good times and of bad ones, until now. What does not pass stays as it is to the last bit: a counter that
    /// falls by one is a counter that was reset.
    fn passed(&self, now: Instant) -> (f64, f64) {
        let script = self.script();
        let bad = script.fault.map_or(Duration::ZERO, |fault| {
            script.recovery.unwrap_or(now).min(now).saturating_duration_since(fault)
        });
        let good = now.saturating_duration_since(self.began).saturating_sub(bad);
        (good.as_secs_f64(), bad.as_secs_f64())
    }

    fn requests(
        &self,
        page: &mut Page,
        namespace: &str,
        service: &str,
        (good, bad): (f64, f64),
        (errors, latency): (Jump, Jump),
    ) {
        let load = LOAD * f64::from(self.scale.times());
        let failed = load * (errors.from * good + errors.to * bad);
        let whose = format!("namespace=\"{namespace}\",service=\"{service}\",track=\"stable\"");
        for (status, count) in [("200", load * (good + bad) - failed), ("500", failed)] {
            let labels = format!("{whose},method=\"GET\",status=\"{status}\"");
            page.put("http_requests_total", &labels, BEFORE + count);
        }
        for bound in self.buckets {
            let within = |took: f64, time: f64| if took <= *bound { load * time } else { 0.0 };
            let labels = format!("{whose},le=\"{bound:?}\"");
            let count = BEFORE + within(latency.from, good) + within(latency.to, bad);
            page.put("http_request_duration_seconds_bucket", &labels, count);
        }
        let count = BEFORE + load * (good + bad);
        page.put("http_request_duration_seconds_bucket", &format!("{whose},le=\"+Inf\""), count);
    }

    /// One deployment of three pods, of which one is shown.
    fn workload(&self, page: &mut Page, namespace: &str, service: &str, bad: f64) {
        let deployment = self.names.deployment(service);
        let (set, pod) = (format!("{deployment}-5d9c7b"), format!("{deployment}-5d9c7b-x2x4z"));
        let whose = format!("namespace=\"{namespace}\"");
        for metric in ["kube_deployment_spec_replicas", "kube_deployment_status_replicas_available"] {
            page.put(metric, &format!("{whose},deployment=\"{deployment}\""), 3.0);
        }
        let owner =
            format!("{whose},replicaset=\"{set}\",owner_kind=\"Deployment\",owner_name=\"{deployment}\"");
        page.put("kube_replicaset_owner", &owner, 1.0);
        let replica_set = format!("{whose},replicaset=\"{set}\"");
        let ago = if service == OLD { self.scale.seconds(LONG_AGO) } else { 0.0 };
        page.put("kube_replicaset_created", &replica_set, self.began_at - ago);
        page.put("kube_replicaset_status_replicas", &replica_set, 3.0);
        let of_pod = format!("{whose},pod=\"{pod}\",uid=\"{service}\"");
        let owner = format!("{of_pod},owner_kind=\"ReplicaSet\",owner_name=\"{set}\"");
        page.put("kube_pod_owner", &owner, 1.0);
        let restarts = if service == CRASHING && bad > 0.0 { 1.0 } else { 0.0 };
        let container = format!("{of_pod},container=\"main\"");
        page.put("kube_pod_container_status_restarts_total", &container, restarts);
        let throttled = if service == FAILING { THROTTLED * bad } else { 0.0 };
        let container = format!("{whose},pod=\"{pod}\",container=\"main\",id=\"/{namespace}/{pod}\"");
        page.put("container_cpu_cfs_throttled_seconds_total", &container, throttled);
    }
}

impl Jump {
    /// It does not.
    const fn none(self) -> Self {
        Self { from: self.from, to: self.from }
    }
}

/// A page of metrics in Prometheus' own format.
#[derive(Default)]
struct Page(String);

impl Page {
    fn put(&mut self, metric: &str, labels: &str, value: f64) {
        // Writing to a string does not fail.
        let _ = writeln!(self.0, "{metric}{{{labels}}} {value}");
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use plimsoll::plan::lower;

    use super::*;

    fn counters(page: &str) -> BTreeMap<String, f64> {
        let lines = page.lines().filter_map(|line| line.rsplit_once(' '));
        let of_counters =
            lines.filter(|(series, _)| series.contains("_total{") || series.contains("_bucket{"));
        of_counters.map(|(series, value)| (series.to_owned(), value.parse().unwrap())).collect()
    }

    #[test]
    fn no_counter_ever_falls_before_in_and_after_the_fault() {
        let catalog = plimsoll_thresholds::catalog();
        let pack = catalog.packs.iter().find(|pack| pack.name == "edgelink").unwrap();
        let world = World::of(pack, &lower(pack, "production", None).unwrap()).unwrap();
        // Odd moments: differences of seconds as floats would differ in their last bit.
        let at = |number: u32| world.began + Duration::from_nanos(750_123_457) * number;
        world.script().fault = Some(at(23) + Duration::from_nanos(333_333_331));
        world.script().recovery = Some(at(47) + Duration::from_nanos(77_777_777));
        let (mut page, mut passed) = (counters(&world.metrics_at(at(0))), world.passed(at(0)));
        assert!(page.len() > 40, "{}", page.len());
        for number in 1..100 {
            let now = (counters(&world.metrics_at(at(number))), world.passed(at(number)));
            assert!(now.1.0 >= passed.0 && now.1.1 >= passed.1, "{passed:?}, then {:?}", now.1);
            for (series, value) in &now.0 {
                assert!(*value >= page[series], "{series} falls from {} to {value}", page[series]);
            }
            (page, passed) = now;
        }
    }
}
