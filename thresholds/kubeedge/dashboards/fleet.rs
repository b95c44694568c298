//! The nodes and their agents.

use plimsoll::prelude::*;

use crate::kubeedge::{FLEET, ZONE, jobs, m};

/// How many nodes there are and how many of them are gone, and what the agents take, by zone.
pub(in crate::kubeedge) fn fleet() -> Dashboard {
    let agents = m::up.filter(m::job.is(jobs::EDGECORE)).value();
    let known = agents.clone().at_least(Quantity::count(0.0)).count_by(ZONE);
    let seen = agents.sum_by(ZONE);
    Dashboard::new(FLEET, "KubeEdge: edge fleet")
        .description("The edge nodes by zone: how many there are, how many are gone, and what their agents take.")
        .with_row(
            "Nodes",
            [
                Panel::of_signal("nodes", "Nodes", &known, "{zone}")
                    .with_signal(&seen, "{zone} that answer")
                    .description("Nodes that Prometheus knows, and those of them whose agent answers. The two should be one line."),
                Panel::of_alert("nodes-down", "Nodes down", "KubeEdgeNodeDown")
                    .description("Nodes whose agent cannot be scraped. Empty is well: a zone without such a node has no series."),
                Panel::of_alert("nodes-offline", "Nodes offline too long", "KubeEdgeNodeOfflineTooLong")
                    .description("Nodes that have not been seen for hours; what they keep is about to be lost."),
            ],
        )
        .with_row(
            "Agents",
            [
                Panel::of_alert("agent-memory", "Memory of the worst agent", "KubeEdgeAgentHighMemory")
                    .description("Memory of the agent that takes most of it in its zone, against its budget."),
                Panel::of_alert("agent-cpu", "CPU of the worst agent", "KubeEdgeAgentHighCPU")
                    .description("CPU of the agent that takes most of it in its zone, against its budget."),
            ],
        )
        .with_row(
            "Cloud side",
            [
                Panel::of_alert("cloudcore", "CloudCore", "KubeEdgeCloudCoreDown")
                    .draw(Draw::States)
                    .with_state(State::good(Quantity::count(1.0), "up"))
                    .with_state(State::bad(Quantity::count(0.0), "down"))
                    .description("Green while CloudCore can be scraped, red while it cannot. Nodes go on without it, and nothing new reaches them."),
                Panel::of_signal("connected", "Connected nodes", &connected(), "connected")
                    .description("Nodes that hold a connection to CloudHub. Fewer than there are nodes: some work alone."),
            ],
        )
}

/// Nodes that are connected to `CloudHub`, whichever instance they chose.
fn connected() -> Signal<Count> {
    m::KubeEdge_CloudHub_connected_nodes.value().sum_by(&["job"])
}
