//! The checks, one file each, by group.

pub(crate) mod alert;
pub(crate) mod allow;
pub(crate) mod cost;
pub(crate) mod dashboard;
pub(crate) mod gate;
pub(crate) mod inhibit;
pub(crate) mod labels;
pub(crate) mod metric;
pub(crate) mod panel;
pub(crate) mod promql;
pub(crate) mod receiver;
pub(crate) mod rollout;
pub(crate) mod route;
pub(crate) mod rule;
pub(crate) mod split;
pub(crate) mod timing;
pub(crate) mod unit;
