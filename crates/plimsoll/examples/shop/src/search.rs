//! `search`: its numbers and metrics stand in `search/*.yaml`, and nothing of it rolls back.

use plimsoll::prelude::*;

mod yaml {
    include!(concat!(env!("OUT_DIR"), "/search.rs"));
}

use yaml::{m, t};

const CHAT: Receiver = Receiver::slack("shop-chat", "#shop", Secret::file("/etc/alertmanager/slack-url"));

/// The pack.
pub(crate) fn pack() -> Pack {
    let grain = &["namespace", "service"];
    let p95 = m::search_duration_seconds.quantile(0.95, t::slow_searches.window(), grain);
    let slow = Alert::new("SearchSlow", Response::Notify, p95.crosses(t::slow_searches))
        .summary("{service} takes {value} for 5 % of the searches (line: {line})")
        .description("The 95th percentile of the searches of {service} in {namespace} is above {line}.")
        .runbook(Runbook::new("slow-searches", "Searches are slow.").look_at("The size of the index."));
    yaml::pack().alerts([slow]).routing(Routing::new(CHAT).warning([CHAT]))
}
