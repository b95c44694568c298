//! The words of an action.

use std::ops::Range;

use super::Fault;

/// A word of an action.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) span: Range<usize>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// `"x"`, `` `x` ``, `'x'`, `1.5`
    Constant,
    /// `$x`, with the fields behind it.
    Variable,
    /// `.`, `.x.y`
    Field,
    /// `humanize`, `if`, `true`
    Word,
    /// `|`
    Pipe,
    /// `(`
    Open,
    /// `)`, with the fields behind it.
    Close,
    /// `:=` and `=`
    Assign,
    /// `,`
    Comma,
}

/// The words of the action that begins at `open`, and one past its `}}`.
pub(super) fn action(text: &str, open: usize) -> Result<(Vec<Token>, usize), Fault> {
    let mut tokens = Vec::new();
    let mut at = open + 2;
    if text[at..].starts_with("- ") || text[at..].starts_with("-\n") || text[at..].starts_with("-\t") {
        at += 1;
    }
    loop {
        let rest = &text[at..];
        let Some(c) = rest.chars().next() else {
            return Err(Fault::new(open..open + 2, "this action has no end", "close it with `}}`"));
        };
        if rest.starts_with("}}") {
            return Ok((tokens, at + 2));
        }
        if c.is_whitespace() {
            let blank = rest.len() - rest.trim_start().len();
            if rest.trim_start().starts_with("-}}") {
                return Ok((tokens, at + blank + 3));
            }
            at += blank;
            continue;
        }
        let (kind, length) = word(text, at, c)?;
        if !matches!(kind, Kind::Open | Kind::Pipe | Kind::Assign | Kind::Comma) {
            ended(text, at + length, kind)?;
        }
        tokens.push(Token { kind, span: at..at + length });
        at += length;
    }
}

/// What may stand behind a value without a space.
fn ended(text: &str, at: usize, kind: Kind) -> Result<(), Fault> {
    let rest = &text[at..];
    match rest.chars().next() {
        // `labels.x`: that there is no such function says more.
        Some('.') if kind == Kind::Word => Ok(()),
        Some(c) if !c.is_whitespace() && !",|:)".contains(c) && !rest.starts_with("}}") => {
            let message = format!("`{c}` cannot stand right behind a value");
            Err(Fault::new(at..at + c.len_utf8(), message, "part the two with a space"))
        }
        _ => Ok(()),
    }
}

fn word(text: &str, at: usize, c: char) -> Result<(Kind, usize), Fault> {
    let rest = &text[at..];
    let is_name = |c: char| c.is_alphanumeric() || c == '_';
    let name = |from: usize| rest[from..].find(|c| !is_name(c)).unwrap_or(rest.len() - from);
    // `.a.b` behind a variable, a parenthesis or nothing.
    let fields = |mut from: usize| {
        while rest[from..].starts_with('.')
            && rest[from + 1..].starts_with(|c| is_name(c) && !c.is_ascii_digit())
        {
            from += 1 + name(from + 1);
        }
        from
    };
    Ok(match c {
        '"' | '\'' | '`' => (Kind::Constant, quoted(text, at, c)?),
        '$' => (Kind::Variable, fields(1 + name(1))),
        '.' if !rest[1..].starts_with(|c: char| c.is_ascii_digit()) => (Kind::Field, fields(0).max(1)),
        '|' => (Kind::Pipe, 1),
        '(' => (Kind::Open, 1),
        ')' => (Kind::Close, fields(1)),
        ',' => (Kind::Comma, 1),
        ':' if rest.starts_with(":=") => (Kind::Assign, 2),
        '=' => (Kind::Assign, 1),
        c if c.is_ascii_digit() || matches!(c, '.' | '+' | '-') => {
            let is_part = |c: char| is_name(c) || matches!(c, '.' | '+' | '-');
            let length = rest.find(|c| !is_part(c)).unwrap_or(rest.len());
            if !is_number(&rest[..length]) {
                let message = format!("`{}` is no number", &rest[..length]);
                return Err(Fault::new(at..at + length, message, "write it in digits, such as 0.5"));
            }
            (Kind::Constant, length)
        }
        c if is_name(c) => (Kind::Word, name(0)),
        other => {
            return Err(Fault::new(
                at..at + other.len_utf8(),
                format!("`{other}` cannot stand in an action"),
                "an action is `{{ ... }}`, with texts in double quotes",
            ));
        }
    })
}

/// Whether Go reads it as a number.
fn is_number(text: &str) -> bool {
    let digits = text.trim_start_matches(['+', '-']).replace('_', "").to_ascii_lowercase();
    let based = [("0x", 16), ("0o", 8), ("0b", 2)];
    if let Some((rest, radix)) =
        based.iter().find_map(|(mark, radix)| Some((digits.strip_prefix(mark)?, *radix)))
    {
        return u64::from_str_radix(rest, radix).is_ok();
    }
    let plain = digits.strip_suffix('i').unwrap_or(&digits);
    plain.starts_with(|c: char| c.is_ascii_digit() || c == '.') && plain.parse::<f64>().is_ok()
}

/// The length of a text with its quotes.
fn quoted(text: &str, at: usize, quote: char) -> Result<usize, Fault> {
    let mut escaped = false;
    for (offset, c) in text[at..].char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' if quote != '`' => escaped = true,
            '\n' if quote != '`' => break,
            c if c == quote => return Ok(offset + 1),
            _ => {}
        }
    }
    Err(Fault::new(at..text.len(), "this text has no end", "close it with the quote that opened it"))
}
