//! The way between the cloud and the edge.

use plimsoll::prelude::*;

use crate::kubeedge::{LINK, ZONE, jobs, m};

/// Which probes arrive and how long they take, by zone.
pub(in crate::kubeedge) fn link() -> Dashboard {
    let probes = m::probe_success.filter(m::job.is(jobs::LINK)).value();
    let failed = probes.equals(Quantity::ratio(0.0)).count_by(ZONE);
    let slowest = m::probe_duration_seconds.filter(m::job.is(jobs::LINK)).value().max_by(ZONE);
    Dashboard::new(LINK, "KubeEdge: cloud-edge link")
        .description("Probes from the cloud to every edge node, by zone: which part of them arrive, and how long they take.")
        .with_row(
            "Availability",
            [
                Panel::of_alert("availability", "Probes that succeed", "KubeEdgeLinkDown")
                    .description("Successful probes of a zone as a part of all. Below the line the link to the zone is down."),
                Panel::of_alert("cloudhub", "CloudHub", "KubeEdgeCloudHubUnreachable")
                    .draw(Draw::States)
                    .with_state(State::good(Quantity::ratio(1.0), "takes connections"))
                    .with_state(State::bad(Quantity::ratio(0.0), "does not"))
                    .description("Green while a port to which nodes connect takes connections, red while it does not."),
                Panel::of_signal("failed", "Nodes that do not answer", &failed, "{zone}")
                    .description("Nodes whose last probe failed. Empty is well."),
            ],
        )
        .with_row(
            "Latency",
            [
                Panel::of_alert("latency", "Mean of a zone", "KubeEdgeLinkSlow")
                    .description("How long a probe takes on average. Above the line the link is slow."),
                Panel::of_signal("slowest", "Slowest node of a zone", &slowest, "{zone}")
                    .description("How long the slowest probe of a zone took. Far above the mean it is a node, not the link."),
            ],
        )
}
