//! Inputs as lines of text: a file of thousands of inputs reads well in a review and in a difference.
//!
//! One line is one input. What is no visible ASCII is escaped as in a byte string of Rust. A line that begins with
//! `#` says something about the next ones.

use std::collections::BTreeSet;
use std::fmt::Write as _;

/// An input as a line, without its end.
pub fn line(input: &[u8]) -> String {
    let mut line = String::with_capacity(input.len());
    for (at, byte) in input.iter().enumerate() {
        match byte {
            b'\n' => line.push_str("\\n"),
            b'\t' => line.push_str("\\t"),
            b'\r' => line.push_str("\\r"),
            b'\\' => line.push_str("\\\\"),
            b'#' if at == 0 => line.push_str("\\x23"),
            // A blank at an end is lost to the first editor.
            b' ' if at > 0 && at + 1 < input.len() => line.push(' '),
            0x21..=0x7e => line.push(char::from(*byte)),
            other => {
                // Writing to a text does not fail.
                let _ = write!(line, "\\x{other:02x}");
            }
        }
    }
    line
}

/// The input of a line; `None` where an escape is none.
pub fn input(line: &str) -> Option<Vec<u8>> {
    let mut bytes = line.bytes();
    let mut input = Vec::with_capacity(line.len());
    while let Some(byte) = bytes.next() {
        if byte != b'\\' {
            input.push(byte);
            continue;
        }
        input.push(match bytes.next()? {
            b'n' => b'\n',
            b't' => b'\t',
            b'r' => b'\r',
            b'\\' => b'\\',
            b'x' => {
                let digits = [bytes.next()?, bytes.next()?];
                u8::from_str_radix(str::from_utf8(&digits).ok()?, 16).ok()?
            }
            _ => return None,
        });
    }
    Some(input)
}

/// A file of inputs: each once, the short ones first.
pub fn file(inputs: impl IntoIterator<Item = Vec<u8>>) -> String {
    let sorted: BTreeSet<(usize, Vec<u8>)> =
        inputs.into_iter().map(|input| (input.len(), input)).filter(|(length, _)| *length > 0).collect();
    sorted.into_iter().map(|(_, input)| line(&input) + "\n").collect()
}

/// The inputs of a file.
///
/// # Errors
///
/// The number of the first line that is none.
pub fn inputs(file: &str) -> Result<Vec<Vec<u8>>, usize> {
    let written = file.lines().enumerate().filter(|(_, line)| !line.is_empty() && !line.starts_with('#'));
    written.map(|(at, line)| input(line).ok_or(at + 1)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_comes_back() {
        let all: Vec<u8> = (0..=255).collect();
        for input in [&all[..], b"# a", b" a b ", b"\\x41", "ä\n".as_bytes(), b" "] {
            let line = line(input);
            assert!(line.is_ascii() && !line.contains('\n') && line == line.trim(), "{line:?}");
            assert_eq!(super::input(&line).unwrap(), input, "{line}");
        }
    }

    #[test]
    fn a_file_has_each_input_once_and_the_short_ones_first() {
        let inputs = [&b"bb"[..], b"c", b"", b"a", b"c"].map(<[u8]>::to_vec);
        let text = file(inputs);
        assert_eq!(text, "a\nc\nbb\n");
        assert_eq!(super::inputs(&format!("# said\n\n{text}")).unwrap().len(), 3);
        assert_eq!(super::inputs("a\n\\q\n"), Err(2));
    }
}
