//! `list`: which packs there are, and what is live where.

use std::io;

use serde::Serialize;

use super::context::Context;
use super::options::List;
use crate::console::Console;
use crate::outcome::Outcome;
use crate::produce::produce;
use crate::report::{Format, Summary};
use crate::source::{PackSummary, Produced};

/// One environment of one pack, for machines. The keys are a promise.
#[derive(Serialize)]
struct Line<'a> {
    pack: &'a str,
    owner: &'a str,
    environment: &'a str,
    phase: &'a str,
    alerts: usize,
    recordings: usize,
    dashboards: usize,
}

/// Lists packs and environments: a table for people, one JSON object per line for machines.
pub fn list(context: &Context<'_>, _: &List, console: &mut Console<'_>) -> io::Result<Outcome> {
    let Produced { diagnostics, packs, .. } = produce(context.source);
    let lines: Vec<Line<'_>> = packs.iter().flat_map(lines).collect();
    if context.output.format == Format::Json {
        for line in &lines {
            serde_json::to_writer(&mut *console.out, line)?;
            writeln!(console.out)?;
        }
    } else {
        table(&lines, console.out)?;
    }
    let mut found = Summary::default();
    context.tell(&diagnostics, console, &mut found)?;
    context.sum_up(found, "", console)?;
    Ok(if found.stops(context.output.deny_warnings) { Outcome::Problems } else { Outcome::Well })
}

fn lines(pack: &PackSummary) -> impl Iterator<Item = Line<'_>> {
    pack.environments.iter().map(|environment| Line {
        pack: &pack.name,
        owner: &pack.owner,
        environment: &environment.name,
        phase: &environment.phase,
        alerts: environment.alerts,
        recordings: environment.recordings,
        dashboards: environment.dashboards,
    })
}

fn table(lines: &[Line<'_>], out: &mut dyn io::Write) -> io::Result<()> {
    let header = ["pack", "owner", "environment", "phase", "alerts", "recordings", "dashboards"];
    let mut rows = vec![header.map(str::to_owned)];
    rows.extend(lines.iter().map(|line| {
        [
            line.pack.to_owned(),
            line.owner.to_owned(),
            line.environment.to_owned(),
            line.phase.to_owned(),
            line.alerts.to_string(),
            line.recordings.to_string(),
            line.dashboards.to_string(),
        ]
    }));
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let widths: [usize; 7] = std::array::from_fn(width);
    for row in &rows {
        let cells: Vec<String> =
            row.iter().zip(widths).map(|(cell, width)| format!("{cell:width$}")).collect();
        writeln!(out, "{}", cells.join("  ").trim_end())?;
    }
    Ok(())
}
