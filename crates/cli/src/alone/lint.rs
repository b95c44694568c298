//! `lint`: says what is wrong in anybody's rules.

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
    let sources = Texts { files: &files, below: Files::below(here) };
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

/// The lines of what was read, standard input included; of other files those on disk.
struct Texts<'a> {
    files: &'a [Found],
    below: Files,
}

impl Sources for Texts<'_> {
    fn line(&self, file: &str, line: u32) -> Option<String> {
        let Some(own) = self.files.iter().find(|own| own.name == file) else {
            return self.below.line(file, line);
        };
        let index = usize::try_from(line.checked_sub(1)?).ok()?;
        let text = own.bytes.split(|byte| *byte == b'\n').nth(index)?;
        Some(String::from_utf8_lossy(text).trim_end_matches('\r').trim_start_matches('\u{feff}').to_owned())
    }
}
