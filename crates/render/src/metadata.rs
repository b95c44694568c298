//! What every Kubernetes object begins with, and how one names another.

use std::collections::BTreeMap;

use plimsoll_plan::Plan;
use serde::Serialize;

/// The `metadata` of an object; without labels also a reference to another one.
#[derive(Serialize)]
pub(crate) struct Metadata<'a> {
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    namespace: Option<&'a str>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    labels: BTreeMap<&'a str, &'a str>,
}

impl<'a> Metadata<'a> {
    /// An object in the environment's namespace.
    pub(crate) fn of(plan: &'a Plan, name: impl Into<String>) -> Self {
        Self { name: name.into(), namespace: plan.environment.namespace, labels: BTreeMap::new() }
    }

    /// A reference to an object of a namespace.
    pub(crate) fn named(name: &str, namespace: &'a str) -> Self {
        Self { name: name.to_owned(), namespace: Some(namespace), labels: BTreeMap::new() }
    }

    /// Its labels.
    pub(crate) fn labels(mut self, labels: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        self.labels = labels.into_iter().collect();
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture;

    #[test]
    fn what_is_not_there_is_not_written() {
        let plan = fixture::plan("strict");
        let json = |metadata: Metadata<'_>| serde_json::to_string(&metadata).unwrap();
        assert_eq!(json(Metadata::of(&plan, "a")), r#"{"name":"a","namespace":"shop"}"#);
        assert_eq!(
            json(Metadata::named("a", "b").labels([("c", "d")])),
            r#"{"name":"a","namespace":"b","labels":{"c":"d"}}"#
        );
    }
}
