//! Bytes to text: what can be said about a file before its YAML is looked at.

use crate::{Place, Problem};

/// What a file may cost. A file that asks for more is refused, not read slowly.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// The largest file, in bytes.
    pub bytes: usize,
    /// The most scalars, lists and maps.
    pub nodes: usize,
    /// The deepest nesting of lists and maps. A level costs tens of kilobytes of stack in a debug build.
    pub depth: usize,
    /// The most anchors; with 0 a file may not have any, nor an alias.
    pub anchors: usize,
}

impl Limits {
    /// A file of a pack, written by hand: 1 MiB, no anchors.
    pub const PACK: Self = Self { bytes: 1 << 20, nodes: 100_000, depth: 16, anchors: 0 };
    /// Anybody's rule file, perhaps generated: 64 MiB, some anchors.
    pub const LINT: Self = Self { bytes: 64 << 20, nodes: 4_000_000, depth: 24, anchors: 1_000 };
}

impl Default for Limits {
    fn default() -> Self {
        Self::PACK
    }
}

/// The text of a file, if it is one that a person may have written.
pub(super) fn text<'a>(file: &str, bytes: &'a [u8], limits: Limits) -> Result<&'a str, Box<Problem>> {
    if bytes.len() > limits.bytes {
        let message = format!("the file has {} bytes; the most is {}", bytes.len(), limits.bytes);
        return Err(Box::new(
            Problem::new("yaml/too-large", file, Place::START, message)
                .help("split it, or remove what is not needed"),
        ));
    }
    let text = str::from_utf8(bytes).map_err(|error| not_utf8(file, bytes, error.valid_up_to()))?;
    if let Some(mark) = text.strip_prefix('\u{feff}').map(|rest| text.len() - rest.len()) {
        let message = "the file begins with a byte order mark";
        return Err(Box::new(
            Problem::new("yaml/byte-order-mark", file, Place { end: mark, ..Place::START }, message)
                .help("save it as UTF-8 without a byte order mark (BOM)"),
        ));
    }
    if let Some((at, found)) = text.char_indices().find(|&(at, c)| is_control(c, &text[at..])) {
        let message = format!("the control character U+{:04X} stands in the file", u32::from(found));
        return Err(Box::new(
            Problem::new("yaml/control-character", file, Place::of(text, at, at + found.len_utf8()), message)
                .help("remove it; in a quoted text it can be written as an escape, such as \"\\u0007\""),
        ));
    }
    Ok(text)
}

/// A carriage return alone ends a line for YAML and for no editor: every place after it would be another one.
fn is_control(c: char, rest: &str) -> bool {
    match c {
        '\t' | '\n' => false,
        '\r' => !rest.starts_with("\r\n"),
        c => c.is_control(),
    }
}

fn not_utf8(file: &str, bytes: &[u8], at: usize) -> Box<Problem> {
    let valid = String::from_utf8_lossy(&bytes[..at]);
    let place = Place { end: at + 1, ..Place::of(&valid, at, at) };
    let message = format!("the byte 0x{:02X} is not UTF-8", bytes.get(at).copied().unwrap_or_default());
    Box::new(Problem::new("yaml/not-utf8", file, place, message).help("save the file as UTF-8"))
}

pub(super) fn empty(file: &str) -> Problem {
    Problem::new("yaml/empty", file, Place::START, "the file is empty").help(
        "begin with `pack: <name>` in thresholds.yaml, with `metrics:` in metrics.yaml; the JSON Schemas list every key",
    )
}
