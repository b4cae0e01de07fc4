//! Whether a document came out of its fixes worse than it went in.

use crate::{
    check::Checked,
    diagnostic::Severity,
    markdown::{Document, Kind},
    source::Source,
};
use std::collections::BTreeMap;

/// How a text is built: how many headings, tables and items it has.
pub(super) struct Shape {
    headings: usize,
    tables: usize,
    items: usize,
}

impl Shape {
    /// The shape of `bytes`; `None` where they are no document.
    pub fn of(path: &str, bytes: &[u8]) -> Option<Self> {
        let source = Source::new(path, bytes.to_vec()).ok()?;
        let document = Document::of(&source).ok()?;
        let count = |is: fn(&Kind) -> bool| document.blocks.iter().filter(|b| is(&b.kind)).count();
        Some(Self {
            headings: count(|k| matches!(k, Kind::Heading(_))),
            tables: count(|k| matches!(k, Kind::Table)),
            items: count(|k| matches!(k, Kind::Item { .. })),
        })
    }
}

/// Why the document is worse after its fixes, a clause; `None` where it is not.
pub(super) fn worse(first: &Checked, last: &Checked, before: &Shape, after: &[u8]) -> Option<String> {
    let Some(shape) = Shape::of(&last.path, after).filter(|_| !last.broken()) else {
        return Some("planvet could not read what comes of it".to_owned());
    };
    let (a, b) = (&first.counts, &last.counts);
    let counted = [
        ("headings", before.headings, shape.headings),
        ("tables", before.tables, shape.tables),
        ("items", before.items, shape.items),
        ("tasks", a.tasks + a.steps, b.tasks + b.steps),
        ("phases", a.groups, b.groups),
        ("gates", a.gates, b.gates),
    ];
    if let Some((what, before, after)) = counted.into_iter().find(|(_, before, after)| after < before) {
        return Some(format!("of {before} {what} only {after} would be left"));
    }
    if let Some(rule) = more(&by_rule(first, Severity::Error), &by_rule(last, Severity::Error)) {
        return Some(format!("it would bring a new error, {rule}"));
    }
    if last.diagnostics.len() > first.diagnostics.len() {
        let new = more(&by_rule(first, Severity::Info), &by_rule(last, Severity::Info));
        return Some(format!("it would bring more findings than it mends, {}", new.unwrap_or("of several rules")));
    }
    None
}

/// How many findings each rule has at `least` or worse.
fn by_rule(checked: &Checked, least: Severity) -> BTreeMap<&'static str, usize> {
    let mut count = BTreeMap::new();
    for d in checked.diagnostics.iter().filter(|d| d.severity >= least) {
        *count.entry(d.rule.name).or_default() += 1;
    }
    count
}

/// The first rule that has more findings in `after`.
fn more(before: &BTreeMap<&'static str, usize>, after: &BTreeMap<&'static str, usize>) -> Option<&'static str> {
    after.iter().find(|(rule, count)| before.get(*rule).is_none_or(|b| b < *count)).map(|(rule, _)| *rule)
}
