//! Mentions in running text of what the plan numbers and does not have:
//! "Wave 13" beside waves 1 to 12, `T099` beside `T001` to `T042`, "Section 9" of seven.

use crate::{
    markdown::{BlockId, Inline, InlineKind, Kind},
    plan::{
        Dialect, Role,
        model::*,
        names::{id_key, is_pattern},
        quantity,
        read::{GUESS, Reader, speaks},
        relate::sentences::sentence,
    },
    source::{Span, cover, window},
};
use memchr::memmem;
use rustc_hash::{FxHashMap, FxHashSet};
use std::{
    cell::LazyCell,
    collections::BTreeSet,
    ops::{Range, RangeInclusive},
};

/// From how many numbered things on their numbers are the document's own.
const OWN: usize = 3;

/// The most different kinds of ids that are followed.
const KINDS: usize = 8;

/// How much of a line is read before a mention, in bytes.
const LINE: usize = 400;

/// How many items of a list are looked at.
const LONGEST: usize = 64;

/// How many numbers a row may stand for.
const RANGE: u32 = 32;

/// The most ranges of ids that name rows and items.
const RANGES: usize = 64;

/// What the document numbers.
enum Series {
    /// Waves, phases, tracks.
    Groups { word: Box<str>, numbers: BTreeSet<u32>, ordinal: bool },
    /// Tasks, by what stands before the digits and how many digits follow.
    Tasks { prefix: Box<str>, width: usize, numbers: BTreeSet<u32> },
    /// Its own sections.
    Sections { numbers: BTreeSet<u32> },
}

/// Finds mentions that nothing resolves.
pub(in crate::plan) fn read(reader: &Reader) -> Vec<Unresolved> {
    let series = series(reader);
    if series.is_empty() {
        return Vec::new();
    }
    let prose: Vec<Span> = reader.document.prose(reader.text).collect();
    let listed = LazyCell::new(|| listed(reader));
    let mut defined: FxHashSet<String> = FxHashSet::default();
    let mut unresolved: Vec<Unresolved> = Vec::new();
    for series in &series {
        let mut uses = Uses::of(reader, series, &prose);
        uses.missing.retain(|missing| cover::around(&listed, missing.span).is_none());
        defined.extend(uses.defined.drain(..));
        unresolved.extend(uses.unresolved(reader, series));
    }
    unresolved.retain(|u| !defined.contains(&u.name.to_lowercase()));
    unresolved.sort_by_key(|u| u.place.span);
    unresolved
}

/// How the text uses the names of a series.
#[derive(Default)]
struct Uses {
    /// How often it names what is there.
    known: usize,
    /// As far as a range says that there are some: "T-01 to T-77".
    announced: u32,
    /// Ranges that name rows and items.
    ranges: Vec<(u32, u32)>,
    /// What is named where it is defined, in lower case.
    defined: Vec<String>,
    missing: Vec<Missing>,
}

/// A name of what is not there.
#[derive(Clone, Copy)]
struct Missing {
    span: Span,
    block: BlockId,
    number: u32,
}

impl Uses {
    /// Those in the regions of `prose`.
    fn of(reader: &Reader, series: &Series, prose: &[Span]) -> Self {
        let mut uses = Self::default();
        let needle = series.needle();
        let finder = memmem::Finder::new(&needle);
        for &region in prose {
            for at in finder.find_iter(reader.slice(region).as_bytes()) {
                uses.note_range(reader, series, region, at..at + needle.len());
                uses.note_mention(reader, series, region, at..at + needle.len());
            }
        }
        uses
    }

    fn note_range(&mut self, reader: &Reader, series: &Series, region: Span, needle: Range<usize>) {
        let Some((first, last)) = series.range(reader.slice(region), needle.end) else { return };
        let start = Span::new(region.start as usize + needle.start, region.start as usize + needle.end);
        // "T10-T12 Sign-in" as the name of a row is the name of three.
        let heads = || reader.document.block_at(start.start).is_some_and(|b| declares(reader, b, start));
        if series.numbers().first() == Some(&first) {
            self.announced = self.announced.max(last);
        } else if self.ranges.len() < RANGES && heads() {
            self.ranges.push((first, last));
        }
    }

    fn note_mention(&mut self, reader: &Reader, series: &Series, region: Span, needle: Range<usize>) {
        let text = reader.slice(region);
        let Some((start, end, known)) = series.mention(reader, text, needle.clone()) else { return };
        self.known += usize::from(known);
        let span = Span::new(region.start as usize + start, region.start as usize + end);
        let Some(block) = reader.document.block_at(span.start).filter(|_| !known) else { return };
        let named = declares(reader, block, span);
        if named && !series.is_retold(reader, block) {
            self.defined.push(reader.slice(span).to_lowercase());
        } else if is_running(reader, block, span) {
            let number = number(&text[needle.end..]).map_or(0, |(number, _)| number);
            self.missing.push(Missing { span, block, number });
        }
    }

    /// What is missing where the series is surely meant.
    fn unresolved(self, reader: &Reader, series: &Series) -> Vec<Unresolved> {
        let Self { known, announced, ranges, mut missing, .. } = self;
        missing.retain(|m| {
            m.number > announced && !ranges.iter().any(|(first, last)| (first..=last).contains(&&m.number))
        });
        // Two numbers far behind the last one are those of another series.
        let last = series.numbers().last().copied().unwrap_or_default();
        let beyond = missing.iter().all(|m| m.number > last.saturating_add(1));
        let others = matches!(series, Series::Groups { .. }) && beyond;
        let others = others && missing.iter().any(|m| m.number != missing[0].number);
        // A name that is used nowhere else may be that of another thing.
        if others || series.ordinal() && known == 0 {
            return Vec::new();
        }
        let tell = |m: Missing| Unresolved {
            name: reader.slice(m.span).into(),
            place: Place::new(m.span, Why::Sentence, GUESS),
            block: m.block,
            sentence: sentence(reader, reader.document.block(m.block).span, m.span),
            known: series.known(m.number),
        };
        missing.into_iter().map(tell).collect()
    }
}

/// The tasks of which a document of a spec-kit feature speaks that does not list them: `T012` in its plan.
pub(in crate::plan) fn of_lists(reader: &Reader) -> Vec<Unresolved> {
    let mut found = Vec::new();
    if reader.plan.dialect != Dialect::SpecKit || reader.plan.part != Part::Design {
        return found;
    }
    let series = Series::Tasks { prefix: "T".into(), width: ID, numbers: BTreeSet::from([0]) };
    for region in reader.document.prose(reader.text) {
        let text = reader.slice(region);
        for at in memmem::find_iter(text.as_bytes(), "T") {
            // "T001 to T080" says how many there are.
            let Some((start, end, _)) = series.mention(reader, text, at..at + 1) else { continue };
            let span = Span::new(region.start as usize + start, region.start as usize + end);
            let listed = end - start != ID + 1 || reader.tasks.contains_key(&id_key(&text[start..end]));
            let ranged = series.range(text, at + 1).is_some() || joined(text, start);
            let Some(block) = reader.document.block_at(span.start).filter(|_| !listed && !ranged) else { continue };
            if is_running(reader, block, span) && !declares(reader, block, span) {
                let sentence = sentence(reader, reader.document.block(block).span, span);
                let place = Place::new(span, Why::Sentence, GUESS);
                found.push(Unresolved { name: reader.slice(span).into(), place, block, sentence, known: "".into() });
            }
        }
    }
    found
}

/// How many digits the number of a task has there.
const ID: usize = 3;

/// Whether what stands at `at` ends a range: `T080` of "T001-T080".
fn joined(text: &str, at: usize) -> bool {
    let before = text[..at].trim_end_matches([' ', '.', '-', '–', '—', '…', '~']);
    let before = ["to", "through"].iter().find_map(|word| before.strip_suffix(word)).unwrap_or(before).trim_end();
    before.len() < at && before.ends_with(|c: char| c.is_ascii_digit())
}

/// Whether a heading names it, or a block begins with it: "Phase 4: tidy up".
fn declares(reader: &Reader, block: BlockId, span: Span) -> bool {
    let document = reader.document;
    let heading = matches!(document.block(block).kind, Kind::Heading(_))
        || document.section(document.block(block).section).heading == Some(block);
    let start = document.block(block).span.start;
    let before = reader.slice(Span { start, end: span.start.max(start) });
    let before = window::before(before, before.len(), LINE);
    let line = before.rsplit('\n').next().unwrap_or(before);
    // A cell behind the first that holds nothing but ids says which ones a row is about.
    let about = matches!(document.block(block).kind, Kind::Cell { .. })
        && document.previous_sibling(block).is_some()
        && !reader.slice(document.block(block).span).contains(char::is_lowercase);
    heading || !about && !line.contains(char::is_alphabetic)
}

/// Whether `span` stands in text that speaks, outside code, links and what is struck out.
fn is_running(reader: &Reader, block: BlockId, span: Span) -> bool {
    let document = reader.document;
    let aside = |i: Inline| matches!(i.kind, InlineKind::Code | InlineKind::Html) && i.span.contains(span);
    speaks(document.block(block).kind)
        && !document.is_struck(span)
        && !document.link_over(span).is_some_and(|link| link.span.contains(span))
        && !document.inline_at(block, span.start).is_some_and(aside)
}

/// The fields that list nothing but such names, and wait for none: "**Issues**: T-1, T-4" says what a lane has.
fn listed(reader: &Reader) -> Vec<Span> {
    let waits = |f: &Field| matches!(f.role, Some(Role::Depends | Role::Blocks));
    let bare = |f: &Field| !reader.slice(f.value).contains(char::is_lowercase);
    cover::outermost(reader.plan.fields.iter().filter(|f| !waits(f) && bare(f)).map(|f| f.value))
}

/// Whether the numbers of such a word are those of a calendar: "week", "semana", "周".
fn is_calendar(word: &str) -> bool {
    word == "round" || quantity::is_time(word)
}

/// The numbers of a cell that is a range of few: `6–7`.
fn ends(cell: &str) -> Option<RangeInclusive<u32>> {
    let (first, last) = cell.trim_matches(['*', ' ']).split_once(['–', '-', '—'])?;
    let (first, last) = (first.trim().parse().ok()?, last.trim().parse().ok()?);
    (first < last && last - first < RANGE).then_some(first..=last)
}

fn series(reader: &Reader) -> Vec<Series> {
    let mut groups: FxHashMap<&str, (BTreeSet<u32>, u32)> = FxHashMap::default();
    for group in reader.plan.groups.iter().filter(|g| !is_calendar(&g.word)) {
        let (numbers, nameless) = groups.entry(&group.word).or_default();
        match group.label.parse() {
            Ok(number) => _ = numbers.insert(number),
            Err(_) => *nameless += u32::from(group.label.is_empty()),
        }
    }
    // Tasks that are headings: "### Task 3: Parser".
    let headed = |task: &&Task| task.places.first().is_some_and(|place| place.why == Why::Heading);
    let numbers = reader.plan.tasks.iter().filter(headed).filter_map(|task| task.id.as_deref()?.parse::<u32>().ok());
    groups.entry("task").or_default().0.extend(numbers);
    // A row may stand for several: `6–7` below "Phase".
    for table in &reader.plan.tables {
        let Some((at, column)) = table.columns.iter().enumerate().find(|(_, c)| c.role == Some(Role::Group)) else {
            continue;
        };
        if let Some((numbers, _)) = groups.get_mut(&*column.key) {
            let cells = table.rows.iter().filter_map(|row| row.cells.get(at));
            numbers.extend(cells.filter_map(|&cell| ends(reader.slice(reader.cell_span(cell)))).flatten());
        }
    }
    let mut tasks: FxHashMap<(&str, usize), BTreeSet<u32>> = FxHashMap::default();
    for task in &reader.plan.tasks {
        let Some(id) = task.id.as_deref() else { continue };
        // A row or heading without a state may name anything: `Q09`.
        if task.statuses.is_empty() && (task.table.is_some() || !id.starts_with('T')) {
            continue;
        }
        // `T012`, and `S2-03` of sprint 2.
        let digits = id.bytes().rev().take_while(u8::is_ascii_digit).count();
        let (prefix, number) = id.split_at(id.len() - digits);
        let own = prefix.starts_with(|c: char| c.is_ascii_uppercase()) && !prefix.contains('.') && prefix.is_ascii();
        let own = own && (number.len() > 1 || prefix.ends_with('-') && prefix.contains(|c: char| c.is_ascii_digit()));
        if let (true, Ok(number)) = (own, number.parse()) {
            tasks.entry((prefix, digits)).or_default().insert(number);
        }
    }
    let mut all: Vec<Series> = Vec::new();
    for (word, (numbers, nameless)) in groups {
        let ordinal = numbers.is_empty();
        let numbers = if ordinal { (1..=nameless).collect() } else { numbers };
        all.push(Series::Groups { word: word.into(), numbers, ordinal });
    }
    let tasks = tasks.into_iter().take(KINDS);
    all.extend(tasks.map(|((prefix, width), numbers)| Series::Tasks { prefix: prefix.into(), width, numbers }));
    let numbers = reader.plan.sections.iter().filter_map(|s| s.number.as_deref()?.trim_matches('.').parse().ok());
    all.push(Series::Sections { numbers: numbers.collect() });
    // A series that begins further on is the rest of one that other documents begin.
    all.retain(|s| s.numbers().len() >= OWN && s.numbers().first().is_some_and(|&n| n <= 1));
    all
}

impl Series {
    fn numbers(&self) -> &BTreeSet<u32> {
        match self {
            Self::Groups { numbers, .. } | Self::Tasks { numbers, .. } | Self::Sections { numbers } => numbers,
        }
    }

    /// Whether its things have no numbers of their own, and only their order counts them.
    fn ordinal(&self) -> bool {
        matches!(self, Self::Groups { ordinal: true, .. })
    }

    /// What is looked for: all but the first letter of a word, which may be a capital.
    fn needle(&self) -> Vec<u8> {
        match self {
            Self::Groups { word, .. } => format!("{} ", &word[word.chars().next().map_or(0, char::len_utf8)..]).into(),
            Self::Tasks { prefix, .. } => prefix.as_bytes().to_vec(),
            Self::Sections { .. } => b"ection ".to_vec(),
        }
    }

    /// Where the mention stands whose needle was found at `needle`, and whether something has its number.
    fn mention(&self, reader: &Reader, text: &str, needle: Range<usize>) -> Option<(usize, usize, bool)> {
        let Range { start: at, end: behind } = needle;
        let rest = text.get(behind..)?;
        let start = match self {
            Self::Groups { word, .. } => initial(text, at, word)?,
            Self::Sections { .. } => initial(text, at, "section")?,
            Self::Tasks { .. } => {
                let joined = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '/' | '#' | '.');
                Some(at).filter(|_| !text[..at].ends_with(joined))?
            }
        };
        let (number, len) = number(rest)?;
        if is_pattern(text, start, behind + len) {
            return None;
        }
        let known = match self {
            Self::Groups { word, .. } => reader.numbered(word, &rest[..len]).is_some(),
            Self::Tasks { width, .. } => len != *width || reader.tasks.contains_key(&id_key(&text[at..behind + len])),
            Self::Sections { .. } => false,
        };
        // What comes before the first one is the past, or a convention: "Phase 0".
        let known = known || self.numbers().contains(&number) || self.numbers().first() > Some(&number);
        Some((start, behind + len, known))
    }

    /// Whether `block` is the item of a list that goes through what is told elsewhere: all others of it begin with an
    /// id of the series, and give it to nothing.
    fn is_retold(&self, reader: &Reader, block: BlockId) -> bool {
        let Self::Tasks { prefix, .. } = self else { return false };
        let document = reader.document;
        let is_item = |&b: &BlockId| matches!(document.block(b).kind, Kind::Item { mark: None });
        let Some(item) = std::iter::once(block).chain(document.ancestors(block)).find(is_item) else { return false };
        let Some(list) = document.block(item).parent else { return false };
        let told = |&b: &BlockId| {
            let text = reader.slice(document.text_span(b)).trim_start_matches(['*', '`']);
            let number = text.strip_prefix(&**prefix).and_then(number);
            number.is_some_and(|(n, _)| self.numbers().contains(&n)) && !reader.task_blocks.contains_key(&b)
        };
        let others = || document.children(list).filter(|&b| b != item).take(LONGEST);
        others().count() >= OWN && others().all(|b| told(&b))
    }

    /// The first and the last number of a range of ids whose first prefix ends at `behind`.
    fn range(&self, text: &str, behind: usize) -> Option<(u32, u32)> {
        let Self::Tasks { prefix, .. } = self else { return None };
        let rest = text.get(behind..)?;
        let len = rest.bytes().take_while(u8::is_ascii_digit).count();
        let first: u32 = rest[..len].parse().ok()?;
        let joints = ["..", "…", "-", "–", "—", " - ", " – ", " to ", " through "];
        let tail = joints.iter().rev().find_map(|joint| rest[len..].strip_prefix(joint))?;
        let tail = tail.trim_start_matches(['.', ' ']);
        let last = number(tail.strip_prefix(&**prefix).unwrap_or(tail))?.0;
        (last > first).then_some((first, last))
    }

    /// What the plan has instead of `number`.
    fn known(&self, number: u32) -> Box<str> {
        let (name, width) = match self {
            Self::Groups { word, .. } => (format!("{word} "), 0),
            Self::Tasks { prefix, width, .. } => (prefix.to_string(), *width),
            Self::Sections { .. } => ("section ".to_owned(), 0),
        };
        let (first, last) = (self.numbers().first().unwrap_or(&0), self.numbers().last().unwrap_or(&0));
        let others = match self.numbers().len() {
            // A gap among the others.
            count if number < *last => format!("{count} others from "),
            _ => String::new(),
        };
        format!("{others}{name}{first:0width$} to {name}{last:0width$}").into()
    }
}

/// The start of `word`, all of which but its first letter stands at `at`.
fn initial(text: &str, at: usize, word: &str) -> Option<usize> {
    let letter = text[..at].chars().next_back()?;
    let start = at - letter.len_utf8();
    let same = letter.to_lowercase().eq(word.chars().next()?.to_lowercase());
    (same && !text[..start].ends_with(|c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '/'))).then_some(start)
}

/// A whole number at the start of `text`.
fn number(text: &str) -> Option<(u32, usize)> {
    let len = text.bytes().take_while(u8::is_ascii_digit).count();
    let tail = &text[len..];
    let part = tail.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | '%' | '/'))
        || tail.starts_with(['.', '-']) && tail[1..].starts_with(|c: char| c.is_alphanumeric());
    (0 < len && len < 5 && !part).then(|| text[..len].parse().ok().map(|n| (n, len)))?
}
