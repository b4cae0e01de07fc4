//! See `rules/text/elided-content.md`.

use crate::{
    diagnostic::{Subject, quote},
    markdown::{BlockId, Kind, SectionId},
    plan::{Phrase, PhraseHit, TableKind, Topic},
    rules::{Context, Findings},
    source::{Sign, Span, window},
};

/// How much of a line is read to each side of such words, in bytes: more than a remark has.
const LINE: usize = 1_000;

/// Marks that may stand around a remark.
const MARKS: [char; 12] = ['*', '_', '(', ')', '[', ']', '.', '…', ' ', '-', '>', ':'];

/// Finds remarks that stand where content should: alone on their line or in a comment.
pub fn check(cx: &Context, out: &mut Findings) {
    let mut remarks: Vec<Span> = Vec::new();
    for phrase in [Phrase::Elided, Phrase::ElidedAside] {
        remarks.extend(cx.plan.phrases_of(phrase).filter_map(|hit| remark(cx, hit)));
    }
    for comment in cx.document.comments.iter().filter(|c| c.alone) {
        let body = cx.text(comment.body);
        let mut phrases = cx.settings.vocabulary.phrases(body);
        let says = |p: Phrase, len: usize| matches!(p, Phrase::Elided | Phrase::ElidedAside) && fills(body.trim(), len);
        if phrases.any(|(p, range)| says(p, range.len())) {
            remarks.push(comment.span);
        }
    }
    remarks.extend(dots(cx));
    remarks.sort_unstable();
    remarks.dedup();
    for span in remarks {
        let finding = out
            .at(span, format!("content was left out here: \"{}\"", quote(cx.text(span))))
            .label("stands in place of a part of the plan")
            .help("write the part out, or name the document that holds it; nobody can work from what is not there")
            .about(Subject::Document)
            .gathers([span]);
        out.push(finding);
    }
}

/// The line that holds the phrase of `hit`, where it says little else.
fn remark(cx: &Context, hit: &PhraseHit) -> Option<Span> {
    let (id, aside, hit) = (hit.block, hit.phrase == Phrase::ElidedAside, hit.span);
    let block = cx.document.block(id);
    if cx.document.code_over(hit).is_some() {
        return None;
    }
    let raw = cx.text(block.span);
    let at = (hit.start - block.span.start) as usize;
    let line = raw[window::line(raw, at, LINE)].trim();
    let span = block.span.of_part(raw, line);
    // An item or a cell may say of a file that the rest of it stays; an aside speaks of the plan itself.
    let in_item = cx.document.ancestors(id).any(|b| matches!(cx.document.block(b).kind, Kind::Item { .. }));
    if aside {
        let instead = || fills(line, hit.len()) && is_alone(cx, id);
        let ok = matches!(block.kind, Kind::Paragraph)
            && (is_bare_aside(line, in_item) || instead())
            && !points_elsewhere(line);
        return ok.then_some(span);
    }
    let ok = match block.kind {
        Kind::Paragraph if !in_item => is_aside(line) || fills(line, hit.len()),
        Kind::Paragraph | Kind::Cell { .. } => is_aside(line),
        _ => false,
    };
    ok.then_some(span)
}

/// Whether a paragraph is all that stands below its heading.
fn is_alone(cx: &Context, id: BlockId) -> bool {
    let section = cx.document.section(cx.document.block(id).section);
    section.start == id.0 && section.end == cx.document.block(id).end && section.heading.is_some()
}

/// The longest text that is nothing but dots, in bytes, the pipe behind it included.
const DOTS: usize = 10;

/// Paragraphs, items and rows of a table that are nothing but dots.
fn dots(cx: &Context) -> Vec<Span> {
    let is_dots = |id: BlockId| {
        let text = cx.text(cx.document.text_span(id));
        let dotted = text.contains('.') && text.contains("...") || text.contains('…');
        dotted && text.trim_matches(MARKS).is_empty()
    };
    let mut last = None;
    let holders = cx.source.each(Sign::Dots).filter_map(|at| cx.document.block_at(at as u32));
    let holders = holders.filter(|&id| last.replace(id) != Some(id)).map(|id| (id, cx.document.block(id)));
    let short = holders.filter(|(_, b)| b.span.len() <= DOTS);
    let found = short.filter(|(_, b)| matches!(b.kind, Kind::Paragraph | Kind::Cell { column: 0 | 1 }));
    // A form shows how its rows go on.
    let form = |section: SectionId| [Topic::Template, Topic::Legend].iter().any(|&t| cx.plan.within(section, t));
    let found = found.filter(|&(id, b)| is_dots(id) && !form(b.section));
    found
        .filter_map(|(id, block)| match (block.kind, block.parent) {
            (Kind::Cell { column: 1 }, Some(row)) => {
                let bare = is_skeleton(cx, row, &is_dots);
                bare.then(|| cx.document.text_span(id))
            }
            (Kind::Cell { .. }, Some(row)) => {
                let all = cx.document.children(row).all(is_dots) && !is_run(cx, row) && is_of_work(cx, row);
                all.then(|| cx.document.text_span(id))
            }
            (Kind::Cell { .. }, None) => None,
            _ if is_series(cx, id) => None,
            _ => Some(cx.document.text_span(id)),
        })
        .collect()
}

/// The fewest cells of dots beside the name of a row by which it is a skeleton.
const SKELETON: usize = 2;

/// Whether a row has a name and nothing but dots beside it, while the rows around it are filled in: the last ones say
/// "and so on", and so does one behind which numbers are left out.
fn is_skeleton(cx: &Context, row: BlockId, is_dots: &impl Fn(BlockId) -> bool) -> bool {
    let Some(table) = cx.document.block(row).parent else { return false };
    let name = |row: BlockId| cx.document.children(row).next().map_or("", |c| cx.text(cx.document.text_span(c)));
    let filled = |row: &BlockId| {
        let full = |c: BlockId| !is_dots(c) && !cx.text(cx.document.text_span(c)).is_empty();
        cx.document.children(*row).all(full)
    };
    let (own, dotted) = (name(row), cx.document.children(row).skip(1).all(is_dots));
    let named = own.contains(char::is_alphanumeric) && !own.contains('…') && !own.contains("..");
    if !named || !dotted || cx.document.children(row).count() <= SKELETON {
        return false;
    }
    // The first one is the head.
    let rows: Vec<BlockId> = cx.document.children(table).collect();
    let Some(at) = rows.iter().position(|&r| r == row).filter(|&at| at > 0) else { return false };
    let number = |text: &str| -> Option<u32> {
        let digits = text.trim_start_matches(|c: char| !c.is_ascii_digit());
        digits.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
    };
    let next = rows.get(at + 1).map(|&r| name(r)).unwrap_or_default();
    let on = match (number(own), number(next)) {
        (Some(own), Some(next)) => own.checked_add(1) == Some(next),
        (own, next) => own.is_none() && next.is_none(),
    };
    // Rows before a total may stand for all others; what is no work may have nothing to say.
    let known = cx.plan.tables.iter().find(|t| t.block == table);
    let total = |r: &BlockId| known.is_some_and(|t| t.rows.iter().any(|row| row.block == *r && row.total));
    on && is_of_work(cx, row)
        && rows[1..].iter().filter(|r| filled(r)).count() > 1
        && rows[at + 1..].iter().any(|r| filled(r) && !total(r))
}

/// Whether a row is one of tasks or phases: of versions and samples one says "and so on".
fn is_of_work(cx: &Context, row: BlockId) -> bool {
    let table = cx.document.block(row).parent;
    let known = cx.plan.tables.iter().find(|t| Some(t.block) == table);
    known.is_some_and(|t| matches!(t.kind, TableKind::Work | TableKind::Groups))
}

/// Whether the rows around one of dots have numbers, so that it stands for those between: 3, …, 16.
fn is_run(cx: &Context, row: BlockId) -> bool {
    let Some(table) = cx.document.block(row).parent else { return false };
    let rows: Vec<BlockId> = cx.document.children(table).collect();
    let at = rows.iter().position(|&r| r == row);
    let numbered = |r: Option<&BlockId>| {
        let first = r.and_then(|&r| cx.document.children(r).next());
        first.is_some_and(|c| cx.holds_digit(cx.document.text_span(c)))
    };
    at.is_some_and(|at| at > 0 && numbered(rows.get(at - 1)) && numbered(rows.get(at + 1)))
}

/// Whether the two items before one of dots differ by their number alone, so that everybody can go on: `agent-1`,
/// `agent-2`, `...`.
fn is_series(cx: &Context, dots: BlockId) -> bool {
    let item = std::iter::once(dots).chain(cx.document.ancestors(dots));
    let item = item.into_iter().find(|&b| matches!(cx.document.block(b).kind, Kind::Item { .. }));
    let before: Vec<&str> = std::iter::successors(item, |&b| cx.document.previous_sibling(b))
        .skip(1)
        .take(2)
        .map(|b| cx.text(cx.document.text_span(b)))
        .collect();
    let [second, first] = before[..] else { return false };
    let bare = |text: &str| -> String { text.chars().filter(|c| !c.is_ascii_digit()).collect() };
    first != second && bare(first) == bare(second)
}

/// Whether a whole line stands in parentheses, brackets or italics, or trails off.
fn is_aside(line: &str) -> bool {
    let line = line.strip_prefix(['-', '*', '+']).filter(|rest| rest.starts_with(' ')).unwrap_or(line).trim();
    let inner = line.trim_matches(['*', '_']);
    let wrapped = |open: char, close: char| {
        inner.starts_with(open) && inner.trim_end_matches(['.', '…']).ends_with(close) && !inner[1..].contains(open)
    };
    let italic = line.len() > inner.len() && !line.starts_with("**") && !inner.contains(['*', '_']);
    let trails = inner.ends_with(['…']) || inner.ends_with("...") || inner.starts_with("...") || inner.starts_with('…');
    (wrapped('(', ')') || wrapped('[', ']') || italic || trails) && line.chars().count() <= 160
}

/// The longest remark that says nothing else.
const BARE: usize = 90;

/// Whether dots lead into a line, or brackets hold all of it; what brackets hold in an item may be an instruction.
fn is_bare_aside(line: &str, in_item: bool) -> bool {
    let inner = line.trim_start_matches('/').trim_matches(['*', '_', ' ']);
    let dotted = inner.starts_with("...") || inner.starts_with('…');
    let held =
        inner.starts_with('[') && inner.ends_with(']') || inner.starts_with('(') && inner.ends_with(')') && !in_item;
    let alone = !inner.get(1..).unwrap_or("").contains(['(', '[']) || dotted;
    (dotted || held && alone) && line.chars().count() <= BARE
}

/// Whether a remark says where the content is, or begins a link.
fn points_elsewhere(line: &str) -> bool {
    let lower = line.to_ascii_lowercase();
    line.contains(['`', '#'])
        || ["](", "][", "see ", "tracked", ".md", "://", "section "].iter().any(|w| lower.contains(w))
}

/// Whether a phrase of `len` bytes is most of what `line` says.
fn fills(line: &str, len: usize) -> bool {
    len * 2 >= line.trim_matches(MARKS).len()
}
