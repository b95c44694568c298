//! What stands in the way of writing, each with its fix.

use std::io;

use plimsoll_check::Diagnostic;

/// A file that we did not write.
pub(super) fn foreign(shown: &str) -> Diagnostic {
    Diagnostic::error(
        "generated/foreign",
        format!("`{shown}` was not written by `generate`, and nothing produces it"),
    )
    .help("move it out of the directory, or delete it: everything here is generated")
}

/// A file that we did not write stands where one of ours belongs.
pub(super) fn taken(shown: &str) -> Diagnostic {
    Diagnostic::error(
        "generated/foreign",
        format!("`{shown}` would be written, but a file stands there that the manifest does not list"),
    )
    .help("move it away if it is yours; if it was generated, take MANIFEST back from the last commit, or delete the file")
}

/// More foreign files than anybody wants to read.
pub(super) fn more_foreign(shown: &str, count: usize) -> Diagnostic {
    Diagnostic::error(
        "generated/foreign",
        format!("`{shown}` holds {count} more files that were not generated"),
    )
    .help("choose with `--dir` a directory that holds generated files alone")
}

/// Something else stands where a file or a directory belongs.
pub(super) fn not_a_file(shown: &str, found: &str, expected: &str) -> Diagnostic {
    Diagnostic::error(
        "generated/not-a-file",
        format!("{found} stands at `{shown}`, where {expected} belongs"),
    )
    .help(format!("move `{shown}` away or delete it, then run `cargo xtask generate`"))
}

/// A place that cannot be read.
pub(super) fn not_readable(shown: &str, error: &io::Error) -> Diagnostic {
    Diagnostic::error("generated/not-readable", format!("`{shown}` cannot be read: {error}"))
        .help("give yourself the right to read it; nothing was written")
}

/// A place that cannot be written. What was there before is still there.
pub(super) fn not_writable(shown: &str, error: &io::Error) -> Diagnostic {
    Diagnostic::error("generated/not-writable", format!("`{shown}` cannot be written: {error}")).help(
        "make the directory writable (and see that the disk has room), then run `cargo xtask generate` again",
    )
}

/// Two artifacts want one place, or one wants a place below the other.
pub(super) fn clash(one: &str, other: &str) -> Diagnostic {
    let message = if one == other {
        format!("two files would be written to `{one}`")
    } else {
        format!(
            "`{one}` and `{other}` cannot both be written: one system or another takes them for one place"
        )
    };
    Diagnostic::error("generated/clash", message)
        .help("rename the pack, environment or alert that the path is made of")
}

/// An artifact whose path is none.
pub(super) fn bad_path(path: &str, why: &str) -> Diagnostic {
    Diagnostic::error("generated/bad-path", format!("`{path}` cannot be a generated file: {why}"))
        .help("rename the pack, environment or alert that the path is made of")
}
