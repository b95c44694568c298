//! `kill -9` during writing: each file is old or new, and the next run goes on.
#![allow(clippy::unwrap_used, reason = "a test fails by a panic")]

use std::collections::BTreeSet;
use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use plimsoll_cli::sync::{Differing, Tree};
use plimsoll_render::Artifact;

const ROUNDS: u64 = 200;
const DIRECTORY: &str = "PLIMSOLL_TEST_WRITE_FOR_EVER";

/// The files of an edition: some in both, some in one alone, one that is a file here and a directory there.
fn paths(edition: usize) -> Vec<String> {
    let both = (0..20).map(|number| format!("pack/both/{number}.yaml"));
    let alone = (0..8).map(|number| format!("pack/only-{edition}/{number}.md"));
    let turning = if edition == 0 { "pack/turning" } else { "pack/turning/below/file" };
    both.chain(alone).chain([turning.to_owned()]).collect()
}

/// Long enough that a write in place would be seen half done.
fn text(path: &str, edition: usize) -> String {
    format!("edition {edition} of {path}\n").repeat(2_000)
}

fn edition(number: usize) -> Vec<Artifact> {
    paths(number).into_iter().map(|path| Artifact::new(path.clone(), text(&path, number))).collect()
}

fn generate(root: &Path, artifacts: &[Artifact]) {
    let tree = Tree::new(root);
    let gathering = tree.gathering(Differing::Staged);
    // As packs come: some files, and while they wait some more.
    let gathered: Vec<_> = artifacts.chunks(7).flat_map(|some| gathering.gather(some.to_vec())).collect();
    let (comparison, staged) = gathering.conclude(gathered);
    let changes = comparison.changes().unwrap_or_else(|problems| panic!("{problems:#?}"));
    tree.write_staged(&changes, staged).unwrap_or_else(|problem| panic!("{problem:#?}"));
}

/// Not a test of its own: what the child does until it is killed.
#[test]
fn child_that_writes_for_ever() {
    let Some(root) = std::env::var_os(DIRECTORY) else { return };
    println!("\nready");
    for number in (0..2).cycle() {
        generate(Path::new(&root), &edition(number));
    }
}

#[test]
fn a_killed_run_leaves_each_file_old_or_new_and_the_next_run_goes_on() {
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path().join("generated");
    generate(&root, &edition(0));
    let mut random = 0x9e37_79b9_7f4a_7c15_u64;
    let mut leftovers = 0;
    for round in 0..ROUNDS {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        write_until_killed(&root, Duration::from_micros((random >> 33) % 20_000));
        leftovers += whole_files_only(&root);
        if round % 2 == 0 {
            let number = usize::from(round % 4 == 0);
            generate(&root, &edition(number));
            assert!(Tree::new(&root).compare(&edition(number)).is_fresh(), "round {round}");
        }
    }
    assert!(leftovers > 0, "no run was killed while it wrote: the test shows nothing");
}

fn write_until_killed(root: &Path, after: Duration) {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "child_that_writes_for_ever", "--nocapture"])
        .env(DIRECTORY, root)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let output = BufReader::new(child.stdout.take().unwrap());
    assert!(output.lines().any(|line| line.unwrap() == "ready"));
    std::thread::sleep(after);
    child.kill().unwrap();
    child.wait().unwrap();
}

/// Every file is wholly of one edition, every file of both editions is there, and the manifest knows them all.
/// Gives the number of temporary files.
fn whole_files_only(root: &Path) -> usize {
    let manifest = fs::read_to_string(root.join("MANIFEST")).unwrap();
    let listed: BTreeSet<&str> = manifest.lines().collect();
    let mut leftovers = 0;
    let mut seen = BTreeSet::new();
    let mut open = vec![root.to_owned()];
    while let Some(directory) = open.pop() {
        for entry in fs::read_dir(&directory).unwrap() {
            let place = entry.unwrap().path();
            let path = place.strip_prefix(root).unwrap().to_str().unwrap().to_owned();
            if place.is_dir() {
                open.push(place);
            } else if place.file_name().is_some_and(|name| name.to_string_lossy().starts_with(".plimsoll-")) {
                leftovers += 1;
            } else if path != "MANIFEST" {
                let found = fs::read_to_string(&place).unwrap();
                assert!((0..2).any(|edition| found == text(&path, edition)), "{path} is neither old nor new");
                assert!(listed.contains(path.as_str()), "{path} would be foreign to the next run");
                seen.insert(path);
            }
        }
    }
    for path in paths(0).iter().filter(|path| paths(1).contains(path)) {
        assert!(seen.contains(path), "{path} is lost");
    }
    leftovers
}
