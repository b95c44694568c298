//! Where this machine gets its Debian packages from.
//!
//! The mirror is read from the machine's own apt sources, so that the tools come from wherever its administrator lets
//! packages come from; this repository names no host.

use std::fs;
use std::path::{Path, PathBuf};

use super::catalogue::GENERATIONS;

/// The keyrings that sign Debian's suites, as the package `debian-archive-keyring` installs them.
const KEYRINGS: &[&str] =
    &["/usr/share/keyrings/debian-archive-keyring.pgp", "/usr/share/keyrings/debian-archive-keyring.gpg"];

/// A Debian mirror, and the keyring that its suites are signed with.
#[derive(Debug)]
pub(super) struct Mirror {
    uri: String,
    keyring: Option<&'static str>,
}

impl Mirror {
    /// The mirror of this machine, or why there is none.
    pub(super) fn of_this_machine() -> Result<Self, String> {
        let sources = read_sources(Path::new("/etc/apt"));
        if sources.is_empty() {
            return Err("this machine has no apt sources".into());
        }
        let uri = choose(sources).ok_or("no Debian suite in this machine's apt sources")?;
        // Without a keyring file apt falls back on the keys that it trusts for every source.
        Ok(Self { uri, keyring: KEYRINGS.iter().copied().find(|path| Path::new(path).exists()) })
    }

    /// The line of a `sources.list` for one suite. Only the package lists are wanted: no translations, no icons.
    pub(super) fn source_line(&self, suite: &str) -> String {
        let signed = self.keyring.map(|path| format!(" signed-by={path}")).unwrap_or_default();
        format!("deb [target=Packages{signed}] {} {suite} main\n", self.uri)
    }
}

/// One place that packages come from.
#[derive(Debug, PartialEq)]
struct Source {
    uri: String,
    suites: Vec<String>,
    components: Vec<String>,
}

/// Reads `sources.list` and `sources.list.d` in apt's own order.
fn read_sources(etc: &Path) -> Vec<Source> {
    let mut files: Vec<PathBuf> = fs::read_dir(etc.join("sources.list.d"))
        .map(|entries| entries.flatten().map(|entry| entry.path()).collect())
        .unwrap_or_default();
    files.sort();
    files.insert(0, etc.join("sources.list"));
    let parse = |path: PathBuf| match (fs::read_to_string(&path), path.extension()?.to_str()?) {
        (Ok(text), "list") => Some(one_line(&text)),
        (Ok(text), "sources") => Some(deb822(&text)),
        _ => None,
    };
    files.into_iter().filter_map(parse).flatten().collect()
}

/// `deb [options] URI SUITE COMPONENT...`
fn one_line(text: &str) -> Vec<Source> {
    let parse = |line: &str| {
        let rest = line.split('#').next()?.trim().strip_prefix("deb ")?.trim_start();
        let rest = if rest.starts_with('[') { rest.split_once(']')?.1 } else { rest };
        let mut words = rest.split_whitespace().map(str::to_owned);
        Some(Source { uri: words.next()?, suites: vec![words.next()?], components: words.collect() })
    };
    text.lines().filter_map(parse).collect()
}

/// Stanzas of `Field: value`, separated by empty lines.
fn deb822(text: &str) -> Vec<Source> {
    let lines: Vec<&str> = text.lines().filter(|line| !line.starts_with('#')).collect();
    let parse = |stanza: &[&str]| {
        let words = |name: &str| -> Vec<String> {
            let value = stanza.iter().enumerate().find_map(|(at, line)| {
                let (field, value) = line.split_once(':')?;
                field.eq_ignore_ascii_case(name).then_some((at, value))
            });
            let Some((at, first)) = value else { return Vec::new() };
            // An indented line continues the field above it.
            let more = stanza[at + 1..].iter().take_while(|line| line.starts_with([' ', '\t']));
            std::iter::once(&first)
                .chain(more)
                .flat_map(|line| line.split_whitespace())
                .map(str::to_owned)
                .collect()
        };
        let enabled = words("Enabled").first().is_none_or(|value| value != "no");
        let binary = words("Types").iter().any(|value| value == "deb");
        let uri = words("URIs").into_iter().next()?;
        (enabled && binary).then(|| Source { uri, suites: words("Suites"), components: words("Components") })
    };
    lines.split(|line| line.trim().is_empty()).filter_map(parse).collect()
}

/// The source that is Debian's own archive: it has a suite of Debian's and the component `main`. Vendors' archives may
/// look the same, but rarely end in `debian`, so one that does is preferred.
fn choose(mut sources: Vec<Source>) -> Option<String> {
    let symbolic = ["stable", "oldstable", "oldoldstable", "testing", "unstable"];
    let is_suite =
        |suite: &String| GENERATIONS.concat().contains(&suite.as_str()) || symbolic.contains(&suite.as_str());
    sources.retain(|source| {
        source.suites.iter().any(is_suite)
            && source.components.iter().any(|component| component == "main")
            && !source.uri.starts_with("cdrom:")
    });
    let archive = |uri: &str| uri.trim_end_matches('/').trim_end_matches(".list").ends_with("/debian");
    let at = sources.iter().position(|source| archive(&source.uri)).unwrap_or(0);
    (at < sources.len()).then(|| sources.swap_remove(at).uri)
}

#[cfg(test)]
mod tests {
    use super::*;

    const STANZAS: &str = "\
Types: deb
URIs: https://vendor.example/apt
Suites: nodistro
Components: main

# Debian's own
Types: deb deb-src
URIs: http://mirror.example/debian
# a comment within a stanza
Suites: bookworm
  bookworm-updates
Components: main
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg

Types: deb
Enabled: no
URIs: http://other.example/debian
Suites: trixie
Components: main
";

    #[test]
    fn stanzas_are_read_with_comments_and_continued_lines() {
        let sources = deb822(STANZAS);
        assert_eq!(sources.len(), 2);
        assert_eq!(sources[1].suites, ["bookworm", "bookworm-updates"]);
        assert_eq!(sources[1].components, ["main"]);
    }

    #[test]
    fn one_line_sources_are_read_with_options_and_comments() {
        let text = "# deb http://old.example/debian bookworm main\n\
                    deb [arch=amd64 signed-by=/k.gpg] http://mirror.example/debian/ trixie main contrib # here\n\
                    deb-src http://mirror.example/debian trixie main\n";
        let source = Source {
            uri: "http://mirror.example/debian/".into(),
            suites: vec!["trixie".into()],
            components: vec!["main".into(), "contrib".into()],
        };
        assert_eq!(one_line(text), [source]);
    }

    #[test]
    fn debians_own_archive_is_chosen() {
        assert_eq!(choose(deb822(STANZAS)).as_deref(), Some("http://mirror.example/debian"));
    }

    #[test]
    fn a_vendor_with_the_same_suite_does_not_hide_debian() {
        let text = "deb https://vendor.example bookworm main\n\
                    deb https://docker.example/linux/debian bookworm stable\n\
                    deb http://mirror.example/debian-security bookworm-security main\n\
                    deb mirror+file:/etc/apt/mirrors/debian.list bookworm main\n";
        assert_eq!(choose(one_line(text)).as_deref(), Some("mirror+file:/etc/apt/mirrors/debian.list"));
    }

    #[test]
    fn another_distribution_has_no_debian_mirror() {
        assert_eq!(choose(one_line("deb http://archive.example/ubuntu noble main universe\n")), None);
    }
}
