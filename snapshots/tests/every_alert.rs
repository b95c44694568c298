//! Every alert of every pack, environment and phase, all firing at once in a live Alertmanager: whom each one reaches,
//! which are kept quiet, and that the machine's are heard by their own receiver alone.
#![allow(clippy::unwrap_used, reason = "a test fails by a panic")]

use std::collections::BTreeMap;
use std::time::Duration;

use plimsoll::plan::simulate::{AlertLabels, Known, Verdict, inhibits, reached};
use plimsoll::plan::{AlertRule, Plan, Role, Rule, lower};
use plimsoll_snapshots::oracles::alertmanager::{Alert, Alertmanager};
use plimsoll_snapshots::oracles::recorder::Recorder;
use plimsoll_snapshots::oracles::stage::Stage;
use plimsoll_snapshots::oracles::{Oracle, Result, each_version};
use serde_yaml::Value;

/// Far above what it takes; a test that waits this long has failed.
const LIMIT: Duration = Duration::from_secs(30);

type Labels = BTreeMap<String, String>;

/// One alert that fires, and what must become of it.
struct Case {
    labels: Labels,
    receivers: Vec<String>,
    /// Whether somebody's machine hears it: a rollback, or its rehearsal.
    is_machine: bool,
    is_quiet: bool,
}

/// Every plan that can be live.
fn plans() -> Vec<Plan> {
    let mut plans = Vec::new();
    for pack in &plimsoll_thresholds::catalog().packs {
        for environment in &pack.environments {
            let mut phases: Vec<_> = pack.phases.iter().map(|phase| Some(phase.name)).collect();
            if phases.is_empty() {
                phases.push(None);
            }
            plans.extend(phases.into_iter().map(|phase| lower(pack, environment.name, phase).unwrap()));
        }
    }
    plans.into_iter().filter(|plan| plan.alertmanager.is_some()).collect()
}

/// The labels with which an alert of a rule may fire: with all that its series may carry, and with what they must.
fn fired(plan: &Plan, rule: &AlertRule) -> Vec<Labels> {
    let known = AlertLabels::of(plan, rule);
    let with = |perhaps: bool| -> Labels {
        let value = |name: &str| match known.get(name)? {
            Known::Is(value) => Some(value.clone()),
            Known::Any => Some(format!("some-{name}")),
            Known::Perhaps => perhaps.then(|| format!("some-{name}")),
        };
        known.names().filter_map(|name| Some((name.to_owned(), value(name)?))).collect()
    };
    let mut all = vec![with(true), with(false)];
    all.dedup();
    all
}

fn known(labels: &Labels) -> AlertLabels {
    AlertLabels::known(labels.iter().map(|(name, value)| (name.as_str(), value.as_str())))
}

fn cases(plan: &Plan) -> Vec<Case> {
    let tree = plan.alertmanager.as_ref().unwrap();
    let rules = plan.rules().filter_map(Rule::as_alert);
    let mut fired: Vec<(Labels, bool)> = rules
        .flat_map(|rule| {
            let is_machine = !matches!(rule.role, Role::People(_));
            fired(plan, rule).into_iter().map(move |labels| (labels, is_machine))
        })
        .collect();
    // Rules that differ in their series alone are one alert where those have the same labels.
    fired.sort();
    fired.dedup();
    let known: Vec<AlertLabels> = fired.iter().map(|(labels, _)| known(labels)).collect();
    let case = |((labels, is_machine), target): ((Labels, bool), &AlertLabels)| {
        let found = reached(tree, target);
        assert!(found.iter().all(|reached| reached.certainty == Verdict::Yes), "all is known");
        let mut receivers: Vec<String> = found.iter().map(|reached| reached.receiver.to_owned()).collect();
        receivers.sort();
        receivers.dedup();
        let quiets =
            |source| tree.inhibitions.iter().any(|rule| inhibits(rule, source, target) == Verdict::Yes);
        Case { labels, receivers, is_machine, is_quiet: known.iter().any(quiets) }
    };
    fired.into_iter().zip(&known).map(case).collect()
}

/// The generated configuration, in which every receiver is a webhook on loopback and nobody waits.
fn staged(plan: &Plan, recorder: &Recorder) -> Result<Stage> {
    let files = plimsoll::render::all(plan);
    let file =
        files.iter().find(|file| file.path.ends_with("/alertmanager.yaml")).ok_or("no configuration")?;
    let mut config: Value = serde_yaml::from_str(&hurried(&file.text))?;
    let receivers = config.get_mut("receivers").and_then(Value::as_sequence_mut).ok_or("no receivers")?;
    for receiver in receivers {
        let name = receiver["name"].as_str().ok_or("a receiver without a name")?.to_owned();
        let url = recorder.url(&name);
        *receiver =
            serde_yaml::from_str(&format!("{{ name: '{name}', webhook_configs: [{{ url: '{url}' }}] }}"))?;
    }
    Stage::new(serde_yaml::to_string(&config)?)
}

/// Groups are told at once, and again in a second.
fn hurried(text: &str) -> String {
    let line = |line: &str| match line.split_once(": ") {
        Some((key, _)) if key.ends_with("group_wait") => format!("{key}: 0s\n"),
        Some((key, _)) if key.ends_with("group_interval") => format!("{key}: 1s\n"),
        _ => format!("{line}\n"),
    };
    text.lines().map(line).collect()
}

fn find<'a>(alerts: &'a [Alert], case: &Case) -> Option<&'a Alert> {
    alerts.iter().find(|alert| alert.labels == case.labels)
}

/// What Alertmanager says otherwise than the simulation, or nothing.
fn differences(alerts: &[Alert], cases: &[Case]) -> Vec<String> {
    let mut wrong = Vec::new();
    for case in cases {
        let Some(alert) = find(alerts, case) else {
            wrong.push(format!("{:?} is not there", case.labels));
            continue;
        };
        let mut told = alert.receivers.clone();
        told.sort();
        told.dedup();
        if told != case.receivers {
            wrong.push(format!("{:?} reaches {told:?} and not {:?}", case.labels, case.receivers));
        }
        let state = if case.is_quiet { "suppressed" } else { "active" };
        if alert.state != state {
            wrong.push(format!("{:?} is {} and not {state}", case.labels, alert.state));
        }
    }
    wrong
}

/// Lets everything fire at once; gives how many alerts there were, and how many of them were kept quiet.
fn fires(oracle: &Oracle, plan: &Plan) -> Result<(usize, usize)> {
    let cases = cases(plan);
    let recorder = Recorder::start()?;
    let stage = staged(plan, &recorder)?;
    let live = Alertmanager::start(oracle, stage.config())?;
    let labels: Vec<Vec<(&str, &str)>> = cases
        .iter()
        .map(|case| case.labels.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect())
        .collect();
    live.post_alerts(&labels.iter().map(Vec::as_slice).collect::<Vec<_>>())?;
    let waited = live.wait_for_alerts(LIMIT, |alerts| differences(alerts, &cases).is_empty());
    if let Err(error) = waited {
        let wrong = differences(&live.alerts()?, &cases);
        return Err(if wrong.is_empty() {
            error
        } else {
            format!("{}:\n{}", plan.folder(), wrong.join("\n")).into()
        });
    }
    for case in cases.iter().filter(|case| case.is_machine) {
        assert!(!case.is_quiet, "{:?} is kept quiet", case.labels);
        let [only] = &case.receivers[..] else { panic!("{:?} reaches {:?}", case.labels, case.receivers) };
        let arrived = recorder.wait_for(LIMIT, |arrived| arrived.iter().any(|one| holds(&one.body, case)))?;
        let elsewhere: Vec<_> =
            arrived.iter().filter(|one| one.to != *only && holds(&one.body, case)).collect();
        assert!(elsewhere.is_empty(), "{:?} arrived at {elsewhere:#?}", case.labels);
    }
    Ok((cases.len(), cases.iter().filter(|case| case.is_quiet).count()))
}

/// Whether a notification tells of an alert.
fn holds(body: &serde_json::Value, case: &Case) -> bool {
    let labels = serde_json::json!(case.labels);
    body["alerts"].as_array().is_some_and(|alerts| alerts.iter().any(|alert| alert["labels"] == labels))
}

#[test]
fn whom_an_alert_reaches_and_what_keeps_it_quiet_is_what_was_simulated() {
    let plans = plans();
    each_version("alertmanager", |oracle| {
        let (mut alerts, mut quiet) = (0, 0);
        for plan in &plans {
            let (of_plan, quiet_in_plan) = fires(oracle, plan)?;
            (alerts, quiet) = (alerts + of_plan, quiet + quiet_in_plan);
        }
        Ok(format!(
            "{} plans, {alerts} alerts, {quiet} kept quiet, the machine's reach one receiver each",
            plans.len()
        ))
    });
}
