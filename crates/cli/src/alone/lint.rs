//! `lint`: says what is wrong in anybody's rules.

use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;

use plimsoll_check::Diagnostic;
use plimsoll_codegen::document::Limits;
use plimsoll_lint::{File, Known, Report, RoutingFile};
use plimsoll_units::Origin;

use super::files::{Found, collect, shown, unreadable};
use super::options::Lint;
use crate::console::Console;
use crate::outcome::Outcome;
use crate::report::{Files, Sources, Summary};

/// Reads everything that is named, tells what is found, and changes nothing.
pub(super) fn lint(options: &Lint, here: &Path, console: &mut Console<'_>) -> io::Result<Outcome> {
    let (files, mut found) = collect(here, &options.files);
    let mut known = Known { prometheus: options.prometheus, ..Known::default() };
    for path in &options.metrics {
        match catalogue(here, path) {
            Ok(metrics) => known.metrics.extend(metrics),
            Err(problems) => found.extend(problems),
        }
    }
    let of_files: Vec<File<'_>> = files
        .iter()
        .map(|file| File { name: &file.name, bytes: &file.bytes, searched: file.searched })
        .collect();
    let routing = options.alertmanager.as_ref().and_then(|path| match fs::read(here.join(path)) {
        Ok(bytes) => Some(Found { name: shown(path), bytes, searched: false }),
        Err(error) => {
            found.push(unreadable(&shown(path), &error));
            None
        }
    });
    let of_routing = routing.as_ref().map(|file| RoutingFile { name: &file.name, bytes: &file.bytes });
    let Report { found: of_rules, files: count, rules } = plimsoll_lint::lint(&of_files, of_routing, &known);
    found.extend(of_rules);
    let format = options.output.format;
    let sources = Texts::new(&files, Files::below(here));
    if format.is_for_people() {
        format.write(&found, &sources, console.colour_err, console.err)?;
    } else {
        format.write(&found, &sources, false, console.out)?;
    }
    let summary = Summary::of(&found);
    let stops = summary.stops(options.output.deny_warnings);
    let told = if summary == Summary::default() { "nothing to say".to_owned() } else { summary.to_string() };
    let denied = summary.errors == 0 && stops;
    let denied = if denied { " (warnings are denied)" } else { "" };
    let plural = |count: usize, word: &str| format!("{count} {word}{}", if count == 1 { "" } else { "s" });
    if let Some(id) = summary.page.filter(|_| format.is_for_people()) {
        writeln!(console.err, "`plimsoll explain {id}` says more")?;
    }
    writeln!(console.err, "{} in {}: {told}{denied}", plural(rules, "rule"), plural(count, "file"))?;
    Ok(if stops { Outcome::Problems } else { Outcome::Well })
}

/// The metrics of a catalogue.
fn catalogue(here: &Path, path: &Path) -> Result<Vec<plimsoll_promql::MetricDef>, Vec<Diagnostic>> {
    let name = path.to_string_lossy().replace('\\', "/");
    let bytes = fs::read(here.join(path)).map_err(|error| {
        let message = format!("the metric catalogue `{name}` cannot be read: {error}");
        vec![
            Diagnostic::error("lint/unreadable", message)
                .help("make one with `plimsoll catalogue --from ...`"),
        ]
    })?;
    let read = plimsoll_codegen::read::metrics_within(&name, &bytes, Limits::LINT);
    read.map(|file| plimsoll_lint::metrics(&file)).map_err(|problems| {
        let told = |problem: plimsoll_codegen::Problem| {
            // The process ends when this is told.
            let origin = Origin::new(String::leak(problem.file), problem.line, problem.column);
            let finding = Diagnostic::error(problem.id, problem.message).at(origin);
            match problem.help {
                Some(help) => finding.help(help),
                None => finding,
            }
        };
        problems.into_iter().map(told).collect()
    })
}

/// The lines of what was read, standard input included; of other files those on disk. Thousands of findings may ask for
/// a line each: where lines begin is looked for once in a file.
struct Texts<'a> {
    files: BTreeMap<&'a str, (&'a [u8], OnceCell<Vec<usize>>)>,
    below: Files,
}

impl<'a> Texts<'a> {
    fn new(files: &'a [Found], below: Files) -> Self {
        let files = files.iter().map(|file| (file.name.as_str(), (file.bytes.as_slice(), OnceCell::new())));
        Self { files: files.collect(), below }
    }
}

impl Sources for Texts<'_> {
    fn line(&self, file: &str, line: u32) -> Option<String> {
        let Some((bytes, starts)) = self.files.get(file) else {
            return self.below.line(file, line);
        };
        let starts = starts.get_or_init(|| {
            let ends = bytes.iter().enumerate().filter(|(_, byte)| **byte == b'\n');
            std::iter::once(0).chain(ends.map(|(at, _)| at + 1)).collect()
        });
        let index = usize::try_from(line.checked_sub(1)?).ok()?;
        let rest = bytes.get(*starts.get(index)?..)?;
        let text = rest.split(|byte| *byte == b'\n').next()?;
        Some(String::from_utf8_lossy(text).trim_end_matches('\r').trim_start_matches('\u{feff}').to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_found_by_its_number() {
        let bytes = b"\xef\xbb\xbfa\r\n\nb".to_vec();
        let files = [Found { name: "r.yaml".to_owned(), bytes, searched: false }];
        let texts = Texts::new(&files, Files::below("/nowhere"));
        let line = |line| texts.line("r.yaml", line);
        assert_eq!([1, 2, 3].map(line), ["a", "", "b"].map(|line| Some(line.to_owned())));
        assert_eq!((line(0), line(4), texts.line("other.yaml", 1)), (None, None, None));
    }
}
