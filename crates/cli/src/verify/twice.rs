//! What stands in two files, of which one is read.
//!
//! The operator's object holds the groups of the rule file, and a `ConfigMap` holds a dashboard: line by line, each line
//! further in. Where that is so byte for byte, a reader of YAML finds the same in both, and there are thousands of these
//! lines: they are read once, and of the other file what stands around them, with something short in their place.
//!
//! That a reader finds the same follows from what YAML does with lines that are further in, so the lines are looked at
//! first. Where they are not such ones, or differ, the whole is read as if this were not here.

use std::mem;

/// What stands in the place of a dashboard: no text that we write holds a character for private use.
const STAND_IN: &str = "\u{e000}\n";

/// An object with no groups, where those that it has are the groups of this rule file.
///
/// How far a list of blocks is in counts only in comparison with what is around it. So it says the same further in, if
/// each line is one of an item of that list: a line that separates documents would be something else there.
pub(super) fn object_around(object: &str, rule_file: &str) -> Option<String> {
    let is_comment = |line: &&str| line.starts_with('#');
    let header: usize = lines(rule_file).take_while(is_comment).map(str::len).sum();
    let groups = rule_file[header..].strip_prefix("groups:\n").filter(|groups| is_list(groups))?;
    let (before, inside) = object.split_once("\nspec:\n  groups:\n")?;
    further_in(inside, "  ", groups)?.is_empty().then(|| format!("{before}\nspec:\n  groups: []\n"))
}

/// The receivers of a configuration, with which it ends, and what is before them with none.
pub(super) fn receivers_of(configuration: &str) -> Option<(String, &str)> {
    let (before, receivers) = configuration.split_once("\nreceivers:\n")?;
    is_list(receivers).then(|| (format!("{before}\nreceivers: []\n"), receivers))
}

fn is_list(text: &str) -> bool {
    let is_of_an_item = |line: &str| line == "\n" || line.starts_with("- ") || line.starts_with("  ");
    text.starts_with("- ") && text.ends_with('\n') && lines(text).all(is_of_an_item) && is_lines(text)
}

/// A `ConfigMap` with a stand-in for each of these texts that stands in it under its key, and those keys.
///
/// A literal block is its lines without what the first of them is in, and one end of line. So it is the text, if that
/// begins with a line that is not further in itself, ends with one end of line, and holds only characters that YAML
/// takes as they are.
pub(super) fn map_around<'k>(
    map: &str,
    texts: impl Iterator<Item = (&'k str, &'k str)>,
) -> (String, Vec<&'k str>) {
    let (mut around, mut found) = (map.to_owned(), Vec::new());
    if map.contains(STAND_IN.trim_end()) {
        return (around, found);
    }
    for (key, text) in texts.filter(|(_, text)| is_block(text)) {
        let head = format!("\n  {key}: |\n");
        let Some((before, inside)) = around.split_once(&head) else { continue };
        // Nothing that could belong to the block follows it.
        let rest =
            further_in(inside, "    ", text).filter(|rest| rest.is_empty() || rest.starts_with("---\n"));
        if let Some(rest) = rest {
            around = [before, &head, "    ", STAND_IN, rest].concat();
            found.push(key);
        }
    }
    (around, found)
}

/// Whether this is what a reader found under the key of a text that stands in the map.
pub(super) fn is_stand_in(text: &str) -> bool {
    text == STAND_IN
}

fn is_block(text: &str) -> bool {
    !text.starts_with([' ', '\n']) && text.ends_with('\n') && !text.ends_with("\n\n") && is_lines(text)
}

/// Whether YAML sees the same lines in it, and takes all else as it is: there are other ends of line, tabs, which it does
/// not count, and characters that may not be there.
fn is_lines(text: &str) -> bool {
    // Nearly every text, and without a branch for each character.
    if text.bytes().fold(true, |all, byte| all & (byte == b'\n' || matches!(byte, b' '..=b'~'))) {
        return true;
    }
    text.chars().all(|c| match c {
        '\n' | ' '..='~' => true,
        '\u{2028}' | '\u{2029}' | '\u{feff}' => false,
        c => matches!(c, '\u{a0}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..),
    })
}

/// The lines of a text, each with its end. One search that goes on from line to line: most lines are shorter than what it
/// takes to begin one, and a fleet has millions.
pub(super) fn lines(text: &str) -> impl Iterator<Item = &str> {
    let mut from = 0;
    let ends = memchr::memchr_iter(b'\n', text.as_bytes()).map(|at| at + 1).chain([text.len()]);
    ends.map(move |end| &text[mem::replace(&mut from, end)..end]).filter(|line| !line.is_empty())
}

/// What follows these lines, where `text` begins with them and each but the empty ones is this much further in.
fn further_in<'t>(text: &'t str, indent: &str, these: &str) -> Option<&'t str> {
    lines(these).try_fold(text, |rest, line| {
        let rest = if line == "\n" { rest } else { rest.strip_prefix(indent)? };
        rest.strip_prefix(line)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULES: &str = "# header\ngroups:\n- name: a\n  rules:\n\n  - expr: |-\n      up\n";
    const OBJECT: &str = "kind: x\nspec:\n  groups:\n  - name: a\n    rules:\n\n    - expr: |-\n        up\n";

    #[test]
    fn groups_that_are_those_of_the_rule_file_are_left_out() {
        assert_eq!(object_around(OBJECT, RULES).as_deref(), Some("kind: x\nspec:\n  groups: []\n"));
    }

    #[test]
    fn groups_that_may_be_others_are_not() {
        for (from, to) in [
            ("up", "down"),
            ("    - expr", "   - expr"),
            ("        up\n", "        up\n\n"),
            ("  groups", "groups"),
            ("up\n", "up"),
        ] {
            assert_eq!(object_around(&OBJECT.replace(from, to), RULES), None, "{to}");
        }
        // Alike in both, and yet not read alike further in.
        for (item, same) in [("---\n", "  ---\n"), ("more: x\n", "  more: x\n"), ("\ta\n", "  \ta\n")] {
            assert_eq!(object_around(&format!("{OBJECT}{same}"), &format!("{RULES}{item}")), None, "{item}");
        }
    }

    fn left(map: &str, text: &str) -> Vec<&'static str> {
        map_around(map, [("a.json", text)].into_iter().map(|(key, text)| (key, &*text.to_owned().leak()))).1
    }

    #[test]
    fn a_text_is_left_out_where_a_block_is_surely_it() {
        let map = "data:\n  a.json: |\n    {\n\n      \"\u{e9}\"\n    }\n";
        let text = "{\n\n  \"\u{e9}\"\n}\n";
        assert_eq!(left(map, text), ["a.json"]);
        assert_eq!(left(&format!("{map}---\nkind: x\n"), text), ["a.json"]);
        for (from, to) in [
            ("|", "|-"),
            ("|", ">"),
            ("  a.json", " a.json"),
            ("    }", "     }"),
            ("}\n", "}\n\n"),
            ("}\n", "}\n    x\n"),
        ] {
            assert_eq!(left(&map.replace(from, to), text), Vec::<&str>::new(), "{to}");
        }
    }

    #[test]
    fn of_characters_that_yaml_reads_as_something_else_the_whole_is_read() {
        for text in [
            "a\tb\n",
            "a\u{85}b\n",
            "a\u{2028}b\n",
            "a\u{feff}\n",
            "a\u{7f}\n",
            " a\n",
            "\na\n",
            "a",
            "a\n\n",
        ] {
            let map =
                format!("data:\n  a.json: |\n    {}\n", text.trim_end_matches('\n').replace('\n', "\n    "));
            assert_eq!(left(&map, text), Vec::<&str>::new(), "{text:?}");
        }
        assert_eq!(left("a: \u{e000}\ndata:\n  a.json: |\n    x\n", "x\n"), Vec::<&str>::new());
    }
}
