//! Routes, receivers, inhibitions.

use plimsoll_plan::{Alertmanager, Grouping, InhibitRule, Receiver, ReceiverKind, Route};
use plimsoll_promql::Matcher;
use serde::Serialize;

#[derive(Serialize)]
pub(super) struct WireAlertmanager<'a> {
    root: &'a str,
    grouping: WireGrouping<'a>,
    route: WireRoute<'a>,
    receivers: Vec<WireReceiver<'a>>,
    inhibitions: Vec<WireInhibition<'a>>,
}

#[derive(Serialize)]
struct WireGrouping<'a> {
    by: &'a [String],
    wait: String,
    interval: String,
    repeat: String,
}

#[derive(Serialize)]
struct WireRoute<'a> {
    receiver: &'a str,
    matchers: Vec<String>,
    grouping: Option<WireGrouping<'a>>,
    #[serde(rename = "continue")]
    continues: bool,
    routes: Vec<WireRoute<'a>>,
}

#[derive(Serialize)]
struct WireReceiver<'a> {
    name: &'a str,
    kind: &'static str,
    /// Where it leads; secrets are no part of it.
    to: &'a str,
    send_resolved: bool,
}

#[derive(Serialize)]
struct WireInhibition<'a> {
    source: Vec<String>,
    target: Vec<String>,
    equal: &'a [String],
}

impl<'a> From<&'a Alertmanager> for WireAlertmanager<'a> {
    fn from(tree: &'a Alertmanager) -> Self {
        Self {
            root: &tree.root,
            grouping: WireGrouping::from(&tree.grouping),
            route: WireRoute::from(&tree.route),
            receivers: tree.receivers.iter().map(WireReceiver::from).collect(),
            inhibitions: tree.inhibitions.iter().map(WireInhibition::from).collect(),
        }
    }
}

impl<'a> From<&'a Grouping> for WireGrouping<'a> {
    fn from(grouping: &'a Grouping) -> Self {
        Self {
            by: &grouping.by,
            wait: grouping.wait.to_string(),
            interval: grouping.interval.to_string(),
            repeat: grouping.repeat.to_string(),
        }
    }
}

impl<'a> From<&'a Route> for WireRoute<'a> {
    fn from(route: &'a Route) -> Self {
        Self {
            receiver: &route.receiver,
            matchers: texts(&route.matchers),
            grouping: route.grouping.as_ref().map(WireGrouping::from),
            continues: route.continues,
            routes: route.routes.iter().map(Self::from).collect(),
        }
    }
}

impl<'a> From<&'a Receiver> for WireReceiver<'a> {
    fn from(receiver: &'a Receiver) -> Self {
        let (kind, to) = match &receiver.kind {
            ReceiverKind::Webhook { url, .. } => ("webhook", url.as_str()),
            ReceiverKind::Slack { channel, .. } => ("slack", channel.as_str()),
            ReceiverKind::Email { to, .. } => ("email", to.as_str()),
            ReceiverKind::PagerDuty { routing_key_file } => ("pagerduty", routing_key_file.as_str()),
        };
        Self { name: &receiver.name, kind, to, send_resolved: receiver.send_resolved }
    }
}

impl<'a> From<&'a InhibitRule> for WireInhibition<'a> {
    fn from(rule: &'a InhibitRule) -> Self {
        Self { source: texts(&rule.source), target: texts(&rule.target), equal: &rule.equal }
    }
}

fn texts(matchers: &[Matcher]) -> Vec<String> {
    matchers.iter().map(ToString::to_string).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::fixture;

    #[test]
    fn the_tree_reads_from_the_pack_down() {
        let plan = fixture::plan("strict");
        let tree = serde_json::to_value(WireAlertmanager::from(plan.alertmanager.as_ref().unwrap())).unwrap();
        assert_eq!(tree["root"], "slack-shop");
        assert_eq!(tree["route"]["matchers"], json!(["pack=\"shop\""]));
        assert_eq!(tree["route"]["routes"][0]["receiver"], "rollback");
        assert_eq!(tree["inhibitions"][0]["equal"], json!(["namespace", "service", "cluster"]));
    }
}
