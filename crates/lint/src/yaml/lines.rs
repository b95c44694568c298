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
}

impl<'a> Lines<'a> {
    pub(crate) fn new(file: &str, text: &'a str) -> Self {
        let starts = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        Self { file: intern(file), text, starts }
    }

    /// Line and column of a byte, both from 1; columns in characters.
    fn place(&self, byte: usize) -> (u32, u32) {
        let byte = self.text.floor_char_boundary(byte.min(self.text.len()));
        let line = self.starts.partition_point(|start| *start <= byte);
        let start = self.starts.get(line.saturating_sub(1)).copied().unwrap_or(0);
        let column = self.text.get(start..byte).unwrap_or_default().chars().count() + 1;
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
}
