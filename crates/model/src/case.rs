//! Behaviour tests that an author gives.

use plimsoll_units::Duration;

/// Series, and when an alert must fire over them. Tests follow from what the builders made; of a text that the builders
/// do not cover nothing follows, and its author says what it does.
///
/// ```
/// use plimsoll_model::Case;
/// use plimsoll_units::{minutes, seconds};
///
/// let case = Case::new("a queue that grows")
///     .every(minutes(1))
///     .series(r#"queue_length{queue="mail"}"#, "0x10 500x20")
///     .silent_at(minutes(10))
///     .fires_at(minutes(20), 500.0, &[("queue", "mail")]);
/// assert_eq!(case.moments.len(), 2);
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Case {
    /// What it is about, in words.
    pub name: &'static str,
    /// How often the series have a sample: 15 s until told otherwise.
    pub interval: Duration,
    /// Each series with its labels, and its values as `promtool test rules` reads them: `0+10x30 stale`.
    pub series: Vec<(String, String)>,
    /// What must be so, and when.
    pub moments: Vec<Moment>,
}

/// What must be so at one time.
#[derive(Debug, Clone, PartialEq)]
pub struct Moment {
    /// When, counted from the first sample.
    pub at: Duration,
    /// The series that fire, each with the value that its texts show; nothing for silence.
    pub firing: Vec<(f64, Vec<(String, String)>)>,
}

impl Case {
    /// A case without series.
    pub fn new(name: &'static str) -> Self {
        Self { name, interval: Duration::from_millis(15_000), series: Vec::new(), moments: Vec::new() }
    }

    /// How often the series have a sample.
    pub fn every(mut self, interval: Duration) -> Self {
        self.interval = interval;
        self
    }

    /// A series and its values.
    pub fn series(mut self, series: impl Into<String>, values: impl Into<String>) -> Self {
        self.series.push((series.into(), values.into()));
        self
    }

    /// Nothing fires then.
    pub fn silent_at(mut self, at: Duration) -> Self {
        self.moments.push(Moment { at, firing: Vec::new() });
        self
    }

    /// The alert fires then for a series with exactly these labels, besides those of the rule; several for one time are
    /// several series. Nothing else does.
    pub fn fires_at(mut self, at: Duration, value: f64, labels: &[(&str, &str)]) -> Self {
        let labels = labels.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        match self.moments.iter_mut().find(|moment| moment.at == at) {
            Some(moment) => moment.firing.push((value, labels)),
            None => self.moments.push(Moment { at, firing: vec![(value, labels)] }),
        }
        self
    }
}
