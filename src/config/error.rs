//! What is wrong with a configuration, shown with its place.

use crate::source::LineIndex;
use std::{fmt::Write, ops::Range};
use unicode_width::UnicodeWidthStr;

/// One thing that is wrong in a configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Bytes of the text; `None` where the whole file is meant.
    pub span: Option<Range<usize>>,
    /// What is wrong; one line.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
}

/// A configuration that cannot be used, with everything that is wrong in it.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{}", self.render())]
pub struct ConfigError {
    /// The file as messages print it, or `--config`.
    pub path: String,
    /// Its text.
    pub text: String,
    /// All that is wrong, in the order of the text.
    pub problems: Vec<Problem>,
}

impl ConfigError {
    /// All problems with their lines, each marked; ends in a line ending.
    pub fn render(&self) -> String {
        let mut out = String::new();
        for problem in &self.problems {
            if !out.is_empty() {
                out.push('\n');
            }
            self.render_one(problem, &mut out);
        }
        out
    }

    fn render_one(&self, problem: &Problem, out: &mut String) {
        // Writing to a string cannot fail.
        let _ = writeln!(out, "error: {}", problem.message);
        if let Some(span) = &problem.span {
            let lines = LineIndex::new(&self.text);
            let line = lines.line_of(span.start);
            let range = lines.range_of(line);
            let source = self.text[range.clone()].trim_end_matches(['\n', '\r']);
            let before = self.text.get(range.start..span.start).unwrap_or("");
            // A key or value that spans lines is marked up to the end of its first.
            let marked = source.get(before.len()..(span.end - range.start).min(source.len())).unwrap_or("");
            let number = (line + 1).to_string();
            let margin = " ".repeat(number.len());
            let _ = writeln!(out, " {margin} ╭─[{}:{number}:{}]", self.path, before.chars().count() + 1);
            let _ = writeln!(out, " {number} │ {}", source.replace('\t', " "));
            let _ = writeln!(out, " {margin} · {}{}", " ".repeat(before.width()), "─".repeat(marked.width().max(1)));
            let _ = writeln!(out, " {margin} ╰────");
        } else {
            let _ = writeln!(out, "  in {}", self.path);
        }
        if let Some(help) = &problem.help {
            let _ = writeln!(out, "  help: {help}");
        }
    }
}
