//! From a metric to a signal: selection, and the functions that fit the metric's type.

use std::marker::PhantomData;

use plimsoll_units::{Count, Dimension, Divide, Duration, PerSecond, Rated};

use crate::metric::{CounterKind, GaugeKind, HasLabel, HistogramKind};
use crate::{
    BinaryOp, Condition, Expr, LabelMatch, LabelTag, Metric, MetricTag, Number, Selector, Signal, Window,
};

/// Some series of one metric.
#[derive(Debug, Clone)]
pub struct Series<T: MetricTag> {
    pub(crate) selector: Selector,
    metric: PhantomData<T>,
}

impl<T: MetricTag> Series<T> {
    /// The selector of another series name of the same metric, e.g. `_bucket`.
    fn named(&self, suffix: &str) -> Selector {
        let mut selector = self.selector.clone();
        selector.name.push_str(suffix);
        selector
    }
}

/// Everything that can be made of a metric, or of some of its series.
///
/// A function that does not fit the metric's type does not compile: `rate` is for counters, `value` and the
/// `_over_time` functions for gauges, `quantile` for histograms.
pub trait Select: Sized {
    /// The metric.
    type Tag: MetricTag;

    /// The series, to select from.
    fn series(self) -> Series<Self::Tag>;

    /// Only the series that match. The label must be one that the metric has.
    fn filter<L: LabelTag>(self, label_match: LabelMatch<L>) -> Series<Self::Tag>
    where
        Self::Tag: HasLabel<L>,
    {
        let mut series = self.series();
        series.selector.matchers.push(label_match.matcher);
        series
    }

    /// As they were this long ago.
    fn offset(self, ago: impl Into<Window>) -> Series<Self::Tag> {
        let mut series = self.series();
        series.selector.offset = Some(ago.into());
        series
    }

    /// `rate(x[window])`: per second, averaged over the window, resets taken out.
    fn rate(self, window: impl Into<Window>) -> Signal<<<Self::Tag as MetricTag>::Unit as Rated>::PerSecond>
    where
        <Self::Tag as MetricTag>::Kind: CounterKind,
        <Self::Tag as MetricTag>::Unit: Rated,
    {
        over_range("rate", self.series().selector, window.into())
    }

    /// `increase(x[window])`: the growth over the window, extrapolated to its ends. A series that is born at 1
    /// has an increase of 0; see [`grew`](Select::grew).
    fn increase(self, window: impl Into<Window>) -> Signal<<Self::Tag as MetricTag>::Unit>
    where
        <Self::Tag as MetricTag>::Kind: CounterKind,
    {
        over_range("increase", self.series().selector, window.into())
    }

    /// Whether any of the series grew in the window, or was born in it above 0: `increase` sees the first value
    /// of a new series as the one it always had.
    fn grew(self, window: impl Into<Window>) -> Condition
    where
        <Self::Tag as MetricTag>::Kind: CounterKind,
    {
        let (selector, window) = (self.series().selector, window.into());
        let zero = || Expr::Number(Number::Fixed("0".to_owned()));
        let mut before = selector.clone();
        before.offset = Some(window);
        let increase = Expr::Call("increase", vec![Expr::Range(selector.clone(), window)]);
        let grew = Expr::binary(BinaryOp::Above, increase, zero(), None);
        let above_zero = Expr::binary(BinaryOp::Above, Expr::Selector(selector), zero(), None);
        let newborn = Expr::binary(BinaryOp::Unless, above_zero, Expr::Selector(before), None);
        Condition::of(Expr::binary(BinaryOp::Or, grew, newborn, None))
    }

    /// The value of a gauge.
    fn value(self) -> Signal<<Self::Tag as MetricTag>::Unit>
    where
        <Self::Tag as MetricTag>::Kind: GaugeKind,
    {
        Signal::of(Expr::Selector(self.series().selector))
    }

    /// The highest value in the window.
    fn max_over_time(self, window: impl Into<Window>) -> Signal<<Self::Tag as MetricTag>::Unit>
    where
        <Self::Tag as MetricTag>::Kind: GaugeKind,
    {
        over_range("max_over_time", self.series().selector, window.into())
    }

    /// The lowest value in the window.
    fn min_over_time(self, window: impl Into<Window>) -> Signal<<Self::Tag as MetricTag>::Unit>
    where
        <Self::Tag as MetricTag>::Kind: GaugeKind,
    {
        over_range("min_over_time", self.series().selector, window.into())
    }

    /// The mean of the values in the window.
    fn avg_over_time(self, window: impl Into<Window>) -> Signal<<Self::Tag as MetricTag>::Unit>
    where
        <Self::Tag as MetricTag>::Kind: GaugeKind,
    {
        over_range("avg_over_time", self.series().selector, window.into())
    }

    /// The difference between the ends of the window.
    fn delta(self, window: impl Into<Window>) -> Signal<<Self::Tag as MetricTag>::Unit>
    where
        <Self::Tag as MetricTag>::Kind: GaugeKind,
    {
        over_range("delta", self.series().selector, window.into())
    }

    /// The slope of the least-squares line through the window.
    fn deriv(self, window: impl Into<Window>) -> Signal<<<Self::Tag as MetricTag>::Unit as Rated>::PerSecond>
    where
        <Self::Tag as MetricTag>::Kind: GaugeKind,
        <Self::Tag as MetricTag>::Unit: Rated,
    {
        over_range("deriv", self.series().selector, window.into())
    }

    /// The value that the least-squares line through the window reaches after `ahead`.
    fn predicted(self, window: impl Into<Window>, ahead: Duration) -> Signal<<Self::Tag as MetricTag>::Unit>
    where
        <Self::Tag as MetricTag>::Kind: GaugeKind,
    {
        let range = Expr::Range(self.series().selector, window.into());
        let ahead = Expr::Number(Number::Fixed(ahead.as_secs_f64().to_string()));
        Signal::of(Expr::Call("predict_linear", vec![range, ahead]))
    }

    /// The value below which the fraction `q` of the observations lies, interpolated inside a bucket. `le` is
    /// kept until the quantile is taken.
    ///
    /// A line on it fires exactly only where the line is a bucket boundary.
    fn quantile(
        self,
        q: f64,
        window: impl Into<Window>,
        by: &[&str],
    ) -> Signal<<Self::Tag as MetricTag>::Unit>
    where
        <Self::Tag as MetricTag>::Kind: HistogramKind,
    {
        let range = Expr::Range(self.series().named("_bucket"), window.into());
        let mut labels = by.to_vec();
        labels.push("le");
        let buckets = Expr::Call("rate", vec![range]).aggregate("sum", &labels);
        let q = Expr::Number(Number::Fixed(q.to_string()));
        Signal::of(Expr::Call("histogram_quantile", vec![q, buckets]))
    }

    /// Observations per second.
    fn count_rate(self, window: impl Into<Window>) -> Signal<PerSecond<Count>>
    where
        <Self::Tag as MetricTag>::Kind: HistogramKind,
    {
        over_range("rate", self.series().named("_count"), window.into())
    }

    /// Observations in the window.
    fn count_increase(self, window: impl Into<Window>) -> Signal<Count>
    where
        <Self::Tag as MetricTag>::Kind: HistogramKind,
    {
        over_range("increase", self.series().named("_count"), window.into())
    }

    /// The mean of the observations in the window.
    fn mean(self, window: impl Into<Window>, by: &[&str]) -> Signal<MeanUnit<Self::Tag>>
    where
        <Self::Tag as MetricTag>::Kind: HistogramKind,
        PerSecond<<Self::Tag as MetricTag>::Unit>: Divide<PerSecond<Count>>,
    {
        let (series, window) = (self.series(), window.into());
        let sum: Signal<PerSecond<<Self::Tag as MetricTag>::Unit>> =
            over_range("rate", series.named("_sum"), window);
        let count: Signal<PerSecond<Count>> = over_range("rate", series.named("_count"), window);
        crate::ratio(sum, count).by(by)
    }
}

/// The unit of the mean of a histogram's observations.
type MeanUnit<T> = <PerSecond<<T as MetricTag>::Unit> as Divide<PerSecond<Count>>>::Output;

fn over_range<U: Dimension>(function: &'static str, selector: Selector, window: Window) -> Signal<U> {
    Signal::of(Expr::Call(function, vec![Expr::Range(selector, window)]))
}

impl<T: MetricTag> Select for Metric<T> {
    type Tag = T;

    fn series(self) -> Series<T> {
        Series { selector: Selector::metric(T::DEF.name, const { &T::DEF }), metric: PhantomData }
    }
}

impl<T: MetricTag> Select for Series<T> {
    type Tag = T;

    fn series(self) -> Series<T> {
        self
    }
}
