//! What every phase that is not live would render. The live ones stand in `generated/`.

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
