//! `plimsoll`: what needs no packs.

fn main() -> std::process::ExitCode {
    plimsoll_cli::alone::run()
}
