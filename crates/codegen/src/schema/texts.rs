//! Texts with a spelling of their own.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

macro_rules! texts {
    ($($(#[doc = $doc:literal])+ $name:ident = $schema:tt;)*) => {$(
        $(#[doc = $doc])+
        #[derive(PartialEq, Eq, PartialOrd, Ord)]
        pub(super) struct $name;

        impl JsonSchema for $name {
            fn schema_name() -> Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                let mut schema = json_schema!($schema);
                let description = [$($doc),+].concat();
                schema.insert("description".to_owned(), description.trim().into());
                schema
            }
        }
    )*};
}

texts! {
    /// A number with a suffix: `5%`, `500ms`, `64Mi`, `0.1s/s`, or a bare number of things.
    Amount = {
        "type": ["string", "number"],
        "pattern": r"^[0-9]+(\.[0-9]+)? *(%|ms|s|m|h|d|B|Ki|Mi|Gi|Ti)?( */s)?$",
        "minimum": 0
    };
    /// A Prometheus duration: `30s`, `5m`, `1h30m`, `3d`.
    Duration = {
        "type": "string",
        "minLength": 1,
        "pattern": "^([0-9]+y)?([0-9]+w)?([0-9]+d)?([0-9]+h)?([0-9]+m)?([0-9]+s)?([0-9]+ms)?$"
    };
    /// Lower-case letters, digits and hyphens.
    Name = { "type": "string", "maxLength": 63, "pattern": "^[a-z]([a-z0-9-]*[a-z0-9])?$" };
    /// Lower-case letters, digits and `_`: it becomes a name in Rust.
    Id = { "type": "string", "pattern": "^[a-z][a-z0-9_]*$" };
    /// A label of Prometheus.
    Label = { "type": "string", "pattern": "^(_?[a-zA-Z][a-zA-Z0-9_]*|_[0-9][a-zA-Z0-9_]*|_)$" };
    /// A label of Kubernetes, with an optional prefix.
    ObjectLabel = { "type": "string", "pattern": "^([a-z0-9.-]+/)?[a-zA-Z0-9]([a-zA-Z0-9._-]*[a-zA-Z0-9])?$" };
    /// A metric; of a histogram without `_bucket`, `_sum` and `_count`.
    MetricName = { "type": "string", "pattern": "^[a-zA-Z_:][a-zA-Z0-9_:]*$" };
    /// A day: `2025-10-24`.
    Date = { "type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" };
    /// An address that begins with `https://` or `http://`.
    Url = { "type": "string", "pattern": "^https?://\\S+$" };
    /// Major and minor version: `"3.5"`.
    Version = { "type": ["string", "number"], "pattern": "^[0-9]+\\.[0-9]+$" };
}
