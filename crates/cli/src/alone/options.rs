//! What the command line of the program without packs takes.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use crate::commands::Output;

/// Checks for anybody's Prometheus rules.
#[derive(Debug, Clone, Parser)]
#[command(name = "plimsoll", version)]
pub struct Program {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The commands that need no packs.
#[derive(Debug, Clone, Subcommand)]
pub enum Command {
    /// Say what is wrong in Prometheus rule files and PrometheusRule objects: 0 nothing, 1 errors
    Lint(Lint),
    /// Make a metric catalogue of what an exporter or a Prometheus shows
    Catalogue(Catalogue),
    /// Say what a check is about, with a bad and a good example
    Explain(Explain),
}

/// What `catalogue` takes.
#[derive(Debug, Clone, Default, Args)]
pub struct Catalogue {
    /// The text of an exporter (a file, or `-`), its URL, or that of a Prometheus, over plain HTTP
    #[arg(long, value_name = "FILE|URL")]
    pub from: String,
    /// Where the catalogue goes [default: standard output]
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
}

/// What `explain` takes.
#[derive(Debug, Clone, Default, Args)]
pub struct Explain {
    /// The id of a check: `promql/rate-on-gauge`
    pub check: String,
}

/// What `lint` takes.
#[derive(Debug, Clone, Default, Args)]
pub struct Lint {
    /// Rule files and PrometheusRule objects; of a directory every *.yaml, *.yml and *.rules below it; `-` is standard
    /// input
    #[arg(required_unless_present = "alertmanager", value_name = "FILES")]
    pub files: Vec<PathBuf>,
    /// A metric catalogue (metrics.yaml): with it, unknown metrics and labels are errors, and types are checked
    #[arg(long, value_name = "FILE")]
    pub metrics: Vec<PathBuf>,
    /// The configuration of the Alertmanager that is told: its routes and inhibitions are held against the alerts
    #[arg(long, value_name = "FILE")]
    pub alertmanager: Option<PathBuf>,
    /// The Prometheus that loads the rules, from 2.42 [default: 3.5]
    #[arg(long, value_name = "VERSION", value_parser = version)]
    pub prometheus: Option<(u16, u16)>,
    /// How findings are told.
    #[command(flatten)]
    pub output: Output,
}

fn version(text: &str) -> Result<(u16, u16), String> {
    let target: plimsoll_promql::gate::Target =
        text.parse().map_err(|error: plimsoll_promql::gate::TargetError| error.to_string())?;
    let version = target.version();
    Ok((version.major, version.minor))
}
