//! How far phases have come, as lines about several of them say it: "**Status:** Phase 1 complete, Phase 2 in progress",
//! "Phases 0-2 are COMPLETE", and lists of `✅ Phase 1` and `⏳ Phase 2`.

use super::{sections, tables};
use crate::{
    markdown::{BlockId, Kind, SectionId},
    plan::{
        Name, Noun, Role, Topic, is_mark,
        model::*,
        names::{self, Ref},
        read::{GUESS, Reader},
    },
    source::Span,
};

/// The longest line that is read, in bytes.
const LINE: usize = 300;

/// The most phases of which one part of a line speaks.
const MEMBERS: u32 = 32;

/// The most statements of one phase that are compared.
const MANY: usize = 64;

/// Reads what lines say of groups that have sections of their own.
pub(in crate::plan) fn read(reader: &mut Reader) {
    let first = reader.plan.groups.iter().filter(|g| !g.label.is_empty()).filter_map(|g| g.section).min();
    let Some(first) = first else { return };
    let mut found = of_fields(reader);
    found.extend(of_intro(reader, first));
    found.extend(of_lists(reader));
    for (group, claim) in found {
        let group = &mut reader.plan.groups[group.index()];
        let told = group.statuses.len() >= MANY || group.statuses.iter().any(|c| c.place.span == claim.place.span);
        if let Some(section) = group.section.filter(|_| !told && !namesakes(&group.places)) {
            group.statuses.push(claim);
            reader.plan.scope_statuses.push(ScopeStatus { section, claim });
        }
    }
}

type Standing = (GroupId, StatusClaim);

/// What the status fields say that speak of more than one phase or task.
fn of_fields(reader: &Reader) -> Vec<Standing> {
    let about = |f: &&Field| {
        let facts = &reader.plan.sections[f.section.0 as usize];
        f.role == Some(Role::Status) && f.why != Why::Cell && facts.group.is_none() && facts.task.is_none()
    };
    let told = reader.plan.fields.iter().filter(about).filter(|f| reader.digits.any_in(f.value));
    told.flat_map(|field| of_line(reader, field.value, Why::Label)).collect()
}

/// What the paragraphs say that stand before the first phase.
fn of_intro(reader: &Reader, first: SectionId) -> Vec<Standing> {
    let end = reader.document.section(first).start;
    let blocks = (0..end).map(BlockId).map(|id| reader.document.block(id));
    let told = blocks.filter(|b| b.kind == Kind::Paragraph && b.span.len() < LINE && reader.digits.any_in(b.span));
    let said = told.flat_map(|block| {
        let said = sentences(reader, block.span).into_iter().flat_map(|s| of_line(reader, s, Why::Sentence));
        said.map(|standing| (block.section, standing))
    });
    said.filter(|(section, _)| is_of_now(reader, *section)).map(|(_, standing)| standing).collect()
}

/// The sentences of a text.
fn sentences(reader: &Reader, span: Span) -> Vec<Span> {
    let text = reader.slice(span);
    let parts = text.split('\n').flat_map(|line| line.split(". "));
    parts.map(|part| span.of_part(text, part)).collect()
}

/// Whether what a section lists is how the plan stands, and not what must hold or is an example.
fn is_of_now(reader: &Reader, section: SectionId) -> bool {
    let aside = [Topic::Criteria, Topic::Gates, Topic::Template, Topic::Prompt, Topic::Legend, Topic::PerAgent];
    !aside.iter().any(|&topic| reader.plan.within(section, topic))
}

/// The parts of a line that each say of phases how far they are.
fn of_line(reader: &Reader, line: Span, why: Why) -> Vec<Standing> {
    let text = reader.slice(line);
    // A sentence speaks of phases from its start; a field may come to them later.
    if line.len() > LINE || why == Why::Sentence && !may_name(reader, text) {
        return Vec::new();
    }
    // A comma may stand between phases: "Phases 1, 2 complete".
    let mut parts = vec![];
    let mut start = 0;
    for (at, sign) in text.match_indices([',', ';', '|', '·']) {
        let behind = at + sign.len();
        if text[behind..].trim_start().starts_with(|c: char| c.is_alphabetic() || is_mark(c)) {
            parts.push(&text[start..at]);
            start = behind;
        }
    }
    parts.push(&text[start..]);
    parts.into_iter().flat_map(|part| of_part(reader, line.of_part(text, part), why)).collect()
}

/// Whether a text may begin with the word for a kind of groups; most begin with other letters.
fn may_name(reader: &Reader, text: &str) -> bool {
    match text.bytes().find(u8::is_ascii_alphanumeric) {
        Some(first) => {
            let begins =
                |g: &Group| g.word.bytes().next().is_some_and(|b| b.eq_ignore_ascii_case(&first) || !b.is_ascii());
            reader.plan.groups.iter().take(MEMBERS as usize).any(begins)
        }
        None => !text.is_ascii(),
    }
}

/// "Phases 1-2 are complete": the phases and nothing else before a word of a state.
fn of_part(reader: &Reader, part: Span, why: Why) -> Vec<Standing> {
    let text = reader.slice(part);
    if !may_name(reader, text) {
        return Vec::new();
    }
    let trimmed = text.trim_start_matches(|c: char| !c.is_alphanumeric());
    let Some((_, Noun::Group(_), _)) = sections::leading_noun(trimmed, reader) else { return Vec::new() };
    let refs = names::refs(reader.vocabulary, trimmed, 0);
    let Some(end) = refs.last().map(|last| last.span().end as usize) else { return Vec::new() };
    let Some(status) = state(reader, &trimmed[end..]) else { return Vec::new() };
    let place = Place::new(part.of_part(text, trimmed.trim_end()), why, GUESS);
    let claim = StatusClaim { status, said: Said::Word, place };
    groups(reader, &refs).into_iter().map(|group| (group, claim)).collect()
}

/// The state that stands behind the names of phases: "are **COMPLETE**", ": done".
fn state(reader: &Reader, behind: &str) -> Option<Status> {
    let bare = |text: &str| -> (usize, usize) {
        let start = text.find(char::is_alphanumeric).unwrap_or(text.len());
        (start, text.trim_end_matches(|c: char| !c.is_alphanumeric()).len().max(start))
    };
    let (start, end) = bare(behind);
    let text = &behind[start..end];
    let text =
        ["is now ", "are now ", "is ", "are ", "fully "].iter().find_map(|v| text.strip_prefix(v)).unwrap_or(text);
    let (start, end) = bare(text);
    let word = &text[start..end];
    reader.vocabulary.status(word).filter(|_| !reader.vocabulary.is_name(word, Name::Standing))
}

/// The groups that references name; none where one of them is none of the plan's.
fn groups(reader: &Reader, refs: &[Ref]) -> Vec<GroupId> {
    let mut found = Vec::new();
    let mut add = |kind: &str, label: &str| match reader.numbered(kind, label) {
        Some(Node::Group(group)) => {
            found.push(group);
            true
        }
        _ => false,
    };
    let whole = refs.iter().all(|one| match one {
        Ref::Numbered(numbered) => add(&numbered.kind, numbered.label),
        Ref::Range(range) => range.count() <= MEMBERS && range.ids().all(|label| add(&range.kind, &label)),
        _ => false,
    });
    if whole { found } else { Vec::new() }
}

/// A phase before whose name in a list a mark stands.
struct Marked {
    list: Option<BlockId>,
    claim: StatusClaim,
    /// `None` where it has no place elsewhere.
    group: Option<GroupId>,
}

/// The lists in which marks of several states stand before the names of phases.
fn of_lists(reader: &Reader) -> Vec<Standing> {
    let marked: Vec<Marked> = reader.numbered.iter().filter_map(|&(item, block)| marked(reader, item, block)).collect();
    let several = |list: &&[Marked]| list.iter().any(|m| m.claim.status != list[0].claim.status);
    let lists = marked.chunk_by(|a, b| a.list == b.list).filter(several);
    lists.flatten().filter_map(|m| Some((m.group?, m.claim))).collect()
}

/// "✅ Phase 1: Accounts" as the first line of an item.
fn marked(reader: &Reader, item: BlockId, block: BlockId) -> Option<Marked> {
    let span = reader.document.block(block).span;
    let whole = reader.slice(span);
    let first = whole.bytes().find(|b| !matches!(b, b'*' | b'_' | b' '))?;
    if first.is_ascii() {
        return None;
    }
    let text = whole.lines().next()?;
    // What a mark says, a legend may tell.
    let marks = text.trim_start_matches(['*', '_', ' ']);
    let mark = &marks[..marks.chars().next()?.len_utf8()];
    let (status, _) = tables::state(reader, mark)?;
    let name = text.trim_start_matches(|c: char| !c.is_alphanumeric());
    let (word, Noun::Group(_), after) = sections::leading_noun(name, reader)? else { return None };
    let (label, ..) = sections::leading_label(after).filter(|_| is_of_now(reader, reader.section(block)))?;
    let group = match reader.numbered(&word, label) {
        Some(Node::Group(group)) => Some(group),
        _ => None,
    };
    let place = Place::new(span.of_part(whole, text.trim_end()), Why::Item, GUESS);
    let claim = StatusClaim { status, said: Said::Mark, place };
    Some(Marked { list: reader.document.block(item).parent, claim, group })
}
