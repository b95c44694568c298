//! A few names of labels.

use std::{slice, vec};

/// Names of labels, in order and each once.
///
/// Expressions have a handful, and label flow makes such a set for each part of each of them: a list takes half the time of
/// a tree.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LabelNames<'l>(Vec<&'l str>);

impl<'l> LabelNames<'l> {
    /// Whether this one is among them.
    pub fn contains(&self, label: &str) -> bool {
        self.0.contains(&label)
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// The names in order.
    pub fn iter(&self) -> slice::Iter<'_, &'l str> {
        self.0.iter()
    }

    /// One more.
    pub fn insert(&mut self, label: &'l str) {
        if let Err(place) = self.0.binary_search(&label) {
            self.0.insert(place, label);
        }
    }

    /// One less.
    pub fn remove(&mut self, label: &str) {
        self.0.retain(|own| *own != label);
    }

    /// Those alone of which this holds.
    pub fn retain(&mut self, keep: impl FnMut(&&'l str) -> bool) {
        self.0.retain(keep);
    }
}

impl<'l> From<Vec<&'l str>> for LabelNames<'l> {
    fn from(mut labels: Vec<&'l str>) -> Self {
        labels.sort_unstable();
        labels.dedup();
        Self(labels)
    }
}

impl<'l> FromIterator<&'l str> for LabelNames<'l> {
    fn from_iter<I: IntoIterator<Item = &'l str>>(labels: I) -> Self {
        labels.into_iter().collect::<Vec<_>>().into()
    }
}

impl<'l> Extend<&'l str> for LabelNames<'l> {
    fn extend<I: IntoIterator<Item = &'l str>>(&mut self, labels: I) {
        if self.is_empty() {
            *self = labels.into_iter().collect();
        } else {
            // Most that are added to others are there already.
            labels.into_iter().for_each(|label| self.insert(label));
        }
    }
}

impl<'l> IntoIterator for LabelNames<'l> {
    type Item = &'l str;
    type IntoIter = vec::IntoIter<&'l str>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'a, 'l> IntoIterator for &'a LabelNames<'l> {
    type Item = &'a &'l str;
    type IntoIter = slice::Iter<'a, &'l str>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_in_order_and_each_is_there_once() {
        let mut names: LabelNames<'_> = ["pod", "job", "pod"].into_iter().collect();
        names.insert("le");
        names.insert("job");
        assert_eq!(names.iter().copied().collect::<Vec<_>>(), ["job", "le", "pod"]);
        names.extend(["instance", "le"]);
        names.remove("job");
        names.remove("node");
        assert_eq!(names.clone().into_iter().collect::<Vec<_>>(), ["instance", "le", "pod"]);
        assert!(names.contains("le") && !names.contains("job") && names.len() == 3 && !names.is_empty());
    }

    #[test]
    fn sets_of_the_same_names_are_equal() {
        let (one, other): (LabelNames<'_>, LabelNames<'_>) =
            (["a", "b"].into_iter().collect(), ["b", "a", "b"].into_iter().collect());
        assert_eq!(one, other);
    }
}
