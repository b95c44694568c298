//! What the packs give to the commands.

use plimsoll_behaviour::Derivation;
use plimsoll_check::Diagnostic;
use plimsoll_plan::{Axis, ExitQuestions, Plan};
use plimsoll_render::{Artifact, IndexPart};

/// Everything that the commands ask of the packs. A test gives its own.
pub trait Source: Sync {
    /// How many packs there are.
    fn count(&self) -> usize;

    /// Lowers, checks and renders one pack, by its number, in the live phase of each of its environments.
    ///
    /// With an error among the diagnostics the artifacts are not looked at.
    fn product(&self, at: usize) -> Produced;

    /// Adds what concerns all packs together. Of each pack only what it says in the index need still be there.
    fn conclude(&self, _: &mut Produced) {}

    /// One pack in one environment and one of its phases, the live one where none is named: only lowered, neither checked
    /// nor rendered.
    fn lower(&self, pack: &str, environment: &str, phase: Option<&str>) -> Result<Plan, Vec<Diagnostic>>;

    /// The same in one of its traffic phases.
    fn lower_with_traffic(&self, pack: &str, environment: &str, phase: &str)
    -> Result<Plan, Vec<Diagnostic>>;

    /// The behaviour tests of a plan of one of the packs; an alert without one is an error.
    fn behaviour(&self, plan: &Plan) -> Result<Derivation, Vec<Diagnostic>>;

    /// What a Prometheus is asked before the live phase of an environment is left.
    fn exit_questions(
        &self,
        pack: &str,
        environment: &str,
        axis: Axis,
    ) -> Result<ExitQuestions, Vec<Diagnostic>>;
}

/// What the packs gave.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Produced {
    /// Every generated file; the manifest is not among them.
    pub artifacts: Vec<Artifact>,
    /// What the checks said, in the order in which it is told.
    pub diagnostics: Vec<Diagnostic>,
    /// What the index over all packs says of each environment.
    pub index: Vec<IndexPart>,
    /// What the artifacts were rendered from: what would be shipped is read back and compared with it.
    pub plans: Vec<Plan>,
    /// What there is, for `list`.
    pub packs: Vec<PackSummary>,
}

/// One pack, for `list`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PackSummary {
    /// The pack's name.
    pub name: String,
    /// The team that owns it.
    pub owner: String,
    /// Its services in order.
    pub services: Vec<String>,
    /// Its enforcement phases in order.
    pub phases: Vec<String>,
    /// Its traffic phases in order.
    pub traffic_phases: Vec<String>,
    /// Its environments in order.
    pub environments: Vec<EnvironmentSummary>,
}

/// One environment of a pack, for `list`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EnvironmentSummary {
    /// The environment's name.
    pub name: String,
    /// The enforcement phase that is live there.
    pub phase: String,
    /// How many alerts are rendered.
    pub alerts: usize,
    /// How many recordings are rendered.
    pub recordings: usize,
    /// How many dashboards are rendered.
    pub dashboards: usize,
}
