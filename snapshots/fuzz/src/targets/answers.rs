//! What a Prometheus answers: to `gates` and `promote`, to `backtest`, and to `catalogue`. An answer comes from a network.

use plimsoll_cli::alone::observed_by_prometheus;
use plimsoll_cli::commands::backtest::{Fired, suggested};
use plimsoll_cli::commands::gates;
use plimsoll_cli::prometheus::{self, Range, Sample};
use plimsoll_model::Direction;
use plimsoll_plan::{CrossedLine, ExitQuestions, Question, Replay, Want};
use plimsoll_promql::BinaryOp;
use plimsoll_units::{Amount, Origin, Unit, days, seconds};

use super::told::{self, Named};
use super::{Target, exposition};

pub(super) const TARGET: Target = Target {
    name: "answers",
    about: "what a Prometheus answers about counts, about the past, and about its metrics",
    run,
    words: &[WORDS],
    longest: 2048,
};

const NAME: &str = "thresholds.yaml";
const TEXT: &str = "pack: shop\n";
const WANTS: [Want; 3] = [Want::Quiet, Want::NoRollback, Want::NoBreach];

/// What was asked about, in seconds since 1970, and how far apart.
const BETWEEN: (u64, u64) = (1_700_000_010, 1_700_000_610);
const STEP: u64 = 15;

/// Up to three answers, one to a line.
fn run(input: &[u8]) {
    let Ok(text) = str::from_utf8(input) else { return };
    let mut answers = text.split('\n');
    let mut next = || answers.next().unwrap_or_default();
    let (first, second, third) = (next(), next(), next());
    counted(&[first, second, third]);
    past(first, second);
    if let Some(observed) = observed_by_prometheus(first, second) {
        exposition::is_written(&observed);
    }
}

fn counted(answers: &[&str; 3]) {
    let answers = answers.map(|text| prometheus::counts(text).unwrap_or_default());
    let [watched, times, lasted] = answers;
    for sample in watched.iter().chain(&times).chain(&lasted) {
        assert!(sample.value.is_finite() && sample.value >= 0.0, "no count: {sample:?}");
    }
    for want in WANTS {
        gate(want, &watched, &times, &lasted);
    }
}

fn gate(want: Want, watched: &[Sample], times: &[Sample], lasted: &[Sample]) {
    let [watched_by, times_by] = ["watched", "times"].map(str::to_owned);
    let question = Question {
        want,
        period: days(3),
        interval: seconds(STEP),
        watched: watched_by,
        times: times_by,
        samples: Some("samples".to_owned()),
    };
    let origin = Origin::new(NAME, 1, 7);
    let asked = ExitQuestions { phase: "dry-run", next: None, questions: Vec::new(), origin };
    let texts = [Named::new(NAME, TEXT)];
    if let Err(problem) = gates::is_watched(&question, &asked, watched) {
        told::findings(&[*problem], &texts);
    }
    match gates::is_open(&question, &asked, times.to_vec(), lasted) {
        Ok(why) => assert!(times.is_empty() && lasted.is_empty(), "open, though something was: {why}"),
        Err(problem) => told::findings(&[*problem], &texts),
    }
}

fn past(moments: &str, signal: &str) {
    let Ok(series) = prometheus::over_time(moments, BETWEEN) else { return };
    for hold in [0, 40, 1_000_000] {
        let mut fired = Fired::default();
        for one in &series {
            fired.add(one.samples.iter().map(|(moment, _)| *moment), STEP, seconds(hold));
        }
        let longest = BETWEEN.1 - BETWEEN.0 + STEP;
        assert!(fired.longest <= longest && fired.seconds <= longest * series.len() as u64, "{fired:?}");
        assert!(fired.series <= series.len() && fired.series <= fired.times, "{fired:?}");
    }
    line(&prometheus::over_time(signal, BETWEEN).unwrap_or(series));
}

/// Whatever the signal was, a line that is suggested is kept.
fn line(signal: &[Range]) {
    let lines = [("5%", Unit::RATIO, BinaryOp::Above), ("200ms", Unit::SECONDS, BinaryOp::AtMost)];
    for (line, unit, op) in lines {
        let Ok(line) = Amount::parse(line, unit) else { panic!("{line}") };
        let worse = if op == BinaryOp::Above { Direction::Above } else { Direction::Below };
        let crossing = CrossedLine { threshold: "t", signal: "s".to_owned(), line, op, worse };
        let replay = Replay {
            alert: "A".to_owned(),
            roles: Vec::new(),
            query: "s".to_owned(),
            only: Vec::new(),
            hold: seconds(30),
            crossing: None,
            as_recorded: Vec::new(),
            origin: Origin::new(NAME, 1, 7),
        };
        for at_most in [0, 2] {
            if let Some((_, times)) = suggested(&crossing, &replay, signal, STEP, at_most) {
                assert!(times <= at_most, "{times} and not {at_most}");
            }
        }
    }
}

const WORDS: &[&str] = &[
    "{\"status\":\"success\",\"data\":",
    "{\"status\":\"error\",\"errorType\":\"timeout\",\"error\":\"",
    "{\"resultType\":\"vector\",\"result\":[",
    "{\"resultType\":\"matrix\",\"result\":[",
    "\"metric\":{\"__name__\":\"up\"}",
    "\"metric\":{\"alertname\":\"A\",\"rollout_phase\":\"strict\"}",
    "\"metric\":{}",
    "\"value\":[1700000010.123,\"1\"]",
    "\"values\":[[1700000010,\"1\"],[1700000025,\"2\"]]",
    "[1700000040,\"0.05\"]",
    "\"histogram\":[",
    "\"NaN\"",
    "\"+Inf\"",
    "\"-Inf\"",
    "\"1e+06\"",
    "1e300",
    "[{\"type\":\"counter\",\"help\":\"\",\"unit\":\"\"}]",
    "{\"__name__\":\"x_total\",\"job\":\"a\",\"le\":\"+Inf\"}",
    "null",
    "[]",
    "{}",
    "}",
    "]",
    ",",
    "}}",
    "]}",
    "\n",
    "\\u001b",
    "\\ud800",
];
