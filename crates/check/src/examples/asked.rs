//! Every example with what was found of it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use plimsoll_model::Pack;

use super::example::{Example as _, Planted};
use super::written::WRITTEN;
use crate::anybody::{self, Holds};
use crate::page::{Side, promql};
use crate::{CHECKS, Check, Diagnostic, fixture, run};

/// What was found of each example, by the check and the side of its page.
type Asked = BTreeMap<(&'static str, Side), Vec<Vec<Diagnostic>>>;

/// What the checks say of each example on one side of a page. Empty where the page has none that runs.
pub(super) fn findings(check: &Check, side: Side) -> &'static [Vec<Diagnostic>] {
    static ASKED: OnceLock<Asked> = OnceLock::new();
    let all = || CHECKS.iter().flat_map(|check| [Side::Bad, Side::Good].map(|side| (check, side)));
    let asked =
        ASKED.get_or_init(|| all().map(|(check, side)| ((check.id, side), ask(check, side))).collect());
    asked.get(&(check.id, side)).map_or(&[], Vec::as_slice)
}

/// The packs with each example on one side of a page.
pub(super) fn planted(check: &Check, side: Side) -> Vec<Planted> {
    let written = WRITTEN.iter().find(|written| written.file == check.id.replace('-', "_"));
    let of_rust = written.map_or(&[][..], |written| match side {
        Side::Bad => written.bad,
        Side::Good => written.good,
    });
    // A check of panels is shown on what a panel draws, any other on an alert.
    let is_of_panels = check.id.starts_with("panel/") || check.id.starts_with("dashboard/");
    let of_promql = promql(&check.page(), side).into_iter().map(|text| {
        let text = text.trim_end();
        if is_of_panels { fixture::drawn(text).planted() } else { fixture::probe(text).planted() }
    });
    of_rust.iter().map(|make| make()).chain(of_promql).collect()
}

/// What the checks say. That nothing draws an alert counts on the page of that check alone, and so does that no test
/// follows: most examples are texts without a panel.
fn ask(check: &Check, side: Side) -> Vec<Vec<Diagnostic>> {
    let counts = |finding: &Diagnostic| !fixture::USUAL.contains(&finding.id) || finding.id == check.id;
    let found = |planted: Planted| run(&planted.pack, &planted.plan).into_iter().filter(counts).collect();
    planted(check, side).into_iter().map(found).collect()
}

#[test]
fn every_page_has_a_bad_and_a_good_example_that_run() {
    let without: Vec<&str> = CHECKS
        .iter()
        .filter(|check| [Side::Bad, Side::Good].iter().any(|side| findings(check, *side).is_empty()))
        .map(|check| check.id)
        .collect();
    assert_eq!(without, [""; 0]);
}

#[test]
fn every_block_of_code_on_a_page_is_run() {
    for check in CHECKS {
        for line in check.page().lines().filter_map(|line| line.strip_prefix("```")) {
            assert!(
                ["", "promql", "rust"].contains(&line),
                "{} shows `{line}`, which nothing runs",
                check.id
            );
        }
    }
}

#[test]
fn every_bad_example_shows_its_own_mistake_and_no_other() {
    let mut other = Vec::new();
    for check in CHECKS {
        for found in findings(check, Side::Bad) {
            let ids: BTreeSet<&str> = found.iter().map(|finding| finding.id).collect();
            if ids != BTreeSet::from([check.id]) {
                other.push((check.id, found));
            }
        }
    }
    assert!(other.is_empty(), "{other:#?}");
}

#[test]
fn nothing_is_found_in_any_good_example() {
    let mut told = Vec::new();
    for check in CHECKS {
        let found = findings(check, Side::Good).iter().filter(|found| !found.is_empty());
        told.extend(found.map(|found| (check.id, found)));
    }
    assert!(told.is_empty(), "{told:#?}");
}

#[test]
fn examples_in_rust_are_listed_once_and_belong_to_a_check() {
    assert!(WRITTEN.is_sorted_by(|a, b| a.file < b.file));
    for written in WRITTEN {
        assert!(Check::find(&written.file.replace('_', "-")).is_ok(), "{} is no check", written.file);
    }
}

/// What is said of the same rules where they are no pack's, and of all that a pack is only the metrics are known.
fn of_anybody(planted: &Planted) -> Vec<Diagnostic> {
    anybody::run(&Pack::new("anybody").metrics(&planted.pack.metrics), &planted.plan)
}

/// Routes and inhibitions are left out: those of a pack are about all of its phases.
#[test]
fn of_anybodys_rules_a_check_finds_a_bad_example_and_no_good_one() {
    let mut wrong = Vec::new();
    for check in CHECKS.iter().filter(|check| !matches!(anybody::holds(check), Holds::Packs(_))) {
        if ["route/", "inhibit/", "receiver/"].iter().any(|group| check.id.starts_with(group)) {
            continue;
        }
        let told = |side| {
            let found = planted(check, side).iter().flat_map(of_anybody).collect::<Vec<_>>();
            found.iter().filter(|finding| finding.id == check.id).count()
        };
        if told(Side::Bad) == 0 || told(Side::Good) > 0 {
            wrong.push(check.id);
        }
    }
    assert_eq!(wrong, [""; 0]);
}
