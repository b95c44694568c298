//! Every generated dashboard survives a round trip through the types of Grafana's own SDK unchanged.
#![allow(clippy::unwrap_used, reason = "a test fails by a panic")]

use std::fs;
use std::path::{Path, PathBuf};

use plimsoll_snapshots::oracles::{self, process};

/// `generated/*/*/dashboards/*.json`, sorted.
fn dashboards() -> Vec<PathBuf> {
    let below =
        |folder: PathBuf| fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../generated");
    let folders = below(root).flat_map(below).map(|environment| environment.join("dashboards"));
    let mut files: Vec<PathBuf> = folders.flat_map(below).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "json"));
    files.sort();
    files
}

fn script() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sdk/round_trip.py")
}

#[test]
fn every_dashboard_comes_back_as_it_was() {
    let files = dashboards();
    assert!(files.len() >= 8, "only {} dashboards are found", files.len());
    oracles::each_version("grafana-foundation-sdk", |sdk| {
        let mut python = oracles::python(sdk);
        python.arg(script()).args(&files);
        Ok(process::run(&mut python)?.accepted()?.stdout.trim().to_owned())
    });
}

#[test]
fn a_field_that_grafana_does_not_know_does_not_come_back() {
    let folder = tempfile::tempdir().unwrap();
    let mut board: serde_json::Value = serde_json::from_slice(&fs::read(&dashboards()[0]).unwrap()).unwrap();
    board["panels"][1]["legendd"] = serde_json::json!(true);
    let file = folder.path().join("board.json");
    fs::write(&file, board.to_string()).unwrap();
    oracles::each_version("grafana-foundation-sdk", |sdk| {
        let mut python = oracles::python(sdk);
        python.arg(script()).arg(&file);
        process::run(&mut python)?.refused()?;
        Ok("a planted field is told".to_owned())
    });
}
