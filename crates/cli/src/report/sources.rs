//! Where the lines of an excerpt come from.

use std::fs::{self, File};
use std::io::{BufRead as _, BufReader, Read as _};
use std::path::PathBuf;

/// Source files, asked line by line.
pub trait Sources {
    /// That line (1-based) without its end, if the file can be read and has it.
    fn line(&self, file: &str, line: u32) -> Option<String>;
}

/// The files of a workspace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Files {
    root: PathBuf,
}

/// Larger files are not searched for a line: an excerpt is a courtesy.
const LARGEST: u64 = 4 << 20;

impl Files {
    /// The files below `root`, to which the paths of diagnostics are relative.
    pub fn below(root: impl Into<PathBuf>) -> Self {
        Self { root: root.into() }
    }
}

impl Sources for Files {
    fn line(&self, file: &str, line: u32) -> Option<String> {
        let place = self.root.join(file);
        // A pipe or a device would be waited for.
        if !fs::metadata(&place).ok()?.is_file() {
            return None;
        }
        let index = usize::try_from(line.checked_sub(1)?).ok()?;
        BufReader::new(File::open(place).ok()?.take(LARGEST)).lines().nth(index)?.ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_found_by_its_number() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("a.rs"), "one\r\ntwo\n\nfour").unwrap();
        let files = Files::below(dir.path());
        let lines: Vec<_> = (0..=5).map(|line| files.line("a.rs", line)).collect();
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(lines, [None, some("one"), some("two"), some(""), some("four"), None]);
    }

    #[test]
    fn what_is_no_file_or_no_text_has_no_lines() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("a.bin"), b"\xff\xfe\n").unwrap();
        let files = Files::below(dir.path());
        assert_eq!(files.line("a.bin", 1), None);
        assert_eq!(files.line("missing.rs", 1), None);
        assert_eq!(files.line("", 1), None);
    }
}
