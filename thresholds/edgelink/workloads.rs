//! Pods and replica sets become deployments and services.
//!
//! kube-state-metrics and cAdvisor know pods; the owner series lead from a pod to its replica set and from there
//! to the deployment, whose name is the service's behind a prefix.

use plimsoll::prelude::*;

use super::{WORKLOAD, m};

/// Deployments are called `edgelink-<service>`; decided here and nowhere else.
pub(super) const NAMES: WorkloadNames = WorkloadNames::prefixed("edgelink-");

/// 1 for each replica set, with its deployment and service.
fn replica_sets() -> Signal<Count> {
    m::kube_replicaset_owner
        .filter(m::owner_kind.is("Deployment"))
        .filter(m::owner_name.matches(&NAMES.any_deployment()))
        .value()
        .label_from("deployment", "$1", "owner_name", "(.+)")
        .label_from("service", "$1", "owner_name", &NAMES.service_of_deployment())
        .max_by(&["namespace", "replicaset", "deployment", "service"])
        .recorded("replicaset", "workload", "info")
}

/// 1 for each pod, with its deployment and service.
fn pods() -> Signal<Count> {
    m::kube_pod_owner
        .filter(m::owner_kind.is("ReplicaSet"))
        .value()
        .label_from("replicaset", "$1", "owner_name", "(.+)")
        .max_by(&["namespace", "pod", "replicaset"])
        .join(replica_sets(), &["namespace", "replicaset"], &["deployment", "service"])
        .max_by(&["namespace", "pod", "deployment", "service"])
        .recorded("pod", "workload", "info")
}

/// The worst pod or container of each workload.
pub(super) fn worst_of_workload<U>(signal: Signal<U>) -> Signal<U>
where
    U: plimsoll::units::Multiply<Count, Output = U>,
{
    signal.join(pods(), &["namespace", "pod"], &["deployment", "service"]).max_by(WORKLOAD)
}

/// When the newest replica set that has replicas was made: the last deploy that is still in effect. An undo
/// brings an old replica set back, so that the deploy counts as old again.
pub(super) fn last_deploy() -> Signal<Timestamp> {
    let replica_set = &["namespace", "replicaset"];
    let in_use = m::kube_replicaset_status_replicas.value().max_by(replica_set).above(Quantity::count(0.0));
    m::kube_replicaset_created
        .value()
        .max_by(replica_set)
        .only_where(in_use, replica_set)
        .join(replica_sets(), replica_set, &["deployment", "service"])
        .max_by(WORKLOAD)
        .recorded("deployment", "kube_replicaset_created", "max")
}
