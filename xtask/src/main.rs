//! The tasks of this repository: `cargo xtask ...`.
//!
//! Thin on purpose. It links neither the packs nor the crates that render them, so `tools` and the report of a
//! mistake in YAML are there while a pack does not build.
//!
//! - [`packs`]: runs the program of the packs (`generate`, `check`, `diff`, `explain`, `gates`, `backtest`, `behaviour`, `mutate`, `list`), and
//!   `promote`
//! - [`alone`]: runs programs that need no packs (`lint`, `catalogue`, `explain` of a check; `fuzz`)
//! - [`docs`]: writes the pages of the checks
//! - [`mod@test`]: everything that is tested, in order, with one summary
//! - [`tools`]: gets the real tools that the tests ask

mod alone;
mod docs;
mod packs;
mod test;
mod tools;

use std::path::Path;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// The tasks of this repository.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Cli {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Write what the packs say; the second time there is nothing to write
    #[command(disable_help_flag = true)]
    Generate(packs::Args),
    /// Say whether what is written is what the packs say: 0 yes, 1 problems, 4 stale
    #[command(disable_help_flag = true)]
    Check(packs::Args),
    /// Say what changes between two revisions or phases, in the words of a reviewer
    #[command(disable_help_flag = true)]
    Diff(packs::Args),
    /// Say what a threshold is worth or an alert does, and every step that led to it; or what a check is about
    #[command(disable_help_flag = true)]
    Explain(packs::Args),
    /// Ask a Prometheus whether the live phase of an environment may be left
    #[command(disable_help_flag = true)]
    Gates(packs::Args),
    /// Say how often the alerts of a pack would have fired, from what a Prometheus knows of the past
    #[command(disable_help_flag = true)]
    Backtest(packs::Args),
    /// Write the behaviour tests that follow from the alerts, for `promtool test rules`
    #[command(disable_help_flag = true)]
    Behaviour(packs::Args),
    /// Say how many small mistakes in the rules the behaviour tests notice, and which they do not
    #[command(disable_help_flag = true)]
    Mutate(packs::Args),
    /// Move the live phase of an environment one step, or back with `--demote`, and say what changes
    #[command(disable_help_flag = true)]
    Promote(packs::Args),
    /// Say which packs there are, and what is live where
    #[command(disable_help_flag = true)]
    List(packs::Args),
    /// Write the pages of the checks into docs/checks/, with what is said of their examples
    Docs,
    /// Say what is wrong in anybody's Prometheus rule files and PrometheusRule objects
    #[command(disable_help_flag = true)]
    Lint(packs::Args),
    /// Make a metric catalogue of what an exporter or a Prometheus shows
    #[command(disable_help_flag = true)]
    Catalogue(packs::Args),
    /// Let a fuzzer loose on everything that reads what somebody else wrote
    #[command(disable_help_flag = true)]
    Fuzz(packs::Args),
    /// Get the real promtool, Prometheus, amtool and Alertmanager that the tests ask
    Tools(tools::Args),
    /// Run everything that is tested: unit, doc and snapshot tests, the oracles, drift of generated/
    Test(test::Args),
}

fn main() -> ExitCode {
    match Cli::parse().task {
        Task::Generate(args) => packs::run("generate", &args),
        Task::Check(args) => packs::run("check", &args),
        Task::Diff(args) => packs::run("diff", &args),
        // The page of a check needs no packs.
        Task::Explain(args) if args.is_one_id() => alone::run("explain", &args),
        Task::Explain(args) => packs::run("explain", &args),
        Task::Gates(args) => packs::run("gates", &args),
        Task::Backtest(args) => packs::run("backtest", &args),
        Task::Behaviour(args) => packs::run("behaviour", &args),
        Task::Mutate(args) => packs::run("mutate", &args),
        Task::Promote(args) => packs::run("promote", &args),
        Task::List(args) => packs::run("list", &args),
        Task::Docs => docs::run(),
        Task::Lint(args) => alone::run("lint", &args),
        Task::Catalogue(args) => alone::run("catalogue", &args),
        Task::Fuzz(args) => alone::fuzz(&args),
        Task::Tools(args) => tools::run(&args),
        Task::Test(args) => test::run(&args),
    }
}

/// The workspace.
fn root() -> &'static Path {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here)
}
