//! The inhibitions against every alert of every phase.

pub(crate) mod cycle;
pub(crate) mod equal_missing_both;
pub(crate) mod equal_missing_one_side;
pub(crate) mod mutes_rollback;
pub(crate) mod overlap;
pub(crate) mod source_never_fires;
pub(crate) mod target_never_fires;
pub(crate) mod too_slow;
pub(crate) mod unscoped;
