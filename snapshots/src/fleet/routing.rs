//! Who is told of a service's alerts: what every pack has by severity, and two routes of its own.

use plimsoll::prelude::*;

use super::pack::{GRAIN, interned};

const fn secret(key: &'static str) -> Secret {
    Secret::kubernetes("fleet-alertmanager", key)
}

const CHAT: Receiver = Receiver::slack("fleet-chat", "#fleet", secret("slack-url"));
const PAGER: Receiver = Receiver::pagerduty("fleet-pager", secret("pagerduty-key"));
const CAPACITY: Receiver = Receiver::slack("fleet-capacity", "#capacity", secret("slack-url"));
const ACTOR: Receiver =
    Receiver::webhook("fleet-actor", "http://actor.{namespace}.svc.cluster.local/rollback");
const RECORDER: Receiver =
    Receiver::webhook("fleet-recorder", "http://actor.{namespace}.svc.cluster.local/record");

/// The routing of one service.
pub(super) fn routing(service: &'static str) -> Routing {
    let on_a_service = || Matcher::new("service", MatchOp::NotEqual, "");
    let channel = interned(format!("#{service}"));
    let own = Receiver::slack(interned(format!("{service}-chat")), channel, secret("slack-url"));
    Routing::new(CHAT)
        .machine(ACTOR)
        .dry_run(RECORDER)
        .critical([PAGER, CHAT])
        .warning([CHAT])
        .with_besides(&["ServiceHighMemoryUsage", "ServiceHighCpuUsage"], CAPACITY)
        .with_besides(&["ServiceQueueTooLong", "ServicePoolExhaustion"], own)
        .with_inhibition(Inhibition::new(
            Side::severity(Severity::Critical).with(on_a_service()),
            Side::severity(Severity::Warning).with(on_a_service()),
            GRAIN,
        ))
}
