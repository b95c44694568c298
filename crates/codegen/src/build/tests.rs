//! What a build script tells cargo.

use std::fs;
use std::path::Path;

use super::*;

fn workspace(thresholds: &str, metrics: &str) -> tempfile::TempDir {
    let root = tempfile::tempdir().unwrap();
    let write = |path: &str, text: &str| {
        let path = root.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    write("Cargo.toml", "[workspace]\nmembers = [\"packs\"]\n");
    write("packs/Cargo.toml", "[package]\nname = \"packs\"\n");
    write("packs/shop/thresholds.yaml", thresholds);
    write("packs/shop/metrics.yaml", metrics);
    fs::create_dir(root.path().join("out")).unwrap();
    root
}

fn run(root: &Path, build: Build) -> Vec<String> {
    build.instructions_for(&root.join("packs"), &root.join("out"))
}

const METRICS: &str = "metrics: { up: { type: gauge, unit: count } }\n";

#[test]
fn a_good_pack_is_written_and_its_files_are_watched() {
    let root = workspace("pack: shop\nthresholds: { errors: { above: 5% } }\n", METRICS);
    let told = run(root.path(), Build::new().pack("shop"));
    assert!(told.iter().all(|line| line.starts_with("cargo::rerun-if-changed=")), "{told:?}");
    assert!(told.iter().any(|line| line.ends_with("metrics.yaml")), "{told:?}");
    let written = fs::read_to_string(root.path().join("out/shop.rs")).unwrap();
    assert!(written.contains(r#"Origin::new("packs/shop/thresholds.yaml", 2, 15)"#), "{written}");
    assert!(!written.contains(&*root.path().to_string_lossy()), "a path of this machine is in the output");
}

#[test]
fn a_mistake_is_an_error_of_the_build_line_by_line() {
    let root = workspace("pack: shop\nthresholds: { errors: { abvoe: 5% } }\n", METRICS);
    let told = run(root.path(), Build::new().pack("shop"));
    let errors: Vec<&str> = told.iter().filter_map(|line| line.strip_prefix("cargo::error=")).collect();
    assert_eq!(errors[0], "error[yaml/direction]: threshold `errors` has neither `above` nor `below`");
    assert!(errors.iter().any(|line| line.contains("--> packs/shop/thresholds.yaml:2:25")), "{errors:#?}");
    assert!(errors.contains(&"help: did you mean `above`?"), "{errors:#?}");
    assert!(!root.path().join("out/shop.rs").exists());
}

#[test]
fn a_missing_file_is_told_by_its_name_in_the_workspace() {
    let root = workspace("pack: shop\n", METRICS);
    fs::remove_file(root.path().join("packs/shop/metrics.yaml")).unwrap();
    let told = run(root.path(), Build::new().pack("shop")).pop().unwrap();
    assert!(told.starts_with("cargo::error=cannot read packs/shop/metrics.yaml: "), "{told}");
}

#[test]
fn a_pack_must_be_called_like_its_folder_unless_the_folder_is_any() {
    let root = workspace("pack: store\n", METRICS);
    let told = run(root.path(), Build::new().pack("shop"));
    assert!(
        told.iter().any(|line| line.contains("the pack of the folder `shop` is called `store`")),
        "{told:?}"
    );
    run(root.path(), Build::new().pack_in("./shop"));
    assert!(root.path().join("out/store.rs").exists());
}

#[test]
fn ten_megabytes_are_refused_without_being_read() {
    let root = workspace(&"#".repeat(10 << 20), METRICS);
    let told = run(root.path(), Build::new().pack("shop")).join("\n");
    assert!(
        told.contains("error[yaml/too-large]") && told.contains("--> packs/shop/thresholds.yaml:1:1"),
        "{told}"
    );
}

#[test]
fn the_output_is_the_same_wherever_the_workspace_lies() {
    let texts: Vec<String> = (0..2)
        .map(|_| {
            let root = workspace("pack: shop\nthresholds: { errors: { above: 5% } }\n", METRICS);
            run(root.path(), Build::new().pack("shop"));
            fs::read_to_string(root.path().join("out/shop.rs")).unwrap()
        })
        .collect();
    assert_eq!(texts[0], texts[1]);
}
