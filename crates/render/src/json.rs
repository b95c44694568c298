//! The one place that writes JSON.

use serde::Serialize;

/// Two-space JSON with a final newline. The order of keys is that of the wire types.
///
/// Serializing fails for maps alone whose keys are no strings, and no wire type has such a one. Should it happen,
/// the text is no JSON, so that whoever reads it back refuses it.
pub(crate) fn document<T: Serialize>(value: &T) -> String {
    let mut text = serde_json::to_string_pretty(value).unwrap_or_else(|error| format!("@ {error}"));
    text.push('\n');
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_keep_the_order_of_the_type() {
        #[derive(Serialize)]
        struct Wire {
            uid: &'static str,
            b: u32,
            a: [u32; 1],
        }
        let text = document(&Wire { uid: "x", b: 1, a: [2] });
        assert_eq!(text, "{\n  \"uid\": \"x\",\n  \"b\": 1,\n  \"a\": [\n    2\n  ]\n}\n");
    }
}
