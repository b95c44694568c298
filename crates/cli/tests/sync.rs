//! What `generate` leaves in a directory, and what it refuses to touch.
#![allow(clippy::unwrap_used, reason = "a test fails by a panic")]

use std::fs;
use std::path::Path;

use plimsoll_check::Diagnostic;
use plimsoll_cli::sync::{Differing, State, Tree, Written};
use plimsoll_render::Artifact;

fn artifacts(files: &[(&str, &str)]) -> Vec<Artifact> {
    files.iter().map(|(path, text)| Artifact::new(*path, *text)).collect()
}

fn generate(root: &Path, files: &[(&str, &str)]) -> Result<Written, Vec<Diagnostic>> {
    let tree = Tree::new(root).shown_as("generated");
    let comparison = tree.compare(&artifacts(files));
    let before = contents(root);
    let one_by_one = |differing| {
        let gathering = tree.gathering(differing);
        let gathered: Vec<_> =
            artifacts(files).into_iter().flat_map(|file| gathering.gather(vec![file])).collect();
        gathering.conclude(gathered)
    };
    assert_eq!(one_by_one(Differing::Held).0, comparison, "files that come one by one are compared alike");
    assert_eq!(contents(root), before);
    // Every other time; what is not written goes away.
    let (staged_comparison, staged) = one_by_one(Differing::Staged);
    if files.len().is_multiple_of(2) {
        let changes = staged_comparison.changes().map_err(<[Diagnostic]>::to_vec);
        return tree.write_staged(&changes?, staged).map_err(|problem| vec![problem]);
    }
    drop(staged);
    assert_eq!(contents(root), before, "what was staged and not written is gone");
    tree.write(&comparison.changes().map_err(<[Diagnostic]>::to_vec)?).map_err(|problem| vec![problem])
}

fn refusal(root: &Path, files: &[(&str, &str)]) -> Diagnostic {
    let before = contents(root);
    let mut problems = generate(root, files).unwrap_err();
    assert_eq!(contents(root), before, "nothing may be written");
    assert!(problems.iter().all(|problem| problem.help.is_some()), "{problems:?}");
    problems.remove(0)
}

/// Every path below `root`, with the text of the files.
fn contents(root: &Path) -> Vec<(String, Option<String>)> {
    let mut found = Vec::new();
    let mut open = vec![root.to_owned()];
    while let Some(directory) = open.pop() {
        for entry in fs::read_dir(&directory).into_iter().flatten() {
            let path = entry.unwrap().path();
            let metadata = fs::symlink_metadata(&path).unwrap();
            if metadata.is_dir() {
                open.push(path.clone());
            }
            let text = if metadata.is_file() { fs::read_to_string(&path).ok() } else { None };
            found.push((path.strip_prefix(root).unwrap().to_str().unwrap().to_owned(), text));
        }
    }
    found.sort();
    found
}

fn names(root: &Path) -> Vec<String> {
    contents(root).into_iter().map(|(path, _)| path).collect()
}

fn written(wrote: usize, deleted: usize, fresh: usize) -> Written {
    Written { wrote, deleted, fresh }
}

const TWO: &[(&str, &str)] = &[("INDEX.md", "index\n"), ("edgelink/production/rules.yaml", "rules\n")];

#[test]
fn the_first_run_writes_everything_with_a_manifest() {
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path().join("deep/generated");
    assert_eq!(generate(&root, TWO), Ok(written(3, 0, 0)));
    let manifest = fs::read_to_string(root.join("MANIFEST")).unwrap();
    assert!(manifest.ends_with("\nINDEX.md\nedgelink/production/rules.yaml\n"), "{manifest}");
    assert_eq!(fs::read_to_string(root.join("edgelink/production/rules.yaml")).unwrap(), "rules\n");
}

#[test]
fn the_second_run_writes_nothing() {
    let dir = tempfile::tempdir().unwrap();
    generate(dir.path(), TWO).unwrap();
    let times = |root: &Path| {
        names(root)
            .iter()
            .map(|name| fs::metadata(root.join(name)).unwrap().modified().unwrap())
            .collect::<Vec<_>>()
    };
    let before = times(dir.path());
    assert_eq!(generate(dir.path(), TWO), Ok(written(0, 0, 3)));
    assert_eq!(times(dir.path()), before);
}

#[test]
fn only_what_differs_is_written_and_orphans_go_with_their_directories() {
    let dir = tempfile::tempdir().unwrap();
    generate(dir.path(), TWO).unwrap();
    assert_eq!(generate(dir.path(), &[("INDEX.md", "other\n")]), Ok(written(2, 1, 0)));
    assert_eq!(names(dir.path()), ["INDEX.md", "MANIFEST"]);
}

#[test]
fn every_path_has_a_state() {
    let dir = tempfile::tempdir().unwrap();
    generate(dir.path(), &[("fresh", "1"), ("stale", "1"), ("orphan", "1")]).unwrap();
    fs::write(dir.path().join(".foreign"), "1").unwrap();
    let comparison =
        Tree::new(dir.path()).compare(&artifacts(&[("fresh", "1"), ("stale", "2"), ("missing", "1")]));
    let states: Vec<_> = comparison.entries().map(|(path, entry)| (path, entry.state)).collect();
    assert_eq!(
        states,
        [
            (".foreign", State::Foreign),
            ("MANIFEST", State::Stale),
            ("fresh", State::Fresh),
            ("missing", State::Missing),
            ("orphan", State::Orphan),
            ("stale", State::Stale),
        ]
    );
    assert!(!comparison.is_fresh());
}

#[test]
fn a_foreign_file_stops_everything_and_stays() {
    let dir = tempfile::tempdir().unwrap();
    generate(dir.path(), TWO).unwrap();
    fs::write(dir.path().join("edgelink/.notes"), "mine").unwrap();
    let problem = refusal(dir.path(), &[("INDEX.md", "new\n")]);
    assert_eq!(problem.id, "generated/foreign");
    assert!(problem.message.contains("generated/edgelink/.notes"), "{}", problem.message);
}

#[test]
fn somebody_elses_file_at_one_of_our_paths_is_not_overwritten() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("INDEX.md"), "written by hand").unwrap();
    assert_eq!(refusal(dir.path(), TWO).id, "generated/foreign");
}

#[test]
fn a_lost_manifest_is_made_again_when_the_files_are_fresh() {
    let dir = tempfile::tempdir().unwrap();
    generate(dir.path(), TWO).unwrap();
    fs::remove_file(dir.path().join("MANIFEST")).unwrap();
    assert_eq!(generate(dir.path(), TWO), Ok(written(1, 0, 2)));
}

#[test]
fn a_directory_where_a_file_belongs_is_an_error() {
    let dir = tempfile::tempdir().unwrap();
    generate(dir.path(), TWO).unwrap();
    fs::remove_file(dir.path().join("INDEX.md")).unwrap();
    fs::create_dir(dir.path().join("INDEX.md")).unwrap();
    let problem = refusal(dir.path(), &[("INDEX.md", "new\n"), ("other.md", "new\n")]);
    assert_eq!(problem.id, "generated/not-a-file");
    assert_eq!(problem.message, "a directory stands at `generated/INDEX.md`, where a file belongs");
}

#[test]
fn a_file_where_a_directory_belongs_is_an_error() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("edgelink"), "mine").unwrap();
    assert_eq!(refusal(dir.path(), TWO).id, "generated/not-a-file");

    let root = dir.path().join("edgelink");
    assert_eq!(refusal(&root, TWO).id, "generated/not-a-file");
    assert_eq!(refusal(&root.join("below"), TWO).id, "generated/not-a-file");
}

#[test]
fn the_manifest_may_not_be_a_directory() {
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir(dir.path().join("MANIFEST")).unwrap();
    assert_eq!(refusal(dir.path(), TWO).id, "generated/not-a-file");
}

/// A name of more than 255 bytes is refused by the system for root as well, like a directory without permission.
#[test]
fn a_refused_write_leaves_the_tree_as_it_was() {
    let dir = tempfile::tempdir().unwrap();
    generate(dir.path(), TWO).unwrap();
    let long = format!("new/{}/x.yaml", "n".repeat(300));
    let problem = refusal(dir.path(), &[("INDEX.md", "new\n"), (&long, "x\n"), ("a/b.md", "new\n")]);
    assert_eq!(problem.id, "generated/not-writable");
}

#[test]
fn a_directory_that_cannot_be_made_is_told() {
    let root = Path::new("/proc/self/generated");
    if Path::new("/proc/self").exists() {
        assert_eq!(refusal(root, TWO).id, "generated/not-writable");
    }
}

#[cfg(unix)]
#[test]
fn a_read_only_directory_is_told_to_everybody_but_root() {
    use std::os::unix::fs::PermissionsExt as _;

    let dir = tempfile::tempdir().unwrap();
    generate(dir.path(), TWO).unwrap();
    let below = dir.path().join("edgelink/production");
    fs::set_permissions(&below, fs::Permissions::from_mode(0o555)).unwrap();
    // Root writes regardless; then there is nothing to see here.
    if fs::write(below.join(".plimsoll-probe.tmp"), "").is_err() {
        let new = [("INDEX.md", "new\n"), ("edgelink/production/rules.yaml", "new\n")];
        assert_eq!(refusal(dir.path(), &new).id, "generated/not-writable");
    }
    fs::set_permissions(&below, fs::Permissions::from_mode(0o755)).unwrap();
}

#[cfg(unix)]
#[test]
fn a_generated_file_is_as_readable_as_any_other() {
    use std::os::unix::fs::PermissionsExt as _;

    let dir = tempfile::tempdir().unwrap();
    generate(dir.path(), TWO).unwrap();
    fs::write(dir.path().join("plain"), "").unwrap();
    let mode = |name: &str| fs::metadata(dir.path().join(name)).unwrap().permissions().mode();
    assert_eq!(mode("INDEX.md"), mode("plain"));
}

#[cfg(unix)]
#[test]
fn symbolic_links_are_never_followed() {
    use std::os::unix::fs::symlink;

    let elsewhere = tempfile::tempdir().unwrap();
    fs::create_dir(elsewhere.path().join("production")).unwrap();
    fs::write(elsewhere.path().join("production/rules.yaml"), "not ours\n").unwrap();
    fs::write(elsewhere.path().join("INDEX.md"), "not ours\n").unwrap();

    let dir = tempfile::tempdir().unwrap();
    symlink(elsewhere.path(), dir.path().join("edgelink")).unwrap();
    fs::write(dir.path().join("MANIFEST"), "edgelink/production/rules.yaml\nINDEX.md\n").unwrap();
    assert_eq!(refusal(dir.path(), TWO).id, "generated/not-a-file");
    assert_eq!(refusal(dir.path(), &[("other", "x")]).id, "generated/foreign");

    fs::remove_file(dir.path().join("edgelink")).unwrap();
    symlink(elsewhere.path().join("INDEX.md"), dir.path().join("INDEX.md")).unwrap();
    assert_eq!(refusal(dir.path(), TWO).id, "generated/not-a-file");
    assert_eq!(names(elsewhere.path()), ["INDEX.md", "production", "production/rules.yaml"]);
}

#[test]
fn a_manifest_that_leads_out_deletes_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path().join("generated");
    generate(&root, TWO).unwrap();
    fs::write(dir.path().join("precious"), "mine").unwrap();
    fs::write(root.join("MANIFEST"), "INDEX.md\n../precious\nedgelink/production/rules.yaml\n").unwrap();
    let problem = refusal(&root, TWO);
    assert_eq!(problem.id, "generated/bad-manifest");
    let place = problem.origin.unwrap();
    assert_eq!((place.file, place.line, place.column), ("generated/MANIFEST", 2, 1));
    assert!(dir.path().join("precious").exists());
}

#[test]
fn a_file_becomes_a_directory_and_back() {
    let dir = tempfile::tempdir().unwrap();
    generate(dir.path(), &[("a", "file\n"), ("z", "1\n")]).unwrap();
    generate(dir.path(), &[("a/b/c", "below\n"), ("z", "2\n")]).unwrap();
    assert_eq!(names(dir.path()), ["MANIFEST", "a", "a/b", "a/b/c", "z"]);
    generate(dir.path(), &[("a", "file\n"), ("z", "3\n")]).unwrap();
    assert_eq!(names(dir.path()), ["MANIFEST", "a", "z"]);
}

#[test]
fn empty_directories_of_a_killed_run_give_way_to_a_file() {
    let dir = tempfile::tempdir().unwrap();
    generate(dir.path(), &[("turning/below/file", "a\n")]).unwrap();
    // It was killed between two of its steps: the file is gone, and what was above it is not.
    fs::remove_file(dir.path().join("turning/below/file")).unwrap();
    generate(dir.path(), &[("turning", "b\n")]).unwrap();
    assert_eq!(fs::read_to_string(dir.path().join("turning")).unwrap(), "b\n");
}

#[test]
fn leftovers_of_a_killed_run_are_cleaned() {
    let dir = tempfile::tempdir().unwrap();
    generate(dir.path(), TWO).unwrap();
    fs::write(dir.path().join("edgelink/.plimsoll-a1B2c3.tmp"), "half").unwrap();
    assert!(!Tree::new(dir.path()).compare(&artifacts(TWO)).is_fresh());
    assert_eq!(generate(dir.path(), TWO), Ok(written(0, 1, 3)));
    assert!(!dir.path().join("edgelink/.plimsoll-a1B2c3.tmp").exists());
}

#[test]
fn two_files_for_one_place_are_an_error() {
    let dir = tempfile::tempdir().unwrap();
    for pair in [[("a", "1"), ("a", "2")], [("A.md", "1"), ("a.md", "2")], [("a", "1"), ("a/b", "2")]] {
        assert_eq!(refusal(dir.path(), &pair).id, "generated/clash");
    }
    assert_eq!(refusal(dir.path(), &[("../a", "1")]).id, "generated/bad-path");
    assert_eq!(refusal(dir.path(), &[("MANIFEST", "1")]).id, "generated/bad-path");
}

#[test]
fn a_wrong_directory_is_told_in_few_words() {
    let dir = tempfile::tempdir().unwrap();
    for number in 0..500 {
        fs::write(dir.path().join(format!("{number}.txt")), "").unwrap();
    }
    let problems = generate(dir.path(), TWO).unwrap_err();
    assert_eq!(problems.len(), 21);
    assert!(problems.iter().any(|problem| problem.message.contains("480 more")));
}
