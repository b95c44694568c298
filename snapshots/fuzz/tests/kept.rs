//! The kept inputs, and what a fuzzer begins with, keep every promise: without a fuzzer, in each run of the tests.

#![allow(clippy::unwrap_used, reason = "a test, its helpers included")]

use std::time::{Duration, Instant};

use plimsoll_fuzz::targets::{self, TARGETS};
use plimsoll_fuzz::{kept, seeds};

/// Far beyond what one takes, and far below what a person would wait for.
const LONGEST: Duration = Duration::from_secs(10);

fn replay(name: &str) {
    let target = targets::named(name).unwrap();
    let kept = kept::inputs(name).unwrap_or_else(|error| panic!("{error}"));
    // Whole, though a fuzzer begins with less.
    let seeds = seeds::seeds(name, usize::MAX);
    assert!(!seeds.is_empty(), "nothing to begin with: was a folder moved?");
    assert!(kept.len() > 100, "only {} inputs are kept", kept.len());
    for input in kept.iter().chain(&seeds) {
        let started = Instant::now();
        let promised = std::panic::catch_unwind(|| (target.run)(input));
        assert!(promised.is_ok(), "broken by this input of {name}:\n{}", plimsoll_fuzz::packed::line(input));
        assert!(started.elapsed() < LONGEST, "too slow:\n{}", plimsoll_fuzz::packed::line(input));
    }
}

/// A test for each target, so that they run side by side.
macro_rules! replayed {
    ($($name:ident)*) => {
        $(#[test]
        fn $name() {
            replay(stringify!($name));
        })*

        #[test]
        fn every_target_is_replayed() {
            let names: Vec<&str> = TARGETS.iter().map(|target| target.name).collect();
            assert_eq!(names, [$(stringify!($name)),*]);
        }
    };
}

replayed!(promql rules routes annotation thresholds promote metrics exposition answers plan);
