//! Snapshots, oracles and the tests that need the whole workspace.

pub mod edgelink;
pub mod fleet;
pub mod generated;
pub mod oracles;
pub mod random;
pub mod rule_test;
