//! What every phase that is not live would render, and what every traffic phase changes. The live ones stand in `generated/`.

use plimsoll::model::Pack;

/// The rules of one environment in one phase: what a promotion changes.
fn rules(pack: &Pack, environment: &str, phase: &str) -> Option<String> {
    let plan = plimsoll::plan::lower(pack, environment, Some(phase)).ok()?;
    let errors: Vec<_> = plimsoll::check::run(pack, &plan)
        .into_iter()
        .filter(|finding| finding.severity == plimsoll::check::Severity::Error)
        .collect();
    assert!(errors.is_empty(), "{environment} in {phase}: {errors:#?}");
    let artifacts = plimsoll::render::all(&plan);
    artifacts
        .into_iter()
        .find(|artifact| artifact.path.ends_with("/rules.yaml"))
        .map(|artifact| artifact.text)
}

#[test]
fn phases_that_are_not_live_render_as_reviewed() {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../phases");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| {
        for pack in &plimsoll_thresholds::catalog().packs {
            for environment in &pack.environments {
                for phase in pack.phases.iter().filter(|phase| Some(phase.name) != environment.phase) {
                    let name = format!("{}.{}.{}", pack.name, environment.name, phase.name);
                    insta::assert_snapshot!(name, rules(pack, environment.name, phase.name).unwrap());
                }
            }
        }
    });
}

/// What another traffic phase than the live one makes of the rules and of the splits: the lines that differ.
fn traffic(pack: &Pack, environment: &str, phase: &'static str) -> Option<String> {
    let live = plimsoll::plan::lower(pack, environment, None).ok()?;
    let other = plimsoll::plan::lower_with_traffic(pack, environment, None, phase).ok()?;
    let [live, other] = [live, other].map(|plan| plimsoll::render::all(&plan));
    let mut text = String::new();
    for (before, after) in live.iter().zip(&other).filter(|(before, _)| !before.path.ends_with("/plan.json"))
    {
        assert_eq!(before.path, after.path);
        let diff = similar::TextDiff::from_lines(&before.text, &after.text);
        if diff.ratio() < 1.0 {
            text.push_str(&diff.unified_diff().context_radius(1).header("live", &after.path).to_string());
        }
    }
    Some(text)
}

#[test]
fn traffic_phases_change_the_weight_and_nothing_else() {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../phases");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| {
        for pack in &plimsoll_thresholds::catalog().packs {
            for environment in &pack.environments {
                let phases = pack.traffic.iter().flat_map(|traffic| &traffic.phases);
                for phase in phases.filter(|phase| Some(phase.name) != environment.traffic) {
                    let name = format!("{}.{}.traffic.{}", pack.name, environment.name, phase.name);
                    insta::assert_snapshot!(name, traffic(pack, environment.name, phase.name).unwrap());
                }
            }
        }
    });
}
