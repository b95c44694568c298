//! The route tree against every alert of every phase.

pub(crate) mod contradicts_parent;
pub(crate) mod default_only;
pub(crate) mod group_by_unknown;
pub(crate) mod interval_order;
pub(crate) mod shadowed;
pub(crate) mod template_label;
pub(crate) mod undecidable;
pub(crate) mod unknown_label;
pub(crate) mod unreachable;
pub(crate) mod unscoped;
