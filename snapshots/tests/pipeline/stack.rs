//! The whole of it on loopback: exporter, Prometheus, two Alertmanagers in a cluster, and who hears them.

use std::thread;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use plimsoll::model::Pack;
use plimsoll::plan::Plan;
use plimsoll::plan::timing::Clock;
use plimsoll_snapshots::edgelink;
use plimsoll_snapshots::oracles::alertmanager::{Alert, Alertmanager};
use plimsoll_snapshots::oracles::exporter::Exporter;
use plimsoll_snapshots::oracles::prometheus::Prometheus;
use plimsoll_snapshots::oracles::recorder::Recorder;
use plimsoll_snapshots::oracles::stage::Stage;
use plimsoll_snapshots::oracles::{Oracle, Result};
use serde_json::json;

use crate::expected::Expected;
use crate::seen::Killed;
use crate::stall::{Pulse, Stall};
use crate::told::{self, Status, Told};
use crate::world::{FAILING, World};

/// How long the cluster may take to settle; it needs some eight seconds.
const SETTLE_LIMIT: Duration = Duration::from_mins(1);

/// What runs.
pub(crate) struct Stack {
    pub(crate) world: World,
    pub(crate) recorder: Recorder,
    exporter: Exporter,
    prometheus: Prometheus,
    alertmanagers: Vec<Option<Alertmanager>>,
    pulse: Pulse,
    clock: Clock,
    _stage: Stage,
}

impl Stack {
    /// Starts what was generated for a plan on another scale of time, in a world where all is well.
    pub(crate) fn start(
        prometheus: &Oracle,
        alertmanager: &Oracle,
        pack: &Pack,
        plan: &Plan,
    ) -> Result<Self> {
        let world = World::of(pack, plan)?;
        let exporter = Exporter::playing({
            let world = world.clone();
            move || world.metrics()
        })?;
        let recorder = Recorder::start()?;
        let clock = plan.reckonings.first().ok_or("nothing rolls back")?.clock;
        let stage = edgelink::on_loopback(
            &file(plan, "/alertmanager.yaml")?,
            plan.environment.namespace.unwrap_or_default(),
            &recorder,
        )?;
        let mut alertmanagers: Vec<Alertmanager> = Vec::new();
        for number in 0..usize::try_from(clock.peers)? {
            let (url, timeout) = (told::url_of(number), clock.peer_timeout.to_string());
            let peer =
                Alertmanager::start_peer(alertmanager, stage.config(), &url, &timeout, &alertmanagers)?;
            alertmanagers.push(peer);
        }
        let targets: Vec<&str> =
            alertmanagers.iter().map(|peer| peer.address().trim_start_matches("http://")).collect();
        let labels: serde_json::Map<_, _> = plan
            .environment
            .external_labels
            .iter()
            .map(|(name, value)| ((*name).to_owned(), json!(value)))
            .collect();
        let config = json!({
            "global": {
                "scrape_interval": clock.scrape.to_string(),
                "evaluation_interval": clock.evaluation.to_string(),
                "external_labels": labels,
            },
            "scrape_configs": [{
                "job_name": "edgelink",
                "static_configs": [{ "targets": [format!("127.0.0.1:{}", exporter.port())] }],
            }],
            "alerting": { "alertmanagers": [{ "static_configs": [{ "targets": targets }] }] },
        });
        // What Prometheus says again and again goes along with time.
        let resend = plan.time_scale.of(RESEND).ok_or("a scale that does not divide a minute")?;
        let flags = [format!("--rules.alert.resend-delay={resend}")];
        let prometheus = Prometheus::start_with(prometheus, &[&file(plan, "/rules.yaml")?], config, &flags)?;
        let addresses: Vec<String> = std::iter::once(prometheus.address())
            .chain(alertmanagers.iter().map(Alertmanager::address))
            .map(ToOwned::to_owned)
            .collect();
        let stack = Self {
            world,
            recorder,
            exporter,
            prometheus,
            alertmanagers: alertmanagers.into_iter().map(Some).collect(),
            pulse: Pulse::of(&addresses),
            clock,
            _stage: stage,
        };
        stack.settle(plan)?;
        Ok(stack)
    }

    /// Waits until the cluster sends, and until the longest window of a ramp is full.
    ///
    /// How an Alertmanager settles and gossips has a pace of its own, which no configuration says: the first is over before
    /// anything is predicted, and the second is far faster than a peer waits on any scale.
    fn settle(&self, plan: &Plan) -> Result<()> {
        let window = plan
            .reckonings
            .iter()
            .filter(|reckoning| reckoning.step.is_some_and(|step| step != RISES_AT_ONCE));
        let window = window.map(|reckoning| reckoning.window).max().unwrap_or_default();
        let full = std_of(window) + 2 * std_of(self.clock.scrape);
        let end = Instant::now() + SETTLE_LIMIT;
        while Instant::now() < end {
            let mut settled = true;
            for peer in self.alertmanagers.iter().flatten() {
                let cluster = peer.cluster()?;
                settled &= cluster.settled && cluster.size == self.alertmanagers.len();
            }
            if settled && self.exporter.asked().first().is_some_and(|first| first.elapsed() >= full) {
                return Ok(());
            }
            thread::sleep(Duration::from_millis(100));
        }
        Err(format!("the cluster has not settled within {} s", SETTLE_LIMIT.as_secs()).into())
    }

    /// How long an Alertmanager waits for word from the one before it.
    pub(crate) fn peer_timeout(&self) -> Duration {
        std_of(self.clock.peer_timeout)
    }

    /// Everything that was told so far.
    pub(crate) fn told(&self) -> Vec<Told> {
        told::all(&self.recorder.notifications())
    }

    /// The Alertmanager that sends first, as all of them see it.
    pub(crate) fn first(&self) -> Result<usize> {
        for (number, peer) in self.alertmanagers.iter().enumerate() {
            if let Some(peer) = peer
                && peer.cluster()?.position == 0
            {
                return Ok(number);
            }
        }
        Err("no Alertmanager is the first".into())
    }

    /// Ends an Alertmanager as a machine ends that loses its power (`kill -9`).
    pub(crate) fn kill(&mut self, number: usize) -> Killed {
        let at = Instant::now();
        // What is dropped is killed.
        self.alertmanagers[number] = None;
        Killed { number, at }
    }

    /// An alert of the service that fails, as those Alertmanagers that run see it.
    pub(crate) fn alerts(&self, name: &str) -> Result<Vec<Alert>> {
        let mut found = Vec::new();
        for peer in self.alertmanagers.iter().flatten() {
            let is_it = |alert: &Alert| {
                alert.name() == name && alert.labels.get("service").is_some_and(|service| service == FAILING)
            };
            found.extend(peer.alerts()?.into_iter().filter(is_it));
        }
        Ok(found)
    }

    /// When a rule began to fire after the fault, or when it ended, in seconds from the fault.
    pub(crate) fn rule(&self, row: &Expected, fault: Instant) -> Option<f64> {
        let began = unix(fault)?;
        let since = fault.elapsed().as_secs() + 1;
        let fired = self.prometheus.moments(&format!("{}[{since}s]", row.series())).ok()?;
        let at = match row.status {
            Status::Firing | Status::Quiet => *fired.first()?,
            Status::Resolved => fired.last()? + self.clock.evaluation.as_secs_f64(),
        };
        Some(at - began)
    }

    /// How far the machine was behind since `fault`; a pause that began before it counts too.
    pub(crate) fn stall(&self, fault: Instant) -> Result<Stall> {
        let began = unix(fault).ok_or("the clock was set back")?;
        let asked: Vec<f64> = self.exporter.asked().into_iter().filter_map(unix).collect();
        let past = fault.elapsed().as_secs() + PAUSE.as_secs();
        let evaluations = self.prometheus.moments(&format!(
            "service:http_requests_failed:ratio_rate5m{{service=\"{FAILING}\"}}[{past}s]"
        ))?;
        let since = |moments: &[f64]| {
            let before = moments.iter().filter(|at| **at < began).count().saturating_sub(1);
            moments[before..].to_vec()
        };
        Ok(Stall::of(
            (&since(&asked), self.clock.scrape.as_secs_f64()),
            (&since(&evaluations), self.clock.evaluation.as_secs_f64()),
            self.pulse.slowest(),
        ))
    }
}

/// Far above any pause between two evaluations.
const PAUSE: Duration = Duration::from_secs(30);

/// A moment in seconds since 1970.
fn unix(at: Instant) -> Option<f64> {
    let then = SystemTime::now().checked_sub(at.elapsed())?;
    Some(then.duration_since(UNIX_EPOCH).ok()?.as_secs_f64())
}

/// How long Prometheus waits before it says again what it said (`--rules.alert.resend-delay`).
const RESEND: plimsoll::units::Duration = plimsoll::units::minutes(1);

/// A step fault without a ramp.
const RISES_AT_ONCE: plimsoll::plan::timing::Step = plimsoll::plan::timing::Step::any();

/// The text of a generated file.
fn file(plan: &Plan, name: &str) -> Result<String> {
    let file = plimsoll::render::all(plan).into_iter().find(|file| file.path.ends_with(name));
    Ok(file.ok_or_else(|| format!("no {name}"))?.text)
}

/// A span as the standard library has it.
pub(crate) const fn std_of(span: plimsoll::units::Duration) -> Duration {
    Duration::from_millis(span.as_millis())
}
