//! Timelines drawn in fences: a line a group, arrows between them.
//!
//! ```text
//! W0: Freeze (3min)   │ SEQUENTIAL │ B1 only │ stop writes
//!                     ↓
//! W1: Copy (20min)    │ PARALLEL   │ B2, B11 │ both shards
//! ```

use super::{branches::Branch, sections};
use crate::{
    markdown::BlockId,
    plan::{
        Axis, Noun,
        model::*,
        names::{self, Key},
        quantity,
        read::{Fence, LIKELY, Reader},
    },
    source::{Span, window},
};
use std::borrow::Cow;

/// The kind of a group that is a time of the day.
pub(in crate::plan) const SLOT: &str = "slot";

/// Reads every fence without a programming language that holds at least two group lines.
pub(in crate::plan) fn read(reader: &mut Reader) {
    for &Fence { block, info, body } in reader.fences {
        if is_drawing(reader.slice(info)) {
            fence(reader, block, body);
        }
    }
}

/// Whether a fence with that info string holds text or a drawing, and no code.
pub(in crate::plan) fn is_drawing(info: &str) -> bool {
    let language = info.split_whitespace().next().unwrap_or("");
    matches!(language, "" | "text" | "txt" | "plain" | "plaintext" | "ascii" | "timeline")
}

/// A line of a timeline.
struct Line<'t> {
    word: Key,
    label: Cow<'t, str>,
    axis: Axis,
    /// The label with its word, as written.
    name: Span,
    rest: &'t str,
    rest_span: Span,
    arrow_before: bool,
    /// The lines that hang below it: their names, and what stands behind.
    tasks: Vec<(Span, Span)>,
}

/// `line` without white space and the lines of a frame at both ends.
fn unframed(line: &str) -> &str {
    let plain = |b: u8| matches!(b, b' ' | b'\t'..=b'\r' | b'|' | b'+');
    let bytes = line.as_bytes();
    let start = bytes.iter().position(|&b| !plain(b)).unwrap_or(bytes.len());
    let end = bytes.iter().rposition(|&b| !plain(b)).map_or(start, |last| last + 1);
    let inner = &line[start..end];
    match inner.as_bytes() {
        // Most lines have no other frame.
        [first, .., last] if first.is_ascii() && last.is_ascii() => inner,
        _ => inner.trim_matches(|c: char| match c.is_ascii() {
            true => plain(c as u8),
            false => c.is_whitespace() || matches!(c, '│' | '├' | '└' | '─' | '┌' | '┐' | '┘' | '═' | '║'),
        }),
    }
}

fn fence(reader: &mut Reader, block: BlockId, body: Span) {
    let lines = group_lines(reader, body);
    if lines.len() < 2 {
        return;
    }
    let mut previous: Option<GroupId> = None;
    for line in lines {
        let id = declare(reader, block, &line);
        if let Some(before) = previous.filter(|&b| line.arrow_before && b != id) {
            let (before, after) = (Node::Group(before), Node::Group(id));
            let place = Place::new(line.name, Why::Timeline, LIKELY);
            reader.plan.edges.push(Edge { before, after, relation: Relation::After, place });
        }
        previous = Some(id);
    }
}

/// The lines of a drawing that name a group, each with what hangs below it.
fn group_lines<'a>(reader: &Reader<'a>, body: Span) -> Vec<Line<'a>> {
    let raw = reader.slice(body);
    let mut lines: Vec<Line> = Vec::new();
    let mut arrow = false;
    // The indentation of the wave below whose line the branches hang.
    let mut wave: Option<usize> = None;
    for line in window::lines(raw) {
        let trimmed = unframed(line);
        if trimmed.is_empty() {
            continue;
        }
        if matches!(trimmed, "↓" | "▼" | "v" | "V" | "⬇" | "⬇️" | "⇓") {
            arrow = true;
            continue;
        }
        let begins = std::mem::replace(&mut arrow, false);
        let drawn = line.trim_start();
        let indentation = line.len() - drawn.len();
        if let Some(mut found) = group_line(reader, body, raw, trimmed) {
            found.arrow_before = begins && !lines.is_empty();
            lines.push(found);
            wave = Some(indentation);
            continue;
        }
        // Most lines stand below no wave.
        let (Some(own), Some(group)) = (wave, lines.last_mut()) else { continue };
        if drawn.starts_with(['├', '└']) {
            // `├── Task 3: …` below a wave is one of its tasks.
            let (name, rest) = trimmed.split_at(trimmed.find(':').unwrap_or(trimmed.len()));
            group.tasks.push((body.of_part(raw, name.trim()), body.of_part(raw, rest)));
        } else if indentation <= own && !drawn.starts_with(['│', '|']) {
            // "Wave FINAL:" begins something else.
            wave = None;
        }
    }
    lines
}

/// Adds the group of a line, and what the line and the branches below it say of it.
fn declare(reader: &mut Reader, block: BlockId, line: &Line) -> GroupId {
    let place = Place::new(line.name, Why::Timeline, LIKELY);
    let pieces: Vec<&str> = line.rest.split(['│', '|']).map(str::trim).collect();
    let title = pieces.first().map_or("", |p| names::bare(p));
    let id = reader.group(&line.word, &line.label, title, line.axis, place);
    segments(reader, id, line, &pieces);
    // "Stage 0 — Setup (COMPLETED)".
    let said = |piece: &&str| {
        let span = line.rest_span.of_part(line.rest, piece);
        sections::status_in_title(reader, piece, Place { span, ..place })
    };
    if let Some(claim) = pieces.first().and_then(said) {
        reader.plan.groups[id.index()].statuses.push(claim);
    }
    reader.listed.extend(line.tasks.iter().map(|&(name, _)| (id, name)));
    let branches = line.tasks.iter().map(|&(name, rest)| Branch { group: id, block, name, rest });
    reader.branches.extend(branches.filter(|_| line.word == "wave"));
    id
}

/// `9 AM  Kick-off`, `14:00–15:30 Review`: a slot of the day at the start of a text, its label
/// and what follows it.
pub(in crate::plan) fn leading_slot(text: &str) -> Option<(String, &str)> {
    // Most texts begin with a word, or with a number of their own.
    let behind = text.trim_start_matches(|c: char| c.is_ascii_digit());
    if behind.len() == text.len() || behind.starts_with(['.', ')']) {
        return None;
    }
    let slot = quantity::clock(text, 0).filter(|s| s.span.start == 0)?;
    let label = match slot.end {
        Some(end) => format!("{}-{end}", slot.start),
        None => slot.start.to_string(),
    };
    Some((label, &text[slot.span.end as usize..]))
}

/// `9 AM  Kick-off`, `W0: …`, `Wave 0 …`, `Phase 1: …` at the start of a line.
fn group_line<'t>(reader: &Reader, body: Span, raw: &'t str, trimmed: &'t str) -> Option<Line<'t>> {
    if let Some((label, tail)) = leading_slot(trimmed) {
        let rest = tail.trim_start_matches([':', ' ', '-', '–', '—', '│', '|']);
        return Some(Line {
            word: SLOT.into(),
            label: label.into(),
            axis: Axis::Time,
            name: body.of_part(raw, &trimmed[..trimmed.len() - tail.len()]),
            rest,
            rest_span: body.of_part(raw, rest),
            arrow_before: false,
            tasks: Vec::new(),
        });
    }
    if let Some((word, Noun::Group(axis), after)) = sections::leading_noun(trimmed, reader) {
        let (label, separated, rest) = sections::leading_label(after)?;
        return separated.then(|| Line {
            word,
            label: label.into(),
            axis,
            name: body
                .of_part(raw, &trimmed[..trimmed.len() - after.len() + after.find(label).unwrap_or(0) + label.len()]),
            rest,
            rest_span: body.of_part(raw, rest),
            arrow_before: false,
            tasks: Vec::new(),
        });
    }
    // `W0:`: the initial of a kind, then a number.
    let [letter @ (b'W' | b'P' | b'S' | b'M'), b'0'..=b'9', ..] = trimmed.as_bytes() else { return None };
    let end = trimmed.find(|c: char| !c.is_ascii_alphanumeric())?;
    let head = &trimmed[..end];
    let label = &head[1..];
    if !label.chars().all(|c| c.is_ascii_digit())
        || !trimmed[end..].trim_start().starts_with([':', '│', '|', '-', '–', '—', '('])
    {
        return None;
    }
    let word = match letter {
        b'W' if reader.index.knows("week") && !reader.index.knows("wave") => "week",
        b'W' => "wave",
        b'P' => "phase",
        b'S' => "sprint",
        _ => "milestone",
    };
    let rest = trimmed[end..].trim_start_matches([':', ' ', '-', '–', '—', '│', '|']);
    Some(Line {
        word: word.into(),
        label: label.into(),
        axis: Axis::Time,
        name: body.of_part(raw, head),
        rest,
        rest_span: body.of_part(raw, rest),
        arrow_before: false,
        tasks: Vec::new(),
    })
}

/// The parts between the bars: a duration, a mode, members, their order.
fn segments(reader: &mut Reader, id: GroupId, line: &Line, pieces: &[&str]) {
    for (index, piece) in pieces.iter().enumerate() {
        if piece.is_empty() {
            continue;
        }
        let span = line.rest_span.of_part(line.rest, piece);
        if let Some(parallel) = reader.vocabulary.mode(piece) {
            let mode = if parallel { Mode::Parallel } else { Mode::Sequential };
            reader.relate_members(id, mode, Place::new(span, Why::Timeline, LIKELY));
            continue;
        }
        if index == 0 {
            for quantity in quantity::each(piece, span.start) {
                if quantity.is_time() {
                    let at = quantity.span;
                    reader.plan.groups[id.index()].durations.push(DurationClaim { quantity, span: at });
                }
            }
            continue;
        }
        members(reader, id, piece, span);
    }
}

/// `B2, B11`, `B1 only`, `B1→B4→B2`: names that a roster knows, or that have its form.
fn members(reader: &mut Reader, id: GroupId, piece: &str, span: Span) {
    let chain = piece.contains(['→', '⇒']) || piece.contains("->");
    let parts: Vec<&str> = piece
        .split([',', '→', '⇒', '+', '&', '/'])
        .flat_map(|p| p.split("->"))
        .map(|p| p.trim().trim_end_matches(" only").trim_end_matches(" ONLY").trim())
        .filter(|p| !p.is_empty())
        .collect();
    let known = |reader: &Reader, name: &str| reader.actors.contains_key(&*names::key(name));
    if parts.is_empty() || !parts.iter().all(|p| known(reader, p) || is_short_id(p)) {
        return;
    }
    let mut previous: Option<ActorId> = None;
    for part in parts {
        let at = span.of_part(piece, part);
        let place = Place::new(at, Why::Timeline, LIKELY);
        let Some(actor) = reader.actor(part, place) else { continue };
        reader.member(id, actor, at);
        if let Some(before) = previous.filter(|&b| chain && b != actor) {
            let place = Place::new(at, Why::Arrow, LIKELY);
            reader.plan.edges.push(Edge {
                before: Node::Actor(before),
                after: Node::Actor(actor),
                relation: Relation::After,
                place,
            });
        }
        previous = Some(actor);
    }
}

/// `B2`, `A10`: one or two capitals and a number.
fn is_short_id(name: &str) -> bool {
    let digits = name.trim_start_matches(|c: char| c.is_ascii_uppercase());
    let letters = name.len() - digits.len();
    (1..=2).contains(&letters) && (1..=3).contains(&digits.len()) && digits.chars().all(|c| c.is_ascii_digit())
}
