//! A routing in which an alert may reach nobody.
use plimsoll::prelude::*;

fn main() {
    let _ = Routing::new();
    let _ = Routing::default();
}
