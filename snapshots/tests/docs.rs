//! The pages under `docs/` lead where they say.
#![allow(clippy::unwrap_used, reason = "a test fails by a panic")]

use std::fs;
use std::path::Path;

/// The targets of the links of a page: `](target)`.
fn links(text: &str) -> impl Iterator<Item = &str> {
    text.split("](").skip(1).filter_map(|rest| rest.split(')').next())
}

#[test]
fn every_artefact_of_the_original_documents_is_where_the_table_says() {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs");
    let text = fs::read_to_string(docs.join("artefacts.md")).unwrap();
    let all: Vec<&str> = links(&text).collect();
    assert!(all.len() > 40, "{} links are not the whole table", all.len());
    for link in all {
        assert!(docs.join(link).exists(), "`{link}` leads nowhere");
    }
}

#[test]
fn the_table_of_checks_leads_to_a_page_for_each_and_to_the_tests_of_what_cannot_be_written() {
    let checks = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/checks");
    let text = fs::read_to_string(checks.join("README.md")).unwrap();
    let all: Vec<&str> = links(&text).collect();
    assert!(all.len() > 90, "{} links are not the whole table", all.len());
    for link in all {
        assert!(checks.join(link).exists(), "`{link}` leads nowhere");
    }
}
