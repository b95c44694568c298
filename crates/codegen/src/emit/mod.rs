//! Checked data to Rust source text.
//!
//! The text calls the builders that a pack written in Rust alone calls, through `::plimsoll` and nothing else.
//! It is a function of the data alone: the same files give the same bytes on every machine.
//!
//! One module per kind of handle, so that a name in YAML never meets another: `t` for thresholds, `o` for
//! objectives, `r` for the rollback policy, `m` for metrics and labels; and `pack()`, which says everything that
//! `thresholds.yaml` says.

mod cardinality;
mod definition;
mod environments;
mod exits;
mod handles;
mod literal;
mod metrics;
mod timing;
mod traffic;
mod writer;

use crate::data::PackFiles;

/// The Rust source of a pack, to be included in a module of its own.
pub fn pack(files: &PackFiles) -> String {
    let mut out = writer::Writer::new();
    out.line(format_args!(
        "// Generated from {} and {}, do not edit.",
        files.thresholds.file, files.metrics.file
    ));
    handles::thresholds(&mut out, &files.thresholds);
    handles::objectives(&mut out, &files.thresholds);
    handles::rollback(&mut out, &files.thresholds);
    metrics::module(&mut out, &files.metrics);
    definition::function(&mut out, &files.thresholds);
    out.finish()
}
