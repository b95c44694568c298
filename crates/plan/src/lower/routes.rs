//! Routing intents become a route tree.

use plimsoll_model::{Environment, Integration, Response, Routing, Secret, Severity};
use plimsoll_promql::Matcher;
use plimsoll_units::{Duration, Origin, hours, minutes, seconds};

use super::{Context, LowerError};
use crate::{Alertmanager, Grouping, InhibitRule, Receiver, ReceiverKind, Route, names};

pub(super) fn lower(context: &Context<'_>, routing: &Routing, errors: &mut Vec<LowerError>) -> Alertmanager {
    let grouping = Grouping {
        by: labels(&["alertname", names::NAMESPACE, names::SERVICE]),
        wait: seconds(30),
        interval: minutes(5),
        repeat: hours(4),
    };
    let pack = Matcher::equal(names::PACK, context.pack.name);
    let mut route = leaf(routing, routing.root.name, vec![pack.clone()]);
    route.routes = children(context, routing, errors);
    Alertmanager {
        root: routing.root.name.to_owned(),
        grouping,
        route,
        receivers: routing
            .receivers()
            .into_iter()
            .map(|receiver| resolved(receiver, context.environment, routing.origin))
            .collect(),
        inhibitions: inhibitions(context, routing, &pack),
    }
}

/// The machine first: what acts is decided before what is told. Each of these ends the search, but for the
/// receivers that are told besides. What no alert is for has no route.
fn children(context: &Context<'_>, routing: &Routing, errors: &mut Vec<LowerError>) -> Vec<Route> {
    let pack = context.pack;
    let mut routes = Vec::new();
    let auto_rollback = |value| vec![Matcher::equal(names::AUTO_ROLLBACK, value)];
    // The actor is told at once and of one deployment at a time, of news within a minute.
    let actor = Grouping {
        by: labels(&[names::NAMESPACE, names::DEPLOYMENT]),
        wait: Duration::ZERO,
        interval: minutes(1),
        repeat: hours(4),
    };
    let rolls_back = pack.alerts.iter().any(|alert| alert.response.rollback().is_some());
    if let Some(machine) = routing.machine.as_ref().filter(|_| rolls_back) {
        routes.push(Route {
            grouping: Some(actor.clone()),
            ..leaf(routing, machine.name, auto_rollback("true"))
        });
    }
    if let Some(recorder) = routing.dry_run.as_ref().filter(|_| rolls_back) {
        routes
            .push(Route { grouping: Some(actor), ..leaf(routing, recorder.name, auto_rollback("dry_run")) });
    }
    let of_response = |wanted: &Response| -> Vec<&str> {
        pack.alerts.iter().filter(|alert| alert.response == *wanted).map(|alert| alert.name).collect()
    };
    let heartbeats = of_response(&Response::Heartbeat);
    if let Some(heartbeat) = routing.heartbeat.as_ref().filter(|_| !heartbeats.is_empty()) {
        // Missed within minutes, or it proves nothing.
        let steady = Grouping {
            by: labels(&["alertname"]),
            wait: Duration::ZERO,
            interval: minutes(1),
            repeat: minutes(1),
        };
        let matchers = vec![Matcher::one_of("alertname", &heartbeats)];
        routes.push(Route { grouping: Some(steady), ..leaf(routing, heartbeat.name, matchers) });
    }
    for (alerts, receiver) in &routing.besides {
        for name in alerts.iter().filter(|name| !pack.alerts.iter().any(|alert| alert.name == **name)) {
            let message = format!("`{name}` is routed to `{}` and the pack has no such alert", receiver.name);
            errors.push(LowerError::new(routing.origin, message, "correct the name, or declare the alert"));
        }
        let matchers = vec![Matcher::one_of("alertname", alerts)];
        routes.push(Route { continues: true, ..leaf(routing, receiver.name, matchers) });
    }
    let told = [
        (Severity::Critical, &routing.critical),
        (Severity::Warning, &routing.warning),
        (Severity::Info, &routing.info),
    ];
    let occurs = |severity| pack.alerts.iter().any(|alert| alert.response.severity() == severity);
    for (severity, receivers) in told.into_iter().filter(|(severity, _)| occurs(*severity)) {
        for (at, receiver) in receivers.iter().enumerate() {
            let matchers = vec![Matcher::equal(names::SEVERITY, severity.as_str())];
            let continues = at + 1 < receivers.len();
            routes.push(Route { continues, ..leaf(routing, receiver.name, matchers) });
        }
    }
    routes
}

fn leaf(routing: &Routing, receiver: &str, matchers: Vec<Matcher>) -> Route {
    Route {
        receiver: receiver.to_owned(),
        matchers,
        grouping: None,
        continues: false,
        routes: Vec::new(),
        origin: routing.origin,
    }
}

/// Both sides carry the pack, and the external labels of the environment must be equal: one Alertmanager serves
/// many packs and many clusters.
fn inhibitions(context: &Context<'_>, routing: &Routing, pack: &Matcher) -> Vec<InhibitRule> {
    let scoped =
        |matchers: &[Matcher]| std::iter::once(pack.clone()).chain(matchers.iter().cloned()).collect();
    let external = context.environment.external_labels.iter().map(|(name, _)| *name);
    routing
        .inhibitions
        .iter()
        .map(|inhibition| InhibitRule {
            source: scoped(&inhibition.source.matchers),
            target: scoped(&inhibition.target.matchers),
            equal: inhibition.equal.iter().copied().chain(external.clone()).map(ToOwned::to_owned).collect(),
            origin: inhibition.origin,
        })
        .collect()
}

fn resolved(receiver: &plimsoll_model::Receiver, environment: &Environment, origin: Origin) -> Receiver {
    let namespaced = |url: &str| url.replace("{namespace}", environment.namespace.unwrap_or("default"));
    let kind = match &receiver.integration {
        Integration::Webhook { url, credentials } => {
            ReceiverKind::Webhook { url: namespaced(url), credentials_file: credentials.map(Secret::path) }
        }
        Integration::Slack { channel, api_url } => {
            ReceiverKind::Slack { channel: (*channel).to_owned(), api_url_file: api_url.path() }
        }
        Integration::Email { to, from, smarthost, auth } => ReceiverKind::Email {
            to: (*to).to_owned(),
            from: (*from).to_owned(),
            smarthost: (*smarthost).to_owned(),
            auth: auth.map(|(user, password)| (user.to_owned(), password.path())),
        },
        Integration::PagerDuty { routing_key } => {
            ReceiverKind::PagerDuty { routing_key_file: routing_key.path() }
        }
    };
    Receiver { name: receiver.name.to_owned(), kind, send_resolved: receiver.send_resolved, origin }
}

fn labels(names: &[&str]) -> Vec<String> {
    names.iter().map(|&name| name.to_owned()).collect()
}
