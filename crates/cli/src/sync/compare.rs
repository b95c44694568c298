//! Compares artifacts with a directory.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;

use plimsoll_check::Diagnostic;
use plimsoll_render::Artifact;

use super::comparison::{Comparison, Entry, State};
use super::manifest::{self, MANIFEST};
use super::path::{ancestors, fault, is_below, is_temporary, name};
use super::problem;
use super::tree::Tree;
use super::walk::{Kind, walk};

/// How many foreign files are told one by one. A wrong `--dir` may hold a hundred thousand.
const FOREIGN_SHOWN: usize = 20;

pub(super) fn compare(tree: &Tree, artifacts: &[Artifact]) -> Comparison {
    let mut problems = clashes(artifacts);
    if !problems.is_empty() {
        return Comparison { problems, ..Comparison::default() };
    }
    let found = match look(tree) {
        Ok(found) => found,
        Err(problem) => return Comparison { problems: vec![problem], ..Comparison::default() },
    };
    let listed = match listed(tree, &found) {
        Ok(listed) => listed,
        Err(problems) => return Comparison { problems, ..Comparison::default() },
    };
    let text = manifest::render(artifacts.iter().map(|artifact| artifact.path.as_str()));
    let mut wanted: BTreeMap<&str, &str> =
        artifacts.iter().map(|artifact| (artifact.path.as_str(), artifact.text.as_str())).collect();
    wanted.insert(MANIFEST, &text);

    let directory = Directory { tree, found: &found, listed: &listed, wanted: &wanted };
    let mut entries = BTreeMap::new();
    for (path, text) in &wanted {
        match directory.wanted(path, text) {
            Ok((state, old)) => {
                if state == State::Foreign {
                    problems.push(problem::taken(&tree.shown(path)));
                }
                // A fresh file needs no second copy of its text: there may be thousands.
                let new = (state != State::Fresh).then(|| (*text).to_owned());
                entries.insert((*path).to_owned(), Entry { state, new, old });
            }
            Err(problem) => problems.push(problem),
        }
    }
    for path in found.keys().filter(|path| !wanted.contains_key(path.as_str())) {
        if let Some(state) = directory.unwanted(path) {
            entries.insert(path.clone(), Entry { state, new: None, old: None });
        }
    }
    problems.extend(foreign(tree, &entries));
    // A directory that stands in many files' way is told once.
    problems.sort();
    problems.dedup();
    Comparison { entries, listed, problems }
}

/// The directory's contents, by path.
fn look(tree: &Tree) -> Result<BTreeMap<String, Kind>, Diagnostic> {
    match fs::metadata(tree.root()) {
        Ok(metadata) if !metadata.is_dir() => {
            Err(problem::not_a_file(&tree.shown(""), "a file", "a directory"))
        }
        Err(error) if error.kind() == io::ErrorKind::NotADirectory => {
            let file = tree
                .root()
                .ancestors()
                .find(|above| above.exists() && !above.is_dir())
                .unwrap_or(tree.root());
            Err(problem::not_a_file(&file.to_string_lossy(), "a file", "a directory"))
        }
        _ => walk(tree.root()).map_err(|(path, error)| problem::not_readable(&tree.shown(&path), &error)),
    }
}

/// What the manifest lists; nothing if there is none.
fn listed(tree: &Tree, found: &BTreeMap<String, Kind>) -> Result<BTreeSet<String>, Vec<Diagnostic>> {
    let shown = tree.shown(MANIFEST);
    match found.get(MANIFEST) {
        None => Ok(BTreeSet::new()),
        Some(Kind::File) => match fs::read(tree.place(MANIFEST)) {
            Ok(bytes) => manifest::parse(&bytes, &shown),
            Err(error) => Err(vec![problem::not_readable(&shown, &error)]),
        },
        Some(Kind::Directory) => Err(vec![problem::not_a_file(&shown, "a directory", "a file")]),
        Some(Kind::Other(what)) => Err(vec![problem::not_a_file(&shown, what, "a file")]),
    }
}

/// Paths that cannot all be written, on any system.
fn clashes(artifacts: &[Artifact]) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    // Keyed as a system that ignores case sees them; there `A.md` would overwrite `a.md`.
    let mut folded: BTreeMap<String, &str> = BTreeMap::from([(MANIFEST.to_lowercase(), MANIFEST)]);
    for Artifact { path, .. } in artifacts {
        if let Some(why) = fault(path) {
            problems.push(problem::bad_path(path, why));
        } else if let Some(other) = folded.insert(path.to_lowercase(), path) {
            problems.push(problem::clash(other, path));
        }
    }
    for (key, path) in &folded {
        problems.extend(
            ancestors(key).filter_map(|above| folded.get(above)).map(|above| problem::clash(above, path)),
        );
    }
    problems
}

/// The foreign files as problems, bounded in number.
fn foreign(tree: &Tree, entries: &BTreeMap<String, Entry>) -> Vec<Diagnostic> {
    let foreign: Vec<&String> = entries
        .iter()
        .filter(|(_, entry)| entry.state == State::Foreign && entry.new.is_none())
        .map(|(path, _)| path)
        .collect();
    let (shown, more) = foreign.split_at(foreign.len().min(FOREIGN_SHOWN));
    let mut problems: Vec<_> = shown.iter().map(|path| problem::foreign(&tree.shown(path))).collect();
    if !more.is_empty() {
        problems.push(problem::more_foreign(&tree.shown(""), more.len()));
    }
    problems
}

/// What is known about the directory, asked path by path.
struct Directory<'a> {
    tree: &'a Tree,
    found: &'a BTreeMap<String, Kind>,
    listed: &'a BTreeSet<String>,
    wanted: &'a BTreeMap<&'a str, &'a str>,
}

impl Directory<'_> {
    /// The state of a path that is rendered, with the old bytes if they are stale.
    fn wanted(&self, path: &str, text: &str) -> Result<(State, Option<Vec<u8>>), Diagnostic> {
        for above in ancestors(path) {
            match self.found.get(above) {
                Some(Kind::Directory) => {}
                Some(Kind::File) if self.listed.contains(above) => return Ok((State::Missing, None)),
                Some(Kind::File) => {
                    return Err(problem::not_a_file(&self.tree.shown(above), "a file", "a directory"));
                }
                Some(Kind::Other(what)) => {
                    return Err(problem::not_a_file(&self.tree.shown(above), what, "a directory"));
                }
                None => return Ok((State::Missing, None)),
            }
        }
        match self.found.get(path) {
            None => Ok((State::Missing, None)),
            Some(Kind::Directory) if self.is_given_up(path) => Ok((State::Missing, None)),
            Some(Kind::Directory) => {
                Err(problem::not_a_file(&self.tree.shown(path), "a directory", "a file"))
            }
            Some(Kind::Other(what)) => Err(problem::not_a_file(&self.tree.shown(path), what, "a file")),
            Some(Kind::File) => match fs::read(self.tree.place(path)) {
                Err(error) => Err(problem::not_readable(&self.tree.shown(path), &error)),
                Ok(old) if old == text.as_bytes() => Ok((State::Fresh, None)),
                Ok(old) if path == MANIFEST || self.listed.contains(path) => Ok((State::Stale, Some(old))),
                Ok(_) => Ok((State::Foreign, None)),
            },
        }
    }

    /// The state of a path that nothing renders; directories have none.
    fn unwanted(&self, path: &str) -> Option<State> {
        match self.found.get(path)? {
            Kind::Directory => None,
            Kind::File if self.listed.contains(path) || is_temporary(name(path)) => Some(State::Orphan),
            // Where it is in the way of a file of ours, that is told instead.
            _ if self.wanted.keys().any(|wanted| is_below(wanted, path)) => None,
            Kind::File | Kind::Other(_) => Some(State::Foreign),
        }
    }

    /// Whether a directory held files of ours alone, all of them orphans now, so that a file may take its place.
    fn is_given_up(&self, directory: &str) -> bool {
        self.listed.iter().any(|path| is_below(path, directory))
            && self
                .found
                .keys()
                .filter(|path| is_below(path, directory))
                .all(|path| matches!(self.unwanted(path), None | Some(State::Orphan)))
    }
}
