//! What the command line takes.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use plimsoll_units::{Date, Duration};

use crate::change::Look;
use crate::report::Format;

/// A command that needs no packs is the task's own, so that it is there while they do not build.
const PROMOTE: &str = "`cargo xtask promote --help` tells how to move a live phase.";

/// Typed alert thresholds, generated and checked.
#[derive(Debug, Clone, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", version, after_help = PROMOTE)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The commands that need the packs.
#[derive(Debug, Clone, Subcommand)]
pub enum Command {
    /// Write what the packs say; the second time there is nothing to write
    Generate(Generate),
    /// Say whether what is written is what the packs say: 0 yes, 1 problems, 4 stale
    Check(Check),
    /// Say what changes between two revisions or phases, in the words of a reviewer
    Diff(Diff),
    /// Say what a threshold is worth or an alert does, and every step that led to it; or what a check is about
    Explain(Explain),
    /// Say how often the alerts of a pack would have fired, from what a Prometheus knows of the past
    Backtest(Backtest),
    /// Write the behaviour tests that follow from the alerts, for `promtool test rules`
    Behaviour(Behaviour),
    /// Say how many small mistakes in the rules the behaviour tests notice, and which they do not
    Mutate(Mutate),
    /// Ask a Prometheus whether the live phase of an environment may be left
    Gates(Gates),
    /// Say which packs there are, and what is live where
    List(List),
}

/// What `generate` takes.
#[derive(Debug, Clone, Default, Args)]
pub struct Generate {
    /// Show what would be written, and write nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Where the files go.
    #[command(flatten)]
    pub place: Place,
    /// How findings are told.
    #[command(flatten)]
    pub output: Output,
}

/// What `check` takes.
#[derive(Debug, Clone, Default, Args)]
pub struct Check {
    /// Where the files are.
    #[command(flatten)]
    pub place: Place,
    /// How findings are told.
    #[command(flatten)]
    pub output: Output,
}

/// What `diff` takes.
#[derive(Debug, Clone, Default, Args)]
pub struct Diff {
    /// A phase or a revision; `phase:NAME`, `traffic:NAME` and `rev:NAME` say which [default: what HEAD has in `generated`]
    #[arg(long, value_name = "REV|PHASE")]
    pub from: Option<String>,
    /// A phase or a revision [default: the working tree]
    #[arg(long, value_name = "REV|PHASE")]
    pub to: Option<String>,
    /// This pack alone
    #[arg(long)]
    pub pack: Option<String>,
    /// This environment alone
    #[arg(long, value_name = "ENVIRONMENT")]
    pub env: Option<String>,
    /// How the changes look
    #[arg(long, value_enum, default_value_t)]
    pub format: Look,
}

/// What `explain` takes.
#[derive(Debug, Clone, Default, Args)]
pub struct Explain {
    /// The pack; or the id of a check, alone, whose page is wanted
    #[arg(value_name = "PACK|CHECK")]
    pub pack: String,
    /// The id of a threshold, or the name of an alert
    #[arg(value_name = "THRESHOLD|ALERT")]
    pub name: Option<String>,
    /// In this environment alone
    #[arg(long, value_name = "ENVIRONMENT")]
    pub env: Option<String>,
    /// For this service alone
    #[arg(long)]
    pub service: Option<String>,
    /// In this phase, live or not [default: the live one]
    #[arg(long)]
    pub phase: Option<String>,
}

/// What `gates` takes.
#[derive(Debug, Clone, Default, Args)]
pub struct Gates {
    /// The pack
    pub pack: String,
    /// The environment whose live phase is to be left
    pub environment: String,
    /// Of its traffic phase: whether it has lasted its dwell without a breach
    #[arg(long)]
    pub traffic: bool,
    /// The Prometheus that has evaluated the pack's rules there, over plain HTTP
    #[arg(long, value_name = "URL")]
    pub prometheus: String,
}

/// What `backtest` takes.
#[derive(Debug, Clone, Args)]
pub struct Backtest {
    /// The pack
    pub pack: String,
    /// The environment whose namespace and services are meant; a pack that has one alone needs no choice
    #[arg(long, value_name = "ENVIRONMENT")]
    pub env: Option<String>,
    /// The Prometheus that knows the past, over plain HTTP
    #[arg(long, value_name = "URL")]
    pub prometheus: String,
    /// How far back, such as `30d`
    #[arg(long, value_name = "DURATION", default_value = "30d")]
    pub over: Duration,
    /// Until the beginning of this day in UTC, such as `2026-11-20` [default: until now]
    #[arg(long, value_name = "DAY")]
    pub until: Option<Date>,
    /// This phase alone [default: every phase]
    #[arg(long)]
    pub phase: Option<String>,
    /// This alert alone
    #[arg(long)]
    pub alert: Option<String>,
    /// Suggest the tightest line at which each alert would have fired no more often than this
    #[arg(long, value_name = "TIMES")]
    pub at_most: Option<usize>,
    /// Where answers are kept, so that a run that broke off goes on [default: `target/backtest` in the workspace]
    #[arg(long, value_name = "DIR")]
    pub cache: Option<PathBuf>,
    /// How findings and the answer look
    #[command(flatten)]
    pub output: Output,
}

/// Which packs are meant, where and when.
#[derive(Debug, Clone, Default, Args)]
pub struct Meant {
    /// This pack alone [default: every pack]
    pub pack: Option<String>,
    /// This environment alone
    #[arg(long, value_name = "ENVIRONMENT")]
    pub env: Option<String>,
    /// This phase alone [default: the live one]
    #[arg(long, conflicts_with = "all_phases")]
    pub phase: Option<String>,
    /// Every phase
    #[arg(long)]
    pub all_phases: bool,
}

/// What `behaviour` takes.
#[derive(Debug, Clone, Default, Args)]
pub struct Behaviour {
    /// Which packs are meant
    #[command(flatten)]
    pub meant: Meant,
    /// Where the tests go, in a folder for each pack, environment and phase [default: `target/behaviour` in the workspace]
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// How findings are told
    #[command(flatten)]
    pub output: Output,
}

/// What `mutate` takes.
#[derive(Debug, Clone, Default, Args)]
pub struct Mutate {
    /// Which packs are meant
    #[command(flatten)]
    pub meant: Meant,
    /// The part of the mutants that must be noticed, in percent
    #[arg(long, value_name = "PERCENT", default_value_t = 95.0)]
    pub at_least: f64,
    /// How findings are told
    #[command(flatten)]
    pub output: Output,
}

/// What `list` takes.
#[derive(Debug, Clone, Default, Args)]
pub struct List {
    /// How findings are told.
    #[command(flatten)]
    pub output: Output,
}

/// Where the generated files are.
#[derive(Debug, Clone, Default, Args)]
pub struct Place {
    /// The directory of the generated files [default: `generated` in the workspace]
    #[arg(long, value_name = "DIR")]
    pub dir: Option<PathBuf>,
}

/// How findings are told, and which of them stop.
#[derive(Debug, Clone, Copy, Default, Args)]
pub struct Output {
    /// How findings look
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
    /// Let warnings stop, as errors do
    #[arg(long)]
    pub deny_warnings: bool,
}

impl Output {
    /// How findings are told where the answer looks like this.
    pub fn of(look: Look) -> Self {
        let format = if look == Look::Json { Format::Json } else { Format::Human };
        Self { format, deny_warnings: false }
    }
}
