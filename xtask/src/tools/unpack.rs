//! A tool out of its package into a folder of its own.

use std::fs;
use std::io;
use std::path::Path;

use super::catalogue::Tool;
use super::debian::{self, Suite, Unpacked};
use super::index::Entry;
use super::installed;

/// Puts one tool of one suite into its folder, if it runs on this machine.
pub(super) fn install(tool: &Tool, suite: &Suite, folder: &Path) -> Result<Entry, String> {
    let mut reason = String::new();
    for package in tool.packages {
        match suite.package(package) {
            Ok(unpacked) if unpacked.root.join(tool.binary).is_file() => {
                return place(tool, suite, &unpacked, folder);
            }
            Ok(unpacked) => reason = format!("{package} {} has no {}", unpacked.version, tool.binary),
            Err(error) => reason = error,
        }
    }
    Err(reason)
}

fn place(tool: &Tool, suite: &Suite, unpacked: &Unpacked, folder: &Path) -> Result<Entry, String> {
    let binary = unpacked.root.join(tool.binary);
    let said = installed::version_of(&binary, tool)?;
    let version = said.unwrap_or_else(|| debian::upstream_version(&unpacked.version));
    let path = Path::new(&format!("{}-{version}", tool.name)).join(tool.name);
    let place = || -> io::Result<()> {
        let home = folder.join(&path);
        let home = home.parent().unwrap_or(folder);
        fs::create_dir_all(home)?;
        if let Some(data) = tool.data {
            relocate(&binary, data)?;
            let hidden = home.join(format!(".{data}"));
            fs::create_dir_all(&hidden)?;
            copy_files(&unpacked.root.join(data), &hidden)?;
        }
        // A rename: whoever runs the tool meanwhile keeps the file that it has.
        fs::rename(&binary, folder.join(&path))
    };
    place().map_err(|error| format!("cannot write {}: {error}", path.display()))?;
    Ok(Entry {
        tool: tool.name.into(),
        version,
        path,
        suite: Some(suite.name.into()),
        package_version: Some(unpacked.version.clone()),
    })
}

/// Lets a binary open its data below its working directory instead of below `/`.
///
/// Debian compiles in where a package puts its data, and nothing is installed here. Where the binary says
/// `/usr/share/x` it says `.usr/share/x` afterwards: of the same length, so nothing else in it moves.
fn relocate(binary: &Path, data: &str) -> io::Result<()> {
    let absolute = format!("/{data}");
    let mut bytes = fs::read(binary)?;
    let mut at = 0;
    while let Some(slash) = bytes[at..].iter().position(|byte| *byte == b'/') {
        at += slash;
        if bytes[at..].starts_with(absolute.as_bytes()) {
            bytes[at] = b'.';
        }
        at += 1;
    }
    // The permissions of the file stay.
    fs::write(binary, bytes)
}

/// Copies the files of a folder, not what is below it: pages for a browser are of no use here.
fn copy_files(from: &Path, to: &Path) -> io::Result<()> {
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        if entry.file_type()?.is_file() {
            fs::copy(entry.path(), to.join(entry.file_name()))?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_compiled_in_path_becomes_relative_and_keeps_its_length() -> io::Result<()> {
        let folder = tempfile::tempdir()?;
        let binary = folder.path().join("binary");
        fs::write(&binary, b"\0/usr/share/x/usr/share/y\xff/usr/share/x/ui\0/")?;
        relocate(&binary, "usr/share/x")?;
        assert_eq!(fs::read(&binary)?, b"\0.usr/share/x/usr/share/y\xff.usr/share/x/ui\0/");
        Ok(())
    }
}
