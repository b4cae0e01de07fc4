//! Headings, rows or labels side by side that count on, of which two have one number: `Step 2`, `Step 3`, `Step 3`,
//! `Step 5`.

use super::{
    cells,
    phases::{bare, share_no_word},
    sisters::Sisters,
};
use crate::{
    diagnostic::{Confidence, Diagnostic, Edit, Severity, quote},
    markdown::{BlockId, Section, SectionId},
    plan::{Name, Role, Vocabulary, fold, quantity},
    rules::{Context, Findings, mend},
    source::Span,
};
use rustc_hash::{FxHashMap, FxHashSet};
use std::borrow::Cow;

/// What counts on: the headings of one level below one heading or in the whole document, the rows of a table, the labels in
/// a list.
#[derive(PartialEq, Eq, Hash, Clone, Copy)]
pub(super) enum Row {
    Headings(SectionId, u8),
    /// Whether each row has an id of its own, or only a number: several rows may speak of one phase.
    Table {
        block: BlockId,
        ids: bool,
    },
    List(BlockId),
    Through(u8),
}

impl Row {
    /// That of a heading and those beside it.
    fn beside(section: &Section) -> Self {
        Self::Headings(section.parent, section.level)
    }

    /// Kinds of rows, by which their findings are told apart.
    fn kind(self) -> u8 {
        match self {
            Self::Headings(..) => 0,
            Self::Table { .. } => 1,
            Self::List(_) => 2,
            Self::Through(_) => 3,
        }
    }
}

/// A heading, row or label with a number: its word, the number's last part and what stands before that, the name behind
/// it.
pub(super) struct Numbered<'t> {
    pub(super) word: &'t str,
    pub(super) head: &'t str,
    pub(super) last: u32,
    pub(super) name: &'t str,
    /// The word and the number.
    pub(super) span: Span,
}

/// From how many headings on a row counts.
const ROW: usize = 3;

/// From how many different ids of one family on, `R1` to `R4`, none stands for two.
const FAMILY: usize = 4;

/// Finds the number that stands twice in a row which counts on but for it.
pub(super) fn check(cx: &Context, out: &mut Findings, sisters: &Sisters) {
    let words = &cx.settings.vocabulary;
    let beside = headings(cx).filter(|(section, ..)| !is_task(cx, *section));
    let beside = beside.map(|(section, found)| (Row::beside(cx.document.section(section)), found));
    // Days, tracks and teams may each count on their own; the parts of one plan are numbered themselves.
    let parted =
        |section: SectionId| cx.holds_digit(cx.document.section(cx.document.section(section).parent).title_span);
    let through = headings(cx).filter(|(section, found)| parted(*section) && !quantity::is_time(found.word));
    let through = through.map(|(section, found)| (Row::Through(cx.document.section(section).level), found));
    let all = beside.chain(cells::numbers(cx, sisters)).chain(labels(cx)).chain(through);
    let all: Vec<(Row, Numbered)> = all.collect();
    let mut seen = FxHashSet::default();
    if all.iter().all(|(row, found)| seen.insert((*row, found.head, found.last))) {
        return;
    }
    let mut rows: FxHashMap<(Row, Cow<str>, &str), Vec<Numbered>> = FxHashMap::default();
    for (row, found) in all {
        rows.entry((row, fold(found.word), found.head)).or_default().push(found);
    }
    let pairs = rows.iter().filter_map(|((row, ..), numbers)| Some((*row, repeated(words, *row, numbers)?)));
    // Two tasks of one id are told already.
    let mut found: Vec<_> = pairs.filter(|(_, twice)| !out.tells_within(twice.again.span)).collect();
    found.sort_unstable_by_key(|(row, twice)| (row.kind(), twice.again.span));
    // Where several rows of a kind repeat a number it is how the document counts.
    for kind in found.chunk_by(|(one, _), (other, _)| one.kind() == other.kind()) {
        if let [(row, twice)] = kind
            && ![twice.one, twice.again].iter().any(|of| out.tells_within(of.span))
        {
            out.push(finding(cx, out, *row, twice));
        }
    }
}

/// Two of a row that have one number.
struct Twice<'r, 't> {
    one: &'r Numbered<'t>,
    again: &'r Numbered<'t>,
    /// The one whose place says that another number is meant, and that number.
    meant: Option<(&'r Numbered<'t>, u32)>,
}

fn finding(cx: &Context, out: &Findings, row: Row, twice: &Twice) -> Diagnostic {
    let Twice { one, again, meant } = *twice;
    let name = quote(cx.text(again.span));
    let are = if again.word.is_empty() { "have the number" } else { "are both" };
    let what = match row {
        Row::Headings(..) => "headings side by side",
        Row::Table { .. } => "rows of one table",
        Row::List(_) => "items of one list",
        Row::Through(_) => "headings that are numbered through",
    };
    let (wrong, other, side) = match meant {
        Some((wrong, _)) if std::ptr::eq(wrong, one) => (one, again, "behind"),
        _ => (again, one, "before"),
    };
    let help = match meant {
        Some((_, number)) => {
            let meant = quote(&with_number(cx.text(wrong.span), number));
            format!("write `{meant}`, which is left out; who is sent to `{name}` finds the wrong one of the two")
        }
        None => "count on from there; who is sent to that number finds the wrong one of the two".to_owned(),
    };
    let edit = |number: u32| vec![Edit { span: wrong.span, text: with_number(cx.text(wrong.span), number) }];
    out.at(wrong.span, format!("two {what} {are} `{name}`"))
        .label(format!("\"{}\" here", quote(wrong.name)))
        .related(other.span, format!("\"{}\" {side}", quote(other.name)))
        .severity(Severity::Warning)
        .confidence(Confidence::Conventional)
        .fix(meant.map(|(_, number)| mend::write(edit(number))))
        .help(help)
}

/// A text that ends with a number, with another one.
fn with_number(text: &str, number: u32) -> String {
    let name = text.trim_end_matches(|c: char| c.is_ascii_digit());
    // `T007` keeps its zeros.
    let digits = text.len() - name.len();
    format!("{name}{number:0digits$}")
}

/// The headings with numbers.
fn headings<'c>(cx: &Context<'c>) -> impl Iterator<Item = (SectionId, Numbered<'c>)> {
    let cx = *cx;
    let words = &cx.settings.vocabulary;
    cx.document.sections.iter().enumerate().filter_map(move |(at, section)| {
        let counts = section.heading.is_some() && section.level < 7 && cx.holds_digit(section.title_span);
        let found = counts.then(|| numbered(words, cx.text(section.title_span), section.title_span))??;
        Some((SectionId(at as u32), found))
    })
}

/// Whether a heading has an id of its own: it is a task, and known by it among those beside it.
fn is_task(cx: &Context, section: SectionId) -> bool {
    cx.plan.sections[section.0 as usize].task.is_some_and(|task| cx.plan.task(task).id.is_some())
}

/// The labels that begin the items of lists.
fn labels<'c>(cx: &Context<'c>) -> impl Iterator<Item = (Row, Numbered<'c>)> {
    let cx = *cx;
    cx.document.labels.iter().filter(move |label| cx.holds_digit(label.key)).filter_map(move |label| {
        let found = alone(&cx, label.key, cx.text(label.value))?;
        let item = cx.document.block(label.block).parent?;
        let list = cx.document.block(item).parent?;
        if cx.document.text_span(item).start + 2 < label.key.start {
            return None;
        }
        Some((Row::List(list), found))
    })
}

/// A text that is a word and its number, and nothing else; what it is called stands beside it.
pub(super) fn alone<'c>(cx: &Context<'c>, span: Span, name: &'c str) -> Option<Numbered<'c>> {
    let text = cx.text(span).trim_matches(['*', '_', '`', ' ']);
    if !text.ends_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let (word, number) = text.rsplit_once(' ')?;
    let whole = number.bytes().all(|b| b.is_ascii_digit()) && cx.settings.vocabulary.noun(word).is_some();
    let last = number.parse().ok().filter(|_| whole)?;
    Some(Numbered { word, head: "", last, name, span: span.of_part(cx.text(span), text) })
}

/// The two of a row that have one number.
fn repeated<'r, 't>(words: &Vocabulary, of: Row, row: &'r [Numbered<'t>]) -> Option<Twice<'r, 't>> {
    if row.len() < ROW {
        return None;
    }
    let mut first: FxHashMap<u32, usize> = FxHashMap::default();
    let mut twice = None;
    for (at, heading) in row.iter().enumerate() {
        if let Some(&one) = first.get(&heading.last) {
            if twice.is_some() {
                return None;
            }
            twice = Some((one, at));
        }
        first.entry(heading.last).or_insert(at);
    }
    let (one, again) = twice?;
    let grows = |without: usize| {
        let mut rest = row.iter().enumerate().filter(|(at, _)| *at != without).map(|(_, h)| h.last);
        let first = rest.next();
        rest.try_fold(first?, |before, next| (next > before).then_some(next))
    };
    if grows(again).is_none() && grows(one).is_none() {
        return None;
    }
    // One number is left out right where the other stands too often.
    let left_out = |&at: &usize| {
        // The rows of a table may begin with a later phase.
        if at == 0 && matches!(of, Row::Table { ids: false, .. }) {
            return false;
        }
        let number = next(row, at);
        !first.contains_key(&number) && row.get(at + 1).is_some_and(|behind| behind.last == number.saturating_add(1))
    };
    let (a, b) = (&row[one], &row[again]);
    let meant = [again, one].into_iter().find(left_out).map(|at| (&row[at], next(row, at)));
    let headings = matches!(of, Row::Headings(..));
    let titles = headings || matches!(of, Row::Through(_));
    let named = |h: &Numbered| {
        !titles || bare(h.name).chars().any(char::is_alphabetic) && !words.is_name(bare(h.name), Name::Facet)
    };
    let slip = if matches!(of, Row::Through(_)) {
        // What is done of a phase and what is left of it may stand in two places.
        let (a, b) = (fold(opening(a.name)), fold(opening(b.name)));
        meant.is_some() && !a.starts_with(&*b) && !b.starts_with(&*a)
    } else if meant.is_some() {
        // Cells are names as they stand, links too.
        let name = |h: &Numbered<'t>| if matches!(of, Row::Table { .. }) { h.name } else { bare(h.name) };
        fold(name(a)) != fold(name(b))
    } else if matches!(of, Row::Table { ids: true, .. }) && !a.head.is_empty() {
        row.len() > FAMILY && again == one + 1 && fold(a.name) != fold(b.name)
    } else {
        // Several rows and items may speak of one phase, and two parts of one week.
        headings && !quantity::is_time(a.word) && share_no_word(bare(a.name), bare(b.name))
    };
    (named(a) && named(b) && slip).then_some(Twice { one: a, again: b, meant })
}

/// The number that is next at a place of a row.
fn next(row: &[Numbered], at: usize) -> u32 {
    at.checked_sub(1).map_or(0, |before| row[before].last).saturating_add(1)
}

/// A name without the remark behind it.
fn opening(name: &str) -> &str {
    bare(name.split(['(', '（', '[', '【', '—', '–']).next().unwrap_or_default())
}

/// What stands between a number and the name behind it.
const SEPARATORS: [char; 9] = ['.', ')', ':', '：', '—', '–', '-', ' ', '*'];

/// Whether remarks in brackets say that one part follows another: "(a)" and "(b)", "(1/2)" and "(2/2)".
pub(super) fn follow(one: &str, other: &str) -> bool {
    let share = |remark: &str| {
        let (part, whole) = remark.split_once('/')?;
        Some((part.trim().parse::<u32>().ok()?, whole.trim().parse::<u32>().ok()?))
    };
    match (one.as_bytes(), other.as_bytes()) {
        ([one], [other]) => one.is_ascii_lowercase() && *other == one + 1,
        _ => share(one)
            .zip(share(other))
            .is_some_and(|((a, of), (b, all))| of == all && a > 0 && a.checked_add(1) == Some(b)),
    }
}

/// The name behind a remark in brackets, `(Weeks 2-3): Pour`, or the remark where nothing follows.
fn behind_brackets(text: &str) -> Option<&str> {
    let (remark, rest) = text.split_once(')')?;
    // "Phase 2 (a)" is a part of a phase; "(1/2)" may also be how far it is.
    if matches!(remark.as_bytes(), [letter] if letter.is_ascii_lowercase()) {
        return None;
    }
    let name = rest.trim_start_matches(SEPARATORS);
    match name.is_empty() {
        true => Some(remark),
        // "Phase 2 (Parser) follow-up" is no such number.
        false => (rest.trim_start().starts_with(SEPARATORS) || rest.starts_with(':')).then_some(name),
    }
}

/// `### Step 2: Pour`, `### 2.2 Pour`, `## 4. Pour` as a number of its kind.
pub(super) fn numbered<'t>(words: &Vocabulary, title: &'t str, span: Span) -> Option<Numbered<'t>> {
    let start = title.find(char::is_alphanumeric)?;
    let text = &title[start..];
    let digits = text.bytes().position(|b| b.is_ascii_digit())?;
    let word = text[..digits].trim_end();
    let end = text[digits..].find(|c: char| !c.is_ascii_digit() && c != '.').map_or(text.len(), |e| digits + e);
    let number = text[digits..end].trim_end_matches('.');
    let behind = &text[digits + number.len()..];
    let name = behind.trim_start_matches(SEPARATORS);
    let name = name.strip_prefix('(').map_or(Some(name), behind_brackets)?;
    // "Phase 2.a" is a part of a phase.
    if let [b'.' | b'-', letter, next, ..] = behind.as_bytes()
        && letter.is_ascii_alphabetic()
        && !next.is_ascii_alphanumeric()
    {
        return None;
    }
    // "Phase 3a", "Step 2/5", "Week 3-4", "3 ways", "Phase 2 follow-up" are no such numbers.
    let apart = behind.starts_with([':', '.', ')', '：', '（'])
        || [" —", " –", " - ", " :", " ("].iter().any(|separator| behind.starts_with(separator));
    let dotted = word.is_empty() && number.contains('.') && behind.starts_with(' ');
    if !(apart || dotted) || name.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    if !word.is_empty()
        && (text[..digits].len() == word.len() || !(words.noun(word).is_some() || words.is(word, Role::Group)))
    {
        return None;
    }
    let (head, last) = number.rsplit_once('.').unwrap_or(("", number));
    let number = &text[..digits + number.len()];
    Some(Numbered { word, head, last: last.parse().ok()?, name, span: span.of_part(title, number) })
}
