//! The tasks of this repository.

mod tools;

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
    /// Get the real promtool, Prometheus, amtool and Alertmanager that the tests ask.
    Tools(tools::Args),
}

fn main() -> ExitCode {
    match Cli::parse().task {
        Task::Tools(args) => tools::run(&args),
    }
}
