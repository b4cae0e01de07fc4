//! What stands below a headline and can be added up.

use super::{Headline, Said, is_part, kind, whole};
use crate::{
    markdown::{BlockId, Kind, SectionId},
    plan::{
        Figure, Name, Role, Table, TableKind, Topic, Word, is_below, is_set_off,
        quantity::{self, Hedge, Quantity, Unit},
        sums,
    },
    rules::Context,
    source::Span,
};
use rustc_hash::FxHashMap;
use std::cell::LazyCell;

/// Figures below a headline.
pub(super) struct Parts {
    pub figures: Vec<Quantity>,
    /// What they are: `headings`, `rows`.
    pub what: &'static str,
    /// The heading of their column.
    pub column: Option<Span>,
    /// The text in which they stand.
    pub around: Span,
    /// The list or table of which they are all.
    pub block: Option<Span>,
    /// Whether they were gathered from several places, or from further away.
    pub gathered: bool,
}

/// The longest section whose lists and tables are added up, in bytes.
const LONGEST: usize = 20_000;

/// What each section says of itself.
pub(super) struct Outline {
    children: FxHashMap<SectionId, Vec<SectionId>>,
    /// What headings say in brackets.
    headed: FxHashMap<SectionId, Vec<Quantity>>,
    /// What labels of a section say of its effort or length.
    labelled: FxHashMap<SectionId, Vec<Quantity>>,
}

impl Outline {
    /// `bracketed` are the figures in the brackets of headings.
    pub(super) fn new(cx: &Context, bracketed: &[&Figure]) -> Self {
        let mut children: FxHashMap<SectionId, Vec<SectionId>> = FxHashMap::default();
        for (index, section) in cx.document.sections.iter().enumerate().skip(1) {
            children.entry(section.parent).or_default().push(SectionId(index as u32));
        }
        let mut headed: FxHashMap<SectionId, Vec<Quantity>> = FxHashMap::default();
        // A heading that itself is a total is no part.
        let total = |f: &Figure| cx.settings.vocabulary.says(&cx.document.section(f.section).title, Word::Total);
        for figure in bracketed.iter().filter(|f| !total(f)) {
            headed.entry(figure.section).or_default().push(figure.quantity.clone());
        }
        let mut labelled: FxHashMap<SectionId, Vec<Quantity>> = FxHashMap::default();
        for field in cx.plan.fields.iter().filter(|f| is_part(cx, f) && f.of_section(cx.document)) {
            // "Estimated hours: 16"
            let named = |quantity: Quantity| quantity.under(cx.text(field.key));
            let said = field.figure(cx.source.text(), cx.document).map(named);
            if let Some(quantity) = said.filter(|q| q.unit.is_of_work()) {
                labelled.entry(field.section).or_default().push(quantity);
            }
        }
        Self { children, headed, labelled }
    }

    /// The parts of a headline, where it is certain which they are; bounds are to be kept, and are none.
    pub(super) fn parts(&self, cx: &Context, headline: &Headline) -> Option<Parts> {
        self.found(cx, headline).filter(|parts| parts.figures.iter().all(|q| q.hedge != Hedge::AtMost))
    }

    fn found(&self, cx: &Context, headline: &Headline) -> Option<Parts> {
        let around = span_of(cx, headline.section)?;
        match self.of_sections(cx, headline).or_else(|| self.of_tasks(cx, headline)) {
            Some(Some((figures, what))) => {
                Some(Parts { figures, what, column: None, around, block: None, gathered: false })
            }
            // Some of the headings say how much, and others do not.
            Some(None) => None,
            None if around.len() <= LONGEST => of_blocks(cx, headline, around).or_else(|| whole::parts(cx, headline)),
            None => whole::parts(cx, headline),
        }
    }

    /// What the sections right below say; `Some(None)` where only some of them do.
    fn of_sections(&self, cx: &Context, headline: &Headline) -> Option<Option<(Vec<Quantity>, &'static str)>> {
        let mut below = self.children.get(&headline.section)?;
        // The whole of a document stands below its title; how long all of it takes, the order of the phases tells.
        if let (SectionId(0), [title]) = (headline.section, &below[..])
            && headline.effort
        {
            below = self.children.get(title)?;
        }
        // A list of its own is what a heading counts.
        let counts = headline.claim.unit.noun().is_some_and(|noun| noun != "point");
        if counts && has_list(cx, headline.section, below) {
            return None;
        }
        let bold = |s: &&SectionId| cx.document.section(**s).is_bold_line();
        let own: Vec<SectionId> = below.iter().filter(|s| !bold(s)).copied().collect();
        let below = if own.is_empty() { below.clone() } else { own };
        for (known, what) in [(&self.headed, "headings"), (&self.labelled, "parts")] {
            let said: Vec<Option<&Quantity>> = below.iter().map(|s| only(known.get(s)?, headline)).collect();
            let (some, all) = (said.iter().any(Option::is_some), said.iter().all(Option::is_some));
            // The length of a demonstration says nothing about the work of the others.
            let lone = || {
                let mut told = below.iter().zip(&said).filter(|(_, said)| said.is_some()).map(|(section, _)| section);
                let first = told.next().map(|section| &cx.plan.sections[section.0 as usize]);
                headline.effort && told.next().is_none() && first.is_some_and(|f| f.group.is_none() && f.task.is_none())
            };
            if !some || lone() {
                continue;
            }
            let title = |s: SectionId| &*cx.document.section(s).title;
            let kinds: Vec<Option<String>> = below.iter().map(|&s| kind(cx, title(s))).collect();
            let first = kinds.iter().zip(&said).find(|(_, said)| said.is_some()).and_then(|(kind, _)| kind.clone());
            // "Wave 1 Summary" and "Notes" beside numbered headings have no part in it.
            let aside = |at: usize| first.is_some() && kinds[at] != first || self.is_aside(cx, below[at]);
            let series = |at: usize| kinds[at] == first;
            let clear = all || (0..below.len()).all(|at| if said[at].is_some() { series(at) } else { aside(at) });
            return Some(clear.then(|| (said.into_iter().flatten().cloned().collect(), what)));
        }
        None
    }

    /// What the tasks say that stand anywhere below; `Some(None)` where only some of them do.
    fn of_tasks(&self, cx: &Context, headline: &Headline) -> Option<Option<(Vec<Quantity>, &'static str)>> {
        let scope = cx.document.section(headline.section);
        let mut end = 0;
        let mut tasks = Vec::new();
        let sections = cx.document.sections.iter().enumerate().skip(headline.section.0 as usize + 1);
        for (index, section) in sections.take_while(|(_, s)| s.start <= scope.end && s.start > scope.start) {
            // A part of a task is counted with it.
            if section.start >= end && cx.plan.sections[index].task.is_some() {
                end = section.end;
                tasks.push(SectionId(index as u32));
            }
        }
        let said = |s: &SectionId| {
            let known = [&self.headed, &self.labelled];
            known.into_iter().find_map(|known| only(known.get(s)?, headline))
        };
        let said: Vec<Option<&Quantity>> = tasks.iter().map(said).collect();
        said.iter().flatten().next()?;
        let kind = |s: &SectionId| kind(cx, &cx.document.section(*s).title);
        let first = tasks.iter().zip(&said).find(|(_, said)| said.is_some()).and_then(|(task, _)| kind(task));
        // "R1: Too slow" beside "Task 1" is none of them.
        let series = |task: &SectionId| first.is_none() || kind(task) == first;
        let clear = tasks.iter().zip(&said).all(|(task, said)| said.is_some() == series(task));
        Some(clear.then(|| (said.into_iter().flatten().cloned().collect(), "tasks")))
    }

    /// Whether a section is about the work beside it, and none of it.
    fn is_aside(&self, cx: &Context, section: SectionId) -> bool {
        let title = &cx.document.section(section).title;
        let topic = |topic| cx.plan.sections[section.0 as usize].topics.contains(topic);
        topic(Topic::Criteria) || topic(Topic::Gates) || cx.settings.vocabulary.says(title, Word::General)
    }
}

/// Whether a list or table stands below a heading, before those inside its section.
fn has_list(cx: &Context, section: SectionId, below: &[SectionId]) -> bool {
    let start = cx.document.section(section).start;
    let end = below.first().and_then(|&s| cx.document.section(s).heading).map_or(start, |heading| heading.0);
    let own = cx.document.blocks.get(start as usize..end as usize).unwrap_or(&[]);
    own.iter().any(|b| matches!(b.kind, Kind::List { .. } | Kind::Table))
}

/// The one quantity that can be added to a headline.
fn only<'q>(said: &'q [Quantity], headline: &Headline) -> Option<&'q Quantity> {
    let mut same = said.iter().filter(|q| q.unit.comparable(&headline.claim.unit));
    let first = same.next()?;
    same.next().is_none().then_some(first)
}

/// The text of a section; `None` where it is empty.
pub(super) fn span_of(cx: &Context, section: SectionId) -> Option<Span> {
    let section = cx.document.section(section);
    let first = cx.document.blocks.get(section.start as usize).filter(|_| section.start < section.end)?;
    let last = cx.document.blocks.get(section.end as usize - 1)?;
    Some(first.span.to(last.span))
}

/// The only table with a column of the headline's unit, or else the only list with such figures.
pub(super) fn of_blocks(cx: &Context, headline: &Headline, around: Span) -> Option<Parts> {
    let section = cx.document.section(headline.section);
    let behind = match headline.said {
        Said::Label(key) => cx.document.block_at(key.start).map_or(0, |b| b.0),
        _ => section.heading.map_or(0, |b| b.0),
    };
    let from = cx.plan.tables.partition_point(|t| t.block.0 < section.start);
    let to = cx.plan.tables.partition_point(|t| t.block.0 < section.end);
    // What a further heading lists may be a part of the whole, unless it is "Tasks".
    let holds = |title: &str| {
        let mut words = title.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        words.all(|word| cx.settings.vocabulary.is_name(word, Name::Holding))
    };
    let own = |section: SectionId| {
        let inner = cx.document.section(section);
        section == headline.section || inner.parent == headline.section && (inner.is_bold_line() || holds(&inner.title))
    };
    // A table of phases in the section of the last one lists its siblings.
    let phase = cx.plan.sections[headline.section.0 as usize].group.is_some();
    let tables = cx.plan.tables.get(from..to)?.iter().filter(|t| !(phase && t.kind == TableKind::Groups));
    let mut columns = tables.flat_map(|t| added_columns(cx, t, headline)).filter(|(.., parts)| parts.len() > 1);
    let stands = |block: BlockId| block.0 > behind && own(cx.document.block(block).section);
    let lists = lists(cx, section.start, section.end);
    // Most lists hold an item without a number, and need not be read.
    let counts = |item: BlockId| cx.holds_digit(cx.document.text_span(item));
    let any = lists.iter().any(|&list| stands(list) && cx.document.children(list).all(counts));
    let figured = |list: &BlockId| {
        let span = cx.document.block(*list).span;
        let mut said = quantity::each(cx.text(span), span.start);
        cx.holds_digit(span) && said.any(|q| q.comparable(&headline.claim) && q.unit != Unit::None)
    };
    let mut lists = lists.into_iter().filter(figured);
    let all_of = |block: BlockId| Some(cx.document.block(block).span);
    match (columns.next(), columns.next()) {
        (Some((block, column, figures)), None) if stands(block) && lists.next().is_none() => {
            Some(Parts { figures, what: "rows", column: Some(column), around, block: all_of(block), gathered: false })
        }
        (None, _) if any => {
            let list = lists.next().filter(|&list| stands(list))?;
            let items = || cx.document.children(list).take(65);
            let figures: Option<Vec<Quantity>> = items().map(|item| cx.figure_like(item, &headline.claim)).collect();
            let figures = figures.filter(|f| f.len() < 65)?;
            // Where most figures are set off, one inside a sentence is no estimate: "Keep it for 24 h".
            let apart = |(item, figure): (BlockId, &Quantity)| {
                let (text, item) = (cx.source.text(), cx.document.text_span(item));
                is_set_off(text, &cx.settings.vocabulary, item, figure.span)
            };
            let told = items().zip(&figures).filter(|pair| !apart(*pair)).count();
            if told > 0 && told < figures.len() || lists.next().is_some() || is_nested(cx, items()) {
                return None;
            }
            Some(Parts { figures, what: "items", column: None, around, block: all_of(list), gathered: false })
        }
        _ => None,
    }
}

/// Whether an item is a part of the one before it, as their numbers say: `1.1.1` behind `1.1`.
fn is_nested(cx: &Context, items: impl Iterator<Item = BlockId>) -> bool {
    let ids: Vec<&str> = items.filter_map(|item| cx.plan.task(cx.plan.task_at(item)?).id.as_deref()).collect();
    ids.windows(2).any(|pair| is_below(pair[0], pair[1]))
}

/// The outermost lists among some blocks.
fn lists(cx: &Context, from: u32, to: u32) -> Vec<BlockId> {
    let mut found = Vec::new();
    let mut at = from;
    while at < to {
        let block = cx.document.block(BlockId(at));
        if let Kind::List { .. } = block.kind {
            found.push(BlockId(at));
            at = block.end.max(at + 1);
        } else {
            at += 1;
        }
    }
    found
}

/// The columns of a table that hold what a headline adds up.
pub(super) fn added_columns(cx: &Context, table: &Table, headline: &Headline) -> Vec<(BlockId, Span, Vec<Quantity>)> {
    let words = &cx.settings.vocabulary;
    let claim = &headline.claim.unit;
    // What the first column names is counted by its rows.
    let first = || table.columns.first().and_then(|c| quantity::unit_named(&c.name));
    if claim.noun().is_some() && first().is_some_and(|unit| unit == *claim) {
        return Vec::new();
    }
    let column = |at: usize| {
        let column = &table.columns[at];
        let unit = LazyCell::new(|| quantity::unit_named(&column.name));
        let named = || unit.as_ref().is_some_and(|u| u.comparable(claim));
        // Most columns hold no such thing.
        if !(claim.noun().is_none() || words.is(&column.name, Role::Duration) || named()) {
            return None;
        }
        if words.says(&column.name, Word::NotAdded) {
            return None;
        }
        let rows = (0..table.rows.len()).filter(|&r| !table.rows[r].total);
        let parts = sums::column(cx.source.text(), cx.document, table, rows, at)?;
        let fit = |q: Quantity| match q.unit {
            Unit::None => Some(q.in_unit(unit.as_ref()?)),
            _ => Some(q),
        };
        let parts: Option<Vec<Quantity>> = parts.into_iter().map(|p| fit(p.quantity)).collect();
        let parts = parts.filter(|p| !p.is_empty() && p.iter().all(|q| q.unit.comparable(claim)))?;
        Some((table.block, column.span, parts))
    };
    (1..table.columns.len()).filter_map(column).collect()
}
