//! What a document knows by name without defining it: words of its headings, tags and cells, what it has in parts only,
//! and whether it says that it is not all.

use crate::{
    markdown::{BlockId, Document, Kind},
    plan::{Plan, Role, Row, Table, Vocabulary, Word, fold, id_key, names::Key},
    source::{Source, Span},
};
use rustc_hash::FxHashSet;

/// The longest name of a branch, in bytes.
const BRANCH: usize = 24;
/// How far behind the beginning of a task its tags may stand, in letters.
const TAGS: usize = 48;
/// How far behind a box its id may end, in letters.
const BOX: usize = 16;

/// The keys of words with a digit in headings, tags of tasks, rows and drawings: `US1` in "Phase 3: Story (US1)" or
/// `[US1]` is something that the plan knows, though no task has it for an id. The place that depends on it does not make
/// it known.
pub fn words(source: &Source, document: &Document, plan: &Plan) -> FxHashSet<Key> {
    let titles = document.sections.iter().map(|s| s.title_span);
    let tasks = plan.tasks.iter().map(|t| beginning(source, t.span(), TAGS));
    // A row that an empty line cuts off is no row, and known to its author.
    let cut_off = plan.tables.iter().filter_map(|t| t.cut_off).map(|rows| document.block(rows).span);
    let cells = plan.tables.iter().flat_map(|t| t.rows.iter().flat_map(move |row| named_cells(t, row)));
    let cells = cells.map(|cell| document.block(cell).span);
    let spans = titles.chain(tasks).chain(cells).chain(cut_off);
    let spans = spans.chain(branches(source, document)).chain(meant_boxes(source, document));
    let waiting: FxHashSet<u32> = plan.dangling.iter().map(|d| d.place.span.start).collect();
    let words = spans.flat_map(|span| {
        let text = source.slice(span);
        let words = text.split(|c: char| !(c.is_alphanumeric() || matches!(c, '-' | '.' | '_')));
        words.filter(|w| w.contains(|c: char| c.is_ascii_digit())).map(move |w| (span.of_part(text, w).start, w))
    });
    words.filter(|(at, _)| !waiting.contains(at)).map(|(_, word)| id_key(word)).collect()
}

/// The first letters of a span, at most so many.
fn beginning(source: &Source, span: Span, letters: usize) -> Span {
    let end = source.slice(span).char_indices().nth(letters).map_or(span.end, |(at, _)| span.start + at as u32);
    Span { end, ..span }
}

/// The cells of a row that name something, and do not wait for it.
fn named_cells<'r>(table: &'r Table, row: &'r Row) -> impl Iterator<Item = BlockId> + 'r {
    let waits = |column: usize| {
        let role = table.columns.get(column).and_then(|c| c.role);
        column > 0 && matches!(role, Some(Role::Depends | Role::Blocks | Role::With))
    };
    row.cells.iter().enumerate().filter(move |(column, _)| !waits(*column)).map(|(_, &cell)| cell)
}

/// Names in drawings: "├── T8a: the tests".
fn branches(source: &Source, document: &Document) -> impl Iterator<Item = Span> {
    let bodies = document.iter().filter_map(|(_, block)| match block.kind {
        Kind::Code { body, .. } => Some(body),
        _ => None,
    });
    bodies.flat_map(move |body| {
        source.slice(body).lines().filter_map(move |line| {
            let branch = line.trim_start_matches(|c: char| !c.is_alphanumeric());
            let (name, _) = branch.split_once(':')?;
            (name.len() <= BRANCH).then(|| body.of_part(source.slice(body), name))
        })
    })
}

/// The beginnings of what was meant as a box: "- [] T011 Parser", "-[ ] T012 Printer".
fn meant_boxes(source: &Source, document: &Document) -> impl Iterator<Item = Span> {
    document.iter().filter_map(move |(id, block)| {
        let text = matches!(block.kind, Kind::Item { mark: None } | Kind::Paragraph).then(|| document.text_span(id))?;
        let meant = source.slice(text).trim_start_matches(['-', '*', '\\']).starts_with('[');
        meant.then(|| beginning(source, text, BOX))
    })
}

/// What the headings of a document number, folded: "epic 5" of "Epic 5: Print".
pub fn numbered(document: &Document) -> impl Iterator<Item = String> {
    document.sections.iter().flat_map(|section| {
        let title = fold(&section.title).into_owned();
        let words = title_words(&title);
        let numbered = words.windows(2).filter(|pair| pair[1].starts_with(|c: char| c.is_ascii_digit()));
        numbered.map(|pair| pair.join(" ")).collect::<Vec<_>>()
    })
}

/// What a document has in parts only, "phase 2" of "Phase 2a" and "t2" of `T2.1`, and what its headings number in Roman
/// figures, in both ways of writing: "phase ii", "phase 2". All folded.
pub fn in_parts(document: &Document, plan: &Plan) -> FxHashSet<String> {
    // A heading also names what it waits for, which is not there by that.
    let ids = plan.tasks.iter().filter_map(|t| t.id.as_deref()).map(|id| fold(id).into_owned());
    let groups = plan.groups.iter().filter(|g| g.section.is_some()).map(|g| fold(&g.name()).into_owned());
    let named = numbered(document).chain(ids).chain(groups);
    let wholes = named.flat_map(|name| wholes(&name).map(str::to_owned).collect::<Vec<_>>());
    wholes.chain(document.sections.iter().flat_map(|section| roman_names(&section.title))).collect()
}

/// What a name is a part of by its form: `t2` of `t2a`, `wp2` of `wp2.1`.
fn wholes(name: &str) -> impl Iterator<Item = &str> {
    let ends_in_digit = |whole: &&str| whole.ends_with(|c: char| c.is_ascii_digit());
    let lettered = name.strip_suffix(|c: char| c.is_ascii_lowercase()).filter(ends_in_digit);
    let dotted = name.match_indices('.').map(|(at, _)| &name[..at]).filter(ends_in_digit);
    lettered.into_iter().chain(dotted)
}

/// What a title numbers in Roman figures, as written and in digits.
fn roman_names(title: &str) -> Vec<String> {
    let words = title_words(title);
    let numbered = words.windows(2).filter_map(|pair| Some((pair[0], pair[1], roman(pair[1])?)));
    let names = numbered.flat_map(|(kind, label, number)| [format!("{kind} {label}"), format!("{kind} {number}")]);
    names.map(|name| fold(&name).into_owned()).collect()
}

fn title_words(title: &str) -> Vec<&str> {
    title.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect()
}

/// The number that is written in capital Roman figures.
fn roman(word: &str) -> Option<u32> {
    let figure = |b: u8| match b {
        b'I' => Some(1),
        b'V' => Some(5),
        b'X' => Some(10),
        _ => None,
    };
    let figures: Vec<i64> = word.bytes().map(figure).collect::<Option<_>>()?;
    let behind = figures.iter().skip(1).chain([&0]);
    // What stands before a greater one is taken from it.
    let sum: i64 = figures.iter().zip(behind).map(|(f, next)| if f < next { -f } else { *f }).sum();
    u32::try_from(sum).ok().filter(|&n| n > 0)
}

impl Plan {
    /// Whether a list of the document says that it is not all of it: in its heading, or with a row of dots.
    pub fn is_sample(&self, source: &Source, document: &Document, vocabulary: &Vocabulary) -> bool {
        let dots = |cell: &BlockId| {
            let text = source.slice(document.block(*cell).span).trim().trim_matches(['`', '*']);
            let dotted = text.len() > 1 || text == "…" || text == "⋮";
            dotted && text.chars().all(|c| matches!(c, '.' | '…' | '⋮'))
        };
        // "Task 4: Align samples" is something to do, and no list.
        let mut lists = document.sections.iter().zip(&self.sections).filter(|(_, facts)| facts.task.is_none());
        self.tables.iter().flat_map(|t| &t.rows).filter_map(|r| r.cells.first()).any(dots)
            || lists.any(|(section, _)| vocabulary.says(&section.title, Word::Sample))
            || document.sections.iter().any(|s| s.level == 1 && is_one_of_several(&s.title))
    }
}

/// Whether a title says that others have the rest: "Scanner (Phase 2 of 3)".
fn is_one_of_several(title: &str) -> bool {
    let number = |word: &str| word.parse::<u32>().unwrap_or(0);
    let of = |w: &[&str]| w[1].eq_ignore_ascii_case("of") && number(w[0]) > 0 && number(w[2]) > 1;
    title_words(title).windows(3).any(of)
}
