//! What was found before: where nothing else is asked, whether an expression passes; and what the parser says of a
//! spelling, which many expressions share.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};

use super::{Refusal, ResultType, Target, Use, check};

/// More texts than this are not kept; a pack has some hundred.
const MOST: usize = 10_000;
/// Longer texts are judged again each time: thousands of the longest would be half a gigabyte.
const LONGEST: usize = 4096;

thread_local! {
    static ACCEPTED: RefCell<HashMap<(Target, Use), HashSet<String>>> = RefCell::default();
    static SPELLINGS: RefCell<HashMap<String, ResultType>> = RefCell::default();
}

/// As [`check`], but for the verdict alone. What [`check`] has accepted on this thread is accepted at once: the verdict
/// depends on nothing but the text, the target and the use.
///
/// # Errors
///
/// Those of [`check`].
pub fn accepts(text: &str, target: &Target, usage: Use) -> Result<(), Refusal> {
    let is_known = |accepted: &HashMap<_, HashSet<String>>| {
        accepted.get(&(*target, usage)).is_some_and(|texts| texts.contains(text))
    };
    if ACCEPTED.with_borrow(is_known) {
        return Ok(());
    }
    check(text, target, usage).map(drop)
}

/// Keeps that a text was accepted.
pub(super) fn remember(text: &str, target: Target, usage: Use) {
    if text.len() > LONGEST {
        return;
    }
    ACCEPTED.with_borrow_mut(|accepted| {
        let texts = accepted.entry((target, usage)).or_default();
        if texts.len() >= MOST {
            texts.clear();
        }
        texts.insert(text.to_owned());
    });
}

/// What an expression of this spelling evaluates to; `judge` asks the parser, if nobody has before.
pub(super) fn spelled(
    spelled: String,
    judge: impl FnOnce(&str) -> Result<ResultType, Refusal>,
) -> Result<ResultType, Refusal> {
    if let Some(known) = SPELLINGS.with_borrow(|spellings| spellings.get(&spelled).copied()) {
        return Ok(known);
    }
    let result = judge(&spelled)?;
    SPELLINGS.with_borrow_mut(|spellings| {
        if spellings.len() >= MOST {
            spellings.clear();
        }
        spellings.insert(spelled, result);
    });
    Ok(result)
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
