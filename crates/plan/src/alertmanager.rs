//! The route tree, the receivers and the inhibitions, resolved.

use plimsoll_promql::Matcher;
use plimsoll_units::{Duration, Origin};

/// What Alertmanager does with a pack's alerts.
#[derive(Debug, Clone, PartialEq)]
pub struct Alertmanager {
    /// The name of the receiver that takes whatever nothing else takes.
    pub root: String,
    /// How the root groups and repeats; routes inherit what they do not state.
    pub grouping: Grouping,
    /// The subtree of the pack: one route whose matcher is the pack.
    pub route: Route,
    /// Every receiver, each once, in order of appearance.
    pub receivers: Vec<Receiver>,
    /// The inhibitions.
    pub inhibitions: Vec<InhibitRule>,
}

/// How notifications are grouped and repeated.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Grouping {
    /// The labels of one notification.
    pub by: Vec<String>,
    /// How long the first notification of a group waits.
    pub wait: Duration,
    /// How long news of a known group wait.
    pub interval: Duration,
    /// After how long an unchanged group is told again.
    pub repeat: Duration,
}

/// One route.
#[derive(Debug, Clone, PartialEq)]
pub struct Route {
    /// The receiver's name.
    pub receiver: String,
    /// All must match.
    pub matchers: Vec<Matcher>,
    /// Where it differs from the parent's.
    pub grouping: Option<Grouping>,
    /// Whether the siblings after it are asked too.
    pub continues: bool,
    /// Asked in order, depth first.
    pub routes: Vec<Route>,
    /// Where the intent is written.
    pub origin: Origin,
}

/// One receiver, with every secret as the path at which Alertmanager reads it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receiver {
    /// The name.
    pub name: String,
    /// The way.
    pub kind: ReceiverKind,
    /// Whether the end of an alert is told too.
    pub send_resolved: bool,
    /// Where it is written.
    pub origin: Origin,
}

/// The way to a receiver.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReceiverKind {
    /// An HTTP endpoint.
    Webhook {
        /// The URL.
        url: String,
        /// The file with the bearer credentials.
        credentials_file: Option<String>,
    },
    /// A Slack channel.
    Slack {
        /// `#channel`
        channel: String,
        /// The file with the incoming webhook's URL.
        api_url_file: String,
    },
    /// Mail.
    Email {
        /// To whom.
        to: String,
        /// From whom.
        from: String,
        /// `host:port`
        smarthost: String,
        /// The user and the file with the password.
        auth: Option<(String, String)>,
    },
    /// PagerDuty, Events API version 2.
    PagerDuty {
        /// The file with the integration key.
        routing_key_file: String,
    },
}

/// While a source fires, targets with equal labels are quiet.
#[derive(Debug, Clone, PartialEq)]
pub struct InhibitRule {
    /// What keeps quiet.
    pub source: Vec<Matcher>,
    /// What is kept quiet.
    pub target: Vec<Matcher>,
    /// The labels that must be equal.
    pub equal: Vec<String>,
    /// Where it is written.
    pub origin: Origin,
}
