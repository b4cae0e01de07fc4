//! One number for two phases in two tables of one form, and what headings call them.

use crate::{
    diagnostic::{Confidence, Severity, quote},
    plan::{GroupId, Name, Node, Table, fold, names},
    rules::{Context, Findings},
    source::Span,
};
use rustc_hash::{FxHashMap, FxHashSet};
use std::borrow::Cow;

/// A place that says what a phase is called.
#[derive(Clone)]
pub(super) struct Definition<'t> {
    pub(super) group: GroupId,
    /// What numbers its phases as one: tables of one form, or the headings of one level below one heading.
    pub(super) scope: (u32, u32),
    /// The table; a phase with several rows in one is a class of rows.
    pub(super) table: Option<u32>,
    pub(super) name: &'t str,
    pub(super) span: Span,
}

/// Finds phases that are defined twice under names of which no word is the same.
pub(super) fn check(cx: &Context, out: &mut Findings) {
    let found = rows(cx);
    let stage = |g: GroupId| matches!(&*cx.plan.group(g).word, "phase" | "fase" | "stage" | "milestone" | "epic");
    let mut first: FxHashMap<(GroupId, (u32, u32)), &Definition> = FxHashMap::default();
    let mut twice: Vec<(&Definition, &Definition)> = Vec::new();
    // "Phase 3: Success criteria" is about the phase and no name of it.
    let names =
        |d: &&Definition| words(d.name).next().is_some() && !cx.settings.vocabulary.is_name(bare(d.name), Name::Facet);
    for definition in found.iter().filter(|d| stage(d.group)).filter(names) {
        let one = *first.entry((definition.group, definition.scope)).or_insert(definition);
        let apart = one.table.is_none() || one.table != definition.table;
        if apart && !std::ptr::eq(one, definition) && share_no_word(one.name, definition.name) {
            twice.push((one, definition));
        }
    }
    // Where several numbers stand twice they start again, and what is around tells them apart.
    let [(one, other)] = twice[..] else { return };
    let name = quote(&cx.plan.name(Node::Group(one.group)));
    let found = out
        .at(
            other.span,
            format!("`{name}` is \"{}\" here, and \"{}\" before", quote(cx.text(other.span)), quote(cx.text(one.span))),
        )
        .label("the second of that number")
        .related(one.span, "the first")
        .severity(Severity::Warning)
        .confidence(Confidence::Conventional)
        .help("give one of them another number; who waits for it may wait for the other");
    out.push(found);
}

/// A name without marks around it and remarks behind it.
pub(super) fn bare(name: &str) -> &str {
    names::bare(name).trim_matches(|c: char| !c.is_alphanumeric())
}

/// The words of a name that tell something.
fn words(name: &str) -> impl Iterator<Item = Cow<'_, str>> {
    let words = name.split(|c: char| !c.is_alphanumeric()).filter(|w| w.chars().count() > 2).map(fold);
    words.filter(|w| !matches!(&**w, "the" | "and" | "for" | "with" | "from"))
}

/// Whether two names have nothing in common: no word, and of a script without spaces no two signs side by side.
pub(super) fn share_no_word(one: &str, other: &str) -> bool {
    let told: FxHashSet<Cow<str>> = words(one).collect();
    let signs: FxHashSet<(char, char)> = signs(one).collect();
    !words(other).any(|word| told.contains(&word)) && !self::signs(other).any(|pair| signs.contains(&pair))
}

/// The signs of Chinese, Japanese and Korean that stand side by side.
fn signs(name: &str) -> impl Iterator<Item = (char, char)> {
    let sign = |c: char| matches!(c, '\u{3040}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}');
    name.chars().zip(name.chars().skip(1)).filter(move |(a, b)| sign(*a) && sign(*b))
}

/// The names in the second column of tables of phases that have the same columns.
fn rows<'c>(cx: &Context<'c>) -> Vec<Definition<'c>> {
    let mut found = Vec::new();
    let mut forms: FxHashMap<Vec<&str>, Vec<u32>> = FxHashMap::default();
    let of_phases = |table: &Table| table.rows.iter().any(|row| matches!(row.subject, Some(Node::Group(_))));
    for (index, table) in cx.plan.tables.iter().enumerate().filter(|(_, table)| of_phases(table)) {
        forms.entry(table.columns.iter().map(|c| &*c.name).collect()).or_default().push(index as u32);
    }
    for tables in forms.into_values().filter(|t| t.len() > 1) {
        let form = tables[0];
        for index in tables {
            for row in &cx.plan.tables[index as usize].rows {
                let (Some(Node::Group(group)), Some(&cell)) = (row.subject, row.cells.get(1)) else { continue };
                let span = cx.document.text_span(cell);
                found.push(Definition { group, scope: (0, form), table: Some(index), name: cx.text(span), span });
            }
        }
    }
    found.sort_unstable_by_key(|d| d.span);
    found
}

/// The titles of headings that stand side by side.
pub(super) fn headings<'c>(cx: &Context<'c>) -> Vec<Definition<'c>> {
    let mut found = Vec::new();
    for (section, facts) in cx.document.sections.iter().zip(&cx.plan.sections) {
        let Some(group) = facts.group.filter(|_| section.level < 7) else { continue };
        let title = cx.text(section.title_span);
        let Some(name) = title.split_once([':', '—', '–']).map(|(_, name)| name.trim()) else { continue };
        let scope = (section.parent.0 + 1, u32::from(section.level));
        let span = section.title_span.of_part(title, name);
        found.push(Definition { group, scope, table: None, name, span });
    }
    found
}
