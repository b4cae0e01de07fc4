//! See `rules/text/conflict-marker.md`.

use crate::{
    markdown::Kind,
    rules::{Context, Findings},
    source::Span,
};

/// How often git repeats the character of a marker.
const WIDTH: usize = 7;

/// Finds unresolved merge conflicts: the three markers at line starts, in order, outside fences.
pub fn check(cx: &Context, out: &mut Findings) {
    let text = cx.source.text();
    if memchr::memmem::find(text.as_bytes(), b"<<<<<<<").is_none() {
        return;
    }
    let (mut ours, mut theirs) = (None, None);
    let mut at = 0;
    for raw in text.split_inclusive('\n') {
        let line = raw.trim_end();
        let span = Span::new(at, at + line.len());
        at += raw.len();
        if is_marker(line, '<') {
            (ours, theirs) = (Some(span).filter(|s| !in_fence(cx, *s)), None);
        } else if ours.is_some() && is_marker(line, '=') {
            theirs = Some(span);
        } else if is_marker(line, '>')
            && let (Some(ours), Some(theirs)) = (ours.take(), theirs.take())
        {
            report(cx, out, ours, theirs, span);
        }
    }
}

fn report(cx: &Context, out: &mut Findings, ours: Span, theirs: Span, end: Span) {
    let name = |marker: Span| cx.text(marker)[WIDTH..].trim();
    let sides = match (name(ours), name(end)) {
        ("", _) | (_, "") => String::new(),
        (a, b) => format!(" between `{a}` and `{b}`"),
    };
    let line = |span: Span| cx.source.lines().line_of(span.start as usize) + 1;
    let finding = out
        .at(ours, format!("a merge conflict{sides} was never resolved: lines {}–{} hold both sides", line(ours), line(end)))
        .label("one side begins here")
        .related(theirs, "the other side begins here")
        .related(end, "the conflict ends here")
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
