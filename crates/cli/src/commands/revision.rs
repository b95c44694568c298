//! Revisions: the `plan.json` files that git keeps.

use std::io::Read;
use std::path::Path;
use std::process::{Command, Stdio};

/// The largest answer that is read. A `plan.json` has some hundred kilobytes.
const MOST_BYTES: u64 = 64 << 20;

/// A revision that exists.
pub(super) struct Revision<'a> {
    root: &'a Path,
    /// The name of the commit; nothing that git could take for an option.
    commit: String,
}

impl<'a> Revision<'a> {
    /// The commit that somebody means; in words why there is none.
    pub(super) fn new(root: &'a Path, name: &str) -> Result<Self, String> {
        let commit = format!("{name}^{{commit}}");
        let found = git(root, &["rev-parse", "--verify", "--quiet", "--end-of-options", &commit])?;
        let commit = found.lines().last().unwrap_or_default().trim().to_owned();
        let is_hash = commit.len() >= 40 && commit.bytes().all(|byte| byte.is_ascii_hexdigit());
        if is_hash { Ok(Self { root, commit }) } else { Err("git knows no such commit".to_owned()) }
    }

    /// The pack and the environment of every plan below `generated/`.
    pub(super) fn plans(&self) -> Result<Vec<(String, String)>, String> {
        let listed =
            git(self.root, &["ls-tree", "-r", "-z", "--name-only", &self.commit, "--", "generated/"])?;
        let place = |path: &str| {
            let mut parts = path.strip_prefix("generated/")?.split('/');
            let place = (parts.next()?.to_owned(), parts.next()?.to_owned());
            (parts.next() == Some("plan.json") && parts.next().is_none()).then_some(place)
        };
        Ok(listed.split('\0').filter_map(place).collect())
    }

    /// The text of one of them.
    pub(super) fn plan(&self, pack: &str, environment: &str) -> Result<String, String> {
        git(self.root, &["show", &format!("{}:./generated/{pack}/{environment}/plan.json", self.commit)])
    }
}

/// What git answers, at most [`MOST_BYTES`] of it.
fn git(root: &Path, arguments: &[&str]) -> Result<String, String> {
    let mut child = Command::new("git")
        .current_dir(root)
        .args(["--no-pager", "--no-optional-locks"])
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| format!("git cannot be run: {error}"))?;
    let mut answer = Vec::new();
    if let Some(out) = child.stdout.take() {
        out.take(MOST_BYTES + 1)
            .read_to_end(&mut answer)
            .map_err(|error| format!("git broke off: {error}"))?;
    }
    if answer.len() as u64 > MOST_BYTES {
        // It ends by itself: nobody reads on.
        let _ = (child.kill(), child.wait());
        return Err(format!("git answers with more than {MOST_BYTES} bytes"));
    }
    let ended = child.wait_with_output().map_err(|error| format!("git broke off: {error}"))?;
    if !ended.status.success() {
        let said = String::from_utf8_lossy(&ended.stderr);
        let said = said.lines().next().unwrap_or("git knows no such commit");
        return Err(said.trim_start_matches("fatal: ").to_owned());
    }
    String::from_utf8(answer).map_err(|_| "git's answer is not UTF-8".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_revision_is_told_in_words() {
        let nowhere = tempfile::tempdir().unwrap();
        assert!(Revision::new(nowhere.path(), "HEAD").is_err());
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        for name in ["no-such-revision", "--help", "-n1", ""] {
            assert!(Revision::new(here, name).is_err(), "{name}");
        }
    }
}
