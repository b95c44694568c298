//! Texts that live as long as the process.
//!
//! Places and names of the model are `'static`, since those of a pack stand in its source. What is read from a file
//! is not. A lint run reads its files once and ends, so it gives what it has read away; each text once, so that a
//! process which lints again and again does not grow with each run.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

static KNOWN: Mutex<BTreeSet<&'static str>> = Mutex::new(BTreeSet::new());

/// The same text, for ever.
pub(crate) fn intern(text: &str) -> &'static str {
    // A set in which a panic left nothing half done.
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(text) = known.get(text) {
        return text;
    }
    let text: &'static str = String::leak(text.to_owned());
    known.insert(text);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_text_is_kept_once() {
        let (one, other) = (intern("a text"), intern(&["a", "text"].join(" ")));
        assert!(std::ptr::eq(one, other));
    }
}
