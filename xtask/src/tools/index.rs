//! What is had and what is not: `index.json`, which the tests read, and `missing.json`.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::catalogue::{GENERATIONS, Tool};

/// A tool that is there.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Entry {
    /// The tool's name.
    pub(super) tool: String,
    /// The version that it says it is.
    pub(super) version: String,
    /// The binary; relative to the index, so that the folder can be copied, unless it is installed elsewhere.
    pub(super) path: PathBuf,
    /// The suite that it comes from; none for what was found on `PATH`.
    pub(super) suite: Option<String>,
    /// Debian's version of the package.
    pub(super) package_version: Option<String>,
}

impl Entry {
    /// The suite, or `PATH`.
    fn origin(&self) -> &str {
        self.suite.as_deref().unwrap_or("PATH")
    }

    /// `2.42.0 (bookworm)`
    pub(super) fn label(&self) -> String {
        format!("{} ({})", self.version, self.origin())
    }
}

/// A tool that could not be had from one place.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Missing {
    /// The tool's name.
    pub(super) tool: String,
    /// The suite, or `PATH`.
    pub(super) suite: String,
    /// Why not.
    pub(super) reason: String,
}

/// Both lists, as they are on disk.
pub(super) struct Index {
    folder: PathBuf,
    entries: Vec<Entry>,
    missing: Vec<Missing>,
}

impl Index {
    /// Reads the lists. One that is not there or not readable is empty: it is made anew. So are entries whose file
    /// has gone.
    pub(super) fn read(folder: &Path) -> Self {
        let mut entries: Vec<Entry> = read(&folder.join("index.json"));
        entries.retain(|entry| folder.join(&entry.path).is_file());
        Self { folder: folder.to_owned(), entries, missing: read(&folder.join("missing.json")) }
    }

    /// Where the list of what is there lies.
    pub(super) fn path(&self) -> PathBuf {
        self.folder.join("index.json")
    }

    /// Writes the lists, each as a whole or not at all.
    pub(super) fn write(&self) -> io::Result<()> {
        write(&self.path(), &self.entries)?;
        write(&self.folder.join("missing.json"), &self.missing)
    }

    /// Adds what was got; it is not missing any longer.
    pub(super) fn add(&mut self, entry: Entry) {
        self.missing.retain(|missing| missing.tool != entry.tool || missing.suite != entry.origin());
        self.entries.retain(|other| other.tool != entry.tool || other.suite != entry.suite);
        self.entries.push(entry);
    }

    /// Records what could not be got.
    pub(super) fn miss(&mut self, missing: Missing) {
        self.missing.retain(|other| other.tool != missing.tool || other.suite != missing.suite);
        self.missing.push(missing);
    }

    /// Forgets what may be otherwise by now: what could not be had, and what was installed elsewhere.
    pub(super) fn forget_what_may_change(&mut self, wanted: &[&Tool]) {
        self.missing.retain(|missing| !is_one(wanted, &missing.tool));
        self.entries.retain(|entry| entry.suite.is_some() || !is_one(wanted, &entry.tool));
    }

    /// Whether a tool is there in any version.
    pub(super) fn names(&self, tool: &str) -> bool {
        self.entries.iter().any(|entry| entry.tool == tool)
    }

    /// Whether a tool is there in the version of one generation of suites.
    pub(super) fn has(&self, tool: &Tool, generation: &[&str]) -> bool {
        let suits = |entry: &Entry| entry.suite.as_deref().is_some_and(|suite| generation.contains(&suite));
        self.entries.iter().any(|entry| entry.tool == tool.name && suits(entry))
    }

    /// Whether every wanted tool is there in the version of every generation.
    pub(super) fn is_complete(&self, wanted: &[&Tool]) -> bool {
        wanted.iter().all(|tool| GENERATIONS.iter().all(|generation| self.has(tool, generation)))
    }

    /// Whether every wanted tool is there in some version, and of every other version it is known why not.
    pub(super) fn is_settled(&self, wanted: &[&Tool]) -> bool {
        let known = |tool: &Tool, generation: &[&str]| {
            let refused =
                |missing: &Missing| missing.tool == tool.name && generation.contains(&&*missing.suite);
            self.has(tool, generation) || self.missing.iter().any(refused)
        };
        self.has_one_of_each(wanted)
            && wanted.iter().all(|tool| GENERATIONS.iter().all(|generation| known(tool, generation)))
    }

    /// Whether every wanted tool is there in some version.
    fn has_one_of_each(&self, wanted: &[&Tool]) -> bool {
        wanted.iter().all(|tool| !self.had(&[tool]).is_empty())
    }

    /// The wanted tools that are there.
    pub(super) fn had(&self, wanted: &[&Tool]) -> Vec<&Entry> {
        self.entries.iter().filter(|entry| is_one(wanted, &entry.tool)).collect()
    }

    /// Why the wanted tools are not there: each tool's reasons, with the places that gave them.
    pub(super) fn missing(&self, wanted: &[&Tool]) -> Vec<(&str, Vec<&str>, &str)> {
        let mut reasons: Vec<(&str, Vec<&str>, &str)> = Vec::new();
        for Missing { tool, suite, reason } in
            self.missing.iter().filter(|missing| is_one(wanted, &missing.tool))
        {
            match reasons.iter_mut().find(|(name, _, known)| name == tool && known == reason) {
                Some((_, suites, _)) => suites.push(suite),
                None => reasons.push((tool, vec![suite], reason)),
            }
        }
        reasons
    }
}

fn is_one(wanted: &[&Tool], name: &str) -> bool {
    wanted.iter().any(|tool| tool.name == name)
}

fn read<T: DeserializeOwned + Default>(path: &Path) -> T {
    fs::read(path).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default()
}

/// Readers do not take the lock that writers hold: they see the old list or the new one.
fn write<T: Serialize>(path: &Path, value: &T) -> io::Result<()> {
    let new = path.with_extension("json.new");
    let mut file = File::create(&new)?;
    serde_json::to_writer_pretty(&mut file, value)?;
    file.write_all(b"\n")?;
    fs::rename(new, path)
}

#[cfg(test)]
mod tests {
    use super::super::catalogue::CATALOGUE;
    use super::*;

    fn entry(suite: Option<&str>) -> Entry {
        let tool = CATALOGUE[0].name;
        let suite = suite.map(str::to_owned);
        Entry { tool: tool.into(), version: "1.0".into(), path: tool.into(), suite, package_version: None }
    }

    fn missing(suite: &str) -> Missing {
        Missing { tool: CATALOGUE[0].name.into(), suite: suite.into(), reason: "no".into() }
    }

    #[test]
    fn an_index_is_read_as_it_was_written_without_what_has_gone() -> io::Result<()> {
        let folder = tempfile::tempdir()?;
        let wanted = [&CATALOGUE[0]];
        let mut index = Index::read(folder.path());
        index.add(entry(Some("bookworm")));
        index.miss(missing("trixie"));
        index.write()?;

        assert!(Index::read(folder.path()).had(&wanted).is_empty());
        fs::write(folder.path().join(CATALOGUE[0].name), "")?;
        let read = Index::read(folder.path());
        assert_eq!(read.had(&wanted), [&entry(Some("bookworm"))]);
        assert_eq!(read.missing(&wanted), [(CATALOGUE[0].name, vec!["trixie"], "no")]);
        Ok(())
    }

    #[test]
    fn a_machine_without_a_mirror_is_settled_with_what_is_on_path() {
        let wanted = [&CATALOGUE[0]];
        let mut index = Index { folder: PathBuf::new(), entries: Vec::new(), missing: Vec::new() };
        for suite in GENERATIONS.concat() {
            index.miss(missing(suite));
        }
        assert!(!index.is_settled(&wanted));
        index.add(entry(None));
        assert!(index.is_settled(&wanted));
        assert!(!index.is_complete(&wanted));

        index.forget_what_may_change(&wanted);
        assert!(index.had(&wanted).is_empty());
        assert!(index.missing(&wanted).is_empty());
    }

    #[test]
    fn one_suite_of_a_generation_is_enough() {
        let wanted = [&CATALOGUE[0]];
        let mut index =
            Index { folder: PathBuf::new(), entries: Vec::new(), missing: vec![missing("forky")] };
        for suite in ["bookworm", "trixie", "sid"] {
            index.add(entry(Some(suite)));
        }
        assert!(index.is_complete(&wanted));
    }
}
