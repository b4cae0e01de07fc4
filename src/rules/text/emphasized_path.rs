//! See `rules/text/emphasized-path.md`.

use crate::{
    diagnostic::quote,
    markdown::InlineKind,
    rules::{Context, Findings},
    source::Span,
};

/// Finds paths in which a formatter made bold text of two underscores: `src/**tests**/a.ts`.
pub fn check(cx: &Context, out: &mut Findings) {
    let text = cx.source.text();
    for bold in cx.document.inlines.iter().filter(|i| i.kind == InlineKind::Strong) {
        let (start, end) = (bold.span.start as usize, bold.span.end as usize);
        let goes_on = text.as_bytes().get(end).is_some_and(|b| matches!(b, b'/' | b'.'));
        if !goes_on || start == 0 || text.as_bytes()[start - 1] != b'/' {
            continue;
        }
        let Some(name) = cx.text(bold.span).strip_prefix("**").and_then(|name| name.strip_suffix("**")) else {
            continue;
        };
        let named = name.len() > 1 && name.bytes().all(|b| b.is_ascii_lowercase());
        let (before, behind) = (word_end(&text[..start], false), word_end(&text[end..], true));
        // A full stop may end the sentence.
        if !named || behind < 2 {
            continue;
        }
        let span = Span::new(start - before, end + behind);
        let path = cx.text(span);
        let meant = path.replace(cx.text(bold.span), &format!("__{name}__"));
        let found = out
            .at(span, format!("this path lost its underscores: `{}` shows as bold text", quote(path)))
            .label("bold text inside a path")
            .help(format!("write it as code: `{}`", quote(&meant)));
        out.push(found);
    }
}

/// How many bytes of a path stand at the end of a text, or at its start.
fn word_end(text: &str, start: bool) -> usize {
    let part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '.' | '-' | '_');
    match start {
        true => text.find(|c| !part(c)).unwrap_or(text.len()),
        false => {
            text.len()
                - text.rfind(|c| !part(c)).map_or(0, |at| at + text[at..].chars().next().map_or(1, char::len_utf8))
        }
    }
}
