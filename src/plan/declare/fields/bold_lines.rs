//! Bold lines of their own that are fields: "**Depends on:**" over a list, "**Assignee:**" over nothing.

use super::{edits, label_role};
use crate::{
    markdown::{BlockId, Kind, Section},
    plan::{
        Role,
        model::{Field, Why},
        read::Reader,
    },
    source::Span,
};
use rustc_hash::FxHashMap;

/// A bold line of its own, "**Depends on:**", over a list: it heads its items, and says of what is around it what
/// they are.
pub(super) fn read(reader: &mut Reader) {
    let document = reader.document;
    let named = named(reader);
    for section in document.sections.iter().filter(|s| s.level == BOLD) {
        let (Some(block), key) = (section.heading, section.title_span) else { continue };
        let body = document.next_sibling(block).filter(|&b| matches!(document.block(b).kind, Kind::List { .. }));
        if body.is_none() && named.is_empty() {
            continue;
        }
        let key_text = section.title.trim_end_matches(':');
        let role = label_role(reader, key_text, "").or_else(|| edits::role(reader, key_text, "", body));
        let heads = role.is_some_and(|role| OF_LISTS.contains(&role)) && body.is_some();
        let unnamed = role == Some(Role::Owner) && is_left_blank(reader, section, &named);
        if !(heads || unnamed) {
            continue;
        }
        let body = body.filter(|_| heads);
        let (value, section) = (Span::at(key.end as usize), section.parent);
        reader.plan.fields.push(Field {
            role,
            key,
            value,
            block,
            body,
            item: None,
            titled: false,
            section,
            why: Why::Label,
        });
    }
}

/// Whether a line that names nobody, "**Assignee:**", stands where others have a name behind it: nothing follows, or
/// boxes do.
fn is_left_blank(reader: &Reader, section: &Section, named: &FxHashMap<&str, usize>) -> bool {
    let document = reader.document;
    let key = section.title.strip_suffix(':').unwrap_or(&section.title);
    let answers = |b: BlockId| match document.block(b).kind {
        Kind::List { .. } => {
            !document.children(b).all(|i| matches!(document.block(i).kind, Kind::Item { mark: Some(_) }))
        }
        Kind::Heading(_) | Kind::Rule => false,
        _ => true,
    };
    let next = section.heading.and_then(|block| document.next_sibling(block));
    section.title.ends_with(':') && !next.is_some_and(answers) && named.get(key).is_some_and(|&count| count > 1)
}

/// How often each label of an owner has a name behind it.
fn named<'t>(reader: &Reader<'t>) -> FxHashMap<&'t str, usize> {
    let mut named = FxHashMap::default();
    for field in reader.plan.fields.iter().filter(|f| f.role == Some(Role::Owner) && !f.value.is_empty()) {
        *named.entry(&reader.text[field.key.range()]).or_default() += 1;
    }
    named
}

/// The level of sections that bold lines open.
const BOLD: u8 = 7;

/// What a bold line may say of the list below it.
const OF_LISTS: [Role; 5] = [Role::Depends, Role::Blocks, Role::With, Role::Files, Role::Outputs];
