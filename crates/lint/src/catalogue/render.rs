//! What is seen, as a `metrics.yaml`.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::{Family, Kind, Observed, Seen};

/// A catalogue that was written down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// The file.
    pub text: String,
    /// How many metrics stand in it.
    pub metrics: usize,
    /// The series that no metric in it has: of an unknown type, or with names that Prometheus alone takes.
    pub left_out: Vec<String>,
}

/// One metric of the file.
struct Entry<'a> {
    kind: &'static str,
    unit: &'static str,
    labels: BTreeSet<&'a str>,
    buckets: Vec<f64>,
    help: &'a str,
}

/// The file. Sorted by name: the same metrics give the same bytes.
pub fn metrics_yaml(observed: &Observed) -> Written {
    let mut entries: BTreeMap<String, Entry<'_>> = BTreeMap::new();
    let mut taken: BTreeSet<String> = BTreeSet::new();
    // Histograms first: their sums and counts are no metrics of their own.
    let of_kind = |kind| observed.families.iter().filter(move |(_, family)| family.kind == kind);
    for (name, family) in of_kind(Kind::Histogram) {
        let parts = ["_bucket", "_sum", "_count"].map(|end| format!("{name}{end}"));
        let Some(buckets) = observed.series.get(&parts[0]) else { continue };
        let labels = parts.iter().filter_map(|part| observed.series.get(part)).flat_map(|seen| &seen.labels);
        let labels = plain(labels).filter(|label| *label != "le").collect();
        let entry = Entry { kind: "histogram", labels, buckets: bounds(buckets), ..entry(name, family) };
        entries.insert(name.clone(), entry);
        taken.extend(parts);
    }
    for (name, family) in observed.families.iter().filter(|(_, family)| family.kind != Kind::Histogram) {
        let parts: &[(&str, &'static str)] = match family.kind {
            Kind::Counter => &[("", "counter"), ("_total", "counter")],
            Kind::Gauge => &[("", "gauge"), ("_info", "gauge")],
            Kind::Summary => &[("", "gauge"), ("_sum", "counter"), ("_count", "counter")],
            Kind::Histogram | Kind::Unknown => &[],
        };
        for (end, kind) in parts {
            let series = format!("{name}{end}");
            let Some(seen) = observed.series.get(&series).filter(|_| !taken.contains(&series)) else {
                continue;
            };
            let labels = plain(&seen.labels).collect();
            let own = entry(&series, family);
            entries.entry(series.clone()).or_insert(Entry { kind, labels, ..own });
            taken.insert(series);
        }
    }
    let left_out = observed.series.keys().filter(|name| !taken.contains(*name) || !is_word(name, true));
    let left_out: Vec<String> = left_out.filter(|name| !is_own(name)).cloned().collect();
    entries.retain(|name, _| is_word(name, true));
    let mut text = if entries.is_empty() { "metrics: {}\n" } else { "metrics:\n" }.to_owned();
    for (name, entry) in &entries {
        write_entry(&mut text, name, entry);
    }
    Written { text, metrics: entries.len(), left_out }
}

fn entry<'a>(name: &str, family: &'a Family) -> Entry<'a> {
    let unit = unit(name, &family.unit);
    Entry { kind: "gauge", unit, labels: BTreeSet::new(), buckets: Vec::new(), help: &family.help }
}

fn write_entry(text: &mut String, name: &str, entry: &Entry<'_>) {
    // Writing to a text does not fail.
    let _ = writeln!(text, "  {}:", word(name));
    let _ = writeln!(text, "    type: {}\n    unit: {}", entry.kind, entry.unit);
    if !entry.labels.is_empty() {
        let labels: Vec<String> = entry.labels.iter().map(|label| word(label)).collect();
        let _ = writeln!(text, "    labels: [{}]", labels.join(", "));
    }
    if !entry.buckets.is_empty() {
        let bounds: Vec<String> = entry.buckets.iter().map(ToString::to_string).collect();
        let _ = writeln!(text, "    buckets: [{}]", bounds.join(", "));
    }
    // A control character says no more than a blank.
    let words = entry.help.split(|c: char| c.is_whitespace() || c.is_control());
    let help = words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    if !help.is_empty() {
        let _ = writeln!(text, "    help: {}", quoted(&help));
    }
}

/// Labels that exporters give: `job` and `instance` are the target's.
fn plain<'a>(labels: impl IntoIterator<Item = &'a String>) -> impl Iterator<Item = &'a str> {
    labels.into_iter().map(String::as_str).filter(|label| {
        is_word(label, false) && !label.starts_with("__") && !["instance", "job"].contains(label)
    })
}

/// The finite bounds, ascending.
fn bounds(seen: &Seen) -> Vec<f64> {
    let mut bounds: Vec<f64> = seen.bounds.iter().filter_map(|bound| bound.parse().ok()).collect();
    bounds.retain(|bound| bound.is_finite());
    bounds.sort_by(f64::total_cmp);
    bounds.dedup();
    bounds
}

/// The unit that is said, or the one that the name ends with.
fn unit(name: &str, said: &str) -> &'static str {
    let base = name.trim_end_matches("_total").trim_end_matches("_sum");
    let ends =
        |ends: &[&str]| ends.iter().any(|end| base.ends_with(end) || said == end.trim_start_matches('_'));
    if name.ends_with("_count") || name.ends_with("_info") {
        "count"
    } else if ends(&["_timestamp_seconds", "_start_time_seconds", "_time_seconds_since_epoch"]) {
        "timestamp"
    } else if ends(&["_cpu_seconds"]) {
        "core-seconds"
    } else if ends(&["_seconds"]) {
        "seconds"
    } else if ends(&["_bytes"]) {
        "bytes"
    } else if ends(&["_ratio"]) {
        "ratio"
    } else {
        "count"
    }
}

/// What Prometheus makes itself needs no declaration.
fn is_own(name: &str) -> bool {
    name.contains(':') || name.starts_with("scrape_") || matches!(name, "up" | "ALERTS" | "ALERTS_FOR_STATE")
}

fn is_word(text: &str, colons: bool) -> bool {
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_' || (colons && c == ':');
    !text.is_empty() && !text.starts_with(|c: char| c.is_ascii_digit()) && text.chars().all(is_part)
}

/// A name as YAML reads it as a text, whichever version it has.
fn word(text: &str) -> String {
    let read_otherwise = ["y", "n", "yes", "no", "on", "off", "true", "false", "null"];
    if read_otherwise.contains(&text.to_ascii_lowercase().as_str()) || text.contains(':') {
        quoted(text)
    } else {
        text.to_owned()
    }
}

fn quoted(text: &str) -> String {
    let mut quoted = "\"".to_owned();
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::super::exposition;
    use super::*;

    const TEXT: &str = "\
# HELP process_cpu_seconds_total Time \"spent\", in \\\\ seconds.
# TYPE process_cpu_seconds_total counter
process_cpu_seconds_total 5
# TYPE requests counter
requests_total{on=\"1\",code=\"200\",instance=\"x\"} 5
# TYPE latency_seconds histogram
latency_seconds_bucket{le=\"0.5\",path=\"/\"} 1
latency_seconds_bucket{le=\"0.25\",path=\"/\"} 1
latency_seconds_bucket{le=\"+Inf\",path=\"/\"} 2
latency_seconds_sum{path=\"/\"} 3.5
latency_seconds_count{path=\"/\"} 2
# TYPE gc_seconds summary
gc_seconds{quantile=\"0.5\"} 1
gc_seconds_sum 1
gc_seconds_count 1
# TYPE build info
build_info{version=\"1\"} 1
start_time_seconds 5
# TYPE start_time_seconds gauge
strange 1
up 1
";

    #[test]
    fn what_is_seen_is_a_catalogue_that_is_read() {
        let written = metrics_yaml(&exposition(TEXT).unwrap());
        assert_eq!(written.left_out, ["strange"]);
        let file = plimsoll_codegen::read::metrics("metrics.yaml", written.text.as_bytes()).unwrap();
        let said: Vec<String> = file
            .metrics
            .iter()
            .map(|(name, metric)| {
                let labels: Vec<&str> = metric.labels.iter().map(|label| label.value.as_str()).collect();
                format!("{} {:?} {} {}", name.value, metric.kind.value, metric.unit.value, labels.join(","))
            })
            .collect();
        assert_eq!(
            said,
            [
                "build_info Gauge count version",
                "gc_seconds Gauge seconds quantile",
                "gc_seconds_count Counter count ",
                "gc_seconds_sum Counter seconds ",
                "latency_seconds Histogram seconds path",
                "process_cpu_seconds_total Counter core-seconds ",
                "requests_total Counter count code,on",
                "start_time_seconds Gauge seconds ",
            ]
        );
        assert_eq!(written.metrics, said.len());
        let bounds: Vec<f64> =
            file.metrics.get("latency_seconds").unwrap().buckets.iter().map(|b| b.value).collect();
        assert_eq!(bounds, [0.25, 0.5]);
    }

    #[test]
    fn a_help_of_nothing_but_control_characters_is_none() {
        let text = |help: &str| format!("# TYPE up gauge\n# HELP up {help}\nup 1\n");
        let help = |help: &str| {
            let written = metrics_yaml(&exposition(&text(help)).unwrap()).text;
            let read = plimsoll_codegen::read::metrics("m.yaml", written.as_bytes()).unwrap();
            read.metrics.get("up").unwrap().help.as_ref().map(|help| help.value.clone())
        };
        assert_eq!(help("\u{1} \u{7f}"), None);
        assert_eq!(help("a\u{1}b").as_deref(), Some("a b"));
    }

    #[test]
    fn nothing_is_a_catalogue_too() {
        assert_eq!(metrics_yaml(&Observed::default()).text, "metrics: {}\n");
    }
}
