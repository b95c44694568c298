//! How the traffic is split: who reaches the version on trial, and how the proxy treats both versions.

use plimsoll_units::{Bytes, Duration, Origin, Quantity, seconds};

use crate::WorkloadNames;

/// A traffic split, for nginx and for the Gateway API. The weight is the live traffic phase's.
///
/// Some clients reach the canary whatever the weight, unless it is 0: those with a header, then those with a cookie,
/// then those with an address. All others are split by a key that stays the same for a client, so that nobody changes
/// sides while the weight only grows.
#[derive(Debug, Clone, PartialEq)]
pub struct Split {
    /// What the version on trial is called after its service.
    pub canary: WorkloadNames,
    /// What the stable version is called after its service.
    pub stable: WorkloadNames,
    /// The port of both.
    pub port: u16,
    /// The host of one instance. `{workload}`, `{instance}` and `{namespace}` are put in; instances count from 0.
    pub instances: &'static str,
    /// The host that clients ask for. `{service}` is put in.
    pub host: &'static str,
    /// The port on which nginx listens.
    pub listen: u16,
    /// Name and namespace of the Gateway that the route hangs on.
    pub gateway: (&'static str, &'static str),
    /// Header and value with which a client asks for the canary.
    pub header: Option<(&'static str, &'static str)>,
    /// Cookie and value with which a client asks for the canary.
    pub cookie: Option<(&'static str, &'static str)>,
    /// First and last of each range of IPv4 addresses that reach the canary.
    pub addresses: Vec<(&'static str, &'static str)>,
    /// The header that tells users apart; without it a client is its address.
    pub user: Option<&'static str>,
    /// How the proxy waits and tries again.
    pub proxy: Proxy,
    /// Where it is written.
    pub origin: Origin,
}

/// How the proxy waits and tries again.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Proxy {
    /// Failures within [`Proxy::fail_timeout`] after which an instance is left out.
    pub max_fails: u32,
    /// For how long it is left out, and within which time failures add up.
    pub fail_timeout: Duration,
    /// How long a connection may take.
    pub connect: Duration,
    /// How long a write may take.
    pub send: Duration,
    /// How long a read may take.
    pub read: Duration,
    /// How many buffers an answer has, of what size.
    pub buffers: (u32, Quantity<Bytes>),
}

impl Proxy {
    /// 3 failures in 30 s, 5 s to connect, 10 s to send and to read, 8 buffers of 4 KiB.
    pub const fn new() -> Self {
        Self {
            max_fails: 3,
            fail_timeout: seconds(30),
            connect: seconds(5),
            send: seconds(10),
            read: seconds(10),
            buffers: (8, Quantity::kibibytes(4.0)),
        }
    }
}

impl Default for Proxy {
    fn default() -> Self {
        Self::new()
    }
}

impl Split {
    /// Splits between the two workloads of each service, whose instances have these hosts, for clients that ask for
    /// this host at a Gateway.
    #[track_caller]
    pub const fn new(
        canary: WorkloadNames,
        stable: WorkloadNames,
        instances: &'static str,
        host: &'static str,
        gateway: (&'static str, &'static str),
    ) -> Self {
        Self {
            canary,
            stable,
            port: 8080,
            instances,
            host,
            listen: 80,
            gateway,
            header: None,
            cookie: None,
            addresses: Vec::new(),
            user: None,
            proxy: Proxy::new(),
            origin: Origin::caller(),
        }
    }

    /// The port of both versions; 8080 if it is not said.
    pub const fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// The port on which nginx listens; 80 if it is not said.
    pub const fn listen(mut self, port: u16) -> Self {
        self.listen = port;
        self
    }

    /// Header and value with which a client asks for the canary.
    pub const fn header(mut self, name: &'static str, value: &'static str) -> Self {
        self.header = Some((name, value));
        self
    }

    /// Cookie and value with which a client asks for the canary.
    pub const fn cookie(mut self, name: &'static str, value: &'static str) -> Self {
        self.cookie = Some((name, value));
        self
    }

    /// One more range of IPv4 addresses that reach the canary.
    pub fn with_addresses(mut self, first: &'static str, last: &'static str) -> Self {
        self.addresses.push((first, last));
        self
    }

    /// The header that tells users apart.
    pub const fn user(mut self, header: &'static str) -> Self {
        self.user = Some(header);
        self
    }

    /// How the proxy waits and tries again.
    pub const fn proxy(mut self, proxy: Proxy) -> Self {
        self.proxy = proxy;
        self
    }
}
