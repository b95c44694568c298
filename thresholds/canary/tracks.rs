//! The two versions that stand side by side, and what each is called.

use plimsoll::prelude::*;

use super::m;

/// The deployment on which the machine acts; decided here and nowhere else.
pub(super) const NAMES: WorkloadNames = Track::Canary.names();

/// One of the two versions of a service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Track {
    /// The version on trial.
    Canary,
    /// The version that it shall replace.
    Stable,
}

impl Track {
    /// The value of the label `track`.
    pub(super) const fn value(self) -> &'static str {
        match self {
            Self::Canary => "canary",
            Self::Stable => "stable",
        }
    }

    /// How its deployment is called after the service.
    pub(super) const fn names(self) -> WorkloadNames {
        match self {
            Self::Canary => WorkloadNames::suffixed("-canary"),
            Self::Stable => WorkloadNames::suffixed("-stable"),
        }
    }

    /// One of two, by the track.
    pub(super) const fn of<T: Copy>(self, canary: T, stable: T) -> T {
        match self {
            Self::Canary => canary,
            Self::Stable => stable,
        }
    }

    /// 1 for each of its pods, with its service: a pod is owned by a replica set, which is called after the deployment.
    fn pods(self) -> Signal<Count> {
        let replica_set = self.names().service_of_replica_set();
        m::kube_pod_owner
            .filter(m::owner_kind.is("ReplicaSet"))
            .filter(m::owner_name.matches(&replica_set))
            .value()
            .label_from("service", "$1", "owner_name", &replica_set)
            .max_by(&["namespace", "pod", "service"])
    }

    /// The worst container of its pods.
    pub(super) fn worst(self, containers: Signal<Ratio>) -> Signal<Ratio> {
        containers.join(self.pods(), &["namespace", "pod"], &["service"]).max_by(super::GRAIN)
    }
}
