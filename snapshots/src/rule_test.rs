//! A promtool test of the rules of one environment: series minute by minute, and what must be true at a time.

use std::fmt::Write as _;

use crate::generated;
use crate::oracles::{Oracle, Result, promtool};

/// Which alerts fire, whatever their labels.
pub const FIRING: &str = r#"group by (alertname) (ALERTS{alertstate="firing"})"#;

/// A test that is being written.
#[derive(Debug, Clone)]
pub struct RuleTest {
    text: String,
}

impl RuleTest {
    /// The rules of an environment over these series, each with its values minute by minute.
    pub fn new<'a>(
        pack: &str,
        environment: &str,
        series: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Self {
        let rules = generated::path(pack, environment, "rules.yaml");
        let mut text = format!(
            "rule_files: ['{}']\nevaluation_interval: 30s\ntests:\n  - interval: 1m\n    input_series:\n",
            rules.display()
        );
        for (series, values) in series {
            // Writing to a string does not fail.
            let _ = writeln!(text, "      - {{ series: '{series}', values: '{values}' }}");
        }
        text.push_str("    promql_expr_test:\n");
        Self { text }
    }

    /// Expects exactly these label sets of an expression, each with its value.
    pub fn expect<S: AsRef<str>>(mut self, expr: &str, at: &str, samples: &[(S, usize)]) -> Self {
        let samples: Vec<String> = samples
            .iter()
            .map(|(labels, value)| format!("{{ labels: '{{{}}}', value: {value} }}", labels.as_ref()))
            .collect();
        let samples = samples.join(", ");
        let _ = writeln!(
            self.text,
            "      - expr: '{expr}'\n        eval_time: {at}\n        exp_samples: [{samples}]"
        );
        self
    }

    /// Expects that exactly these alerts fire.
    pub fn fires(self, at: &str, alerts: &[&str]) -> Self {
        let samples: Vec<_> = alerts.iter().map(|alert| (format!("alertname=\"{alert}\""), 1)).collect();
        self.expect(FIRING, at, &samples)
    }

    /// Asks promtool; an error says what it found instead.
    pub fn ask(&self, oracle: &Oracle) -> Result<()> {
        let folder = tempfile::tempdir()?;
        let file = folder.path().join("test.yaml");
        std::fs::write(&file, &self.text)?;
        promtool::test_rules(oracle, &[file])?.accepted()?;
        Ok(())
    }
}
