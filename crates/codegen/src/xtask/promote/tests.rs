//! Promotions from the command line to the bytes of the file, over a pack that is made up.

use super::*;

const YAML: &str = "\
# The numbers of the shop.
pack: shop
services: { cart: {} }
rollout:
  - { phase: dry-run, enforce: dry-run, dwell: 3d }
  - { phase: single, enforce: rollback, dwell: 36h }   # a day and a half
  - { phase: strict, enforce: rollback }
environments:
  staging:
    phase: single   # nobody knows since when
  production:
    namespace: shop
    phase: \"dry-run\"  # careful
    since: 2026-11-17
";

struct Said {
    code: u8,
    out: String,
    err: String,
    yaml: String,
    ran: Vec<String>,
}

/// A promotion on 20 November 2026, in a repository whose commands end with `code`.
fn promoted_in(yaml: &str, line: &str, code: u8) -> Said {
    let root = tempfile::tempdir().unwrap();
    let folder = root.path().join("thresholds");
    let path = folder.join("shop/thresholds.yaml");
    fs::create_dir_all(folder.join("shop")).unwrap();
    fs::write(&path, yaml).unwrap();
    fs::write(folder.join("shop/metrics.yaml"), "metrics: {}\n").unwrap();
    let (mut out, mut err, mut ran) = (Vec::new(), Vec::new(), Vec::new());
    let mut run = |command: &str, options: &[String]| {
        // The gates are asked before the move, and the move is made before anything is generated.
        assert_eq!(fs::read_to_string(&path).unwrap() == yaml, command == "gates");
        ran.push(format!("{command} {}", options.join(" ")).trim_end().to_owned());
        code
    };
    let mut world = World {
        root: root.path(),
        folder: &folder,
        today: Date::new(2026, 11, 20).unwrap(),
        run: &mut run,
        out: &mut out,
        err: &mut err,
    };
    let arguments: Vec<OsString> = line.split(' ').map(OsString::from).collect();
    let code = promote(&mut world, &arguments).unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    let yaml = fs::read_to_string(&path).unwrap();
    assert_eq!(fs::read_dir(folder.join("shop")).unwrap().count(), 2, "nothing is left behind");
    Said { code, out: text(out), err: text(err), yaml, ran }
}

fn promoted(line: &str) -> Said {
    promoted_in(YAML, line, 0)
}

/// The lines that are not what they were.
fn changed(said: &Said) -> Vec<(&str, &str)> {
    YAML.lines().zip(said.yaml.lines()).filter(|(old, new)| old != new).collect()
}

#[test]
fn two_lines_change_and_the_difference_is_told() {
    let said = promoted("shop production");
    assert_eq!((said.code, said.err.as_str()), (0, ""));
    assert_eq!(
        changed(&said),
        [
            ("    phase: \"dry-run\"  # careful", "    phase: \"single\"  # careful"),
            ("    since: 2026-11-17", "    since: 2026-11-20"),
        ]
    );
    assert_eq!(
        said.ran,
        ["generate", "diff --pack shop --env production --from phase:dry-run --to phase:single"]
    );
    let first =
        "thresholds/shop/thresholds.yaml:13:12: shop production: `dry-run` to `single`, since 2026-11-20\n";
    assert!(said.out.starts_with(first), "{}", said.out);
    assert!(said.out.ends_with("then apply Alertmanager before rules.\n"), "{}", said.out);
}

#[test]
fn a_demotion_brings_the_phase_back_and_asks_for_no_dwell() {
    let there = promoted("shop production");
    let back = promoted_in(&there.yaml, "shop production --demote", 0);
    assert_eq!(back.code, 0, "{}", back.err);
    assert_eq!(changed(&back), [("    since: 2026-11-17", "    since: 2026-11-20")]);
    assert!(back.out.ends_with("then apply rules before Alertmanager.\n"), "{}", back.out);
}

#[test]
fn a_reason_is_kept_beside_the_phase() {
    let said = promoted("shop production --to strict --because=hurry");
    assert_eq!(said.code, 0, "{}", said.err);
    assert_eq!(changed(&said)[0].1, "    phase: \"strict\"  # careful  # because: hurry");
}

fn refused(line: &str, id: &str, place: &str, help: &str) {
    let said = promoted(line);
    assert_eq!(said.code, 1, "{line}");
    assert_eq!((said.yaml.as_str(), said.ran.len()), (YAML, 0), "{line}");
    for part in [format!("error[{id}]"), place.to_owned(), help.to_owned(), "nothing was moved".to_owned()] {
        assert!(said.err.contains(&part), "{line}: `{part}` is not in\n{}", said.err);
    }
}

#[test]
fn a_phase_is_not_skipped_without_a_reason() {
    refused(
        "shop production --to strict",
        "promote/skipped-phase",
        "thresholds/shop/thresholds.yaml:13:12",
        "leave `--to` out to go to `single`, or say why with `--because`",
    );
}

#[test]
fn a_phase_lasts_as_long_as_it_must() {
    let early = YAML.replace("2026-11-17", "2026-11-19");
    let said = promoted_in(&early, "shop production", 0);
    assert_eq!((said.code, said.yaml.as_str()), (1, early.as_str()));
    let sentence = "`dry-run` is live in shop `production` since 2026-11-19 and must last 3d, until 2026-11-22; today is 2026-11-20";
    assert!(said.err.contains(&format!("error[promote/too-early]: {sentence}")), "{}", said.err);
    assert!(said.err.contains("help: wait 2 days, or say why not"), "{}", said.err);
    assert_eq!(promoted_in(&early, "shop production --because hurry", 0).code, 0);
    refused("shop staging", "promote/unknown-dwell", "thresholds.yaml:10:12", "`since: YYYY-MM-DD`");
    // A day that is begun counts whole.
    let one_day = YAML.replace("\"dry-run\"", "single").replace("2026-11-17", "2026-11-19");
    assert!(promoted_in(&one_day, "shop production", 0).err.contains("until 2026-11-21"));
}

/// The pack with gates on the way out of its dry run.
fn gated(exit: &str, approved: &str) -> String {
    YAML.replace("dry-run, dwell: 3d", &format!("dry-run, dwell: 3d, exit: {exit}"))
        .replace("    since: 2026-11-17\n", &format!("    since: 2026-11-17\n{approved}"))
}

#[test]
fn a_gate_on_time_series_asks_a_prometheus_first() {
    let yaml = gated("{ quiet: 3d }", "");
    let said = promoted_in(&yaml, "shop production", 0);
    assert_eq!((said.code, said.ran.len()), (1, 0));
    assert!(
        said.err
            .contains("error[promote/not-asked]: `dry-run` is left after a dry run that was quiet for 3d")
    );
    assert!(said.err.contains("thresholds.yaml:5:67"), "{}", said.err);
    let asked = promoted_in(&yaml, "shop production --prometheus http://127.0.0.1:9090", 0);
    assert_eq!(asked.code, 0, "{}", asked.err);
    assert_eq!(asked.ran[0], "gates shop production --prometheus http://127.0.0.1:9090");
    assert_eq!(asked.ran.len(), 3);
}

#[test]
fn a_gate_that_is_shut_moves_nothing_without_a_reason() {
    let yaml = gated("{ no_rollback: 7d }", "");
    let shut = promoted_in(&yaml, "shop production --prometheus http://127.0.0.1:9090", 1);
    assert_eq!((shut.code, shut.yaml.as_str(), shut.ran.len()), (1, yaml.as_str(), 1));
    assert!(
        shut.err.contains("error[promote/gate-shut]: thresholds/shop/thresholds.yaml:13:12 is as it was")
    );
    assert_eq!(promoted_in(&yaml, "shop production --because=reviewed", 0).code, 0);
}

#[test]
fn an_approval_is_for_one_phase_and_runs_out() {
    let approved = |line: &str| promoted_in(&gated("{ approval: true }", line), "shop production", 0);
    for (line, message) in [
        ("", "nobody has approved `single`"),
        (
            "    approved: { phase: strict, until: 2026-12-24, because: CHG-1 }\n",
            "`strict` is approved and not `single`",
        ),
        (
            "    approved: { phase: single, until: 2026-11-19, because: CHG-1 }\n",
            "the approval of `single` held until 2026-11-19; today is 2026-11-20",
        ),
    ] {
        let said = approved(line);
        assert_eq!((said.code, said.ran.len()), (1, 0), "{line}");
        assert!(said.err.contains(&format!("error[promote/not-approved]: {message}")), "{}", said.err);
    }
    let said = approved("    approved: { phase: single, until: 2026-11-20, because: CHG-1 }\n");
    assert_eq!(said.code, 0, "{}", said.err);
}

#[test]
fn a_demotion_asks_no_gate() {
    let yaml = gated("{ quiet: 3d, no_rollback: 7d, approval: true }", "").replace("\"dry-run\"", "single");
    let yaml = yaml.replace("dwell: 36h", "dwell: 36h, exit: { approval: true }");
    assert_eq!(promoted_in(&yaml, "shop production --demote", 0).code, 0);
}

#[test]
fn what_there_is_not_is_told_with_what_is_meant() {
    refused("shop prodution", "promote/unknown-environment", "2:7", "did you mean `production`?");
    refused("shop production --to sinlge", "promote/unknown-phase", "13:12", "did you mean `single`?");
    refused("shop production --to dry-run", "promote/already-live", "13:12", "leave `--to` out");
    refused("shop staging --to dry-run", "promote/backwards", "10:12", "`--demote` goes back");
    refused("shop production --demote", "promote/no-phase-before", "13:12", "silence `pack=\"shop\"");
    refused("shpo production", "promote/unknown-pack", "`shpo`", "did you mean `shop`?");
}

#[test]
fn the_last_phase_has_no_next_one() {
    let last = YAML.replace("\"dry-run\"", "strict");
    let said = promoted_in(&last, "shop production", 0);
    assert!(said.err.contains("error[promote/no-next-phase]"), "{}", said.err);
    assert_eq!(said.yaml, last);
}

#[test]
fn where_generate_fails_the_file_is_as_it_was() {
    let said = promoted_in(YAML, "shop production", 1);
    assert_eq!((said.code, said.yaml.as_str()), (1, YAML));
    assert_eq!(said.ran, ["generate"]);
    assert!(said.err.contains("error[promote/not-generated]"), "{}", said.err);
    assert!(said.err.contains("thresholds.yaml:13:12 is as it was"), "{}", said.err);
}

#[test]
fn help_is_an_answer_and_a_wrong_line_is_not() {
    let said = promoted("--help");
    assert!(said.code == 0 && said.out.contains("--demote"), "{}", said.out);
    let said = promoted("shop");
    assert!(said.code == 2 && said.err.starts_with("error: a pack and an environment are wanted\n\nMove"));
}

/// The shop with a version on trial.
fn on_trial(line: &str) -> Said {
    let traffic = "traffic:\n  stable_replicas: 3\n  phases:\n    \
                   - { phase: first, weight: 5%, replicas: 2, dwell: 1h }\n    \
                   - { phase: half, weight: 50%, replicas: 2, dwell: 1h }\n    \
                   - { phase: all, weight: 100%, replicas: 3 }\nenvironments:\n";
    let yaml = YAML
        .replace("environments:\n", traffic)
        .replace("    phase: single ", "    traffic: half\n    phase: single ")
        .replace("    namespace: shop\n", "    namespace: shop\n    traffic: first # today\n");
    promoted_in(&yaml, line, 0)
}

#[test]
fn a_traffic_phase_moves_alone_and_prometheus_says_whether_it_has_dwelt() {
    let said = on_trial("shop production --traffic --prometheus http://there");
    assert_eq!((said.code, said.err.as_str()), (0, ""));
    assert!(
        said.yaml.contains(
            "    traffic: half # today\n    phase: \"dry-run\"  # careful\n    since: 2026-11-17\n"
        )
    );
    assert_eq!(
        said.ran,
        [
            "gates shop production --prometheus http://there --traffic",
            "generate",
            "diff --pack shop --env production --from traffic:first --to traffic:half"
        ]
    );
    assert!(said.out.contains(": shop production: `first` to `half`\n"), "{}", said.out);
    assert!(said.out.ends_with("then apply the split and the rules together.\n"), "{}", said.out);
    // Back at once, and nobody is asked.
    let back = on_trial("shop staging --traffic --demote");
    assert_eq!((back.code, back.ran.len()), (0, 2));
    assert!(back.yaml.contains("    traffic: first\n    phase: single "), "{}", back.yaml);
}

#[test]
fn a_traffic_phase_is_neither_skipped_nor_left_unasked_without_a_reason() {
    for (line, id) in [
        ("shop production --traffic", "promote/not-asked"),
        ("shop production --traffic --to all", "promote/skipped-phase"),
        ("shop production --traffic --to first", "promote/already-live"),
        ("shop staging --traffic --to first", "promote/backwards"),
        ("shop production --traffic --to hafl", "promote/unknown-phase"),
        ("shop production --traffic --demote", "promote/no-phase-before"),
    ] {
        let said = on_trial(line);
        assert_eq!((said.code, said.ran.len()), (1, 0), "{line}");
        assert!(said.err.contains(&format!("error[{id}]")), "{line}: {}", said.err);
    }
    let reason = on_trial("shop production --traffic --to all --because urgent");
    assert!(reason.yaml.contains("    traffic: all # today  # because: urgent\n"), "{}", reason.yaml);
    let none = promoted("shop production --traffic");
    assert!(
        none.err.contains("error[promote/no-phases]: the pack `shop` has no traffic phases"),
        "{}",
        none.err
    );
}
