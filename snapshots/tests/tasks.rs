//! `cargo xtask` knows every command of the packs' program.

use std::collections::BTreeSet;

use plimsoll_snapshots::generated;

/// The commands in the help of a package's program.
fn commands(package: &str) -> BTreeSet<String> {
    let output = generated::cargo()
        .args(["run", "--quiet", "--package", package, "--", "--help"])
        .output()
        .unwrap_or_else(|error| panic!("cargo cannot be run: {error}"));
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let help = String::from_utf8_lossy(&output.stdout).into_owned();
    let listed =
        help.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.is_empty());
    listed.filter_map(|line| line.split_whitespace().next()).map(ToOwned::to_owned).collect()
}

#[test]
fn a_command_of_the_packs_is_a_task() {
    let of_packs = commands("plimsoll-thresholds");
    assert!(of_packs.contains("generate") && of_packs.contains("gates"), "{of_packs:?}");
    let tasks = commands("xtask");
    let missing: Vec<_> = of_packs.difference(&tasks).collect();
    assert_eq!(missing, [""; 0], "`cargo xtask` does not pass these on");
}
