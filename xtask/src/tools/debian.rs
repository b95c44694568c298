//! One suite of Debian: its package lists, a download, an unpacked package.
//!
//! apt runs with sources, state and cache of its own, so it neither needs nor touches what the machine has installed,
//! and the suite may be newer than the machine. The machine's apt configuration stays in force: a proxy or a mirror's
//! credentials are needed here too.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::rc::Rc;
use std::time::Duration;

use super::mirror::Mirror;
use super::process;

/// Ten megabytes of package lists on a slow line.
const UPDATE_LIMIT: Duration = Duration::from_mins(3);
/// The largest package has sixty megabytes.
const DOWNLOAD_LIMIT: Duration = Duration::from_mins(5);
/// A hundred megabytes to unpack on a busy machine.
const UNPACK_LIMIT: Duration = Duration::from_mins(2);

/// A suite whose package lists have been got.
pub(super) struct Suite {
    pub(super) name: &'static str,
    folder: PathBuf,
    /// What was unpacked already: two tools may come from one package.
    packages: RefCell<BTreeMap<&'static str, Result<Rc<Unpacked>, String>>>,
}

/// A package's files.
pub(super) struct Unpacked {
    /// Debian's version of it.
    pub(super) version: String,
    /// The folder that stands for `/`.
    pub(super) root: PathBuf,
}

impl Suite {
    /// Gets the package lists of a suite into a folder of its own below `work`.
    pub(super) fn open(name: &'static str, mirror: &Mirror, work: &Path) -> Result<Self, String> {
        let folder = work.join(name);
        let suite = Self { name, folder, packages: RefCell::default() };
        suite
            .lay_out(mirror)
            .map_err(|error| format!("cannot prepare {}: {error}", suite.folder.display()))?;
        let finished = process::run(suite.apt("apt-get").arg("update"), UPDATE_LIMIT)?;
        if finished.success { Ok(suite) } else { Err(finished.reason()) }
    }

    fn lay_out(&self, mirror: &Mirror) -> io::Result<()> {
        match fs::remove_dir_all(&self.folder) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        for folder in ["state/lists/partial", "cache/archives/partial", "empty"] {
            fs::create_dir_all(self.folder.join(folder))?;
        }
        fs::write(self.folder.join("status"), "")?;
        fs::write(self.folder.join("sources.list"), mirror.source_line(self.name))
    }

    fn apt(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        for (option, path) in [
            ("Dir::Etc::SourceList", "sources.list"),
            ("Dir::Etc::SourceParts", "empty"),
            ("Dir::Etc::Preferences", "none"),
            ("Dir::Etc::PreferencesParts", "empty"),
            ("Dir::State", "state"),
            ("Dir::State::Status", "status"),
            ("Dir::Cache", "cache"),
        ] {
            command.arg("-o").arg(format!("{option}={}", self.folder.join(path).display()));
        }
        for option in [
            // A list that could not be got is an error, not a warning.
            "APT::Update::Error-Mode=any",
            // apt as root would download as a user that cannot write here.
            "APT::Sandbox::User=root",
            "Acquire::Languages=none",
            "Acquire::Retries=2",
            "Acquire::http::Timeout=20",
            "Acquire::https::Timeout=20",
        ] {
            command.arg("-o").arg(option);
        }
        command.arg("-q").current_dir(&self.folder);
        command
    }

    /// Downloads and unpacks a package, once.
    pub(super) fn package(&self, name: &'static str) -> Result<Rc<Unpacked>, String> {
        if let Some(known) = self.packages.borrow().get(name) {
            return known.clone();
        }
        let package = self.download(name).map(Rc::new);
        self.packages.borrow_mut().insert(name, package.clone());
        package
    }

    fn download(&self, name: &str) -> Result<Unpacked, String> {
        let folder = self.folder.join("packages").join(name);
        fs::create_dir_all(&folder)
            .map_err(|error| format!("cannot prepare {}: {error}", folder.display()))?;
        run(self.apt("apt-get").args(["download", name]).current_dir(&folder), DOWNLOAD_LIMIT)?;

        let archive = fs::read_dir(&folder).ok().and_then(|mut entries| entries.next()?.ok());
        let archive = archive.ok_or("apt-get download left no file")?.path();
        let root = folder.join("root");
        run(Command::new("dpkg-deb").arg("--extract").args([&archive, &root]), UNPACK_LIMIT)?;
        let version =
            run(Command::new("dpkg-deb").arg("--field").arg(&archive).arg("Version"), UNPACK_LIMIT)?;
        Ok(Unpacked { version: version.trim().to_owned(), root })
    }
}

fn run(command: &mut Command, limit: Duration) -> Result<String, String> {
    let finished = process::run(command, limit)?;
    if finished.success { Ok(finished.output) } else { Err(finished.reason()) }
}

/// The program's own version within a package's: no epoch, no `+ds` of a repacked source, no revision.
pub(super) fn upstream_version(package: &str) -> String {
    let version = package.split_once(':').map_or(package, |(_, version)| version);
    let version = version.rsplit_once('-').map_or(version, |(version, _)| version);
    version.split(['+', '~']).next().unwrap_or(version).to_owned()
}

#[cfg(test)]
mod tests {
    use super::upstream_version;

    #[test]
    fn a_packages_version_is_stripped_to_the_programs_own() {
        assert_eq!(upstream_version("2.42.0+ds-5+deb12u1"), "2.42.0");
        assert_eq!(upstream_version("1:0.33.1-5"), "0.33.1");
        assert_eq!(upstream_version("1.145.0+ds1-2"), "1.145.0");
    }
}
