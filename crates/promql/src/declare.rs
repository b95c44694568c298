//! A metric catalogue written in Rust.

/// Declares metrics and their labels as handles, as `plimsoll-codegen` does from `metrics.yaml`.
///
/// Gives one constant for each label and each metric, `CATALOGUE` with all of them, and the modules `label` and
/// `tag` with the marker types. Put it in a module of its own, by custom `m`.
///
/// ```
/// mod m {
///     plimsoll_promql::metrics! {
///         labels { namespace, service, result }
///
///         /// Orders that were placed.
///         Counter orders_total in Count { namespace, service, result = ["ok", "failed"] };
///         /// How long an order took.
///         Histogram order_duration_seconds in Seconds { namespace, service } buckets [0.1, 0.5, 1.0];
///         /// Orders that wait.
///         Gauge orders_waiting in Count { namespace, service };
///     }
/// }
///
/// use plimsoll_promql::Select;
/// use plimsoll_units::minutes;
///
/// let failed = m::orders_total.filter(m::result.is("failed")).rate(minutes(5));
/// assert_eq!(failed.expr().render(), r#"rate(orders_total{result="failed"}[5m])"#);
/// assert_eq!(m::CATALOGUE[1].buckets, [0.1, 0.5, 1.0]);
/// ```
#[macro_export]
macro_rules! metrics {
    (
        labels { $($label:ident),* $(,)? }
        $(
            $(#[doc = $help:literal])*
            $kind:ident $name:ident in $unit:ident {
                $($own:ident $(= [$($value:literal),* $(,)?])?),* $(,)?
            } $(buckets [$($bound:literal),* $(,)?])?;
        )*
    ) => {
        /// The labels as types.
        #[allow(non_camel_case_types, missing_docs)]
        pub mod label {
            $(
                #[derive(Debug, Clone, Copy)]
                pub enum $label {}
                impl $crate::LabelTag for $label {
                    const NAME: &'static str = stringify!($label);
                }
            )*
        }

        /// The metrics as types.
        #[allow(non_camel_case_types, missing_docs)]
        pub mod tag {
            $(
                #[derive(Debug, Clone, Copy)]
                pub enum $name {}
                impl $crate::MetricTag for $name {
                    type Kind = $crate::$kind;
                    type Unit = $crate::units::$unit;
                    const DEF: $crate::MetricDef = $crate::MetricDef::new(
                        stringify!($name),
                        $crate::MetricType::$kind,
                        <$crate::units::$unit as $crate::units::Dimension>::UNIT,
                    )
                    .labels(&[$(stringify!($own)),*])
                    .values(&[$($((stringify!($own), &[$($value),*]),)?)*])
                    .help(concat!($($help),*).trim_ascii())
                    $(.buckets(&[$($bound),*]))?;
                }
                $(impl $crate::HasLabel<super::label::$own> for $name {})*
            )*
        }

        $(
            #[allow(non_upper_case_globals, missing_docs, dead_code)]
            pub const $label: $crate::Label<label::$label> = $crate::Label::new();
        )*
        $(
            #[allow(non_upper_case_globals, dead_code)]
            $(#[doc = $help])*
            pub const $name: $crate::Metric<tag::$name> = $crate::Metric::new();
        )*

        /// Every metric that is declared here.
        #[allow(dead_code)]
        pub const CATALOGUE: &[$crate::MetricDef] = &[$(<tag::$name as $crate::MetricTag>::DEF),*];
    };
}
