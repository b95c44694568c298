//! What a fleet costs: time and peak memory of every stage, next to promtool on the same rules in the same run.
//!
//! ```text
//! cargo bench --package plimsoll-snapshots --bench fleet                  # N = 10, 100, 1000
//! cargo bench --package plimsoll-snapshots --bench fleet -- 1000 5000
//! ```
//!
//! For each N the whole job, the command `generate` from the definitions to the files, runs in a process of its own
//! and is watched from outside exactly as promtool is. The two take turns, so that whatever else the
//! machine does meets both; medians are printed. A second job on the same folder finds everything fresh. A third process runs the
//! stages one after the other on one thread, and tells what each of them took.
//!
//! Beside it lies `rules.jsonnet`, the same rules for a tool that renders texts alone; how it is called stands in it.
//!
//! `cargo test` runs this without `--bench`: then it is one small job, to see that it works.
//!
//! - [`job`]: the stages
//! - [`process`]: a process, watched
//! - [`table`]: what is printed
//! - [`usage`]: processor time and memory of a process

mod job;
mod process;
mod table;
mod usage;

use std::env;
use std::error::Error;
use std::io::{self, Write as _};
use std::path::Path;
use std::process::{Command, ExitCode};
use std::time::{Duration, Instant};

use plimsoll_snapshots::fleet::ENVIRONMENT;
use plimsoll_snapshots::oracles::{self, Oracle};

use job::Report;
use process::Watched;
use table::{Round, Table};

/// That of the program of the packs.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

type Result<T> = std::result::Result<T, Box<dyn Error + Send + Sync>>;

/// What the process of one job is told first.
const JOB: &str = "--job";

/// What the process that measures stages is told first.
const STAGES: &str = "--stages";

/// Medians of this many rounds; more where rounds are short.
const LEAST_ROUNDS: usize = 3;
const MOST_ROUNDS: usize = 15;

/// Rounds go on for this long.
const ENOUGH: Duration = Duration::from_secs(20);

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let outcome = match arguments.first().map(String::as_str) {
        Some(JOB) => one_job(&arguments[1..]),
        Some(STAGES) => all_stages(&arguments[1..]),
        _ if arguments.iter().any(|argument| argument == "--bench") => benchmark(&arguments),
        _ => smoke(),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // A closed stderr is no reason to panic.
            let _ = writeln!(io::stderr(), "error: {error}");
            ExitCode::FAILURE
        }
    }
}

/// The process of one job.
fn one_job(arguments: &[String]) -> Result<()> {
    let [services, folder] = arguments else { return Err("--job needs a number and a folder".into()) };
    job::generate(services.parse()?, Path::new(folder))
}

/// The process that measures stages: its report as JSON on standard output.
fn all_stages(arguments: &[String]) -> Result<()> {
    let [services, folder] = arguments else { return Err("--stages needs a number and a folder".into()) };
    let report = job::stages(services.parse()?, Path::new(folder))?;
    Ok(serde_json::to_writer(io::stdout().lock(), &report)?)
}

/// A small job in this process: nothing is measured, and everything must work.
fn smoke() -> Result<()> {
    let folder = folder()?;
    job::generate(10, folder.path())?;
    let report = job::stages(10, folder.path())?;
    writeln!(io::stdout(), "a fleet of 10: {} files; measured with --bench", report.files)?;
    Ok(())
}

fn benchmark(arguments: &[String]) -> Result<()> {
    let mut sizes = Vec::new();
    for argument in arguments.iter().filter(|argument| !argument.starts_with("--")) {
        sizes.push(argument.parse().map_err(|_| format!("`{argument}` is no number of services"))?);
    }
    if sizes.is_empty() {
        sizes = vec![10, 100, 1000];
    }
    let promtool = oracles::find("promtool").into_iter().find(|oracle| oracle.release() == (3, 5));
    let mut out = io::stdout();
    if promtool.is_none() {
        writeln!(out, "promtool 3.5: skipped: there is none, run `cargo xtask tools`")?;
    }
    // Nothing is deleted before the end: ext4 searches long for room beside files that were just deleted.
    let folder = folder()?;
    for services in sizes {
        let rounds = rounds(services, folder.path(), promtool.as_ref())?;
        let promtool = promtool.as_ref().map(ToString::to_string);
        write!(out, "\n{}", Table { services, promtool, rounds })?;
    }
    Ok(())
}

/// One size: rounds until there are enough of them.
fn rounds(services: usize, folder: &Path, promtool: Option<&Oracle>) -> Result<Vec<Round>> {
    let mut rounds = Vec::new();
    let begin = Instant::now();
    while rounds.len() < LEAST_ROUNDS || (rounds.len() < MOST_ROUNDS && begin.elapsed() < ENOUGH) {
        let folder = folder.join(format!("{services}-{}", rounds.len()));
        rounds.push(round(services, &folder, promtool)?);
    }
    Ok(rounds)
}

/// The job into a folder that is not there yet, the job again, and promtool on what was written.
fn round(services: usize, folder: &Path, promtool: Option<&Oracle>) -> Result<Round> {
    let run = |what: &str, folder: &Path| -> Result<(Watched, String)> {
        let mut command = Command::new(env::current_exe()?);
        command.arg(what).arg(services.to_string()).arg(folder);
        process::watch(&mut command)
    };
    let (whole, _) = run(JOB, folder)?;
    let (fresh, _) = run(JOB, folder)?;
    let report: Report = serde_json::from_str(&run(STAGES, &folder.with_extension("stages"))?.1)?;
    let promtool = promtool.map(|promtool| check_rules(promtool, services, folder)).transpose()?;
    Ok(Round { report, whole, fresh, promtool })
}

/// `promtool check rules --lint=none` on every rule file in one process.
fn check_rules(promtool: &Oracle, services: usize, folder: &Path) -> Result<Watched> {
    let mut command = Command::new(&promtool.path);
    command.current_dir(folder).args(["check", "rules", "--lint=none"]);
    let catalog = plimsoll_snapshots::fleet::fleet(services);
    command.args(catalog.packs.iter().map(|pack| format!("{}/{ENVIRONMENT}/rules.yaml", pack.name)));
    let (watched, said) = process::watch(&mut command)?;
    // It exits with 0 for no files, too.
    match said.matches("SUCCESS").count() {
        files if files == services => Ok(watched),
        files => Err(format!("promtool checked {files} of {services} rule files").into()),
    }
}

/// An empty folder on the disk that builds are on, and not in memory as the system's own may be.
fn folder() -> Result<tempfile::TempDir> {
    Ok(tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR"))?)
}
