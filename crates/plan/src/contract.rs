//! What the machine that rolls back is told.

use plimsoll_model::RollbackPolicy;

use crate::Grouping;

/// What the actor receives and must do.
#[derive(Debug, Clone, PartialEq)]
pub struct Contract {
    /// Where Alertmanager posts to.
    pub url: String,
    /// The file with the bearer credentials that Alertmanager sends.
    pub credentials_file: Option<String>,
    /// How notifications to it are grouped and repeated.
    pub grouping: Grouping,
    /// The namespace in which it acts.
    pub namespace: Option<&'static str>,
    /// The deployments on which it may be asked to act in any phase.
    pub deployments: Vec<String>,
    /// The alerts that may ask, each with its reason and its policy.
    pub alerts: Vec<(String, &'static str, RollbackPolicy)>,
}
