//! The functions of range vectors.

use super::{Evaluated, Semantics, refuse, seconds};

/// A window that ends at a moment.
#[derive(Debug, Clone, Copy)]
pub(super) struct Frame {
    /// When it is asked.
    at: u64,
    /// The end: earlier than that by the offset. Signed, since a window may begin before the world.
    end: i64,
    start: i64,
    semantics: Semantics,
}

impl Frame {
    pub(super) fn new(at: u64, offset: u64, window: u64, semantics: Semantics) -> Self {
        let end = at.cast_signed() - offset.cast_signed();
        Self { at, end, start: end - window.cast_signed(), semantics }
    }

    /// The positions of the samples in it, of one every `step` milliseconds from 0 on.
    pub(super) fn indices(&self, step: u64) -> std::ops::Range<usize> {
        let step = step.cast_signed();
        let first = match self.semantics {
            Semantics::Prometheus2 => {
                self.start.div_euclid(step) + i64::from(self.start.rem_euclid(step) > 0)
            }
            Semantics::Prometheus3 => self.start.div_euclid(step) + 1,
        };
        let index = |at: i64| usize::try_from(at).unwrap_or(0);
        index(first)..index(self.end.div_euclid(step) + 1)
    }
}

/// The result for one series; `None` where the window has too few samples.
pub(super) fn apply(
    function: &str,
    points: &[(u64, f64)],
    frame: &Frame,
    number: Option<f64>,
) -> Evaluated<Option<f64>> {
    let fold = |choose: fn(f64, f64) -> f64| points.iter().map(|(_, value)| *value).reduce(choose);
    Ok(match (function, number) {
        ("rate", None) => extrapolated(points, frame, true, true),
        ("increase", None) => extrapolated(points, frame, true, false),
        ("delta", None) => extrapolated(points, frame, false, false),
        ("max_over_time", None) => fold(f64::max),
        ("min_over_time", None) => fold(f64::min),
        ("avg_over_time", None) => fold(|a, b| a + b).map(|sum| sum / count(points.len())),
        ("deriv", None) => {
            points.first().and_then(|first| regression(points, first.0)).map(|line| line.slope)
        }
        ("predict_linear", Some(ahead)) => {
            regression(points, frame.at).map(|line| line.slope.mul_add(ahead, line.intercept))
        }
        _ => return refuse(format!("`{function}` is not a function that the DSL builds")),
    })
}

/// `extrapolatedRate`: from the first to the last sample, stretched towards the ends of the window, but no counter to
/// below zero.
fn extrapolated(points: &[(u64, f64)], frame: &Frame, counter: bool, per_second: bool) -> Option<f64> {
    let (&(first, begin), &(last, end)) = (points.first()?, points.last()?);
    if points.len() < 2 {
        return None;
    }
    let mut result = end - begin;
    if counter {
        for pair in points.windows(2) {
            if pair[1].1 < pair[0].1 {
                result += pair[0].1;
            }
        }
    }
    let apart = |from: i64, to: i64| seconds((to - from).unsigned_abs());
    let mut to_start = apart(frame.start, first.cast_signed());
    let mut to_end = apart(last.cast_signed(), frame.end);
    let sampled = seconds(last - first);
    let average = sampled / count(points.len() - 1);
    let threshold = average * 1.1;
    let falls = counter && result > 0.0 && begin >= 0.0;
    let to_zero = if falls { sampled * (begin / result) } else { f64::INFINITY };
    match frame.semantics {
        Semantics::Prometheus2 => {
            to_start = to_start.min(to_zero);
            if to_start >= threshold {
                to_start = average / 2.0;
            }
        }
        Semantics::Prometheus3 => {
            if to_start >= threshold {
                to_start = average / 2.0;
            }
            to_start = to_start.min(to_zero);
        }
    }
    if to_end >= threshold {
        to_end = average / 2.0;
    }
    let mut factor = (sampled + to_start + to_end) / sampled;
    if per_second {
        factor /= apart(frame.start, frame.end);
    }
    Some(result * factor)
}

struct Line {
    slope: f64,
    intercept: f64,
}

/// `linearRegression`: the least-squares line, with its value at a moment. One that never changes is flat.
fn regression(points: &[(u64, f64)], at: u64) -> Option<Line> {
    if points.len() < 2 {
        return None;
    }
    let first = points[0].1;
    #[expect(clippy::float_cmp, reason = "as Prometheus does: exactly the same value")]
    if points.iter().all(|(_, value)| *value == first) {
        return Some(Line { slope: 0.0, intercept: first });
    }
    let n = count(points.len());
    let (mut x, mut y, mut xy, mut xx) = (0.0, 0.0, 0.0, 0.0);
    for (time, value) in points {
        let before = at >= *time;
        let distance = seconds(at.abs_diff(*time));
        let distance = if before { -distance } else { distance };
        x += distance;
        y += value;
        xy += distance * value;
        xx += distance * distance;
    }
    let slope = (xy - x * y / n) / (xx - x * x / n);
    Some(Line { slope, intercept: y / n - slope * x / n })
}

#[expect(clippy::cast_precision_loss, reason = "windows hold far less than 2^53 samples")]
fn count(points: usize) -> f64 {
    points as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    const FRAME: Frame = Frame { at: 60_000, end: 60_000, start: 0, semantics: Semantics::Prometheus3 };

    #[test]
    fn a_rate_is_stretched_to_the_ends_of_its_window() {
        // 10 per second, first sample 10 s after the start, last 10 s before the end, 20 s apart.
        let points = [(10_000, 1_000.0), (30_000, 1_200.0), (50_000, 1_400.0)];
        assert_eq!(apply("rate", &points, &FRAME, None), Ok(Some(10.0)));
        assert_eq!(apply("increase", &points, &FRAME, None), Ok(Some(600.0)));
        // A counter that was born at 0 is not stretched to below it.
        let newborn = [(30_000, 0.0), (50_000, 200.0)];
        assert_eq!(apply("increase", &newborn, &FRAME, None), Ok(Some(300.0)));
        assert_eq!(apply("rate", &points[..1], &FRAME, None), Ok(None));
    }

    #[test]
    fn a_reset_is_taken_out() {
        let points = [(0, 1_000.0), (20_000, 1_200.0), (40_000, 0.0), (60_000, 200.0)];
        assert_eq!(apply("increase", &points, &FRAME, None), Ok(Some(400.0)));
    }

    #[test]
    fn versions_differ_in_the_sample_at_the_start() {
        let indices = |semantics| Frame::new(60_000, 0, 30_000, semantics).indices(15_000);
        assert_eq!(indices(Semantics::Prometheus2), 2..5);
        assert_eq!(indices(Semantics::Prometheus3), 3..5);
        // Between two samples they agree, also before the world began.
        for semantics in [Semantics::Prometheus2, Semantics::Prometheus3] {
            assert_eq!(Frame::new(61_000, 0, 90_000, semantics).indices(15_000), 0..5);
            assert_eq!(Frame::new(61_000, 0, 30_000, semantics).indices(15_000), 3..5);
        }
    }

    #[test]
    fn a_line_is_continued() {
        let points = [(0, 100.0), (30_000, 130.0), (60_000, 160.0)];
        assert_eq!(apply("deriv", &points, &FRAME, None), Ok(Some(1.0)));
        assert_eq!(apply("predict_linear", &points, &FRAME, Some(600.0)), Ok(Some(760.0)));
        let flat = [(0, 0.1), (60_000, 0.1)];
        assert_eq!(apply("predict_linear", &flat, &FRAME, Some(600.0)), Ok(Some(0.1)));
    }
}
