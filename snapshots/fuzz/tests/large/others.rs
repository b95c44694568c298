//! Routes, templates, packs, plans, the texts of exporters and the answers of a Prometheus.

use super::Inputs;

pub(super) fn add(inputs: &mut Inputs) {
    routes(inputs);
    templates(inputs);
    exposition(inputs);
    packs(inputs);
    answers(inputs);
    plans(inputs);
}

fn routes(inputs: &mut Inputs) {
    const ROOT: &str = "receivers: [{name: a}]\nroute:\n  receiver: a\n  routes:\n";
    const INHIBIT: &str = "receivers: [{name: a}]\nroute: {receiver: a}\ninhibit_rules:\n";
    let mut add = |name: &str, head: &str, part: &dyn Fn(usize) -> String, tail: &str| {
        let text = format!("{head}{}{tail}", inputs.numbered(part));
        inputs.add(&["routes"], name, text);
    };
    let route = |matcher: &str| format!("  - {{receiver: a, matchers: ['{matcher}']}}\n");
    add("routes", ROOT, &|at| route(&format!("team=\"t{at}\"")), "");
    add("routes that begin alike", ROOT, &|at| route(&format!("{{severity=\"page\",team=\"t{at}\"}}")), "");
    add("routes that exclude", ROOT, &|at| route(&format!("team!=\"t{at}\"")), "");
    add(
        "regular expressions",
        ROOT,
        &|at| route(&format!("severity=~\"(a|b){{{}}}[0-9]{{1,50}}\"", at % 90 + 1)),
        "",
    );
    add(
        "matchers",
        &format!("{ROOT}  - receiver: a\n    matchers:\n"),
        &|at| format!("      - k{at}=\"v\"\n"),
        "",
    );
    add(
        "a text of matchers",
        &format!("{ROOT}  - receiver: a\n    matchers: ['{{"),
        &|at| format!("k{at}=\"v\","),
        "}']\n",
    );
    add(
        "inhibitions",
        INHIBIT,
        &|at| {
            format!(
                "  - {{source_matchers: [alertname=Down], target_matchers: [alertname=Slow, a!=b{at}]}}\n"
            )
        },
        "",
    );
    add(
        "labels that must be equal",
        &format!(
            "{INHIBIT}  - source_matchers: [alertname=Down]\n    target_matchers: [alertname=Slow]\n    equal: ["
        ),
        &|at| format!("k{at},"),
        "]\n",
    );
    add("receivers", "route: {receiver: a0}\nreceivers:\n", &|at| format!("  - name: a{at}\n"), "");
}

fn templates(inputs: &mut Inputs) {
    let parts = [
        "{{",
        "{{ if .x }}",
        "{{ (",
        "(",
        "{{ $labels.a }}",
        "{{ range . }}",
        "{{ . | ",
        "a | ",
        "\"",
        "{{/*",
        "}}",
        "{{ else }}",
        "{{ with $x := . }}",
        "-",
        "{{ if $labels.a }}{{ $labels.b }}{{ end }}",
        "$labels",
    ];
    for part in parts {
        let text = inputs.filled(part);
        inputs.add(&["annotation"], &format!("{part:?} in an action"), format!("{{{{ {text} }}}}"));
        inputs.add(&["annotation"], &format!("{part:?} over and over"), text);
    }
}

fn exposition(inputs: &mut Inputs) {
    let to = &["exposition"];
    for part in [
        "a",
        "a 1\n",
        "a{b=\"c\"} 1\n",
        "# TYPE a counter\n",
        "a{",
        "a{b=\"",
        "\\",
        "=",
        "\"",
        ",",
        "{",
        "#",
        "\n",
    ] {
        inputs.add(to, &format!("{part:?} over and over"), inputs.filled(part));
    }
    inputs.add(to, "labels", format!("a{{{}}} 1\n", inputs.numbered(|at| format!("k{at}=\"v\","))));
    inputs.add(to, "names", inputs.numbered(|at| format!("# TYPE k{at} gauge\nk{at} 1\n")));
    let bounds = inputs.numbered(|at| format!("a_bucket{{le=\"{at}\"}} 1\n"));
    inputs.add(to, "bounds", format!("# TYPE a histogram\n{bounds}"));
}

fn packs(inputs: &mut Inputs) {
    let mut add =
        |target: &'static str, name: &str, head: &str, part: &dyn Fn(usize) -> String, tail: &str| {
            let text = format!("{head}{}{tail}", inputs.numbered(part));
            inputs.add(&[target], name, text);
        };
    let threshold = |at: usize| format!("  k{at}: {{above: 5%, window: 5m}}\n");
    add("thresholds", "thresholds", "pack: a\nthresholds:\n", &threshold, "");
    let phase = |at: usize| format!("  - {{phase: p{at}, enforce: dry-run}}\n");
    add("thresholds", "phases", "pack: a\nrollout:\n", &phase, "");
    add("thresholds", "services", "pack: a\nservices:\n", &|at| format!("  s{at}: {{critical: true}}\n"), "");
    let head = "pack: a\nservices: {s: {}}\nthresholds: {k: {above: 5%}}\noverrides:\n";
    let over = |_| "  - {service: s, set: {k: 1%}, because: x}\n".to_owned();
    add("thresholds", "exceptions", head, &over, "");
    add("thresholds", "unknown keys", "pack: a\n", &|at| format!("paxk{at}: 1\n"), "");
    add("metrics", "metrics", "metrics:\n", &|at| format!("  m{at}: {{type: counter, unit: count}}\n"), "");
    let labels = "metrics:\n  m: {type: counter, unit: count, labels: [";
    add("metrics", "labels", labels, &|at| format!("l{at},"), "]}\n");
    let buckets = "metrics:\n  m: {type: histogram, unit: seconds, buckets: [";
    add("metrics", "buckets", buckets, &|at| format!("{at},"), "]}\n");
    let values = "metrics:\n  m: {type: counter, unit: count, labels: [l], values: {l: [";
    add("metrics", "values", values, &|at| format!("v{at},"), "]}}\n");
}

fn answers(inputs: &mut Inputs) {
    let answer = |data: &str| format!("{{\"status\":\"success\",\"data\":{data}}}");
    let mut add = |name: &str, head: &str, part: &dyn Fn(usize) -> String, tail: &str| {
        let one = answer(&format!("{head}{}{tail}", inputs.numbered(part)));
        // About counts, about the past and about metrics: each reader takes what it is asked about.
        inputs.add(&["answers"], name, format!("{one}\n{one}\n{one}"));
    };
    let value = "\"value\":[0,\"1\"]";
    let series = |at: usize| format!("{{\"metric\":{{\"job\":\"j{at}\"}},{value}}},");
    add("series", "{\"result\":[", &series, &format!("{{\"metric\":{{}},{value}}}]}}"));
    let label = |at: usize| format!("\"l{at}\":\"\",");
    add("labels", "{\"result\":[{\"metric\":{", &label, &format!("\"l\":\"\"}},{value}}}]}}"));
    let values = "{\"result\":[{\"metric\":{},\"values\":[";
    let point = |_| "[1700000010,\"1\"],".to_owned();
    add("points", values, &point, "[1700000010,\"1\"]]}]}");
    let past =
        |at: usize| format!("{{\"metric\":{{\"job\":\"j{at}\"}},\"values\":[[1700000010,\"{at}\"]]}},");
    add("series of one point", "{\"result\":[", &past, "{\"metric\":{},\"values\":[]}]}");
    add("what a metric is", "{", &|at| format!("\"m{at}\":[{{\"type\":\"counter\"}}],"), "\"m\":[]}");
    let named = |at: usize| format!("{{\"__name__\":\"m{at}\"}},");
    add("metrics", "[", &named, "{}]");
    for part in ["[", "{\"a\":", "\"", "0", "\\ud800"] {
        let text = inputs.filled(part);
        inputs.add(&["answers", "plan"], &format!("{part:?} over and over"), text);
    }
}

fn plans(inputs: &mut Inputs) {
    const REST: &str = "\"pack\":\"a\",\"team\":\"t\",\"environment\":\"e\",\"phase\":null,\"namespace\":null,\
        \"rule_labels\":{},\"external_labels\":{},\"targets\":{},\"alertmanager\":null,\"dashboards\":[]";
    let mut add = |name: &str, head: &str, part: &dyn Fn(usize) -> String, tail: &str| {
        let text = format!("{{\"format\":1,{REST},{head}{}{tail}}}", inputs.numbered(part));
        inputs.add(&["plan"], name, text);
    };
    let threshold = |at: usize| {
        format!(
            "{{\"id\":\"t{at}\",\"slice\":null,\"direction\":\"above\",\"value\":\"5%\",\"unit\":\"ratio\",\"window\":null,\"hold\":null,\"baseline\":null}},"
        )
    };
    let last = threshold(0).trim_end_matches(',').to_owned();
    add("thresholds", "\"groups\":[],\"thresholds\":[", &threshold, &format!("{last}]"));
    let rule = |at: usize| {
        format!(
            "{{\"name\":\"R{at}\",\"role\":{{\"to\":\"dry-run\",\"phase\":\"p\"}},\"services\":[\"s{at}\"],\"expr\":\"up\",\"for\":\"5m\",\"threshold\":null}},"
        )
    };
    let last = rule(0).trim_end_matches(',').to_owned();
    add("rules", "\"thresholds\":[],\"groups\":[{\"rules\":[", &rule, &format!("{last}]}}]"));
    let job = |at: usize| {
        format!(
            "{{\"job\":\"j{at}\",\"interval\":\"5m\",\"timeout\":\"1m\",\"path\":\"/\",\"module\":null,\"targets\":null,\"relabels\":[],\"metrics\":[]}},"
        )
    };
    let last = job(0).trim_end_matches(',').to_owned();
    add("jobs", "\"thresholds\":[],\"groups\":[],\"scrape\":[", &job, &format!("{last}]"));
}
