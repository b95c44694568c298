//! Which paths may be written and deleted below `generated/`.

use std::borrow::Borrow;
use std::collections::BTreeSet;
use std::ops::Bound;

use super::manifest::MANIFEST;

/// Why `path` cannot name a generated file, if it cannot.
///
/// What passes is safe to join to the directory on every system: it stays inside, and no two systems read it
/// differently. Paths from a manifest are checked as well, because it is a text file that anybody can edit and
/// what it lists is deleted.
pub(super) fn fault(path: &str) -> Option<&'static str> {
    if path.is_empty() {
        return Some("it is empty");
    }
    if path.starts_with('/') {
        return Some("it is absolute");
    }
    if path.contains(['\\', ':']) {
        return Some("it holds a backslash or a colon, which other systems read as a separator");
    }
    if path.chars().any(char::is_control) {
        return Some("it holds a control character");
    }
    if path.trim() != path {
        return Some("it begins or ends with white space");
    }
    if path == MANIFEST {
        return Some("the manifest itself has that name");
    }
    path.split('/').find_map(component_fault)
}

fn component_fault(component: &str) -> Option<&'static str> {
    match component {
        "" => Some("it holds an empty component (`//`, or a slash at the end)"),
        "." => Some("it holds a `.` component"),
        ".." => Some("it leads out of the directory with `..`"),
        name if is_temporary(name) => Some("it is named like a temporary file of a run"),
        _ => None,
    }
}

/// How a temporary file begins; with [`TEMPORARY_SUFFIX`] the name says whose it is.
pub(super) const TEMPORARY_PREFIX: &str = ".plimsoll-";
/// How a temporary file ends.
pub(super) const TEMPORARY_SUFFIX: &str = ".tmp";

/// Whether a file of that name was left by a run that was killed.
pub(super) fn is_temporary(name: &str) -> bool {
    name.starts_with(TEMPORARY_PREFIX) && name.ends_with(TEMPORARY_SUFFIX)
}

/// The last component of a path.
pub(super) fn name(path: &str) -> &str {
    path.rsplit_once('/').map_or(path, |(_, name)| name)
}

/// The directories above a path, the outermost first: `a`, `a/b` for `a/b/c`.
pub(super) fn ancestors(path: &str) -> impl Iterator<Item = &str> {
    path.match_indices('/').map(|(at, _)| &path[..at])
}

/// Whether `path` lies below the directory `directory`.
pub(super) fn is_below(path: &str, directory: &str) -> bool {
    path.strip_prefix(directory).is_some_and(|rest| rest.starts_with('/'))
}

/// Whether one of these paths lies below the directory. They are not gone through: each of a fleet's files asks.
pub(super) fn has_below<P: Borrow<str> + Ord>(paths: &BTreeSet<P>, directory: &str) -> bool {
    let least = format!("{directory}/");
    let next = paths.range::<str, _>((Bound::Included(least.as_str()), Bound::Unbounded)).next();
    next.is_some_and(|path| path.borrow().starts_with(&least))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinary_paths_pass() {
        for path in ["INDEX.md", "edgelink/production/rules.yaml", "a/.hidden", "a/b..c", "édition/x.md"] {
            assert_eq!(fault(path), None, "{path}");
        }
    }

    #[test]
    fn paths_that_lead_elsewhere_do_not() {
        let bad =
            ["", "/etc/passwd", "../x", "a/../../x", "a//b", "a/", "./a", "C:x", "a\\b", "a\u{0}b", " a"];
        for path in bad {
            assert!(fault(path).is_some(), "{path:?}");
        }
    }

    #[test]
    fn our_own_names_are_taken() {
        assert!(fault("MANIFEST").is_some());
        assert!(fault("a/.plimsoll-x.tmp").is_some());
        assert_eq!(fault("a/MANIFEST"), None);
    }

    #[test]
    fn ancestors_begin_at_the_top() {
        assert_eq!(ancestors("a/b/c").collect::<Vec<_>>(), ["a", "a/b"]);
        assert!(is_below("a/b", "a") && !is_below("ab", "a") && !is_below("a", "a"));
    }

    #[test]
    fn what_lies_below_a_directory_is_found_among_many() {
        let paths = BTreeSet::from(["a", "a-b", "a.b/c", "b/c/d", "c0"]);
        assert!(["b", "b/c", "a.b"].iter().all(|directory| has_below(&paths, directory)));
        assert!(["a", "b/c/d", "c", "", "d"].iter().all(|directory| !has_below(&paths, directory)));
    }
}
