//! Grafana's own types, which its SDK has for Python: a second reader of our dashboards.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use super::index::{Entry, Index, Missing};
use super::process;

/// The package; pinned, because what it loses on a round trip differs between versions.
const PACKAGE: &str = "grafana-foundation-sdk";
const VERSION: &str = "0.0.21";
/// Where it comes from, as a suite of Debian is where the other tools come from.
const SUITE: &str = "PyPI";
/// A download of some megabytes.
const LIMIT: Duration = Duration::from_mins(5);

/// Gets the SDK if it is not there, without what it depends on: it needs nothing but Python.
pub(super) fn ensure(index: &mut Index, folder: &Path) -> io::Result<()> {
    if index.names(PACKAGE) {
        return Ok(());
    }
    let name = PathBuf::from(format!("{PACKAGE}-{VERSION}"));
    match install(&folder.join(&name)) {
        Ok(()) => index.add(Entry {
            tool: PACKAGE.into(),
            version: VERSION.into(),
            path: name.join("grafana_foundation_sdk/__init__.py"),
            suite: Some(SUITE.into()),
            package_version: None,
        }),
        Err(reason) => index.miss(Missing { tool: PACKAGE.into(), suite: SUITE.into(), reason }),
    }
    index.write()
}

/// Whole or not at all: pip writes beside the folder, which is then renamed.
fn install(target: &Path) -> Result<(), String> {
    let fresh = target.with_extension("new");
    let gone = |path: &Path| match fs::remove_dir_all(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(format!("{}: {error}", path.display())),
        _ => Ok(()),
    };
    gone(&fresh)?;
    gone(target)?;
    let mut pip = Command::new("python3");
    pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps", "--target"])
        .arg(&fresh)
        .arg(format!("{PACKAGE}=={VERSION}"))
        .env("PIP_ROOT_USER_ACTION", "ignore");
    let finished = process::run(&mut pip, LIMIT)?;
    if !finished.success {
        return Err(format!("pip did not install it: {}", finished.reason()));
    }
    fs::rename(&fresh, target).map_err(|error| format!("{}: {error}", target.display()))
}
