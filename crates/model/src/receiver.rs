//! Receivers of notifications.

/// Where a secret stands. A secret as text cannot be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Secret {
    /// A file on Alertmanager's disk.
    File(&'static str),
    /// A key of a Kubernetes secret, which the Prometheus operator mounts below
    /// `/etc/alertmanager/secrets/<name>/<key>` when the Alertmanager object lists it under `secrets`.
    Kubernetes {
        /// The secret.
        name: &'static str,
        /// The key in it.
        key: &'static str,
    },
}

impl Secret {
    /// A file on Alertmanager's disk.
    pub const fn file(path: &'static str) -> Self {
        Self::File(path)
    }

    /// A key of a Kubernetes secret.
    pub const fn kubernetes(name: &'static str, key: &'static str) -> Self {
        Self::Kubernetes { name, key }
    }

    /// The path at which Alertmanager reads it.
    pub fn path(self) -> String {
        match self {
            Self::File(path) => path.to_owned(),
            Self::Kubernetes { name, key } => format!("/etc/alertmanager/secrets/{name}/{key}"),
        }
    }
}

/// Somebody, or something, that is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receiver {
    /// The name in Alertmanager.
    pub name: &'static str,
    /// The way.
    pub integration: Integration,
    /// Whether the end of an alert is told too.
    pub send_resolved: bool,
}

/// The way to a receiver. `{namespace}` in a URL is the environment's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Integration {
    /// An HTTP endpoint that takes Alertmanager's JSON, payload version 4.
    Webhook {
        /// The URL. It is no secret.
        url: &'static str,
        /// The bearer credentials.
        credentials: Option<Secret>,
    },
    /// A Slack channel.
    Slack {
        /// `#channel`
        channel: &'static str,
        /// The incoming webhook's URL, which is a secret.
        api_url: Secret,
    },
    /// Mail.
    Email {
        /// To whom.
        to: &'static str,
        /// From whom.
        from: &'static str,
        /// `host:port` of the mail server.
        smarthost: &'static str,
        /// The user and the password.
        auth: Option<(&'static str, Secret)>,
    },
    /// PagerDuty, Events API version 2.
    PagerDuty {
        /// The integration key.
        routing_key: Secret,
    },
}

impl Receiver {
    const fn new(name: &'static str, integration: Integration, send_resolved: bool) -> Self {
        Self { name, integration, send_resolved }
    }

    /// A webhook without credentials that is not told of ends.
    pub const fn webhook(name: &'static str, url: &'static str) -> Self {
        Self::new(name, Integration::Webhook { url, credentials: None }, false)
    }

    /// A webhook with bearer credentials that is not told of ends.
    pub const fn webhook_with_credentials(
        name: &'static str,
        url: &'static str,
        credentials: Secret,
    ) -> Self {
        Self::new(name, Integration::Webhook { url, credentials: Some(credentials) }, false)
    }

    /// A Slack channel that is told of ends.
    pub const fn slack(name: &'static str, channel: &'static str, api_url: Secret) -> Self {
        Self::new(name, Integration::Slack { channel, api_url }, true)
    }

    /// A mailbox that is told of ends.
    pub const fn email(
        name: &'static str,
        to: &'static str,
        from: &'static str,
        smarthost: &'static str,
        auth: Option<(&'static str, Secret)>,
    ) -> Self {
        Self::new(name, Integration::Email { to, from, smarthost, auth }, true)
    }

    /// A PagerDuty service that is told of ends.
    pub const fn pagerduty(name: &'static str, routing_key: Secret) -> Self {
        Self::new(name, Integration::PagerDuty { routing_key }, true)
    }

    /// Whether the end of an alert is told too.
    pub const fn send_resolved(mut self, send_resolved: bool) -> Self {
        self.send_resolved = send_resolved;
        self
    }
}
