//! Phases against each other, and what may roll back against what it needs.

pub(crate) mod cooldown;
pub(crate) mod enforcement_shrinks;
pub(crate) mod ladder;
pub(crate) mod loosens;
pub(crate) mod no_guard;
pub(crate) mod not_dry_first;
pub(crate) mod override_loosens;
pub(crate) mod scope_shrinks;
pub(crate) mod short_dwell;
pub(crate) mod silent_signal;
pub(crate) mod two_actors;
pub(crate) mod unbound_selector;
pub(crate) mod undisjoint_override;
pub(crate) mod weights;
