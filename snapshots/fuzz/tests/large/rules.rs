//! Rule files with thousands of everything.

use super::Inputs;

pub(super) const HEAD: &str = "groups:\n  - name: a\n    rules:\n";
const RULES: &[&str] = &["rules"];

pub(super) fn add(inputs: &mut Inputs) {
    let mut add = |name: &str, rule: &dyn Fn(usize) -> String| {
        let text = format!("{HEAD}{}", inputs.numbered(rule));
        inputs.add(RULES, name, text);
    };
    add("alerts", &|at| format!("      - alert: A{at}\n        expr: up > {at}\n"));
    add("alerts of one name", &|_| "      - {alert: A, expr: up > 0}\n".to_owned());
    add("recordings", &|at| format!("      - {{record: 'a:b:c{at}', expr: sum(up)}}\n"));
    add("a chain of recordings", &|at| format!("      - {{record: 'a:b:c{at}', expr: 'a:b:c{}'}}\n", at + 1));
    add("recordings that double", &|at| {
        format!("      - {{record: 'a:b:c{at}', expr: 'a:b:c{0} + a:b:c{0}'}}\n", at + 1)
    });
    add("a recording that reads itself", &|at| {
        format!("      - {{record: 'a:b:c', expr: 'a:b:c > {at}'}}\n")
    });
    add("a recording without a selector", &|at| {
        format!("      - {{record: 'a:b:c', expr: 'vector({at}) and a:b:d'}}\n")
    });
    add("allowances, each for a rule", &|at| {
        format!("      # plimsoll: allow(promql/always-fires) {at}\n      - {{alert: A{at}, expr: up}}\n")
    });
    add("a text for each rule", &|at| {
        format!(
            "      - {{alert: A{at}, expr: up > 0, annotations: {{summary: '{{{{ $labels.k{at} }}}}'}}}}\n"
        )
    });

    let filled = |part: &str| inputs.filled(part);
    let rest: Vec<(&str, String)> = vec![
        ("allowances, all for one rule", {
            let allowances = filled("      # plimsoll: allow(promql/always-fires) x\n");
            format!("{HEAD}{allowances}      - {{alert: A, expr: up}}\n")
        }),
        ("orders in the comments of an expression", {
            format!("{HEAD}      - alert: A\n        expr: |\n          up {}\n", filled("# plimsoll: "))
        }),
        ("everything on one line", {
            let rules = inputs.numbered(|at| format!("{{\"alert\": \"\u{e9}{at}\", \"expr\": \"up\"}}, "));
            format!("{{\"groups\": [{{\"name\": \"a\", \"rules\": [{rules}]}}]}}\n")
        }),
        ("labels", {
            let labels = inputs.numbered(|at| format!("          k{at}: v\n"));
            format!("{HEAD}      - alert: A\n        expr: up > 0\n        labels:\n{labels}")
        }),
        ("groups", format!("groups:\n{}", inputs.numbered(|at| format!("  - {{name: a{at}, rules: []}}\n")))),
        ("groups of one name", format!("groups:\n{}", filled("  - {name: a, rules: []}\n"))),
        ("one rule by many aliases", {
            let first = format!("{HEAD}      - &a {{alert: A, expr: up}}\n");
            first + &filled("      - *a\n")
        }),
        ("documents", filled("groups: []\n---\n")),
        ("braces", filled("{{")),
        ("braces behind groups", format!("groups: {}", filled("{{ "))),
        ("actions of Helm", filled("a: {{ .Values.x }}\n")),
        ("actions on one line", format!("groups: # {}", filled("{{ x }} "))),
        ("tags of Jinja", filled("{% if x %}\n")),
        ("tags of ERB", format!("groups: # {}", filled("<% "))),
        ("an expression of many lines", {
            format!("{HEAD}      - alert: A\n        expr: |\n{}", filled("          + up\n"))
        }),
        ("a text that names many labels", {
            let text = inputs.numbered(|at| format!("{{{{ $labels.k{at} }}}}"));
            format!("{HEAD}      - {{alert: A, expr: sum(up) > 0, annotations: {{summary: '{text}'}}}}\n")
        }),
    ];
    for (name, text) in rest {
        inputs.add(RULES, name, text);
    }
}
