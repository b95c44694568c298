//! The files that a bad example would become if nobody refused it.
//!
//! What promtool and amtool say of them is for `snapshots/tests/planted.rs` to ask. It runs the test below with
//! [`INTO`] in its environment, and finds a folder for each example there: `<group>/<name>/<number>/`.

#![allow(clippy::unwrap_used, reason = "a test fails by a panic")]

use std::fs;
use std::path::PathBuf;

use super::asked::planted;
use crate::CHECKS;
use crate::page::Side;

/// The folder that the files are written into, where there is one.
const INTO: &str = "PLIMSOLL_PLANTED";

#[test]
fn a_bad_example_would_become_rules_if_nobody_refused_it() {
    let into = std::env::var_os(INTO).map(PathBuf::from);
    for check in CHECKS {
        for (number, planted) in planted(check, Side::Bad).iter().enumerate() {
            let artifacts = plimsoll_render::all(&planted.plan);
            let rules = artifacts.iter().find(|artifact| artifact.path.ends_with("/rules.yaml"));
            assert!(rules.is_some_and(|rules| rules.text.contains("alert: ")), "{} has no rules", check.id);
            let Some(into) = &into else { continue };
            for artifact in &artifacts {
                let file = artifact.path.strip_prefix("shop/production/").unwrap();
                let path = into.join(check.id).join(number.to_string()).join(file);
                fs::create_dir_all(path.parent().unwrap()).unwrap();
                fs::write(path, &artifact.text).unwrap();
            }
        }
    }
}
