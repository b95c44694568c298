//! SARIF 2.1.0: one document with one run, for code scanning.

use std::collections::BTreeMap;
use std::io::{self, Write};

use plimsoll_check::{Check, Diagnostic, Misread, Severity};
use serde::Serialize;

/// The wire types: what the standard calls things.
#[derive(Serialize)]
struct Document<'a> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run<'a> {
    tool: Tool<'a>,
    /// Columns count characters, as everywhere in Plimsoll.
    column_kind: &'static str,
    results: Vec<Finding<'a>>,
}

#[derive(Serialize)]
struct Tool<'a> {
    driver: Driver<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Driver<'a> {
    name: &'static str,
    semantic_version: &'static str,
    rules: Vec<Rule<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Rule<'a> {
    id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    short_description: Option<Text>,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<Help>,
    default_configuration: Configuration,
}

#[derive(Serialize)]
struct Text {
    text: String,
}

#[derive(Serialize)]
struct Help {
    text: String,
    markdown: String,
}

#[derive(Serialize)]
struct Configuration {
    level: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Finding<'a> {
    rule_id: &'a str,
    rule_index: usize,
    level: &'static str,
    message: Text,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    locations: Vec<Location>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Location {
    physical_location: PhysicalLocation,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PhysicalLocation {
    artifact_location: Artifact,
    region: Region,
}

#[derive(Serialize)]
struct Artifact {
    uri: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: u32,
    start_column: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    end_line: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    end_column: Option<u32>,
}

/// All findings of a run, as one document.
pub(super) fn write(diagnostics: &[Diagnostic], out: &mut dyn Write) -> io::Result<()> {
    // The worst that is found of each id stands for a rule that is no check's.
    let mut worst: BTreeMap<&str, Severity> = BTreeMap::new();
    for finding in diagnostics {
        let severity = worst.entry(finding.id).or_insert(finding.severity);
        *severity = finding.severity.min(*severity);
    }
    let rules = worst.iter().map(|(id, severity)| rule(id, *severity)).collect();
    let ids: Vec<&str> = worst.keys().copied().collect();
    let results = diagnostics.iter().map(|finding| result(finding, &ids)).collect();
    let driver = Driver { name: "plimsoll", semantic_version: env!("CARGO_PKG_VERSION"), rules };
    let document = Document {
        schema: "https://json.schemastore.org/sarif-2.1.0.json",
        version: "2.1.0",
        runs: [Run { tool: Tool { driver }, column_kind: "unicodeCodePoints", results }],
    };
    serde_json::to_writer_pretty(&mut *out, &document)?;
    writeln!(out)
}

fn rule(id: &str, severity: Severity) -> Rule<'_> {
    let check = Check::find(id).ok();
    let misread = Misread::find(id);
    let other = plimsoll_lint::IDS.iter().find(|(known, _)| *known == id).map(|(_, summary)| *summary);
    let summary = check.map(|check| check.summary).or(misread.map(|kind| kind.summary)).or(other);
    let page = check.map(Check::page).or(misread.map(Misread::page)).filter(|page| !page.is_empty());
    Rule {
        id,
        short_description: summary.map(|summary| Text { text: summary.to_owned() }),
        help: page.map(|page| Help { text: page.clone(), markdown: page }),
        default_configuration: Configuration { level: level(check.map_or(severity, |check| check.severity)) },
    }
}

fn result<'a>(finding: &'a Diagnostic, ids: &[&str]) -> Finding<'a> {
    let help = finding.help.as_ref().map(|help| format!("\nhelp: {help}")).unwrap_or_default();
    let location = finding.origin.map(|origin| Location {
        physical_location: PhysicalLocation {
            artifact_location: Artifact { uri: uri(origin.file) },
            region: Region {
                start_line: origin.line,
                start_column: origin.column,
                end_line: finding.end.map(|end| end.line),
                end_column: finding.end.map(|end| end.column),
            },
        },
    });
    Finding {
        rule_id: finding.id,
        rule_index: ids.binary_search(&finding.id).unwrap_or_default(),
        level: level(finding.severity),
        message: Text { text: format!("{}{help}", finding.message) },
        locations: location.into_iter().collect(),
    }
}

const fn level(severity: Severity) -> &'static str {
    severity.as_str()
}

/// A path as a reference: everything that has a meaning in a URI is escaped.
fn uri(path: &str) -> String {
    let byte = |byte: u8| match byte {
        b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' | b'-' | b'.' | b'_' | b'~' | b'/' => {
            char::from(byte).to_string()
        }
        other => format!("%{other:02X}"),
    };
    path.bytes().map(byte).collect()
}

#[cfg(test)]
mod tests {
    use plimsoll_check::End;
    use plimsoll_units::Origin;
    use serde_json::Value;

    use super::*;

    fn document(diagnostics: &[Diagnostic]) -> Value {
        let mut out = Vec::new();
        write(diagnostics, &mut out).unwrap();
        serde_json::from_slice(&out).unwrap()
    }

    #[test]
    fn every_result_leads_to_its_rule_and_its_region() {
        let found = [
            Diagnostic::error("promql/bare-counter", "m").at(Origin::new("a b.yaml", 3, 7)).help("h"),
            Diagnostic::warning("yaml/no-rules", "n")
                .at(Origin::new("<stdin>", 1, 1))
                .until(End { line: 2, column: 4 }),
            Diagnostic::new("lint/unreadable", Severity::Note, "o"),
        ];
        let document = document(&found);
        let run = &document["runs"][0];
        let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
        for result in run["results"].as_array().unwrap() {
            let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
            assert_eq!(rules[index]["id"], result["ruleId"]);
        }
        let first = &run["results"][0];
        assert_eq!(first["message"]["text"], "m\nhelp: h");
        let place = &first["locations"][0]["physicalLocation"];
        assert_eq!(place["artifactLocation"]["uri"], "a%20b.yaml");
        assert_eq!(place["region"], serde_json::json!({"startLine": 3, "startColumn": 7}));
        let region = &run["results"][1]["locations"][0]["physicalLocation"]["region"];
        assert_eq!(
            *region,
            serde_json::json!({"startLine": 1, "startColumn": 1, "endLine": 2, "endColumn": 4})
        );
        assert_eq!(run["results"][2].get("locations"), None);
        let described = |rule: &&Value| rule["shortDescription"]["text"].is_string();
        assert!(rules.iter().all(|rule| described(&rule)), "{rules:?}");
        let help = rules.iter().find(|rule| rule["id"] == "promql/bare-counter").unwrap()["help"].clone();
        assert!(help["markdown"].as_str().unwrap().contains("# Fix"), "{help}");
    }

    #[test]
    fn a_run_without_findings_is_a_document_too() {
        let document = document(&[]);
        assert_eq!(document["version"], "2.1.0");
        assert_eq!(document["runs"][0]["results"], serde_json::json!([]));
    }
}
