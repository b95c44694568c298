//! Packs that are made when they are asked for.

use std::mem;

use plimsoll_behaviour::Derivation;
use plimsoll_check::Diagnostic;
use plimsoll_model::Pack;
use plimsoll_plan::{Axis, ExitQuestions, Plan};

use crate::packs;
use crate::source::{Produced, Source};

/// Packs that are made one by one when they are asked for, and not kept: of a fleet of thousands only those that are being
/// worked on are in memory. The program of a fleet does well to be a release build, and to name an allocator that is made
/// for small pieces: with mimalloc it took a quarter less time than with glibc's.
///
/// ```
/// use plimsoll_cli::{OnDemand, Source};
/// use plimsoll_model::Pack;
///
/// let fleet = OnDemand::new(2, |number| Pack::new(["checkout", "search"][number]));
/// assert_eq!(fleet.product(1).packs[0].name, "search");
/// ```
#[derive(Debug, Clone, Copy)]
pub struct OnDemand<F> {
    count: usize,
    make: F,
}

impl<F: Fn(usize) -> Pack + Sync> OnDemand<F> {
    /// As many packs; `make` gives each by its number, the same one whenever it is asked.
    pub const fn new(count: usize, make: F) -> Self {
        Self { count, make }
    }

    fn all(&self) -> impl Iterator<Item = Pack> {
        (0..self.count).map(&self.make)
    }

    fn find(&self, name: &str) -> Result<Pack, Vec<Diagnostic>> {
        let found = self.all().find(|pack| pack.name == name);
        found.ok_or_else(|| packs::no_pack(name, self.all().map(|pack| pack.name)))
    }
}

impl<F: Fn(usize) -> Pack + Sync> Source for OnDemand<F> {
    fn count(&self) -> usize {
        self.count
    }

    fn product(&self, at: usize) -> Produced {
        packs::product(&(self.make)(at))
    }

    fn conclude(&self, all: &mut Produced) {
        // Only where it is so are all of them made again, to say where.
        let mut names: Vec<&str> = all.packs.iter().map(|pack| pack.name.as_str()).collect();
        names.sort_unstable();
        if !names.is_sorted_by(|one, other| one < other) {
            let origins = self.all().map(|pack| (pack.name, pack.origin));
            all.diagnostics.extend(packs::named_twice(origins));
        }
        all.artifacts.extend(plimsoll_render::index(mem::take(&mut all.index)));
    }

    fn lower(&self, pack: &str, environment: &str, phase: Option<&str>) -> Result<Plan, Vec<Diagnostic>> {
        packs::lower(&self.find(pack)?, environment, phase)
    }

    fn lower_with_traffic(
        &self,
        pack: &str,
        environment: &str,
        phase: &str,
    ) -> Result<Plan, Vec<Diagnostic>> {
        packs::lower_with_traffic(&self.find(pack)?, environment, phase)
    }

    fn behaviour(&self, plan: &Plan) -> Result<Derivation, Vec<Diagnostic>> {
        packs::behaviour(&self.find(plan.pack)?, plan)
    }

    fn exit_questions(
        &self,
        pack: &str,
        environment: &str,
        axis: Axis,
    ) -> Result<ExitQuestions, Vec<Diagnostic>> {
        packs::exit_questions(&self.find(pack)?, environment, axis)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn packs(names: &'static [&'static str]) -> OnDemand<impl Fn(usize) -> Pack + Sync> {
        OnDemand::new(names.len(), |number| Pack::new(names[number]).owner("sales"))
    }

    #[test]
    fn a_pack_is_found_by_its_name_and_another_is_told_with_those_that_there_are() {
        let source = packs(&["a", "b"]);
        assert_eq!(source.product(1).packs[0].name, "b");
        let unknown = source.lower("c", "production", None).unwrap_err();
        assert_eq!(unknown[0].message, "there is no pack `c`");
        assert_eq!(unknown[0].help.as_deref(), Some("the packs are a, b"));
    }

    #[test]
    fn two_packs_of_one_name_are_an_error() {
        let mut all = crate::produce::produce(&packs(&["a", "b", "a"]));
        all.diagnostics.retain(|finding| finding.id == "pack/duplicate");
        assert_eq!(all.diagnostics.len(), 1);
        assert!(
            crate::produce::produce(&packs(&["a", "b"])).diagnostics.iter().all(|f| f.id != "pack/duplicate")
        );
    }
}
