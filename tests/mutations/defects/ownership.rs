//! Who does what.

use super::defects;
use crate::clean::{Clean, Mutant};
use planvet::{
    markdown::{BlockId, Kind},
    plan::{Actor, ActorKind, Assignee, Assignment, Duty, Node, Status, Why},
    source::Span,
};

defects! {
    "missing-owner" "an owner's cell is emptied" blank_owner;
    "missing-owner" "an owner is still to be named" owner_to_come;
    "unknown-owner" "an owner is not in the roster" strange_owner;
    "unknown-owner" "a stranger works in a wave" strange_member;
    "idle-owner" "somebody joins the roster" idle_owner;
    "unowned-task" "an item loses its owner" unowned_task;
    "same-backup" "an owner stands in for themselves" same_backup;
    "wrong-accountable" "nobody answers for it" nobody_accountable;
    "wrong-accountable" "two answer for it" two_accountable;
    "roster-mismatch" "somebody is taken out of a wave" absent_member;
    "roster-mismatch" "the roster forgets a wave" forgotten_wave;
}

/// The owners of what is not finished.
fn owners(clean: &Clean) -> impl Iterator<Item = &Assignment> {
    let owned = clean.plan.assignments.iter().filter(|a| a.duty == Duty::Owner);
    let named = owned.filter(|a| matches!(a.assignee, Assignee::Actors(_)));
    named.filter(|a| match a.subject {
        Node::Task(task) => !matches!(clean.plan.task(task).status(), Some(Status::Done | Status::Dropped)),
        _ => true,
    })
}

fn owner_cells(clean: &Clean) -> impl Iterator<Item = Span> {
    owners(clean).filter(|a| a.place.why == Why::Cell).map(|a| a.place.span)
}

fn blank_owner(clean: &Clean) -> Vec<Mutant> {
    owner_cells(clean).map(|cell| clean.replace(cell, "")).collect()
}

fn owner_to_come(clean: &Clean) -> Vec<Mutant> {
    // A handle in an item's text has no key that would wait for a name.
    let keyed = |a: &&Assignment| match a.place.why {
        Why::Cell | Why::Label => true,
        Why::Inline => clean.text()[..a.place.span.start as usize].ends_with(": "),
        _ => false,
    };
    let said = owners(clean).filter(keyed);
    said.map(|a| clean.replace(a.place.span, "TBD")).collect()
}

fn roster(clean: &Clean) -> Vec<&Actor> {
    let roster: Vec<&Actor> = clean.plan.actors.iter().filter(|a| a.roster).collect();
    if roster.len() < 2 { Vec::new() } else { roster }
}

fn strange_owner(clean: &Clean) -> Vec<Mutant> {
    let roster = roster(clean);
    let known = |cell: &Span| roster.iter().any(|a| *a.name == *clean.slice(*cell));
    owner_cells(clean).filter(known).map(|cell| clean.replace(cell, "Quentin")).collect()
}

/// Waves of a drawn timeline with two members or more that the roster lists with their waves.
fn drawn(clean: &Clean) -> impl Iterator<Item = &planvet::plan::Group> {
    let drawn = |g: &&planvet::plan::Group| g.places.iter().any(|p| p.why == Why::Timeline) && g.members.len() > 1;
    let rostered = clean.plan.actors.iter().any(|a| !a.active.is_empty());
    clean.plan.groups.iter().filter(move |g| rostered && drawn(g))
}

fn strange_member(clean: &Clean) -> Vec<Mutant> {
    let last = drawn(clean).filter_map(|g| g.members.last());
    last.map(|m| {
        let stem = clean.slice(m.span).trim_end_matches(|c: char| c.is_ascii_digit());
        clean.insert(m.span.end, &format!(", {stem}9"))
    })
    .collect()
}

/// The row or item that holds `span`.
fn line_of_list(clean: &Clean, span: Span) -> Option<BlockId> {
    let block = clean.document.block_at(span.start)?;
    let held = |b: &BlockId| matches!(clean.document.block(*b).kind, Kind::Row { .. } | Kind::Item { .. });
    std::iter::once(block).chain(clean.document.ancestors(block)).find(held)
}

fn idle_owner(clean: &Clean) -> Vec<Mutant> {
    let roster = roster(clean);
    // Who is listed with their waves is told by roster-mismatch.
    let plain = roster.iter().all(|a| a.active.is_empty() && a.section.is_none() && a.kind != ActorKind::Pool);
    let Some(last) = roster.iter().max_by_key(|a| a.places[0].span.start).filter(|_| plain) else { return Vec::new() };
    let span = last.places[0].span;
    match line_of_list(clean, span) {
        Some(_) => {
            let line = clean.slice(clean.line_span(span));
            vec![clean.add_line(span, &line.replacen(&*last.name, "Quentin", 1))]
        }
        // `3 agents (ada, bo, cy)`: the number grows with the list.
        None => {
            let line = clean.line_span(span);
            let many = roster.len().to_string();
            let at = line.start as usize + clean.slice(line).find(&many).expect("how many they are");
            let count = Span::new(at, at + many.len());
            let end = Span { start: span.end, end: span.end };
            vec![clean.edit(&[(count, &(roster.len() + 1).to_string()), (end, ", spare-hand")])]
        }
    }
}

fn unowned_task(clean: &Clean) -> Vec<Mutant> {
    let list = |id| clean.document.block(clean.plan.task(id).block).parent;
    let mut doers: Vec<_> = clean.plan.doers.iter().filter(|(id, _)| clean.is_open(**id)).collect();
    doers.sort_unstable();
    // The others must still be most of the list.
    let others = |id| {
        let beside = clean.plan.tasks().filter(|(t, _)| list(*t) == list(id)).count();
        let named = clean.plan.doers.keys().filter(|&&t| list(t) == list(id)).count();
        beside > 3 && 2 * (named - 1) > beside
    };
    // What stands in a phase that is somebody's is theirs.
    let owned = |id| {
        let group = clean.plan.task(id).group.map(Node::Group);
        clean.plan.assignments.iter().any(|a| Some(a.subject) == group)
    };
    let whole = doers.into_iter().filter(|(id, _)| others(**id) && !owned(**id));
    whole.map(|(_, &who)| clean.replace(with_space(clean, who), "")).collect()
}

/// A word with the sign before it and the space behind it.
fn with_space(clean: &Clean, span: Span) -> Span {
    let before = u32::from(clean.text()[..span.start as usize].ends_with('@'));
    let behind = u32::from(clean.text()[span.end as usize..].starts_with(' '));
    Span { start: span.start - before, end: span.end + behind }
}

fn same_backup(clean: &Clean) -> Vec<Mutant> {
    let backups = clean.plan.assignments.iter().filter(|a| a.duty == Duty::Backup && a.place.why == Why::Cell);
    let pairs = backups.filter_map(|backup| {
        let owner = owners(clean).find(|o| o.subject == backup.subject)?;
        Some(clean.replace(backup.place.span, clean.slice(owner.place.span)))
    });
    pairs.collect()
}

fn nobody_accountable(clean: &Clean) -> Vec<Mutant> {
    let rows = clean.plan.raci.iter().flat_map(|t| &t.rows);
    let one = rows.filter_map(|r| <[Span; 1]>::try_from(r.accountable.clone()).ok());
    one.map(|[cell]| clean.replace(cell, if clean.slice(cell) == "A" { "C" } else { "" })).collect()
}

fn two_accountable(clean: &Clean) -> Vec<Mutant> {
    let rows = clean.plan.raci.iter().flat_map(|t| &t.rows);
    let both = rows.filter_map(|r| Some((*r.accountable.first()?, *r.responsible.first()?)));
    both.map(|(accountable, responsible)| match clean.slice(accountable) {
        "A" => clean.replace(responsible, "A"),
        name => clean.replace(accountable, &format!("{name}, {}", clean.slice(responsible))),
    })
    .collect()
}

fn absent_member(clean: &Clean) -> Vec<Mutant> {
    let mut mutants = Vec::new();
    for (id, group) in clean.plan.groups() {
        let [.., before, last] = group.members.as_slice() else { continue };
        let actor = clean.plan.actor(last.actor);
        let active = actor.active.iter().find(|a| a.groups.contains(&id));
        // Whoever owns a task of the wave is there all the same.
        let working = clean.plan.assignments.iter().any(|a| match (&a.assignee, a.subject) {
            (Assignee::Actors(who), Node::Task(task)) => {
                who.contains(&last.actor) && clean.plan.task(task).group == Some(id)
            }
            _ => false,
        });
        let named = group.members.iter().filter(|m| m.actor == last.actor).count() > 1;
        let drawn = group.places.iter().any(|p| p.why == Why::Timeline);
        if let Some(active) = active.filter(|_| drawn && !working && !named) {
            let gone = Span { start: before.span.end, end: last.span.end };
            mutants.push(clean.replace(gone, "").on(clean.line(active.span)));
        }
    }
    mutants
}

fn forgotten_wave(clean: &Clean) -> Vec<Mutant> {
    let mut mutants = Vec::new();
    for (actor, at) in clean.plan.actors.iter().zip(0..) {
        let [.., before, last] = actor.active.as_slice() else { continue };
        let drawn = |g| {
            let group = clean.plan.group(g);
            group.members.iter().find(|m| m.actor == planvet::plan::ActorId(at))
        };
        if let [group] = last.groups[..]
            && let Some(member) = drawn(group)
        {
            let gone = Span { start: before.span.end, end: last.span.end };
            mutants.push(clean.replace(gone, "").on(clean.line(member.span)));
        }
    }
    mutants
}
