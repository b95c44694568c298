//! The live traffic phase becomes weights and hosts.

use plimsoll_model::{Split, WorkloadNames};

use super::Context;
use crate::{Backend, Gate, ServiceSplit, Traffic, Weight};

/// What decides about the traffic; `None` for a pack without traffic phases.
pub(super) fn lower(context: &Context<'_>, gates: Vec<Gate>) -> Option<Traffic> {
    let traffic = context.pack.traffic.as_ref()?;
    let phase = traffic.find_phase(context.environment.traffic?)?;
    let weight = Weight::of(phase.weight);
    let split = |split: &Split| {
        let services = context.pack.services.iter().map(|service| service.name);
        let of = |service| ServiceSplit {
            service,
            host: split.host.replace("{service}", service),
            canary: backend(context, split, split.canary, service, phase.replicas),
            stable: backend(context, split, split.stable, service, traffic.stable_replicas),
            nginx: weight,
            route: weight.parts(),
            settings: split.clone(),
        };
        services.map(of).collect()
    };
    Some(Traffic {
        phase: phase.name,
        weight,
        canary_replicas: phase.replicas,
        stable_replicas: traffic.stable_replicas,
        splits: traffic.split.as_ref().map(split).unwrap_or_default(),
        gates,
        prometheus: traffic.prometheus,
        steps: traffic
            .phases
            .iter()
            .map(|phase| (Weight::of(phase.weight), phase.dwell.unwrap_or_default()))
            .collect(),
        flagger: traffic.phases.iter().map(|phase| Weight::of(phase.weight).whole_percent()).collect(),
        origin: phase.origin,
    })
}

fn backend(
    context: &Context<'_>,
    split: &Split,
    names: WorkloadNames,
    service: &str,
    replicas: u32,
) -> Backend {
    let name = names.deployment(service);
    let host = |instance: u32| {
        split
            .instances
            .replace("{workload}", &name)
            .replace("{instance}", &instance.to_string())
            .replace("{namespace}", context.environment.namespace.unwrap_or("default"))
    };
    let hosts = (0..replicas).map(host).collect();
    Backend { name, hosts }
}
