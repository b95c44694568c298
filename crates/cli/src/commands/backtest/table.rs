//! What came out, for people and for machines.

use std::io::{self, Write};

use plimsoll_units::Duration;
use serde::Serialize;

use super::episodes::Fired;

/// One alert in one phase.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Row {
    pub(super) pack: String,
    pub(super) environment: String,
    /// `None` for a pack without phases.
    pub(super) phase: Option<String>,
    pub(super) alert: String,
    /// `people`, `machine`, `dry run`.
    pub(super) roles: Vec<&'static str>,
    /// The line that it crosses, as people write it.
    pub(super) line: Option<String>,
    #[serde(rename = "for")]
    pub(super) hold: String,
    pub(super) times: usize,
    pub(super) firing_seconds: u64,
    pub(super) longest_seconds: u64,
    pub(super) series: usize,
    /// The line that would have fired no more often than was wanted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) suggested: Option<Suggested>,
}

/// A line and how often the alert would have fired at it.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Suggested {
    pub(super) line: String,
    pub(super) times: usize,
}

impl Row {
    /// With what was counted.
    pub(super) fn fired(mut self, fired: Fired) -> Self {
        self.times = fired.times;
        self.firing_seconds = fired.seconds;
        self.longest_seconds = fired.longest;
        self.series = fired.series;
        self
    }
}

/// One JSON object per line; the keys are a promise.
pub(super) fn json(lines: &[Row], out: &mut dyn Write) -> io::Result<()> {
    for line in lines {
        serde_json::to_writer(&mut *out, line)?;
        writeln!(out)?;
    }
    Ok(())
}

/// A table for each phase.
pub(super) fn human(lines: &[Row], suggests: bool, out: &mut dyn Write) -> io::Result<()> {
    for of_phase in lines.chunk_by(|one, other| one.phase == other.phase) {
        let phase = of_phase[0].phase.as_deref().map(|phase| format!("phase {phase}"));
        writeln!(out, "\n{}", phase.as_deref().unwrap_or("every rule"))?;
        let mut header = vec!["alert", "rules", "line", "for", "fired", "in all", "longest", "series"];
        header.extend(suggests.then_some("suggested line"));
        let mut rows: Vec<Vec<String>> = vec![header.into_iter().map(str::to_owned).collect()];
        rows.extend(of_phase.iter().map(|line| cells(line, suggests)));
        let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
        let widths: Vec<usize> = (0..rows[0].len()).map(width).collect();
        for row in &rows {
            let cells: Vec<String> =
                row.iter().zip(&widths).map(|(cell, width)| format!("{cell:width$}")).collect();
            writeln!(out, "  {}", cells.join("  ").trim_end())?;
        }
    }
    Ok(())
}

fn cells(line: &Row, suggests: bool) -> Vec<String> {
    let nothing = || "-".to_owned();
    let time = |seconds: u64| match seconds {
        0 => nothing(),
        seconds => Duration::from_millis(seconds * 1_000).to_string(),
    };
    let mut row = vec![
        line.alert.clone(),
        line.roles.join(", "),
        line.line.clone().unwrap_or_else(nothing),
        line.hold.clone(),
        line.times.to_string(),
        time(line.firing_seconds),
        time(line.longest_seconds),
        line.series.to_string(),
    ];
    if suggests {
        let suggested = line.suggested.as_ref();
        row.push(suggested.map_or_else(nothing, |to| format!("{} (fires {} times)", to.line, to.times)));
    }
    row
}
