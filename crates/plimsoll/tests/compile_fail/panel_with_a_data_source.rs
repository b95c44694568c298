//! A panel with a data source of its own, which other Grafanas do not have.
use plimsoll::prelude::*;

fn main() {
    let _ = Panel::of_alert("errors", "Errors", "ShopFailing").datasource("P1809F7CD0C75ACF3");
}
