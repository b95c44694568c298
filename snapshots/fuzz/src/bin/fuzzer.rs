//! libFuzzer with the target that `PLIMSOLL_FUZZ_TARGET` names. Started by `campaign` alone.

#![no_main]

use std::sync::OnceLock;

use plimsoll_fuzz::targets::{self, Target};

static TARGET: OnceLock<&Target> = OnceLock::new();

libfuzzer_sys::fuzz_target!(
    init: {
        let name = std::env::var("PLIMSOLL_FUZZ_TARGET").unwrap_or_default();
        let target = targets::named(&name).unwrap_or_else(|| panic!("no target is called `{name}`"));
        let _ = TARGET.set(target);
    },
    |input: &[u8]| {
        if let Some(target) = TARGET.get() {
            (target.run)(input);
        }
    }
);
