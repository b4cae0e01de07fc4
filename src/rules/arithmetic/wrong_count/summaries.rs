//! How many tasks a summary gives to parts that have sections of their own: the row `| Phase 2 | 28 |`, the label
//! "High priority (Sprints 1-2): 17 tasks".

use super::{Counter, finding};
use crate::{
    diagnostic::{Diagnostic, Subject, quote},
    markdown::{BlockId, Inline, InlineKind, SectionId},
    plan::{
        Announced, Announcement, Listed, Name, Node, Row, Table, namesakes,
        quantity::{self, Quantity, Unit},
    },
    rules::{Context, Findings},
    source::Span,
};

/// The longest summary, in rows.
const ROWS: usize = 40;

/// How much has to be right to show that a summary counts what the sections list; a number that is hit by chance less
/// often counts twice.
const RIGHT: u64 = 2;

/// From which number on one is hardly hit by chance.
const MANY: u64 = 5;

/// How many wrong rows are pointed at.
const SHOWN: usize = 8;

/// What a line of a summary says of the parts that it names.
struct Claim<'n> {
    name: &'n str,
    at: Span,
    number: u64,
    thing: String,
    sections: Vec<SectionId>,
}

/// Compares the lines of summaries with their sections, where the other lines are right.
pub(super) fn check<'c>(cx: &Context<'c>, out: &mut Findings, counter: impl Fn() -> &'c Counter<'c>) {
    for table in cx.plan.tables.iter().filter(|t| (3..=ROWS).contains(&t.rows.len())) {
        let counts = |&c: &usize| cx.settings.vocabulary.is_name(&table.columns[c].key, Name::TaskCount);
        if let Some(column) = (1..table.columns.len()).find(counts) {
            let claims: Vec<Claim> = table.rows.iter().filter_map(|row| of_row(cx, table, row, column)).collect();
            judge(cx, out, counter(), &claims);
        }
    }
    let parts = |a: &&Announcement| matches!(a.of, Announced::Parts { .. });
    let lines: Vec<&Announcement> = cx.plan.announcements.iter().filter(parts).collect();
    let section = |line: &Announcement| cx.document.block(line.block).section;
    for summary in lines.chunk_by(|a, b| section(a) == section(b)).filter(|s| (2..=ROWS).contains(&s.len())) {
        let claims: Vec<Claim> = summary.iter().filter_map(|line| of_line(cx, line)).collect();
        judge(cx, out, counter(), &claims);
    }
}

/// What a row says of the tasks of the part that it names.
fn of_row<'c>(cx: &Context<'c>, table: &Table, row: &Row, column: usize) -> Option<Claim<'c>> {
    let cell = *row.cells.get(column).filter(|_| !row.total)?;
    let said = quantity::cell(&cx.document.plain(cx.source.text(), cell), 0).filter(Quantity::is_whole)?;
    let section = home(cx, table, row)?;
    let name = &*cx.document.section(section).title;
    let counted = matches!(said.unit, Unit::None | Unit::Count(_));
    let at = cx.document.text_span(cell);
    counted.then(|| Claim { name, at, number: said.low as u64, thing: "task".into(), sections: vec![section] })
}

/// The section of what a row is about.
fn home(cx: &Context, table: &Table, row: &Row) -> Option<SectionId> {
    let named = || cx.titles().home(cx.source.text(), cx.document, table, row);
    let home = match row.subject {
        Some(Node::Group(group)) => {
            let group = Some(cx.plan.group(group)).filter(|g| !namesakes(&g.places))?;
            group.section.or_else(named)
        }
        Some(Node::Task(_)) => None,
        _ => named(),
    };
    let outside = |section: &SectionId| {
        let section = cx.document.section(*section);
        !(section.start..section.end).contains(&table.block.0)
    };
    home.filter(outside)
}

/// What a line says of the parts that it names.
fn of_line<'c>(cx: &Context<'c>, line: &Announcement) -> Option<Claim<'c>> {
    let Announced::Parts { name, before } = line.of else { return None };
    let named = |name: &str| cx.titles().named(&cx.settings.vocabulary, cx.document, name, line.block);
    let mut name = cx.text(name).trim_matches(['*', '_', ' ', ':']);
    let mut sections = named(name);
    if sections.is_empty() {
        name = cx.text(before).trim_end_matches([' ', '=', '(', ':', ',', '-', '–', '—']);
        sections = named(name);
    }
    let (at, number, thing) = (line.count.span, line.count.low as u64, line.count.unit.noun()?.to_owned());
    (!sections.is_empty()).then_some(Claim { name, at, number, thing, sections })
}

/// Reports the claims that are wrong where enough others are right.
fn judge(cx: &Context, out: &mut Findings, counter: &Counter, claims: &[Claim]) {
    let (mut right, mut sure, mut wrong) = (0, 0, Vec::new());
    for claim in claims {
        let counts = claim.sections.iter().map(|&s| counts(counter, s, &claim.thing)).collect::<Option<Vec<_>>>();
        let Some(counts) = counts else { continue };
        let (least, most) = (counts.iter().map(|c| c.0).sum::<u64>(), counts.iter().map(|c| c.1).sum::<u64>());
        let first = counts.iter().map(|c| c.2.counts[0] as u64).sum::<u64>();
        let hit = match &counts[..] {
            [(.., listed)] => !listed.refutes(claim.number as usize),
            _ => (least..=most).contains(&claim.number),
        };
        if hit {
            right += 1;
            sure += if claim.number < MANY { 1 } else { 2 };
        } else if !claim.sections.iter().any(|&s| strikes(cx, s)) {
            wrong.push((claim, first));
        }
    }
    if sure >= RIGHT && wrong.len() <= 2 * right {
        report(cx, out, &wrong);
    }
}

/// How many things a section lists: at least, at most, and every way of counting; `None` where that is not certain.
fn counts(counter: &Counter, section: SectionId, thing: &str) -> Option<(u64, u64, Listed)> {
    let mut listed = (*counter.below(section, "task")).clone();
    if thing != "task" {
        listed.counts.extend(&counter.below(section, thing).counts);
    }
    let (least, most) = (*listed.counts.iter().min()? as u64, *listed.counts.iter().max()? as u64);
    Some((least, most, listed))
}

/// Whether something is struck out in a section, which some count and others do not.
fn strikes(cx: &Context, section: SectionId) -> bool {
    let section = cx.document.section(section);
    let struck = |inline: &Inline| inline.kind == InlineKind::Strike;
    (section.start..section.end).any(|block| cx.document.inlines_of(BlockId(block)).iter().any(struck))
}

/// A name without its emphasis.
fn shown_name(name: &str) -> String {
    quote(&name.replace("**", "")).to_string()
}

fn report(cx: &Context, out: &mut Findings, wrong: &[(&Claim, u64)]) {
    let Some(((first, count), others)) = wrong.split_first() else { return };
    let shown = |claim: &Claim, count: u64| Unit::Count(claim.thing.as_str().into()).amount(count as f64).to_string();
    let more = match others.len() {
        0 => String::new(),
        1 => ", and another line is wrong, too".to_owned(),
        n => format!(", and {n} more lines are wrong, too"),
    };
    let message =
        format!("{} announced, and `{}` has {count}{more}", shown(first, first.number), shown_name(first.name));
    let finding = finding(out, first.at, &message)
        .label(format!("{} below it", shown(first, *count)))
        .about(Subject::Place(cx.document.section(first.sections[0]).title_span));
    let related = |f: Diagnostic, (claim, count): &(&Claim, u64)| {
        f.related(claim.at, format!("{} below `{}`", shown(claim, *count), shown_name(claim.name)))
    };
    out.push(others.iter().take(SHOWN).fold(finding, related));
}
