//! The reader of a `plan.json`, which another revision or another version has written, and what `diff` says of it.

use plimsoll_cli::change::{Changes, Look, Snapshot};

use super::{Target, told};

pub(super) const TARGET: Target = Target {
    name: "plan",
    about: "the plan.json of another revision, and what changes from it and to it",
    run,
    words: &[WORDS],
    longest: 8192,
};

const LOOKS: [Look; 3] = [Look::Human, Look::Markdown, Look::Json];

/// One plan, or two in two lines.
fn run(input: &[u8]) {
    let Ok(text) = str::from_utf8(input) else { return };
    let (one, other) = text.split_once('\n').unwrap_or((text, ""));
    let one = match Snapshot::read(one) {
        Ok(one) => one,
        Err(why) => return assert!(!why.trim().is_empty()),
    };
    let same = Changes::between(("a", &one), ("b", &one));
    assert!(same.is_empty(), "it is not what it is: {same:?}");
    let (pack, environment) = one.place();
    let other = Snapshot::read(other).unwrap_or_else(|_| Snapshot::empty(pack, environment));
    let there = Changes::between(("a", &one), ("b", &other));
    let back = Changes::between(("b", &other), ("a", &one));
    assert_eq!(there.is_empty(), back.is_empty(), "a change that cannot be undone");
    let all = [same, there, back];
    for look in LOOKS {
        let mut out = Vec::new();
        assert!(look.write(&all, &mut out).is_ok());
        let told = str::from_utf8(&out).unwrap_or_else(|_| panic!("{look:?} says no text"));
        if look != Look::Json {
            told::is_harmless(told);
        }
    }
}

const WORDS: &[&str] = &[
    "{\"format\":1,\"pack\":\"a\",\"team\":\"t\",\"environment\":\"e\",\"phase\":null,\"namespace\":null,\"rule_labels\":{},\
     \"external_labels\":{},\"targets\":{},\"thresholds\":[],\"groups\":[],\"alertmanager\":null,\"dashboards\":[]}",
    "\"traffic\":\"half\"",
    "{\"id\":\"errors\",\"slice\":null,\"direction\":\"above\",\"value\":\"5 %\",\"unit\":\"ratio\",\"window\":\"5m\",\"hold\":\"2m\",\
     \"baseline\":null}",
    "{\"rules\":[{\"name\":\"A\",\"role\":{\"to\":\"people\",\"severity\":\"page\"},\"expr\":\"up\",\"for\":\"5m\",\"threshold\":\"errors\"}]}",
    "{\"to\":\"machine\",\"cooldown\":\"1h\",\"attempts\":1,\"timeout\":\"5m\",\"verify\":\"5m\",\"max_concurrent\":1}",
    "{\"to\":\"dry-run\",\"phase\":\"strict\"}",
    "\"services\":[\"cart\"]",
    "\"labels\":{\"rollback\":\"automatic\"}",
    "{\"receiver\":\"r\",\"matchers\":[],\"grouping\":null,\"continue\":false,\"routes\":[]}",
    "{\"name\":\"r\",\"kind\":\"webhook\",\"to\":\"x\"}",
    "{\"source\":[],\"target\":[],\"equal\":[]}",
    "{\"uid\":\"u\",\"title\":\"t\",\"panels\":[]}",
    "{\"key\":\"k\",\"title\":\"t\",\"queries\":[\"up\"],\"axis\":[\"0\",\"1\"]}",
    "null",
    "\"\\u001b\"",
    "\"below\"",
    "\"500ms\"",
    "\"64Mi\"",
    "[",
    "]",
    "{",
    "}",
    ",",
    "\n",
];
