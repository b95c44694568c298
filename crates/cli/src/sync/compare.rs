//! Compares artifacts with a directory: each by itself with what stands in its place, then all of them with what is there.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;

use plimsoll_check::Diagnostic;
use plimsoll_render::Artifact;

use super::comparison::{Comparison, Entry, State};
use super::manifest::{self, MANIFEST};
use super::path::{ancestors, fault, has_below, is_below, is_temporary, name};
use super::problem;
use super::tree::Tree;
use super::walk::{Kind, walk};

/// What is known of one path: how it stands, or what is in its way. A fleet has tens of thousands, and mostly nothing is.
pub(super) type Judged = Result<Entry, Box<Diagnostic>>;

/// How many foreign files are told one by one. A wrong `--dir` may hold a hundred thousand.
const FOREIGN_SHOWN: usize = 20;

pub(super) fn compare(tree: &Tree, artifacts: &[Artifact]) -> Comparison {
    let directory = Directory::look(tree);
    let judged = artifacts.iter().map(|Artifact { path, text }| {
        let entry = directory.judge(path, text).map(|(state, old)| {
            // A fresh file needs no second copy of its text: there may be thousands.
            let new = (state != State::Fresh).then(|| text.clone());
            Entry { state, new, old }
        });
        (path.clone(), entry.map_err(Box::new))
    });
    let judged = judged.collect();
    directory.conclude(judged)
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
fn clashes<'p>(paths: impl Iterator<Item = &'p str>) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    // Keyed as a system that ignores case sees them; there `A.md` would overwrite `a.md`.
    let mut folded: BTreeMap<String, &str> = BTreeMap::from([(MANIFEST.to_lowercase(), MANIFEST)]);
    for path in paths {
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

/// What is in the directory, and what of it we wrote.
pub(super) struct Directory<'t> {
    tree: &'t Tree,
    found: BTreeMap<String, Kind>,
    listed: BTreeSet<String>,
    /// Why nothing is known about it.
    unseen: Vec<Diagnostic>,
}

impl<'t> Directory<'t> {
    /// Looks at the directory.
    pub(super) fn look(tree: &'t Tree) -> Self {
        let seen = look(tree).map_err(|problem| vec![problem]).and_then(|found| {
            let listed = listed(tree, &found)?;
            Ok((found, listed))
        });
        let (unseen, (found, listed)) = match seen {
            Ok(seen) => (Vec::new(), seen),
            Err(problems) => (problems, Default::default()),
        };
        Self { tree, found, listed, unseen }
    }

    /// Compares one artifact with what stands in its place: how it stands, with the old bytes if they are stale.
    pub(super) fn judge(&self, path: &str, text: &str) -> Result<(State, Option<Vec<u8>>), Diagnostic> {
        fault(path).map_or_else(|| self.state(path, text), |why| Err(problem::bad_path(path, why)))
    }

    /// Whether a file can be written beside this path now: the directory is known, and nothing must go before the folder
    /// can be made.
    pub(super) fn is_open_at(&self, path: &str) -> bool {
        let is_folder = |above: &str| matches!(self.found.get(above), None | Some(Kind::Directory));
        self.unseen.is_empty() && ancestors(path).all(is_folder)
    }

    /// The comparison, from what was said of every path.
    pub(super) fn conclude(self, mut judged: Vec<(String, Judged)>) -> Comparison {
        let mut problems = clashes(judged.iter().map(|(path, _)| path.as_str()));
        if problems.is_empty() {
            problems.clone_from(&self.unseen);
        }
        if !problems.is_empty() {
            return Comparison { problems, ..Comparison::default() };
        }
        let text = manifest::render(judged.iter().map(|(path, _)| path.as_str()));
        let manifest = self.state(MANIFEST, &text).map(|(state, old)| {
            let new = (state != State::Fresh).then_some(text);
            Entry { state, new, old }
        });
        judged.push((MANIFEST.to_owned(), manifest.map_err(Box::new)));
        let unwanted = self.unwanted(&judged.iter().map(|(path, _)| path.as_str()).collect());
        let mut entries = BTreeMap::new();
        for (path, entry) in judged {
            match entry {
                Ok(entry) => {
                    if entry.state == State::Foreign {
                        problems.push(problem::taken(&self.tree.shown(&path)));
                    }
                    entries.insert(path, entry);
                }
                Err(problem) => problems.push(*problem),
            }
        }
        let nothing = |(path, state)| (path, Entry { state, new: None, old: None });
        entries.extend(unwanted.into_iter().map(nothing));
        problems.extend(foreign(self.tree, &entries));
        // A directory that stands in many files' way is told once.
        problems.sort();
        problems.dedup();
        Comparison { entries, listed: self.listed, problems }
    }

    /// The state of a path that is rendered, with the old bytes if they are stale.
    fn state(&self, path: &str, text: &str) -> Result<(State, Option<Vec<u8>>), Diagnostic> {
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

    /// What is found and nothing renders, with its state; directories have none.
    fn unwanted(&self, wanted: &BTreeSet<&str>) -> Vec<(String, State)> {
        let state = |path: &str, kind: Kind| match kind {
            Kind::Directory => None,
            Kind::File if self.is_ours(path) => Some(State::Orphan),
            // Where it is in the way of a file of ours, that is told instead.
            _ if has_below(wanted, path) => None,
            Kind::File | Kind::Other(_) => Some(State::Foreign),
        };
        let unwanted = self.found.iter().filter(|(path, _)| !wanted.contains(path.as_str()));
        unwanted.filter_map(|(path, kind)| Some((path.clone(), state(path, *kind)?))).collect()
    }

    /// Whether we wrote a file that is found.
    fn is_ours(&self, path: &str) -> bool {
        self.listed.contains(path) || is_temporary(name(path))
    }

    /// Whether a directory held files of ours alone, so that a file may take its place: all of them are orphans then.
    fn is_given_up(&self, directory: &str) -> bool {
        has_below(&self.listed, directory)
            && self.found.iter().filter(|(path, _)| is_below(path, directory)).all(
                |(path, kind)| match kind {
                    Kind::Directory => true,
                    Kind::File => self.is_ours(path),
                    Kind::Other(_) => false,
                },
            )
    }
}
