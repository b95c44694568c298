//! JSON Schemas of both files, for editors: completion, hover texts, and squiggles while typing.
//!
//! A schema knows the keys and the spelling of one value; what refers to something else (a phase that exists, a
//! unit that fits) only [`read`](crate::read) knows. The shapes here have no other use: what is read is
//! [`data`](crate::data), with places and checked.

mod metrics;
mod texts;
mod thresholds;
mod traffic;

use schemars::generate::SchemaSettings;
use schemars::transform::RecursiveTransform;
use schemars::{JsonSchema, Schema};
use serde_json::Value;

/// The schema of `thresholds.yaml`, as JSON with a final line break.
pub fn thresholds() -> String {
    text::<thresholds::ThresholdsFile>()
}

/// The schema of `metrics.yaml`, as JSON with a final line break.
pub fn metrics() -> String {
    text::<metrics::MetricsFile>()
}

/// Draft 7: what the language servers of YAML know best.
fn text<T: JsonSchema>() -> String {
    let settings = SchemaSettings::draft07().with_transform(RecursiveTransform(without_null));
    let schema = settings.into_generator().into_root_schema_for::<T>();
    // The alternate form is indented; a `Value` always prints.
    format!("{:#}\n", schema.to_value())
}

/// An optional key is absent, never `null`: the reader refuses a key without a value.
fn without_null(schema: &mut Schema) {
    if let Some(Value::Array(types)) = schema.get_mut("type") {
        types.retain(|name| name != "null");
        if let [only] = &types[..] {
            let only = only.clone();
            schema.insert("type".to_owned(), only);
        }
    }
    let Some(Value::Array(options)) = schema.get_mut("anyOf") else { return };
    options.retain(|option| option.get("type").is_none_or(|name| name != "null"));
    if options.len() == 1 {
        // Draft 7 ignores what stands beside a `$ref`, and beside this one stands the description.
        if let Some(only) = schema.remove("anyOf") {
            schema.insert("allOf".to_owned(), only);
        }
    }
}

#[cfg(test)]
mod tests;
