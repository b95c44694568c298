//! Alerts on the edge: CloudCore, the nodes, their link, their agents.

use plimsoll::prelude::*;

use super::{FLEET, LINK, runbooks, signals, t};

pub(super) fn alerts() -> Vec<Alert> {
    let mut alerts = fleet();
    alerts.extend(link());
    alerts.extend(agents());
    alerts
}

/// What is gone.
fn fleet() -> Vec<Alert> {
    vec![
        Alert::new("KubeEdgeCloudCoreDown", Response::Page, signals::cloudcore_up().crosses(t::cloudcore_up))
            .dashboard(FLEET)
            .summary("CloudCore cannot be scraped")
            .description(
                "The target {job} has not answered for {hold}. Nodes go on with what they have, and nothing new \
                 reaches them.",
            )
            .runbook(runbooks::cloudcore_down()),
        Alert::new("KubeEdgeNodeDown", Response::Page, signals::nodes_down().crosses(t::nodes_down))
            .dashboard(FLEET)
            .summary("{value} edge nodes of zone {zone} are down")
            .description(
                "The agents of {value} nodes of zone {zone} have not answered for {hold}. Which nodes: see the \
                 runbook.",
            )
            .runbook(runbooks::node_down()),
        Alert::new(
            "KubeEdgeNodeOfflineTooLong",
            Response::Page,
            signals::nodes_offline().crosses(t::nodes_offline),
        )
        .dashboard(FLEET)
        .summary("{value} edge nodes of zone {zone} have been offline for {window}: their caches will overflow")
        .description(
            "{value} nodes of zone {zone} have not been seen for {window}. What they keep for later is lost soon: \
             their caches are sized for not much longer.",
        )
        .runbook(runbooks::node_offline_too_long()),
    ]
}

/// The way between the cloud and the edge.
fn link() -> Vec<Alert> {
    vec![
        Alert::new(
            "KubeEdgeLinkDown",
            Response::Page,
            signals::link_availability().crosses(t::link_availability),
        )
        .dashboard(LINK)
        .summary("The link to zone {zone} is down: {value} of the probes arrive (line: {line})")
        .description(
            "Over {window} only {value} of the probes from the cloud to the nodes of zone {zone} succeeded. While \
             this fires, the zone's nodes that are down are not told of.",
        )
        .runbook(runbooks::link_down()),
        Alert::new(
            "KubeEdgeCloudHubUnreachable",
            Response::Page,
            signals::cloudhub_reachable().crosses(t::cloudhub_reachable),
        )
        .dashboard(LINK)
        .summary("CloudHub does not take connections at {instance}")
        .description(
            "No probe of {instance} has arrived for {window}. Nodes that are connected stay so; a node that loses its \
             connection cannot come back, and a new one cannot join.",
        )
        .runbook(runbooks::cloudhub_unreachable()),
        Alert::new("KubeEdgeLinkSlow", Response::Notify, signals::link_latency().crosses(t::link_latency))
            .dashboard(LINK)
            .summary("The link to zone {zone} is slow: a probe takes {value} (line: {line})")
            .description("Over {window} a probe from the cloud to a node of zone {zone} took {value} on average.")
            .runbook(runbooks::link_slow()),
    ]
}

/// What the agents take of their nodes.
fn agents() -> Vec<Alert> {
    vec![
        Alert::new(
            "KubeEdgeAgentHighMemory",
            Response::Notify,
            signals::agent_memory().crosses(t::agent_memory),
        )
        .dashboard(FLEET)
        .summary("An edge agent of zone {zone} uses {value} of memory (budget: {line})")
        .description("The agent that takes most memory in zone {zone} has been above {line} for {hold}.")
        .runbook(runbooks::agent_high_memory()),
        Alert::new("KubeEdgeAgentHighCPU", Response::Notify, signals::agent_cpu().crosses(t::agent_cpu))
            .dashboard(FLEET)
            .summary("An edge agent of zone {zone} uses {value} (budget: {line} of CPU)")
            .description(
                "The agent that takes most CPU in zone {zone} has been above {line} of CPU for {hold}.",
            )
            .runbook(runbooks::agent_high_cpu()),
    ]
}
