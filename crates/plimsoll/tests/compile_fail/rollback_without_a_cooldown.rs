//! A rollback without a policy, and a policy without a cooldown.
use plimsoll::prelude::*;

fn main() {
    let _: Response = Response::Rollback;
    let _ = RollbackPolicy::new();
    let _ = RollbackPolicy::default();
}
