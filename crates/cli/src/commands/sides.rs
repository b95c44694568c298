//! What `--from` and `--to` mean: a phase, a revision, or the working tree.

use std::path::Path;

use plimsoll_check::Diagnostic;
use plimsoll_plan::Plan;

use super::revision::Revision;
use crate::change::Snapshot;
use crate::source::{PackSummary, Produced, Source};

/// One side of a comparison.
pub(super) enum Side<'a> {
    /// What the packs say now, each environment in its live phase.
    Tree(Vec<Snapshot>),
    /// Every environment in this phase.
    Phase(String),
    /// Every environment in this traffic phase.
    Traffic(String),
    /// What a commit keeps in `generated/`.
    Revision(String, Revision<'a>),
}

impl<'a> Side<'a> {
    /// What somebody wrote; `phase:` and `rev:` settle what a bare name leaves open.
    pub(super) fn parse(word: &str, root: &'a Path, packs: &[PackSummary]) -> Result<Self, Diagnostic> {
        let phases: Vec<&str> = packs.iter().flat_map(|pack| &pack.phases).map(String::as_str).collect();
        let revision =
            |name: &str| Revision::new(root, name).map(|found| Self::Revision(name.to_owned(), found));
        if let Some(name) = word.strip_prefix("rev:") {
            return revision(name)
                .map_err(|why| unknown(format!("there is no revision `{name}`: {why}"), &phases));
        }
        if let Some(name) = word.strip_prefix("phase:") {
            let found = phases.contains(&name).then(|| Self::Phase(name.to_owned()));
            return found.ok_or_else(|| unknown(format!("no pack has a phase `{name}`"), &phases));
        }
        if let Some(name) = word.strip_prefix("traffic:") {
            let phases: Vec<&str> =
                packs.iter().flat_map(|pack| &pack.traffic_phases).map(String::as_str).collect();
            let found = phases.contains(&name).then(|| Self::Traffic(name.to_owned()));
            return found.ok_or_else(|| unknown(format!("no pack has a traffic phase `{name}`"), &phases));
        }
        match (phases.contains(&word), revision(word)) {
            (true, Ok(_)) => {
                let message = format!("`{word}` is a phase and a revision");
                Err(Diagnostic::error("diff/ambiguous", message)
                    .help(format!("write `phase:{word}` or `rev:{word}`")))
            }
            (true, Err(_)) => Ok(Self::Phase(word.to_owned())),
            (false, Ok(side)) => Ok(side),
            (false, Err(why)) => {
                Err(unknown(format!("`{word}` is neither a phase nor a revision: {why}"), &phases))
            }
        }
    }

    /// What the packs say now.
    pub(super) fn tree(produced: &Produced) -> Result<Self, Diagnostic> {
        let read = produced
            .plans
            .iter()
            .map(|plan| Snapshot::of(plan).map_err(|why| unreadable(&plan.folder(), &why)));
        read.collect::<Result<_, _>>().map(Self::Tree)
    }

    /// What it is called.
    pub(super) fn name(&self) -> String {
        match self {
            Self::Tree(_) => "working tree".to_owned(),
            Self::Phase(name) => format!("phase {name}"),
            Self::Traffic(name) => format!("traffic phase {name}"),
            Self::Revision(name, _) => name.clone(),
        }
    }

    /// The packs and environments of a revision that the packs may not have any more.
    pub(super) fn places(&self) -> Result<Vec<(String, String)>, Diagnostic> {
        match self {
            Self::Revision(name, revision) => revision.plans().map_err(|why| {
                Diagnostic::error("diff/unreadable", format!("`{name}` cannot be read: {why}"))
            }),
            _ => Ok(Vec::new()),
        }
    }

    /// One environment of one pack, if it is there.
    pub(super) fn snapshot(
        &self,
        source: &dyn Source,
        (pack, environment): (&str, &str),
        packs: &[PackSummary],
    ) -> Result<Option<Snapshot>, Vec<Diagnostic>> {
        match self {
            Self::Tree(all) => Ok(all.iter().find(|one| one.place() == (pack, environment)).cloned()),
            Self::Phase(phase) => {
                let has = packs.iter().any(|known| known.name == pack && known.phases.contains(phase));
                has.then(|| source.lower(pack, environment, Some(phase))).map(lowered).transpose()
            }
            Self::Traffic(phase) => {
                let has =
                    packs.iter().any(|known| known.name == pack && known.traffic_phases.contains(phase));
                has.then(|| source.lower_with_traffic(pack, environment, phase)).map(lowered).transpose()
            }
            Self::Revision(name, revision) => {
                let place = (pack.to_owned(), environment.to_owned());
                if !self.places().map_err(|error| vec![error])?.contains(&place) {
                    return Ok(None);
                }
                let text = revision.plan(pack, environment);
                let read = text.and_then(|text| Snapshot::read(&text));
                read.map(Some)
                    .map_err(|why| vec![unreadable(&format!("{name}:generated/{pack}/{environment}"), &why)])
            }
        }
    }
}

fn lowered(plan: Result<Plan, Vec<Diagnostic>>) -> Result<Snapshot, Vec<Diagnostic>> {
    let plan = plan?;
    Snapshot::of(&plan).map_err(|why| vec![unreadable(&plan.folder(), &why)])
}

fn unknown(message: String, phases: &[&str]) -> Diagnostic {
    let mut known: Vec<String> = Vec::new();
    for phase in phases.iter().map(|phase| format!("`{phase}`")) {
        if !known.contains(&phase) {
            known.push(phase);
        }
    }
    let help = if known.is_empty() {
        "name a commit, a branch or a tag".to_owned()
    } else {
        format!("the phases are {}; a revision is a commit, a branch or a tag", known.join(", "))
    };
    Diagnostic::error("diff/unknown", message).help(help)
}

fn unreadable(place: &str, why: &str) -> Diagnostic {
    Diagnostic::error("diff/unreadable", format!("`{place}/plan.json` cannot be compared: {why}"))
        .help("compare with a revision in which `cargo xtask check` is well")
}
