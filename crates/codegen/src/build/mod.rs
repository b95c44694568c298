//! What a `build.rs` calls: YAML in, `OUT_DIR/<pack>.rs` out.

mod folder;

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

pub use folder::{Failure, Folder, workspace_root};

/// Turns the packs of these folders, beside the `Cargo.toml`, into Rust. The whole of a `build.rs`:
///
/// ```no_run
/// plimsoll_codegen::build(&["edgelink"]);
/// ```
///
/// Each folder holds `thresholds.yaml` and `metrics.yaml` and is called like its pack. What is wrong is told as
/// errors of the build, with an excerpt; nothing panics.
pub fn build(packs: &[&str]) {
    packs.iter().fold(Build::new(), |build, pack| build.pack(pack)).run();
}

/// The same, for folders that are not called like their packs.
///
/// ```no_run
/// plimsoll_codegen::Build::new().pack_in("alerting").run();
/// ```
#[derive(Debug, Clone, Default)]
#[must_use = "nothing happens before `run`"]
pub struct Build {
    folders: Vec<(PathBuf, Option<String>)>,
}

impl Build {
    /// No pack yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// A pack in a folder of its name beside the `Cargo.toml`.
    pub fn pack(mut self, name: &str) -> Self {
        self.folders.push((name.into(), Some(name.to_owned())));
        self
    }

    /// A pack in any folder, relative to the `Cargo.toml`; `"."` for the YAML files beside it. The output is
    /// called like the pack.
    pub fn pack_in(mut self, folder: impl Into<PathBuf>) -> Self {
        self.folders.push((folder.into(), None));
        self
    }

    /// Reads, checks and writes, and tells cargo what happened.
    #[expect(clippy::print_stdout, reason = "standard output is how a build script talks to cargo")]
    pub fn run(self) {
        for instruction in self.instructions() {
            println!("{instruction}");
        }
    }

    fn instructions(self) -> Vec<String> {
        let variable = |name| env::var_os(name).map(PathBuf::from);
        match (variable("CARGO_MANIFEST_DIR"), variable("OUT_DIR")) {
            (Some(manifest), Some(out)) => self.instructions_for(&manifest, &out),
            _ => vec![
                "cargo::error=CARGO_MANIFEST_DIR and OUT_DIR are not set: this runs in a build script"
                    .to_owned(),
            ],
        }
    }

    /// What to tell cargo, one instruction a line; what is right has been written to `out`.
    fn instructions_for(self, manifest: &Path, out: &Path) -> Vec<String> {
        let root = workspace_root(manifest);
        let mut told = vec!["cargo::rerun-if-changed=build.rs".to_owned()];
        for (folder, name) in self.folders {
            let folder = Folder::new(&root, manifest.join(folder));
            told.extend(folder.inputs().map(|input| format!("cargo::rerun-if-changed={}", input.display())));
            let written = folder.read(name.as_deref()).and_then(|files| {
                let path = out.join(format!("{}.rs", files.thresholds.pack.value));
                fs::write(&path, crate::emit::pack(&files))
                    .map_err(|error| Failure::io("write", &path, &error))
            });
            if let Err(failure) = written {
                // Cargo takes one line per instruction.
                let lines = failure.to_string();
                told.extend(
                    lines.lines().filter(|line| !line.is_empty()).map(|line| format!("cargo::error={line}")),
                );
            }
        }
        told
    }
}

#[cfg(test)]
mod tests;
