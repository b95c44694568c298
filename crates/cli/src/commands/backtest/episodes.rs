//! When an alert would have fired, from the moments at which its expression had a sample.

use plimsoll_units::Duration;

/// How often and for how long.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Fired {
    /// Firings that began, those of each series apart.
    pub times: usize,
    /// All firings together, in seconds.
    pub seconds: u64,
    /// The longest one, in seconds.
    pub longest: u64,
    /// The series that fired.
    pub series: usize,
}

impl Fired {
    /// One more series, with the moments at which it had a sample, in order.
    ///
    /// Prometheus counts the hold from the evaluation that saw the first sample, and fires at the first evaluation at which
    /// it is over (`rules/alerting.go`, `AlertingRule.Eval`); one without a sample ends both.
    pub fn add(&mut self, moments: impl IntoIterator<Item = u64>, step: u64, hold: Duration) {
        let hold = hold.as_millis().div_ceil(step * 1_000) * step;
        let mut any = false;
        let mut end = |run: (u64, u64)| {
            let (first, last) = run;
            if first + hold <= last {
                let seconds = last + step - (first + hold);
                self.times += 1;
                self.seconds += seconds;
                self.longest = self.longest.max(seconds);
                any = true;
            }
        };
        let mut run: Option<(u64, u64)> = None;
        for moment in moments {
            run = match run {
                Some((first, last)) if moment == last + step => Some((first, moment)),
                ended => {
                    ended.into_iter().for_each(&mut end);
                    Some((moment, moment))
                }
            };
        }
        run.into_iter().for_each(end);
        self.series += usize::from(any);
    }
}

#[cfg(test)]
mod tests {
    use plimsoll_units::{minutes, seconds};

    use super::*;

    fn fired(moments: &[u64], hold: Duration) -> Fired {
        let mut fired = Fired::default();
        fired.add(moments.iter().copied(), 15, hold);
        fired
    }

    #[test]
    fn a_hold_is_over_at_the_first_evaluation_behind_it() {
        let minute: Vec<u64> = (0..5).map(|at| at * 15).collect();
        assert_eq!(fired(&minute, minutes(1)), Fired { times: 1, seconds: 15, longest: 15, series: 1 });
        assert_eq!(fired(&minute, seconds(61)).times, 0);
        assert_eq!(fired(&minute, seconds(50)).seconds, 15);
        assert_eq!(fired(&minute, Duration::ZERO).seconds, 75);
    }

    #[test]
    fn a_moment_without_a_sample_begins_the_hold_anew() {
        let twice: Vec<u64> = (0..10).filter(|at| *at != 4).map(|at| at * 15).collect();
        assert_eq!(fired(&twice, seconds(45)), Fired { times: 2, seconds: 45, longest: 30, series: 1 });
    }
}
