//! `backtest`: how often and how long the alerts of a pack would have fired, asked of a Prometheus that knows the past.
//!
//! - `history`: the past of an expression, in parts and kept.
//! - `episodes`: when an alert fires, as Prometheus decides it.
//! - `suggestion`: the line that fires no more often than is wanted.
//! - `table`: what came out.

mod episodes;
mod history;
mod suggestion;
mod table;

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::time::{SystemTime, UNIX_EPOCH};

use plimsoll_check::Diagnostic;
use plimsoll_plan::{Plan, Replay, replays};

use self::history::History;
use self::table::{Row, Suggested};
use super::context::Context;
use super::meant::named;
use super::options::Backtest;
use crate::console::Console;
use crate::outcome::Outcome;
use crate::produce::produce;
use crate::prometheus::{NoAnswer, Prometheus, Range};
use crate::report::{Format, Summary};

pub use self::episodes::Fired;
pub use self::suggestion::suggested;

/// What is asked for and is not there.
const UNKNOWN: &str = "backtest/unknown";

/// Asks for every alert of the phases that are meant, and tells how often each would have fired.
pub fn backtest(context: &Context<'_>, options: &Backtest, console: &mut Console<'_>) -> io::Result<Outcome> {
    let mut found = Summary::default();
    let lines = match plans(context, options).and_then(|plans| asked(context, options, &plans, console)) {
        Ok(lines) => lines,
        Err(problems) => {
            context.tell(&problems, console, &mut found)?;
            context.sum_up(found, "", console)?;
            return Ok(Outcome::Problems);
        }
    };
    if context.output.format == Format::Json {
        table::json(&lines, console.out)?;
    } else {
        table::human(&lines, options.at_most.is_some(), console.out)?;
    }
    Ok(Outcome::Well)
}

/// The plan of each phase that is meant.
fn plans(context: &Context<'_>, options: &Backtest) -> Result<Vec<Plan>, Vec<Diagnostic>> {
    let packs = produce(context.source).packs;
    let pack = named(UNKNOWN, &packs, |pack| &pack.name, &options.pack, "pack")?;
    let environment = match (&options.env, pack.environments.as_slice()) {
        (Some(name), all) => &named(UNKNOWN, all, |environment| &environment.name, name, "environment")?.name,
        (None, [only]) => &only.name,
        (None, all) => {
            let names: Vec<&str> = all.iter().map(|environment| environment.name.as_str()).collect();
            let message = format!("`{}` has the environments {}", pack.name, names.join(", "));
            let help = "say whose Prometheus is asked: `--env`";
            return Err(vec![Diagnostic::error("backtest/which-environment", message).help(help)]);
        }
    };
    let phases: Vec<Option<&str>> = match &options.phase {
        Some(name) => vec![Some(named(UNKNOWN, &pack.phases, |phase| phase, name, "phase")?)],
        None if pack.phases.is_empty() => vec![None],
        None => pack.phases.iter().map(|phase| Some(phase.as_str())).collect(),
    };
    phases.into_iter().map(|phase| context.source.lower(&pack.name, environment, phase)).collect()
}

/// A line for each alert of each plan.
fn asked(
    context: &Context<'_>,
    options: &Backtest,
    plans: &[Plan],
    console: &mut Console<'_>,
) -> Result<Vec<Row>, Vec<Diagnostic>> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    let server = Prometheus::at(&options.prometheus).map_err(|error| vec![unanswered(&error, None)])?;
    let is_meant = |replay: &Replay| options.alert.as_ref().is_none_or(|name| *name == replay.alert);
    let all: Vec<(&Plan, Vec<Replay>)> =
        plans.iter().map(|plan| (plan, replays(plan).into_iter().filter(is_meant).collect())).collect();
    if all.iter().all(|(_, replays)| replays.is_empty()) {
        let message = match &options.alert {
            Some(name) => format!("the pack `{}` has no alert `{name}`", options.pack),
            None => format!("the pack `{}` has no alerts", options.pack),
        };
        return Err(vec![Diagnostic::error(UNKNOWN, message)]);
    }
    let interval = plans.iter().flat_map(|plan| &plan.groups).map(|group| group.interval.as_millis()).min();
    let step = interval.unwrap_or(15_000).div_ceil(1_000).max(1);
    let end = options.until.map_or(now, |day| u64::from(day.days_since_epoch()) * 86_400) / step * step;
    let start = end.saturating_sub(options.over.as_millis() / 1_000) / step * step;
    let cache = options.cache.clone().unwrap_or_else(|| context.root.join("target").join("backtest"));
    let history =
        History { server: &server, url: &options.prometheus, between: (start, end), step, now, cache };
    let mut questions = Questions { history, known: BTreeMap::new(), done: 0, of: 0 };
    questions.of = questions.expected(&all, options.at_most.is_some());
    let mut lines = Vec::new();
    for (plan, replays) in &all {
        for replay in replays {
            lines.push(line(plan, replay, options, &mut questions, console)?);
        }
    }
    questions.clear(console);
    Ok(lines)
}

fn line(
    plan: &Plan,
    replay: &Replay,
    options: &Backtest,
    questions: &mut Questions<'_>,
    console: &mut Console<'_>,
) -> Result<Row, Vec<Diagnostic>> {
    let failed = |error: NoAnswer, questions: &Questions<'_>| {
        let kept = questions.history.cache.display();
        vec![
            unanswered(&error, Some(replay))
                .help(format!("{}; run again: what was answered is kept in `{kept}`", error.help())),
        ]
    };
    let step = questions.history.step;
    let mut fired = Fired::default();
    for series in questions.ask(&replay.query, replay, console).map_err(|error| failed(error, questions))? {
        fired.add(series.samples.iter().map(|(moment, _)| *moment), step, replay.hold);
    }
    let mut suggested = None;
    if let (Some(at_most), Some(crossing)) = (options.at_most, &replay.crossing) {
        let signal =
            questions.ask(&crossing.signal, replay, console).map_err(|error| failed(error, questions))?;
        suggested = suggestion::suggested(crossing, replay, &signal, step, at_most)
            .map(|(line, times)| Suggested { line: line.to_string(), times });
    }
    let row = Row {
        pack: plan.pack.to_owned(),
        environment: plan.environment().to_owned(),
        phase: plan.phase().map(str::to_owned),
        alert: replay.alert.clone(),
        roles: replay.roles.clone(),
        line: replay.crossing.as_ref().map(|crossing| format!("{} {}", crossing.op.as_str(), crossing.line)),
        hold: replay.hold.to_string(),
        times: 0,
        firing_seconds: 0,
        longest_seconds: 0,
        series: 0,
        suggested,
    };
    Ok(row.fired(fired))
}

/// What was asked, each text once: phases differ in few of their alerts.
struct Questions<'a> {
    history: History<'a>,
    known: BTreeMap<String, Vec<Range>>,
    done: usize,
    of: usize,
}

impl Questions<'_> {
    fn expected(&self, all: &[(&Plan, Vec<Replay>)], suggests: bool) -> usize {
        let replays = || all.iter().flat_map(|(_, replays)| replays);
        let signals = replays().filter_map(|replay| replay.crossing.as_ref()).filter(|_| suggests);
        let texts: BTreeSet<&str> = replays()
            .map(|replay| replay.query.as_str())
            .chain(signals.map(|own| own.signal.as_str()))
            .collect();
        texts.len() * self.history.parts().len()
    }

    /// The series that count for an alert.
    fn ask(
        &mut self,
        query: &str,
        replay: &Replay,
        console: &mut Console<'_>,
    ) -> Result<Vec<Range>, NoAnswer> {
        if !self.known.contains_key(query) {
            let (done, of) = (&mut self.done, self.of);
            let answered = || {
                *done += 1;
                // A terminal sees how far it is; a log does not want to.
                if console.colour_err {
                    let _ = write!(console.err, "\r{done} of {of} answers");
                    let _ = console.err.flush();
                }
            };
            let series = self.history.of(query, answered)?;
            self.known.insert(query.to_owned(), series);
        }
        let counts = |series: &&Range| {
            replay.only.iter().all(|matcher| {
                let value = series.labels.get(&matcher.label).map(String::as_str).unwrap_or_default();
                matcher.op.selects(&matcher.value, value).unwrap_or(true)
            })
        };
        Ok(self.known.get(query).into_iter().flatten().filter(counts).cloned().collect())
    }

    fn clear(&self, console: &mut Console<'_>) {
        if console.colour_err && self.done > 0 {
            let _ = write!(console.err, "\r\x1b[K");
        }
    }
}

fn unanswered(error: &NoAnswer, replay: Option<&Replay>) -> Diagnostic {
    let found = Diagnostic::error("backtest/no-answer", error.to_string()).help(error.help());
    match replay {
        Some(replay) => {
            found.at(replay.origin).about(replay.alert.clone()).excerpt(&*replay.query, 0..replay.query.len())
        }
        None => found,
    }
}
