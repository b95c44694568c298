//! A threshold is a number without a unit.
use plimsoll::prelude::*;

fn main() {
    let _ = Threshold::<Ratio>::above("error_rate", 0.05);
}
