//! A dry run is made to page, and to roll back.
use plimsoll::model::DryRun;
use plimsoll::plan::Role;
use plimsoll::prelude::*;

fn main() {
    let dry_run = DryRun::of("dry-run");
    let _ = Role::People(dry_run);
    let _ = Role::Armed(dry_run);
    let _ = dry_run.severity(Severity::Critical);
    let _: RollbackPolicy = dry_run.into();
}
