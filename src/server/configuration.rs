//! A `planvet.toml` that cannot be used, as a client is told of it.

use super::text::{self, Encoding};
use crate::{
    config::{ConfigError, Problem},
    message::escape,
    source::{Source, Span},
};
use gen_lsp_types::{Diagnostic as Told, DiagnosticSeverity};

/// All that is wrong in it, each at its place.
pub fn told(error: &ConfigError, encoding: Encoding) -> Vec<Told> {
    let Ok(source) = Source::new(&*error.path, error.text.clone().into_bytes()) else { return Vec::new() };
    let one = |problem: &Problem| {
        let span = problem.span.clone().unwrap_or(0..0);
        Told {
            range: text::range(&source, Span::new(span.start, span.end), encoding),
            severity: Some(DiagnosticSeverity::Error),
            source: Some("planvet".to_owned()),
            message: said(problem, "\n").into(),
            ..Told::default()
        }
    };
    error.problems.iter().map(one).collect()
}

/// What is wrong first, and what holds until it is mended; `known` says whether it could once be used.
pub fn message(error: &ConfigError, known: bool) -> String {
    let first = error.problems.first().map(|problem| said(problem, "; ")).unwrap_or_default();
    let holds = if known { "what it said before" } else { "what planvet asks by default" };
    let path = escape::terminal(&error.path);
    format!("planvet cannot use {path}: {first}. Until it is mended, {holds} holds.")
}

fn said(problem: &Problem, between: &str) -> String {
    let help = problem.help.iter().map(|help| escape::terminal(help));
    let parts: Vec<_> = std::iter::once(escape::terminal(&problem.message)).chain(help).collect();
    parts.join(between)
}
