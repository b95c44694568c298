//! The result of a comparison, and the part of it that may be written.

use std::collections::{BTreeMap, BTreeSet};

use plimsoll_check::Diagnostic;

use super::manifest;
use super::write::Written;

/// How a path in the directory stands to what was rendered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// The same bytes.
    Fresh,
    /// Other bytes.
    Stale,
    /// Rendered, and not there.
    Missing,
    /// We wrote it once, and nothing produces it any more.
    Orphan,
    /// We did not write it.
    Foreign,
}

/// One path of a comparison.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// How it stands.
    pub state: State,
    /// What should be there, of a path that differs from it; `None` if nothing should, or it waits under a temporary name.
    pub new: Option<String>,
    /// What is there, of a stale file.
    pub old: Option<Vec<u8>>,
}

/// Every path of the directory and of the artifacts, the manifest among them, with its state.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Comparison {
    pub(super) entries: BTreeMap<String, Entry>,
    /// What the manifest on disk lists.
    pub(super) listed: BTreeSet<String>,
    pub(super) problems: Vec<Diagnostic>,
}

impl Comparison {
    /// Every path in order, with its state.
    pub fn entries(&self) -> impl Iterator<Item = (&str, &Entry)> {
        self.entries.iter().map(|(path, entry)| (path.as_str(), entry))
    }

    /// How many paths are in that state.
    pub fn count(&self, state: State) -> usize {
        self.entries.values().filter(|entry| entry.state == state).count()
    }

    /// Whether everything is there as it was rendered, and nothing else.
    pub fn is_fresh(&self) -> bool {
        self.problems.is_empty() && self.entries.values().all(|entry| entry.state == State::Fresh)
    }

    /// What stands in the way of writing.
    pub fn problems(&self) -> &[Diagnostic] {
        &self.problems
    }

    /// What [`Tree::write`](super::Tree::write) would do; the problems instead, if anything is in the way.
    pub fn changes(&self) -> Result<Changes<'_>, &[Diagnostic]> {
        if self.problems.is_empty() { Ok(Changes(self)) } else { Err(&self.problems) }
    }

    /// The paths in that state.
    pub(super) fn paths(&self, state: State) -> impl Iterator<Item = &str> {
        self.entries().filter(move |(_, entry)| entry.state == state).map(|(path, _)| path)
    }
}

/// A comparison without problems: the only thing that can be written.
#[derive(Debug, Clone, Copy)]
pub struct Changes<'a>(pub(super) &'a Comparison);

impl<'a> Changes<'a> {
    /// How many files would be written, deleted and left alone.
    pub fn counts(self) -> Written {
        Written {
            wrote: self.0.count(State::Stale) + self.0.count(State::Missing),
            deleted: self.0.count(State::Orphan),
            fresh: self.0.count(State::Fresh),
        }
    }

    /// The files to write, with their texts, where those do not wait already; the manifest is not among them.
    pub(super) fn writes(self) -> impl Iterator<Item = (&'a str, Option<&'a str>)> {
        self.0
            .entries()
            .filter(|(path, entry)| {
                *path != manifest::MANIFEST && matches!(entry.state, State::Stale | State::Missing)
            })
            .map(|(path, entry)| (path, entry.new.as_deref()))
    }

    /// The manifest that holds while files change: everything that is or will be ours.
    pub(super) fn union(self) -> String {
        let old = self.0.listed.iter().map(String::as_str);
        let new = self.0.entries().filter(|(path, entry)| {
            *path != manifest::MANIFEST && matches!(entry.state, State::Fresh | State::Stale | State::Missing)
        });
        manifest::render(old.chain(new.map(|(path, _)| path)))
    }

    /// The manifest in the end, and whether it differs from the one on disk.
    pub(super) fn manifest(self) -> (&'a str, bool) {
        self.0.entries.get(manifest::MANIFEST).map_or(("", false), |entry| {
            (entry.new.as_deref().unwrap_or_default(), entry.state != State::Fresh)
        })
    }
}
