//! Parts that are called done over rows and sections that say they are not.

use super::not_its_work::is_qualified;
use crate::{
    diagnostic::{Severity, Subject, quote},
    markdown::SectionId,
    plan::{
        GroupId, Name, Node, Phrase, Role, Row, Said, Status, StatusClaim, Table, Topic, Why, is_ambiguous,
        names::{self, Ref},
    },
    rules::{Context, Findings},
    source::Span,
};
use rustc_hash::{FxHashMap, FxHashSet};

/// What says that a part of the plan is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Whole {
    Section(SectionId),
    /// A group without a section of its own, to which rows are dealt.
    Group(GroupId),
}

/// A row or section with a state.
#[derive(Debug, Clone, Copy)]
struct Part {
    claim: StatusClaim,
    /// Where it begins to look for what it is a part of.
    section: SectionId,
    group: Option<GroupId>,
    /// The group that the row or section is.
    own: Option<GroupId>,
}

/// Compares what headings, fields and rows call done with the states of what stands below; not where a statement was
/// `seen` to contradict another one.
pub fn check(cx: &Context, out: &mut Findings, seen: &FxHashSet<u32>) {
    let done = claims(cx, seen);
    if done.is_empty() {
        return;
    }
    let mut parts: FxHashMap<Whole, Vec<Part>> = FxHashMap::default();
    for part in rows(cx).chain(sections(cx)) {
        if let Some(whole) = around(cx, &done, &part) {
            parts.entry(whole).or_default().push(part);
        }
    }
    let mut found: Vec<(StatusClaim, Whole, Vec<Part>)> =
        parts.into_iter().map(|(whole, parts)| (done[&whole], whole, parts)).collect();
    found.sort_by_key(|(claim, ..)| claim.place.span);
    for (claim, whole, mut parts) in found {
        beside(cx, whole, &mut parts);
        report(cx, out, claim, whole, &parts);
    }
}

/// Leaves out what stands beside a document, and not in it: the phases of a plan in the report on one of them.
fn beside(cx: &Context, whole: Whole, parts: &mut Vec<Part>) {
    let Whole::Section(id) = whole else { return };
    let section = cx.document.section(id);
    if section.level > 1 {
        return;
    }
    let named = names::refs(&cx.settings.vocabulary, &section.title, 0);
    let one = |word: &str| named.iter().any(|r| matches!(r, Ref::Numbered(n) if n.kind.eq_ignore_ascii_case(word)));
    parts.retain(|part| part.own.is_none_or(|group| !one(&cx.plan.group(group).word)));
}

/// Every part of the plan that is called done, with where that is said.
fn claims(cx: &Context, seen: &FxHashSet<u32>) -> FxHashMap<Whole, StatusClaim> {
    let counts = |c: &StatusClaim| {
        c.status == Status::Done
            && !seen.contains(&c.place.span.start)
            && !cx.settings.vocabulary.is_led_by(cx.text(c.place.span), Name::Judged)
            && !is_qualified(cx, c)
    };
    let mut done = FxHashMap::default();
    for scope in cx.plan.scope_statuses.iter().filter(|s| counts(&s.claim)) {
        done.entry(Whole::Section(scope.section)).or_insert(scope.claim);
    }
    for (id, group) in cx.plan.groups().filter(|(_, g)| g.section.is_none()) {
        if let [claim] = group.statuses[..]
            && counts(&claim)
        {
            done.insert(Whole::Group(id), claim);
        }
    }
    done
}

/// Rows of work that state a state.
fn rows<'c>(cx: &Context<'c>) -> impl Iterator<Item = Part> + 'c {
    let cx = *cx;
    let tables = cx.plan.tables.iter().filter(move |t| t.has(Role::Status) && t.lists_work(&cx.settings.vocabulary));
    tables.flat_map(move |table| table.rows.iter().filter_map(move |row| of_row(&cx, table, row)))
}

fn of_row(cx: &Context, table: &Table, row: &Row) -> Option<Part> {
    if row.total {
        return None;
    }
    let place = cx.document.block(row.block).span;
    let stated = |claims: &[StatusClaim]| {
        let cell = |c: &&StatusClaim| c.place.why == Why::Cell && place.contains(c.place.span);
        claims.iter().find(cell).copied()
    };
    let (claim, group, own) = match row.subject? {
        Node::Task(id) => {
            let task = cx.plan.task(id);
            (stated(&task.statuses).filter(|_| task.required())?, task.group, None)
        }
        Node::Group(id) => (stated(&cx.plan.group(id).statuses)?, cx.plan.group(id).parent, Some(id)),
        Node::Actor(_) => return None,
    };
    let waived = || cx.plan.phrases_in(place).any(|h| matches!(h.phrase, Phrase::Waived | Phrase::WaivedAside));
    let counts = claim.status == Status::Done || is_unfinished(cx, &claim) && !waived();
    counts.then_some(Part { claim, section: table.section, group, own })
}

/// Sections inside others that state their own state.
fn sections<'c>(cx: &Context<'c>) -> impl Iterator<Item = Part> + 'c {
    let cx = *cx;
    cx.plan.scope_statuses.iter().filter_map(move |scope| {
        let section = cx.document.section(scope.section);
        let facts = &cx.plan.sections[scope.section.0 as usize];
        let counts = scope.claim.status == Status::Done || is_unfinished(&cx, &scope.claim);
        // A row of the summary speaks of the section below, and is seen where it stands.
        let own = scope.claim.place.why != Why::Cell && section.level > 1;
        (own && counts).then_some(Part { claim: scope.claim, section: section.parent, group: facts.group, own: None })
    })
}

/// Whether a statement says in plain words, or by a mark for it, that work is not done.
fn is_unfinished(cx: &Context, claim: &StatusClaim) -> bool {
    let said = cx.text(claim.place.span).trim();
    match claim.status {
        Status::Open | Status::Doing | Status::Blocked if claim.said == Said::Mark => {
            let mark = said.chars().next();
            // What may rate a thing needs a legend to say that it is to come or under way.
            mark.is_some_and(|m| !is_ambiguous(m) || cx.plan.legend.iter().any(|(known, _)| *known == m))
        }
        Status::Open | Status::Doing | Status::Blocked => {
            let said = said.trim_start_matches(|c: char| !c.is_alphanumeric());
            !cx.settings.vocabulary.is_led_by(said, Name::Unsettled)
        }
        _ => false,
    }
}

/// The innermost part of the plan called done to which a row or section belongs.
fn around(cx: &Context, done: &FxHashMap<Whole, StatusClaim>, part: &Part) -> Option<Whole> {
    let aside = [Topic::Later, Topic::Aside, Topic::Optional, Topic::Template, Topic::Prompt, Topic::Legend];
    if aside.iter().any(|&topic| cx.plan.within(part.section, topic)) {
        return None;
    }
    let groups = std::iter::successors(part.group, |&g| cx.plan.group(g).parent);
    let own = |g: GroupId| groups.clone().any(|around| around == g);
    let enclosing = cx.plan.sections_around(cx.document, part.section).find(|&s| {
        let claim = done.get(&Whole::Section(s));
        // What a phase says of another one is no part of it.
        let other = cx.plan.sections[s.0 as usize].group.is_some_and(|g| part.group.is_some() && !own(g));
        claim.is_some_and(|c| c.place.span != part.claim.place.span) && !other
    });
    enclosing.map(Whole::Section).or_else(|| groups.clone().map(Whole::Group).find(|whole| done.contains_key(whole)))
}

fn report(cx: &Context, out: &mut Findings, claim: StatusClaim, whole: Whole, parts: &[Part]) {
    let mut open: Vec<&Part> = parts.iter().filter(|p| p.claim.status != Status::Done).collect();
    open.sort_by_key(|p| p.claim.place.span);
    let Some(first) = open.first() else { return };
    let (name, subject) = match whole {
        Whole::Section(id) if cx.document.section(id).level <= 1 => ("the document".to_owned(), Span::default()),
        Whole::Section(id) => {
            let section = cx.document.section(id);
            (format!("“{}”", quote(&section.title)), section.title_span)
        }
        Whole::Group(id) => (format!("“{}”", quote(&cx.plan.group(id).name())), cx.plan.group(id).span()),
    };
    let left = match (open.len(), parts.len()) {
        (1, 1) => format!("its one part is {}", first.claim.status.word()),
        (1, all) => format!("1 of its {all} parts is {}", first.claim.status.word()),
        (left, all) if left == all => format!("none of its {all} parts is"),
        (left, all) => format!("{left} of its {all} parts are not"),
    };
    let finding = out
        .at(claim.place.span, format!("{name} is called done, and {left}"))
        .severity(Severity::Warning)
        .label("says that it is done")
        .help("bring the states of the parts up to date, or say here what is left")
        .about(Subject::Place(subject));
    out.push(finding.also(open.iter().map(|p| (p.claim.place.span, p.claim.status.word()))));
}
