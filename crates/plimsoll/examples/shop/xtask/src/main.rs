//! The shop's tasks.

fn main() -> std::process::ExitCode {
    plimsoll_codegen::xtask::main("shop", concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}
