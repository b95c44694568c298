//! Files to findings.

use std::collections::BTreeMap;

use plimsoll_check::{Diagnostic, Excerpt, Severity, anybody};
use plimsoll_model::{Environment, Pack};
use plimsoll_plan::{Group, Plan};
use plimsoll_promql::MetricDef;
use plimsoll_units::{Origin, TimeScale};

use crate::rules::{Written, at};
use crate::source::{self, Read};
use crate::yaml::Lines;

/// One file of rules.
#[derive(Debug, Clone, Copy)]
pub struct File<'a> {
    /// As findings name it.
    pub name: &'a str,
    /// What stands in it.
    pub bytes: &'a [u8],
    /// Whether it was come across in a directory: then it may be something else than rules.
    pub searched: bool,
}

/// What is known besides the rules.
#[derive(Debug, Clone, Default)]
pub struct Known {
    /// The Prometheus that loads the rules, major and minor; `None` is the newest that every check knows.
    pub prometheus: Option<(u16, u16)>,
    /// The metrics that there are; with none, nothing is said of what is missing.
    pub metrics: Vec<MetricDef>,
}

/// A file of Alertmanager, as findings name it, and what stands in it.
#[derive(Debug, Clone, Copy)]
pub struct RoutingFile<'a> {
    /// As findings name it.
    pub name: &'a str,
    /// What stands in it.
    pub bytes: &'a [u8],
}

/// What a run over some files found.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Report {
    /// In the order of the files.
    pub found: Vec<Diagnostic>,
    /// How many files hold rules.
    pub files: usize,
    /// How many alerts and recordings they hold.
    pub rules: usize,
}

/// Everything that is wrong in these files, taken together: what one records another may read. With the configuration of
/// an Alertmanager, its routes and inhibitions are held against the alerts.
pub fn lint(files: &[File<'_>], routing: Option<RoutingFile<'_>>, known: &Known) -> Report {
    let target = known.prometheus.unwrap_or_else(|| plimsoll_model::Targets::default().prometheus);
    let mut report = Report::default();
    let mut read: Vec<Read<'_>> = Vec::new();
    let of_rules = files.iter().map(|file| source::rules(file, target));
    let of_routing = routing.iter().map(source::routing);
    for (one, found) in of_rules.chain(of_routing) {
        report.found.extend(found);
        read.extend(one);
    }
    report.files = read.iter().filter(|one| one.routing.is_none()).count();
    report.rules = read.iter().map(|one| one.rules.written.len()).sum();
    let (pack, mut plan) = world(&mut read, known, target);
    plan.alertmanager = read.iter().find_map(|one| one.routing.as_ref()?.alertmanager.clone());
    let places: BTreeMap<Origin, (&Lines<'_>, &Written)> = read
        .iter()
        .flat_map(|one| one.rules.written.iter().map(move |written| (written.origin, (&one.lines, written))))
        .collect();
    let found = anybody::run(&pack, &plan);
    let routed: Vec<_> = read.iter().filter_map(|one| Some((&one.lines, one.routing.as_ref()?))).collect();
    report.found.extend(found.into_iter().map(|finding| {
        let of_rule = located(finding, &places);
        routed.iter().fold(of_rule, |finding, (lines, routing)| routing.located(lines, finding))
    }));
    report.found.extend(read.iter().flat_map(|one| one.rules.found.iter().cloned()));
    report.found = allowed(report.found, &mut read);
    report.found.sort();
    report
}

/// The findings that no comment allows, and what is to be said of the comments.
fn allowed(found: Vec<Diagnostic>, read: &mut [Read<'_>]) -> Vec<Diagnostic> {
    let mut by_file: BTreeMap<&str, &mut Read<'_>> =
        read.iter_mut().map(|one| (one.lines.file, one)).collect();
    let mut left: Vec<Diagnostic> = found
        .into_iter()
        .filter(|finding| {
            let own = finding.origin.and_then(|origin| by_file.get_mut(origin.file));
            !own.is_some_and(|own| own.allowances.allow(finding))
        })
        .collect();
    for one in read {
        left.append(&mut one.allowances.found);
        left.extend(one.allowances.stale(&one.lines));
    }
    left
}

/// A pack that declares nothing but the metrics, and a plan that holds nothing but the groups.
fn world(read: &mut [Read<'_>], known: &Known, (major, minor): (u16, u16)) -> (Pack, Plan) {
    let origin = Origin::new("", 1, 1);
    let mut pack = Pack::new("rules").at(origin);
    pack.metrics.clone_from(&known.metrics);
    let groups: Vec<Group> = read.iter_mut().flat_map(|one| std::mem::take(&mut one.rules.groups)).collect();
    let plan = Plan {
        pack: pack.name,
        team: "",
        environment: Environment::unstaged("anybody").prometheus(major, minor).at(origin),
        thresholds: Vec::new(),
        groups,
        alertmanager: None,
        dashboards: Vec::new(),
        scrape: Vec::new(),
        traffic: None,
        runbooks: Vec::new(),
        reckonings: Vec::new(),
        contract: None,
        time_scale: TimeScale::REAL,
        origin,
    };
    (pack, plan)
}

/// A finding at its place in the file: in the middle of the expression, where it is about a part of one.
fn located(mut finding: Diagnostic, places: &BTreeMap<Origin, (&Lines<'_>, &Written)>) -> Diagnostic {
    let Some((lines, written)) = finding.origin.and_then(|origin| places.get(&origin)) else {
        return finding;
    };
    finding.subject = Some(written.about.clone());
    if !written.is_loaded {
        finding.severity = finding.severity.max(Severity::Warning);
    }
    let range = match finding.excerpt.take() {
        Some(Excerpt { start, end, .. }) => {
            written.expr.locate(lines.text, &(start + written.indent..end + written.indent))
        }
        None => written.name.clone(),
    };
    at(lines, finding, &range)
}
