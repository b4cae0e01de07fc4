//! Edits that mend a finding.

use crate::source::Span;

/// Whether an edit may be applied without a look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Safety {
    /// Keeps the meaning.
    Safe,
    /// May change the meaning.
    Unsafe,
}

/// One replacement; spans count in the repaired text, and an edit of repaired text writes the repaired bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// What is replaced.
    pub span: Span,
    /// By what.
    pub text: String,
}

/// All edits that mend one finding, in ascending order, none overlapping.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// Whether it may be applied without a look.
    pub safety: Safety,
    /// What it does, an imperative clause.
    pub message: String,
    /// The edits.
    pub edits: Vec<Edit>,
}
