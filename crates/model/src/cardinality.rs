//! How many series a pack may cost, and what the estimates reckon with.

use plimsoll_units::Origin;

/// The budgets of series, and how many values labels have.
///
/// What a rule or a scrape costs is estimated from the labels that its result can carry: the product of how many values
/// each of them has. Labels whose values the catalogue closes, and `service`, are counted; of every other the pack says
/// it here, as many as there are in the largest place where it runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cardinality {
    /// The most series of one rule: alerts that fire at once, or series that are recorded.
    pub per_rule: u32,
    /// The most series that are stored of one target of a scrape job.
    pub per_target: Option<u32>,
    /// How many values labels have.
    pub labels: Vec<(&'static str, u32)>,
    /// Where it is written.
    pub origin: Origin,
}

impl Cardinality {
    /// A budget of series for each rule.
    #[track_caller]
    pub fn new(per_rule: u32) -> Self {
        Self { per_rule, per_target: None, labels: Vec::new(), origin: Origin::caller() }
    }

    /// The most series that are stored of one target of a scrape job.
    pub fn per_target(mut self, series: u32) -> Self {
        self.per_target = Some(series);
        self
    }

    /// How many values one more label has.
    pub fn with_label(mut self, label: &'static str, values: u32) -> Self {
        self.labels.push((label, values));
        self
    }

    /// Where it is written.
    pub fn at(mut self, origin: Origin) -> Self {
        self.origin = origin;
        self
    }

    /// How many values a label has, if it is said.
    pub fn values_of(&self, label: &str) -> Option<u32> {
        self.labels.iter().find(|(name, _)| *name == label).map(|(_, values)| *values)
    }
}
