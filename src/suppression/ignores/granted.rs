//! Which ignores count where the policy is that of another revision: whoever is judged by it cannot excuse himself.

use super::Ignore;
use crate::{
    diagnostic::Rule,
    project::Project,
    rules::TICKS,
    settings::Settings,
    source::{Source, Span},
};
use rustc_hash::FxHashSet;

/// What is said where an ignore does not count.
pub(super) const NOT_COUNTED: &str =
    "the ignore here does not count, since the revision of the policy does not hold it";

/// The lines of a document as the revision has it that the policy comes from.
pub(super) struct Granted<'a> {
    source: &'a Source,
    lines: FxHashSet<String>,
}

impl<'a> Granted<'a> {
    /// `None` where the policy is that of the document's own revision, or asks for no evidence.
    pub fn of(source: &'a Source, settings: &Settings, project: &Project) -> Option<Self> {
        let asked = settings.require.items.is_some() || settings.require.gates.is_some();
        let text = asked.then(|| project.policy_text(source.path())).flatten()?;
        Some(Self { source, lines: text.lines().map(plain).collect() })
    }

    /// Whether `ignore` is not to silence `rule`: it is about evidence that is asked for, and neither the line of the
    /// comment nor the first one that it covers is there.
    pub fn refuses(&self, ignore: &Ignore, rule: &Rule) -> bool {
        let covered = ignore.names.first().and_then(|name| name.cover).filter(|_| ignore.alone);
        let begun = covered.map(|cover| Span::at(cover.start as usize));
        let there = |span: Span| self.lines.contains(&self.line(span));
        TICKS.contains(&rule.name) && !(there(ignore.span) && begun.is_none_or(there))
    }

    /// The line in which a place begins.
    fn line(&self, span: Span) -> String {
        let lines = self.source.lines();
        plain(&self.source.text()[lines.range_of(lines.line_of(span.start as usize))])
    }
}

/// A line whether its box is ticked or not.
fn plain(line: &str) -> String {
    line.trim().replacen("[x]", "[ ]", 1).replacen("[X]", "[ ]", 1)
}
