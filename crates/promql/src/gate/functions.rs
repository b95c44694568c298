//! The functions of PromQL: from which version, until which, behind which feature flag.

use std::ops::Range;

use super::refusal::Refusal;
use super::target::{Feature, Target, Version};

/// A function or an experimental aggregation.
#[derive(Debug, Clone, Copy)]
struct Function {
    name: &'static str,
    /// The first version that has it, where that is newer than [`Version::OLDEST`].
    since: Option<Version>,
    /// The first version without it.
    until: Option<Version>,
    /// The flag it needs, and the first version that needs it no longer.
    flag: Option<(Feature, Option<Version>)>,
}

const fn always(name: &'static str) -> Function {
    Function { name, since: None, until: None, flag: None }
}

const fn since(name: &'static str, major: u16, minor: u16) -> Function {
    Function { name, since: Some(Version::new(major, minor)), until: None, flag: None }
}

const fn experimental(name: &'static str, major: u16, minor: u16) -> Function {
    Function { flag: Some((Feature::ExperimentalFunctions, None)), ..since(name, major, minor) }
}

/// Sorted by name.
const FUNCTIONS: &[Function] = &[
    always("abs"),
    always("absent"),
    always("absent_over_time"),
    always("acos"),
    always("acosh"),
    always("asin"),
    always("asinh"),
    always("atan"),
    always("atanh"),
    always("avg_over_time"),
    always("ceil"),
    always("changes"),
    always("clamp"),
    always("clamp_max"),
    always("clamp_min"),
    always("cos"),
    always("cosh"),
    always("count_over_time"),
    always("day_of_month"),
    always("day_of_week"),
    always("day_of_year"),
    always("days_in_month"),
    always("deg"),
    always("delta"),
    always("deriv"),
    experimental("double_exponential_smoothing", 3, 0),
    experimental("end", 3, 12),
    always("exp"),
    Function {
        flag: Some((Feature::ExperimentalFunctions, Some(Version::new(3, 14)))),
        ..since("first_over_time", 3, 7)
    },
    always("floor"),
    since("histogram_avg", 2, 51),
    always("histogram_count"),
    always("histogram_fraction"),
    always("histogram_quantile"),
    experimental("histogram_quantiles", 3, 11),
    since("histogram_stddev", 2, 47),
    since("histogram_stdvar", 2, 47),
    always("histogram_sum"),
    Function { until: Some(Version::new(3, 0)), ..always("holt_winters") },
    always("hour"),
    always("idelta"),
    always("increase"),
    experimental("info", 2, 55),
    always("irate"),
    always("label_join"),
    always("label_replace"),
    always("last_over_time"),
    // Aggregations since 2.54, but that version counts their arguments wrongly.
    experimental("limit_ratio", 2, 55),
    experimental("limitk", 2, 55),
    always("ln"),
    always("log10"),
    always("log2"),
    experimental("mad_over_time", 2, 49),
    experimental("max_of", 3, 13),
    always("max_over_time"),
    experimental("min_of", 3, 13),
    always("min_over_time"),
    always("minute"),
    always("month"),
    always("pi"),
    always("predict_linear"),
    always("present_over_time"),
    always("quantile_over_time"),
    always("rad"),
    experimental("range", 3, 12),
    always("rate"),
    always("resets"),
    always("round"),
    always("scalar"),
    always("sgn"),
    always("sin"),
    always("sinh"),
    always("sort"),
    experimental("sort_by_label", 2, 49),
    experimental("sort_by_label_desc", 2, 49),
    always("sort_desc"),
    always("sqrt"),
    experimental("start", 3, 12),
    experimental("start_timestamp", 3, 14),
    always("stddev_over_time"),
    always("stdvar_over_time"),
    experimental("step", 3, 12),
    always("sum_over_time"),
    always("tan"),
    always("tanh"),
    always("time"),
    always("timestamp"),
    experimental("ts_of_first_over_time", 3, 7),
    experimental("ts_of_last_over_time", 3, 5),
    experimental("ts_of_max_over_time", 3, 5),
    experimental("ts_of_min_over_time", 3, 5),
    always("vector"),
    always("year"),
];

/// Refuses a function that the target does not have. `name` is also an aggregation that is not in every version.
pub(super) fn check(name: &str, span: Range<usize>, target: Target) -> Result<(), Refusal> {
    let Ok(at) = FUNCTIONS.binary_search_by(|function| function.name.cmp(name)) else {
        return Err(unknown(name, span));
    };
    let function = FUNCTIONS[at];
    if let Some(version) = function.until.filter(|version| target.since(*version)) {
        let refusal = Refusal::dialect(
            span,
            format!("`{name}` is gone since Prometheus {version}, the target is {target}"),
        );
        return Err(if name == "holt_winters" {
            refusal.with_help("it is now `double_exponential_smoothing`, an experimental function")
        } else {
            refusal
        });
    }
    if let Some(version) = function.since.filter(|version| !target.since(*version)) {
        return Err(Refusal::dialect(
            span,
            format!("`{name}` needs Prometheus {version} or newer, the target is {target}"),
        ));
    }
    match function.flag {
        Some((flag, freed)) if !target.has(flag) && !freed.is_some_and(|version| target.since(version)) => {
            Err(Refusal::dialect(
                span,
                format!("`{name}` is experimental: Prometheus {target} refuses it by default"),
            )
            .with_help(format!(
                "start Prometheus with --enable-feature={} and say so in the target",
                flag.flag()
            )))
        }
        _ => Ok(()),
    }
}

fn unknown(name: &str, span: Range<usize>) -> Refusal {
    let refusal = Refusal::syntax(span, format!("Prometheus has no function `{name}`"));
    if name == "integral" {
        // The bundled parser knows this one, so it would be believed to exist.
        return Refusal { id: super::refusal::DIALECT, ..refusal };
    }
    match closest(name) {
        Some(near) => refusal.with_help(format!("did you mean `{near}`?")),
        None => refusal,
    }
}

/// The function with the smallest edit distance, where that is small.
fn closest(name: &str) -> Option<&'static str> {
    // The distance is quadratic, and no function has a name that long.
    if name.len() > 64 {
        return None;
    }
    FUNCTIONS
        .iter()
        .map(|function| (distance(name.as_bytes(), function.name.as_bytes()), function.name))
        .min()
        .filter(|(distance, near)| *distance <= 2 && *distance < near.len() / 2 + 1)
        .map(|(_, near)| near)
}

fn distance(a: &[u8], b: &[u8]) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let substituted = diagonal + usize::from(!x.eq_ignore_ascii_case(y));
            diagonal = row[j + 1];
            row[j + 1] = substituted.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(name: &str, target: Target) -> Option<&'static str> {
        check(name, 0..name.len(), target).err().map(|refusal| refusal.id)
    }

    #[test]
    fn the_table_is_sorted_and_names_each_function_once() {
        assert!(FUNCTIONS.windows(2).all(|pair| pair[0].name < pair[1].name));
    }

    #[test]
    fn a_function_newer_than_the_target_is_refused() {
        assert_eq!(id("histogram_avg", Target::new(2, 50)), Some("promql/dialect"));
        assert_eq!(id("histogram_avg", Target::new(2, 51)), None);
    }

    #[test]
    fn a_removed_function_is_refused_and_its_successor_is_named() {
        assert_eq!(id("holt_winters", Target::new(2, 55)), None);
        let refusal = check("holt_winters", 0..12, Target::default()).unwrap_err();
        assert!(refusal.help.unwrap().contains("double_exponential_smoothing"));
    }

    #[test]
    fn an_experimental_function_needs_its_flag() {
        let target = Target::new(3, 5);
        assert_eq!(id("info", target), Some("promql/dialect"));
        assert_eq!(id("info", target.with_feature(Feature::ExperimentalFunctions)), None);
        assert_eq!(id("first_over_time", Target::new(3, 14)), None);
    }

    #[test]
    fn a_misspelt_function_is_recognised() {
        let help = |name: &str| check(name, 0..1, Target::default()).unwrap_err().help;
        assert_eq!(help("irat").unwrap(), "did you mean `irate`?");
        assert_eq!(help("histogram_quantiel").unwrap(), "did you mean `histogram_quantile`?");
        assert_eq!(help("frobnicate"), None);
    }
}
