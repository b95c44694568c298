//! A dashboard as Grafana reads it: the fields that decide what is asked and how it is drawn. The others are read over.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

/// A file, which is a dashboard if it has a uid and panels.
#[derive(Debug, Deserialize)]
pub(super) struct Dashboard<'a> {
    #[serde(borrow)]
    pub(super) uid: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    pub(super) title: Cow<'a, str>,
    #[serde(borrow)]
    pub(super) panels: Option<Vec<Panel<'a>>>,
    #[serde(borrow, default)]
    pub(super) annotations: List<Annotation<'a>>,
    #[serde(borrow, default)]
    pub(super) templating: List<Variable<'a>>,
}

#[derive(Debug, Deserialize)]
pub(super) struct List<T> {
    #[serde(default = "Vec::new")]
    pub(super) list: Vec<T>,
}

impl<T> Default for List<T> {
    fn default() -> Self {
        Self { list: Vec::new() }
    }
}

#[derive(Debug, Deserialize)]
pub(super) struct Annotation<'a> {
    #[serde(borrow)]
    pub(super) expr: Option<Cow<'a, str>>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Variable<'a> {
    #[serde(borrow, default, rename = "type")]
    pub(super) kind: Cow<'a, str>,
    #[serde(borrow, default)]
    pub(super) name: Cow<'a, str>,
    #[serde(borrow, default)]
    pub(super) query: Cow<'a, str>,
}

/// A panel, or a row, which may hold panels.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Panel<'a> {
    #[serde(default)]
    pub(super) id: u64,
    #[serde(borrow, default)]
    pub(super) title: Cow<'a, str>,
    #[serde(borrow, default, rename = "type")]
    pub(super) kind: Cow<'a, str>,
    #[serde(borrow, default)]
    pub(super) targets: Vec<Target<'a>>,
    #[serde(borrow, default)]
    pub(super) panels: Vec<Self>,
    #[serde(borrow, default)]
    pub(super) field_config: FieldConfig<'a>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Target<'a> {
    #[serde(borrow)]
    pub(super) expr: Option<Cow<'a, str>>,
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct FieldConfig<'a> {
    #[serde(borrow, default)]
    pub(super) defaults: Field<'a>,
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct Field<'a> {
    pub(super) min: Option<f64>,
    pub(super) max: Option<f64>,
    #[serde(borrow, default)]
    pub(super) mappings: Vec<Mapping<'a>>,
    #[serde(default)]
    pub(super) thresholds: Thresholds,
}

/// What values are shown as. A kind of mapping that is not one by single values has options of other shapes.
#[derive(Debug, Deserialize)]
pub(super) struct Mapping<'a> {
    #[serde(borrow, default)]
    pub(super) options: BTreeMap<Cow<'a, str>, Value>,
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct Thresholds {
    #[serde(default)]
    pub(super) steps: Vec<Step>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Step {
    pub(super) value: Option<f64>,
}
