//! `gates`: asks a Prometheus whether the live phase of an environment may be left.

use std::collections::BTreeSet;
use std::io;

use plimsoll_check::Diagnostic;
use plimsoll_plan::{Axis, ExitQuestions, Question, Want};
use plimsoll_units::Duration;

use super::context::Context;
use super::options::Gates;
use crate::console::Console;
use crate::outcome::Outcome;
use crate::prometheus::{NoAnswer, Prometheus, Sample};
use crate::report::Summary;

/// The part of a period that must have been watched: a restart of Prometheus loses some evaluations, a day without
/// rules is no quiet day.
const WATCHED: f64 = 0.95;

/// How many series of an answer are told one by one.
const TOLD: usize = 20;

/// Asks every gate of the phase that is live. One that is shut, or that nobody could decide, is a problem.
pub fn gates(context: &Context<'_>, options: &Gates, console: &mut Console<'_>) -> io::Result<Outcome> {
    let mut found = Summary::default();
    let answer = {
        let axis = if options.traffic { Axis::Traffic } else { Axis::Enforcement };
        context.source.exit_questions(&options.pack, &options.environment, axis)
    };
    let answer = answer.and_then(|asked| {
        let server = Prometheus::at(&options.prometheus).map_err(|error| vec![unanswered(&error, &asked)])?;
        Ok((asked, server))
    });
    let problems = match answer {
        Ok((asked, server)) => {
            let next = asked.next.map(|next| format!(" for {next}")).unwrap_or_default();
            let (pack, environment) = (&options.pack, &options.environment);
            writeln!(console.out, "{pack} {environment}, phase {}: may it be left{next}?", asked.phase)?;
            if asked.questions.is_empty() {
                writeln!(console.out, "  no gate of it is asked of a Prometheus")?;
            }
            let mut problems = Vec::new();
            for question in &asked.questions {
                match judged(question, &asked, &server) {
                    Ok(open) => writeln!(console.out, "  yes: {open}")?,
                    Err(problem) => problems.push(*problem),
                }
            }
            problems
        }
        Err(problems) => problems,
    };
    context.tell(&problems, console, &mut found)?;
    context.sum_up(found, "", console)?;
    Ok(if problems.is_empty() { Outcome::Well } else { Outcome::Problems })
}

/// Why the gate is open, or the problem that shuts it.
fn judged(
    question: &Question,
    asked: &ExitQuestions,
    server: &Prometheus,
) -> Result<String, Box<Diagnostic>> {
    let ask = |text: &str| {
        server.query(text).map_err(|error| Box::new(unanswered(&error, asked).excerpt(text, 0..text.len())))
    };
    let watched = ask(&question.watched)?;
    is_watched(question, asked, &watched)?;
    let times = ask(&question.times)?;
    let lasted = question.samples.as_deref().map_or_else(|| Ok(Vec::new()), ask)?;
    is_open(question, asked, times, &lasted)
}

/// Whether enough of the period was watched, from what was answered to [`Question::watched`].
///
/// # Errors
///
/// Where it was not.
pub fn is_watched(
    question: &Question,
    asked: &ExitQuestions,
    watched: &[Sample],
) -> Result<(), Box<Diagnostic>> {
    let samples = watched.iter().map(|sample| sample.value).fold(0.0, f64::max);
    let watched = seconds(samples, question.interval);
    // The ends of the period may cut one interval off.
    if watched + question.interval.as_secs_f64() < question.period.as_secs_f64() * WATCHED {
        return Err(Box::new(not_watched(question, asked, watched)));
    }
    Ok(())
}

/// Why the gate is open, from what was answered to [`Question::times`] and [`Question::samples`].
///
/// # Errors
///
/// What shuts it.
pub fn is_open(
    question: &Question,
    asked: &ExitQuestions,
    mut times: Vec<Sample>,
    lasted: &[Sample],
) -> Result<String, Box<Diagnostic>> {
    let known: BTreeSet<_> = times.iter().map(|series| series.labels.clone()).collect();
    // What fired before the period and on into it began no firing in it.
    let began_before = lasted.iter().filter(|series| !known.contains(&series.labels));
    times.extend(began_before.map(|series| Sample { value: 1.0, ..series.clone() }));
    if times.is_empty() {
        return Ok(match question.want {
            Want::Quiet => format!("nothing that only records has fired for {}", question.period),
            Want::NoRollback => format!("nothing was rolled back for {}", question.period),
            Want::NoBreach => {
                format!("{} has been live for {}, and nothing broke", asked.phase, question.period)
            }
        });
    }
    times.sort_by(|a, b| b.value.total_cmp(&a.value).then_with(|| a.labels.cmp(&b.labels)));
    Err(Box::new(shut(question, asked, &times, lasted)))
}

/// Nobody knows what was in the part of the period that was not watched.
fn not_watched(question: &Question, asked: &ExitQuestions, watched: f64) -> Diagnostic {
    let what = match question.want {
        Want::Quiet => format!("the rules of `{}` were evaluated", asked.phase),
        Want::NoRollback => "the actor's counter was scraped".to_owned(),
        Want::NoBreach => format!("`{}` was live", asked.phase),
    };
    let (period, watched) = (question.period, told(watched));
    let message =
        format!("within the last {period} {what} for {watched} alone: what was not watched was not quiet");
    Diagnostic::error("exit/not-watched", message)
        .at(asked.origin)
        .help(format!("wait until it was for {period}, or ask the Prometheus that loads them"))
        .excerpt(&question.watched, 0..question.watched.len())
}

/// What was, where and how often.
fn shut(question: &Question, asked: &ExitQuestions, times: &[Sample], lasted: &[Sample]) -> Diagnostic {
    let lines: Vec<String> = times.iter().take(TOLD).map(|series| line(question, series, lasted)).collect();
    let more = times.len().saturating_sub(TOLD);
    let more = if more > 0 { format!("; and {more} more") } else { String::new() };
    let (id, what) = match question.want {
        Want::Quiet => ("exit/not-quiet", "the dry run was not quiet"),
        Want::NoRollback => ("exit/rolled-back", "the machine rolled back"),
        Want::NoBreach => ("exit/breach", "the machine was asked to act"),
    };
    let message = format!("within the last {} {what}: {}{more}", question.period, lines.join("; "));
    Diagnostic::error(id, message)
        .at(asked.origin)
        .help("look whether each was right; then promote with `--because`, or move the line and wait again")
}

/// `ShopHighErrorRate for namespace shop, service cart (strict) 3 times, 12m in all`
fn line(question: &Question, series: &Sample, lasted: &[Sample]) -> String {
    let label = |name: &str| series.labels.get(name).map(String::as_str);
    let place = ["namespace", "deployment", "service", "reason", "result"];
    let place: Vec<String> =
        place.iter().filter_map(|name| Some(format!("{name} {}", label(name)?))).collect();
    let place = if place.is_empty() { String::new() } else { format!(" for {}", place.join(", ")) };
    let phase =
        label("rollout_phase").map(|phase| format!(" with the values of {phase}")).unwrap_or_default();
    let name = label("alertname").unwrap_or("a rollback");
    let often = series.value.ceil();
    let often = if often > 1.0 { format!("{often} times") } else { "once".to_owned() };
    let length = lasted.iter().find(|own| own.labels == series.labels).map(|own| own.value);
    let length = length
        .map(|samples| format!(", {} in all", told(seconds(samples, question.interval))))
        .unwrap_or_default();
    format!("{name}{place}{phase} {often}{length}")
}

fn seconds(samples: f64, interval: Duration) -> f64 {
    samples * interval.as_secs_f64()
}

/// A time as Prometheus writes durations, in whole seconds: `2h30m`.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a time is never negative; one beyond the longest duration, which only what is no Prometheus tells, is that"
)]
fn told(seconds: f64) -> String {
    Duration::from_millis((seconds.round() * 1_000.0) as u64).to_string()
}

fn unanswered(error: &NoAnswer, asked: &ExitQuestions) -> Diagnostic {
    Diagnostic::error("exit/no-answer", error.to_string()).at(asked.origin).help(error.help())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn question() -> (Question, ExitQuestions) {
        let question = Question {
            want: Want::Quiet,
            period: plimsoll_units::days(3),
            interval: plimsoll_units::seconds(15),
            watched: "watched".to_owned(),
            times: "times".to_owned(),
            samples: Some("samples".to_owned()),
        };
        let origin = plimsoll_units::Origin::new("t.yaml", 2, 7);
        (question, ExitQuestions { phase: "dry-run", next: None, questions: Vec::new(), origin })
    }

    fn series(alert: &str, value: f64) -> Sample {
        Sample { labels: [("alertname".to_owned(), alert.to_owned())].into(), value }
    }

    #[test]
    fn what_fired_on_into_the_period_shuts_the_gate_once() {
        let (question, asked) = question();
        assert!(is_open(&question, &asked, Vec::new(), &[]).is_ok());
        let lasted = [series("A", 40.0), series("B", 4.0)];
        let shut = is_open(&question, &asked, vec![series("A", 2.0)], &lasted).unwrap_err();
        assert!(shut.message.ends_with("A 2 times, 10m in all; B once, 1m in all"), "{}", shut.message);
    }

    #[test]
    fn a_count_beyond_all_time_is_told_and_not_summed_up() {
        let (question, asked) = question();
        assert!(is_watched(&question, &asked, &[series("A", 1e300)]).is_ok());
        let shut = is_open(&question, &asked, Vec::new(), &[series("A", 1e300)]).unwrap_err();
        assert_eq!(shut.id, "exit/not-quiet");
    }
}
