//! Of which rules each check speaks: of a pack's alone, or of anybody's too.
//!
//! A pack is a closed world: every metric, alert, receiver and panel is declared. Of the rules of somebody else the
//! half is not known: other files may record what is read here, targets bring labels along, the interval is that of a
//! Prometheus which is not asked. There an error must be certain, a check that only states a rule of ours is silent, and
//! one that is right as a rule but not always is a warning.

use crate::checks::allow;
use crate::registry::{CHECKS, Check, merge};
use crate::{Diagnostic, Severity, Subject};
use plimsoll_model::Pack;
use plimsoll_plan::Plan;

/// Of which rules a check speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holds {
    /// Of anybody's, as severely as of a pack's.
    Everywhere,
    /// Of anybody's too, and there it only warns: why it is not certain.
    Milder(&'static str),
    /// Of a pack's alone: what it presumes.
    Packs(&'static str),
}

use Holds::{Everywhere, Milder, Packs};

const BOARDS: &str = "dashboards are a pack's";
const STAGES: &str = "phases and rollbacks are a pack's";
const OTHERS: &str = "alerts of rules that are not here may be told too";

/// Every check, sorted by id.
pub const TABLE: &[(&str, Holds)] = &[
    ("alert/no-behaviour-test", Packs("tests follow from what the builders of a pack made")),
    ("alert/no-panel", Packs(BOARDS)),
    ("allow/stale", Packs("comments in YAML are allowances of another kind: whoever reads them tells")),
    ("cost/cardinality", Packs("nobody says how many values a label has")),
    ("dashboard/duplicate-id", Packs(BOARDS)),
    ("dashboard/fixed-interval", Packs(BOARDS)),
    ("dashboard/legend-label", Packs(BOARDS)),
    ("dashboard/too-large", Packs(BOARDS)),
    ("dashboard/unknown-variable", Packs(BOARDS)),
    ("dashboard/unused-variable", Packs(BOARDS)),
    ("gate/boundary", Packs(STAGES)),
    ("gate/many-series", Packs(STAGES)),
    ("gate/no-data", Packs(STAGES)),
    ("inhibit/cycle", Milder("labels of the series may keep the alerts apart")),
    ("inhibit/equal-missing-both", Milder(OTHERS)),
    ("inhibit/equal-missing-one-side", Milder(OTHERS)),
    ("inhibit/mutes-rollback", Packs(STAGES)),
    ("inhibit/overlap", Milder("it changed with Alertmanager 0.30 only, and may be meant")),
    ("inhibit/source-never-fires", Milder(OTHERS)),
    ("inhibit/target-never-fires", Milder(OTHERS)),
    ("inhibit/too-slow", Everywhere),
    ("inhibit/unscoped", Packs("that an inhibition touches its own pack alone is a rule of ours")),
    ("labels/dropped", Everywhere),
    ("labels/many-to-many", Everywhere),
    ("labels/never-match", Everywhere),
    ("metric/not-scraped", Packs("the scrape jobs are not known")),
    ("metric/unknown", Everywhere),
    ("metric/unknown-label", Everywhere),
    ("metric/unknown-value", Everywhere),
    ("panel/hole", Packs(BOARDS)),
    ("panel/no-description", Packs(BOARDS)),
    ("panel/no-title", Packs(BOARDS)),
    ("panel/overlap", Packs(BOARDS)),
    ("panel/threshold-mismatch", Packs(BOARDS)),
    ("panel/unit-mismatch", Packs(BOARDS)),
    ("panel/unknown-series", Packs(BOARDS)),
    ("promql/absent-labels", Everywhere),
    ("promql/always-fires", Everywhere),
    ("promql/averaged-quantile", Milder("some want the mean of quantiles, knowing that it is none")),
    ("promql/bare-counter", Everywhere),
    ("promql/bucket-boundary", Everywhere),
    ("promql/bucket-matcher", Milder("which of the two is stored depends on who scrapes")),
    ("promql/dialect", Everywhere),
    ("promql/gauge-function-on-counter", Everywhere),
    ("promql/missing-le", Everywhere),
    ("promql/never-fires", Everywhere),
    ("promql/newborn-counter", Everywhere),
    ("promql/not-a-bucket", Everywhere),
    ("promql/quantile-range", Everywhere),
    ("promql/rate-of-sum", Everywhere),
    ("promql/rate-on-gauge", Everywhere),
    ("promql/regex", Everywhere),
    ("promql/result-type", Everywhere),
    ("promql/syntax", Everywhere),
    ("promql/unguarded-division", Packs("no sample and NaN are both silent; a rule of ours prefers the one")),
    ("receiver/unknown", Everywhere),
    ("receiver/unused", Everywhere),
    ("rollout/cooldown", Packs(STAGES)),
    ("rollout/enforcement-shrinks", Packs(STAGES)),
    ("rollout/ladder", Packs(STAGES)),
    ("rollout/loosens", Packs(STAGES)),
    ("rollout/no-guard", Packs(STAGES)),
    ("rollout/not-dry-first", Packs(STAGES)),
    ("rollout/override-loosens", Packs(STAGES)),
    ("rollout/scope-shrinks", Packs(STAGES)),
    ("rollout/short-dwell", Packs(STAGES)),
    ("rollout/silent-signal", Packs(STAGES)),
    ("rollout/two-actors", Packs(STAGES)),
    ("rollout/unbound-selector", Packs(STAGES)),
    ("rollout/undisjoint-override", Packs(STAGES)),
    ("rollout/weights", Packs(STAGES)),
    ("route/contradicts-parent", Everywhere),
    ("route/default-only", Packs("to be told to the root alone may be meant")),
    ("route/group-by-unknown", Everywhere),
    ("route/interval-order", Everywhere),
    ("route/shadowed", Everywhere),
    ("route/template-label", Packs("the texts of a pack's messages are ours")),
    ("route/undecidable", Packs("to route by what the series say is what others do")),
    ("route/unknown-label", Milder(OTHERS)),
    ("route/unreachable", Milder(OTHERS)),
    ("route/unscoped", Packs("that a route takes its own pack alone is a rule of ours")),
    ("rule/duplicate-identity", Milder("it may be idle and do no harm")),
    ("rule/hold-below-interval", Milder("it waits a little longer than it says")),
    ("rule/missing-owner", Packs("a rule of ours")),
    ("rule/missing-runbook", Packs("a rule of ours")),
    ("rule/missing-summary", Packs("a rule of ours")),
    ("rule/no-interval", Packs("the interval of the Prometheus holds then")),
    ("rule/object-too-large", Packs("how rules become objects is a pack's")),
    ("rule/record-name", Packs("a convention, from which many published rules depart")),
    ("rule/record-order", Milder("what is read is one interval old, which may do")),
    ("rule/unknown-record", Packs("other files may record it")),
    ("rule/unused-record", Packs("other files and dashboards may read it")),
    ("rule/value-in-label", Milder("the value may be always the same")),
    ("split/capacity", Packs(STAGES)),
    ("split/weight", Packs(STAGES)),
    ("timing/detection-budget", Packs(STAGES)),
    ("timing/recovery-budget", Packs(STAGES)),
    ("timing/time-scale", Packs("only a plan knows its scale")),
    ("timing/window-too-short", Packs("how often targets are scraped is not known")),
    ("unit/mismatch", Everywhere),
];

/// Of which rules a check speaks.
pub fn holds(check: &Check) -> Holds {
    let found = TABLE.binary_search_by(|(id, _)| (*id).cmp(check.id));
    found.ok().and_then(|at| TABLE.get(at)).map_or(Packs("not decided"), |(_, holds)| *holds)
}

/// Whether findings of a check can be allowed: not what keeps Prometheus from loading the file.
pub fn is_allowable(id: &str) -> bool {
    allow::is_allowable(id)
}

/// What the checks say of rules that are no pack's, in the order of the files. The pack is empty but for the metrics
/// that are known, where any are.
pub fn run(pack: &Pack, plan: &Plan) -> Vec<Diagnostic> {
    let subject = Subject::of_anybody(pack, plan);
    let mut found = Vec::new();
    for check in CHECKS {
        let before = found.len();
        match holds(check) {
            Everywhere => (check.run)(&subject, &mut found),
            Milder(_) => {
                (check.run)(&subject, &mut found);
                for finding in found.iter_mut().skip(before) {
                    finding.severity = finding.severity.max(Severity::Warning);
                }
            }
            Packs(_) => {}
        }
    }
    merge(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_check_is_decided_about_once_and_nothing_else_is() {
        let decided: Vec<&str> = TABLE.iter().map(|(id, _)| *id).collect();
        let checks: Vec<&str> = CHECKS.iter().map(|check| check.id).collect();
        assert_eq!(decided, checks);
    }

    #[test]
    fn a_reason_reads_as_part_of_a_sentence() {
        for (id, holds) in TABLE {
            let (Milder(why) | Packs(why)) = holds else { continue };
            assert!(!why.ends_with('.') && why.starts_with(char::is_lowercase), "{id}: {why}");
        }
    }
}
