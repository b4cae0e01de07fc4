//! Labels that say what becomes of the files behind them: "- Modify: `a.rs`", "**Changes:**" over "- `a.rs`: why".

use crate::{
    markdown::{BlockId, Kind},
    plan::{self, Name, Role, model::FileRef, read::Reader},
    source::Span,
};
use rustc_hash::FxHashSet;

/// The role of a label before a file, or over a list of files, that says that they are changed.
pub(super) fn role(reader: &Reader, key: &str, value: &str, body: Option<BlockId>) -> Option<Role> {
    let list = || body.filter(|&b| matches!(reader.document.block(b).kind, Kind::List { .. }));
    let named = match value.is_empty() {
        true => list().is_some_and(|list| is_of_files(reader, list)),
        false => begins_with_file(value),
    };
    (named && is_key(reader, key)).then_some(Role::Files)
}

/// Whether a label says that what follows is changed; a gloss in parentheses does not count.
pub(super) fn is_key(reader: &Reader, key: &str) -> bool {
    let bare = key.split('(').next().unwrap_or(key).trim_end();
    reader.vocabulary.is_name(bare, Name::Edit)
}

/// The lists below labels that say that they hold files, whatever is done with each.
pub(super) fn listed(reader: &Reader) -> FxHashSet<BlockId> {
    let fields = reader.plan.fields.iter().filter(|f| matches!(f.role, Some(Role::Files | Role::Outputs)));
    fields.filter_map(|f| f.body).collect()
}

/// Whether each item of a list begins with a file.
fn is_of_files(reader: &Reader, list: BlockId) -> bool {
    let mut items = reader.document.children(list);
    items.all(|item| begins_with_file(reader.slice(reader.document.text_span(item))))
}

/// Whether a text begins with the name of a file.
fn begins_with_file(text: &str) -> bool {
    text.split_whitespace().next().is_some_and(is_file)
}

/// Whether a word is the name of a file, whatever marks stand around it.
fn is_file(word: &str) -> bool {
    word.contains('.') && !plan::files(word, Span::new(0, word.len()), true).is_empty()
}

/// The files with which a text begins, and whether each of them is changed.
pub(super) fn files(reader: &Reader, span: Span) -> Vec<FileRef> {
    let end = end(reader, span);
    // "`package.json` in packages/a" is one of several of that name.
    let elsewhere = |file: &FileRef| {
        let behind = reader.slice(Span { start: file.span.end, ..span }).lines().next();
        !file.path.contains('/') && behind.is_some_and(|rest| rest.contains('/'))
    };
    let found = plan::files(reader.text, span, true).into_iter().filter(|file| file.span.start < end);
    found.map(|file| FileRef { writes: file.writes && !elsewhere(&file), ..file }).collect()
}

/// Where the files end with which a text begins: what follows says something of them, "`a.rs`, `b.rs`: use `c.rs`".
fn end(reader: &Reader, span: Span) -> u32 {
    let mut words = reader.slice(span).split_inclusive(char::is_whitespace).peekable();
    let (mut end, mut joined) = (0, true);
    while let Some(word) = words.next_if(|word| joined && is_file(word.trim_end())) {
        let glue = words.next_if(|word| matches!(word.trim_end(), "and" | "&" | "+"));
        joined = glue.is_some() || word.trim_end().ends_with(',');
        end += word.len() + glue.map_or(0, str::len);
    }
    span.start + end as u32
}
