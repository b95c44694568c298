//! `alertmanager.yaml`, and the fragment of it that is merged into an existing configuration.

use plimsoll_plan::{Alertmanager, Grouping, InhibitRule, Plan, Route};
use plimsoll_promql::Matcher;
use serde::Serialize;

use crate::{Artifact, paths, receivers, yaml};

#[derive(Serialize)]
struct Root<'a> {
    route: WireRoute<'a>,
}

#[derive(Serialize)]
struct WireRoute<'a> {
    receiver: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    matchers: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    group_by: Option<&'a [String]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    group_wait: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    group_interval: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    repeat_interval: Option<String>,
    #[serde(rename = "continue", skip_serializing_if = "std::ops::Not::not")]
    continues: bool,
    /// Last, so that routes which are written already can follow in their stead.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    routes: Vec<WireRoute<'a>>,
}

#[derive(Serialize)]
struct WireInhibition<'a> {
    source_matchers: Vec<String>,
    target_matchers: Vec<String>,
    equal: &'a [String],
}

impl<'a> WireRoute<'a> {
    /// A route with all below it.
    fn whole(route: &'a Route) -> Self {
        Self {
            routes: route.routes.iter().map(Self::whole).collect(),
            ..Self::alone(route, route.grouping.as_ref())
        }
    }

    /// A route without those below it, which states this grouping.
    fn alone(route: &'a Route, grouping: Option<&'a Grouping>) -> Self {
        Self {
            receiver: &route.receiver,
            matchers: route.matchers.iter().map(matcher).collect(),
            group_by: grouping.map(|grouping| grouping.by.as_slice()),
            group_wait: grouping.map(|grouping| grouping.wait.to_string()),
            group_interval: grouping.map(|grouping| grouping.interval.to_string()),
            repeat_interval: grouping.map(|grouping| grouping.repeat.to_string()),
            continues: route.continues,
            routes: Vec::new(),
        }
    }
}

impl<'a> From<&'a InhibitRule> for WireInhibition<'a> {
    fn from(rule: &'a InhibitRule) -> Self {
        Self {
            source_matchers: rule.source.iter().map(matcher).collect(),
            target_matchers: rule.target.iter().map(matcher).collect(),
            equal: &rule.equal,
        }
    }
}

/// `name="value"` with the three escapes that Alertmanager's old and new matcher parsers read alike. PromQL's own
/// escapes (`\t`, `\u0007`) are not among them.
fn matcher(matcher: &Matcher) -> String {
    let mut text = [&*matcher.label, matcher.op.as_str(), "\""].concat();
    for letter in matcher.value.chars() {
        match letter {
            '\\' => text.push_str("\\\\"),
            '"' => text.push_str("\\\""),
            '\n' => text.push_str("\\n"),
            other => text.push(other),
        }
    }
    text.push('"');
    text
}

/// What stands in both files, written once.
pub(crate) struct Common {
    /// The routes of the pack, each as an item of a list.
    routes: Vec<String>,
    /// The lists at the end of a file: the inhibitions and the receivers.
    lists: String,
}

impl Common {
    pub(crate) fn of(alertmanager: &Alertmanager) -> Self {
        let routes = alertmanager.route.routes.iter().map(|route| yaml::document(&[WireRoute::whole(route)]));
        let inhibitions =
            alertmanager.inhibitions.iter().map(|rule| yaml::document(&[WireInhibition::from(rule)]));
        let receivers = alertmanager.receivers.iter().map(receivers::item);
        let list = |key: &str, items: Vec<String>| yaml::list(key, &items, 0);
        let lists = list("inhibit_rules", inhibitions.collect()) + &list("receivers", receivers.collect());
        Self { routes: routes.collect(), lists }
    }

    /// The route of the pack as an item of a list, which states this grouping.
    fn pack(&self, alertmanager: &Alertmanager, grouping: Option<&Grouping>) -> String {
        yaml::document(&[WireRoute::alone(&alertmanager.route, grouping)]) + &below(&self.routes, 2)
    }
}

/// The routes below a route, `by` columns further in; nothing where there are none.
fn below(routes: &[String], by: usize) -> String {
    if routes.is_empty() { String::new() } else { yaml::list("routes", routes, by) }
}

/// `alertmanager.yaml`: everything that Alertmanager needs to serve this pack alone.
pub(crate) fn whole(plan: &Plan, alertmanager: &Alertmanager, common: &Common) -> Artifact {
    let route = WireRoute {
        receiver: &alertmanager.root,
        matchers: Vec::new(),
        continues: false,
        ..WireRoute::alone(&alertmanager.route, Some(&alertmanager.grouping))
    };
    let pack = common.pack(alertmanager, alertmanager.route.grouping.as_ref());
    let text = [yaml::header(plan.pack), yaml::document(&Root { route }), below(&[pack], 2)].concat();
    Artifact::new(paths::of(plan, paths::ALERTMANAGER), text + &common.lists)
}

/// `alertmanager.fragment.yaml`: the pack's subtree, its inhibitions and receivers.
///
/// The subtree states its grouping, for a foreign root may group in another way.
pub(crate) fn fragment(plan: &Plan, alertmanager: &Alertmanager, common: &Common) -> Artifact {
    let grouping = alertmanager.route.grouping.as_ref().unwrap_or(&alertmanager.grouping);
    let pack = common.pack(alertmanager, Some(grouping));
    let text = format!(
        "{}# To merge into an existing configuration: put `routes` before the root route's own, append the other two lists.\n\
         {}{}",
        yaml::header(plan.pack),
        below(&[pack], 0),
        common.lists
    );
    Artifact::new(paths::of(plan, paths::FRAGMENT), text)
}

#[cfg(test)]
mod tests {
    use plimsoll_promql::MatchOp;

    use super::*;
    use crate::fixture;

    fn texts() -> (String, String) {
        let plan = fixture::plan("strict");
        let alertmanager = plan.alertmanager.as_ref().unwrap();
        let common = Common::of(alertmanager);
        (whole(&plan, alertmanager, &common).text, fragment(&plan, alertmanager, &common).text)
    }

    #[test]
    fn matchers_are_quoted_with_three_escapes_alone() {
        let escaped = Matcher::new("a", MatchOp::NotMatches, "x\"y\\.z\nw\tv\u{7}");
        assert_eq!(matcher(&escaped), "a!~\"x\\\"y\\\\.z\\nw\tv\u{7}\"");
        assert_eq!(matcher(&Matcher::new("service", MatchOp::NotEqual, "")), "service!=\"\"");
    }

    #[test]
    fn the_root_takes_everything_and_the_pack_hangs_below_one_matcher() {
        let (whole, _) = texts();
        assert!(
            whole.starts_with(
                "\
# Generated by cargo xtask generate from thresholds/shop/, do not edit.
route:
  receiver: slack-shop
  group_by:
  - alertname
  - namespace
  - service
  group_wait: 30s
  group_interval: 5m
  repeat_interval: 4h
  routes:
  - receiver: slack-shop
    matchers:
    - pack=\"shop\"
    routes:
    - receiver: rollback
      matchers:
      - auto_rollback=\"true\"
      group_by:
      - namespace
      - deployment
      group_wait: 0s
      group_interval: 1m
"
            ),
            "{whole}"
        );
    }

    #[test]
    fn the_fragment_states_its_grouping_and_has_no_root() {
        let (_, fragment) = texts();
        let body = fragment.lines().skip(2).collect::<Vec<_>>().join("\n");
        assert!(
            body.starts_with(
                "\
routes:
- receiver: slack-shop
  matchers:
  - pack=\"shop\"
  group_by:
  - alertname
  - namespace
  - service
  group_wait: 30s
  group_interval: 5m
  repeat_interval: 4h
  routes:
"
            ),
            "{body}"
        );
        let value: serde_yaml::Value = serde_yaml::from_str(&fragment).unwrap();
        let keys: Vec<&str> = value.as_mapping().unwrap().keys().map(|key| key.as_str().unwrap()).collect();
        assert_eq!(keys, ["routes", "inhibit_rules", "receivers"]);
    }

    #[test]
    fn both_sides_of_an_inhibition_carry_the_pack() {
        let (whole, _) = texts();
        assert!(
            whole.contains(
                "\
inhibit_rules:
- source_matchers:
  - pack=\"shop\"
  - severity=\"critical\"
  target_matchers:
  - pack=\"shop\"
  - severity=\"warning\"
  equal:
  - namespace
  - service
  - cluster
"
            ),
            "{whole}"
        );
    }
}
