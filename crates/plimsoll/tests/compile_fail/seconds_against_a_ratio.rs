//! A latency is compared with a threshold on a ratio.
use plimsoll::prelude::*;

const ERROR_RATE: Threshold<Ratio> = Threshold::above("error_rate", percent(5.0));

fn latency() -> Signal<Seconds> {
    Signal::raw("latency", &["service"], minutes(5))
}

fn main() {
    latency().crosses(ERROR_RATE);
}
