//! The environments of `pack()`.

use super::definition::Chain;
use super::exits;
use super::literal::{UNITS, string};
use super::writer::Writer;
use crate::Located;
use crate::data::{Environment, ThresholdsFile, Version};

pub(super) fn environment(
    out: &mut Writer,
    file: &ThresholdsFile,
    name: &Located<String>,
    declared: &Environment,
) {
    let text = string(&name.value);
    let start = match &declared.phase {
        Some(phase) => format!("Environment::new({text}, {})", string(&phase.value)),
        None => format!("Environment::unstaged({text})"),
    };
    let mut chain = Chain::new("environment", &start);
    chain.then(one("traffic", declared.traffic.as_ref()));
    chain.then(one("namespace", declared.namespace.as_ref()));
    chain.then(declared.since.map(|since| format!("since({})", UNITS.date(since.value))));
    chain.then(declared.approved.as_ref().map(|approved| exits::approved(file, approved)));
    for (label, value) in declared.rule_labels.iter() {
        chain.then(Some(pair("rule_label", &label.value, &value.value)));
    }
    chain.then(one("runbooks", declared.runbooks.as_ref()));
    chain.then(one("grafana", declared.grafana.as_ref()));
    for (label, value) in declared.external_labels.iter() {
        chain.then(Some(pair("external_label", &label.value, &value.value)));
    }
    chain.then(version("prometheus", declared.prometheus));
    chain.then(version("alertmanager", declared.alertmanager));
    chain.at(out, file, name.place);
}

fn one(call: &str, text: Option<&Located<String>>) -> Option<String> {
    text.map(|text| format!("{call}({})", string(&text.value)))
}

fn pair(call: &str, label: &str, value: &str) -> String {
    format!("{call}({}, {})", string(label), string(value))
}

fn version(call: &str, version: Option<Located<Version>>) -> Option<String> {
    version.map(|Located { value: Version { major, minor }, .. }| format!("{call}({major}, {minor})"))
}
