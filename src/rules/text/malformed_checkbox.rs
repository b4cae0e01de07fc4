//! See `rules/text/malformed-checkbox.md`.

use crate::{
    diagnostic::{Diagnostic, Edit, Fix, Safety, quote},
    markdown::{BlockId, Kind, near_miss},
    rules::{Context, Findings},
    source::Span,
};

/// Something that was meant as a box.
struct Near {
    /// As written, the list marker included where the fault lies before the box.
    span: Span,
    /// What was meant.
    meant: &'static str,
    /// The text behind it.
    title: Span,
}

/// Finds what was meant as a checkbox and is none, where the document has real
/// boxes or several of the kind.
pub fn check(cx: &Context, out: &mut Findings) {
    let mut found = Vec::new();
    let mut last = None;
    let prose = cx.document.prose(cx.source.text());
    for at in prose.flat_map(|prose| near(cx.text(prose).as_bytes()).map(move |at| prose.start as usize + at)) {
        let Some(paragraph) = cx.document.block_at(at as u32).filter(|b| last.replace(*b) != Some(*b)) else {
            continue;
        };
        let block = cx.document.block(paragraph);
        if block.kind == Kind::Paragraph {
            found.extend(block.parent.and_then(|around| item(cx, around, paragraph)));
            lines(cx, paragraph, &mut found);
        }
    }
    let is_box = |kind| matches!(kind, Kind::Item { mark: Some(_) });
    if found.len() > 1 || found.len() == 1 && cx.document.blocks.iter().any(|b| is_box(b.kind)) {
        for near in found {
            let finding = finding(cx, out, &near);
            out.push(finding);
        }
    }
}

/// Where in `text` the brackets stand that may begin such a box; most documents have none.
fn near(text: &[u8]) -> impl Iterator<Item = usize> {
    memchr::memchr_iter(b'[', text).filter(|&at| {
        let marked = || text[..at].last().is_some_and(|b| matches!(b, b'-' | b'*' | b'+' | b'\\'));
        let inside = || text[at + 1..].iter().take_while(|b| matches!(b, b' ' | b'\t' | b'x' | b'X')).take(3).count();
        // A box of one sign with a space behind it is a real one.
        let near = || match &text[at + 1 + inside()..] {
            [b']', b' ', ..] => inside() != 1,
            rest => rest.starts_with(b"]"),
        };
        marked() || near()
    })
}

/// `- [] Tag the release`: a list item that begins with `paragraph`, with a wrong box.
fn item(cx: &Context, item: BlockId, paragraph: BlockId) -> Option<Near> {
    let plain = cx.document.block(item).kind == Kind::Item { mark: None };
    if !plain || cx.document.text_block(item) != Some(paragraph) {
        return None;
    }
    let text = cx.document.text_span(item);
    if let Some(near) = escaped(cx, text) {
        return Some(near);
    }
    let near = cx.document.near_box(cx.source.text(), paragraph)?;
    let meant = if near.mark == 'x' { "[x]" } else { "[ ]" };
    Some(Near { span: near.span, meant, title: Span { start: near.span.end, ..text } })
}

/// `- \[ \] Tag the release`: an editor put backslashes before the brackets. The text begins behind the first.
fn escaped(cx: &Context, text: Span) -> Option<Near> {
    let before = cx.source.text().get(..text.start as usize)?;
    let rest = cx.text(text).strip_prefix('[').filter(|_| before.ends_with('\\'))?;
    let mark = rest.chars().next().filter(|c| matches!(c, ' ' | 'x' | 'X'))?;
    let behind = &rest[1..];
    let title = behind.strip_prefix('\\').unwrap_or(behind).strip_prefix("] ")?;
    let end = text.end as usize - title.len() - 1;
    let meant = if mark == ' ' { "[ ]" } else { "[x]" };
    Some(Near { span: Span::new(text.start as usize - 1, end), meant, title: Span { start: end as u32, ..text } })
}

/// `-[ ] Tag the release`: a line of a paragraph that was meant as an item.
fn lines(cx: &Context, paragraph: BlockId, found: &mut Vec<Near>) {
    let block = cx.document.block(paragraph).span;
    let raw = cx.text(block);
    // A single line that is no item has no mark of one.
    let marked = raw.starts_with(['-', '*', '+']) || cx.document.inlines_of(paragraph).len() > 1;
    if !marked || memchr::memchr(b'[', raw.as_bytes()).is_none() {
        return;
    }
    for line in raw.lines() {
        let line = line.trim();
        let Some(rest) = line.strip_prefix(['-', '*', '+']) else { continue };
        let (len, meant) = match rest.get(..3) {
            Some("[ ]") => (3, "- [ ]"),
            Some("[x]" | "[X]") => (3, "- [x]"),
            _ => match near_miss(rest) {
                Some((len, ticked)) => (len, if ticked { "- [x]" } else { "- [ ]" }),
                None => continue,
            },
        };
        let title = &rest[len..];
        // `-[x]done in May` holds several words; `-[x]y` may be code.
        let words = title.starts_with(char::is_alphabetic) && title.contains(' ');
        let spaced = title.starts_with(' ') || words || near_miss(rest).is_some();
        if spaced && title.trim_start().starts_with(|c: char| c.is_alphanumeric() || "*`_\"".contains(c)) {
            found.push(Near { span: block.of_part(raw, &line[..len + 1]), meant, title: block.of_part(raw, title) });
        }
    }
}

fn finding(cx: &Context, out: &Findings, near: &Near) -> Diagnostic {
    let (written, title) = (cx.text(near.span), quote(cx.text(near.title)));
    let (safety, state) = match near.meant.ends_with("[x]") {
        true => (Safety::Unsafe, "a done item"),
        false => (Safety::Safe, "an open item"),
    };
    let space = if cx.text(near.title).starts_with(char::is_whitespace) { "" } else { " " };
    out.at(near.span, format!("`{written}` before \"{title}\" is no checkbox, so this shows and counts as plain text"))
        .label("meant as a box")
        .help(format!("write `{}` for {state}", near.meant))
        .fix(Fix {
            safety,
            message: format!("write `{}`", near.meant),
            edits: vec![Edit { span: near.span, text: format!("{}{space}", near.meant) }],
        })
}
