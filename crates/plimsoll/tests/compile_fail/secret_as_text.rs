//! A secret is written as text.
use plimsoll::prelude::*;

fn main() {
    Receiver::slack("slack", "#alerts", "https://hooks.slack.com/services/T0/B0/secret");
}
