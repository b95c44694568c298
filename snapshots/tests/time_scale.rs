//! What a test runs on another scale of time is what is shipped, but for its spans of time: every one of them is divided,
//! and not a character else is changed.
#![allow(clippy::unwrap_used, reason = "a test fails by a panic")]
#![expect(clippy::disallowed_methods, reason = "a test may run on another scale of time")]

use std::collections::BTreeSet;

use plimsoll::check::{self, Severity};
use plimsoll::model::Pack;
use plimsoll::plan::{Plan, lower};
use plimsoll::units::{Duration, TimeScale};
use serde_yaml::Value;

/// It divides every span of every pack.
fn scale() -> TimeScale {
    TimeScale::faster(5.try_into().unwrap())
}

/// Every plan that can be live, with its pack.
fn plans(packs: &[Pack]) -> Vec<(&Pack, Plan)> {
    let mut plans = Vec::new();
    for pack in packs {
        for environment in &pack.environments {
            let mut phases: Vec<_> = pack.phases.iter().map(|phase| Some(phase.name)).collect();
            if phases.is_empty() {
                phases.push(None);
            }
            for phase in phases {
                plans.push((pack, lower(pack, environment.name, phase).unwrap()));
            }
        }
    }
    plans
}

fn file(plan: &Plan, name: &str) -> Value {
    let file = plimsoll::render::all(plan).into_iter().find(|file| file.path.ends_with(name)).unwrap();
    serde_yaml::from_str(&file.text).unwrap()
}

/// Compares two documents of one form; `at` is the way of keys to the place.
fn compare(real: &Value, scaled: &Value, at: &mut Vec<String>, seen: &mut Seen) {
    match (real, scaled) {
        (Value::Mapping(one), Value::Mapping(other)) => {
            assert_eq!(one.len(), other.len(), "{at:?}");
            for (key, value) in one {
                at.push(key.as_str().unwrap_or_default().to_owned());
                compare(value, other.get(key).unwrap(), at, seen);
                at.pop();
            }
        }
        (Value::Sequence(one), Value::Sequence(other)) => {
            assert_eq!(one.len(), other.len(), "{at:?}");
            for (one, other) in one.iter().zip(other) {
                compare(one, other, at, seen);
            }
        }
        (Value::String(one), Value::String(other)) => seen.text(one, other, at),
        _ => assert_eq!(real, scaled, "{at:?}"),
    }
}

/// The keys whose texts are spans of time, and how many were divided where.
#[derive(Default)]
struct Seen {
    keys: BTreeSet<String>,
    in_expressions: usize,
}

/// Every key of a rule or a route whose value is a span of time.
const SPANS: [&str; 11] = [
    "interval",
    "for",
    "group_wait",
    "group_interval",
    "repeat_interval",
    "scrape_interval",
    "scrape_timeout",
    "rollback_cooldown",
    "rollback_timeout",
    "rollback_verify",
    "keep_firing_for",
];

impl Seen {
    fn text(&mut self, real: &str, scaled: &str, at: &[String]) {
        let key = at.last().map(String::as_str).unwrap_or_default();
        if key == "expr" {
            // A shorter span may be longer to write, and the layout follows.
            let [one, other] = [real, scaled].map(|text| {
                let parts = text.split_inclusive(['[', ']', '(', ')', ',', ' ', '\n']).map(str::trim);
                parts.filter(|part| !part.is_empty()).collect::<Vec<_>>()
            });
            assert_eq!(one.len(), other.len(), "{real}\n{scaled}");
            for (at, (part, other)) in one.iter().zip(&other).enumerate() {
                let is_offset = at.checked_sub(1).is_some_and(|before| one[before] == "offset");
                self.part(part, other, is_offset);
            }
        } else if SPANS.contains(&key) {
            self.keys.insert(key.to_owned());
            let [real, scaled] = [real, scaled].map(|text| text.parse::<Duration>().unwrap());
            assert_eq!(scale().of(real), Some(scaled), "{at:?}");
        } else {
            assert_eq!(real, scaled, "{at:?}");
        }
    }

    /// A part of an expression: a span in brackets or behind `offset`, or a number.
    fn part(&mut self, real: &str, scaled: &str, is_offset: bool) {
        let bare = |text: &str| text.trim_end_matches(['[', ']', '(', ')', ',']).to_owned();
        let is_span = real.ends_with(']') || is_offset;
        match (bare(real).parse::<Duration>(), bare(scaled).parse::<Duration>()) {
            (Ok(real), Ok(scaled)) if is_span => {
                assert_eq!(scale().of(real), Some(scaled));
                self.in_expressions += 1;
            }
            _ if real == scaled => {}
            _ => {
                let [one, other] = [real, scaled].map(|text| bare(text).parse::<f64>());
                let (Ok(one), Ok(other)) = (one, other) else { panic!("{real} became {scaled}") };
                assert!((scale().seconds(one) - other).abs() < 1e-9, "{one} became {other}");
                self.in_expressions += 1;
            }
        }
    }
}

#[test]
fn every_span_of_what_is_shipped_is_divided_and_nothing_else_is_changed() {
    let packs = plimsoll_thresholds::catalog().packs;
    let mut seen = Seen::default();
    for (_, real) in plans(&packs) {
        let scaled = real.clone().scaled(scale()).unwrap_or_else(|errors| panic!("{errors:#?}"));
        for name in ["/rules.yaml", "/alertmanager.yaml"] {
            compare(&file(&real, name), &file(&scaled, name), &mut Vec::new(), &mut seen);
        }
        if !real.scrape.is_empty() {
            compare(&file(&real, "/scrape.yaml"), &file(&scaled, "/scrape.yaml"), &mut Vec::new(), &mut seen);
        }
    }
    let keys: Vec<&str> = seen.keys.iter().map(String::as_str).collect();
    let known = SPANS.iter().filter(|key| **key != "keep_firing_for").copied().collect::<BTreeSet<_>>();
    assert_eq!(keys, known.into_iter().collect::<Vec<_>>(), "a key that nothing has");
    assert!(seen.in_expressions > 500, "{}", seen.in_expressions);
}

#[test]
fn the_guard_of_a_recent_deploy_is_an_hour_on_the_same_scale() {
    let packs = plimsoll_thresholds::catalog().packs;
    let edgelink = packs.iter().find(|pack| pack.name == "edgelink").unwrap();
    let scaled = lower(edgelink, "staging", None).unwrap().scaled(scale()).unwrap();
    let guards = scaled.rules().map(|rule| rule.expr().render()).filter(|text| text.contains("time() -"));
    let guards: Vec<&str> = guards.collect();
    assert!(!guards.is_empty() && guards.iter().all(|text| text.contains("< 720")), "{guards:#?}");
}

#[test]
fn no_plan_on_another_scale_passes_the_checks() {
    let packs = plimsoll_thresholds::catalog().packs;
    for (pack, real) in plans(&packs) {
        let errors = |plan: &Plan| {
            let found = check::run(pack, plan).into_iter();
            let errors = found.filter(|finding| finding.severity == Severity::Error);
            errors.map(|finding| finding.id).collect::<BTreeSet<_>>()
        };
        assert!(!errors(&real).contains("timing/time-scale"), "{}", real.folder());
        let scaled = real.scaled(scale()).unwrap();
        assert!(errors(&scaled).contains("timing/time-scale"), "{}", scaled.folder());
    }
}
