//! The files as their readers see them.
//!
//! Not the types that were written: these are the fields that Prometheus, the operator and Alertmanager know, written
//! down a second time. What is not among them is refused.

use std::borrow::Borrow;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::fmt;
use std::ops::Deref;
use std::rc::Rc;

use serde::de::{Error, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_yaml::Value;

/// A rule file, and the `spec` of a `PrometheusRule`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RuleFile {
    pub(super) groups: Vec<Group>,
}

/// The operator's object.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct PrometheusRule {
    pub(super) api_version: Text,
    pub(super) kind: Text,
    pub(super) metadata: Metadata,
    pub(super) spec: RuleFile,
}

/// An object with files in it.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct ConfigMap {
    pub(super) api_version: Text,
    pub(super) kind: Text,
    pub(super) metadata: Metadata,
    pub(super) data: Texts,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Metadata {
    pub(super) name: Text,
    #[serde(default)]
    pub(super) namespace: Option<Text>,
    #[serde(default)]
    pub(super) labels: Texts,
    #[serde(default)]
    #[expect(dead_code, reason = "allowed to stand there, and nothing depends on it")]
    annotations: Texts,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Group {
    pub(super) name: Text,
    pub(super) interval: Text,
    pub(super) rules: Vec<Rule>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Rule {
    #[serde(default)]
    pub(super) record: Option<Text>,
    #[serde(default)]
    pub(super) alert: Option<Text>,
    pub(super) expr: Text,
    #[serde(default, rename = "for")]
    pub(super) hold: Option<Text>,
    #[serde(default)]
    pub(super) labels: Texts,
    #[serde(default)]
    pub(super) annotations: Texts,
}

/// Alertmanager's configuration, or the part of it that is merged into another.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Routing {
    #[serde(default)]
    pub(super) global: Option<Value>,
    #[serde(default)]
    #[expect(dead_code, reason = "allowed to stand there, and nothing depends on it")]
    templates: Vec<Text>,
    #[serde(default)]
    pub(super) route: Option<Route>,
    /// Only in a fragment: what goes below the route of another configuration.
    #[serde(default)]
    pub(super) routes: Vec<Route>,
    #[serde(default)]
    pub(super) inhibit_rules: Vec<Inhibition>,
    /// Of a fleet most packs have the same ones.
    pub(super) receivers: Vec<Rc<Value>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Route {
    #[serde(default)]
    pub(super) receiver: Option<Text>,
    #[serde(default)]
    pub(super) matchers: Vec<Text>,
    #[serde(default)]
    pub(super) group_by: Option<Vec<Text>>,
    #[serde(default)]
    pub(super) group_wait: Option<Text>,
    #[serde(default)]
    pub(super) group_interval: Option<Text>,
    #[serde(default)]
    pub(super) repeat_interval: Option<Text>,
    #[serde(default, rename = "continue")]
    pub(super) continues: bool,
    #[serde(default)]
    pub(super) routes: Vec<Route>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Inhibition {
    pub(super) source_matchers: Vec<Text>,
    pub(super) target_matchers: Vec<Text>,
    #[serde(default)]
    pub(super) equal: Vec<Text>,
}

/// A configuration of Prometheus that has scrape jobs alone.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ScrapeFile {
    pub(super) scrape_configs: Vec<ScrapeConfig>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ScrapeConfig {
    pub(super) job_name: Text,
    pub(super) scrape_interval: Text,
    pub(super) scrape_timeout: Text,
    pub(super) metrics_path: Text,
    #[serde(default)]
    pub(super) params: BTreeMap<String, Vec<Text>>,
    #[serde(default)]
    pub(super) static_configs: Vec<StaticTargets>,
    #[serde(default)]
    pub(super) kubernetes_sd_configs: Vec<Discovered>,
    #[serde(default)]
    pub(super) relabel_configs: Vec<Relabeling>,
    #[serde(default)]
    pub(super) metric_relabel_configs: Vec<Relabeling>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct StaticTargets {
    pub(super) targets: Vec<Text>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Discovered {
    pub(super) role: Text,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Relabeling {
    pub(super) action: Text,
    #[serde(default)]
    pub(super) source_labels: Vec<Text>,
    #[serde(default)]
    pub(super) regex: Option<Text>,
    #[serde(default)]
    pub(super) target_label: Option<Text>,
    #[serde(default)]
    pub(super) replacement: Option<Text>,
}

/// A text, and nothing that a reader of YAML takes for a number, a truth value or nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Text(String);

impl Deref for Text {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self)
    }
}

/// For `join`.
impl Borrow<str> for Text {
    fn borrow(&self) -> &str {
        self
    }
}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Only;

        impl Visitor<'_> for Only {
            type Value = Text;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Text, E> {
                Ok(Text(text.to_owned()))
            }
        }

        // Asked for a string, the parser would also give the digits of a number.
        deserializer.deserialize_any(Only)
    }
}

/// Labels or annotations: texts alone, and no name twice.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Texts(pub(super) BTreeMap<String, String>);

impl<'de> Deserialize<'de> for Texts {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Unique;

        impl<'de> Visitor<'de> for Unique {
            type Value = Texts;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a map of names to texts")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Texts, A::Error> {
                let mut texts = BTreeMap::new();
                while let Some((name, text)) = map.next_entry::<Text, Text>()? {
                    match texts.entry(name.0) {
                        Entry::Vacant(place) => place.insert(text.0),
                        Entry::Occupied(other) => {
                            return Err(A::Error::custom(format!("`{}` stands there twice", other.key())));
                        }
                    };
                }
                Ok(Texts(texts))
            }
        }

        deserializer.deserialize_map(Unique)
    }
}
