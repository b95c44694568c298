//! What is predicted: who is told of what, and when, as shipped and on the scale of the test.
#![expect(clippy::disallowed_methods, reason = "a test may run on another scale of time")]

use std::fmt::Write as _;

use plimsoll::model::Pack;
use plimsoll::plan::timing::{self, Clock, Interval, Step};
use plimsoll::plan::{Plan, Reckoning, lower};
use plimsoll::units::{Duration, TimeScale};
use plimsoll_snapshots::oracles::Result;

use crate::told::Status;
use crate::world::{CRASHING, FAILING, SLOW, THROTTLED};

/// The environment that is played.
pub(crate) const ENVIRONMENT: &str = "production";
/// A phase that is armed everywhere, and in which the next one is rehearsed.
pub(crate) const PHASE: &str = "tightened";
/// The next one.
pub(crate) const NEXT: &str = "strict";

/// The errors of requests.
pub(crate) const ERRORS: &str = "EdgeLinkHighErrorRate";
/// Slow requests.
pub(crate) const LATENCY: &str = "EdgeLinkHighLatency";
/// Restarts.
pub(crate) const CRASH: &str = "EdgeLinkPodCrashLooping";
/// The warning that is kept quiet.
pub(crate) const WARNING: &str = "EdgeLinkCPUThrottling";

/// From when an interval counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum From {
    /// The fault.
    Fault,
    /// Its end.
    Recovery,
}

/// Something that must be seen.
#[derive(Debug, Clone)]
pub(crate) struct Expected {
    pub(crate) status: Status,
    pub(crate) alert: &'static str,
    pub(crate) service: &'static str,
    /// Whom the recorder plays; `None` where Alertmanager keeps it quiet.
    pub(crate) to: Option<&'static str>,
    pub(crate) from: From,
    /// As it is shipped.
    pub(crate) shipped: When,
    /// The same on the scale of the test.
    pub(crate) scaled: When,
}

/// When something happens, in seconds.
#[derive(Debug, Clone, Copy)]
pub(crate) struct When {
    /// When the rule begins to fire, or ends: an evaluation of Prometheus.
    pub(crate) rule: Interval,
    /// When somebody is told of it.
    pub(crate) told: Interval,
}

/// The plans of one scale: of the live phase, and of the next.
pub(crate) struct Plans {
    pub(crate) live: Plan,
    next: Plan,
}

impl Plans {
    /// What is lowered, on a scale of time.
    pub(crate) fn of(pack: &Pack, scale: TimeScale) -> Result<Self> {
        let plan = |phase| -> Result<Plan> {
            let plan = lower(pack, ENVIRONMENT, Some(phase)).and_then(|plan| plan.scaled(scale));
            plan.map_err(|errors| format!("{errors:#?}").into())
        };
        Ok(Self { live: plan(PHASE)?, next: plan(NEXT)? })
    }

    fn reckoning(plan: &Plan, alert: &str) -> Result<Reckoning> {
        let found =
            plan.reckonings.iter().find(|reckoning| reckoning.alert == alert && reckoning.slice.is_none());
        Ok(found.ok_or_else(|| format!("no reckoning of {alert}"))?.clone())
    }

    /// When a rule fires, and when it is told where a group waits so long.
    fn firing(reckoning: &Reckoning, group_wait: Duration) -> Result<When> {
        let Reckoning { step, window, hold, clock, .. } = reckoning;
        let detected = |clock: Clock| {
            let found = step.and_then(|step| timing::detection(step, *window, *hold, &clock));
            found.ok_or_else(|| format!("{} never fires", reckoning.alert))
        };
        let rule = detected(Clock { group_wait: Duration::ZERO, peers: 1, ..*clock })?;
        Ok(When { rule, told: detected(Clock { group_wait, ..*clock })? })
    }

    /// When the machine is told in the live phase.
    fn armed(&self, alert: &str) -> Result<When> {
        let reckoning = Self::reckoning(&self.live, alert)?;
        Self::firing(&reckoning, reckoning.clock.group_wait)
    }

    /// When the recorder is told of the next phase: its route waits as that of the machine does.
    fn rehearsed(&self, alert: &str) -> Result<When> {
        let reckoning = Self::reckoning(&self.next, alert)?;
        Self::firing(&reckoning, reckoning.clock.group_wait)
    }

    /// When people are told: by the same rule, in groups that wait as the root says.
    fn people(&self, alert: &str) -> Result<When> {
        Self::firing(&Self::reckoning(&self.live, alert)?, self.root()?.wait)
    }

    /// When people are told that it is over.
    fn over(&self, alert: &str) -> Result<When> {
        let Reckoning { step, window, clock, .. } = Self::reckoning(&self.live, alert)?;
        let at_once = Clock { peers: 1, ..clock };
        let over = |clock, wait| step.and_then(|step| timing::resolution(step, window, &clock, wait));
        let (rule, told) = (over(at_once, Duration::ZERO), over(clock, self.root()?.interval));
        rule.zip(told)
            .map(|(rule, told)| When { rule, told })
            .ok_or_else(|| format!("{alert} never fires").into())
    }

    /// When the warning is known to Alertmanager, which keeps it quiet: nobody waits for a group or a peer.
    fn quiet(&self) -> Result<When> {
        let threshold =
            self.live.thresholds.iter().find(|known| known.id == "cpu_throttling").ok_or("no threshold")?;
        let reckoning = Self::reckoning(&self.live, ERRORS)?;
        let warning = Reckoning {
            step: Some(Step::linear(0.0, THROTTLED, threshold.value.value())),
            window: threshold.window.unwrap_or_default(),
            hold: threshold.hold.unwrap_or_default(),
            clock: Clock { peers: 1, ..reckoning.clock },
            ..reckoning
        };
        Self::firing(&warning, Duration::ZERO)
    }

    fn root(&self) -> Result<&plimsoll::plan::Grouping> {
        Ok(&self.live.alertmanager.as_ref().ok_or("no Alertmanager")?.grouping)
    }

    /// How long the dead man's switch waits for the next heartbeat at most, in seconds: what nothing has changed of is told
    /// again at the first turn of its group after the repeat interval, by the last of the peers.
    pub(crate) fn heartbeat(&self) -> Result<f64> {
        let Clock { peers, peer_timeout, .. } = Self::reckoning(&self.live, ERRORS)?.clock;
        let routes = &self.live.alertmanager.as_ref().ok_or("no Alertmanager")?.route.routes;
        let route =
            routes.iter().find(|route| route.receiver == "watchdog").ok_or("no route of the watchdog")?;
        let grouping = route.grouping.as_ref().ok_or("the watchdog is grouped as everything is")?;
        let waits = grouping.repeat.as_secs_f64() + grouping.interval.as_secs_f64();
        Ok(waits + f64::from(peers.saturating_sub(1)) * peer_timeout.as_secs_f64())
    }

    /// How long people's first notification of a group waits, in seconds.
    pub(crate) fn group_wait(&self) -> Result<f64> {
        Ok(self.root()?.wait.as_secs_f64())
    }
}

/// All that must be seen, in the order in which it is expected.
pub(crate) fn all(shipped: &Plans, scaled: &Plans) -> Result<Vec<Expected>> {
    use Status::{Firing, Quiet, Resolved};

    let mut all = Vec::new();
    let mut expect =
        |status, alert, service, to, from, when: &dyn Fn(&Plans) -> Result<When>| -> Result<()> {
            let (shipped, scaled) = (when(shipped)?, when(scaled)?);
            all.push(Expected { status, alert, service, to, from, shipped, scaled });
            Ok(())
        };
    for (alert, service) in [(ERRORS, FAILING), (LATENCY, SLOW), (CRASH, CRASHING)] {
        expect(Firing, alert, service, Some("rollback"), From::Fault, &|plans| plans.armed(alert))?;
        // What has happened once is over when its window is, and not when all is well.
        let end = if alert == CRASH { From::Fault } else { From::Recovery };
        for to in ["pagerduty", "slack"] {
            expect(Firing, alert, service, Some(to), From::Fault, &|plans| plans.people(alert))?;
            expect(Resolved, alert, service, Some(to), end, &|plans| plans.over(alert))?;
        }
    }
    for (alert, service) in [(ERRORS, FAILING), (LATENCY, SLOW)] {
        expect(Firing, alert, service, Some("dry-run"), From::Fault, &|plans| plans.rehearsed(alert))?;
    }
    expect(Quiet, WARNING, FAILING, None, From::Fault, &Plans::quiet)?;
    all.sort_by(|one, other| {
        let at = |expected: &Expected| (expected.from, expected.status, expected.scaled.told.least);
        let (one, other) = (at(one), at(other));
        (one.0, one.1).cmp(&(other.0, other.1)).then(one.2.total_cmp(&other.2))
    });
    Ok(all)
}

/// The predictions as a table; it depends on the packs alone.
pub(crate) fn table(expected: &[Expected], shipped: &Plans, scaled: &Plans) -> Result<String> {
    let scale = scaled.live.time_scale;
    let mut table = format!(
        "{:70} {:9} {:>35} {:>35}\n{:24} {:18} {:26} {:9} {:>17} {:>17} {:>17} {:>17}\n",
        "",
        "",
        "as shipped",
        format!("on the scale {scale}"),
        "alert",
        "of",
        "seen by",
        "from the",
        "the rule",
        "told",
        "the rule",
        "told",
    );
    for row in expected {
        let interval = |of: Interval, digits| format!("{:.digits$} to {:.digits$} s", of.least, of.most);
        // Writing to a string does not fail.
        let _ = writeln!(
            table,
            "{:24} {:18} {:26} {:9} {:>17} {:>17} {:>17} {:>17}",
            row.alert,
            row.service,
            row.seen_by(),
            row.from.as_str(),
            interval(row.shipped.rule, 0),
            interval(row.shipped.told, 0),
            interval(row.scaled.rule, 2),
            interval(row.scaled.told, 2),
        );
    }
    let (shipped, scaled) = (shipped.heartbeat()?, scaled.heartbeat()?);
    // Writing to a string does not fail.
    let _ = writeln!(
        table,
        "EdgeLinkWatchdog beats again within {shipped:.0} s, on the scale {scale} within {scaled:.2} s."
    );
    Ok(table)
}

impl Expected {
    /// The series of Prometheus that says that its rule fires.
    pub(crate) fn series(&self) -> String {
        let role = match (self.status, self.to) {
            (Status::Quiet, _) => "severity=\"warning\"",
            (_, Some("rollback")) => "auto_rollback=\"true\"",
            (_, Some("dry-run")) => "auto_rollback=\"dry_run\"",
            _ => "severity=\"critical\"",
        };
        let (alert, service) = (self.alert, self.service);
        format!("ALERTS{{alertname=\"{alert}\",service=\"{service}\",alertstate=\"firing\",{role}}}")
    }

    /// Who sees it, in words.
    pub(crate) fn seen_by(&self) -> String {
        match (self.status, self.to) {
            (Status::Firing, Some(to)) => to.to_owned(),
            (Status::Resolved, Some(to)) => format!("{to}, that it is over"),
            _ => "nobody: kept quiet".to_owned(),
        }
    }
}

impl From {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Fault => "fault",
            Self::Recovery => "recovery",
        }
    }
}
