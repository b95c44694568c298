//! How far the machine itself was behind, by its own clocks: what a prediction cannot know.
//!
//! A loaded machine scrapes late, skips evaluations and answers slowly. Each is measured beside the run, so that a
//! prediction that is missed on an idle machine fails, and one that the machine made impossible does not.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// How often each server is asked.
const EVERY: Duration = Duration::from_millis(50);

/// The steps from an event until it is told, each of which may wait for a turn of a process as long as the slowest
/// answer took: the scrape, the evaluation, the way to Alertmanager, its notification.
const STEPS: u32 = 4;

/// Asks servers whether they are ready, all the time, and keeps how long the slowest answer took.
#[derive(Debug)]
pub(crate) struct Pulse {
    shared: Arc<Shared>,
    threads: Vec<JoinHandle<()>>,
}

#[derive(Debug, Default)]
struct Shared {
    slowest: Mutex<Duration>,
    stop: AtomicBool,
}

impl Pulse {
    /// Begins to ask each of these addresses.
    pub(crate) fn of(addresses: &[String]) -> Self {
        let shared = Arc::new(Shared::default());
        let threads = addresses.iter().map(|address| {
            let (shared, url) = (Arc::clone(&shared), format!("{address}/-/ready"));
            thread::spawn(move || ask(&url, &shared))
        });
        Self { threads: threads.collect(), shared }
    }

    /// How long the slowest answer took so far, the wait of the thread that asks included.
    pub(crate) fn slowest(&self) -> Duration {
        *self.shared.slowest.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Pulse {
    fn drop(&mut self) {
        self.shared.stop.store(true, Ordering::SeqCst);
        for thread in self.threads.drain(..) {
            let _ = thread.join();
        }
    }
}

fn ask(url: &str, shared: &Shared) {
    let http: ureq::Agent = ureq::Agent::config_builder()
        .proxy(None)
        .timeout_global(Some(Duration::from_secs(10)))
        .build()
        .into();
    let mut planned = Instant::now();
    while !shared.stop.load(Ordering::SeqCst) {
        planned += EVERY;
        thread::sleep(planned.saturating_duration_since(Instant::now()));
        // One that was ended answers no more.
        if http.get(url).call().is_ok() {
            let took = planned.elapsed();
            let mut slowest = shared.slowest.lock().unwrap_or_else(PoisonError::into_inner);
            *slowest = took.max(*slowest);
        }
        planned = planned.max(Instant::now());
    }
}

/// How much later than predicted something may be seen, and why.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Stall {
    /// By how much the longest pause between two scrapes was longer than their interval.
    pub(crate) scrapes: f64,
    /// The same of the evaluations, all pauses together: a hold takes several.
    pub(crate) evaluations: f64,
    /// The slowest answer of a server, once for each step.
    pub(crate) answers: f64,
}

impl Stall {
    /// From the moments of scrapes and evaluations, in seconds, sorted, with their intervals.
    pub(crate) fn of(
        (scrapes, scrape): (&[f64], f64),
        (evaluations, evaluation): (&[f64], f64),
        slowest: Duration,
    ) -> Self {
        Self {
            scrapes: over(scrapes, scrape).fold(0.0, f64::max),
            evaluations: over(evaluations, evaluation).sum(),
            answers: f64::from(STEPS) * slowest.as_secs_f64(),
        }
    }

    /// What may be late of a rule, in seconds: the evaluation has the time that it was meant to have, but one scrape may have
    /// waited for its answer.
    pub(crate) fn rule(&self) -> f64 {
        self.scrapes + self.evaluations + self.answers / f64::from(STEPS)
    }

    /// All of it, in seconds.
    pub(crate) fn all(&self) -> f64 {
        self.scrapes + self.evaluations + self.answers
    }
}

/// By how much each pause is longer than the interval.
fn over(moments: &[f64], interval: f64) -> impl Iterator<Item = f64> {
    moments.windows(2).map(move |pair| (pair[1] - pair[0] - interval).max(0.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_machine_that_keeps_time_is_not_behind() {
        let steady: Vec<f64> = (0..20).map(f64::from).collect();
        let stall = Stall::of((&steady, 1.0), (&steady, 1.0), Duration::from_millis(5));
        assert!((stall.all() - 0.02).abs() < 1e-9, "{stall:?}");
    }

    #[test]
    fn late_scrapes_count_once_and_skipped_evaluations_all() {
        let scrapes = [0.0, 1.0, 2.5, 3.0, 6.0];
        let evaluations = [0.0, 1.0, 3.0, 4.0, 6.0];
        let stall = Stall::of((&scrapes, 1.0), (&evaluations, 1.0), Duration::ZERO);
        assert!((stall.scrapes - 2.0).abs() < 1e-9 && (stall.evaluations - 2.0).abs() < 1e-9, "{stall:?}");
    }
}
