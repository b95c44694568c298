//! How far the machine may go, and what it would have done.

use plimsoll::prelude::*;

use crate::edgelink::t;

/// The live phase, the thresholds now and next, and the dry-run firings per alert: what a promotion is decided on.
pub(in crate::edgelink) fn rollout() -> Dashboard {
    Dashboard::new("edgelink-rollout", "EdgeLink: staged rollout")
        .description("Which phase is live, what the next one would change, and what the machine would have done.")
        .with_row(
            "Phase",
            [
                Panel::of_signal("phase", "Live phase", &live_phase(), "{phase}")
                    .draw(Draw::Stat)
                    .with_state(State::neutral(Quantity::count(1.0), "live"))
                    .description("The enforcement phase whose rules are loaded."),
                Panel::of_threshold("error-rate", "Error ratio: line now and next", t::error_rate)
                    .description("The line of EdgeLinkHighErrorRate in the live phase, and in the next one where it stages the line."),
                Panel::of_threshold("p95-latency", "P95 latency: line now and next", t::p95_latency)
                    .description("The line of EdgeLinkHighLatency in the live phase, and in the next one where it stages the line."),
            ],
        )
        .with_row(
            "Dry run",
            [
                Panel::of_signal("dry-run", "Dry-run alerts that fire", &fires("dry_run"), "{alertname} {rollout_phase}")
                    .description("Services for which the machine would have acted, by alert and by the phase whose values the rule carries. A quiet dry run is evidence for a promotion."),
                Panel::of_signal("armed", "Armed alerts that fire", &fires("true"), "{alertname}")
                    .description("Services for which the machine is asked to act."),
            ],
        )
}

/// 1 for the phase that is live.
fn live_phase() -> Signal<Count> {
    Signal::raw(
        "plimsoll:phase:info{pack=\"edgelink\", namespace=\"$namespace\"}",
        &["pack", "namespace", "phase"],
        Duration::ZERO,
    )
}

/// Services for which the machine's alerts in this mode fire.
fn fires(auto_rollback: &str) -> Signal<Count> {
    Signal::raw(
        format!(
            "count by (alertname, rollout_phase) (ALERTS{{pack=\"edgelink\", namespace=\"$namespace\", \
             alertstate=\"firing\", auto_rollback=\"{auto_rollback}\"}})"
        ),
        &["alertname", "rollout_phase"],
        Duration::ZERO,
    )
}
