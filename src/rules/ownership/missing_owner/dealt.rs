//! Tables and sections that deal out what is no work, files, areas, risks, and leave one of all out.

use crate::{
    diagnostic::{Confidence, Severity, Subject, quote},
    markdown::{BlockId, Kind, SectionId},
    plan::{Field, Role, ScopeStatus, Status, Table, TableKind, Topic, Why, fold},
    rules::{Context, Findings},
    source::Span,
};
use rustc_hash::{FxHashMap, FxHashSet};
use std::borrow::Cow;

/// From how many rows on a table deals things out.
const ROWS: usize = 4;

/// Finds the one row whose owner cell is empty where all others name somebody.
pub(super) fn check(cx: &Context, out: &mut Findings) {
    if cx.plan.template {
        return;
    }
    labels(cx, out);
    for table in &cx.plan.tables {
        if let Some((column, row)) = forgotten(cx, table) {
            let (name, cell) = (table.rows[row].cells[0], table.rows[row].cells[column]);
            let heading = quote(&table.columns[column].name);
            let title = cx.document.plain(cx.source.text(), name);
            let message = format!("`{}` has no owner: `{heading}` is empty", quote(title.trim()));
            let place = cx.document.text_span(name);
            let found = out
                .at(place, message)
                .label("no owner here")
                .severity(Severity::Warning)
                .confidence(Confidence::Conventional)
                .help(format!(
                    "the other {} rows name somebody: name who has this one, or write N/A and why",
                    table.rows.len() - 1
                ))
                .about(Subject::Place(cx.document.block(cell).span));
            out.push(found);
        }
    }
}

/// From how many sections side by side on a label is one that each of them has.
const SECTIONS: usize = 3;

/// A label for an owner: where it stands, the section that it is about, and whether nobody is named behind it.
struct Label {
    key: Span,
    section: SectionId,
    blank: bool,
}

/// Finds the one section of several side by side whose label for its owner is empty: "**Owner:**".
fn labels(cx: &Context, out: &mut Findings) {
    let told = |f: &&Field| f.role == Some(Role::Owner) && f.why == Why::Label && f.of_section(cx.document);
    let fields = cx.plan.fields.iter().filter(told);
    let fields = fields.map(|f| Label { key: f.key, section: f.around(cx.document), blank: is_blank(cx, f) });
    let mut all: Vec<Label> = fields.collect();
    // Most documents have no such labels.
    if all.len() + 1 < SECTIONS {
        return;
    }
    all.extend(bold_lines(cx));
    all.sort_by_key(|label| label.key.start);
    all.dedup_by(|again, label| again.key.start < label.key.end);
    if all.iter().all(|label| !label.blank) {
        return;
    }
    let mut rows: FxHashMap<(SectionId, Cow<str>), Vec<Label>> = FxHashMap::default();
    for label in all {
        let key = fold(cx.text(label.key).trim_matches([':', '*']));
        rows.entry((cx.document.section(label.section).parent, key)).or_default().push(label);
    }
    let given: FxHashSet<Span> = cx.plan.assignments.iter().map(|a| a.heading).collect();
    let forgotten = |labels: Vec<Label>| {
        let others = labels.len() - 1;
        let mut blank = labels.into_iter().filter(|label| label.blank);
        let (label, None) = (blank.next()?, blank.next()) else { return None };
        (!given.contains(&label.key) && !is_over(cx, label.section)).then_some((label, others))
    };
    let mut found: Vec<(Label, usize)> =
        rows.into_values().filter(|labels| labels.len() >= SECTIONS).filter_map(forgotten).collect();
    found.sort_unstable_by_key(|(label, _)| label.key);
    for (label, others) in found {
        let section = cx.document.section(label.section);
        let key = quote(cx.text(label.key).trim_matches(['*', '`', ':']));
        let found = out
            .at(label.key, format!("“{}” has no owner: `{key}` is empty", quote(&section.title)))
            .label("no owner here")
            .severity(Severity::Warning)
            .confidence(Confidence::Conventional)
            .help(format!("the {others} sections beside it name somebody: name who has this one, or write N/A and why"))
            .about(Subject::Place(section.title_span));
        out.push(found);
    }
}

/// The longest line that is nothing but such a label, in bytes.
const LONGEST: usize = 40;

/// Lines of bold text that are such a label, with nothing below or the next label.
fn bold_lines<'c>(cx: &'c Context) -> impl Iterator<Item = Label> + 'c {
    let short = cx.document.iter().filter(|(_, b)| b.kind == Kind::Paragraph && b.span.len() < LONGEST);
    short.filter_map(|(id, block)| {
        let line = cx.text(block.span).trim();
        let key = line.strip_prefix("**")?.strip_suffix("**").filter(|key| key.ends_with(':'))?;
        let section = cx.document.section(block.section);
        // A line over what stands below it is a part of its own.
        let own = if section.heading == Some(id) { section.parent } else { block.section };
        let end = cx.document.section(own).end;
        let next = BlockId(id.0 + 1);
        let label = || cx.document.block(next).kind == Kind::Paragraph && !cx.document.labels_in(next).is_empty();
        let owner = cx.settings.vocabulary.is(key.trim_end_matches(':'), Role::Owner);
        let blank = owner && (next.0 >= end || label());
        blank.then(|| Label { key: block.span.of_part(cx.text(block.span), key), section: own, blank })
    })
}

/// Whether nothing stands behind a label, nor below it but the next one.
fn is_blank(cx: &Context, field: &Field) -> bool {
    let label = |body: BlockId| !cx.document.labels_in(body).is_empty();
    field.value.is_empty() && field.body.is_none_or(label)
}

/// Whether a section is done, or a form.
fn is_over(cx: &Context, section: SectionId) -> bool {
    let done = |scope: &ScopeStatus| scope.section == section && scope.claim.status != Status::Open;
    cx.plan.sections[section.0 as usize].status.is_some()
        || cx.plan.scope_statuses.iter().any(done)
        || FORMS.iter().any(|&topic| cx.plan.within(section, topic))
}

/// Parts of a document in which nobody is named.
const FORMS: [Topic; 3] = [Topic::Template, Topic::Prompt, Topic::Legend];

/// The owner column of a table and the only row in which it is empty.
fn forgotten(cx: &Context, table: &Table) -> Option<(usize, usize)> {
    if table.kind != TableKind::Other || table.rows.len() < ROWS {
        return None;
    }
    let column = table.column(Role::Owner).filter(|&column| column > 0)?;
    if FORMS.iter().any(|&topic| cx.plan.within(table.section, topic)) {
        return None;
    }
    let text = |cell: BlockId| cx.text(cx.document.text_span(cell)).trim();
    let empty = |row: &usize| table.rows[*row].cells.get(column).is_some_and(|&cell| text(cell).is_empty());
    let mut rows = (0..table.rows.len()).filter(empty);
    let (row, None) = (rows.next()?, rows.next()) else { return None };
    // A line between the rows, or one that sums them up.
    let named =
        table.rows[row].cells.first().is_some_and(|&cell| !text(cell).is_empty() && !text(cell).starts_with('['));
    let last = row + 1 == table.rows.len() && text(table.rows[row].cells[0]).starts_with("**");
    (named && !last && !table.rows[row].total).then_some((column, row))
}
