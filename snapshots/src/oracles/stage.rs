//! The folder that a live Alertmanager reads its configuration and secrets from.
//!
//! A configuration is staged as it is shipped, but for two things that a test must give: secrets in a folder that it
//! can write, and other addresses, because a test notifies nobody outside this machine.

use std::fs;
use std::path::PathBuf;

use tempfile::TempDir;

use super::Result;

/// A configuration in a folder of its own, which goes when this is dropped.
#[derive(Debug)]
pub struct Stage {
    folder: TempDir,
    config: String,
}

impl Stage {
    /// Stages the text of a configuration.
    pub fn new(config: impl Into<String>) -> Result<Self> {
        let stage = Self { folder: tempfile::tempdir()?, config: config.into() };
        stage.write()?;
        Ok(stage)
    }

    /// Puts secrets where the configuration expects them: `folder` is the one that its `*_file` fields name, and each
    /// secret has a path in it. Slack's webhook address is such a secret: with a recorder's address in it, Slack's
    /// notifications are recorded too.
    pub fn with_secrets(self, folder: &str, secrets: &[(&str, &str)]) -> Result<Self> {
        let staged = self.folder.path().join("secrets");
        for (path, text) in secrets {
            let path = staged.join(path);
            fs::create_dir_all(path.parent().unwrap_or(&staged))?;
            fs::write(path, text)?;
        }
        self.replacing(&format!("{folder}/"), &format!("{}/", staged.display()))
    }

    /// Puts another address where the configuration has `from`. It is an error if it has not: then the test would
    /// notify somebody that it does not know of.
    pub fn replacing(mut self, from: &str, to: &str) -> Result<Self> {
        if !self.config.contains(from) {
            return Err(format!("the configuration has no `{from}` to replace").into());
        }
        self.config = self.config.replace(from, to);
        self.write()?;
        Ok(self)
    }

    /// The configuration's file.
    pub fn config(&self) -> PathBuf {
        self.folder.path().join("alertmanager.yaml")
    }

    fn write(&self) -> Result<()> {
        Ok(fs::write(self.config(), &self.config)?)
    }
}
