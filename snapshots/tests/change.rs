//! What a reviewer is told of a promotion of EdgeLink.
#![allow(clippy::unwrap_used, reason = "a test fails by a panic")]

use plimsoll::cli::change::{Changes, Look, Snapshot};

/// The Markdown of a move between two phases of an environment.
fn told(environment: &str, from: &str, to: &str) -> String {
    let catalog = plimsoll_thresholds::catalog();
    let pack = catalog.packs.iter().find(|pack| pack.name == "edgelink").unwrap();
    let side = |phase| {
        let plan = plimsoll::plan::lower(pack, environment, Some(phase)).unwrap();
        Snapshot::of(&plan).unwrap()
    };
    let changes = Changes::between((from, &side(from)), (to, &side(to)));
    let mut out = Vec::new();
    Look::Markdown.write(&[changes], &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn the_first_promotion_arms_the_background_worker_alone() {
    let said = told("production", "dry-run", "single-service");
    let first = "**3 alerts may now roll back 1 of 4 services";
    assert!(said.contains(first), "{said}");
    assert!(
        said.contains(
            "- may now **roll back** `background-worker` (was a dry run): `EdgeLinkHighErrorRate`, "
        ),
        "{said}"
    );
    assert_eq!(said.matches("roll back**").count(), 1, "{said}");
}

#[test]
fn the_second_arms_everybody_else_at_looser_lines() {
    let said = told("production", "single-service", "everywhere-loose");
    let armed =
        "- may now **roll back** `api-gateway`, `device-service`, `topology-service` (was a dry run): ";
    assert!(said.contains(armed), "{said}");
    assert!(
        said.contains("| `error_rate` | 5 % to 8 % |  |  | loosened | `EdgeLinkHighErrorRate` |"),
        "{said}"
    );
    assert!(said.contains("- acts later than before on `background-worker`: "), "{said}");
}

#[test]
fn the_last_tightens_lines_windows_and_holds_and_arms_nobody() {
    let said = told("staging", "tightened", "strict");
    assert!(
        said.contains("**the machine acts on all 4 services as before; 2 thresholds tightened"),
        "{said}"
    );
    assert!(
        said.contains("| `p95_latency` | 500 ms to 300 ms | 5m to 2m | 3m to 1m | tightened |"),
        "{said}"
    );
    assert!(!said.contains("may now"), "{said}");
}

#[test]
fn back_again_disarms_whom_the_way_there_armed() {
    let said = told("production", "single-service", "dry-run");
    assert!(said.contains("- may **no more** roll back `background-worker` (now a dry run): "), "{said}");
}
