//! A route to a receiver by its name, which may be misspelt.
use plimsoll::prelude::*;

const CHAT: Receiver = Receiver::slack("chat", "#shop", Secret::file("/etc/slack-url"));

fn main() {
    let _ = Routing::new(CHAT).critical(["pagr"]);
}
