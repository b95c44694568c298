//! Events to documents.

use std::collections::BTreeMap;
use std::ops::Range;
use std::rc::Rc;

use granit_parser::{ErrorKind, Event, Parser, ScalarStyle, ScanError};

use super::node::{Map, Node, Value};
use super::scalar::Scalar;

/// Deeper nesting is refused: a rule file needs seven levels.
const DEEPEST: usize = 60;
/// More values are refused. What an alias stands for is shared, and counts once.
const MOST_NODES: usize = 4_000_000;
/// Maps are merged into others so often at most: merging copies what an alias only shares.
const MOST_MERGED: usize = 100_000;
/// A text is read again for each quoted line that stands too far left: so often at most,
const MOST_REPAIRS: usize = 200;
/// and so many bytes of it in all.
const MOST_READ_AGAIN: usize = 4 << 20;
/// The fault of such a line, inside this file.
const OUTDENTED: &str = "outdented";

/// What a text holds, up to the first fault.
#[derive(Debug, Default)]
pub(crate) struct Loaded {
    /// The documents, in order.
    pub(crate) documents: Vec<Rc<Node>>,
    /// The comments without their `#`, each with its bytes, in order.
    pub(crate) comments: Vec<(String, Range<usize>)>,
    /// What ended the reading.
    pub(crate) fault: Option<Fault>,
}

/// Where the text stops being YAML that is read here.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    /// The byte.
    pub(crate) at: usize,
    /// The id of the finding.
    pub(crate) id: &'static str,
    /// What is wrong.
    pub(crate) message: String,
}

/// Reads all documents of a text.
///
/// Go's reader, which Prometheus and Kubernetes use, lets the lines of a quoted text stand further left than its key, and
/// this parser does not. There the line break becomes a space, which is what it means, and no byte changes its place.
pub(crate) fn load(source: &str) -> Loaded {
    let mut loaded = once(source);
    let mut repaired = source.as_bytes().to_vec();
    for _ in 0..MOST_REPAIRS.min(MOST_READ_AGAIN / source.len().max(1)) {
        let Some(at) = loaded.fault.as_ref().filter(|fault| fault.id == OUTDENTED).map(|fault| fault.at)
        else {
            return loaded;
        };
        let Some(end) = source.get(..at).and_then(|before| before.rfind('\n')) else { break };
        repaired[end] = b' ';
        if end > 0 && repaired[end - 1] == b'\r' {
            repaired[end - 1] = b' ';
        }
        let Ok(text) = str::from_utf8(&repaired) else { break };
        loaded = once(text);
    }
    if let Some(fault) = loaded.fault.as_mut().filter(|fault| fault.id == OUTDENTED) {
        fault.id = "yaml/syntax";
    }
    loaded
}

fn once(source: &str) -> Loaded {
    let mut loader = Loader { source, ..Loader::default() };
    // A comment of a hundred lines is a licence, and no attack.
    let options = granit_parser::options! { max_buffered_comment_events: 100_000 };
    for event in Parser::new_from_str_with_options(source, options) {
        let taken = event
            .map_err(|error| unreadable(&error))
            .and_then(|(event, span)| loader.take(event, span.byte_range().unwrap_or_default()));
        if let Err(fault) = taken {
            loader.loaded.fault = Some(fault);
            break;
        }
    }
    loader.loaded
}

fn unreadable(error: &ScanError) -> Fault {
    let at = error.marker().byte_offset().unwrap_or_default();
    let message = error.info();
    let id = match error.kind() {
        ErrorKind::InvalidQuotedScalarIndent => OUTDENTED,
        ErrorKind::UnknownAnchor => "yaml/alias",
        _ => "yaml/syntax",
    };
    Fault { at, id, message }
}

/// A list or a map that is not at its end.
#[derive(Debug)]
struct Open {
    range: Range<usize>,
    anchor: usize,
    children: Children,
}

#[derive(Debug)]
enum Children {
    List(Vec<Rc<Node>>),
    Map { pairs: Vec<(Rc<Node>, Rc<Node>)>, key: Option<Rc<Node>> },
}

#[derive(Debug, Default)]
struct Loader<'a> {
    source: &'a str,
    loaded: Loaded,
    open: Vec<Open>,
    anchors: BTreeMap<usize, Rc<Node>>,
    nodes: usize,
    merged: usize,
}

impl Loader<'_> {
    fn take(&mut self, event: Event<'_>, range: Range<usize>) -> Result<(), Fault> {
        match event {
            Event::Comment(text, _) => self.loaded.comments.push((text.into_owned(), range)),
            Event::DocumentStart(..) => self.anchors.clear(),
            Event::Scalar(text, style, anchor, tag) => {
                let is_text = tag.is_some_and(|tag| tag.is_yaml_core_schema_tag("str"));
                let is_null = style == ScalarStyle::Plain
                    && !is_text
                    && matches!(&*text, "" | "~" | "null" | "Null" | "NULL");
                let value = if is_null {
                    Value::Null
                } else {
                    Value::Scalar(Scalar { text: text.into_owned(), style })
                };
                self.finish(Node { range, value }, anchor)?;
            }
            Event::SequenceStart(_, anchor, _) => self.begin(range, anchor, Children::List(Vec::new()))?,
            Event::MappingStart(_, anchor, _) => {
                self.begin(range, anchor, Children::Map { pairs: Vec::new(), key: None })?;
            }
            Event::SequenceEnd | Event::MappingEnd => {
                let Some(open) = self.open.pop() else { return Ok(()) };
                let node = self.close(open, &range)?;
                self.finish(node.0, node.1)?;
            }
            Event::Alias(anchor) => {
                let Some(node) = self.anchors.get(&anchor).map(Rc::clone) else {
                    let message = "this alias stands for a value of which it is a part".to_owned();
                    return Err(Fault { at: range.start, id: "yaml/alias", message });
                };
                self.place(node)?;
            }
            _ => {}
        }
        Ok(())
    }

    fn begin(&mut self, range: Range<usize>, anchor: usize, children: Children) -> Result<(), Fault> {
        if self.open.len() >= DEEPEST {
            let message = format!("lists and maps are nested more than {DEEPEST} deep");
            return Err(Fault { at: range.start, id: "yaml/too-deep", message });
        }
        self.open.push(Open { range, anchor, children });
        Ok(())
    }

    fn close(&mut self, open: Open, end: &Range<usize>) -> Result<(Node, usize), Fault> {
        let Open { range, anchor, children } = open;
        // The end of a block is where the next line begins: its last value tells where it ends.
        let flow_end = self.source.get(..end.end).filter(|text| text.ends_with([']', '}'])).map(str::len);
        let (last, value) = match children {
            Children::List(items) => (items.last().map(|item| item.range.end), Value::List(items)),
            Children::Map { pairs, .. } => {
                let last = pairs.iter().map(|(key, value)| key.range.end.max(value.range.end)).max();
                (last, Value::Map(self.map(pairs)?))
            }
        };
        let end = flow_end.or(last).unwrap_or(range.end).max(range.start);
        Ok((Node { range: range.start..end, value }, anchor))
    }

    fn finish(&mut self, node: Node, anchor: usize) -> Result<(), Fault> {
        self.nodes += 1;
        if self.nodes > MOST_NODES {
            let message = format!("the file holds more than {MOST_NODES} values");
            return Err(Fault { at: node.range.start, id: "yaml/too-large", message });
        }
        let node = Rc::new(node);
        if anchor != 0 {
            self.anchors.insert(anchor, Rc::clone(&node));
        }
        self.place(node)
    }

    /// Puts a value where it belongs.
    fn place(&mut self, node: Rc<Node>) -> Result<(), Fault> {
        match self.open.last_mut().map(|open| &mut open.children) {
            None => self.loaded.documents.push(node),
            Some(Children::List(items)) => items.push(node),
            Some(Children::Map { pairs, key }) => match key.take() {
                None if matches!(node.value, Value::List(_) | Value::Map(_)) => {
                    let message = format!("a key is one word, and this is {}", node.describe());
                    return Err(Fault { at: node.range.start, id: "yaml/syntax", message });
                }
                None => *key = Some(node),
                Some(key) => pairs.push((key, node)),
            },
        }
        Ok(())
    }

    /// A map of these pairs: `<<` brings the keys of other maps that it has not itself.
    fn map(&mut self, pairs: Vec<(Rc<Node>, Rc<Node>)>) -> Result<Map, Fault> {
        let mut map = Map::default();
        let mut seen = std::collections::BTreeSet::new();
        let (merges, own): (Vec<_>, Vec<_>) = pairs.into_iter().partition(|(key, _)| {
            matches!(&key.value, Value::Scalar(scalar) if scalar.text == "<<" && scalar.style == ScalarStyle::Plain)
        });
        for (key, value) in own {
            if key.text().is_some_and(|name| !seen.insert(name.to_owned())) {
                map.twice.push(key);
            } else {
                map.entries.push((key, value));
            }
        }
        for (key, value) in &merges {
            let sources: Vec<&Map> = match &value.value {
                Value::List(list) => list.iter().filter_map(|node| node.as_map()).collect(),
                _ => value.as_map().into_iter().collect(),
            };
            for (name, value) in sources.into_iter().flat_map(|source| &source.entries) {
                self.merged += 1;
                if self.merged > MOST_MERGED {
                    let message = format!("more than {MOST_MERGED} keys come from merge keys (`<<`)");
                    return Err(Fault { at: key.range.start, id: "yaml/too-large", message });
                }
                if name.text().is_some_and(|name| seen.insert(name.to_owned())) {
                    map.entries.push((Rc::clone(name), Rc::clone(value)));
                }
            }
        }
        Ok(map)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value<'a>(loaded: &'a Loaded, path: &[&str]) -> &'a Node {
        let mut node = &loaded.documents[0];
        for key in path {
            node = node.as_map().unwrap().get(key).unwrap();
        }
        node
    }

    #[test]
    fn documents_aliases_and_merge_keys_are_read() {
        let loaded = load(
            "base: &base {a: 1, b: 2}\none: {<<: *base, b: 3}\ntwo: {<<: [*base, {c: 4}]}\nlist: [*base]\n---\nx: y\n",
        );
        assert_eq!((loaded.documents.len(), &loaded.fault), (2, &None));
        let text = |path: &[&str]| value(&loaded, path).text().map(ToOwned::to_owned);
        assert_eq!(text(&["one", "a"]).as_deref(), Some("1"));
        assert_eq!(text(&["one", "b"]).as_deref(), Some("3"));
        assert_eq!(text(&["two", "c"]).as_deref(), Some("4"));
    }

    #[test]
    fn a_map_begins_and_ends_with_what_it_holds() {
        let source = "a:\n  - b: 1\n    c: |\n      x\n\n# comment\nd: {e: [1, 2]}\n";
        let loaded = load(source);
        let written = |path: &[&str]| source[value(&loaded, path).range.clone()].trim_end().to_owned();
        assert_eq!(written(&["a"]), "- b: 1\n    c: |\n      x");
        assert_eq!(written(&["d"]), "{e: [1, 2]}");
        assert_eq!(loaded.comments, [(" comment".to_owned(), 30..39)]);
    }

    #[test]
    fn a_quoted_text_may_stand_further_left_than_its_key() {
        let source = "a:\n  b: \"one,\r\ntwo\n three\"\n  c: 'x\n\n   y'\n";
        let loaded = load(source);
        assert_eq!(loaded.fault, None);
        let node = value(&loaded, &["a", "b"]);
        assert_eq!(node.text().unwrap().split_whitespace().collect::<Vec<_>>(), ["one,", "two", "three"]);
        let at = node.text().unwrap().find("three").unwrap();
        assert_eq!(&source[node.locate(source, &(at..at + 5))], "three");
        assert_eq!(value(&loaded, &["a", "c"]).text(), Some("x\ny"));
    }

    #[test]
    fn a_key_that_stands_twice_is_remembered() {
        let loaded = load("a: 1\na: 2\n");
        let map = loaded.documents[0].as_map().unwrap();
        assert_eq!((map.entries.len(), map.twice.len()), (1, 1));
        assert_eq!(map.twice[0].range, 5..6);
    }

    #[test]
    fn what_is_no_yaml_has_a_place() {
        for (source, id) in
            [("a: [1\nb: 2\n", "yaml/syntax"), ("a: *b\n", "yaml/alias"), ("a: &a [*a]\n", "yaml/alias")]
        {
            let fault = load(source).fault;
            assert_eq!(fault.unwrap().id, id, "{source}");
        }
        let deep = load(&format!("{}x\n", "- ".repeat(100))).fault.unwrap();
        assert_eq!((deep.id, deep.at), ("yaml/too-deep", 2 * DEEPEST));
    }

    #[test]
    fn aliases_of_aliases_cost_no_more_than_they_are_written() {
        let mut source = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n".to_owned();
        for level in 1..40 {
            let item = format!("*a{}", level - 1);
            let items = [item.as_str(); 9].join(", ");
            source = format!("{source}a{level}: &a{level} [{items}]\n");
        }
        assert_eq!(load(&source).fault, None);
    }
}
