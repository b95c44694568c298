//! A map that keeps the order and the places of its keys.

use std::collections::BTreeMap;

use crate::{Located, Place};

/// Named values in the order of the file.
///
/// Of two entries with one name the first is kept; the second is remembered in
/// [`duplicates`](Entries::duplicates), so that a reader can show both places.
#[derive(Debug, Clone, PartialEq)]
pub struct Entries<T> {
    list: Vec<(Located<String>, T)>,
    index: BTreeMap<String, usize>,
    duplicates: Vec<Duplicate>,
}

/// A name that was given twice in one map.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Duplicate {
    /// The later of the two.
    pub again: Located<String>,
    /// Where the name stood first.
    pub first: Place,
}

impl<T> Entries<T> {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// In the order of the file.
    pub fn iter(&self) -> impl Iterator<Item = (&Located<String>, &T)> {
        self.list.iter().map(|(name, value)| (name, value))
    }

    /// The names in the order of the file.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.list.iter().map(|(name, _)| name.value.as_str())
    }

    /// The value of a name.
    pub fn get(&self, name: &str) -> Option<&T> {
        self.entry(name).map(|(_, value)| value)
    }

    /// The value of a name, and the name with its place.
    pub fn entry(&self, name: &str) -> Option<(&Located<String>, &T)> {
        let (name, value) = self.list.get(*self.index.get(name)?)?;
        Some((name, value))
    }

    /// Whether there is a value of this name.
    pub fn contains(&self, name: &str) -> bool {
        self.index.contains_key(name)
    }

    /// The names that were given twice.
    pub fn duplicates(&self) -> &[Duplicate] {
        &self.duplicates
    }
}

impl<T> Default for Entries<T> {
    fn default() -> Self {
        Self { list: Vec::new(), index: BTreeMap::new(), duplicates: Vec::new() }
    }
}

impl<T> FromIterator<(Located<String>, T)> for Entries<T> {
    fn from_iter<I: IntoIterator<Item = (Located<String>, T)>>(pairs: I) -> Self {
        let mut all = Self::default();
        for (name, value) in pairs {
            if let Some(&first) = all.index.get(&name.value) {
                let first = all.list[first].0.place;
                all.duplicates.push(Duplicate { again: name, first });
            } else {
                all.index.insert(name.value.clone(), all.list.len());
                all.list.push((name, value));
            }
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_of_two_equal_names_is_kept_and_the_second_remembered() {
        let name = |text: &str, line| Located::new(text.to_owned(), Place { line, ..Place::START });
        let entries: Entries<i32> =
            [(name("b", 1), 1), (name("a", 2), 2), (name("b", 3), 3)].into_iter().collect();
        assert_eq!(entries.names().collect::<Vec<_>>(), ["b", "a"]);
        assert_eq!(entries.get("b"), Some(&1));
        assert_eq!(entries.duplicates()[0].again.place.line, 3);
        assert_eq!(entries.duplicates()[0].first.line, 1);
    }
}
