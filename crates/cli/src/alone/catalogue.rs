//! `catalogue`: makes a metric catalogue of what an exporter or a Prometheus shows.

use std::fs;
use std::io::{self, Read as _};
use std::path::Path;

use plimsoll_check::Diagnostic;
use plimsoll_lint::catalogue::{Observed, Written, exposition, metrics_yaml};

use super::files::{STDIN, shown};
use super::metadata;
use super::options::Catalogue;
use crate::console::Console;
use crate::outcome::Outcome;
use crate::report::{Files, Format};

/// A larger text is no exporter's.
const LARGEST: u64 = 64 << 20;
/// Names that are left out are told one by one, so many at most.
const TOLD: usize = 10;

/// Reads what is there and writes a `metrics.yaml`: on standard output, or into a file.
pub(super) fn catalogue(options: &Catalogue, here: &Path, console: &mut Console<'_>) -> io::Result<Outcome> {
    let observed = match observed(&options.from, here) {
        Ok(observed) => observed,
        Err(problem) => return refused(*problem, here, console),
    };
    let Written { text, metrics, left_out } = metrics_yaml(&observed);
    // What is written is what `lint --metrics` will read.
    let limits = plimsoll_codegen::document::Limits::LINT;
    if let Err(problems) = plimsoll_codegen::read::metrics_within("metrics.yaml", text.as_bytes(), limits) {
        let said = problems.first().map(ToString::to_string).unwrap_or_default();
        let problem =
            Diagnostic::error("catalogue/unreadable", format!("the catalogue would not be read: {said}"))
                .help("please report it, with what the metrics were read from");
        return refused(problem, here, console);
    }
    match &options.out {
        None => console.out.write_all(text.as_bytes())?,
        Some(path) => {
            if let Err(error) = fs::write(here.join(path), &text) {
                let message = format!("`{}` cannot be written: {error}", shown(path));
                let problem = Diagnostic::error("catalogue/unwritable", message);
                return refused(problem.help("name a file in a folder that is there"), here, console);
            }
        }
    }
    let plural = if metrics == 1 { "" } else { "s" };
    writeln!(console.err, "{metrics} metric{plural}")?;
    if !left_out.is_empty() {
        let more = left_out.len().saturating_sub(TOLD);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        let names: Vec<&str> = left_out.iter().take(TOLD).map(String::as_str).collect();
        writeln!(
            console.err,
            "left out, since nobody says of which type they are: {}{more}",
            names.join(", ")
        )?;
    }
    Ok(Outcome::Well)
}

fn refused(problem: Diagnostic, here: &Path, console: &mut Console<'_>) -> io::Result<Outcome> {
    Format::Human.write(&[problem], &Files::below(here), console.colour_err, console.err)?;
    Ok(Outcome::Problems)
}

/// What is seen in a file, on standard input or behind a URL.
fn observed(from: &str, here: &Path) -> Result<Observed, Box<Diagnostic>> {
    if from.starts_with("http://") || from.starts_with("https://") {
        return metadata::observed(from);
    }
    let mut text = String::new();
    let read = if from == STDIN.0 {
        io::stdin().lock().take(LARGEST).read_to_string(&mut text)
    } else {
        fs::File::open(here.join(from)).and_then(|file| file.take(LARGEST).read_to_string(&mut text))
    };
    read.map_err(|error| {
        let message = format!("`{from}` cannot be read: {error}");
        let help = "name a file with the text of an exporter, `-`, or the URL of an exporter or a Prometheus";
        Box::new(Diagnostic::error("catalogue/unreadable", message).help(help))
    })?;
    exposition(&text).ok_or_else(|| Box::new(no_metrics(from)))
}

/// What is there shows no metrics.
pub(super) fn no_metrics(from: &str) -> Diagnostic {
    Diagnostic::error("catalogue/no-metrics", format!("`{from}` shows no metrics")).help(
        "give the text of an exporter (lines of `name{label=\"value\"} 1`), its URL, or that of a Prometheus itself",
    )
}
