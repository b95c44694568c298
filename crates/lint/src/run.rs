//! Files to findings.

use std::collections::BTreeMap;
use std::ops::Range;

use plimsoll_check::{Diagnostic, Excerpt, Severity, anybody};
use plimsoll_model::{Environment, Pack};
use plimsoll_plan::{Group, Plan, Rule};
use plimsoll_promql::{MetricDef, gate};
use plimsoll_units::Origin;

use crate::allow::Allowances;
use crate::intern::intern;
use crate::rules::{self, Rules, Written, at};
use crate::template;
use crate::yaml::{Lines, load};

/// The largest file that is read.
pub const LARGEST: usize = 16 << 20;

/// One file of rules.
#[derive(Debug, Clone, Copy)]
pub struct File<'a> {
    /// As findings name it.
    pub name: &'a str,
    /// What stands in it.
    pub bytes: &'a [u8],
    /// Whether it was come across in a directory: then it may be something else than rules.
    pub searched: bool,
}

/// What is known besides the rules.
#[derive(Debug, Clone, Default)]
pub struct Known {
    /// The Prometheus that loads the rules, major and minor; `None` is the newest that every check knows.
    pub prometheus: Option<(u16, u16)>,
    /// The metrics that there are; with none, nothing is said of what is missing.
    pub metrics: Vec<MetricDef>,
}

/// What a run over some files found.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Report {
    /// In the order of the files.
    pub found: Vec<Diagnostic>,
    /// How many files hold rules.
    pub files: usize,
    /// How many alerts and recordings they hold.
    pub rules: usize,
}

/// One file, read.
struct Read<'a> {
    lines: Lines<'a>,
    rules: Rules,
    allowances: Allowances,
}

/// Everything that is wrong in these files, taken together: what one records another may read.
pub fn lint(files: &[File<'_>], known: &Known) -> Report {
    let target = known.prometheus.unwrap_or_else(|| plimsoll_model::Targets::default().prometheus);
    let mut report = Report::default();
    let mut read = Vec::new();
    for file in files {
        match text(file) {
            Ok(text) => {
                let (one, found) = self::read(file, text, target);
                report.found.extend(found);
                read.extend(one);
            }
            Err(finding) => report.found.push(*finding),
        }
    }
    report.files = read.len();
    report.rules = read.iter().map(|one| one.rules.written.len()).sum();
    let (pack, plan) = world(&mut read, known, target);
    let places: BTreeMap<Origin, (&Lines<'_>, &Written)> = read
        .iter()
        .flat_map(|one| one.rules.written.iter().map(move |written| (written.origin, (&one.lines, written))))
        .collect();
    let found = anybody::run(&pack, &plan);
    report.found.extend(found.into_iter().map(|finding| located(finding, &places)));
    report.found.extend(read.iter().flat_map(|one| one.rules.found.iter().cloned()));
    report.found = allowed(report.found, &mut read);
    report.found.sort();
    report
}

/// The findings that no comment allows, and what is to be said of the comments.
fn allowed(found: Vec<Diagnostic>, read: &mut [Read<'_>]) -> Vec<Diagnostic> {
    let mut by_file: BTreeMap<&str, &mut Read<'_>> =
        read.iter_mut().map(|one| (one.lines.file, one)).collect();
    let mut left: Vec<Diagnostic> = found
        .into_iter()
        .filter(|finding| {
            let own = finding.origin.and_then(|origin| by_file.get_mut(origin.file));
            !own.is_some_and(|own| own.allowances.allow(finding))
        })
        .collect();
    for one in read {
        left.append(&mut one.allowances.found);
        left.extend(one.allowances.stale(&one.lines));
    }
    left
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

/// Reads one file; one without rules that was only come across is left out.
fn read<'a>(file: &File<'_>, text: &'a str, target: (u16, u16)) -> (Option<Read<'a>>, Vec<Diagnostic>) {
    let lines = Lines::new(file.name, text);
    let loaded = load(text);
    let rules = rules::read(&lines, &loaded.documents, target, file.searched);
    if let Some(range) = template::of_helm(text) {
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
            found.push(broken(&lines, fault.at, fault.id, &fault.message));
        } else {
            return (None, found);
        }
    }
    let counts = rules.is_rule_file || !rules.found.is_empty();
    let read = || {
        let allowances = Allowances::read(&lines, &loaded.comments, &rules.written);
        Read { lines, rules, allowances }
    };
    (counts.then(read), found)
}

/// Whether Prometheus would load the rules.
fn is_loaded(rules: &Rules, (major, minor): (u16, u16)) -> bool {
    let target = gate::Target::new(major, minor);
    let is_read = |rule: &Rule| gate::check(&rule.expr().render(), &target, gate::Use::Any).is_ok();
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
        Diagnostic::error("yaml/template", "this is a template of Helm or Jinja, and no rule file yet")
            .help("lint what it renders: `helm template ... | plimsoll lint -`");
    at(lines, finding, range)
}

/// A pack that declares nothing but the metrics, and a plan that holds nothing but the groups.
fn world(read: &mut [Read<'_>], known: &Known, (major, minor): (u16, u16)) -> (Pack, Plan) {
    let origin = Origin::new("", 1, 1);
    let mut pack = Pack::new("rules").at(origin);
    pack.metrics.clone_from(&known.metrics);
    let groups: Vec<Group> = read.iter_mut().flat_map(|one| std::mem::take(&mut one.rules.groups)).collect();
    let plan = Plan {
        pack: pack.name,
        team: "",
        environment: Environment::unstaged("anybody").prometheus(major, minor).at(origin),
        thresholds: Vec::new(),
        groups,
        alertmanager: None,
        dashboards: Vec::new(),
        scrape: Vec::new(),
        traffic: None,
        runbooks: Vec::new(),
        reckonings: Vec::new(),
        contract: None,
        origin,
    };
    (pack, plan)
}

/// A finding at its place in the file: in the middle of the expression, where it is about a part of one.
fn located(mut finding: Diagnostic, places: &BTreeMap<Origin, (&Lines<'_>, &Written)>) -> Diagnostic {
    let Some((lines, written)) = finding.origin.and_then(|origin| places.get(&origin)) else {
        return finding;
    };
    finding.subject = Some(written.about.clone());
    let range = match finding.excerpt.take() {
        Some(Excerpt { start, end, .. }) => {
            written.expr.locate(lines.text, &(start + written.indent..end + written.indent))
        }
        None => written.name.clone(),
    };
    at(lines, finding, &range)
}
