//! Aggregations.

use std::collections::BTreeMap;

use super::{Evaluated, Sample, Semantics, refuse};
use crate::Labels;

/// `op by (labels) (samples)`
pub(super) fn aggregate(
    op: &str,
    by: &[String],
    samples: &[Sample],
    semantics: Semantics,
) -> Evaluated<Vec<Sample>> {
    let mut groups: BTreeMap<Labels, Vec<f64>> = BTreeMap::new();
    for sample in samples {
        groups.entry(sample.labels.keep(by)).or_default().push(sample.value);
    }
    let mut result = Vec::new();
    for (labels, values) in groups {
        result.push(Sample { labels, value: together(op, &values, semantics)? });
    }
    Ok(result)
}

/// What is not a number loses against every number, as in Prometheus.
fn together(op: &str, values: &[f64], semantics: Semantics) -> Evaluated<f64> {
    #[expect(clippy::cast_precision_loss, reason = "no test has 2^53 series")]
    let count = values.len() as f64;
    let sum = || match semantics {
        Semantics::Prometheus2 => values.iter().copied().reduce(|sum, value| sum + value).unwrap_or_default(),
        Semantics::Prometheus3 => compensated(values),
    };
    let fold = |choose: fn(f64, f64) -> f64| values.iter().copied().fold(f64::NAN, choose);
    Ok(match op {
        "sum" => sum(),
        "avg" => sum() / count,
        "count" => count,
        "max" => fold(f64::max),
        "min" => fold(f64::min),
        _ => return refuse(format!("`{op}` is not an aggregation that the DSL builds")),
    })
}

/// A sum whose roundings are added up beside it (Neumaier 1974), as Prometheus 3 adds.
fn compensated(values: &[f64]) -> f64 {
    let (mut sum, mut lost) = (0.0_f64, 0.0);
    for value in values {
        let next = sum + value;
        lost += if sum.abs() >= value.abs() { (sum - next) + value } else { (value - next) + sum };
        sum = next;
    }
    sum + lost
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn samples_are_grouped_by_the_labels_that_are_kept() {
        let sample = |service: &str, pod: &str, value| Sample {
            labels: [("service", service), ("pod", pod)].into_iter().collect(),
            value,
        };
        let samples = [sample("a", "1", 1.0), sample("a", "2", 3.0), sample("b", "3", 5.0)];
        let by = ["service".to_owned()];
        let of = |op| {
            let samples = aggregate(op, &by, &samples, Semantics::Prometheus3).unwrap();
            samples.iter().map(|sample| sample.value).collect::<Vec<_>>()
        };
        assert_eq!(of("sum"), [4.0, 5.0]);
        assert_eq!(of("max"), [3.0, 5.0]);
        assert_eq!(of("min"), [1.0, 5.0]);
        assert_eq!(of("avg"), [2.0, 5.0]);
        assert_eq!(of("count"), [2.0, 1.0]);
        assert!(aggregate("topk", &by, &samples, Semantics::Prometheus3).is_err());
    }

    #[test]
    #[expect(clippy::float_cmp, reason = "what is exact must be exact")]
    fn the_newer_version_loses_nothing_when_it_adds() {
        let tenths = [0.1; 10];
        assert_eq!(together("sum", &tenths, Semantics::Prometheus2).unwrap(), 0.999_999_999_999_999_9);
        assert_eq!(together("sum", &tenths, Semantics::Prometheus3).unwrap(), 1.0);
    }
}
