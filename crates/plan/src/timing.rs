//! How long it takes from a fault until it is undone: section 2 of the specification, as pure functions.
//!
//! A step fault: at `t = 0` the signal's input jumps from its background `e0` to its size `M`. The signal is an
//! average over the window `W`, so that it ramps; then the alert holds, and then its notification is sent. All times
//! are in seconds, all shares parts of 1.

use plimsoll_units::Duration;

/// How much longer each Alertmanager waits than the peer before it, unless it is told otherwise
/// (`--cluster.peer-timeout`).
pub const PEER_TIMEOUT: Duration = plimsoll_units::seconds(15);

/// What is asked how often, and how long news take to reach the actor.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Clock {
    /// `S`: every how often a target is scraped.
    pub scrape: Duration,
    /// `E`: every how often the rules are evaluated.
    pub evaluation: Duration,
    /// `G`: how long the actor's route waits before it sends.
    pub group_wait: Duration,
    /// `P`: how many Alertmanagers share the notifications.
    pub peers: u32,
    /// How much longer each of them waits than the one before it.
    pub peer_timeout: Duration,
}

/// A step fault as the alert sees it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Step {
    /// The part of its way from the background to the fault's size at which the signal crosses its line, 0 to 1:
    /// `(T - e0) / (M - e0)`.
    Crosses(f64),
    /// The fault stays on the good side of the line for ever.
    Never,
}

impl Step {
    /// A signal that goes from `background` to `size`, against its `line`; all in the signal's unit, upwards or
    /// downwards. Section 2: `M > T`, else it never fires.
    pub fn linear(background: f64, size: f64, line: f64) -> Self {
        let part = (line - background) / (size - background);
        // A fault as large as its line does not cross it; a line behind the background is crossed at once.
        if (0.0..1.0).contains(&part) {
            Self::Crosses(part)
        } else if part.is_nan() || part >= 1.0 {
            Self::Never
        } else {
            Self::Crosses(0.0)
        }
    }

    /// The quantile `q` of a time against its `line`, while all requests take `size`. Section 2: `p_q > L` means "the
    /// part slower than `L` exceeds `1 - q`", so the line is `1 - q` and the fault is the part of slow requests.
    pub fn quantile(q: f64, size: f64, line: f64) -> Self {
        Self::linear(0.0, if size > line { 1.0 } else { 0.0 }, 1.0 - q)
    }

    /// A counter of which any increase is past the line, such as restarts. Section 2: `x = 0`.
    pub const fn any() -> Self {
        Self::Crosses(0.0)
    }
}

/// From the earliest to the latest, in seconds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// The earliest.
    pub least: f64,
    /// The latest.
    pub most: f64,
}

/// `x = W * (T - e0) / (M - e0)`: how long the average over the window takes to its line; `None` is for ever.
pub fn ramp(step: Step, window: Duration) -> Option<f64> {
    match step {
        Step::Crosses(part) => Some(window.as_secs_f64() * part),
        Step::Never => None,
    }
}

/// `h = ceil(F / E) * E`: how long the alert is pending. It is looked at once in each interval.
pub fn hold(hold: Duration, evaluation: Duration) -> f64 {
    let whole = hold.as_millis().div_ceil(evaluation.as_millis().max(1)) * evaluation.as_millis();
    Duration::from_millis(whole).as_secs_f64()
}

/// `D in [x*(W-S)/W + h + G, x + S + E + h + G + (P-1)*15s]`: when the actor is told; `None` is never.
pub fn detection(step: Step, window: Duration, held: Duration, clock: &Clock) -> Option<Interval> {
    let x = ramp(step, window)?;
    let (w, s) = (window.as_secs_f64(), clock.scrape.as_secs_f64());
    // An instant signal has no ramp.
    let earliest = if w > 0.0 { (x * (w - s) / w).max(0.0) } else { 0.0 };
    let waits = hold(held, clock.evaluation) + clock.group_wait.as_secs_f64();
    let most = x + s + clock.evaluation.as_secs_f64() + waits + peers(clock);
    Some(Interval { least: earliest + waits, most })
}

/// `R = W * (1 - (T - e0)/(M - e0)) (+ S + E)`: how long the alert still fires once the fault is over; `None` where
/// it never fired. With `x = 0` it is the whole window.
pub fn reset(step: Step, window: Duration, clock: &Clock) -> Option<f64> {
    let rest = window.as_secs_f64() - ramp(step, window)?;
    Some(rest + clock.scrape.as_secs_f64() + clock.evaluation.as_secs_f64())
}

/// When people hear that a fault is over, from its end on: in `[R*(W-S)/W, R + S + E + I + (P-1)*15s]` with
/// `R = W - x`, where news of a known group wait at most for its interval `I`; `None` where they never heard of it.
pub fn resolution(step: Step, window: Duration, clock: &Clock, group_interval: Duration) -> Option<Interval> {
    let rest = window.as_secs_f64() - ramp(step, window)?;
    let (w, s) = (window.as_secs_f64(), clock.scrape.as_secs_f64());
    // The samples in a window span it but for one scrape.
    let least = if w > 0.0 { (rest * (w - s) / w).max(0.0) } else { 0.0 };
    let most = reset(step, window, clock)? + group_interval.as_secs_f64() + peers(clock);
    Some(Interval { least, most })
}

/// How long the last of the peers waits for the others.
fn peers(clock: &Clock) -> f64 {
    f64::from(clock.peers.saturating_sub(1)) * clock.peer_timeout.as_secs_f64()
}

/// `T_roll = ceil(replicas / (maxSurge + maxUnavailable)) * (start-to-ready + minReadySeconds)`. Kubernetes takes no
/// workload of which neither may be; it is reckoned as one pod at a time.
pub fn roll(workload: &plimsoll_model::Workload) -> Duration {
    let at_once = (workload.max_surge + workload.max_unavailable).max(1);
    let batches = u64::from(workload.replicas.div_ceil(at_once));
    Duration::from_millis(batches * (workload.start_to_ready.as_millis() + workload.min_ready.as_millis()))
}

/// `MTTR = D_max + webhook + T_roll`: when the last pod is rolled back.
pub fn recovery(detection: Interval, webhook: Duration, roll: Duration) -> f64 {
    detection.most + webhook.as_secs_f64() + roll.as_secs_f64()
}

/// `cooldown > T_roll + max W + S + E + group_interval`: what a cooldown must exceed. Before that the alert may still
/// fire for the fault that was just undone, and the actor would undo the undo.
pub fn least_cooldown(
    roll: Duration,
    longest_window: Duration,
    clock: &Clock,
    group_interval: Duration,
) -> Duration {
    let parts = [roll, longest_window, clock.scrape, clock.evaluation, group_interval];
    Duration::from_millis(parts.iter().map(|part| part.as_millis()).sum())
}

/// The window and the hold, neither longer than what is written, with which a fault is detected within `budget`
/// seconds; those that change least. `None` where no window of four scrapes or more and no hold do.
pub fn meeting(
    step: Step,
    window: Duration,
    held: Duration,
    clock: &Clock,
    budget: f64,
) -> Option<(Duration, Duration)> {
    let meets = |window, held| detection(step, window, held, clock).is_some_and(|found| found.most <= budget);
    let shorter = |longest: Duration, step: u64, least: u64| {
        let steps =
            (1..).map(move |times| times * step.max(1)).take_while(move |time| *time < longest.as_millis());
        let times = steps.filter(move |time| *time >= least).chain([longest.as_millis()]);
        times.map(Duration::from_millis).collect::<Vec<_>>()
    };
    // Half minutes read better than seconds; a hold counts in whole intervals anyhow.
    let windows = shorter(window, 30_000, 4 * clock.scrape.as_millis());
    let holds = shorter(held, clock.evaluation.as_millis(), clock.evaluation.as_millis());
    let kept = |part: Duration, of: Duration| {
        if of.is_zero() { 1.0 } else { part.as_secs_f64() / of.as_secs_f64() }
    };
    let pairs = windows.iter().flat_map(|window| holds.iter().map(|held| (*window, *held)));
    let least_changed = |(a, b): &(Duration, Duration)| {
        let (a, b) = (kept(*a, window), kept(*b, held));
        (a.min(b), a + b)
    };
    pairs.filter(|(window, held)| meets(*window, *held)).max_by(|one, other| {
        let (one, other) = (least_changed(one), least_changed(other));
        one.0.total_cmp(&other.0).then(one.1.total_cmp(&other.1))
    })
}

#[cfg(test)]
#[expect(clippy::float_cmp, reason = "whole seconds")]
mod tests {
    use plimsoll_model::Workload;
    use plimsoll_units::{minutes, seconds};

    use super::*;

    /// What `edgelink` declares.
    const CLOCK: Clock = Clock {
        scrape: seconds(15),
        evaluation: seconds(15),
        group_wait: Duration::ZERO,
        peers: 2,
        peer_timeout: PEER_TIMEOUT,
    };
    const ROLL: Workload = Workload::new(3, seconds(15)).min_ready(seconds(30));

    /// 12 % errors from 0.1 %.
    fn errors(line: f64) -> Step {
        Step::linear(0.001, 0.12, line)
    }

    /// All requests at 800 ms.
    fn slow(line: f64) -> Step {
        Step::quantile(0.95, 0.8, line)
    }

    /// Whole seconds, as the specification writes them.
    fn detected(step: Step, window: Duration, hold: Duration) -> Option<(f64, f64)> {
        detection(step, window, hold, &CLOCK).map(|found| (found.least.round(), found.most.round()))
    }

    #[test]
    fn the_numbers_of_the_seeds_miss_three_minutes_as_the_specification_says() {
        assert_eq!(detected(errors(0.05), minutes(5), minutes(2)), Some((237.0, 289.0)));
        assert_eq!(detected(errors(0.08), minutes(5), minutes(2)), Some((309.0, 364.0)));
        assert_eq!(detected(slow(0.5), minutes(5), minutes(3)), Some((194.0, 240.0)));
        assert_eq!(detected(slow(1.0), minutes(5), minutes(3)), None);
    }

    #[test]
    fn the_strict_phase_meets_both_budgets() {
        let found = detection(errors(0.03), minutes(2), minutes(1), &CLOCK).unwrap();
        assert_eq!(found.most.round(), 134.0);
        assert_eq!(recovery(found, seconds(5), roll(&ROLL)).round(), 274.0);
        let found = detection(slow(0.3), minutes(2), minutes(1), &CLOCK).unwrap();
        assert!(found.most < 134.0);
    }

    #[test]
    fn a_restart_is_past_its_line_at_once_and_stays_there_for_its_window() {
        assert_eq!(detected(Step::any(), minutes(15), minutes(1)), Some((60.0, 105.0)));
        assert_eq!(reset(Step::any(), minutes(15), &CLOCK), Some(930.0));
    }

    #[test]
    fn people_hear_of_the_end_when_the_window_has_forgotten_the_fault() {
        let heard = |step, window| {
            resolution(step, window, &CLOCK, minutes(5))
                .map(|found| (found.least.round(), found.most.round()))
        };
        assert_eq!(heard(errors(0.05), minutes(5)), Some((168.0, 521.0)));
        assert_eq!(heard(Step::any(), minutes(15)), Some((885.0, 1_245.0)));
        assert_eq!(heard(slow(1.0), minutes(5)), None);
    }

    #[test]
    fn a_cooldown_needs_1125_seconds() {
        assert_eq!(roll(&ROLL), seconds(135));
        assert_eq!(least_cooldown(roll(&ROLL), minutes(15), &CLOCK, minutes(1)), seconds(1_125));
    }

    #[test]
    fn more_surge_rolls_faster() {
        assert_eq!(roll(&ROLL.max_surge(2)), seconds(90));
        assert_eq!(roll(&ROLL.max_surge(2).max_unavailable(1)), seconds(45));
        assert_eq!(roll(&ROLL.max_surge(0)), seconds(135));
    }

    #[test]
    fn a_hold_is_whole_intervals() {
        assert_eq!(hold(seconds(20), seconds(15)), 30.0);
        assert_eq!(hold(Duration::ZERO, seconds(15)), 0.0);
    }

    #[test]
    fn a_line_may_be_crossed_downwards() {
        assert_eq!(Step::linear(1.0, 0.0, 0.5), Step::Crosses(0.5));
        assert_eq!(Step::linear(1.0, 0.6, 0.5), Step::Never);
        assert_eq!(Step::linear(0.1, 0.2, 0.2), Step::Never);
    }

    #[test]
    fn what_needs_no_window_is_seen_at_the_next_scrape() {
        let instant = detection(Step::linear(0.0, 1.0, 0.5), Duration::ZERO, Duration::ZERO, &CLOCK).unwrap();
        assert_eq!((instant.least, instant.most), (0.0, 45.0));
    }
    #[test]
    fn the_window_and_hold_that_would_meet_a_budget_change_as_little_as_they_can() {
        let meets = |step, hold| meeting(step, minutes(5), hold, &CLOCK, 180.0);
        assert_eq!(meets(errors(0.05), minutes(2)), Some((minutes(3), minutes(1))));
        assert_eq!(meets(slow(0.5), minutes(3)), Some((minutes(5), minutes(2))));
        assert_eq!(meets(slow(1.0), minutes(3)), None);
        assert_eq!(meeting(Step::any(), minutes(15), minutes(1), &CLOCK, 40.0), None);
    }
}
