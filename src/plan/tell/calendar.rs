//! Days that a plan names, and what they are for: columns, fields, headings, items, gantt bars.

use super::{figures::unticked, turns};
use crate::{
    markdown::{Block, BlockId, Kind, SectionId},
    plan::{
        Name, Phrase, Role, Vocabulary, Word,
        declare::fields,
        model::*,
        names,
        quantity::{self, Day, TimeUnit, Unit, Written},
        read::{GUESS, LIKELY, Reader, SURE, speaks},
    },
    source::Span,
};
use jiff::ToSpan;
use rustc_hash::{FxHashMap, FxHashSet};

/// The farthest before a date, in bytes, that a word says what it is for.
const BEFORE: usize = 24;

/// Reads the days of everything that speaks, then what fields and tables make of them.
pub(in crate::plan) fn read(reader: &Reader) -> (Vec<DateClaim>, Vec<Period>) {
    let mut found = Vec::new();
    for block in blocks(reader) {
        in_block(reader, block, &mut found);
    }
    front_matter(reader, &mut found);
    found.sort_by_key(|d| d.day.span.start);
    in_fields(reader, &mut found);
    in_tables(reader, &mut found);
    // Bars of a chart know their place in the list.
    let (mut dates, mut periods) = (reader.plan.dates.clone(), reader.plan.periods.clone());
    ranges(reader, &mut found, dates.len(), &mut periods);
    dates.extend(found);
    pairs(reader, &dates, &mut periods);
    (dates, periods)
}

/// The blocks in which a date may stand.
fn blocks(reader: &Reader) -> Vec<BlockId> {
    let (text, document) = (reader.text, reader.document);
    let mut found: Vec<BlockId> = Vec::new();
    for &at in reader.numbers {
        if text.as_bytes()[at..].starts_with(b"20") && is_year_of_date(text.as_bytes(), at) {
            found.extend(document.block_at(at as u32));
        }
    }
    found.extend(reader.plan.phrases_of(Phrase::Weekday).map(|h| h.block));
    // Without a year, a date needs a column or a field.
    let words = reader.vocabulary;
    for table in &reader.plan.tables {
        for (index, column) in table.columns.iter().enumerate() {
            if column.role == Some(Role::Date) || words.is_dated(&column.key) {
                found.extend(table.rows.iter().filter_map(|r| r.cells.get(index)));
            }
        }
    }
    let dated = |f: &&Field| {
        let told = !f.value.is_empty() && f.why != Why::FrontMatter && reader.digits.any_in(f.value);
        told && (f.role == Some(Role::Date) || words.is_dated(reader.slice(f.key)))
    };
    found.extend(reader.plan.fields.iter().filter(dated).map(|f| f.block));
    turns::blocks(reader, &mut found);
    found.sort_unstable();
    found.dedup();
    let dated = |block: &Block| speaks(block.kind) && reader.digits.any_in(block.span);
    found.retain(|&b| dated(document.block(b)));
    found
}

/// Whether the `20` at `at` begins a year beside which a month and a day may stand.
fn is_year_of_date(text: &[u8], at: usize) -> bool {
    let digit = |at: usize| text.get(at).is_some_and(u8::is_ascii_digit);
    if !digit(at + 2) || !digit(at + 3) || at > 0 && text[at - 1].is_ascii_alphanumeric() {
        return false;
    }
    match text.get(at + 4) {
        Some(b'-' | b'/' | b'.') if digit(at + 5) => true,
        Some(b) if b.is_ascii_alphanumeric() => false,
        Some(_) if text[at + 4..].starts_with("年".as_bytes()) => true,
        // A month, a day or a comma before it.
        _ => match &text[..at] {
            [.., a, b' '] => a.is_ascii_alphanumeric() || matches!(*a, b',' | b'.' | 0x80..),
            [.., a, b'.' | b'/' | b'-'] => a.is_ascii_digit(),
            _ => false,
        },
    }
}

/// The dates of a block.
fn in_block(reader: &Reader, block: BlockId, dates: &mut Vec<DateClaim>) {
    let document = reader.document;
    let span = document.block(block).span;
    let text = unticked(reader.slice(span));
    let found = quantity::dates(&text, span.start);
    if found.is_empty() {
        return;
    }
    let item = document.ancestors(block).find(|&b| matches!(document.block(b).kind, Kind::Item { .. }));
    let (why, confidence) = match document.block(block).kind {
        Kind::Heading(_) => (Why::Heading, SURE),
        Kind::Cell { .. } => (Why::Cell, SURE),
        _ if item.is_some() => (Why::Item, LIKELY),
        _ => (Why::Sentence, GUESS),
    };
    let facts = &reader.plan.sections[document.block(block).section.0 as usize];
    let subject = match why {
        Why::Heading => facts.task.map(Node::Task).or(facts.group.map(Node::Group)),
        Why::Item => item.and_then(|i| reader.task_blocks.get(&i)).map(|&t| Node::Task(t)),
        _ => None,
    };
    for day in found.into_iter().filter(|day| !document.is_struck(day.span)) {
        let before = &text[..(day.span.start - span.start) as usize];
        let role = said_before(reader.vocabulary, before).unwrap_or(DateRole::On);
        let place = Place::new(day.span, why, confidence);
        dates.push(DateClaim { day, role, subject, place, block });
    }
}

/// What the words right before a date say that it is for: "(due: 2025-03-04)".
fn said_before(words: &Vocabulary, before: &str) -> Option<DateRole> {
    let frame = |c: char| c.is_whitespace() || matches!(c, ':' | '*' | '_' | '(' | '[' | '=' | '@');
    let bare = before.trim_end_matches(frame);
    // The marks of Obsidian's tasks.
    match bare.chars().next_back() {
        Some('📅') => return Some(DateRole::Due),
        Some('🛫') => return Some(DateRole::Start),
        _ => {}
    }
    let from = bare.char_indices().rev().map(|(i, _)| i).take_while(|i| bare.len() - i <= BEFORE).last()?;
    let near = &bare[from..];
    let hit = words.words(near).filter(|(word, at)| is_role(*word) && at.end == near.len()).last()?;
    role(hit.0)
}

fn is_role(word: Word) -> bool {
    role(word).is_some()
}

fn role(word: Word) -> Option<DateRole> {
    match word {
        Word::Starting => Some(DateRole::Start),
        Word::Ending => Some(DateRole::End),
        Word::Due => Some(DateRole::Due),
        _ => None,
    }
}

/// What a column's heading or a field's key says that its dates are for.
fn role_of(words: &Vocabulary, name: &str) -> Option<DateRole> {
    [Word::Starting, Word::Ending, Word::Due].into_iter().find(|&word| words.is_word(name, word)).and_then(role)
}

/// Dates of front matter stand in no block that speaks.
fn front_matter(reader: &Reader, dates: &mut Vec<DateClaim>) {
    for field in &reader.plan.fields {
        if field.why != Why::FrontMatter || field.value.len() < "2025-1-1".len() {
            continue;
        }
        let block = field.block;
        for day in quantity::dates(reader.slice(field.value), field.value.start) {
            let place = Place::new(day.span, Why::FrontMatter, SURE);
            dates.push(DateClaim { day, role: DateRole::On, subject: None, place, block });
        }
    }
}

/// The dates inside `span`.
fn inside(found: &[DateClaim], span: Span) -> std::ops::Range<usize> {
    let from = found.partition_point(|d| d.day.span.start < span.start);
    from..from + found[from..].partition_point(|d| d.day.span.end <= span.end)
}

/// Dates in the value of a field are the field's.
fn in_fields(reader: &Reader, found: &mut [DateClaim]) {
    for field in reader.plan.fields.iter().filter(|f| !f.value.is_empty() && f.why != Why::Cell) {
        let range = inside(found, field.value);
        if range.is_empty() {
            continue;
        }
        let key = reader.slice(field.key).replace(['_', '-'], " ");
        let role = role_of(reader.vocabulary, names::bare(&key));
        let subject = fields::subject(reader, field);
        for claim in &mut found[range] {
            claim.role = role.unwrap_or(claim.role);
            claim.subject = subject.or(claim.subject);
            if claim.place.why != Why::FrontMatter {
                claim.place = Place::new(claim.day.span, Why::Label, SURE);
            }
        }
    }
}

/// Dates in a column are what the column says, and of what its row is about.
fn in_tables(reader: &Reader, found: &mut [DateClaim]) {
    for table in &reader.plan.tables {
        if inside(found, reader.document.block(table.block).span).is_empty() {
            continue;
        }
        let roles: Vec<Option<DateRole>> =
            table.columns.iter().map(|c| role_of(reader.vocabulary, names::bare(&c.key))).collect();
        for row in &table.rows {
            weekdays(reader, row, found);
            for (cell, role) in row.cells.iter().zip(&roles) {
                let range = inside(found, reader.document.block(*cell).span);
                for claim in &mut found[range] {
                    claim.subject = row.subject.or(claim.subject);
                    claim.role = role.unwrap_or(claim.role);
                }
            }
        }
    }
}

/// `| Wed | 2025-03-05 |`: the day of the week has a cell of its own, before that of the only date.
fn weekdays(reader: &Reader, row: &Row, found: &mut [DateClaim]) {
    let range = inside(found, reader.document.block(row.block).span);
    let [claim] = &mut found[range] else { return };
    let before = row.cells.iter().take_while(|&&cell| cell != claim.block);
    let named = before.filter_map(|&cell| {
        let span = reader.document.text_span(cell);
        let text = reader.slice(span);
        let word = text.trim_matches(|c: char| !c.is_alphanumeric());
        quantity::weekday(word).map(|day| (day, span.of_part(text, word)))
    });
    let named: Vec<_> = named.collect();
    if let ([weekday], None) = (&named[..], claim.day.weekday) {
        claim.day.weekday = Some(*weekday);
    }
}

/// `2025-03-03 – 2025-03-14`: two dates and a dash, or "to", between them.
fn ranges(reader: &Reader, found: &mut [DateClaim], offset: usize, periods: &mut Vec<Period>) {
    for index in 1..found.len() {
        let (a, b) = (found[index - 1], found[index]);
        if a.block != b.block || a.day.span.end > b.day.span.start {
            continue;
        }
        let between = &reader.text[a.day.span.end as usize..b.day.span.start as usize];
        // "Moved from one day to another" is no range; a dash is one everywhere.
        let told = matches!(a.place.why, Why::Sentence | Why::Item);
        let dashed =
            between.trim_matches(|c: char| c.is_alphabetic() || c.is_whitespace()).starts_with(['-', '–', '—']);
        // Due on one day, then on another: it was moved.
        let arrow = between.contains(['→', '>']);
        let moved = arrow && a.role != DateRole::On;
        if !is_link(reader, between)
            || moved
            || told && !dashed
            || index > 1 && is_chained(reader, &found[index - 2], &a)
        {
            continue;
        }
        if arrow {
            found[index].place.confidence = GUESS;
        }
        for (at, role) in [(index - 1, DateRole::Start), (index, DateRole::End)] {
            found[at].role =
                if found[at].role == DateRole::Due && role == DateRole::End { DateRole::Due } else { role };
        }
        periods.push(Period { start: offset + index - 1, end: offset + index });
    }
}

/// Whether a date is the end of another range already: "2025-03-03 – 2025-03-05 – 2025-03-10".
fn is_chained(reader: &Reader, a: &DateClaim, b: &DateClaim) -> bool {
    a.block == b.block
        && a.day.span.end <= b.day.span.start
        && is_link(reader, &reader.text[a.day.span.end as usize..b.day.span.start as usize])
}

/// Whether what stands between two dates makes them the first and the last day of something.
fn is_link(reader: &Reader, between: &str) -> bool {
    let frame = |c: char| c.is_whitespace() || matches!(c, '*' | '_' | '(' | ')' | ',');
    let mut words = between.split(frame).filter(|w| !w.is_empty() && quantity::weekday(w).is_none());
    let link = words.next().unwrap_or("");
    words.next().is_none() && reader.vocabulary.is_name(link, Name::Until)
}

/// The one start and the one end of a thing in one row, one item or one section's fields.
fn pairs(reader: &Reader, dates: &[DateClaim], periods: &mut Vec<Period>) {
    let mut ends: FxHashMap<(Option<Node>, SectionId, Why), [Vec<usize>; 3]> = FxHashMap::default();
    for (index, claim) in dates.iter().enumerate() {
        let said = match claim.place.why {
            Why::Cell | Why::Item => claim.subject.is_some(),
            why => matches!(why, Why::Label | Why::FrontMatter),
        };
        if !said {
            continue;
        }
        let section = reader.section(claim.block);
        let entry = ends.entry((claim.subject, section, claim.place.why)).or_default();
        match claim.role {
            DateRole::Start => entry[0].push(index),
            DateRole::End => entry[1].push(index),
            DateRole::Due if matches!(claim.place.why, Why::Cell | Why::Label) => entry[2].push(index),
            _ => {}
        }
    }
    let mut found: Vec<Period> = Vec::new();
    for [starts, ends, dues] in ends.into_values() {
        // What has no last day is to be finished by the day on which it is due.
        let last = if ends.is_empty() { dues } else { ends };
        if let ([start], [end]) = (&starts[..], &last[..]) {
            found.push(Period { start: *start, end: *end });
        }
    }
    let known: FxHashSet<(usize, usize)> = periods.iter().map(|p| (p.start, p.end)).collect();
    found.retain(|p| !known.contains(&(p.start, p.end)));
    periods.extend(found);
    periods.sort_by_key(|p| p.start);
}

/// The dates of a bar of a gantt chart, as its parts are read.
#[derive(Debug, Default)]
pub(in crate::plan) struct Bar {
    days: Vec<Day>,
}

impl Bar {
    /// Takes a part that is a date, or a length behind one.
    pub fn part(&mut self, part: &str, span: Span) {
        let whole = |d: &Day| d.span.len() == span.len();
        if let Some(day) = quantity::dates(part, span.start).into_iter().next().filter(whole) {
            self.days.push(day);
            return;
        }
        let (Some(start), Some(length)) = (self.days.last().and_then(Day::date), quantity::cell(part, 0)) else {
            return;
        };
        let days = match length.unit {
            Unit::Time(TimeUnit::Day) => length.low,
            Unit::Time(TimeUnit::Week) => 7.0 * length.low,
            _ => return,
        };
        // The bar ends where the next day begins.
        let end =
            (days.fract() == 0.0 && (1.0..5000.0).contains(&days)).then(|| start.checked_add((days as i64).days()));
        if let Some(Ok(end)) = end {
            self.days.push(Day { written: Written::Date(end), weekday: None, span });
        }
    }

    /// Gives the dates to the task that the bar shows.
    pub fn draw(self, reader: &mut Reader, task: TaskId, block: BlockId) {
        let first = reader.plan.dates.len();
        for (day, role) in self.days.iter().zip([DateRole::Start, DateRole::End]) {
            let place = Place::new(day.span, Why::Diagram, SURE);
            reader.plan.dates.push(DateClaim { day: *day, role, subject: Some(Node::Task(task)), place, block });
        }
        if self.days.len() > 1 {
            reader.plan.periods.push(Period { start: first, end: first + 1 });
        }
    }
}
