//! What a plan points to.

use super::defects;
use crate::clean::{Clean, Mutant};
use planvet::{
    markdown::{BlockId, Kind},
    plan::{Axis, Node, RequirementKind, TableKind, Topic, Why},
    source::Span,
};
use std::collections::BTreeMap;

defects! {
    "broken-anchor" "a link leads to no section" broken_anchor;
    "broken-anchor" "a section is renamed and its link is not" renamed_section;
    "machine-path" "the way leads into somebody's home" machine_path;
    "missing-file" "a link leads to no file" missing_file;
    "unknown-requirement" "a task cites what the spec does not have" unknown_requirement;
    "uncovered-requirement" "the spec asks for one thing more" uncovered_requirement;
    "undefined-reference" "the text speaks of a phase that is not there" undefined_phase;
    "undefined-reference" "the text speaks of a task that is not there" undefined_task;
    "undetailed-phase" "a phase of the list has no section" undetailed_phase;
}

fn broken_anchor(clean: &Clean) -> Vec<Mutant> {
    clean.at_end("The way home is in [the last part](#part-that-nobody-wrote).")
}

fn renamed_section(clean: &Clean) -> Vec<Mutant> {
    let mut mutants = Vec::new();
    for link in clean.document.links.iter() {
        let text = clean.slice(link.span);
        let Some(anchor) = text.split("(#").nth(1).and_then(|a| a.split(')').next()) else { continue };
        mutants.push(clean.replace(link.span, &text.replace(anchor, &format!("{anchor}-and-more"))));
    }
    mutants
}

fn machine_path(clean: &Clean) -> Vec<Mutant> {
    clean.at_end("The draft is at `/home/karla/work/draft/notes.md`.")
}

fn missing_file(clean: &Clean) -> Vec<Mutant> {
    // In a form, among prompts and among what comes later a file may still be made.
    let last = clean.document.block(BlockId(clean.document.blocks.len() as u32 - 1)).section;
    let aside = [Topic::Template, Topic::Later, Topic::Prompt].iter().any(|&t| clean.plan.within(last, t));
    if clean.plan.template || aside {
        return Vec::new();
    }
    clean.at_end("Read [the way it was](../attic/no-such-notes.md) first.")
}

fn unknown_requirement(clean: &Clean) -> Vec<Mutant> {
    let cited = clean.plan.requirement_mentions.iter().filter(|m| m.by.is_some());
    let stem = |id: &str| id.trim_end_matches(|c: char| c.is_ascii_digit()).to_owned();
    let numbered = cited.filter(|m| clean.slice(m.span).ends_with(|c: char| c.is_ascii_digit()));
    // A story is a mark of the format; a list without a spec beside it may cite what it likes.
    let plain = numbered.filter(|m| !m.id.starts_with("US") && !clean.alone);
    plain.map(|m| clean.replace(m.span, &format!("{}97", stem(clean.slice(m.span))))).collect()
}

fn uncovered_requirement(clean: &Clean) -> Vec<Mutant> {
    let all = clean.plan.requirements.iter().filter(|r| r.kind == RequirementKind::Requirement);
    let Some(last) = all.into_iter().next_back().filter(|r| r.id.starts_with("FR")) else { return Vec::new() };
    let line = clean.slice(clean.line_span(last.span));
    vec![clean.add_line(last.span, &line.replacen(&*last.id, "FR-098", 1))]
}

/// The phases of one kind that are numbered from 1 on, three or more.
fn numbered(clean: &Clean) -> Vec<&str> {
    let mut kinds: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
    for group in clean.plan.groups.iter().filter(|g| g.axis == Axis::Time && g.parent.is_none()) {
        if let Ok(number) = group.label.parse() {
            kinds.entry(&group.word).or_default().push(number);
        }
    }
    let whole = |(word, numbers): (_, Vec<u32>)| (1..4).all(|n| numbers.contains(&n)).then_some(word);
    kinds.into_iter().filter_map(whole).collect()
}

fn undefined_phase(clean: &Clean) -> Vec<Mutant> {
    let words = numbered(clean).into_iter();
    words.map(|word| clean.append(&format!("Everybody is back when {word} 17 begins."))).collect()
}

fn undefined_task(clean: &Clean) -> Vec<Mutant> {
    let stem = |id: &str| id.trim_end_matches(|c: char| c.is_ascii_digit()).to_owned();
    // Rows without a state may name anything, and `T9` a size or a machine.
    let stated = clean.plan.distinct_tasks().filter(|(_, t)| !t.statuses.is_empty());
    let ids = stated.filter_map(|(_, t)| t.id.as_deref()).filter(|id| id.starts_with(|c: char| c.is_ascii_uppercase()));
    let mut stems: BTreeMap<(String, usize), usize> = BTreeMap::new();
    for id in ids.filter(|id| stem(id).ends_with(|c: char| c.is_ascii_alphabetic() || c == '-') && stem(id) != **id) {
        *stems.entry((stem(id), id.len())).or_default() += 1;
    }
    let many =
        stems.into_iter().max_by_key(|(_, many)| *many).filter(|((stem, len), many)| *many > 3 && len - stem.len() > 1);
    let Some(((stem, len), _)) = many else { return Vec::new() };
    let other = format!("{stem}{}", "9".repeat(len - stem.len()));
    vec![clean.append(&format!("Compare the result with that of {other} before you go home."))]
}

fn undetailed_phase(clean: &Clean) -> Vec<Mutant> {
    let mut mutants = Vec::new();
    for table in clean.plan.tables.iter().filter(|t| t.kind == TableKind::Groups) {
        let groups: Option<Vec<_>> = table
            .rows
            .iter()
            .filter(|r| !r.total)
            .map(|r| match r.subject {
                Some(Node::Group(g)) => Some((r, g)),
                _ => None,
            })
            .collect();
        let Some(groups) = groups.filter(|g| g.len() > 2) else { continue };
        // What is drawn is said to be missing there, and a task that goes with the section is missed by others.
        let detailed = |g| {
            let places = &clean.plan.group(g).places;
            let named = clean.plan.tasks.iter().any(|t| t.group == Some(g) && t.id.is_some());
            places.iter().any(|p| p.why == Why::Heading) && !places.iter().any(|p| p.why == Why::Timeline) && !named
        };
        if !groups.iter().all(|(_, g)| detailed(*g)) {
            continue;
        }
        let (row, last) = groups[groups.len() - 1];
        let section = clean.plan.group(last).section.map(|s| clean.document.section(s));
        // An item that begins with its name says what belongs to it.
        let name = clean.plan.group(last).name();
        let listed = clean.document.iter().any(|(id, b)| {
            let text = || clean.slice(clean.document.text_span(id));
            matches!(b.kind, Kind::Item { .. }) && text().trim_start_matches('*').starts_with(&name)
        });
        if let Some(section) = section.filter(|_| !listed)
            && let Some(heading) = section.heading
        {
            let from = clean.document.block(heading).span.start as usize;
            let until =
                clean.document.blocks.get(section.end as usize).map_or(clean.text().len(), |b| b.span.start as usize);
            let row = clean.line(clean.document.block(row.block).span);
            mutants.push(clean.replace(Span::new(from, until), "").on(row));
        }
    }
    mutants
}
