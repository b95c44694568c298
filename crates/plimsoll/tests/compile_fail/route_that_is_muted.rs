//! A time in which a route is quiet: routes below it would not inherit that.
use plimsoll::prelude::*;

const CHAT: Receiver = Receiver::slack("chat", "#shop", Secret::file("/etc/slack-url"));

fn main() {
    let _ = Routing::new(CHAT).mute_time_intervals(["nights"]);
}
