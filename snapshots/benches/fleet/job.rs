//! The job: the command `generate` as people run it; and its stages one by one, each with its time and its peak of
//! memory.

use std::path::Path;
use std::time::{Duration, Instant};

use plimsoll::check::{self, CHECKS, Diagnostic, Severity, Subject};
use plimsoll::cli::console::Console;
use plimsoll::cli::{OnDemand, Outcome, execute, sync::Tree, verify};
use plimsoll::plan::{self, Plan, names};
use plimsoll::prelude::Catalog;
use plimsoll::render;
use plimsoll_snapshots::fleet::{ENVIRONMENT, fleet, pack};
use serde::{Deserialize, Serialize};

use crate::{Result, usage};

/// What a job says of itself.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Report {
    /// In the order of the work.
    pub(crate) stages: Vec<Stage>,
    /// Every check over the whole fleet, the dearest first; before them what all of them share.
    pub(crate) checks: Vec<(String, Duration)>,
    /// Rules in the rule files, without those that hold thresholds and the phase.
    pub(crate) rules: usize,
    /// Those that do.
    pub(crate) constants: usize,
    /// Files, without the manifest.
    pub(crate) files: usize,
    /// Their size.
    pub(crate) bytes: usize,
}

/// One stage.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Stage {
    /// `lower`, `check`, ...
    pub(crate) name: String,
    /// By the clock.
    pub(crate) time: Duration,
    /// On all processors together, to a hundredth of a second.
    pub(crate) processor: Option<Duration>,
    /// The most memory that the process held during it, what earlier stages left included, in bytes.
    pub(crate) peak: Option<u64>,
}

impl Report {
    fn stage<T>(&mut self, name: &str, work: impl FnOnce() -> T) -> T {
        usage::reset_peak();
        let (begin, before) = (Instant::now(), usage::processor());
        let done = work();
        let (time, after) = (begin.elapsed(), usage::processor());
        let processor = after.zip(before).map(|(after, before)| after.saturating_sub(before));
        self.stages.push(Stage { name: name.to_owned(), time, processor, peak: usage::peak() });
        done
    }
}

/// The command: packs are made when they are asked for, and produced on all processors.
pub(crate) fn generate(services: usize, folder: &Path) -> Result<()> {
    let arguments = ["xtask".into(), "generate".into(), "--dir".into(), folder.into()];
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let mut console = Console::plain(&mut out, &mut err);
    let packs = OnDemand::new(services, |at| pack(at + 1));
    match execute(arguments, &packs, folder, &mut console)? {
        Outcome::Well => Ok(()),
        _ => Err(String::from_utf8_lossy(&err).into_owned().into()),
    }
}

/// From the definitions of a fleet to its files in `folder`, one stage after the other on one thread.
pub(crate) fn stages(services: usize, folder: &Path) -> Result<Report> {
    let mut report = Report::default();
    let catalog = report.stage("define", || fleet(services));
    let plans = report.stage("lower", || -> Result<Vec<Plan>> {
        let lower =
            |pack| plan::lower(pack, ENVIRONMENT, None).map_err(|errors| format!("{errors:?}").into());
        catalog.packs.iter().map(lower).collect()
    })?;
    let found = report.stage("check", || {
        let packs = catalog.packs.iter().zip(&plans);
        packs.flat_map(|(pack, plan)| check::run(pack, plan)).collect::<Vec<_>>()
    });
    report.checks = checks(&catalog, &plans);
    stop_at(found.into_iter().filter(|finding| finding.severity == Severity::Error))?;
    let artifacts = report.stage("render", || {
        let mut artifacts: Vec<_> = plans.iter().flat_map(render::all).collect();
        artifacts.extend(render::index(plans.iter().map(render::IndexPart::of).collect()));
        artifacts.sort();
        artifacts
    });
    stop_at(report.stage("verify", || verify::faults(&artifacts, &plans)))?;
    report.stage("write", || {
        let tree = Tree::new(folder);
        let comparison = tree.compare(&artifacts);
        match comparison.changes() {
            Ok(changes) => stop_at(tree.write(&changes).err()),
            Err(problems) => stop_at(problems.iter().cloned()),
        }
    })?;

    let is_constant = |name: &str| [names::THRESHOLD_VALUE, names::PHASE_INFO].contains(&name);
    let rules = plans.iter().flat_map(Plan::rules);
    let (constants, rules): (Vec<_>, Vec<_>) = rules.partition(|rule| is_constant(rule.name()));
    report.rules = rules.len();
    report.constants = constants.len();
    report.files = artifacts.len();
    report.bytes = artifacts.iter().map(|artifact| artifact.text.len()).sum();
    Ok(report)
}

/// What each check takes. Whoever asks first for the plans of the other phases, or for the labels of the alerts in all of
/// them, pays for all who ask later.
fn checks(catalog: &Catalog, plans: &[Plan]) -> Vec<(String, Duration)> {
    let mut shared = Duration::ZERO;
    let mut each = vec![Duration::ZERO; CHECKS.len()];
    for (pack, plan) in catalog.packs.iter().zip(plans) {
        let begin = Instant::now();
        let subject = Subject::new(pack, plan);
        shared += begin.elapsed();
        for (check, time) in CHECKS.iter().zip(&mut each) {
            let begin = Instant::now();
            drop(check.findings(&subject));
            *time += begin.elapsed();
        }
    }
    let mut all: Vec<_> = CHECKS.iter().map(|check| check.id.to_owned()).zip(each).collect();
    all.sort_by_key(|(_, time)| std::cmp::Reverse(*time));
    all.insert(0, ("what checks share".to_owned(), shared));
    all
}

/// A fleet has no faults; where it has one, the first says enough.
fn stop_at(faults: impl IntoIterator<Item = Diagnostic>) -> Result<()> {
    match faults.into_iter().next() {
        Some(Diagnostic { id, message, origin, .. }) => {
            let place = origin.map(|origin| format!(" at {origin}")).unwrap_or_default();
            Err(format!("{id}{place}: {message}").into())
        }
        None => Ok(()),
    }
}
