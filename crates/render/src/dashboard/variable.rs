//! What a person chooses above the panels.

use plimsoll_plan::{Dashboard, Variable};
use serde::Serialize;

/// The data source that the dashboard's first variable chooses.
#[derive(Debug, Clone, Copy, Serialize)]
pub(super) struct DataSource {
    #[serde(rename = "type")]
    kind: &'static str,
    uid: &'static str,
}

/// What every panel, variable and annotation asks.
pub(super) const DATA_SOURCE: DataSource = DataSource { kind: "prometheus", uid: "${datasource}" };

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
#[expect(clippy::struct_excessive_bools, reason = "Grafana's own shape")]
pub(super) struct WireVariable<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    name: &'a str,
    label: &'a str,
    hide: u8,
    skip_url_sync: bool,
    query: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    datasource: Option<DataSource>,
    current: Current<'a>,
    multi: bool,
    allow_custom_value: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    refresh: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sort: Option<u8>,
    include_all: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    all_value: Option<&'static str>,
    auto: bool,
    #[serde(rename = "auto_min")]
    auto_min: &'static str,
    #[serde(rename = "auto_count")]
    auto_count: u8,
}

/// What is chosen at first.
#[derive(Serialize)]
struct Current<'a> {
    selected: bool,
    text: Chosen<'a>,
    value: Chosen<'a>,
}

/// One value, or a list of them where several may be chosen.
enum Chosen<'a> {
    One(&'a str),
    Many([&'a str; 1]),
}

impl Serialize for Chosen<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::One(value) => value.serialize(serializer),
            Self::Many(values) => values.serialize(serializer),
        }
    }
}

/// The data source, then the dashboard's own.
pub(super) fn all(dashboard: &Dashboard) -> Vec<WireVariable<'_>> {
    std::iter::once(data_source()).chain(dashboard.variables.iter().map(WireVariable::from)).collect()
}

fn data_source() -> WireVariable<'static> {
    WireVariable {
        kind: "datasource",
        query: "prometheus",
        datasource: None,
        current: Current { selected: true, text: Chosen::One("default"), value: Chosen::One("default") },
        allow_custom_value: false,
        refresh: Some(1),
        sort: None,
        ..labelled("datasource", "Data source")
    }
}

impl<'a> From<&'a Variable> for WireVariable<'a> {
    fn from(variable: &'a Variable) -> Self {
        let chosen = |value| if variable.multi { Chosen::Many([value]) } else { Chosen::One(value) };
        let (text, value) = match &variable.default {
            Some(value) => (chosen(value), chosen(value)),
            None => (chosen("All"), chosen("$__all")),
        };
        let include_all = variable.multi || variable.default.is_none();
        Self {
            query: &variable.query,
            current: Current { selected: true, text, value },
            multi: variable.multi,
            include_all,
            // Not every value that is known, which would be a long expression, but whatever there is.
            all_value: include_all.then_some(".+"),
            ..labelled(&variable.name, &variable.label)
        }
    }
}

fn labelled<'a>(name: &'a str, label: &'a str) -> WireVariable<'a> {
    WireVariable {
        kind: "query",
        name,
        label,
        hide: 0,
        skip_url_sync: false,
        query: "",
        datasource: Some(DATA_SOURCE),
        current: Current { selected: true, text: Chosen::One(""), value: Chosen::One("") },
        multi: false,
        allow_custom_value: true,
        // With the time range: a service that was renamed has its old name in old data.
        refresh: Some(2),
        // By name, ascending.
        sort: Some(1),
        include_all: false,
        all_value: None,
        auto: false,
        auto_min: "10s",
        auto_count: 30,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wire(default: Option<&str>, multi: bool) -> serde_json::Value {
        let variable = Variable {
            name: "service".to_owned(),
            label: "Service".to_owned(),
            query: "label_values(up, service)".to_owned(),
            default: default.map(ToOwned::to_owned),
            multi,
        };
        serde_json::to_value(WireVariable::from(&variable)).unwrap()
    }

    #[test]
    fn without_a_default_everything_is_chosen() {
        let variable = wire(None, true);
        assert_eq!(variable["current"]["value"], serde_json::json!(["$__all"]));
        assert_eq!((&variable["includeAll"], &variable["allValue"]), (&true.into(), &".+".into()));
    }

    #[test]
    fn a_single_choice_begins_with_its_default() {
        let variable = wire(Some("edgelink"), false);
        assert_eq!(variable["current"]["value"], "edgelink");
        assert_eq!(variable["includeAll"], false);
        assert!(variable.get("allValue").is_none());
    }
}
