//! What specs define and tasks cite: `FR-003`, `[US1]`, `_Requirements: 1.1, 2.3_`. Each
//! format has its own places for these; what they share stands here.

use crate::{
    markdown::{BlockId, Kind, SectionId},
    plan::{
        id_key,
        model::*,
        names::{self, Ref},
        read::Reader,
        relate::resolve::LONGEST_RANGE,
    },
    source::Span,
};

/// Adds a definition; the first of equal ids is the one that counts.
pub(in crate::plan) fn define(reader: &mut Reader, kind: RequirementKind, id: &str, span: Span, text: Span) {
    let key = id_key(id);
    reader.plan.requirements.push(Requirement { kind, id: id.into(), key, span, text });
}

/// Adds a mention.
pub(in crate::plan) fn mention(reader: &mut Reader, id: &str, span: Span, by: Option<Node>) {
    reader.plan.requirement_mentions.push(RequirementMention { id: id.into(), key: id_key(id), span, by });
}

/// The task in whose item or row a block stands, the block itself included.
pub(in crate::plan) fn task_around(reader: &Reader, block: BlockId) -> Option<TaskId> {
    let around = std::iter::once(block).chain(reader.document.ancestors(block));
    around.into_iter().find_map(|b| reader.task_blocks.get(&b).copied())
}

/// Adds what a value lists: `1.1, 2.3`, `1.1-1.4`, "Requirements 1.2, 1.3".
pub(in crate::plan) fn list(reader: &mut Reader, value: Span, by: Option<Node>) {
    let raw = reader.slice(value);
    for part in raw.split([',', ';', '、', '，', '；']) {
        // "All" cites each of them.
        if part.trim().eq_ignore_ascii_case("all") {
            mention(reader, "all", value.of_part(raw, part.trim()), by);
            continue;
        }
        // Words may stand before a number: "Requirement 1.2".
        let bare = part.trim_start_matches(|c: char| c.is_alphabetic() || matches!(c, ' ' | ':'));
        let words = &part[..part.len() - bare.len()];
        let number = bare.starts_with(|c: char| c.is_ascii_digit()) && words.ends_with([' ', ':']);
        let part = value.of_part(raw, if number { bare } else { part });
        for found in names::refs(reader.vocabulary, reader.slice(part), part.start) {
            match found {
                Ref::Id(id) => mention(reader, id.text, id.span, by),
                Ref::Range(range) if range.kind.is_empty() => {
                    range.ids().take(LONGEST_RANGE).for_each(|id| mention(reader, &id, range.span, by));
                }
                _ => {}
            }
        }
    }
}

/// The id of a requirement with which `text` begins: `FR-003`, `NFR-12`, `SC-001a`, `FR-1.2`, `FR-003(a)`.
pub(in crate::plan) fn leading_id(text: &str) -> Option<&str> {
    let end = text.find(|c: char| !(c.is_ascii_alphanumeric() || c == '-')).unwrap_or(text.len());
    let (prefix, number) = text[..end].rsplit_once('-')?;
    let letters = prefix.split('-').all(|p| !p.is_empty() && p.bytes().all(|b| b.is_ascii_uppercase()));
    let digits = number.trim_end_matches(|c: char| c.is_ascii_lowercase());
    let counted = !digits.is_empty() && number.len() - digits.len() <= 1 && digits.bytes().all(|b| b.is_ascii_digit());
    (letters && prefix.len() >= 2 && prefix.len() <= 12 && counted).then(|| &text[..end + part_of_id(&text[end..])])
}

/// How much of what stands behind an id tells a part of what it names: `.2`, `(a)`.
fn part_of_id(rest: &str) -> usize {
    match rest.as_bytes() {
        [b'(', b'a'..=b'z' | b'0'..=b'9', b')', ..] => 3,
        [b'.', digits @ ..] => match digits.iter().take_while(|b| b.is_ascii_digit()).count() {
            0 => 0,
            count => 1 + count + part_of_id(&rest[1 + count..]),
        },
        _ => 0,
    }
}

/// Whether an id of that prefix judges what is built instead of asking for it.
pub(in crate::plan) fn kind_of(id: &str) -> RequirementKind {
    match id.split('-').next() {
        Some("SC" | "AC") => RequirementKind::Criterion,
        Some("US") => RequirementKind::Story,
        _ => RequirementKind::Requirement,
    }
}

/// The version that a heading around `section` names: "v1" of "v1 Requirements".
pub(in crate::plan) fn version_around(reader: &Reader, section: SectionId) -> Option<String> {
    let document = reader.document;
    let numbered =
        |word: &&str| word.strip_prefix(['v', 'V']).is_some_and(|n| n.starts_with(|c: char| c.is_ascii_digit()));
    let around = reader.plan.sections_around(document, section).filter(|&s| document.section(s).level > 1);
    let mut named = around.filter_map(|s| document.section(s).title.split_whitespace().find(numbered));
    named.next().map(str::to_lowercase)
}

/// Adds every `FR-003`, `SC-001` and `[US1]` that stands in running text outside code.
pub(in crate::plan) fn cited(reader: &mut Reader) {
    let text = reader.text;
    for sought in [&b"FR-"[..], b"SC-", b"[US"] {
        let mut last = 0;
        for at in memchr::memmem::find_iter(text.as_bytes(), sought) {
            // `NFR-001` has letters before what was sought.
            let letters = text.as_bytes()[..at].iter().rev().take(8).take_while(|b| b.is_ascii_uppercase()).count();
            let start = if sought[0] == b'[' { at + 1 } else { at - letters };
            let id = if sought[0] == b'[' { story(&text[start..]) } else { leading_id(&text[start..]) };
            let Some(id) = id.filter(|_| start >= last) else { continue };
            let attached = text[..start].ends_with(|c: char| c.is_alphanumeric() || matches!(c, '-' | '_'));
            let block = reader.document.block_at(start as u32);
            let Some(block) = block.filter(|_| !attached) else { continue };
            if matches!(reader.document.block(block).kind, Kind::Code { .. } | Kind::Html | Kind::FrontMatter) {
                continue;
            }
            last = start + id.len();
            let by = task_around(reader, block).map(Node::Task);
            mention(reader, id, Span::new(start, last), by);
        }
    }
}

/// `US1` before its bracket.
fn story(text: &str) -> Option<&str> {
    let end = text.find(']').filter(|&at| at < 8)?;
    let id = &text[..end];
    let number = id.strip_prefix("US")?.trim_start_matches('-');
    (!number.is_empty() && number.bytes().all(|b| b.is_ascii_digit())).then_some(id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_of_requirements() {
        for (text, id) in [
            ("FR-003: save", Some("FR-003")),
            ("NFR-12", Some("NFR-12")),
            ("FR-S-001 x", Some("FR-S-001")),
            ("SC-001a", Some("SC-001a")),
            ("FR-1.2: save", Some("FR-1.2")),
            ("FR-1.2.3. Save", Some("FR-1.2.3")),
            ("FR-003(a) save", Some("FR-003(a)")),
            ("FR-003 (a)", Some("FR-003")),
            ("FR-003.", Some("FR-003")),
            ("UTF-8x-y", None),
            ("FR-", None),
            ("é-1", None),
            ("T012", None),
        ] {
            assert_eq!(leading_id(text), id, "{text}");
        }
        assert_eq!(story("US12] x"), Some("US12"));
        assert_eq!(story("US] x"), None);
    }
}
