//! Services and the names of their workloads.

use plimsoll_units::Origin;

/// One service of a product.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Service {
    /// The value of the `service` label.
    pub name: &'static str,
    /// Whether users notice at once when it is down. Scopes of phases select on it.
    pub critical: bool,
    /// A class of services that overrides can name.
    pub tier: Option<&'static str>,
    /// Where it is written.
    pub origin: Origin,
}

impl Service {
    /// A service that is critical until told otherwise.
    #[track_caller]
    pub const fn new(name: &'static str) -> Self {
        Self { name, critical: true, tier: None, origin: Origin::caller() }
    }

    /// Whether users notice at once when it is down.
    pub const fn critical(mut self, critical: bool) -> Self {
        self.critical = critical;
        self
    }

    /// A class of services that overrides can name.
    pub const fn tier(mut self, tier: &'static str) -> Self {
        self.tier = Some(tier);
        self
    }

    /// Where it is written.
    pub const fn at(mut self, origin: Origin) -> Self {
        self.origin = origin;
        self
    }
}

/// How a workload is named after its service: by what stands before it and behind it. The one place that decides;
/// rules, the owner join and the rollback contract ask it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WorkloadNames {
    prefix: &'static str,
    suffix: &'static str,
}

impl WorkloadNames {
    /// `prefix` followed by the service: `edgelink-` makes `edgelink-api-gateway`.
    pub const fn prefixed(prefix: &'static str) -> Self {
        Self { prefix, suffix: "" }
    }

    /// The service followed by `suffix`: `-canary` makes `recommendation-service-canary`.
    pub const fn suffixed(suffix: &'static str) -> Self {
        Self { prefix: "", suffix }
    }

    /// The deployment of a service.
    pub fn deployment(self, service: &str) -> String {
        format!("{}{service}{}", self.prefix, self.suffix)
    }

    /// An anchored regular expression that matches every deployment, with the service as its first group.
    pub fn service_of_deployment(self) -> String {
        format!("{}(.+){}", self.prefix, self.suffix)
    }

    /// An anchored regular expression that matches every deployment.
    pub fn any_deployment(self) -> String {
        format!("{}.+{}", self.prefix, self.suffix)
    }

    /// An anchored regular expression that matches the replica set of every deployment, with the service as its first
    /// group: Kubernetes adds a hyphen and a hash without one.
    pub fn service_of_replica_set(self) -> String {
        format!("{}-[a-z0-9]+", self.service_of_deployment())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_deployment_is_named_by_what_stands_before_or_behind_its_service() {
        let (edgelink, canary) = (WorkloadNames::prefixed("edgelink-"), WorkloadNames::suffixed("-canary"));
        assert_eq!(edgelink.deployment("api-gateway"), "edgelink-api-gateway");
        assert_eq!(edgelink.service_of_deployment(), "edgelink-(.+)");
        assert_eq!(canary.deployment("search"), "search-canary");
        assert_eq!(canary.any_deployment(), ".+-canary");
        assert_eq!(canary.service_of_replica_set(), "(.+)-canary-[a-z0-9]+");
    }
}
