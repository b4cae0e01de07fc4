//! See `rules/text/emphasized-path.md`.

use crate::{
    diagnostic::quote,
    markdown::Kind,
    rules::{Context, Findings},
    source::Span,
};
use memchr::memmem;

/// Finds paths in which a formatter made bold text of two underscores: `src/**tests**/a.ts`.
pub fn check(cx: &Context, out: &mut Findings) {
    let text = cx.source.text();
    // Bold text right behind a slash is rare.
    for at in memmem::find_iter(text.as_bytes(), "/**") {
        let name = &text[at + 3..];
        let end = name.find(|c: char| !c.is_ascii_lowercase()).unwrap_or(name.len());
        let Some(after) = name[end..].strip_prefix("**") else { continue };
        let goes_on = after.starts_with('/') || after.starts_with('.') && after[1..].starts_with(char::is_alphanumeric);
        let written = |id| !matches!(cx.document.block(id).kind, Kind::Code { .. });
        let block = cx.document.block_at(at as u32).filter(|&id| written(id));
        if end < 2 || !goes_on || block.is_none() {
            continue;
        }
        let (before, behind) = (word_end(&text[..at], false), word_end(&text[at + 5 + end..], true));
        let span = Span::new(at - before, at + 5 + end + behind);
        let path = cx.text(span);
        let meant = path.replace(&format!("**{}**", &name[..end]), &format!("__{}__", &name[..end]));
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
