//! The tools that are installed already, and what version a binary says it is.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use super::catalogue::Tool;
use super::index::Entry;
use super::process;

const VERSION_LIMIT: Duration = Duration::from_secs(20);

/// Looks for a tool on `PATH`.
pub(super) fn find(tool: &Tool) -> Result<Entry, String> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let candidate = std::env::split_paths(&path)
        .filter(|folder| folder.is_absolute())
        .flat_map(|folder| tool.programs().map(|program| folder.join(program)))
        .find(|path| path.is_file())
        .ok_or_else(|| format!("no {} there", tool.name))?;
    let version = version_of(&candidate, tool)?.unwrap_or_else(|| "unknown".into());
    Ok(Entry { tool: tool.name.into(), version, path: candidate, suite: None, package_version: None })
}

/// Runs a tool for its version: an error if it does not run on this machine, nothing if it does not tell.
pub(super) fn version_of(binary: &Path, tool: &Tool) -> Result<Option<String>, String> {
    let finished = process::run(Command::new(binary).arg(tool.version_flag), VERSION_LIMIT)?;
    if !finished.success {
        // The loader's complaint begins with the path, which says nothing to a reader.
        let reason = finished.reason();
        let reason = reason.strip_prefix(&format!("{}: ", binary.display())).unwrap_or(&reason);
        return Err(format!("it does not run on this machine: {reason}"));
    }
    Ok(version_in(&finished.output))
}

/// The first number with a dot: `promtool, version 2.42.0+ds (branch: ...)`, `nginx version: nginx/1.22.1`.
fn version_in(text: &str) -> Option<String> {
    let numbers =
        text.split(|c: char| !c.is_ascii_digit() && c != '.').map(|number| number.trim_matches('.'));
    numbers.into_iter().find(|number| number.contains('.')).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::version_in;

    #[test]
    fn versions_are_found_in_what_the_tools_print() {
        let found = |text| version_in(text).unwrap_or_default();
        assert_eq!(found("promtool, version 2.42.0+ds (branch: debian/sid, revision: 2.42.0-5)"), "2.42.0");
        assert_eq!(found("nginx version: nginx/1.22.1"), "1.22.1");
        assert_eq!(found("vmalert-20240301-000000-tags-v1.99.0-0-gabc"), "1.99.0");
        assert_eq!(version_in("\n"), None);
    }
}
