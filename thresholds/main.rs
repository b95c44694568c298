//! The program of the packs; `cargo xtask generate` and the like run it.

fn main() -> std::process::ExitCode {
    plimsoll::cli::run(&plimsoll_thresholds::catalog())
}
