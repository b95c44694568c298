//! Windows and holds against intervals.

pub(crate) mod window_too_short;
