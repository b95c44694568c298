//! What a Prometheus is asked before a live phase of an environment is left for the next one.

use plimsoll_model::{Environment, Pack, Phase, TRAFFIC_WEIGHT, TrafficPhase};
use plimsoll_promql::{MatchOp, Matcher, flow};
use plimsoll_units::{Duration, Origin};

use crate::{LowerError, Plan, Role, Rule, lower, names};

/// What is asked about the live phase.
#[derive(Debug, Clone, PartialEq)]
pub struct ExitQuestions {
    /// The phase that is live.
    pub phase: &'static str,
    /// The phase after it, if there is one.
    pub next: Option<&'static str>,
    /// One for each gate that time series decide; none where nothing is to be asked.
    pub questions: Vec<Question>,
    /// Where the phase is written.
    pub origin: Origin,
}

/// Which of the two ways an environment goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Axis {
    /// What the machine may do.
    #[default]
    Enforcement,
    /// How much of the traffic a version on trial gets.
    Traffic,
}

/// What a gate wants to be true of a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Want {
    /// No rule of the machine that only records fired.
    Quiet,
    /// The machine rolled nothing back.
    NoRollback,
    /// The traffic phase was live, and nothing asked the machine to act.
    NoBreach,
}

/// One gate, as instant queries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// What must be true.
    pub want: Want,
    /// Over which time.
    pub period: Duration,
    /// How often what is looked at has a sample: the evaluation or the scrape interval.
    pub interval: Duration,
    /// How many samples of the period there are: one series, as many as the period has intervals if all was watched.
    pub watched: String,
    /// What must not be: a series for each thing that was, with how often it was.
    pub times: String,
    /// For how many samples each of these was, where that says more than how often.
    pub samples: Option<String>,
}

/// The questions of one environment.
///
/// # Errors
///
/// As [`lower`]; a pack whose catalogue lacks the counter that a gate asks for, or that has no traffic phases.
pub fn exit_questions(pack: &Pack, environment: &str, axis: Axis) -> Result<ExitQuestions, Vec<LowerError>> {
    let plan = lower(pack, environment, None)?;
    if axis == Axis::Traffic {
        return traffic(pack, &plan).map_err(|error| vec![error]);
    }
    let Some(phase) = plan.phase().and_then(|live| pack.find_phase(live)) else {
        let origin = plan.environment.origin;
        return Ok(ExitQuestions { phase: "none", next: None, questions: Vec::new(), origin });
    };
    let mut questions = Vec::new();
    if let Some(period) = phase.exit.quiet {
        questions.push(quiet(pack, &plan, phase, period));
    }
    if let Some(period) = phase.exit.no_rollback {
        questions.push(no_rollback(pack, &plan.environment, phase, period).map_err(|error| vec![error])?);
    }
    let next = pack.phase_after(phase.name).map(|next| next.name);
    Ok(ExitQuestions { phase: phase.name, next, questions, origin: phase.origin })
}

/// The dwell of the live traffic phase, as the recording of its weight shows it.
fn traffic(pack: &Pack, plan: &Plan) -> Result<ExitQuestions, LowerError> {
    let phases = pack.traffic.as_ref().map(|traffic| traffic.phases.as_slice()).unwrap_or_default();
    let at = phases.iter().position(|phase| Some(phase.name) == plan.environment.traffic);
    let Some(at) = at else {
        let message = format!("the pack `{}` has no traffic phases", pack.name);
        return Err(LowerError::new(pack.origin, message, "ask for the gates of its enforcement phases"));
    };
    let phase = &phases[at];
    let questions = phase.dwell.map(|period| no_breach(pack, plan, phase, period)).into_iter().collect();
    let next = phases.get(at + 1).map(|next| next.name);
    Ok(ExitQuestions { phase: phase.name, next, questions, origin: phase.origin })
}

/// The weight is recorded at each evaluation: while it was another one the phase was not live.
fn no_breach(pack: &Pack, plan: &Plan, phase: &TrafficPhase, period: Duration) -> Question {
    let interval = pack.timing.evaluation;
    let of_pack = Matcher::equal(names::PACK, pack.name);
    let namespace =
        || plan.environment.namespace.map(|namespace| Matcher::equal(names::NAMESPACE, namespace));
    let of_weight = Matcher::equal("threshold", TRAFFIC_WEIGHT);
    let weight = selector(names::THRESHOLD_VALUE, [Some(of_pack.clone()), Some(of_weight), namespace()]);
    let armed = Matcher::equal(names::AUTO_ROLLBACK, "true");
    let firing = Matcher::equal("alertstate", "firing");
    let alerts = selector("ALERTS", [Some(of_pack), namespace(), Some(firing), Some(armed)]);
    Question {
        want: Want::NoBreach,
        period,
        interval,
        watched: format!(
            "max(count_over_time(({weight} == {})[{period}:{interval}]))",
            phase.weight.amount().promql()
        ),
        times: began(&alerts, period, interval),
        samples: Some(format!("count_over_time({alerts}[{period}])")),
    }
}

/// What only records is `ALERTS{auto_rollback="dry_run"}`: in a dry run all that the machine would do, behind a scope
/// what it would do elsewhere, and with `shadow_next` what it would do with the next phase's values.
fn quiet(pack: &Pack, plan: &Plan, phase: &Phase, period: Duration) -> Question {
    let interval = pack.timing.evaluation;
    let of_pack = Matcher::equal(names::PACK, pack.name);
    let namespace = plan.environment.namespace.map(|namespace| Matcher::equal(names::NAMESPACE, namespace));
    let live = Matcher::equal("phase", phase.name);
    let info = selector(names::PHASE_INFO, [Some(of_pack.clone()), namespace.clone(), Some(live)]);
    // An alert that lost its namespace counts for every environment: rather one too many than one overlooked.
    let bound =
        plan.rules().filter_map(Rule::as_alert).filter(|alert| matches!(alert.role, Role::DryRun(_))).all(
            |alert| {
                flow::possible(&alert.expr).contains(names::NAMESPACE)
                    || alert.labels.contains_key(names::NAMESPACE)
            },
        );
    let alerts = selector(
        "ALERTS",
        [
            Some(of_pack),
            namespace.filter(|_| bound),
            Some(Matcher::equal("alertstate", "firing")),
            Some(Matcher::equal(names::AUTO_ROLLBACK, "dry_run")),
        ],
    );
    Question {
        want: Want::Quiet,
        period,
        interval,
        watched: format!("count_over_time({info}[{period}])"),
        times: began(&alerts, period, interval),
        samples: Some(format!("count_over_time({alerts}[{period}])")),
    }
}

/// The actor's own counter. A series that is born above 0 has grown, though `increase` does not see it.
fn no_rollback(
    pack: &Pack,
    environment: &Environment,
    phase: &Phase,
    period: Duration,
) -> Result<Question, LowerError> {
    let counter = names::rollback_total(pack.name);
    if !pack.metrics.iter().any(|metric| metric.name == counter) {
        let message =
            format!("the exit of `{}` asks for `{counter}`, which the pack does not declare", phase.name);
        let help = "declare the actor's counter in the metric catalogue, as the rollback contract names it";
        return Err(LowerError { message, help: help.to_owned(), origin: phase.origin });
    }
    let interval = pack.timing.scrape;
    let namespace = environment.namespace.map(|namespace| Matcher::equal(names::NAMESPACE, namespace));
    let tried = Matcher::new("result", MatchOp::Matches, "success|failure");
    let counter = selector(&counter, [namespace, Some(tried)]);
    let by = "sum by (namespace, deployment, reason, result)";
    Ok(Question {
        want: Want::NoRollback,
        period,
        interval,
        watched: format!("count_over_time(max({counter})[{period}:{interval}])"),
        times: format!(
            "({by} (increase({counter}[{period}])) > 0) or ({by} ({counter} unless {counter} offset {period}) > 0)"
        ),
        samples: None,
    })
}

/// How often each alert began to fire: where it did not fire one evaluation before.
fn began(alerts: &str, period: Duration, interval: Duration) -> String {
    format!("count_over_time(({alerts} unless {alerts} offset {interval})[{period}:{interval}])")
}

fn selector<const N: usize>(name: &str, matchers: [Option<Matcher>; N]) -> String {
    let matchers: Vec<String> = matchers.into_iter().flatten().map(|matcher| matcher.to_string()).collect();
    format!("{name}{{{}}}", matchers.join(", "))
}

#[cfg(test)]
mod tests {
    use plimsoll_model::{Enforcement, ExitGates, Traffic};
    use plimsoll_promql::gate::{self, Target, Use};
    use plimsoll_promql::{MetricDef, MetricType};
    use plimsoll_units::{Unit, days, hours, percent};

    use super::*;

    fn shop(gates: ExitGates) -> Pack {
        Pack::new("shop")
            .phase(Phase::new("dry-run", Enforcement::DryRun).exit(gates))
            .phase(Phase::new("strict", Enforcement::Rollback))
            .environment(Environment::new("live", "dry-run").namespace("shop"))
    }

    fn counter() -> MetricDef {
        MetricDef::new("shop_rollback_total", MetricType::Counter, Unit::COUNT)
    }

    #[test]
    fn what_only_records_is_looked_at_beside_whether_it_was_watched() {
        let asked =
            exit_questions(&shop(ExitGates::new().quiet(days(3))), "live", Axis::Enforcement).unwrap();
        assert_eq!((asked.phase, asked.next), ("dry-run", Some("strict")));
        let [question] = &asked.questions[..] else { panic!("{asked:?}") };
        assert_eq!(
            question.watched,
            "count_over_time(plimsoll:phase:info{pack=\"shop\", namespace=\"shop\", phase=\"dry-run\"}[3d])"
        );
        let alerts =
            "ALERTS{pack=\"shop\", namespace=\"shop\", alertstate=\"firing\", auto_rollback=\"dry_run\"}";
        assert_eq!(question.samples.as_deref(), Some(format!("count_over_time({alerts}[3d])").as_str()));
    }

    #[test]
    fn every_question_is_one_that_prometheus_reads() {
        let mut pack = shop(ExitGates::new().quiet(days(3)).no_rollback(days(7)));
        pack.metrics.push(counter());
        let asked = exit_questions(&pack, "live", Axis::Enforcement).unwrap();
        assert_eq!(asked.questions.len(), 2);
        for question in &asked.questions {
            for text in [&question.watched, &question.times].into_iter().chain(&question.samples) {
                let verdict = gate::check(text, &Target::default(), Use::InstantVector);
                assert!(verdict.is_ok(), "{text}: {verdict:?}");
            }
        }
    }

    #[test]
    fn a_counter_that_is_not_declared_cannot_be_asked_for() {
        let errors = exit_questions(&shop(ExitGates::new().no_rollback(days(7))), "live", Axis::Enforcement)
            .unwrap_err();
        assert!(errors[0].message.contains("`shop_rollback_total`"), "{errors:?}");
    }

    #[test]
    fn a_phase_without_gates_asks_nothing() {
        assert_eq!(exit_questions(&shop(ExitGates::new()), "live", Axis::Enforcement).unwrap().questions, []);
    }

    #[test]
    fn a_traffic_phase_is_left_once_its_weight_was_recorded_and_nothing_broke() {
        let phase = |name, weight| TrafficPhase::new(name, percent(weight), 2).dwell(hours(1));
        let phases = [phase("first", 5.0), phase("all", 100.0)];
        let mut pack = shop(ExitGates::new());
        assert!(exit_questions(&pack, "live", Axis::Traffic).is_err());
        pack.traffic = Some(phases.into_iter().fold(Traffic::new(3), Traffic::phase));
        pack.environments[0].traffic = Some("first");
        let asked = exit_questions(&pack, "live", Axis::Traffic).unwrap();
        assert_eq!((asked.phase, asked.next), ("first", Some("all")));
        let [question] = &asked.questions[..] else { panic!("{asked:?}") };
        assert_eq!(
            question.watched,
            "max(count_over_time((plimsoll:threshold:value{pack=\"shop\", threshold=\"traffic_weight\", \
             namespace=\"shop\"} == 0.05)[1h:30s]))"
        );
        let verdict = gate::check(&question.times, &Target::default(), Use::InstantVector);
        assert!(verdict.is_ok(), "{verdict:?}");
    }
}
