//! The blocks of a document.

/// A parsed document.
#[derive(Debug)]
pub struct Document {}

impl Document {
    /// Parses `text`.
    pub fn parse(_text: &str) -> Self {
        Self {}
    }
}
