//! Numbers, durations and strings as Prometheus spells them.
//!
//! The rules are Go's, as Prometheus 2.54 and newer apply them: `0x1f`, `0755` and `1_000` are numbers, `1_`, `0x1e`
//! and `1e400` are not.

use std::borrow::Cow;

use super::token::Text;

/// Why a literal was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Malformed {
    pub(super) message: String,
    /// How many bytes of the text were read before it went wrong.
    pub(super) read: usize,
}

/// The length of the number at the start of `text`, or nothing where what starts there is no number (it may be a
/// duration).
pub(super) fn number_length(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let at = |i: usize| bytes.get(i).copied();
    let mut i = 0;
    let mut hexadecimal = false;
    if at(0) == Some(b'0') {
        i = 1;
        if matches!(at(1), Some(b'x' | b'X')) {
            i = 2 + usize::from(at(2) == Some(b'_'));
            hexadecimal = true;
        }
    }
    let digit = |b: u8| if hexadecimal { b.is_ascii_hexdigit() } else { b.is_ascii_digit() };
    // The first point and the first digit are taken without the checks below: so is the exponent's letter of `0xe`.
    if at(i) == Some(b'.') {
        i += 1;
    }
    if at(i).is_some_and(digit) {
        i += 1;
    }
    let (mut point, mut exponent) = (false, false);
    while let Some(b) = at(i) {
        match b {
            b'.' => {
                if point || hexadecimal || matches!(at(i + 1), Some(b'_' | b'.')) {
                    return None;
                }
                point = true;
                i += 1;
            }
            b'e' | b'E' => {
                if exponent {
                    return None;
                }
                exponent = true;
                i += 1 + usize::from(matches!(at(i + 1), Some(b'+' | b'-')));
                if matches!(at(i), None | Some(b'.' | b'_' | b'e' | b'E')) {
                    return None;
                }
            }
            b'_' => {
                if matches!(at(i + 1), None | Some(b'.' | b'_' | b'e' | b'E')) {
                    return None;
                }
                i += 1;
            }
            b if digit(b) => {
                while at(i).is_some_and(digit) {
                    i += 1;
                }
            }
            _ => break,
        }
    }
    let ends = !at(i).is_some_and(|b| b == b'_' || b.is_ascii_alphanumeric());
    (i > 0 && ends).then_some(i)
}

/// The value of a number that [`number_length`] measured; nothing where it is out of range.
pub(super) fn number(text: &str) -> Option<f64> {
    if text.contains('_') && !underscores_separate_digits(text) {
        return None;
    }
    let plain = text.replace('_', "").to_ascii_lowercase();
    if let Some(digits) = plain.strip_prefix("0x") {
        return i64::from_str_radix(digits, 16).ok().map(to_f64);
    }
    if plain.len() > 1 && plain.starts_with('0') && plain.bytes().all(|b| b.is_ascii_digit()) {
        // Octal where it can be, otherwise decimal: `010` is 8 and `08` is 8.
        if let Ok(value) = i64::from_str_radix(&plain, 8) {
            return Some(to_f64(value));
        }
    }
    plain.parse::<f64>().ok().filter(|value| value.is_finite())
}

#[allow(clippy::cast_precision_loss)] // as Prometheus does
fn to_f64(value: i64) -> f64 {
    value as f64
}

fn underscores_separate_digits(text: &str) -> bool {
    let hexadecimal = text.starts_with("0x") || text.starts_with("0X");
    // The prefix counts as a digit.
    let mut after_digit = hexadecimal;
    let mut after_underscore = false;
    for b in text.bytes().skip(if hexadecimal { 2 } else { 0 }) {
        let digit = if hexadecimal { b.is_ascii_hexdigit() } else { b.is_ascii_digit() };
        if b == b'_' && !after_digit || after_underscore && !digit {
            return false;
        }
        after_underscore = b == b'_';
        after_digit = digit;
    }
    !after_underscore
}

/// The length of the duration at the start of `text`, which begins with a digit. It says nothing about the order of
/// the units.
pub(super) fn duration_length(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut i = 0;
    let mut units = "smhdwy";
    loop {
        let digits = bytes[i..].iter().take_while(|b| b.is_ascii_digit()).count();
        if digits == 0 {
            break;
        }
        i += digits;
        if !bytes.get(i).is_some_and(|b| units.contains(char::from(*b))) {
            return None;
        }
        i += 1;
        i += usize::from(bytes.get(i) == Some(&b's'));
        units = "smhdw";
    }
    let ends = !bytes.get(i).is_some_and(|b| *b == b'_' || b.is_ascii_alphanumeric());
    (i > 0 && ends).then_some(i)
}

const UNITS: [(&str, u128); 7] = [
    ("y", 365 * 24 * 3600 * 1000),
    ("w", 7 * 24 * 3600 * 1000),
    ("d", 24 * 3600 * 1000),
    ("h", 3600 * 1000),
    ("m", 60 * 1000),
    ("s", 1000),
    ("ms", 1),
];

/// The value of a duration in seconds: each unit at most once, from the largest to the smallest.
pub(super) fn duration(text: &str) -> Option<f64> {
    let mut rest = text;
    let mut units = UNITS.iter();
    let mut milliseconds: u128 = 0;
    while !rest.is_empty() {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let count: u128 = rest[..digits].parse::<u64>().ok()?.into();
        rest = &rest[digits..];
        let letters = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
        let (_, factor) = units.find(|(unit, _)| *unit == &rest[..letters])?;
        rest = &rest[letters..];
        milliseconds += count * factor;
    }
    // Prometheus counts nanoseconds in 64 bits.
    let milliseconds =
        u64::try_from(milliseconds).ok().filter(|ms| *ms <= i64::MAX.unsigned_abs() / 1_000_000)?;
    #[allow(clippy::cast_precision_loss)]
    Some(milliseconds as f64 / 1000.0)
}

/// The string literal at the start of `text`, which begins with a quote: its length and what it says.
pub(super) fn string(text: &str) -> Result<(usize, Text<'_>), Malformed> {
    let quote = text.as_bytes().first().copied().unwrap_or(b'"');
    // Nearly all say what stands there.
    let is_plain = |b: &u8| b.is_ascii() && *b != quote && !matches!(b, b'\\' | b'\n');
    let end = 1 + text.bytes().skip(1).take_while(is_plain).count();
    if text.as_bytes().get(end) == Some(&quote) {
        return Ok((end + 1, Text { value: Cow::Borrowed(&text[1..end]), is_utf8: true }));
    }
    let mut decoded = Vec::new();
    let mut chars = text.char_indices().skip(1).peekable();
    while let Some((at, c)) = chars.next() {
        match c {
            _ if u32::from(c) == u32::from(quote) => {
                let (value, is_utf8) = match String::from_utf8(decoded) {
                    Ok(value) => (value, true),
                    Err(error) => (String::from_utf8_lossy(error.as_bytes()).into_owned(), false),
                };
                return Ok((at + 1, Text { value: Cow::Owned(value), is_utf8 }));
            }
            // Go's decoder gives this character for bytes that are not UTF-8, so Prometheus refuses the character too.
            '\u{FFFD}' => {
                return Err(Malformed {
                    message: "U+FFFD cannot stand in a string".to_owned(),
                    read: at + 3,
                });
            }
            '\n' if quote != b'`' => {
                return Err(Malformed {
                    message: "this string is not closed on its line".to_owned(),
                    read: at,
                });
            }
            '\\' if quote != b'`' => {
                let length =
                    escape(&text[at..], quote, &mut decoded).ok_or_else(|| unknown_escape(text, at))?;
                while chars.next_if(|(next, _)| *next < at + length).is_some() {}
            }
            c => decoded.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
        }
    }
    Err(Malformed { message: "this string is not closed".to_owned(), read: text.len() })
}

fn unknown_escape(text: &str, at: usize) -> Malformed {
    let shown: String = text[at..].chars().take(2).collect();
    Malformed { message: format!("`{shown}` is not an escape sequence"), read: at + shown.len() }
}

/// Decodes the escape at the start of `text` and says how long it is.
fn escape(text: &str, quote: u8, decoded: &mut Vec<u8>) -> Option<usize> {
    let bytes = text.as_bytes();
    let single = |byte: u8, decoded: &mut Vec<u8>| {
        decoded.push(byte);
        Some(2)
    };
    let digits = |from: usize, count: usize, radix: u32| {
        let digits = bytes.get(from..from + count)?;
        digits.iter().try_fold(0_u32, |value, b| {
            value.checked_mul(radix)?.checked_add(char::from(*b).to_digit(radix)?)
        })
    };
    match *bytes.get(1)? {
        b'a' => single(0x07, decoded),
        b'b' => single(0x08, decoded),
        b'f' => single(0x0c, decoded),
        b'n' => single(b'\n', decoded),
        b'r' => single(b'\r', decoded),
        b't' => single(b'\t', decoded),
        b'v' => single(0x0b, decoded),
        b'\\' => single(b'\\', decoded),
        b if b == quote => single(quote, decoded),
        b'0'..=b'7' => {
            decoded.push(u8::try_from(digits(1, 3, 8)?).ok()?);
            Some(4)
        }
        b'x' => {
            decoded.push(u8::try_from(digits(2, 2, 16)?).ok()?);
            Some(4)
        }
        letter @ (b'u' | b'U') => {
            let count = if letter == b'u' { 4 } else { 8 };
            let c = char::from_u32(digits(2, count, 16)?)?;
            decoded.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
            Some(2 + count)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_number(text: &str) -> Option<f64> {
        number_length(text).filter(|length| *length == text.len()).and_then(|_| number(text))
    }

    #[test]
    fn numbers_are_read_as_go_reads_them() {
        for (text, value) in [
            ("1", 1.0),
            (".5", 0.5),
            ("5.", 5.0),
            ("5e-3", 0.005),
            ("0xc", 12.0),
            ("0755", 493.0),
            ("08", 8.0),
            ("1_000", 1000.0),
            ("0x_F", 15.0),
        ] {
            assert_eq!(read_number(text), Some(value), "{text}");
        }
        for text in ["1__0", "1_", "1e", "0x1e", "1e400", "1.2.3", "0xffffffffffffffff", "0b1", "1_.5"] {
            assert_eq!(read_number(text), None, "{text}");
        }
    }

    #[test]
    fn durations_name_each_unit_once_from_large_to_small() {
        let read =
            |text: &str| duration_length(text).filter(|n| *n == text.len()).and_then(|_| duration(text));
        assert_eq!(read("1h30m"), Some(5400.0));
        assert_eq!(read("4s180ms"), Some(4.18));
        assert_eq!(read("0s"), Some(0.0));
        for text in ["5mm", "5m1", "5m1h", "5m1m", "5y1hs", "300y", "99999999999999999999s"] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn strings_are_decoded() {
        let read = |text: &str| string(text).map(|(_, text)| (text.value.into_owned(), text.is_utf8));
        assert_eq!(read(r#""a\"b\n\u00e9""#), Ok(("a\"b\né".to_owned(), true)));
        assert_eq!(read(r"'it\'s'"), Ok(("it's".to_owned(), true)));
        assert_eq!(read(r"`\d+`"), Ok((r"\d+".to_owned(), true)));
        assert_eq!(read(r#""\xff""#), Ok(("\u{FFFD}".to_owned(), false)));
    }

    #[test]
    fn a_string_that_cannot_be_read_says_where() {
        assert_eq!(string(r#""ab\d""#).unwrap_err().read, 5);
        assert_eq!(string("\"ab\ncd\"").unwrap_err().read, 3);
        assert_eq!(string("\"ab").unwrap_err().read, 3);
        for text in [r#""\xf""#, r#""\ud800""#, r#""\400""#, r#""\'""#, "\"\\é\"", "\"\u{FFFD}\""] {
            assert!(string(text).is_err(), "{text}");
        }
    }
}
