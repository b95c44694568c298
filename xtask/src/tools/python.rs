//! Tools from Python's package index: Grafana's own types, a second reader of our dashboards, and `amlint`, a second
//! opinion on routes.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use super::index::{Entry, Index, Missing};
use super::process;

/// A package; pinned, because what it says differs between versions.
struct Package {
    name: &'static str,
    version: &'static str,
    /// What is there once it is installed.
    file: &'static str,
    /// Whether it needs more than Python.
    has_dependencies: bool,
}

const PACKAGES: [Package; 2] = [
    Package {
        name: "grafana-foundation-sdk",
        version: "0.0.21",
        file: "grafana_foundation_sdk/__init__.py",
        has_dependencies: false,
    },
    Package { name: "amlint", version: "0.8.5", file: "amlint/cli.py", has_dependencies: true },
];

/// Where they come from, as a suite of Debian is where the other tools come from.
const SUITE: &str = "PyPI";
/// A download of some megabytes.
const LIMIT: Duration = Duration::from_mins(5);

/// Gets each package that is not there.
pub(super) fn ensure(index: &mut Index, folder: &Path) -> io::Result<()> {
    for package in PACKAGES {
        if index.names(package.name) {
            continue;
        }
        let name = PathBuf::from(format!("{}-{}", package.name, package.version));
        match install(&package, &folder.join(&name)) {
            Ok(()) => index.add(Entry {
                tool: package.name.into(),
                version: package.version.into(),
                path: name.join(package.file),
                suite: Some(SUITE.into()),
                package_version: None,
            }),
            Err(reason) => index.miss(Missing { tool: package.name.into(), suite: SUITE.into(), reason }),
        }
        index.write()?;
    }
    Ok(())
}

/// Whole or not at all: pip writes beside the folder, which is then renamed.
fn install(package: &Package, target: &Path) -> Result<(), String> {
    let fresh = target.with_extension("new");
    let gone = |path: &Path| match fs::remove_dir_all(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(format!("{}: {error}", path.display())),
        _ => Ok(()),
    };
    gone(&fresh)?;
    gone(target)?;
    let mut pip = Command::new("python3");
    pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"])
        .args((!package.has_dependencies).then_some("--no-deps"))
        .arg("--target")
        .arg(&fresh)
        .arg(format!("{}=={}", package.name, package.version))
        .env("PIP_ROOT_USER_ACTION", "ignore");
    let finished = process::run(&mut pip, LIMIT)?;
    if !finished.success {
        return Err(format!("pip did not install it: {}", finished.reason()));
    }
    fs::rename(&fresh, target).map_err(|error| format!("{}: {error}", target.display()))
}
