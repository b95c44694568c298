//! A plan on another scale of time: what a test runs against the real Prometheus and Alertmanager.

use plimsoll_model::{Budgets, Environment, RollbackPolicy, Workload};
use plimsoll_promql::Unscalable;
use plimsoll_units::{Base, Duration, Origin, TimeScale};

use crate::rule::policy_annotations;
use crate::timing::Clock;
use crate::{
    AlertRule, Alertmanager, EffectiveThreshold, Group, Grouping, LowerError, Plan, Reckoning, RecordRule,
    Role, Route, Rule, ScrapeJob,
};

impl Plan {
    /// The same plan where everything goes faster: every window, hold, interval, wait, timeout and offset, and the
    /// numbers with which ages are compared, are divided. Names, labels, lines, counts and the words for people stay,
    /// so that what is tested is what is shipped but for its spans of time. Events must come as much faster.
    ///
    /// What people read and what a rollout of traffic is told is left out: it would speak of times that never are.
    ///
    /// Only tests do this. No pack and no YAML can say it, and the check `timing/time-scale` refuses such a plan.
    ///
    /// # Errors
    ///
    /// Every definition whose spans cannot be divided, or are not known.
    pub fn scaled(self, scale: TimeScale) -> Result<Self, Vec<LowerError>> {
        // Whatever is added to a plan must be looked at here.
        let Self {
            pack,
            team,
            environment,
            thresholds,
            groups,
            alertmanager,
            scrape,
            reckonings,
            time_scale,
            origin,
            dashboards: _,
            traffic: _,
            runbooks: _,
            contract: _,
        } = self;
        let mut scaler = Scaler { scale, at: origin, errors: Vec::new() };
        let thresholds = thresholds.into_iter().map(|threshold| scaler.threshold(threshold)).collect();
        let groups = scaler.groups(groups);
        let alertmanager = alertmanager.map(|alertmanager| scaler.alertmanager(alertmanager));
        let scrape = scrape.into_iter().map(|job| scaler.scrape(job)).collect();
        let reckonings = reckonings.into_iter().map(|reckoning| scaler.reckoning(reckoning)).collect();
        let Scaler { mut errors, .. } = scaler;
        if !errors.is_empty() {
            errors.sort_by(|a, b| (a.origin, &a.message).cmp(&(b.origin, &b.message)));
            errors.dedup();
            return Err(errors);
        }
        Ok(Self {
            pack,
            team,
            environment: Environment { traffic: None, ..environment },
            thresholds,
            groups,
            alertmanager,
            dashboards: Vec::new(),
            scrape,
            traffic: None,
            runbooks: Vec::new(),
            reckonings,
            contract: None,
            time_scale: time_scale.and(scale),
            origin,
        })
    }
}

/// Divides spans, and keeps what could not be.
struct Scaler {
    scale: TimeScale,
    /// The definition that is looked at.
    at: Origin,
    errors: Vec<LowerError>,
}

impl Scaler {
    fn refuse(&mut self, reason: &Unscalable) {
        let message = format!("it cannot be tested on the scale {}: {reason}", self.scale);
        let help = match reason {
            Unscalable::Rounded(..) => "take a scale that divides every span of the pack",
            Unscalable::Raw(_) | Unscalable::Span(_) | Unscalable::Open => {
                "build it from typed parts, and compare an age with a number"
            }
        };
        self.errors.push(LowerError::new(self.at, message, help));
    }

    fn span(&mut self, span: Duration) -> Duration {
        self.scale.of(span).unwrap_or_else(|| {
            self.refuse(&Unscalable::Rounded(span, self.scale));
            span
        })
    }

    fn threshold(&mut self, threshold: EffectiveThreshold) -> EffectiveThreshold {
        self.at = threshold.origin();
        let window = threshold.window.map(|window| self.span(window));
        let hold = threshold.hold.map(|hold| self.span(hold));
        EffectiveThreshold { window, hold, ..threshold }
    }

    fn groups(&mut self, groups: Vec<Group>) -> Vec<Group> {
        let ages = ages(&groups);
        let group = |Group { name, interval, rules }| {
            let interval = self.span(interval);
            let rules = rules.into_iter().map(|rule| match rule {
                Rule::Record(rule) => Rule::Record(self.record(rule, &ages)),
                Rule::Alert(rule) => Rule::Alert(self.alert(rule, &ages)),
            });
            Group { name, interval, rules: rules.collect() }
        };
        groups.into_iter().map(group).collect()
    }

    fn record(&mut self, rule: RecordRule, ages: &[String]) -> RecordRule {
        self.at = rule.origin;
        RecordRule { expr: self.expr(rule.expr.into(), ages).into(), ..rule }
    }

    fn alert(&mut self, rule: AlertRule, ages: &[String]) -> AlertRule {
        self.at = rule.origin;
        if rule.unit.base() == Base::Count && rule.unit.is_per_second() {
            let message = format!(
                "`{}` cannot be tested on the scale {}: its line is one of events per second, which come as much faster",
                rule.alert, self.scale
            );
            self.errors.push(LowerError::new(rule.origin, message, "count the events of a window instead"));
        }
        let mut annotations = rule.annotations;
        let actor = match rule.role {
            Role::Armed(policy) => {
                let policy = self.policy(policy);
                annotations.extend(policy_annotations(&policy));
                Role::Armed(policy)
            }
            told @ (Role::People(_) | Role::DryRun(_)) => told,
        };
        AlertRule {
            expr: self.expr(rule.expr.into(), ages).into(),
            hold: self.span(rule.hold),
            role: actor,
            annotations,
            ..rule
        }
    }

    fn expr(&mut self, expr: plimsoll_promql::Expr, ages: &[String]) -> plimsoll_promql::Expr {
        let scaled = expr.clone().scaled(self.scale, &|recording| ages.iter().any(|age| age == recording));
        scaled.unwrap_or_else(|reason| {
            self.refuse(&reason);
            expr
        })
    }

    fn policy(&mut self, policy: RollbackPolicy) -> RollbackPolicy {
        let RollbackPolicy { cooldown, timeout, verify, .. } = policy;
        let [cooldown, timeout, verify] = [cooldown, timeout, verify].map(|span| self.span(span));
        RollbackPolicy { cooldown, timeout, verify, ..policy }
    }

    fn alertmanager(&mut self, alertmanager: Alertmanager) -> Alertmanager {
        let Alertmanager { root, grouping, route, receivers, inhibitions } = alertmanager;
        self.at = route.origin;
        let (grouping, route) = (self.grouping(grouping), self.route(route));
        // Receivers and inhibitions know no time.
        Alertmanager { root, grouping, route, receivers, inhibitions }
    }

    fn route(&mut self, route: Route) -> Route {
        let grouping = route.grouping.map(|grouping| self.grouping(grouping));
        let routes = route.routes.into_iter().map(|route| self.route(route)).collect();
        Route { grouping, routes, ..route }
    }

    fn grouping(&mut self, grouping: Grouping) -> Grouping {
        let Grouping { by, wait, interval, repeat } = grouping;
        let [wait, interval, repeat] = [wait, interval, repeat].map(|span| self.span(span));
        Grouping { by, wait, interval, repeat }
    }

    fn scrape(&mut self, job: ScrapeJob) -> ScrapeJob {
        self.at = job.origin;
        ScrapeJob { interval: self.span(job.interval), timeout: self.span(job.timeout), ..job }
    }

    fn reckoning(&mut self, reckoning: Reckoning) -> Reckoning {
        self.at = reckoning.origin;
        let threshold = reckoning.threshold.map(|threshold| self.threshold(threshold));
        let Clock { scrape, evaluation, group_wait, peers, peer_timeout } = reckoning.clock;
        let [scrape, evaluation, group_wait, peer_timeout] =
            [scrape, evaluation, group_wait, peer_timeout].map(|span| self.span(span));
        let workload = reckoning.workload.map(|workload| Workload {
            min_ready: self.span(workload.min_ready),
            start_to_ready: self.span(workload.start_to_ready),
            ..workload
        });
        let budgets = reckoning.budgets.map(|budgets| Budgets {
            detection: budgets.detection.map(|budget| self.span(budget)),
            recovery: budgets.recovery.map(|budget| self.span(budget)),
            ..budgets
        });
        Reckoning {
            threshold,
            window: self.span(reckoning.window),
            hold: self.span(reckoning.hold),
            clock: Clock { scrape, evaluation, group_wait, peers, peer_timeout },
            webhook: self.span(reckoning.webhook),
            workload,
            budgets,
            ..reckoning
        }
    }
}

/// The recordings whose value is a span of time, also through others.
fn ages(groups: &[Group]) -> Vec<String> {
    let records = || groups.iter().flat_map(|group| &group.rules).filter_map(Rule::as_record);
    let mut found: Vec<String> = Vec::new();
    loop {
        let next = records().find(|rule| {
            !found.contains(&rule.record)
                && rule.expr.is_span_of_time(&|name| found.iter().any(|known| known == name))
        });
        match next {
            Some(rule) => found.push(rule.record.clone()),
            None => return found,
        }
    }
}
