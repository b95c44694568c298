//! The tightest line at which an alert would have fired no more often than is wanted.

use plimsoll_model::Direction;
use plimsoll_plan::{CrossedLine, Replay};
use plimsoll_promql::BinaryOp;
use plimsoll_units::Amount;

use super::episodes::Fired;
use crate::prometheus::Range;

/// So many values of the signal are tried, from the loosest on.
const MOST_TRIED: usize = 200;

/// How often the alert would have fired at another line.
fn fired_at(line: f64, op: BinaryOp, replay: &Replay, signal: &[Range], step: u64) -> Fired {
    let crosses = |value: f64| match op {
        BinaryOp::Above => value > line,
        BinaryOp::AtLeast => value >= line,
        BinaryOp::Below => value < line,
        BinaryOp::AtMost => value <= line,
        _ => value.total_cmp(&line).is_eq(),
    };
    let mut fired = Fired::default();
    for series in signal {
        let moments = series.samples.iter().filter(|(_, value)| crosses(*value)).map(|(moment, _)| *moment);
        fired.add(moments, step, replay.hold);
    }
    fired
}

/// The line, rounded to the loose side, and how often the alert would have fired at it. `None` where even the loosest
/// value of the signal is too tight, or nothing was measured.
pub fn suggested(
    crossing: &CrossedLine,
    replay: &Replay,
    signal: &[Range],
    step: u64,
    at_most: usize,
) -> Option<(Amount, usize)> {
    let mut values: Vec<f64> = signal
        .iter()
        .flat_map(|series| &series.samples)
        .map(|(_, value)| *value)
        .filter(|v| v.is_finite())
        .collect();
    values.sort_by(f64::total_cmp);
    values.dedup();
    if crossing.worse == Direction::Above {
        values.reverse();
    }
    let stride = values.len().div_ceil(MOST_TRIED).max(1);
    let mut best = None;
    // From the loosest value to tighter ones, until one is too tight.
    for value in values.into_iter().step_by(stride) {
        let Some(line) = rounded(value, crossing) else { continue };
        let fired = fired_at(line.value(), crossing.op, replay, signal, step);
        if fired.times > at_most {
            break;
        }
        best = Some((line, fired.times));
    }
    best
}

/// Two digits in the unit in which the line is written, rounded away from the good side.
fn rounded(value: f64, crossing: &CrossedLine) -> Option<Amount> {
    let line = crossing.line;
    let factor = if line.written() > 0.0 { line.value() / line.written() } else { 1.0 };
    let written = value / factor;
    if written <= 0.0 || !written.is_finite() {
        return Amount::parse(&format!("0{}", line.suffix()), line.unit()).ok();
    }
    let digit = 10_f64.powf(written.log10().floor() - 1.0);
    // What is such a number already stays it.
    let steps = (written / digit * 1e9).round() / 1e9;
    let steps = if crossing.worse == Direction::Above { steps.ceil() } else { steps.floor() };
    let text = format!("{:.12}", steps * digit);
    let text = text.trim_end_matches('0').trim_end_matches('.');
    Amount::parse(&format!("{text}{}", line.suffix()), line.unit()).ok()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use plimsoll_units::{Origin, Unit, seconds};

    use super::*;

    fn replay() -> Replay {
        let crossing = CrossedLine {
            threshold: "errors",
            signal: "errors".to_owned(),
            line: Amount::parse("5%", Unit::RATIO).unwrap(),
            op: BinaryOp::Above,
            worse: Direction::Above,
        };
        Replay {
            alert: "Errors".to_owned(),
            roles: vec!["people"],
            query: "errors > 0.05".to_owned(),
            only: vec![],
            hold: seconds(30),
            crossing: Some(crossing),
            as_recorded: vec![],
            origin: Origin::new("t", 1, 1),
        }
    }

    /// A sample every 15 s, with these values.
    fn signal(values: &[f64]) -> Vec<Range> {
        let samples = (0..).map(|at: u64| at * 15).zip(values.iter().copied()).collect();
        vec![Range { labels: BTreeMap::new(), samples }]
    }

    #[test]
    fn the_tightest_line_that_fires_no_more_often_is_suggested() {
        let replay = replay();
        let crossing = replay.crossing.as_ref().unwrap();
        // Two waves, of 6.2 % and 12 %, each longer than the hold.
        let waves = [0.01, 0.062, 0.062, 0.062, 0.062, 0.01, 0.12, 0.12, 0.12, 0.12, 0.01];
        let suggest = |at_most| suggested(crossing, &replay, &signal(&waves), 15, at_most);
        let told = |at_most| suggest(at_most).map(|(line, times)| (line.to_string(), times));
        assert_eq!(told(1), Some(("6.2 %".to_owned(), 1)));
        assert_eq!(told(0), Some(("12 %".to_owned(), 0)));
        assert_eq!(told(9), Some(("1 %".to_owned(), 2)));
        assert_eq!(suggested(crossing, &replay, &[], 15, 1), None);
    }
}
