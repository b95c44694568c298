//! What a person reads at eleven at night.

/// The page of one alert. The expression, the thresholds per phase and the links are added when it is rendered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Runbook {
    /// The file's name without `.md`: lower kebab case.
    pub slug: &'static str,
    /// What it means when the alert fires, in a paragraph.
    pub means: String,
    /// What to look at, in order.
    pub look_at: Vec<String>,
}

impl Runbook {
    /// A page that says what the alert means.
    pub fn new(slug: &'static str, means: impl Into<String>) -> Self {
        Self { slug, means: means.into(), look_at: Vec::new() }
    }

    /// One more thing to look at.
    pub fn look_at(mut self, step: impl Into<String>) -> Self {
        self.look_at.push(step.into());
        self
    }
}
