//! Matchers as Alertmanager reads them.

use plimsoll_promql::{MatchOp, Matcher};

/// The matchers of one text: `severity="critical"`, `a=b, c=~"d|e"`, `{a="b"}`. `None` where Alertmanager would refuse
/// it.
pub(super) fn parse(text: &str) -> Option<Vec<Matcher>> {
    let trimmed = text.trim();
    let inner = match trimmed.strip_prefix('{') {
        Some(rest) => rest.strip_suffix('}')?,
        None => trimmed,
    };
    split(inner).into_iter().map(one).collect()
}

/// The parts between commas that stand in no quotes. A comma at the end says nothing.
fn split(text: &str) -> Vec<&str> {
    let (mut parts, mut start) = (Vec::new(), 0);
    let (mut quoted, mut escaped) = (false, false);
    for (at, c) in text.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            ',' if !quoted => {
                parts.push(&text[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&text[start..]);
    if parts.len() > 1 && parts.last().is_some_and(|part| part.trim().is_empty()) {
        parts.pop();
    }
    parts
}

fn one(text: &str) -> Option<Matcher> {
    let text = text.trim();
    let (name, rest) = if let Some(rest) = text.strip_prefix('"') {
        let end = rest.find('"')?;
        (rest[..end].to_owned(), &rest[end + 1..])
    } else {
        let end = text.find(['=', '!', '~'])?;
        (text[..end].trim_end().to_owned(), &text[end..])
    };
    let rest = rest.trim_start();
    let ops = [
        ("=~", MatchOp::Matches),
        ("!~", MatchOp::NotMatches),
        ("!=", MatchOp::NotEqual),
        ("=", MatchOp::Equal),
    ];
    let (op, value) = ops.iter().find_map(|(sign, op)| Some((*op, rest.strip_prefix(sign)?)))?;
    let value = unquoted(value.trim())?;
    let is_name = !name.is_empty() && !name.contains(['{', '}', '"', ' ']);
    let is_read = matches!(op, MatchOp::Equal | MatchOp::NotEqual) || op.selects(&value, "").is_some();
    (is_name && is_read).then(|| Matcher::new(name, op, value))
}

/// A value without its quotes and escapes.
fn unquoted(text: &str) -> Option<String> {
    let Some(inner) = text.strip_prefix('"') else {
        return (!text.contains('"')).then(|| text.to_owned());
    };
    let inner = inner.strip_suffix('"')?;
    let mut value = String::new();
    let mut chars = inner.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next()? {
                'n' => value.push('\n'),
                c @ ('\\' | '"') => value.push(c),
                other => value.extend(['\\', other]),
            },
            '"' => return None,
            c => value.push(c),
        }
    }
    Some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_alertmanager_reads_is_read() {
        for (text, wanted) in [
            ("severity=\"critical\"", "severity=\"critical\""),
            ("severity = critical", "severity=\"critical\""),
            ("a=~\"b|c\", d!=\"e,f\",", "a=~\"b|c\" d!=\"e,f\""),
            ("{a!~\"x.*\"}", "a!~\"x.*\""),
            ("\"quoted\"=b", "quoted=\"b\""),
            ("a=\"say \\\"x\\\"\\\\\"", "a=\"say \\\"x\\\"\\\\\""),
            ("a=", "a=\"\""),
        ] {
            let read = parse(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!(read.iter().map(ToString::to_string).collect::<Vec<_>>().join(" "), wanted, "{text}");
        }
    }

    #[test]
    fn what_alertmanager_refuses_is_refused() {
        for text in ["a", "=b", "{a=b", "a=\"b", "a=~\"[\"", "a=\"b\"c\""] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
