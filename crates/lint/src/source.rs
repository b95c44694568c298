//! Bytes to what is asked about: the text of a file, its YAML, its rules or its routes.

use std::ops::Range;

use plimsoll_check::{Diagnostic, Severity};
use plimsoll_plan::Rule;
use plimsoll_promql::gate;
use plimsoll_units::Origin;

use crate::alertmanager::{self, Routing};
use crate::allow::Allowances;
use crate::intern::intern;
use crate::rules::{Rules, at};
use crate::run::{File, RoutingFile};
use crate::template;
use crate::yaml::{Lines, load};

/// The largest file that is read.
pub const LARGEST: usize = 16 << 20;

/// One file, read.
#[derive(Debug)]
pub(crate) struct Read<'a> {
    pub(crate) lines: Lines<'a>,
    pub(crate) rules: Rules,
    /// What it says of routes, where it is the configuration of an Alertmanager.
    pub(crate) routing: Option<Routing>,
    pub(crate) allowances: Allowances,
}

/// Reads one file; one without rules that was only come across is left out.
pub(crate) fn rules<'a>(file: &File<'a>, target: (u16, u16)) -> (Option<Read<'a>>, Vec<Diagnostic>) {
    let text = match text(file) {
        Ok(text) => text,
        Err(finding) => return (None, vec![*finding]),
    };
    let lines = Lines::new(file.name, text);
    let loaded = load(text);
    let rules = crate::rules::read(&lines, &loaded.documents, target, file.searched);
    if let Some(range) = template::of_helm(text).or_else(|| template::of_erb(text)) {
        // Nothing else that is said of it would be certain. Prometheus may load it, and show the braces.
        let mut finding = unrendered(&lines, &range);
        if loaded.fault.is_none() && is_loaded(&rules, target) {
            finding.severity = Severity::Warning;
        }
        let concerns = !file.searched || speaks_of_rules(text);
        return (None, concerns.then_some(finding).into_iter().collect());
    }
    let mut found = Vec::new();
    if let Some(fault) = &loaded.fault {
        if !file.searched || speaks_of_rules(text) {
            let mut finding = broken(&lines, fault.at, fault.id, &fault.message);
            // Of a rule file Prometheus reads the first document alone, and that one is whole.
            if loaded.documents.first().is_some_and(|first| crate::rules::is_plain(first)) {
                finding.severity = Severity::Warning;
            }
            found.push(finding);
        } else {
            return (None, found);
        }
    }
    let counts = rules.is_rule_file || !rules.found.is_empty();
    let read = || {
        let allowances = Allowances::read(&lines, &loaded.comments, &rules.written);
        Read { lines, rules, routing: None, allowances }
    };
    (counts.then(read), found)
}

/// The configuration of an Alertmanager, if it can be read.
pub(crate) fn routing<'a>(file: &RoutingFile<'a>) -> (Option<Read<'a>>, Vec<Diagnostic>) {
    let text = match text(&File { name: file.name, bytes: file.bytes, searched: false }) {
        Ok(text) => text,
        Err(finding) => return (None, vec![*finding]),
    };
    let lines = Lines::new(file.name, text);
    let loaded = load(text);
    if let Some(fault) = &loaded.fault {
        let finding = broken(&lines, fault.at, fault.id, &fault.message);
        return (None, vec![finding]);
    }
    let mut routing = alertmanager::read(&lines, &loaded.documents);
    let found = std::mem::take(&mut routing.found);
    let allowances = Allowances::read(&lines, &loaded.comments, &[]);
    (Some(Read { lines, rules: Rules::default(), routing: Some(routing), allowances }), found)
}

/// Whether Prometheus would load the rules.
fn is_loaded(rules: &Rules, (major, minor): (u16, u16)) -> bool {
    let target = gate::Target::new(major, minor);
    let is_read = |rule: &Rule| gate::check(rule.expr().render(), &target, gate::Use::Any).is_ok();
    rules.found.iter().all(|finding| finding.severity != Severity::Error)
        && rules.groups.iter().flat_map(|group| &group.rules).all(is_read)
}

/// Whether a text that cannot be read would be one of rules.
fn speaks_of_rules(text: &str) -> bool {
    text.contains("groups:") || text.contains("PrometheusRule")
}

/// What is no YAML. Where a line begins with a template, that is the reason.
fn broken(lines: &Lines<'_>, byte: usize, id: &'static str, message: &str) -> Diagnostic {
    let byte = lines.text.floor_char_boundary(byte.min(lines.text.len()));
    // Without quotes, braces in braces are a map as the key of a map.
    let braces = template::braces(lines.text, byte);
    if let Some(range) = braces.or_else(|| template::of_lines(lines.text)) {
        return unrendered(lines, &range);
    }
    let one = lines.text[byte..].chars().next().map_or(0, char::len_utf8);
    let finding = Diagnostic::error(id, message.replace('\n', " "))
        .help("check the quotes, the brackets and the indentation here and on the line before");
    at(lines, finding, &(byte..byte + one))
}

fn unrendered(lines: &Lines<'_>, range: &Range<usize>) -> Diagnostic {
    let finding =
        Diagnostic::error("yaml/template", "this is a template of Helm, Jinja or ERB, and no rule file yet")
            .help("lint what it renders: `helm template ... | plimsoll lint -`");
    at(lines, finding, range)
}

/// The text of a file, if it is one.
fn text<'a>(file: &File<'a>) -> Result<&'a str, Box<Diagnostic>> {
    let whole = |id, message: String, help: &str| {
        Box::new(Diagnostic::error(id, message).at(Origin::new(intern(file.name), 1, 1)).help(help))
    };
    if file.bytes.len() > LARGEST {
        let message = format!("the file has {} bytes; the most is {LARGEST}", file.bytes.len());
        return Err(whole("yaml/too-large", message, "split it"));
    }
    // What editors of another age put before a text.
    let bytes = file.bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(file.bytes);
    str::from_utf8(bytes).map_err(|error| {
        let valid = String::from_utf8_lossy(bytes.get(..error.valid_up_to()).unwrap_or_default());
        let origin = Lines::new(file.name, &valid).origin(valid.len());
        let byte = bytes.get(error.valid_up_to()).copied().unwrap_or_default();
        let mut finding =
            whole("yaml/not-utf8", format!("the byte 0x{byte:02X} is not UTF-8"), "save it as UTF-8");
        finding.origin = Some(origin);
        finding
    })
}
