//! Characters and classes of characters.

use regex_syntax::ast::{
    ClassSet, ClassSetItem, ClassUnicode, ClassUnicodeKind, HexLiteralKind, Literal, LiteralKind,
};

use super::{Difference, differs};

/// What both sides call by these names: Unicode's general categories and the common scripts. Both know many more.
const CHARACTER_CLASSES: &[&str] = &[
    "Any", "C", "Cc", "Cf", "Co", "Cs", "L", "Ll", "Lm", "Lo", "Lt", "Lu", "M", "Mc", "Me", "Mn", "N", "Nd",
    "Nl", "No", "P", "Pc", "Pd", "Pe", "Pf", "Pi", "Po", "Ps", "S", "Sc", "Sk", "Sm", "So", "Z", "Zl", "Zp",
    "Zs", // The common scripts; both sides know many more.
    "Arabic", "Cyrillic", "Greek", "Han", "Hebrew", "Hiragana", "Katakana", "Latin", "Thai",
];

/// A class in brackets.
pub(super) fn bracketed(set: &ClassSet) -> Result<(), Difference> {
    match set {
        ClassSet::BinaryOp(op) => Err(Difference {
            help: Some("a character that is meant literally is escaped"),
            ..differs(
                &op.span,
                "Prometheus does not compute with classes: it reads these characters literally",
            )
        }),
        ClassSet::Item(item) => class_item(item),
    }
}

fn class_item(item: &ClassSetItem) -> Result<(), Difference> {
    match item {
        ClassSetItem::Empty(_) | ClassSetItem::Ascii(_) | ClassSetItem::Perl(_) => Ok(()),
        ClassSetItem::Literal(found) => literal(found),
        ClassSetItem::Range(range) => literal(&range.start).and_then(|()| literal(&range.end)),
        ClassSetItem::Unicode(class) => unicode(class),
        ClassSetItem::Bracketed(class) => Err(Difference {
            help: Some("a bracket that is meant literally is written `\\[`"),
            ..differs(&class.span, "Prometheus has no class within a class")
        }),
        ClassSetItem::Union(union) => union.items.iter().try_for_each(class_item),
    }
}

/// `\pL`, `\p{Greek}`
pub(super) fn unicode(class: &ClassUnicode) -> Result<(), Difference> {
    let known = match &class.kind {
        ClassUnicodeKind::OneLetter(letter) => CHARACTER_CLASSES.contains(&letter.to_string().as_str()),
        ClassUnicodeKind::Named(name) => CHARACTER_CLASSES.contains(&name.as_str()),
        ClassUnicodeKind::NamedValue { .. } => false,
    };
    known
        .then_some(())
        .ok_or_else(|| differs(&class.span, "Prometheus may not know this class of characters"))
}

/// A character, however it is spelled.
pub(super) fn literal(literal: &Literal) -> Result<(), Difference> {
    match literal.kind {
        LiteralKind::HexFixed(HexLiteralKind::UnicodeShort | HexLiteralKind::UnicodeLong)
        | LiteralKind::HexBrace(HexLiteralKind::UnicodeShort | HexLiteralKind::UnicodeLong) => {
            Err(Difference {
                help: Some("write \\x{..}"),
                ..differs(&literal.span, "Prometheus does not know this escape")
            })
        }
        // Not only punctuation can be escaped here.
        LiteralKind::Meta | LiteralKind::Superfluous
            if !literal.c.is_ascii() || literal.c.is_ascii_alphanumeric() =>
        {
            Err(differs(&literal.span, "Prometheus does not know this escape"))
        }
        _ => Ok(()),
    }
}
