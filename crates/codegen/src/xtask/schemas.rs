//! The JSON Schemas of the YAML, committed beside the packs so that editors find them.

use std::fs;
use std::path::Path;

use super::replace::replace;
use super::say;
use crate::schema;

/// Their folder below that of the packs.
const FOLDER: &str = "schema";

fn files() -> [(&'static str, String); 2] {
    [("metrics.schema.json", schema::metrics()), ("thresholds.schema.json", schema::thresholds())]
}

/// Writes those that differ; gives the exit code.
pub(super) fn write(root: &Path, packs: &Path) -> u8 {
    let folder = packs.join(FOLDER);
    for (name, text) in files() {
        if is_fresh(&folder.join(name), &text) {
            continue;
        }
        let written = fs::create_dir_all(&folder).and_then(|()| replace(&folder.join(name), text.as_bytes()));
        if let Err(error) = written {
            let path = shown(root, &folder.join(name));
            say(&format!(
                "error[schema/not-written]: `{path}` cannot be written: {error}\nhelp: is the folder writable?"
            ));
            return 1;
        }
    }
    0
}

/// Says which differ; gives the exit code.
pub(super) fn check(root: &Path, packs: &Path) -> u8 {
    let folder = packs.join(FOLDER);
    let mut code = 0;
    for (name, text) in files() {
        if !is_fresh(&folder.join(name), &text) {
            let path = shown(root, &folder.join(name));
            say(&format!(
                "error[schema/stale]: `{path}` is not what the reader reads\nhelp: run `cargo xtask generate`"
            ));
            code = 4;
        }
    }
    code
}

fn is_fresh(path: &Path, text: &str) -> bool {
    fs::read_to_string(path).is_ok_and(|known| known == text)
}

fn shown(root: &Path, path: &Path) -> String {
    path.strip_prefix(root).unwrap_or(path).display().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_or_stale_is_written_and_then_fresh() {
        let packs = tempfile::tempdir().unwrap();
        assert_eq!(check(packs.path(), packs.path()), 4);
        assert_eq!(write(packs.path(), packs.path()), 0);
        assert_eq!(check(packs.path(), packs.path()), 0);
        let path = packs.path().join(FOLDER).join("metrics.schema.json");
        fs::write(&path, "{}").unwrap();
        assert_eq!(check(packs.path(), packs.path()), 4);
        assert_eq!(write(packs.path(), packs.path()), 0);
        assert!(is_fresh(&path, &schema::metrics()));
    }

    #[test]
    fn a_file_where_the_folder_belongs_is_told() {
        let packs = tempfile::tempdir().unwrap();
        fs::write(packs.path().join(FOLDER), "").unwrap();
        assert_eq!(write(packs.path(), packs.path()), 1);
    }
}
