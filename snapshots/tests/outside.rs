//! A tool outside of this repository, in miniature: it is built, and what it renders is taken by the real tools.

use std::path::PathBuf;

use plimsoll_snapshots::generated;
use plimsoll_snapshots::oracles::promtool::{self, Lint};
use plimsoll_snapshots::oracles::{amtool, each_version};

/// Runs the task of the shop's repository, as its people do.
fn shop(arguments: &[&str]) -> (Option<i32>, String) {
    let output = generated::cargo()
        .args(["run", "--quiet", "--package", "shop-xtask", "--"])
        .args(arguments)
        .output()
        .unwrap_or_else(|error| panic!("cargo cannot be run: {error}"));
    let text =
        String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    (output.status.code(), text)
}

#[test]
fn the_shop_renders_its_packs_from_three_lines() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().to_string_lossy().into_owned();
    let (code, text) = shop(&["generate", "--dir", &dir]);
    assert_eq!(code, Some(0), "{text}");
    let (code, text) = shop(&["check", "--dir", &dir]);
    assert_eq!(code, Some(0), "{text}");

    let file = |path: &str| -> PathBuf { folder.path().join(path) };
    let rules = [file("checkout/live/rules.yaml"), file("search/live/rules.yaml")];
    let text = std::fs::read_to_string(&rules[0]).unwrap();
    // The override of `payment` is carved out, and only `basket` is rolled back.
    assert!(text.contains("slice: payment"), "{text}");
    assert!(text.contains(r#"{namespace="checkout", service="basket"} > 0.02"#), "{text}");
    assert!(text.contains(r#"{namespace="checkout", service="payment"} > 0.005"#), "{text}");
    each_version("promtool", |oracle| {
        promtool::check_rules(oracle, &rules, Lint::Fatal)?.accepted()?;
        Ok("the rules of both packs".into())
    });
    each_version("amtool", |oracle| {
        for pack in ["checkout", "search"] {
            amtool::check_config(oracle, file(&format!("{pack}/live/alertmanager.yaml")))?.accepted()?;
        }
        Ok("the configuration of both packs".into())
    });
}
