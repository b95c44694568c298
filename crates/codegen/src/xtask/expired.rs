//! Exceptions whose last day is over: a phase that was allowed to be loose until then and is still live, an override
//! that was to be gone.
//!
//! The checks of a plan know no day, so that the same files give the same findings for ever; this asks the clock.

use std::fs;
use std::path::{Path, PathBuf};

use plimsoll_units::Date;

use crate::data::{Target, ThresholdsFile};
use crate::{Folder, Problem, read};

/// Every exception that is over on a day, drawn, pack after pack. Files that cannot be read have told so already.
pub(super) fn exceptions(root: &Path, folders: Vec<PathBuf>, today: Date) -> Vec<(Problem, String)> {
    let mut all = Vec::new();
    for folder in folders {
        let Some(path) = Folder::new(root, folder).inputs().next() else { continue };
        let name = path.strip_prefix(root).unwrap_or(&path).to_string_lossy().replace('\\', "/");
        let Ok(text) = fs::read_to_string(&path) else { continue };
        let Ok(file) = read::thresholds(&name, text.as_bytes()) else { continue };
        all.extend(of(&file, today).into_iter().map(|problem| {
            let drawn = problem.render(&text);
            (problem, drawn)
        }));
    }
    all
}

fn of(file: &ThresholdsFile, today: Date) -> Vec<Problem> {
    let mut found = Vec::new();
    for phase in &file.rollout {
        let Some(until) = phase.until.filter(|until| until.value < today) else { continue };
        let is_live =
            |environment: &crate::data::Environment| environment.phase.as_ref() == Some(&phase.name);
        for (environment, _) in file.environments.iter().filter(|(_, environment)| is_live(environment)) {
            let message = format!(
                "`{}` may be looser than the phase before until {}, and is live in {} `{}`; today is {today}",
                phase.name.value, until.value, file.pack.value, environment.value
            );
            let help = format!(
                "run `cargo xtask promote {} {}`, tighten the phase, or write a new day and why",
                file.pack.value, environment.value
            );
            found.push(Problem::warning("rollout/expired", &file.file, until.place, message).help(help));
        }
    }
    for exception in &file.overrides {
        let Some(until) = exception.until.filter(|until| until.value < today) else { continue };
        let (Target::Service(name) | Target::Tier(name) | Target::Environment(name)) = &exception.target;
        let message =
            format!("the override of `{}` was needed until {}; today is {today}", name.value, until.value);
        let help = "remove it, or write a new day and why";
        found.push(Problem::warning("rollout/expired", &file.file, until.place, message).help(help));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    const YAML: &str = "\
pack: shop
services: { cart: {} }
thresholds: { errors: { above: 5% } }
rollout:
  - { phase: dry-run, enforce: dry-run }
  - { phase: loose, enforce: rollback, set: { errors: 8% }, because: trial, until: 2026-11-20 }
overrides:
  - { service: cart, set: { errors: 9% }, because: sale, until: 2026-11-22 }
environments:
  live: { phase: loose }
  test: { phase: dry-run }
";

    fn on(day: u8) -> Vec<String> {
        let file = read::thresholds("t.yaml", YAML.as_bytes()).unwrap();
        let problems = of(&file, Date::new(2026, 11, day).unwrap());
        problems.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn the_last_day_itself_is_not_over() {
        assert_eq!(on(20), [""; 0]);
    }

    #[test]
    fn a_live_phase_that_should_be_tight_again_and_an_override_that_should_be_gone_are_told() {
        assert_eq!(
            on(21),
            [
                "t.yaml:6:84: warning[rollout/expired]: `loose` may be looser than the phase before until 2026-11-20, and \
              is live in shop `live`; today is 2026-11-21"
            ]
        );
        assert!(on(23)[1].contains("the override of `cart` was needed until 2026-11-22"), "{:?}", on(23));
    }
}
