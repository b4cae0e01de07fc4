//! What may be written at the cursor: ids after "depends on", owners, statuses, names of rules.

use super::{view::View, world::Other};
use crate::{
    diagnostic::Rule,
    markdown::Kind,
    plan::{Phrase, Role, Status},
    rules,
    source::Span,
};
use gen_lsp_types::{CompletionItem, CompletionItemKind, TextEdit};
use rustc_hash::FxHashSet;
use std::ops::Range;

/// The most entries that are offered.
const MOST: usize = 500;

/// An entry before it is what a client wants.
struct Offer {
    label: String,
    detail: String,
    kind: CompletionItemKind,
}

/// What may be written at `offset`; `others` are the other documents of the plan.
pub fn at(view: View, offset: u32, others: &[Other]) -> Vec<CompletionItem> {
    let place = place(view, offset);
    // What is written of it already is replaced: editors take `-` and `.` for the end of a word.
    let start = match &place {
        Some(Place::Rule | Place::Role(Role::Depends | Role::Blocks | Role::With)) => word_start(view, offset),
        _ => value_start(view, offset),
    };
    let range = view.range(Span::new(start, offset as usize));
    let offers = match place {
        Some(Place::Rule) => rule_names(),
        Some(Place::Role(Role::Depends | Role::Blocks | Role::With)) => task_ids(view, offset, others),
        Some(Place::Role(Role::Owner | Role::Backup | Role::Reviewer | Role::Person)) => owners(view),
        Some(Place::Role(Role::Status)) => statuses(view),
        _ => Vec::new(),
    };
    offers.into_iter().take(MOST).map(|offer| item(offer, range)).collect()
}

/// Where the word before `offset` begins.
fn word_start(view: View, offset: u32) -> usize {
    let before = &view.source().text()[..offset as usize];
    before.len()
        - before
            .chars()
            .rev()
            .take_while(|c| c.is_alphanumeric() || "-_.".contains(*c))
            .map(char::len_utf8)
            .sum::<usize>()
}

/// Where the value before `offset` begins: behind the sign that parts it from what stands before.
fn value_start(view: View, offset: u32) -> usize {
    let before = &view.source().text()[..offset as usize];
    let value = before.rsplit(['|', ':', ',', '*', '\n', '\r']).next().unwrap_or(before);
    before.len() - value.trim_start().len()
}

/// What stands where the cursor is.
#[derive(Debug, PartialEq, Eq)]
enum Place {
    /// A comment that ignores something.
    Rule,
    /// The value of a field, or a cell of a column.
    Role(Role),
}

fn place(view: View, offset: u32) -> Option<Place> {
    let text = view.source().text();
    let line = view.source().lines().line_of(offset as usize);
    let start = view.source().lines().start_of(line);
    let before = &text[start..offset as usize];
    // A comment that is still being written is none yet, so that the line is asked and not the document.
    if let Some(at) = before.rfind("planvet-ignore") {
        let rest = &before[at..];
        return (!rest.contains("-->") && !rest.contains(':')).then_some(Place::Rule);
    }
    if let Some(role) = cell(view, offset).or_else(|| row(view, before, line)) {
        return Some(Place::Role(role));
    }
    let here = Span::at(offset as usize);
    let fields = view.plan().fields.iter().filter(|f| f.key.end <= offset && f.value.overlaps(here));
    let field = fields.filter_map(|f| f.role).next().or_else(|| key(view, before));
    field.or_else(|| said(view, before)).map(Place::Role)
}

/// The role of the column of the cell at `offset`.
fn cell(view: View, offset: u32) -> Option<Role> {
    let document = &view.member.document;
    let block = document.block_at(offset)?;
    let mut around = std::iter::once(block).chain(document.ancestors(block));
    let column = around.find_map(|b| match document.block(b).kind {
        Kind::Cell { column } => Some(column),
        _ => None,
    })?;
    let table = document.ancestors(block).find(|&b| document.block(b).kind == Kind::Table)?;
    let table = view.plan().table_at(table)?;
    view.role(table, usize::from(column))
}

/// The same of a row that is being written: the table is the one whose last line stands right above.
fn row(view: View, before: &str, line: usize) -> Option<Role> {
    if !before.trim_start().starts_with('|') {
        return None;
    }
    let column = before.matches('|').count().checked_sub(1)?;
    let start = view.source().lines().start_of(line) as u32;
    let document = &view.member.document;
    let mut tables = view.plan().tables.iter().filter(|t| document.block(t.block).span.start <= start);
    let table = tables.next_back().filter(|t| document.block(t.block).span.end >= start)?;
    view.role(table, column)
}

/// The role of a key at the end of `before`: `depends on: `, `**Owner:** `.
fn key(view: View, before: &str) -> Option<Role> {
    let (head, _) = before.rsplit_once(':')?;
    let head = head.trim_end_matches(['*', '_', ' ']);
    let start = head.rfind(['(', '[', '*', '-', '|', ';', '.', '>']).map_or(0, |at| at + 1);
    let words = head[start..].trim();
    (!words.is_empty() && words.len() < 40).then(|| view.settings.vocabulary.roles(words).first().copied())?
}

/// What is listed at the end of `before`, where its words say what waits for what: `(depends on T1, `.
fn said(view: View, before: &str) -> Option<Role> {
    let order = |(phrase, at): (Phrase, Range<usize>)| match phrase {
        Phrase::Waits => Some((Role::Depends, false, at)),
        Phrase::WaitsAside => Some((Role::Depends, true, at)),
        Phrase::HoldsUp => Some((Role::Blocks, false, at)),
        Phrase::HoldsUpAside => Some((Role::Blocks, true, at)),
        _ => None,
    };
    let (role, aside, at) = view.settings.vocabulary.phrases(before).filter_map(order).last()?;
    let (lead, list) = (before[..at.start].trim_end_matches(['*', '_', ' ']), &before[at.end..]);
    // "After" alone says much; in an item, or set off, it may name what comes before.
    let item = before.trim_start().starts_with(|c: char| c == '-' || c == '*' || c == '+' || c.is_ascii_digit());
    if !list.starts_with([' ', ':', '*']) || aside && !item && !lead.ends_with(['(', '[', '—', '–', ';', ',']) {
        return None;
    }
    // All that was named so far are ids; the last word is still being written.
    let mut words = list.split([' ', ':', '*', ',', '&', '/', '+']).filter(|word| !word.is_empty()).peekable();
    while let Some(word) = words.next() {
        let whole = words.peek().is_some() || list.ends_with([' ', ',']);
        if whole && word != "and" && !word.contains(|c: char| c.is_ascii_digit()) || word.contains([')', ']', '.', ';'])
        {
            return None;
        }
    }
    Some(role)
}

fn rule_names() -> Vec<Offer> {
    let offer = |rule: &Rule| Offer {
        label: rule.name.to_owned(),
        detail: rule.page().summary.to_owned(),
        kind: CompletionItemKind::Constant,
    };
    rules::all().iter().map(offer).collect()
}

fn task_ids(view: View, offset: u32, others: &[Other]) -> Vec<Offer> {
    // Nothing waits for itself; behind the end of its text a line still belongs to its task.
    let lines = view.source().lines();
    let line = lines.start_of(lines.line_of(offset as usize)) as u32;
    let before = &view.source().text()[line as usize..offset as usize];
    let end = line + before.trim_end().len() as u32;
    let own = view.task_at(end.saturating_sub(1).max(line)).and_then(|task| view.plan().task(task).id.clone());
    let mut seen: FxHashSet<&str> = own.as_deref().into_iter().collect();
    let members = std::iter::once(view.member).chain(others.iter().map(|other| other.view.member));
    let mut offers = Vec::new();
    for task in members.flat_map(|m| m.plan.distinct_tasks().map(|(_, task)| task)) {
        if let Some(id) = task.id.as_deref().filter(|id| seen.insert(id)) {
            let detail = crate::message::quote(&task.title);
            offers.push(Offer { label: id.to_owned(), detail, kind: CompletionItemKind::Reference });
        }
    }
    offers
}

fn owners(view: View) -> Vec<Offer> {
    let plan = view.plan();
    let declared = plan.actors.iter().any(|a| a.roster);
    let actors = plan.actors.iter().filter(|a| a.roster || !declared);
    let offer = |actor: &crate::plan::Actor| Offer {
        label: actor.name.to_string(),
        detail: actor.role.as_deref().unwrap_or("").to_owned(),
        kind: CompletionItemKind::Value,
    };
    actors.map(offer).collect()
}

/// The words that this plan uses, then those that every plan may use.
fn statuses(view: View) -> Vec<Offer> {
    let plan = view.plan();
    let mut seen = FxHashSet::default();
    let mut offers = Vec::new();
    let mut offer = |label: &str, status: Status| {
        if !label.trim().is_empty() && seen.insert(label.to_lowercase()) {
            let (label, detail) = (label.to_owned(), status.word().to_owned());
            offers.push(Offer { label, detail, kind: CompletionItemKind::EnumMember });
        }
    };
    let claims = plan.tasks.iter().flat_map(|t| &t.statuses).filter(|c| c.said != crate::plan::Said::Box);
    for claim in claims {
        offer(view.slice(claim.place.span).trim(), claim.status);
    }
    for status in [Status::Open, Status::Doing, Status::Done, Status::Blocked, Status::Dropped] {
        offer(status.word(), status);
    }
    offers
}

fn item(offer: Offer, range: gen_lsp_types::Range) -> CompletionItem {
    CompletionItem {
        text_edit: Some(TextEdit { range, new_text: offer.label.clone() }.into()),
        label: offer.label,
        kind: Some(offer.kind),
        detail: (!offer.detail.is_empty()).then_some(offer.detail),
        ..CompletionItem::default()
    }
}
