//! Snapshots, oracles and the tests that need the whole workspace.

pub mod oracles;
