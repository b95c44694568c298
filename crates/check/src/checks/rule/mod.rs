//! What is wrong with a rule or a group besides its expression.

pub(crate) mod duplicate_identity;
pub(crate) mod hold_below_interval;
pub(crate) mod missing_owner;
pub(crate) mod missing_runbook;
pub(crate) mod missing_summary;
pub(crate) mod no_interval;
pub(crate) mod object_too_large;
pub(crate) mod record_name;
pub(crate) mod record_order;
pub(crate) mod unknown_record;
pub(crate) mod unused_record;
pub(crate) mod value_in_label;

use plimsoll_model::Response;

use crate::Severity;

/// How bad it is that a text for people is missing; `None` for what no person is told of.
fn demand(response: &Response) -> Option<Severity> {
    match response {
        Response::Heartbeat => None,
        Response::Inform | Response::Notify => Some(Severity::Warning),
        Response::Page | Response::Rollback(_) => Some(Severity::Error),
    }
}
