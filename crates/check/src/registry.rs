//! Every check, and the run over all of them.

use std::collections::BTreeSet;

use plimsoll_model::Pack;
use plimsoll_plan::Plan;

use crate::anybody::{self, Holds};
use crate::checks::{
    alert, allow, cost, dashboard, gate, inhibit, labels, metric, panel, promql, receiver, rollout, route,
    rule, split, timing, unit,
};
use crate::words::meant;
use crate::{Diagnostic, Severity, Subject, page};

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
    /// The text of its file.
    source: &'static str,
}

impl Check {
    pub(crate) const fn error(
        id: &'static str,
        summary: &'static str,
        run: fn(&Subject<'_>, &mut Vec<Diagnostic>),
    ) -> Self {
        Self { id, severity: Severity::Error, summary, run, source: "" }
    }

    pub(crate) const fn warning(
        id: &'static str,
        summary: &'static str,
        run: fn(&Subject<'_>, &mut Vec<Diagnostic>),
    ) -> Self {
        Self { id, severity: Severity::Warning, summary, run, source: "" }
    }

    /// The check of this id; else the id that was probably meant, if one is near.
    pub fn find(id: &str) -> Result<&'static Self, Option<&'static str>> {
        let ids = || CHECKS.iter().map(|check| check.id);
        CHECKS.iter().find(|check| check.id == id).ok_or_else(|| meant(id, ids()))
    }

    /// What is wrong and why, a bad and a good example and how to mend it: Markdown, with headings of the first level
    /// and no title.
    pub fn page(&self) -> String {
        page::of(self.source)
    }

    /// How severe it is of packs, and of the rules of anybody else.
    pub fn standing(&self) -> String {
        let article = if self.severity == Severity::Error { "An" } else { "A" };
        let of_packs = format!("{article} {}", self.severity.as_str());
        match anybody::holds(self) {
            Holds::Everywhere => format!("{of_packs}, of anybody's rules too (`cargo xtask lint`)"),
            Holds::Milder(why) => {
                format!("{of_packs}; of anybody's rules (`cargo xtask lint`) a warning, since {why}")
            }
            Holds::Packs(why) => format!("{of_packs}, of packs alone: {why}"),
        }
    }

    /// What it alone says, whatever an alert allows.
    pub fn findings(&self, subject: &Subject<'_>) -> Vec<Diagnostic> {
        let mut found = Vec::new();
        (self.run)(subject, &mut found);
        found
    }

    /// How many tests stand beside it.
    #[cfg(test)]
    pub(crate) fn tests(&self) -> usize {
        self.source.lines().filter(|line| line.trim() == "#[test]").count()
    }
}

/// Each check with the text of its file, which holds its page.
macro_rules! checks {
    ($($group:ident::$name:ident,)*) => {
        &[$(Check {
            source: include_str!(concat!("checks/", stringify!($group), "/", stringify!($name), ".rs")),
            ..$group::$name::CHECK
        }),*]
    };
}

/// Every check, sorted by id.
pub const CHECKS: &[Check] = checks![
    alert::no_behaviour_test,
    alert::no_panel,
    allow::stale,
    cost::cardinality,
    dashboard::duplicate_id,
    dashboard::fixed_interval,
    dashboard::legend_label,
    dashboard::too_large,
    dashboard::unknown_variable,
    dashboard::unused_variable,
    gate::boundary,
    gate::many_series,
    gate::no_data,
    inhibit::cycle,
    inhibit::equal_missing_both,
    inhibit::equal_missing_one_side,
    inhibit::mutes_rollback,
    inhibit::overlap,
    inhibit::source_never_fires,
    inhibit::target_never_fires,
    inhibit::too_slow,
    inhibit::unscoped,
    labels::dropped,
    labels::many_to_many,
    labels::never_match,
    metric::not_scraped,
    metric::unknown,
    metric::unknown_label,
    metric::unknown_value,
    panel::hole,
    panel::no_description,
    panel::no_title,
    panel::overlap,
    panel::threshold_mismatch,
    panel::unit_mismatch,
    panel::unknown_series,
    promql::absent_labels,
    promql::always_fires,
    promql::averaged_quantile,
    promql::bare_counter,
    promql::bucket_boundary,
    promql::bucket_matcher,
    promql::dialect,
    promql::gauge_function_on_counter,
    promql::missing_le,
    promql::never_fires,
    promql::newborn_counter,
    promql::not_a_bucket,
    promql::quantile_range,
    promql::rate_of_sum,
    promql::rate_on_gauge,
    promql::regex,
    promql::result_type,
    promql::syntax,
    promql::unguarded_division,
    receiver::unknown,
    receiver::unused,
    rollout::cooldown,
    rollout::enforcement_shrinks,
    rollout::ladder,
    rollout::loosens,
    rollout::no_guard,
    rollout::not_dry_first,
    rollout::override_loosens,
    rollout::scope_shrinks,
    rollout::short_dwell,
    rollout::silent_signal,
    rollout::two_actors,
    rollout::unbound_selector,
    rollout::undisjoint_override,
    rollout::weights,
    route::contradicts_parent,
    route::default_only,
    route::group_by_unknown,
    route::interval_order,
    route::shadowed,
    route::template_label,
    route::undecidable,
    route::unknown_label,
    route::unreachable,
    route::unscoped,
    rule::duplicate_identity,
    rule::hold_below_interval,
    rule::missing_owner,
    rule::missing_runbook,
    rule::missing_summary,
    rule::no_interval,
    rule::object_too_large,
    rule::record_name,
    rule::record_order,
    rule::unknown_record,
    rule::unused_record,
    rule::value_in_label,
    split::capacity,
    split::weight,
    timing::detection_budget,
    timing::recovery_budget,
    timing::time_scale,
    timing::window_too_short,
    unit::mismatch,
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
            assert_eq!(text, check.source, "{} has the page of another check", check.id);
            assert!(text.contains("mod tests {"), "{} has no tests", check.id);
            let page = check.page();
            let lines: Vec<&str> = page.lines().collect();
            assert!(lines[0].ends_with('.') && lines[1].is_empty(), "{}: a sentence comes first", check.id);
            let headings: Vec<&&str> = lines.iter().filter(|line| line.starts_with("# ")).collect();
            assert_eq!(headings, [&"# Bad", &"# Good", &"# Fix"], "{}", check.id);
        }
    }

    #[test]
    fn a_check_is_found_by_its_id_and_a_near_one_is_meant() {
        assert_eq!(Check::find("promql/rate-on-gauge").map(|check| check.id), Ok("promql/rate-on-gauge"));
        assert_eq!(Check::find("promql/rate-on-gauges").err(), Some(Some("promql/rate-on-gauge")));
        assert_eq!(Check::find("nothing/like-it").err(), Some(None));
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
