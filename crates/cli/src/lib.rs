//! The commands as a library: generate, check, list.
