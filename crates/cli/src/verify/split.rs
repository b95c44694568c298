//! The traffic splits as nginx and a Gateway would load them, against the plan.

use plimsoll_check::Diagnostic;
use plimsoll_plan::{Plan, ServiceSplit, Weight};
use serde_yaml::Value;

use super::File;
use super::fault::Place;
use super::shipped::Shipped;

/// The folder of what is applied after a breach.
const BREACH: &str = "/breach/";

/// Every service is split as the live traffic phase says, and everything goes to stable after a breach.
pub(super) fn compare(plan: &Plan, files: &[File<'_>], faults: &mut Vec<Diagnostic>) {
    let Some(traffic) = plan.traffic.as_ref().filter(|traffic| !traffic.splits.is_empty()) else { return };
    let folder = plan.folder();
    for breached in [false, true] {
        let place = |path| Place { path, subject: folder.clone(), origin: traffic.origin };
        let splits: Vec<ServiceSplit> = traffic
            .splits
            .iter()
            .map(|split| if breached { split.breached() } else { split.clone() })
            .collect();
        let here = || files.iter().filter(|(path, _)| path.contains(BREACH) == breached);
        let nginx = here().find_map(|(path, shipped)| match shipped {
            Shipped::Nginx(text) => Some((*path, sent_by_nginx(text))),
            _ => None,
        });
        let route = here().find_map(|(path, shipped)| match shipped {
            Shipped::Delivery(objects) => {
                let routes: Vec<&Value> =
                    objects.iter().filter(|object| object["kind"] == "HTTPRoute").collect();
                (!routes.is_empty()).then(|| (*path, sent_by_routes(&routes)))
            }
            _ => None,
        });
        let planned = [
            splits.iter().map(planned_for_nginx).collect::<Vec<_>>().join("; "),
            splits.iter().map(planned_for_route).collect::<Vec<_>>().join("; "),
        ];
        for ((what, read), planned) in [("nginx", nginx), ("the route", route)].into_iter().zip(planned) {
            match read {
                Some((path, read)) => {
                    faults.extend(place(path).same(&format!("the split of {what}"), &read, &planned));
                }
                None => faults.push(place(&folder).differs(format!("there would be no split for {what}"))),
            }
        }
    }
}

/// `5% a, rest b` for each `split_clients`, and where a proxy sends everybody.
fn sent_by_nginx(text: &str) -> String {
    let mut sent = Vec::new();
    let mut lines = text.lines().map(|line| line.trim().trim_end_matches(';'));
    while let Some(line) = lines.next() {
        if line.starts_with("split_clients ") {
            let shares: Vec<String> = lines
                .by_ref()
                .take_while(|line| *line != "}")
                .map(|line| line.replacen("* ", "rest ", 1))
                .collect();
            sent.push(shares.join(", "));
        } else if let Some(all) = line.strip_prefix("proxy_pass http://").filter(|to| !to.starts_with('$')) {
            sent.push(format!("all {all}"));
        }
    }
    sent.join("; ")
}

fn planned_for_nginx(split: &ServiceSplit) -> String {
    let (canary, stable) = (&split.canary.name, &split.stable.name);
    match split.nginx {
        Weight::ZERO => format!("all {stable}"),
        Weight::ALL => format!("all {canary}"),
        weight => format!("{} {canary}, rest {stable}", weight.percent()),
    }
}

/// `b 95, a 5` for the rule of each route that takes everybody.
fn sent_by_routes(routes: &[&Value]) -> String {
    let rules = routes.iter().filter_map(|route| {
        let rules = route["spec"]["rules"].as_sequence()?;
        let everybody = rules.iter().find(|rule| rule.get("matches").is_none())?;
        let backends = everybody["backendRefs"].as_sequence()?.iter();
        let sent = backends.map(|backend| {
            let weight =
                backend["weight"].as_u64().map_or_else(|| "?".to_owned(), |weight| weight.to_string());
            format!("{} {weight}", backend["name"].as_str().unwrap_or("?"))
        });
        Some(sent.collect::<Vec<_>>().join(", "))
    });
    rules.collect::<Vec<_>>().join("; ")
}

fn planned_for_route(split: &ServiceSplit) -> String {
    let (canary, stable) = split.route;
    format!("{} {stable}, {} {canary}", split.stable.name, split.canary.name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nginx_would_do_is_read_out_of_its_text() {
        let text = "split_clients $a $b {\n    5% canary;\n    * stable;\n}\nproxy_pass http://$b;\n";
        assert_eq!(sent_by_nginx(text), "5% canary, rest stable");
        assert_eq!(sent_by_nginx("    proxy_pass http://stable;\n"), "all stable");
    }

    #[test]
    fn the_rule_that_takes_everybody_decides() {
        let route: Value = serde_yaml::from_str(
            "spec: { rules: [{ matches: [{}], backendRefs: [{ name: a, weight: 100 }] }, { backendRefs: [{ name: b, \
             weight: 95 }, { name: a, weight: 5 }] }] }",
        )
        .unwrap();
        assert_eq!(sent_by_routes(&[&route]), "b 95, a 5");
    }
}
