//! One side of a comparison: what `plan.json` says.

use std::collections::BTreeMap;

use plimsoll_plan::Plan;
use serde::Deserialize;

/// The newest format that is understood.
const FORMAT: u32 = 1;

/// One pack in one environment, as its `plan.json` says it.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
pub struct Snapshot {
    pub(super) pack: String,
    pub(super) team: String,
    pub(super) environment: String,
    pub(super) phase: Option<String>,
    /// Absent where nothing is on trial.
    pub(super) traffic: Option<String>,
    pub(super) namespace: Option<String>,
    pub(super) rule_labels: BTreeMap<String, String>,
    pub(super) external_labels: BTreeMap<String, String>,
    pub(super) targets: BTreeMap<String, String>,
    pub(super) thresholds: Vec<Threshold>,
    pub(super) groups: Vec<Group>,
    pub(super) alertmanager: Option<Alertmanager>,
    pub(super) dashboards: Vec<Dashboard>,
    /// Absent where nothing is scraped besides.
    #[serde(default)]
    pub(super) scrape: Vec<ScrapeJob>,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
pub(super) struct Threshold {
    pub(super) id: String,
    pub(super) slice: Option<String>,
    pub(super) direction: String,
    pub(super) value: String,
    pub(super) unit: String,
    pub(super) window: Option<String>,
    pub(super) hold: Option<String>,
    pub(super) baseline: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
pub(super) struct Group {
    pub(super) rules: Vec<Rule>,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
pub(super) struct Rule {
    pub(super) name: String,
    pub(super) role: Option<Role>,
    /// Absent in a `plan.json` from before rules named their services.
    #[serde(default)]
    pub(super) services: Vec<String>,
    pub(super) expr: String,
    #[serde(rename = "for")]
    pub(super) hold: Option<String>,
    #[serde(default)]
    pub(super) labels: BTreeMap<String, String>,
    pub(super) threshold: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "to")]
pub(super) enum Role {
    People { severity: String },
    Machine(Policy),
    DryRun { phase: String },
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
pub(super) struct Policy {
    pub(super) cooldown: String,
    pub(super) attempts: u32,
    pub(super) timeout: String,
    pub(super) verify: String,
    pub(super) max_concurrent: u32,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
pub(super) struct Alertmanager {
    pub(super) root: String,
    pub(super) route: Route,
    pub(super) receivers: Vec<Receiver>,
    pub(super) inhibitions: Vec<Inhibition>,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
pub(super) struct Route {
    pub(super) receiver: String,
    pub(super) matchers: Vec<String>,
    pub(super) grouping: Option<Grouping>,
    #[serde(rename = "continue")]
    pub(super) continues: bool,
    pub(super) routes: Vec<Route>,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
pub(super) struct Grouping {
    pub(super) by: Vec<String>,
    pub(super) wait: String,
    pub(super) interval: String,
    pub(super) repeat: String,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
pub(super) struct Receiver {
    pub(super) name: String,
    pub(super) kind: String,
    pub(super) to: String,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
pub(super) struct Inhibition {
    pub(super) source: Vec<String>,
    pub(super) target: Vec<String>,
    pub(super) equal: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
pub(super) struct Dashboard {
    pub(super) uid: String,
    pub(super) title: String,
    pub(super) panels: Vec<Panel>,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
pub(super) struct Panel {
    pub(super) key: String,
    pub(super) title: String,
    pub(super) queries: Vec<String>,
    /// An older revision does not say it.
    pub(super) draw: Option<String>,
    pub(super) axis: Option<[String; 2]>,
    #[serde(default)]
    pub(super) states: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
pub(super) struct ScrapeJob {
    pub(super) job: String,
    pub(super) interval: String,
    pub(super) timeout: String,
    pub(super) path: String,
    pub(super) module: Option<String>,
    pub(super) targets: Option<Vec<String>>,
    pub(super) relabels: Vec<String>,
    pub(super) metrics: Vec<String>,
}

/// Read before anything else: a newer format is not guessed at.
#[derive(Deserialize)]
struct Head {
    format: u32,
}

impl Snapshot {
    /// A plan, by the way of its `plan.json`: both sides of a comparison are read by one reader.
    pub fn of(plan: &Plan) -> Result<Self, String> {
        Self::read(&plimsoll_render::plan_json(plan).text)
    }

    /// The text of a `plan.json`; in words what is wrong with it.
    pub fn read(text: &str) -> Result<Self, String> {
        let wrong = |error: serde_json::Error| format!("it is no plan: {error}");
        let Head { format } = serde_json::from_str(text).map_err(wrong)?;
        if format > FORMAT {
            return Err(format!("it has format {format}, and this Plimsoll understands {FORMAT}"));
        }
        serde_json::from_str(text).map_err(wrong)
    }

    /// Nothing: the other side of a pack or an environment that is new or gone.
    pub fn empty(pack: &str, environment: &str) -> Self {
        Self { pack: pack.to_owned(), environment: environment.to_owned(), ..Self::default() }
    }

    /// The pack and the environment.
    pub fn place(&self) -> (&str, &str) {
        (&self.pack, &self.environment)
    }

    /// Every rule.
    pub(super) fn rules(&self) -> impl Iterator<Item = &Rule> {
        self.groups.iter().flat_map(|group| &group.rules)
    }

    /// Whether it is the other side of something that is new or gone.
    pub(super) fn is_empty(&self) -> bool {
        *self == Self::empty(&self.pack, &self.environment)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_plan_or_a_newer_one_is_refused_in_words() {
        assert!(Snapshot::read("{}").unwrap_err().starts_with("it is no plan: missing field `format`"));
        assert_eq!(
            Snapshot::read("{\"format\": 9}").unwrap_err(),
            "it has format 9, and this Plimsoll understands 1"
        );
    }
}
