//! The detection interval of the specification against the real thing: random faults, simulated with promtool, and
//! every first firing inside the predicted interval.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use plimsoll::plan::timing::{self, Clock, Interval, Step};
use plimsoll::units::{Duration, milliseconds, seconds};
use plimsoll_snapshots::oracles::{Result, each_version, promtool};
use plimsoll_snapshots::random::Random;

/// How many settings of each kind are tried.
const SETTINGS: usize = 40;

/// Requests per second, enough for every part of them to be a number.
const REQUESTS: f64 = 100.0;

/// What counters stand at when they are first scraped: no counter is extrapolated to below zero.
const BEFORE: f64 = 1e6;

/// One simulated fault.
#[derive(Debug)]
struct Setting {
    scrape: u64,
    evaluation: u64,
    window: u64,
    hold: u64,
    /// When in the scrape interval a target is scraped.
    scraped_at: u64,
    /// When the fault begins; evaluations are at multiples of their interval.
    fault_at: u64,
    signal: Signal,
}

#[derive(Debug)]
enum Signal {
    /// A part of the requests fails: background, size of the fault, line.
    Errors(f64, f64, f64),
    /// All requests become slower than the line of this quantile.
    Slow(f64),
}

impl Setting {
    fn random(random: &mut Random, errors: bool) -> Self {
        let scrape = *random.of(&[5, 10, 15, 30]);
        let evaluation = *random.of(&[5, 10, 15, 30, 60]);
        let window = scrape * *random.of(&[4, 5, 8, 10, 20, 30]);
        let hold = *random.of(&[0, 10, 30, 45, 60, 100, 120, 180]);
        let signal = if errors {
            let line = random.between(0.01, 0.2);
            let size = (line * random.between(1.05, 20.0)).min(1.0);
            Signal::Errors(line * random.between(0.0, 0.9), size, line)
        } else {
            Signal::Slow(*random.of(&[0.5, 0.9, 0.95, 0.99]))
        };
        // Two windows of good days come first.
        let (scraped_at, fault_at) = (random.whole(scrape), 2 * window + random.whole(2 * evaluation));
        Self { scrape, evaluation, window, hold, scraped_at, fault_at, signal }
    }

    fn step(&self) -> Step {
        match self.signal {
            Signal::Errors(background, size, line) => Step::linear(background, size, line),
            Signal::Slow(q) => Step::quantile(q, 0.8, 0.5),
        }
    }

    /// When the alert fires, from the fault on: nobody waits for a group and no peer for another.
    fn predicted(&self) -> Interval {
        let clock = Clock {
            scrape: seconds(self.scrape),
            evaluation: seconds(self.evaluation),
            group_wait: Duration::ZERO,
            peers: 1,
            peer_timeout: timing::PEER_TIMEOUT,
        };
        timing::detection(self.step(), seconds(self.window), seconds(self.hold), &clock)
            .expect("every fault is past its line")
    }

    /// The rule that is simulated, the series it reads and the part of the requests that each counts, before the fault
    /// and in it.
    fn rule(&self) -> (String, Vec<(String, f64, f64)>) {
        let window = self.window;
        match self.signal {
            Signal::Errors(background, size, line) => {
                let expr = format!("sum(rate(errors[{window}s])) / sum(rate(requests[{window}s])) > {line}");
                (expr, vec![("errors".to_owned(), background, size), ("requests".to_owned(), 1.0, 1.0)])
            }
            Signal::Slow(q) => {
                let expr = format!("histogram_quantile({q}, sum by (le) (rate(t_bucket[{window}s]))) > 0.5");
                let bucket = |le: &str, good, bad| (format!("t_bucket{{le=\"{le}\"}}"), good, bad);
                (expr, vec![bucket("0.5", 1.0, 0.0), bucket("0.8", 1.0, 1.0), bucket("+Inf", 1.0, 1.0)])
            }
        }
    }

    /// Samples for every second, most of them missing.
    fn samples(&self, good: f64, bad: f64, until: u64) -> String {
        let mut samples = String::new();
        for now in 0..=until {
            if now % self.scrape == self.scraped_at {
                let [before, after] = [now.min(self.fault_at), now.saturating_sub(self.fault_at)].map(whole);
                let count = BEFORE + REQUESTS * (good * before + bad * after);
                let _ = write!(samples, "{count} ");
            } else {
                samples.push_str("_ ");
            }
        }
        samples
    }

    /// Writes the rule and its test: quiet until just before the interval, firing at its end.
    fn write(&self, folder: &Path, name: &str) -> Result<PathBuf> {
        let (expr, series) = self.rule();
        let (evaluation, hold) = (self.evaluation, self.hold);
        let rules = format!(
            "groups:\n- name: probe\n  interval: {evaluation}s\n  rules:\n  - alert: Probe\n    expr: {expr}\n    \
             for: {hold}s\n"
        );
        std::fs::write(folder.join(format!("{name}.rules.yaml")), rules)?;
        let predicted = self.predicted();
        let fault = whole(self.fault_at);
        let quiet = thousandths(fault + predicted.least).saturating_sub(1);
        let firing = thousandths(fault + predicted.most);
        let until = firing / 1_000 + self.scrape + self.evaluation;
        let mut test = format!(
            "rule_files: [{name}.rules.yaml]\nevaluation_interval: {evaluation}s\ntests:\n- interval: 1s\n  \
             input_series:\n"
        );
        for (series, good, bad) in series {
            let samples = self.samples(good, bad, until);
            writeln!(test, "  - {{ series: '{series}', values: '{}' }}", samples.trim_end())?;
        }
        write!(
            test,
            "  alert_rule_test:\n  - {{ eval_time: {quiet}ms, alertname: Probe, exp_alerts: [] }}\n  - {{ eval_time: \
             {firing}ms, alertname: Probe, exp_alerts: [ {{}} ] }}\n"
        )?;
        let path = folder.join(format!("{name}.test.yaml"));
        std::fs::write(&path, test)?;
        Ok(path)
    }
}

/// Whole seconds as a number.
fn whole(time: u64) -> f64 {
    seconds(time).as_secs_f64()
}

/// The whole milliseconds in a time: an evaluation at the very end of the interval still counts.
fn thousandths(time: f64) -> u64 {
    let mut least = 0;
    let mut most = 1_u64 << 40;
    while most - least > 1 {
        let middle = u64::midpoint(least, most);
        if milliseconds(middle).as_secs_f64() <= time { least = middle } else { most = middle }
    }
    least
}

#[test]
fn every_first_firing_is_inside_the_predicted_interval() {
    let mut random = Random::new(0x5eed_0f9b);
    let errors = (0..2 * SETTINGS).map(|at| at < SETTINGS);
    let settings: Vec<Setting> = errors.map(|errors| Setting::random(&mut random, errors)).collect();
    each_version("promtool", |oracle| {
        let folder = tempfile::tempdir()?;
        let mut outside = Vec::new();
        for (at, setting) in settings.iter().enumerate() {
            let test = setting.write(folder.path(), &format!("setting{at}"))?;
            let verdict = promtool::test_rules(oracle, &[test])?;
            if let Err(refused) = verdict.accepted() {
                outside.push(format!("{setting:?}, predicted {:?}: {refused}", setting.predicted()));
            }
        }
        if !outside.is_empty() {
            return Err(
                format!("{} of {} outside\n{}", outside.len(), settings.len(), outside.join("\n")).into()
            );
        }
        Ok(format!("{} settings, 0 firings outside the predicted interval", settings.len()))
    });
}

#[test]
fn a_prediction_that_is_too_early_would_be_noticed() {
    // The test above is worth something only if a firing outside the interval fails it.
    let setting = Setting {
        scrape: 15,
        evaluation: 15,
        window: 300,
        hold: 120,
        scraped_at: 3,
        fault_at: 607,
        signal: Signal::Errors(0.001, 0.12, 0.05),
    };
    each_version("promtool", |oracle| {
        let folder = tempfile::tempdir()?;
        let path = setting.write(folder.path(), "setting")?;
        promtool::test_rules(oracle, &[&path])?.accepted()?;
        let test = std::fs::read_to_string(&path)?;
        let late = thousandths(whole(setting.fault_at) + setting.predicted().most);
        let early = late - 60_000;
        std::fs::write(&path, test.replace(&format!("{late}ms"), &format!("{early}ms")))?;
        if promtool::test_rules(oracle, &[&path])?.accepted().is_ok() {
            return Err("an alert that fires a minute later was not noticed".into());
        }
        Ok("a minute less is noticed".into())
    });
}
