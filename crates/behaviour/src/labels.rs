//! Label sets.

use std::fmt;
use std::sync::Arc;

/// The labels of a series or of a sample, sorted by name, without the metric's name. A label that is empty is a label
/// that is not there.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Labels(Vec<(Arc<str>, Arc<str>)>);

impl Labels {
    /// The value of a label; empty where it is not there.
    pub fn get(&self, name: &str) -> &str {
        self.position(name).map_or("", |at| &self.0[at].1)
    }

    /// The same with this label; an empty value takes it away.
    pub fn with(mut self, name: &str, value: &str) -> Self {
        match (self.position(name), value.is_empty()) {
            (Ok(at), true) => drop(self.0.remove(at)),
            (Ok(at), false) => self.0[at].1 = value.into(),
            (Err(_), true) => {}
            (Err(at), false) => self.0.insert(at, (name.into(), value.into())),
        }
        self
    }

    /// Only these labels.
    pub fn keep(&self, names: &[String]) -> Self {
        Self(self.0.iter().filter(|(name, _)| names.iter().any(|kept| **kept == **name)).cloned().collect())
    }

    /// Name and value of each, by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (&**name, &**value))
    }

    /// Whether these carry every label of `others`, with its value.
    pub fn include(&self, others: &Self) -> bool {
        others.iter().all(|(name, value)| self.get(name) == value)
    }

    fn position(&self, name: &str) -> Result<usize, usize> {
        self.0.binary_search_by(|(own, _)| (**own).cmp(name))
    }
}

impl<N: AsRef<str>, V: AsRef<str>> FromIterator<(N, V)> for Labels {
    fn from_iter<T: IntoIterator<Item = (N, V)>>(labels: T) -> Self {
        labels
            .into_iter()
            .fold(Self::default(), |labels, (name, value)| labels.with(name.as_ref(), value.as_ref()))
    }
}

/// As PromQL writes them: `{job="api", service="shop"}`.
impl fmt::Display for Labels {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("{")?;
        for (at, (name, value)) in self.iter().enumerate() {
            if at > 0 {
                f.write_str(", ")?;
            }
            write!(f, "{}", plimsoll_promql::Matcher::equal(name, value))?;
        }
        f.write_str("}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_sorted_and_an_empty_one_is_none() {
        let labels: Labels = [("service", "shop"), ("job", "api"), ("zone", "")].into_iter().collect();
        assert_eq!(labels.to_string(), r#"{job="api", service="shop"}"#);
        assert_eq!(labels.clone().with("job", ""), labels.keep(&["service".to_owned()]));
        assert!(labels.include(&labels.keep(&[])));
        assert!(!labels.keep(&[]).include(&labels));
    }
}
