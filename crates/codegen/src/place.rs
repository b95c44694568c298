//! Where a value stands in its file.

/// A place in a YAML file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The first byte.
    pub start: usize,
    /// One past the last byte; equal to `start` for a block that has no closing bracket.
    pub end: usize,
    /// 1-based.
    pub line: u32,
    /// 1-based, in characters.
    pub column: u32,
}

impl Place {
    /// The beginning of a file.
    pub const START: Self = Self { start: 0, end: 0, line: 1, column: 1 };

    /// The place of some bytes of `source`. What lies outside is moved inside.
    pub fn of(source: &str, start: usize, end: usize) -> Self {
        let start = floor(source, start);
        let before = &source[..start];
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        Self {
            start,
            end: floor(source, end).max(start),
            line: number(before.matches('\n').count() + 1),
            column: number(source[line_start..start].chars().count() + 1),
        }
    }
}

/// The last character boundary at or before `byte`.
pub(crate) fn floor(source: &str, byte: usize) -> usize {
    (0..=byte.min(source.len())).rev().find(|&at| source.is_char_boundary(at)).unwrap_or(0)
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// A value and where it stands.
///
/// Compared by value alone: two files that say the same are equal.
#[derive(Debug, Clone, Copy)]
pub struct Located<T> {
    /// What was written.
    pub value: T,
    /// Where it was written.
    pub place: Place,
}

impl<T> Located<T> {
    /// A value at its place.
    pub const fn new(value: T, place: Place) -> Self {
        Self { value, place }
    }

    /// Another value at the same place.
    pub fn map<U>(self, with: impl FnOnce(T) -> U) -> Located<U> {
        Located { value: with(self.value), place: self.place }
    }
}

impl<T: PartialEq> PartialEq for Located<T> {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl<T: Eq> Eq for Located<T> {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters_and_lines_count_from_one() {
        let source = "a: 1\nü: ä€\n";
        let at = source.find('€').unwrap();
        let place = Place::of(source, at, at + 3);
        assert_eq!((place.line, place.column), (2, 5));
        assert_eq!(&source[place.start..place.end], "€");
    }

    #[test]
    fn a_place_outside_the_source_is_moved_inside() {
        let place = Place::of("ä", 1, 9);
        assert_eq!((place.start, place.end), (0, 2));
    }
}
