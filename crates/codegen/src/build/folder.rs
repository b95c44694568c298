//! A pack's folder: where its files are and how they are called in messages.

use std::fmt;
use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

use crate::data::PackFiles;
use crate::document::Limits;
use crate::read::{self, Source};
use crate::{Place, Problem};

/// A folder with `thresholds.yaml` and `metrics.yaml`.
#[derive(Debug, Clone)]
pub struct Folder {
    path: PathBuf,
    name: String,
}

/// Why a pack could not be made, drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// What is wrong in the files; empty if they could not be read at all.
    pub problems: Vec<Problem>,
    drawn: String,
}

impl Failure {
    pub(super) fn io(verb: &str, path: &Path, error: &io::Error) -> Self {
        Self { problems: Vec::new(), drawn: format!("cannot {verb} {}: {error}", path.display()) }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.drawn)
    }
}

impl std::error::Error for Failure {}

impl Folder {
    /// A folder somewhere below the root of the workspace.
    pub fn new(root: &Path, path: PathBuf) -> Self {
        let inside = path.strip_prefix(root).unwrap_or(&path);
        // Forward slashes and no `.`: the same text on every machine.
        let parts = inside.components().filter_map(|part| match part {
            Component::CurDir | Component::RootDir | Component::Prefix(_) => None,
            part => Some(part.as_os_str().to_string_lossy().into_owned()),
        });
        let name = parts.collect::<Vec<_>>().join("/");
        Self { path, name }
    }

    /// The two files.
    pub fn inputs(&self) -> impl Iterator<Item = PathBuf> {
        ["thresholds.yaml", "metrics.yaml"].into_iter().map(|file| self.path.join(file))
    }

    /// Reads and checks both files. With a `name`, the pack must be called so.
    ///
    /// # Errors
    ///
    /// Every problem of both files, or the one file that could not be opened.
    pub fn read(&self, name: Option<&str>) -> Result<PackFiles, Failure> {
        let thresholds = self.bytes("thresholds.yaml")?;
        let metrics = self.bytes("metrics.yaml")?;
        let read = read::pack(thresholds.source(), metrics.source()).and_then(|files| {
            let pack = &files.thresholds.pack;
            match name.filter(|name| *name != pack.value) {
                None => Ok(files),
                Some(name) => {
                    let message = format!("the pack of the folder `{name}` is called `{}`", pack.value);
                    let problem = Problem::new("yaml/pack-name", &thresholds.name, pack.place, message);
                    Err(vec![problem.help(format!("write `pack: {name}`, or rename the folder"))])
                }
            }
        });
        read.map_err(|problems| {
            let draw = |problem: &Problem| {
                let file = if problem.file == metrics.name { &metrics } else { &thresholds };
                problem.render(&String::from_utf8_lossy(&file.bytes))
            };
            let drawn = problems.iter().map(draw).collect::<Vec<_>>().join("\n\n");
            Failure { problems, drawn }
        })
    }

    fn bytes(&self, file: &str) -> Result<Bytes, Failure> {
        let path = self.path.join(file);
        let name = if self.name.is_empty() { file.to_owned() } else { format!("{}/{file}", self.name) };
        // The size is asked first: a file that is refused for its size is not read into memory.
        let size = fs::metadata(&path).map_err(|error| Failure::io("read", Path::new(&name), &error))?.len();
        if size > Limits::PACK.bytes as u64 {
            let message = format!("the file has {size} bytes; the most is {}", Limits::PACK.bytes);
            let problem = Problem::new("yaml/too-large", &name, Place::START, message)
                .help("split it, or remove what is not needed");
            return Err(Failure { drawn: problem.render(""), problems: vec![problem] });
        }
        let bytes = fs::read(&path).map_err(|error| Failure::io("read", Path::new(&name), &error))?;
        Ok(Bytes { name, bytes })
    }
}

struct Bytes {
    name: String,
    bytes: Vec<u8>,
}

impl Bytes {
    fn source(&self) -> Source<'_> {
        Source { file: &self.name, bytes: &self.bytes }
    }
}

/// The nearest folder at or above this one whose `Cargo.toml` has a `[workspace]`; this one if there is none.
pub fn workspace_root(manifest: &Path) -> PathBuf {
    let is_root = |folder: &&Path| {
        let cargo = fs::read_to_string(folder.join("Cargo.toml")).unwrap_or_default();
        cargo.lines().any(|line| {
            let line = line.trim_start();
            line.starts_with("[workspace]") || line.starts_with("[workspace.")
        })
    };
    manifest.ancestors().find(is_root).unwrap_or(manifest).to_owned()
}
