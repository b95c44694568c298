//! Quantiles of classic histograms.

use std::collections::BTreeMap;

use super::Sample;
use crate::Labels;

/// `histogram_quantile`: one sample for each label set without `le`.
pub(super) fn histogram(share: f64, buckets: &[Sample]) -> Vec<Sample> {
    let mut groups: BTreeMap<Labels, Vec<(f64, f64)>> = BTreeMap::new();
    for bucket in buckets {
        // Prometheus ignores a series whose `le` is no number; Rust reads `+Inf` as it does.
        if let Ok(bound) = bucket.labels.get("le").parse::<f64>() {
            groups.entry(bucket.labels.clone().with("le", "")).or_default().push((bound, bucket.value));
        }
    }
    groups.into_iter().map(|(labels, buckets)| Sample { labels, value: quantile(share, buckets) }).collect()
}

/// `bucketQuantile`: linear inside a bucket, which begins where the one below it ends.
fn quantile(share: f64, mut buckets: Vec<(f64, f64)>) -> f64 {
    buckets.sort_by(|a, b| a.0.total_cmp(&b.0));
    // Counts that shrink come from targets that were scraped at different moments.
    let mut highest = f64::NEG_INFINITY;
    for (_, count) in &mut buckets {
        highest = highest.max(*count);
        *count = highest;
    }
    let Some((&(last, all), below)) = buckets.split_last() else { return f64::NAN };
    if last != f64::INFINITY || below.is_empty() || all == 0.0 || all.is_nan() {
        return f64::NAN;
    }
    let rank = share * all;
    let at = below.iter().position(|(_, count)| *count >= rank).unwrap_or(below.len());
    if at == below.len() {
        return below[at - 1].0;
    }
    let (end, count) = below[at];
    if at == 0 && end <= 0.0 {
        return end;
    }
    let (start, before) = if at == 0 { (0.0, 0.0) } else { below[at - 1] };
    start + (end - start) * ((rank - before) / (count - before))
}

#[cfg(test)]
#[expect(clippy::float_cmp, reason = "what is exact must be exact")]
mod tests {
    use super::*;

    #[test]
    fn a_quantile_is_interpolated_inside_its_bucket() {
        let buckets = |counts: [f64; 3]| vec![(f64::INFINITY, counts[2]), (0.1, counts[0]), (0.5, counts[1])];
        assert_eq!(quantile(0.5, buckets([2.0, 10.0, 10.0])), 0.1 + 0.4 * (3.0 / 8.0));
        assert_eq!(quantile(0.1, buckets([2.0, 10.0, 10.0])), 0.05);
        // Above the highest bound it is that bound.
        assert_eq!(quantile(0.9, buckets([0.0, 1.0, 10.0])), 0.5);
        assert!(quantile(0.9, buckets([0.0, 0.0, 0.0])).is_nan());
        assert!(quantile(0.9, vec![(0.5, 1.0)]).is_nan());
    }
}
