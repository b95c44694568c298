//! Snapshots, oracles and the tests that need the whole workspace.

pub mod generated;
pub mod oracles;
