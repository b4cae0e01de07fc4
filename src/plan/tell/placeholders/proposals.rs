//! A proposal that was taken, "status: implementable", while nobody is named yet who looks at it, or it has no title.

use super::{is_todo, is_undecided};
use crate::{
    plan::{Name, Role, model::*, read::Reader},
    source::Span,
};

/// Whether a status says that a proposal was taken, and nothing else.
pub(super) fn is_taken(reader: &Reader, status: &str) -> bool {
    reader.vocabulary.is_name(status.trim_matches(|c: char| !c.is_alphanumeric()), Name::Taken)
}

/// The fields of such a proposal in which nobody is named, in its front matter or in the list at its top: `reviewers:
/// TBD`, `editor: TBD`, `title:`. Where nobody is ever asked to look at it, it is no proposal; whether it is one.
pub(super) fn unsigned(reader: &Reader, found: &mut Vec<Span>) -> bool {
    let mut proposal = false;
    for why in [Why::FrontMatter, Why::Label] {
        let of_top =
            |f: &&Field| f.why == why && (why == Why::FrontMatter || reader.document.section(f.section).level <= 1);
        let fields: Vec<&Field> = reader.plan.fields.iter().filter(of_top).collect();
        let signs = |f: &Field| reader.vocabulary.is_name(reader.slice(f.key), Name::Signing);
        let taken = |f: &&Field| f.role == Some(Role::Status) && is_taken(reader, reader.slice(f.value));
        if !fields.iter().any(taken) || !fields.iter().any(|f| signs(f)) {
            continue;
        }
        proposal = true;
        // One name is enough, whoever else is still to come.
        for several in fields.chunk_by(|a, b| a.key == b.key) {
            let named = signs(several[0]) || several[0].role == Some(Role::Owner);
            if named && several.iter().all(|f| is_open(reader, f)) {
                found.push(shown(several[0]));
            }
            if why == Why::FrontMatter && reader.slice(several[0].key) == "title" {
                let blank = |f: &&Field| f.value.is_empty() || is_todo(reader.slice(f.value));
                found.extend(Some(several[0]).filter(blank).map(shown));
            }
        }
    }
    proposal
}

/// Whether a field that names people names nobody yet: `TBD`, or an item of a list in which nothing stands. A key
/// without a value may mean that there is nobody.
fn is_open(reader: &Reader, field: &Field) -> bool {
    let value = reader.slice(field.value);
    let item = || reader.slice(Span { start: field.key.end, end: field.value.start }).contains('-');
    let bare = value.trim_matches(['[', ']', '<', '>', '@', '"']);
    if value.is_empty() { item() } else { is_todo(bare) || is_undecided(reader, value) }
}

/// What of a field a finding shows: its value, or its key where it has none.
fn shown(field: &Field) -> Span {
    if field.value.is_empty() { field.key } else { field.value }
}
