//! What is committed in `generated/`, for the tests that hand it to the real tools.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{fs, io};

/// The workspace.
pub fn root() -> &'static Path {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here)
}

/// The cargo that runs the test, in the workspace.
pub fn cargo() -> Command {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.current_dir(root());
    cargo
}

/// The pack and the environment of every folder below `generated/`, sorted.
pub fn environments() -> io::Result<Vec<(String, String)>> {
    let mut found = Vec::new();
    for pack in folders(&root().join("generated"))? {
        for environment in folders(&pack)? {
            found.push((name(&pack), name(&environment)));
        }
    }
    found.sort();
    Ok(found)
}

/// One generated file: `path("edgelink", "staging", "rules.yaml")`.
pub fn path(pack: &str, environment: &str, file: &str) -> PathBuf {
    root().join("generated").join(pack).join(environment).join(file)
}

/// The text of one generated file.
pub fn read(pack: &str, environment: &str, file: &str) -> io::Result<String> {
    let path = path(pack, environment, file);
    fs::read_to_string(&path)
        .map_err(|error| io::Error::new(error.kind(), format!("{}: {error}", path.display())))
}

fn folders(of: &Path) -> io::Result<Vec<PathBuf>> {
    let entries = fs::read_dir(of)?.map(|entry| entry.map(|entry| entry.path()));
    Ok(entries.collect::<io::Result<Vec<_>>>()?.into_iter().filter(|path| path.is_dir()).collect())
}

fn name(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}
