//! Findings, independent of how they are shown.

mod fix;
mod rule;

pub use crate::{
    message::{listed, quote},
    plan::Confidence,
};
pub use fix::{Edit, Fix, Safety};
pub use rule::{Example, Page, Rule, example};

use crate::source::{Position, Source, Span};

/// How bad a finding is.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing; shown with `-v`.
    Info,
    /// A probable defect.
    Warning,
    /// A contradiction or a broken promise.
    Error,
}

impl Severity {
    /// The word that reports print.
    pub fn word(self) -> &'static str {
        match self {
            Severity::Info => "info",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }

    /// One step milder; info stays info.
    pub fn lower(self) -> Self {
        match self {
            Severity::Error => Severity::Warning,
            _ => Severity::Info,
        }
    }
}

/// Another place that belongs to a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Related {
    /// The other file, where it does not lie in the finding's own.
    pub elsewhere: Option<Elsewhere>,
    /// Where.
    pub span: Span,
    /// What is there, in a few words.
    pub message: String,
}

/// A place in another file, which need not be one that is reported on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Elsewhere {
    /// The file's path as reports print it.
    pub path: Box<str>,
    /// Where the place begins and ends.
    pub range: [Position; 2],
}

/// One finding about one thing in one file.
#[derive(Debug, Clone)]
pub struct Diagnostic {
    /// The rule that found it.
    pub rule: &'static Rule,
    /// How bad, after configuration.
    pub severity: Severity,
    /// How sure.
    pub confidence: Confidence,
    /// What is wrong with this thing; one line, no full stop.
    pub message: String,
    /// What to do; one or two sentences.
    pub help: String,
    /// The smallest thing that is wrong.
    pub span: Span,
    /// What the snippet says at `span`, in a few words; may be empty.
    pub label: String,
    /// Every other place involved.
    pub related: Vec<Related>,
    /// Edits that mend it.
    pub fix: Option<Fix>,
    /// What it is about, where other rules may speak of the same thing (see `yields-to` in the pages).
    pub subject: Option<Subject>,
    /// The part of the text of which nothing else can be said until this is mended, as between the markers of a conflict.
    pub covers: Option<Span>,
    /// What tells it from others about the same thing, where that is not the text at its span.
    pub detail: Option<Box<str>>,
    /// The places of all the defects that it gathers into one; empty where it is about one thing.
    pub gathers: Vec<Span>,
    /// By what it is known again, see [`identity`](crate::suppression::identity); only where a run is asked for it.
    pub key: Option<Box<str>>,
    /// The same of each defect that it gathers.
    pub parts: Vec<Box<str>>,
}

/// What a finding is about, for "one defect, one finding".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Subject {
    /// The whole document.
    Document,
    /// The thing declared at this place.
    Place(Span),
}

/// How many more places a finding points at.
const SHOWN: usize = 8;

impl Diagnostic {
    /// A finding of `rule` at `span`, with the rule's own severity.
    pub fn new(rule: &'static Rule, span: Span, message: impl Into<String>) -> Self {
        Self {
            rule,
            severity: rule.page().severity,
            confidence: Confidence::Explicit,
            message: message.into(),
            help: String::new(),
            span,
            label: String::new(),
            related: Vec::new(),
            fix: None,
            subject: None,
            covers: None,
            detail: None,
            gathers: Vec::new(),
            key: None,
            parts: Vec::new(),
        }
    }

    /// What the snippet says at the primary place.
    pub fn label(mut self, text: impl Into<String>) -> Self {
        self.label = text.into();
        self
    }

    /// What to do about it.
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.help = text.into();
        self
    }

    /// Another place in the same file.
    pub fn related(mut self, span: Span, message: impl Into<String>) -> Self {
        self.related.push(Related { elsewhere: None, span, message: message.into() });
        self
    }

    /// The first few of more places, each with what is said of it: nobody reads of all.
    pub fn also<M: Into<String>>(self, places: impl IntoIterator<Item = (Span, M)>) -> Self {
        places.into_iter().take(SHOWN).fold(self, |found, (span, message)| found.related(span, message))
    }

    /// A place in another file.
    pub fn related_in(mut self, source: &Source, span: Span, message: impl Into<String>) -> Self {
        let range = [source.position(span.start), source.position(span.end)];
        let elsewhere = Some(Elsewhere { path: source.path().into(), range });
        self.related.push(Related { elsewhere, span, message: message.into() });
        self
    }

    /// Another severity than the rule's own.
    pub fn severity(mut self, severity: Severity) -> Self {
        self.severity = severity;
        self
    }

    /// How sure planvet is; what is only inferred is at most a warning.
    pub fn confidence(mut self, confidence: Confidence) -> Self {
        self.confidence = confidence;
        if confidence == Confidence::Inferred {
            self.severity = self.severity.min(Severity::Warning);
        }
        self
    }

    /// Edits that mend it, where there are any.
    pub fn fix(mut self, fix: impl Into<Option<Fix>>) -> Self {
        self.fix = fix.into();
        self
    }

    /// What it is about, where that is more than its span.
    pub fn about(mut self, subject: Subject) -> Self {
        self.subject = Some(subject);
        self
    }

    /// The part of the text of which nothing else can be said until this is mended.
    pub fn covers(mut self, part: Span) -> Self {
        self.covers = Some(part);
        self
    }

    /// What tells it from others about the same thing.
    pub fn detail(mut self, text: impl Into<Box<str>>) -> Self {
        self.detail = Some(text.into());
        self
    }

    /// Gathers the defects at `places`, its own span among them: a new one that joins them is still new. Not for what
    /// only counts.
    pub fn gathers(mut self, places: impl IntoIterator<Item = Span>) -> Self {
        self.gathers = places.into_iter().collect();
        self
    }

    /// By what a baseline knows it: each defect that it gathers, else itself.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        let own = self.key.as_deref().filter(|_| self.parts.is_empty());
        self.parts.iter().map(|part| &**part).chain(own)
    }
}
