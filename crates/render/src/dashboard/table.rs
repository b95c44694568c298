//! Tables: a row for each series, a column for each label and for each value, the highest first.

use plimsoll_model::Draw;
use plimsoll_plan::{Panel, names};
use serde_json::{Map, Value, json};

use super::panel::ref_ids;

/// The options of a table.
pub(super) fn options(panel: &Panel) -> Value {
    let highest_first = headings(panel)
        .into_iter()
        .next()
        .map(|(_, heading)| json!({ "displayName": heading, "desc": true }));
    json!({
        "frameIndex": 0,
        "showHeader": true,
        "showTypeIcons": false,
        "cellHeight": "sm",
        "footer": { "show": false, "reducer": [], "countRows": false },
        "sortBy": highest_first.into_iter().collect::<Vec<_>>(),
    })
}

/// Several queries become one table; columns that say the same in every row are left out.
pub(super) fn transformations(panel: &Panel) -> Vec<Value> {
    if panel.draw != Draw::Table {
        return Vec::new();
    }
    let mut excluded =
        Map::from_iter([("Time".to_owned(), json!(true)), ("__name__".to_owned(), json!(true))]);
    let chosen = names::variable(names::NAMESPACE);
    if panel.asked().all(|query| query.expr.contains(&chosen)) {
        excluded.insert(names::NAMESPACE.to_owned(), json!(true));
    }
    let renamed: Map<String, Value> =
        headings(panel).into_iter().map(|(field, heading)| (field, heading.into())).collect();
    let organized = json!({ "id": "organize", "options": {
        "excludeByName": excluded, "indexByName": {}, "renameByName": renamed,
    } });
    let merged = (panel.asked().count() > 1).then(|| json!({ "id": "merge", "options": {} }));
    merged.into_iter().chain([organized]).collect()
}

/// The values, and not the labels beside them, take the colours of lines and states.
pub(super) fn overrides(panel: &Panel) -> Vec<Value> {
    if panel.draw != Draw::Table || (panel.bands.is_empty() && panel.states.is_empty()) {
        return Vec::new();
    }
    let coloured = json!([{ "id": "custom.cellOptions", "value": { "type": "color-text" } }]);
    let of = |(_, heading): (String, &str)| json!({ "matcher": { "id": "byName", "options": heading }, "properties": coloured });
    headings(panel).into_iter().map(of).collect()
}

/// What Grafana calls the columns of the values, and what people read above them. A legend that names labels is for
/// series; above a column the panel's title says more.
fn headings(panel: &Panel) -> Vec<(String, &str)> {
    let single = panel.asked().count() == 1;
    let field = |id: String| if single { "Value".to_owned() } else { format!("Value #{id}") };
    let heading = |legend: &'_ str| legend.is_empty() || legend.contains("{{");
    ref_ids(panel)
        .into_iter()
        .zip(panel.asked())
        .map(|(id, query)| (field(id), if heading(&query.legend) { &*panel.title } else { &*query.legend }))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dashboard::panel::tests::panel;

    #[test]
    fn a_table_names_its_value_and_sorts_by_it() {
        let table = panel("slowest");
        assert_eq!(table["type"], "table");
        assert_eq!(table["targets"][0]["format"], "table");
        assert_eq!(table["options"]["sortBy"], json!([{ "displayName": "checkout takes", "desc": true }]));
        let organized = &table["transformations"][0]["options"];
        assert_eq!(organized["renameByName"], json!({ "Value": "checkout takes" }));
        assert_eq!(organized["excludeByName"]["namespace"], true);
    }

    #[test]
    fn several_values_are_columns_of_one_table() {
        let table = panel("both");
        let kinds: Vec<&Value> =
            table["transformations"].as_array().unwrap().iter().map(|step| &step["id"]).collect();
        assert_eq!(kinds, ["merge", "organize"]);
        let renamed = &table["transformations"][1]["options"]["renameByName"];
        assert_eq!(renamed, &json!({ "Value #A": "requests", "Value #B": "failed" }));
    }

    #[test]
    fn the_value_alone_takes_the_colour_of_its_line() {
        let over = panel("slowest")["fieldConfig"]["overrides"].clone();
        assert_eq!(over[0]["matcher"], json!({ "id": "byName", "options": "checkout takes" }));
        assert_eq!(panel("both")["fieldConfig"]["overrides"], json!([]));
    }
}
