//! The program of the packs.

fn main() -> std::process::ExitCode {
    plimsoll::cli::run(&shop::catalog())
}
