//! The same bytes whatever the machine: another language, another time zone, one processor instead of several.
#![allow(clippy::unwrap_used, reason = "a test fails by a panic")]

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use plimsoll_snapshots::generated;

/// The program of the packs, built.
fn program() -> PathBuf {
    let built = generated::cargo()
        .args(["build", "--quiet", "--package", "plimsoll-thresholds", "--message-format=json"])
        .output()
        .unwrap();
    assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
    let said = String::from_utf8(built.stdout).unwrap();
    let messages = said.lines().filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok());
    let mut programs = messages.filter_map(|message| Some(PathBuf::from(message["executable"].as_str()?)));
    programs.next_back().unwrap()
}

/// Every file that a run writes, by its path.
fn written(program: &Path, before: &[&str], environment: &[(&str, &str)]) -> BTreeMap<PathBuf, Vec<u8>> {
    let folder = tempfile::tempdir().unwrap();
    let mut words: Vec<OsString> = before.iter().map(OsString::from).collect();
    words.push(program.into());
    words.extend(["generate".into(), "--dir".into(), folder.path().into()]);
    let run = Command::new(&words[0])
        .args(&words[1..])
        .envs(environment.iter().copied())
        .current_dir(generated::root())
        .output()
        .unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    let mut files = BTreeMap::new();
    read(folder.path(), folder.path(), &mut files);
    files
}

fn read(root: &Path, folder: &Path, files: &mut BTreeMap<PathBuf, Vec<u8>>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            read(root, &path, files);
        } else {
            files.insert(path.strip_prefix(root).unwrap().to_owned(), std::fs::read(&path).unwrap());
        }
    }
}

#[test]
fn language_time_zone_and_processors_change_no_byte() {
    let program = program();
    let usual = written(&program, &[], &[]);
    assert!(usual.len() > 100, "{}", usual.len());
    // Turkish has another small letter for I, and Nepal is 45 minutes off.
    let elsewhere = [("LC_ALL", "tr_TR.UTF-8"), ("LANG", "tr_TR.UTF-8"), ("TZ", "Asia/Kathmandu")];
    assert!(written(&program, &[], &elsewhere) == usual, "another language or time zone");
    if Command::new("taskset").arg("--version").output().is_ok_and(|said| said.status.success()) {
        assert!(written(&program, &["taskset", "--cpu-list", "0"], &[]) == usual, "one processor");
    }
}
