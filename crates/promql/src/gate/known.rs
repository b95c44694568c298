//! Whether an expression passes, where nothing else is asked: one that has passed is not judged again.

use std::cell::RefCell;
use std::collections::HashSet;

use super::{Refusal, Target, Use, check};

/// More texts than this are not kept; a pack has some hundred.
const MOST: usize = 10_000;

thread_local! {
    static ACCEPTED: RefCell<HashSet<(Target, Use, String)>> = RefCell::default();
}

/// As [`check`], but for the verdict alone. What [`check`] has accepted on this thread is accepted at once: the verdict
/// depends on nothing but the text, the target and the use.
///
/// # Errors
///
/// Those of [`check`].
pub fn accepts(text: &str, target: &Target, usage: Use) -> Result<(), Refusal> {
    let key = (*target, usage, text.to_owned());
    if ACCEPTED.with_borrow(|accepted| accepted.contains(&key)) {
        return Ok(());
    }
    check(text, target, usage).map(drop)
}

/// Keeps that a text was accepted.
pub(super) fn remember(text: &str, target: Target, usage: Use) {
    ACCEPTED.with_borrow_mut(|accepted| {
        if accepted.len() >= MOST {
            accepted.clear();
        }
        accepted.insert((target, usage, text.to_owned()));
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_accepted_is_so_again_and_nothing_else_is() {
        let target = Target::default();
        for _ in 0..2 {
            assert!(accepts("up", &target, Use::InstantVector).is_ok());
            assert!(accepts("up[5m]", &target, Use::InstantVector).is_err());
            assert!(accepts("up by", &target, Use::InstantVector).is_err());
        }
        // Accepted for one use and one version is not accepted for others.
        assert!(accepts("ts_of_max_over_time(up[5m])", &Target::new(2, 42), Use::InstantVector).is_err());
        assert!(check("up[5m]", &target, Use::Any).is_ok());
        assert!(accepts("up[5m]", &target, Use::InstantVector).is_err());
    }
}
