//! Reads the YAML of the packs before anything is built: a mistake is told in a moment.

use std::ffi::OsString;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde::Serialize;

use crate::{Failure, Folder, Problem};

/// Whether the YAML of every pack is well; tells what is not, in the format that the options ask for.
pub(super) fn are_well(root: &Path, folder: &Path, options: &[OsString]) -> bool {
    let failures = failures(root, folder);
    // The exit code says it even where nobody listens.
    let _ = tell(&failures, Format::of(options), &mut io::stdout().lock(), &mut io::stderr().lock());
    failures.is_empty()
}

/// Tells warnings, each with its drawing, in the format that the options ask for.
pub(super) fn warn(warnings: &[(Problem, String)], options: &[OsString]) -> io::Result<()> {
    let (mut out, mut err) = (io::stdout().lock(), io::stderr().lock());
    for (problem, drawn) in warnings {
        match Format::of(options) {
            Format::Human => writeln!(err, "{drawn}\n")?,
            Format::Concise => writeln!(out, "{problem}")?,
            Format::Json => json(&Finding::of(problem), &mut out)?,
        }
    }
    Ok(())
}

/// What is wrong in the packs below a folder, one failure for each pack.
fn failures(root: &Path, folder: &Path) -> Vec<Failure> {
    packs(folder)
        .into_iter()
        .filter_map(|path| {
            let name = path.file_name()?.to_str()?.to_owned();
            Folder::new(root, path).read(Some(&name)).err()
        })
        .collect()
}

/// The folders with one of the two files, in order. A pack that is Rust alone has neither.
pub(super) fn packs(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let is_pack =
        |path: &PathBuf| ["thresholds.yaml", "metrics.yaml"].iter().any(|file| path.join(file).exists());
    let mut packs: Vec<PathBuf> = entries.filter(is_pack).collect();
    packs.sort();
    packs
}

/// The formats of the program that knows the options; one that it does not know is its to refuse.
#[derive(Clone, Copy, PartialEq, Debug)]
enum Format {
    Human,
    Concise,
    Json,
}

impl Format {
    fn of(options: &[OsString]) -> Self {
        let texts: Vec<&str> = options.iter().filter_map(|option| option.to_str()).collect();
        let after = texts.windows(2).filter(|pair| pair[0] == "--format").map(|pair| pair[1]);
        let joined = texts.iter().filter_map(|text| text.strip_prefix("--format="));
        match after.chain(joined).last() {
            Some("json") => Self::Json,
            Some("concise") => Self::Concise,
            _ => Self::Human,
        }
    }
}

/// One JSON object per line, with the keys of the other findings.
#[derive(Serialize)]
struct Finding<'a> {
    id: &'a str,
    severity: &'a str,
    message: &'a str,
    file: Option<&'a str>,
    line: Option<u32>,
    column: Option<u32>,
    help: Option<&'a str>,
}

impl<'a> Finding<'a> {
    fn of(problem: &'a Problem) -> Self {
        Self {
            id: problem.id,
            severity: problem.severity.as_str(),
            message: &problem.message,
            file: Some(&problem.file),
            line: Some(problem.line),
            column: Some(problem.column),
            help: problem.help.as_deref(),
        }
    }

    /// A file that cannot be opened has no place in it.
    fn unreadable(message: &'a str) -> Self {
        let (file, line, column, help) = (None, None, None, None);
        Self { id: "yaml/unreadable", severity: "error", message, file, line, column, help }
    }
}

fn tell(failures: &[Failure], format: Format, out: &mut dyn Write, err: &mut dyn Write) -> io::Result<()> {
    for failure in failures {
        let drawn = failure.to_string();
        let lost = failure.problems.is_empty();
        match format {
            Format::Human if lost => writeln!(err, "error[yaml/unreadable]: {drawn}\n")?,
            Format::Human => writeln!(err, "{drawn}\n")?,
            Format::Concise if lost => writeln!(out, "error[yaml/unreadable]: {drawn}")?,
            Format::Json if lost => json(&Finding::unreadable(&drawn), out)?,
            Format::Concise => {
                for problem in &failure.problems {
                    writeln!(out, "{problem}")?;
                }
            }
            Format::Json => {
                for problem in &failure.problems {
                    json(&Finding::of(problem), out)?;
                }
            }
        }
    }
    let errors: usize = failures.iter().map(|failure| failure.problems.len().max(1)).sum();
    match errors {
        0 => Ok(()),
        1 => writeln!(err, "1 error"),
        errors => writeln!(err, "{errors} errors"),
    }
}

fn json(finding: &Finding<'_>, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer(&mut *out, finding)?;
    writeln!(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(root: &Path, options: &[&str]) -> (String, String) {
        let options: Vec<OsString> = options.iter().map(OsString::from).collect();
        let (mut out, mut err) = (Vec::new(), Vec::new());
        tell(&failures(root, &root.join("thresholds")), Format::of(&options), &mut out, &mut err).unwrap();
        (String::from_utf8(out).unwrap(), String::from_utf8(err).unwrap())
    }

    /// A workspace with one pack, whose second line has a mistake.
    fn with_a_mistake() -> tempfile::TempDir {
        let root = tempfile::tempdir().unwrap();
        let pack = root.path().join("thresholds/shop");
        fs::create_dir_all(&pack).unwrap();
        fs::write(pack.join("thresholds.yaml"), "pack: shop\nthresholdz: {}\n").unwrap();
        fs::write(pack.join("metrics.yaml"), "metrics: {}\n").unwrap();
        root
    }

    #[test]
    fn a_mistake_is_told_to_people_with_its_place() {
        let (out, err) = told(with_a_mistake().path(), &[]);
        assert_eq!(out, "");
        assert!(err.contains("--> thresholds/shop/thresholds.yaml:2:1"), "{err}");
        assert!(err.ends_with("1 error\n"), "{err}");
    }

    #[test]
    fn a_mistake_is_told_in_the_format_that_was_asked_for() {
        let root = with_a_mistake();
        let (out, _) = told(root.path(), &["--format", "concise"]);
        assert!(out.starts_with("thresholds/shop/thresholds.yaml:2:1: error["), "{out}");
        let (out, _) = told(root.path(), &["--deny-warnings", "--format=json"]);
        let finding: serde_json::Value = serde_json::from_str(&out).unwrap();
        assert_eq!((&finding["line"], &finding["column"]), (&2.into(), &1.into()));
        assert_eq!(finding["file"], "thresholds/shop/thresholds.yaml");
    }

    #[test]
    fn a_file_that_is_missing_is_told() {
        let root = with_a_mistake();
        fs::remove_file(root.path().join("thresholds/shop/thresholds.yaml")).unwrap();
        let (_, err) = told(root.path(), &[]);
        assert!(err.contains("thresholds/shop/thresholds.yaml"), "{err}");
    }

    #[test]
    fn packs_without_yaml_are_none_of_this() {
        let root = tempfile::tempdir().unwrap();
        fs::create_dir_all(root.path().join("thresholds/src")).unwrap();
        assert_eq!(told(root.path(), &[]), (String::new(), String::new()));
    }
}
