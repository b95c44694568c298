//! A generated file, before anything touches a disk.

/// One generated file: where it belongs and its bytes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Artifact {
    /// Relative to `generated/`, with forward slashes: `edgelink/production/rules.yaml`.
    pub path: String,
    /// The whole file, UTF-8, ending with a newline.
    pub text: String,
}

impl Artifact {
    /// A file at `path` below `generated/`.
    pub fn new(path: impl Into<String>, text: impl Into<String>) -> Self {
        Self { path: path.into(), text: text.into() }
    }
}
