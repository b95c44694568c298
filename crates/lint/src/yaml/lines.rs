//! Bytes to lines and columns.

use std::ops::Range;

use plimsoll_check::End;
use plimsoll_units::Origin;

use crate::intern::intern;

/// A file's text with the beginning of every line.
#[derive(Debug)]
pub(crate) struct Lines<'a> {
    pub(crate) file: &'static str,
    pub(crate) text: &'a str,
    starts: Vec<usize>,
    /// How many characters stand before each block of bytes: lines may be as long as the file.
    before: Vec<usize>,
}

/// The bytes of a block.
const BLOCK: usize = 1024;

impl<'a> Lines<'a> {
    pub(crate) fn new(file: &str, text: &'a str) -> Self {
        let starts = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        let mut count = 0;
        let before = text.as_bytes().chunks(BLOCK).map(|block| {
            let here = count;
            count += begun(block);
            here
        });
        Self { file: intern(file), text, starts, before: before.collect() }
    }

    /// How many characters begin before a byte.
    fn characters(&self, byte: usize) -> usize {
        let block = byte / BLOCK;
        let rest = self.text.as_bytes().get(block * BLOCK..byte).unwrap_or_default();
        self.before.get(block).map_or_else(|| begun(self.text.as_bytes()), |before| before + begun(rest))
    }

    /// A line by its number, without its end.
    pub(crate) fn text_of(&self, line: u32) -> &'a str {
        let start = |at: usize| self.starts.get(at).copied().unwrap_or(self.text.len());
        let above = (line as usize).saturating_sub(1);
        self.text.get(start(above)..start(above + 1)).unwrap_or_default().trim_end_matches(['\r', '\n'])
    }

    /// Line and column of a byte, both from 1; columns in characters.
    fn place(&self, byte: usize) -> (u32, u32) {
        let byte = self.text.floor_char_boundary(byte.min(self.text.len()));
        let line = self.starts.partition_point(|start| *start <= byte);
        let start = self.starts.get(line.saturating_sub(1)).copied().unwrap_or(0);
        let column = self.characters(byte) - self.characters(start) + 1;
        (number(line), number(column))
    }

    pub(crate) fn line(&self, byte: usize) -> u32 {
        self.place(byte).0
    }

    pub(crate) fn origin(&self, byte: usize) -> Origin {
        let (line, column) = self.place(byte);
        Origin::new(self.file, line, column)
    }

    pub(crate) fn end(&self, range: &Range<usize>) -> End {
        // The break of a line belongs to no fault.
        let text = self.text.get(range.clone()).unwrap_or_default();
        let end = range.start + text.trim_end().len().max(usize::from(!text.is_empty()));
        let (line, column) = self.place(end);
        End { line, column }
    }
}

/// How many characters begin in some bytes.
fn begun(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| (**byte & 0xC0) != 0x80).count()
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters_and_an_end_is_one_past_the_last() {
        let text = "a: 1\nü: ä€ x\n";
        let lines = Lines::new("t.yaml", text);
        let at = text.find('€').unwrap();
        assert_eq!((lines.origin(at).line, lines.origin(at).column), (2, 5));
        assert_eq!(lines.end(&(at..text.len())), End { line: 2, column: 8 });
        assert_eq!((lines.line(0), lines.line(5), lines.line(999)), (1, 2, 3));
    }
    #[test]
    fn a_column_in_a_long_line_is_that_of_its_character() {
        let text = format!("a\n{}x\n", "\u{e9}".repeat(3 * BLOCK));
        let lines = Lines::new("t.yaml", &text);
        for character in [0, 1, BLOCK / 2, BLOCK, 2 * BLOCK + 7, 3 * BLOCK] {
            let origin = lines.origin(2 + 2 * character);
            assert_eq!((origin.line, origin.column as usize), (2, character + 1));
        }
        assert_eq!(lines.origin(text.len()).line, 3);
        assert_eq!(
            (lines.text_of(1), lines.text_of(2).len(), lines.text_of(3), lines.text_of(9)),
            ("a", text.len() - 3, "", "")
        );
        let full = "x".repeat(2 * BLOCK);
        assert_eq!(Lines::new("t.yaml", &full).origin(full.len()).column as usize, 2 * BLOCK + 1);
    }
}
