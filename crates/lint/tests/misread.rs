//! The examples of what a reader of rule files tells: the bad one is told of, for the Prometheus of its page, and of the good
//! one nothing is.

use plimsoll_check::MISREAD;
use plimsoll_lint::{File, Known, lint};

fn told(text: &str, target: (u16, u16)) -> Vec<&'static str> {
    let file = File { name: "rules.yaml", bytes: text.as_bytes(), searched: false };
    let known = Known { prometheus: Some(target), ..Known::default() };
    lint(&[file], None, &known).found.iter().map(|finding| finding.id).collect()
}

#[test]
fn each_bad_example_is_told_of_and_no_good_one_is() {
    for kind in MISREAD {
        assert_eq!(told(kind.bad, kind.target), [kind.id], "{}", kind.bad);
        assert_eq!(told(kind.good, kind.target), [""; 0], "{}", kind.good);
    }
}
