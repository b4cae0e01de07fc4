//! "**Total effort:** 20 hours" over phases whose tables or lists tell how much each task is.

use super::{
    Headline, Said,
    parts::{Parts, added_columns, of_blocks, span_of},
};
use crate::{
    markdown::{BlockId, Kind, SectionId},
    plan::{Name, Total, Word, folded, quantity::Quantity},
    rules::Context,
    source::Span,
};

/// The most phases of one total.
const PHASES: usize = 40;

/// The parts of all phases, where each has its own table or list of them; those of the only table that has any. Time
/// that passes may pass for several phases at once, and is no sum of theirs.
pub(super) fn parts(cx: &Context, headline: &Headline) -> Option<Parts> {
    let Said::Label(key) = headline.said else { return None };
    let place = cx.document.block(cx.document.block_at(key.start)?).section;
    let name = folded(cx.text(key));
    let total = || Total::named(&cx.settings.vocabulary, cx.document, place, &name, &[]) == Some(Total::Plain);
    let title = headline.section.0 == 0 || headline.section.0 == 1 && cx.document.section(headline.section).level == 1;
    if !(headline.effort || cx.settings.vocabulary.is_name(&name, Name::TotalWork)) || !title || !total() {
        return None;
    }
    let phases = phases(cx)?;
    if phases.is_empty() { of_one_table(cx, headline, place) } else { of_phases(cx, headline, &phases) }
}

/// The sections of the phases that hold tasks, none inside another one; `None` where they are not certain.
fn phases(cx: &Context) -> Option<Vec<SectionId>> {
    let mut sections: Vec<SectionId> = cx.plan.groups.iter().filter_map(|g| g.section).collect();
    sections.sort_by_key(|s| s.0);
    sections.dedup();
    if sections.len() > PHASES {
        return None;
    }
    let span = |s: SectionId| (cx.document.section(s).start, cx.document.section(s).end);
    let inside =
        |s: SectionId, other: SectionId| s != other && span(other).0 <= span(s).0 && span(s).1 <= span(other).1;
    let outer = |s: &&SectionId| !sections.iter().any(|&other| inside(**s, other));
    Some(sections.iter().filter(outer).copied().collect())
}

fn of_phases(cx: &Context, headline: &Headline, phases: &[SectionId]) -> Option<Parts> {
    let mut all: Vec<Quantity> = Vec::new();
    let mut whats: Vec<&'static str> = Vec::new();
    for &section in phases {
        let own = below(headline, section);
        let parts = of_blocks(cx, &own, span_of(cx, section)?).or_else(|| of_one_row(cx, &own))?;
        let unclear = |span: Span| cx.settings.vocabulary.says(cx.text(span), Word::Overlapping);
        if parts.block.is_some_and(unclear) || unclear(cx.document.section(section).title_span) {
            return None;
        }
        all.extend(parts.figures);
        whats.push(parts.what);
    }
    let what = whats.first().copied().filter(|first| whats.iter().all(|what| what == first))?;
    (phases.len() > 1).then_some(Parts {
        figures: all,
        what,
        column: None,
        around: Span::default(),
        block: None,
        gathered: true,
    })
}

/// The only row of the only table of a phase, which has no list.
fn of_one_row(cx: &Context, headline: &Headline) -> Option<Parts> {
    let section = cx.document.section(headline.section);
    let from = cx.plan.tables.partition_point(|t| t.block.0 < section.start);
    let to = cx.plan.tables.partition_point(|t| t.block.0 < section.end);
    let [table] = cx.plan.tables.get(from..to)? else { return None };
    let found = added_columns(cx, table, headline);
    let [(_, column, figures)] = &found[..] else { return None };
    let list = (section.start..section.end).any(|b| matches!(cx.document.block(BlockId(b)).kind, Kind::List { .. }));
    let block = Some(cx.document.block(table.block).span);
    let parts = || Parts {
        figures: figures.clone(),
        what: "rows",
        column: Some(*column),
        around: Span::default(),
        block,
        gathered: true,
    };
    (!list && figures.len() == 1).then(parts)
}

/// The rows of the only table with such figures, beside the total that stands above it.
fn of_one_table(cx: &Context, headline: &Headline, place: SectionId) -> Option<Parts> {
    let mut tables = cx.plan.tables.iter().filter(|table| !added_columns(cx, table, headline).is_empty());
    let (table, None) = (tables.next()?, tables.next()) else { return None };
    let Said::Label(key) = headline.said else { return None };
    let above = cx.document.block(table.block).span.start > key.end;
    let beside = cx.document.block(table.block).section == place && place != headline.section;
    if !(above && beside) {
        return None;
    }
    let parts = of_blocks(cx, &below(headline, place), span_of(cx, place)?)?;
    Some(Parts { gathered: true, ..parts })
}

/// The same headline over one section of those below it.
fn below(headline: &Headline, section: SectionId) -> Headline {
    let Headline { claim, effort, beside, .. } = headline;
    Headline { claim: claim.clone(), section, said: Said::Heading, effort: *effort, beside: *beside }
}
