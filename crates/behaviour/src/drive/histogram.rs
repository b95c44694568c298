//! Histograms: buckets of which a quantile is a wanted value.

use plimsoll_promql::{Expr, MetricDef, Selector, Source};

use super::aggregate::Other;
use super::{Builder, Driven, Want, undrivable};
use crate::Labels;
use crate::world::Level;

/// Observations per second.
const OBSERVATIONS: f64 = 10.0;

/// The part of the observations that a second target has, all of them fast: a sum of buckets is told from their
/// maximum by it.
const FAST: f64 = 0.25;

/// The part of the observations at or below each bound of one bucket.
struct Bucket {
    lower: Option<f64>,
    upper: f64,
    /// At or below the lower bound.
    below: f64,
    /// At or below the upper bound.
    within: f64,
}

impl Bucket {
    /// So that the quantile lies at `value`: `lower + (upper - lower) * (share - below) / (within - below)`.
    fn at(def: &MetricDef, share: f64, value: f64) -> Option<Self> {
        let upper = def.buckets.iter().copied().find(|bound| value <= *bound)?;
        let lower = def.buckets.iter().copied().rfind(|bound| *bound < value);
        let start = lower.unwrap_or(0.0);
        let place = (value - start) / (upper - start);
        // Nothing lies below the first bucket.
        if lower.is_none() && place < share {
            return None;
        }
        // The bucket holds as much as it can with all else at or above nothing; nine tenths leave something for both
        // sides; what is below it is enough for a target of which all is.
        let held = (share / place)
            .min((1.0 - share) / (1.0 - place).max(1e-9))
            .min((share - 1.2 * FAST).max(0.1) / place)
            * 0.9;
        let (below, within) = match lower {
            Some(_) => (share - place * held, share - place * held + held),
            None => (0.0, share / place),
        };
        Some(Self { lower, upper, below, within })
    }

    /// The part of the observations at or below a bound: those below the bucket lie below every bound that is used.
    fn share_at(&self, bound: f64) -> f64 {
        if bound >= self.upper { self.within } else { self.below }
    }
}

impl<'a> Builder<'a> {
    /// Makes a quantile of a sum of rates of buckets be this.
    pub(super) fn histogram(&mut self, share: f64, of: &'a Expr, want: &Want, levels: &[Level]) -> Driven {
        let selectors = of.selectors();
        let [Selector { source: Source::Metric(def), .. }] = selectors.as_slice() else {
            return undrivable(format!("`{}` is not the buckets of one histogram", of.render()));
        };
        let mut buckets = Vec::new();
        for level in levels {
            buckets.push(match level {
                Level::At(value) => match Bucket::at(def, share, *value) {
                    Some(bucket) => Some(bucket),
                    None => {
                        return undrivable(format!(
                            "no buckets of `{}` have this quantile at {value}",
                            def.name
                        ));
                    }
                },
                _ => None,
            });
        }
        let used = buckets.iter().flatten().flat_map(|bucket| bucket.lower.into_iter().chain([bucket.upper]));
        let mut bounds: Vec<f64> = used.collect();
        bounds.sort_by(f64::total_cmp);
        bounds.dedup();
        bounds.push(f64::INFINITY);
        let Expr::Aggregate { op: "sum", by, of: rates } = of else {
            return undrivable(format!("`{}` is not a sum of buckets", of.render()));
        };
        let labels = want.labels.keep(by);
        // Where too little is below the bucket, the second target has none.
        let fast = |bucket: &Option<Bucket>| bucket.as_ref().is_none_or(|bucket| bucket.below > FAST);
        let other = self.others(rates, by, &labels).into_iter().next();
        let other = other.filter(|_| want.vary && buckets.iter().all(fast));
        for bound in bounds {
            let le = if bound.is_finite() { bound.to_string() } else { "+Inf".to_owned() };
            let levels = |part: &dyn Fn(f64) -> f64| {
                let level = |bucket: &Option<Bucket>| {
                    bucket.as_ref().map_or(Level::Gone, |bucket| {
                        let share = if bound.is_finite() { bucket.share_at(bound) } else { 1.0 };
                        Level::At(part(share) * OBSERVATIONS)
                    })
                };
                buckets.iter().map(level).collect::<Vec<_>>()
            };
            let inner = |labels: Labels| Want {
                labels: labels.with("le", &le),
                keep: by.iter().cloned().collect(),
                vary: false,
            };
            match &other {
                None => self.value(of, &inner(labels.clone()), &levels(&|share| share))?,
                Some(Other { label, names: [first, second], .. }) => {
                    let first = inner(labels.clone().with(label, first));
                    let second = inner(labels.clone().with(label, second));
                    self.value(rates, &first, &levels(&|share| share - FAST))?;
                    self.value(rates, &second, &levels(&|_| FAST))?;
                }
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use plimsoll_promql::MetricType;
    use plimsoll_units::Unit;

    use super::*;

    #[test]
    fn the_quantile_lies_where_it_is_wanted() {
        let def = MetricDef::new("t", MetricType::Histogram, Unit::SECONDS).buckets(&[0.1, 0.3, 0.5, 1.0]);
        for share in [0.5, 0.95, 0.99] {
            for value in [0.1, 0.11, 0.3, 0.495, 0.5, 0.505, 0.9] {
                let bucket = Bucket::at(&def, share, value).unwrap();
                assert!(0.0 <= bucket.below && bucket.below <= share, "{share} {value}");
                assert!(share <= bucket.within && bucket.within <= 1.0, "{share} {value}");
                let start = bucket.lower.unwrap_or(0.0);
                let part = (share - bucket.below) / (bucket.within - bucket.below);
                assert!((start + (bucket.upper - start) * part - value).abs() < 1e-9, "{share} {value}");
            }
        }
        assert!(Bucket::at(&def, 0.95, 2.0).is_none());
        assert!(Bucket::at(&def, 0.95, 0.05).is_none());
    }
}
