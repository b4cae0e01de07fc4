//! See `rules/text/conflict-marker.md`.

use crate::{
    markdown::Kind,
    rules::{Context, Findings},
    source::{Sign, Span},
};

/// How often git repeats the character of a marker.
const WIDTH: usize = 7;

/// Finds unresolved merge conflicts: the three markers at line starts, in order, outside fences;
/// and halves of one, where somebody deleted only the other half.
pub fn check(cx: &Context, out: &mut Findings) {
    let text = cx.source.text();
    let bytes = text.as_bytes();
    let holds = |mark: u8| cx.source.each(Sign::Twice).any(|at| bytes[at..].starts_with(&[mark; WIDTH]));
    // The last marker is to Markdown a quotation of a quotation of a ….
    if !(holds(b'<') || holds(b'>') && !cx.document.quotes.is_empty()) {
        return;
    }
    let (mut ours, mut theirs) = (None, None);
    let mut at = 0;
    for raw in text.split_inclusive('\n') {
        let line = raw.trim_end();
        let span = Span::new(at, at + line.len());
        at += raw.len();
        if !line.starts_with(['<', '=', '>']) {
            continue;
        }
        if is_marker(line, '<') && !in_fence(cx, span) {
            if let Some(earlier) = ours.replace(span) {
                half(cx, out, earlier, theirs);
            }
            theirs = None;
        } else if is_marker(line, '=') {
            // Behind no first side it may underline a heading, unless the end of a conflict follows.
            theirs = Some(span);
        } else if is_marker(line, '>') && line.len() > WIDTH && !in_fence(cx, span) {
            match (ours.take(), theirs.take()) {
                (Some(ours), Some(theirs)) => report(cx, out, ours, theirs, span),
                (None, Some(theirs)) => half(cx, out, theirs, Some(span)),
                _ => {}
            }
        }
    }
    if let Some(ours) = ours {
        half(cx, out, ours, theirs);
    }
}

/// A conflict of which one marker was deleted and the others were left.
fn half(cx: &Context, out: &mut Findings, first: Span, other: Option<Span>) {
    // One line alone may be art.
    let Some(other) = other else { return };
    let finding = out
        .at(first, format!("half of a merge conflict was left: `{}` and `{}`", cx.text(first), cx.text(other)))
        .label("a marker")
        .related(other, "another")
        .help("see whether what is between them is what was meant to stay, then delete the markers");
    out.push(finding);
}

fn report(cx: &Context, out: &mut Findings, ours: Span, theirs: Span, end: Span) {
    let name = |marker: Span| cx.text(marker)[WIDTH..].trim();
    let sides = match (name(ours), name(end)) {
        ("", _) | (_, "") => String::new(),
        (a, b) => format!(" between `{a}` and `{b}`"),
    };
    let line = |span: Span| cx.source.lines().line_of(span.start as usize) + 1;
    let finding = out
        .at(
            ours,
            format!("a merge conflict{sides} was never resolved: lines {}–{} hold both sides", line(ours), line(end)),
        )
        .label("one side begins here")
        .related(theirs, "the other side begins here")
        .related(end, "the conflict ends here")
        .covers(Span { end: end.end, ..ours })
        .help("keep one side or join the two by hand, then delete the three marker lines");
    out.push(finding);
}

/// `<<<<<<< HEAD`, `=======`, `>>>>>>> branch`.
fn is_marker(line: &str, mark: char) -> bool {
    let rest = line.trim_start_matches(mark);
    line.len() - rest.len() == WIDTH && (rest.is_empty() || mark != '=' && rest.starts_with(' '))
}

/// Whether a line stands in a code block, as an example.
fn in_fence(cx: &Context, line: Span) -> bool {
    cx.document.block_at(line.start).is_some_and(|b| matches!(cx.document.block(b).kind, Kind::Code { .. }))
}
