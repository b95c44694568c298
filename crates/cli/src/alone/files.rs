//! The files that a command line names.

use std::fs;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use plimsoll_check::Diagnostic;
use plimsoll_lint::LARGEST;

/// Standard input, on the command line and in findings.
pub(super) const STDIN: (&str, &str) = ("-", "<stdin>");

/// Directories below directories are not followed without end: a link may lead back.
const DEEPEST: usize = 32;
/// More files are nobody's rules.
const MOST: usize = 20_000;

/// A file with what stands in it.
#[derive(Debug)]
pub(super) struct Found {
    /// As findings name it: as it was given, with forward slashes.
    pub(super) name: String,
    pub(super) bytes: Vec<u8>,
    /// Whether it was found in a directory.
    pub(super) searched: bool,
}

/// Every file that is named, or stands below a directory that is, sorted within each; and what cannot be read.
pub(super) fn collect(here: &Path, named: &[PathBuf]) -> (Vec<Found>, Vec<Diagnostic>) {
    let (mut found, mut problems) = (Vec::new(), Vec::new());
    for path in named {
        if path.as_os_str() == STDIN.0 {
            let mut bytes = Vec::new();
            // One byte more than is read, so that too much is seen to be too much.
            let read = io::stdin().lock().take(LARGEST as u64 + 1).read_to_end(&mut bytes);
            match read {
                Ok(_) => found.push(Found { name: STDIN.1.to_owned(), bytes, searched: false }),
                Err(error) => problems.push(unreadable(STDIN.1, &error)),
            }
            continue;
        }
        if here.join(path).is_dir() {
            let mut below = Vec::new();
            search(here, path, 0, &mut below, &mut problems);
            below.sort();
            for path in below {
                add(here, &path, true, &mut found, &mut problems);
            }
        } else {
            add(here, path, false, &mut found, &mut problems);
        }
    }
    (found, problems)
}

fn search(
    here: &Path,
    folder: &Path,
    depth: usize,
    found: &mut Vec<PathBuf>,
    problems: &mut Vec<Diagnostic>,
) {
    let entries = match fs::read_dir(here.join(folder)) {
        Ok(entries) => entries,
        Err(error) => return problems.push(unreadable(&shown(folder), &error)),
    };
    for entry in entries.flatten() {
        let path = folder.join(entry.file_name());
        let is_hidden = entry.file_name().to_string_lossy().starts_with('.');
        let place = here.join(&path);
        if place.is_dir() {
            if depth < DEEPEST && !is_hidden {
                search(here, &path, depth + 1, found, problems);
            }
        } else if path
            .extension()
            .is_some_and(|end| ["yaml", "yml", "rules"].iter().any(|known| end == *known))
            && found.len() < MOST
        {
            found.push(path);
        }
    }
}

fn add(here: &Path, path: &Path, searched: bool, found: &mut Vec<Found>, problems: &mut Vec<Diagnostic>) {
    let place = here.join(path);
    let name = shown(path);
    let read = || -> io::Result<Vec<u8>> {
        let file = fs::File::open(&place)?;
        // A pipe without a writer would be waited for.
        if !file.metadata()?.is_file() {
            return Err(io::Error::other("it is no file"));
        }
        let mut bytes = Vec::new();
        file.take(LARGEST as u64 + 1).read_to_end(&mut bytes)?;
        Ok(bytes)
    };
    match read() {
        Ok(bytes) => found.push(Found { name, bytes, searched }),
        Err(error) => problems.push(unreadable(&name, &error)),
    }
}

pub(super) fn shown(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}

pub(super) fn unreadable(name: &str, error: &io::Error) -> Diagnostic {
    Diagnostic::error("lint/unreadable", format!("`{name}` cannot be read: {error}"))
        .help("name files that are there, and directories that hold *.yaml, *.yml or *.rules")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_directory_gives_its_rule_files_and_a_named_file_stands_for_itself() {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir_all(dir.path().join("rules/.git")).unwrap();
        for name in ["rules/b.yml", "rules/a.rules", "rules/c.txt", "rules/.git/d.yaml", "one.txt"] {
            fs::write(dir.path().join(name), "x").unwrap();
        }
        let asked = ["rules", "one.txt", "gone.yaml"].map(PathBuf::from);
        let (found, problems) = collect(dir.path(), &asked);
        let names: Vec<_> = found.iter().map(|file| (file.name.as_str(), file.searched)).collect();
        assert_eq!(names, [("rules/a.rules", true), ("rules/b.yml", true), ("one.txt", false)]);
        assert!(problems[0].message.starts_with("`gone.yaml` cannot be read"), "{problems:?}");
    }
}
