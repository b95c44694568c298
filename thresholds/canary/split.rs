//! Who is sent to the canary whatever its weight, and how the proxy treats both versions.

use plimsoll::prelude::*;

use super::tracks::Track;

/// The header `X-Canary-User: true`, the cookie `canary=true` and the addresses of QA lead to the canary; everybody
/// else is split by user, or by address where no user is known. Timeouts and buffers are the defaults of `Proxy`.
pub(super) fn split() -> Split {
    Split::new(
        Track::Canary.names(),
        Track::Stable.names(),
        "{workload}-{instance}.{workload}.{namespace}.svc.cluster.local",
        "{service}.example.com",
        ("public", "gateways"),
    )
    .header("X-Canary-User", "true")
    .cookie("canary", "true")
    .with_addresses("192.168.1.100", "192.168.1.102")
    .user("X-User-Id")
}
