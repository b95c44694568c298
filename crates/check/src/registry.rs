//! Every check, and the run over all of them.

use std::collections::BTreeSet;

use plimsoll_model::Pack;
use plimsoll_plan::Plan;

use crate::checks::{
    alert, allow, cost, dashboard, gate, inhibit, labels, metric, panel, promql, receiver, rollout, route,
    rule, split, timing,
};
use crate::{Diagnostic, Severity, Subject};

/// One check.
#[derive(Debug, Clone, Copy)]
pub struct Check {
    /// `group/name`, after the bad pattern.
    pub id: &'static str,
    /// The worst that it says; some findings of a check may be milder.
    pub severity: Severity,
    /// What is wrong, in one sentence.
    pub summary: &'static str,
    /// Adds what it finds.
    pub(crate) run: fn(&Subject<'_>, &mut Vec<Diagnostic>),
}

impl Check {
    pub(crate) const fn error(
        id: &'static str,
        summary: &'static str,
        run: fn(&Subject<'_>, &mut Vec<Diagnostic>),
    ) -> Self {
        Self { id, severity: Severity::Error, summary, run }
    }

    pub(crate) const fn warning(
        id: &'static str,
        summary: &'static str,
        run: fn(&Subject<'_>, &mut Vec<Diagnostic>),
    ) -> Self {
        Self { id, severity: Severity::Warning, summary, run }
    }
}

/// Every check, sorted by id.
pub const CHECKS: &[Check] = &[
    alert::no_panel::CHECK,
    allow::stale::CHECK,
    cost::cardinality::CHECK,
    dashboard::duplicate_id::CHECK,
    dashboard::fixed_interval::CHECK,
    dashboard::legend_label::CHECK,
    dashboard::too_large::CHECK,
    dashboard::unknown_variable::CHECK,
    dashboard::unused_variable::CHECK,
    gate::boundary::CHECK,
    gate::many_series::CHECK,
    gate::no_data::CHECK,
    inhibit::cycle::CHECK,
    inhibit::equal_missing_both::CHECK,
    inhibit::equal_missing_one_side::CHECK,
    inhibit::mutes_rollback::CHECK,
    inhibit::overlap::CHECK,
    inhibit::source_never_fires::CHECK,
    inhibit::target_never_fires::CHECK,
    inhibit::too_slow::CHECK,
    inhibit::unscoped::CHECK,
    labels::dropped::CHECK,
    labels::many_to_many::CHECK,
    labels::never_match::CHECK,
    metric::not_scraped::CHECK,
    metric::unknown::CHECK,
    metric::unknown_label::CHECK,
    metric::unknown_value::CHECK,
    panel::hole::CHECK,
    panel::no_description::CHECK,
    panel::no_title::CHECK,
    panel::overlap::CHECK,
    panel::threshold_mismatch::CHECK,
    panel::unit_mismatch::CHECK,
    promql::absent_labels::CHECK,
    promql::always_fires::CHECK,
    promql::averaged_quantile::CHECK,
    promql::bare_counter::CHECK,
    promql::bucket_boundary::CHECK,
    promql::bucket_matcher::CHECK,
    promql::dialect::CHECK,
    promql::gauge_function_on_counter::CHECK,
    promql::missing_le::CHECK,
    promql::never_fires::CHECK,
    promql::newborn_counter::CHECK,
    promql::not_a_bucket::CHECK,
    promql::quantile_range::CHECK,
    promql::rate_of_sum::CHECK,
    promql::rate_on_gauge::CHECK,
    promql::regex::CHECK,
    promql::result_type::CHECK,
    promql::syntax::CHECK,
    promql::unguarded_division::CHECK,
    receiver::unknown::CHECK,
    receiver::unused::CHECK,
    rollout::cooldown::CHECK,
    rollout::enforcement_shrinks::CHECK,
    rollout::ladder::CHECK,
    rollout::loosens::CHECK,
    rollout::no_guard::CHECK,
    rollout::not_dry_first::CHECK,
    rollout::override_loosens::CHECK,
    rollout::scope_shrinks::CHECK,
    rollout::short_dwell::CHECK,
    rollout::silent_signal::CHECK,
    rollout::two_actors::CHECK,
    rollout::unbound_selector::CHECK,
    rollout::undisjoint_override::CHECK,
    rollout::weights::CHECK,
    route::contradicts_parent::CHECK,
    route::default_only::CHECK,
    route::group_by_unknown::CHECK,
    route::interval_order::CHECK,
    route::shadowed::CHECK,
    route::template_label::CHECK,
    route::undecidable::CHECK,
    route::unknown_label::CHECK,
    route::unreachable::CHECK,
    route::unscoped::CHECK,
    rule::duplicate_identity::CHECK,
    rule::hold_below_interval::CHECK,
    rule::missing_owner::CHECK,
    rule::missing_runbook::CHECK,
    rule::missing_summary::CHECK,
    rule::no_interval::CHECK,
    rule::object_too_large::CHECK,
    rule::record_name::CHECK,
    rule::record_order::CHECK,
    rule::unknown_record::CHECK,
    rule::unused_record::CHECK,
    rule::value_in_label::CHECK,
    split::capacity::CHECK,
    split::weight::CHECK,
    timing::detection_budget::CHECK,
    timing::recovery_budget::CHECK,
    timing::window_too_short::CHECK,
];

/// What every check has to say about a pack and one of its plans, in the order of the files, each definition's
/// fault once. See [`run_all`].
pub fn run(pack: &Pack, plan: &Plan) -> Vec<Diagnostic> {
    run_all(pack, std::slice::from_ref(plan))
}

/// The same for several plans of one pack, usually one for each environment.
///
/// What an alert allows is left out. An allowance that no finding needs is told, unless another plan needs it: this
/// is why plans of one pack are best run together.
pub fn run_all(pack: &Pack, plans: &[Plan]) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let mut needed = BTreeSet::new();
    for plan in plans {
        let subject = Subject::new(pack, plan);
        let mut of_plan = Vec::new();
        for check in CHECKS {
            (check.run)(&subject, &mut of_plan);
        }
        let (left, allowances) = allow::apply(&subject, of_plan);
        found.extend(left);
        needed.extend(allowances);
    }
    found.extend(allow::stale::find(pack, &needed));
    merge(found)
}

/// Findings of several runs as one list: sorted, and the same fault of the same definition once, as it was found
/// first.
pub fn merge(found: impl IntoIterator<Item = Diagnostic>) -> Vec<Diagnostic> {
    let mut seen = BTreeSet::new();
    let mut all: Vec<Diagnostic> = found
        .into_iter()
        .filter(|finding| seen.insert((finding.origin, finding.id, finding.message.clone())))
        .collect();
    all.sort_by(|a, b| (a.origin, a.id, &a.message).cmp(&(b.origin, b.id, &b.message)));
    all
}

#[cfg(test)]
mod tests {
    use std::path::{Path, PathBuf};

    use super::*;
    use crate::fixture;

    fn file_of(id: &str) -> PathBuf {
        let path = format!("src/checks/{}.rs", id.replace('-', "_"));
        Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
    }

    #[test]
    fn a_pack_without_a_fault_has_no_finding() {
        assert_eq!(fixture::findings(|_| ()), []);
    }

    #[test]
    fn ids_are_sorted_and_each_stands_once() {
        let ids: Vec<&str> = CHECKS.iter().map(|check| check.id).collect();
        assert!(ids.is_sorted_by(|a, b| a < b), "{ids:?}");
    }

    #[test]
    fn an_id_is_a_group_and_the_bad_pattern() {
        let is_word = |word: &str| {
            !word.is_empty()
                && word.split('-').all(|part| {
                    !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
                })
        };
        for check in CHECKS {
            let parts: Vec<&str> = check.id.split('/').collect();
            assert!(parts.len() == 2 && parts.iter().all(|part| is_word(part)), "{}", check.id);
        }
    }

    #[test]
    fn every_check_is_a_file_with_a_page_and_tests() {
        for check in CHECKS {
            let text =
                std::fs::read_to_string(file_of(check.id)).unwrap_or_else(|e| panic!("{}: {e}", check.id));
            let page: Vec<&str> = text.lines().map_while(|line| line.strip_prefix("//!")).collect();
            assert!(page[0].ends_with('.') && page[1].is_empty(), "{}: a sentence comes first", check.id);
            for heading in [" # Bad", " # Good", " # Fix"] {
                assert_eq!(page.iter().filter(|line| **line == heading).count(), 1, "{}:{heading}", check.id);
            }
            assert!(text.contains("#[cfg(test)]"), "{} has no tests", check.id);
        }
    }

    #[test]
    fn every_file_of_a_check_is_in_the_registry() {
        let checks = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/checks");
        for group in
            std::fs::read_dir(checks).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir())
        {
            for file in std::fs::read_dir(&group).unwrap().map(|entry| entry.unwrap().path()) {
                let text = std::fs::read_to_string(&file).unwrap();
                let registered = CHECKS.iter().any(|check| file_of(check.id) == file);
                assert_eq!(text.contains("const CHECK: Check"), registered, "{}", file.display());
            }
        }
    }

    #[test]
    fn a_summary_reads_as_part_of_a_sentence() {
        for check in CHECKS {
            let first = check.summary.chars().next();
            assert!(
                first.is_some_and(|c| c == '`' || c.is_lowercase()) && !check.summary.ends_with('.'),
                "{}",
                check.summary
            );
        }
    }

    #[test]
    fn a_fault_that_several_rules_show_is_told_once() {
        // The alert has a rule for people and one for the machine, and a panel draws it.
        let found = fixture::findings(|pack| {
            pack.metrics.retain(|metric| metric.name != "node_load");
            pack.alerts[0].summary = "{pod} fails".to_owned();
        });
        assert_eq!(fixture::ids(&found), ["labels/dropped"]);
    }

    #[test]
    fn findings_are_told_along_the_files() {
        let found = fixture::findings(|pack| {
            pack.alerts.push(fixture::probe("sum("));
            pack.alerts[0].runbook = None;
        });
        let origins: Vec<_> = found.iter().map(|finding| finding.origin).collect();
        assert!(origins.is_sorted() && origins.len() == 2, "{origins:?}");
    }
}
