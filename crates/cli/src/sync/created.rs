//! Directories that a run makes: where it is refused they go again.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Directories that were made. Dropped, those are removed that nothing is in.
#[derive(Debug, Default)]
pub(super) struct Created {
    directories: Mutex<Vec<PathBuf>>,
}

impl Created {
    /// Makes a directory and what is missing above it. Many may ask at once: nobody waits while another one's is made.
    pub(super) fn make(&self, directory: &Path) -> io::Result<()> {
        if directory.as_os_str().is_empty() {
            return Ok(());
        }
        match self.make_one(directory) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                self.make(directory.parent().ok_or(error)?)?;
                self.make_one(directory)
            }
            made => made,
        }
    }

    fn make_one(&self, directory: &Path) -> io::Result<()> {
        match fs::create_dir(directory) {
            // It was there, or another thread was faster. Mostly it is missing, and so this is not asked first.
            Err(_) if directory.is_dir() => Ok(()),
            Err(error) => Err(error),
            Ok(()) => {
                self.lock().push(directory.to_owned());
                Ok(())
            }
        }
    }

    /// They stay.
    pub(super) fn keep(&self) {
        self.lock().clear();
    }

    fn lock(&self) -> MutexGuard<'_, Vec<PathBuf>> {
        self.directories.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Created {
    fn drop(&mut self) {
        let mut directories = std::mem::take(&mut *self.lock());
        // A path sorts before those below it, whoever made it first.
        directories.sort();
        for directory in directories.iter().rev() {
            let _ = fs::remove_dir(directory);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_made_goes_again_unless_something_is_in_it() {
        let folder = tempfile::tempdir().unwrap();
        let created = Created::default();
        for below in ["a/b/c", "a/d", "a"] {
            created.make(&folder.path().join(below)).unwrap();
        }
        fs::write(folder.path().join("a/d/file"), "").unwrap();
        drop(created);
        assert!(!folder.path().join("a/b").exists() && folder.path().join("a/d/file").exists());
    }

    #[test]
    fn many_may_ask_for_the_same_one() {
        let folder = tempfile::tempdir().unwrap();
        let created = Created::default();
        std::thread::scope(|scope| {
            for number in 0..8 {
                let (created, below) = (&created, folder.path().join(format!("a/b/{}", number % 2)));
                scope.spawn(move || created.make(&below).unwrap());
            }
        });
        drop(created);
        assert!(!folder.path().join("a").exists());
    }

    #[test]
    fn a_directory_that_is_kept_stays() {
        let folder = tempfile::tempdir().unwrap();
        let created = Created::default();
        created.make(&folder.path().join("a")).unwrap();
        created.keep();
        drop(created);
        assert!(folder.path().join("a").is_dir());
    }

    #[test]
    fn where_a_file_is_in_the_way_it_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("a"), "").unwrap();
        let created = Created::default();
        assert!(
            created.make(&folder.path().join("a/b")).is_err()
                && created.make(&folder.path().join("a")).is_err()
        );
    }
}
