//! Counts what cargo's tests and the oracles say of themselves.

use std::fmt;

/// What was heard so far. Printed as `12 passed, 0 failed, 1 skipped`.
#[derive(Default)]
pub(super) struct Tally {
    pub(super) passed: usize,
    pub(super) failed: usize,
    pub(super) skipped: usize,
    /// What each real tool said, for the summary: the lines stand far apart in the output.
    pub(super) oracles: Vec<String>,
}

impl Tally {
    /// Listens to one line of output.
    pub(super) fn hear(&mut self, line: &str) {
        if let Some(result) = line.strip_prefix("test result: ") {
            self.passed += count(result, "passed");
            self.failed += count(result, "failed");
            self.skipped += count(result, "ignored");
        } else if line.starts_with("oracle ") {
            self.oracles.push(line.to_owned());
        }
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed, {} skipped", self.passed, self.failed, self.skipped)
    }
}

/// The number before a word: 3 for `passed` in `ok. 3 passed; 0 failed`.
fn count(result: &str, word: &str) -> usize {
    let words: Vec<&str> = result.split([' ', ';', '.']).filter(|word| !word.is_empty()).collect();
    words.windows(2).find(|pair| pair[1] == word).and_then(|pair| pair[0].parse().ok()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn result_lines_are_summed_and_others_are_not() {
        let mut tally = Tally::default();
        for line in [
            "test result: ok. 24 passed; 0 failed; 2 ignored; 0 measured; 0 filtered out; finished in 0.01s",
            "test result: FAILED. 12 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.11s",
            "test that_says_test_result: 5 passed ... ok",
            "oracle promtool 3.5.3: ok: rules.yaml",
        ] {
            tally.hear(line);
        }
        assert_eq!(tally.to_string(), "36 passed, 1 failed, 2 skipped");
        assert_eq!(tally.oracles, ["oracle promtool 3.5.3: ok: rules.yaml"]);
    }
}
