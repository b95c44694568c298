//! Series that a rule must not see.

use plimsoll_plan::AlertRule;
use plimsoll_promql::MatchOp;

use crate::drive::PAST;
use crate::eval::{self, Records};
use crate::world::{Level, Series};

/// For each of the first `own` series and every matcher that lets it in: the same series with values that the matcher keeps
/// out, as much of it as where the alert is to hold, and four times as much, all the time.
pub(crate) fn of(rule: &AlertRule, records: &Records<'_>, world: &[Series], own: usize) -> Vec<Series> {
    let mut selectors = Vec::new();
    eval::metrics(&rule.expr, records, &mut selectors);
    let mut decoys: Vec<Series> = Vec::new();
    for selector in selectors {
        let taken = |series: &&Series| {
            series.name == selector.name && eval::selects(selector, &series.labels) == Ok(true)
        };
        for series in world.iter().take(own).filter(taken) {
            for matcher in &selector.matchers {
                let values: &[(&str, f64)] = match matcher.op {
                    MatchOp::Equal | MatchOp::Matches => &[("elsewhere", 4.0), ("nowhere", 1.0)],
                    MatchOp::NotEqual | MatchOp::NotMatches => &[(&matcher.value, 4.0)],
                };
                for (value, times) in values {
                    let labels = series.labels.clone().with(&matcher.label, value);
                    let mut known = world.iter().chain(&decoys);
                    if labels == series.labels
                        || eval::selects(selector, &labels) != Ok(false)
                        || known.any(|known| known.name == series.name && known.labels == labels)
                    {
                        continue;
                    }
                    let there = match series.levels.get(PAST) {
                        Some(Level::Ramp { from: value, .. } | Level::At(value)) => Level::At(value * times),
                        Some(Level::Gone) | None => Level::At(1.0),
                    };
                    let levels = vec![there; series.levels.len()];
                    decoys.push(Series { labels, levels, before: None, ..series.clone() });
                }
            }
        }
    }
    decoys
}
