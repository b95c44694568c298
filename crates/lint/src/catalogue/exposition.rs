//! The text format of exporters, that of Prometheus and `OpenMetrics` alike.

use super::{Family, Kind, Observed};

/// What a text exposes. `None` where it is none: not one sample stands in it.
pub fn exposition(text: &str) -> Option<Observed> {
    let mut observed = Observed::default();
    for line in text.lines().map(str::trim) {
        if let Some(comment) = line.strip_prefix('#') {
            described(&mut observed, comment.trim_start());
        } else if let Some((name, labels)) = sample(line) {
            observed.add(name, labels.iter().map(|(label, value)| (*label, value.as_str())));
        }
    }
    (!observed.series.is_empty()).then_some(observed)
}

/// `TYPE name counter`, `UNIT name seconds`, `HELP name ...`
fn described(observed: &mut Observed, comment: &str) {
    let mut words = comment.splitn(3, char::is_whitespace);
    let (Some(what), Some(name)) = (words.next(), words.next()) else { return };
    let rest = words.next().unwrap_or_default().trim();
    if !matches!(what, "TYPE" | "UNIT" | "HELP") {
        return;
    }
    let unknown = Family { kind: Kind::Unknown, unit: String::new(), help: String::new() };
    let family = observed.families.entry(name.to_owned()).or_insert(unknown);
    match what {
        "TYPE" => family.kind = Kind::of(rest),
        "UNIT" => rest.clone_into(&mut family.unit),
        _ => rest.clone_into(&mut family.help),
    }
}

/// The name and the labels of a sample; what has no plain name is left out.
fn sample(line: &str) -> Option<(&str, Vec<(&str, String)>)> {
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | ':');
    let end = line.find(|c| !is_name(c))?;
    let (name, rest) = line.split_at(end);
    if name.is_empty() || name.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let mut labels = Vec::new();
    let Some(mut rest) = rest.trim_start().strip_prefix('{') else {
        let value = rest.split_whitespace().next()?;
        return is_number(value).then_some((name, labels));
    };
    loop {
        rest = rest.trim_start_matches([',', ' ']);
        if let Some(after) = rest.strip_prefix('}') {
            return is_number(after.split_whitespace().next()?).then_some((name, labels));
        }
        let (label, after) = rest.split_once('=')?;
        let (value, after) = quoted(after.trim_start())?;
        labels.push((label.trim(), value));
        rest = after;
    }
}

fn is_number(text: &str) -> bool {
    text.parse::<f64>().is_ok() || matches!(text, "+Inf" | "-Inf" | "NaN")
}

/// A value in double quotes without its escapes, and what stands behind it.
fn quoted(text: &str) -> Option<(String, &str)> {
    let mut value = String::new();
    let mut chars = text.strip_prefix('"')?.char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            '"' => return Some((value, text.get(at + 2..)?)),
            '\\' => match chars.next()?.1 {
                'n' => value.push('\n'),
                other => value.push(other),
            },
            c => value.push(c),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_units_and_labels_are_read() {
        let text = "\
# HELP http_requests_total Requests, by code.
# TYPE http_requests_total counter
http_requests_total{code=\"200\",path=\"/a,b}\\\"\"} 5 1700000000000
http_requests_total{code=\"500\", method=\"GET\"} 5e3 # {trace_id=\"x\"} 1
# TYPE latency_seconds histogram
# UNIT latency_seconds seconds
latency_seconds_bucket{le=\"0.5\"} 1
latency_seconds_bucket{le=\"+Inf\"} 2
latency_seconds_sum 3.5
up NaN
# EOF
";
        let observed = exposition(text).unwrap();
        let labels = |name: &str| observed.series[name].labels.iter().cloned().collect::<Vec<_>>().join(" ");
        assert_eq!(labels("http_requests_total"), "code method path");
        assert_eq!(observed.families["http_requests_total"].help, "Requests, by code.");
        assert_eq!(observed.families["latency_seconds"].unit, "seconds");
        assert_eq!(observed.series["latency_seconds_bucket"].bounds.len(), 2);
        assert_eq!((labels("up").as_str(), observed.families["latency_seconds"].kind), ("", Kind::Histogram));
    }

    #[test]
    fn what_is_no_exposition_is_none() {
        for text in ["", "<html>", "# TYPE a counter\n", "{\"status\": \"success\"}", "a{b=\"c\n"] {
            assert_eq!(exposition(text), None, "{text}");
        }
    }
}
