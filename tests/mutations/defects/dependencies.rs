//! What waits for what.

use super::defects;
use crate::clean::{Clean, Mutant};
use planvet::{
    diagnostic::Confidence,
    plan::{Edge, Name, Node, Relation, Said, Status, Task, TaskId, TaskKind, Told, Vocabulary, Why},
    source::Span,
};

defects! {
    "dependency-cycle" "two tasks wait for each other" close_cycle;
    "dependency-cycle" "a task waits for itself" wait_for_itself;
    "unknown-dependency" "a task waits for what is not there" wait_for_nothing;
    "duplicate-id" "a task gets the id of another" same_id;
    "parallel-dependency" "a parallel task waits for its neighbour" wait_for_neighbour;
    "parallel-dependency" "a phase starts at once what waits for each other" start_at_once;
    "backward-dependency" "a task waits for a later phase" wait_for_later;
    "premature-tick" "a task is ticked before its dependency" tick_early;
    "premature-tick" "a task is said to be done before its dependency" done_early;
    "dead-dependency" "what a task waits for is cancelled" cancelled_dependency;
    "dead-dependency" "what a task waits for is struck out" struck_dependency;
    "disconnected-task" "the last task waits for nothing" disconnected;
}

fn close_cycle(clean: &Clean) -> Vec<Mutant> {
    let own = clean.waiting();
    let mut mutants = Vec::new();
    // Where the other side is stated as well, the circle may be seen from there.
    if clean.plan.stated.iter().any(|s| s.relation == Relation::Blocks) {
        return mutants;
    }
    for (edge, before, after) in clean.stated_orders().filter(|(e, ..)| e.place.why != Why::Inline) {
        let (Some(first), Some(second)) = (own.iter().find(|w| w.0 == before), own.iter().find(|w| w.0 == after))
        else {
            continue;
        };
        // In a later phase it would be a dependency on that phase as well.
        if clean.plan.task(before).group == clean.plan.task(after).group && first.2.start < edge.place.span.start {
            mutants.push(clean.replace(first.2, second.1));
        }
    }
    mutants
}

fn wait_for_itself(clean: &Clean) -> Vec<Mutant> {
    // As the others write it: "Task 2" where those are no ids of their own.
    let written = |id: &str, value| match clean.slice(value).split_once(' ') {
        Some((word @ ("Task" | "task" | "Story"), _)) => format!("{word} {id}"),
        _ => id.to_owned(),
    };
    let waiting = clean.waiting().into_iter();
    waiting.map(|(_, id, value)| clean.replace(value, &written(id, value))).collect()
}

fn wait_for_nothing(clean: &Clean) -> Vec<Mutant> {
    let stem = |id: &str| id.trim_end_matches(|c: char| c.is_ascii_digit()).to_owned();
    // A form that only one or two ids have may be that of something larger.
    let own =
        |id: &str| clean.plan.tasks.iter().filter(|t| t.id.as_deref().is_some_and(|i| stem(i) == stem(id))).count() > 2;
    let waiting = clean.waiting().into_iter().filter(|(_, id, _)| own(id));
    waiting.map(|(_, id, value)| clean.replace(value, &format!("{}987", stem(id)))).collect()
}

fn same_id(clean: &Clean) -> Vec<Mutant> {
    let mut mutants = Vec::new();
    for (id, name, span) in clean.lone_ids().filter(|(id, _, _)| clean.is_open(*id)) {
        let task = clean.plan.task(id);
        // A review is no work, and an id in a heading names a section.
        let alike = |other: &Task| other.table == task.table && other.places[0].why == task.places[0].why;
        let other = clean.plan.tasks().find(|(o, t)| *o < id && t.id.is_some() && t.group == task.group && alike(t));
        if let Some((_, other)) =
            other.filter(|_| task.kind == TaskKind::Work && matches!(task.places[0].why, Why::Row | Why::Box))
        {
            let given = other.id.as_deref().unwrap_or_default();
            // A part keeps the number of the whole before its own.
            if given.contains('.') == name.contains('.') {
                mutants.push(clean.replace(span, given));
            }
        }
    }
    mutants
}

/// Open boxes with an id, for a remark behind their text.
fn remarked(clean: &Clean) -> Vec<(TaskId, &str, Span)> {
    let boxes = clean.plan.tasks().filter(|(id, t)| clean.is_open(*id) && t.places[0].why == Why::Box);
    // Numbers with a dash between them may be a range.
    let named = boxes.filter_map(|(id, t)| Some((id, t.id.as_deref()?, t.span())));
    named.filter(|(_, name, _)| !name.starts_with(|c: char| c.is_ascii_digit()) || !name.contains('-')).collect()
}

fn wait_for_neighbour(clean: &Clean) -> Vec<Mutant> {
    let parallel: Vec<_> =
        remarked(clean).into_iter().filter(|(id, _, _)| clean.plan.task(*id).parallel.is_some()).collect();
    let pairs = parallel.windows(2).filter(|p| clean.plan.task(p[0].0).group == clean.plan.task(p[1].0).group);
    let boxes = pairs.map(|p| clean.insert(p[1].2.end, &format!(" (depends on {})", p[0].1)));
    // Rows of one wave: the second waits for the first.
    let waiting = clean.waiting();
    let together = |(id, ..): &&(TaskId, &str, Span)| {
        let group = clean.plan.task(*id).group;
        group.is_some_and(|g| clean.plan.starts_together(g, *id))
    };
    let slots: Vec<_> = waiting.iter().filter(together).collect();
    let pairs = slots.windows(2).filter(|p| clean.plan.task(p[0].0).group == clean.plan.task(p[1].0).group);
    boxes.chain(pairs.map(|p| clean.replace(p[1].2, p[0].1))).collect()
}

fn start_at_once(clean: &Clean) -> Vec<Mutant> {
    let plan = &clean.plan;
    let units = plan.units(&clean.document);
    let mut mutants = Vec::new();
    // A sprint that is parallel may run beside another one.
    let words = Vocabulary::standard();
    let waves = plan.groups().filter(|(_, g)| !words.is_name(&g.word, Name::Turn));
    for (id, group) in waves.filter(|(_, g)| g.mode.is_none() && g.section.is_some()) {
        let inside = |node: Node| match node {
            Node::Task(task) if plan.task(task).group == Some(id) => Some(units.of(plan, &clean.document, task)),
            _ => None,
        };
        // What only prose or a drawing orders is not held against the phase; several would be found at once.
        let stated = |e: &&Edge| e.told() == Told::Stated && e.place.confidence > Confidence::Inferred;
        let waits = plan.edges.iter().filter(|e| e.relation == Relation::After).filter(stated);
        let waits: Vec<&Edge> =
            waits.filter(|e| inside(e.before).zip(inside(e.after)).is_some_and(|(a, b)| a != b)).collect();
        let heading = group.section.map(|s| clean.document.section(s).title_span);
        let ([edge], Some(heading)) = (&waits[..], heading) else { continue };
        if edge.place.span.start > heading.end {
            let mutant = clean.add_line(heading, "\n**Execution:** Parallel");
            mutants.push(mutant.on(clean.line(edge.place.span) + 2));
        }
    }
    mutants
}

fn wait_for_later(clean: &Clean) -> Vec<Mutant> {
    let waiting = clean.waiting();
    let mut mutants = Vec::new();
    let remarked = remarked(clean);
    let boxes = remarked.iter().map(|w| (w, true));
    for ((id, _, span), remark) in boxes.chain(waiting.iter().map(|w| (w, false))) {
        let Some(group) = clean.plan.task(*id).group else { continue };
        let later = if remark { &remarked } else { &waiting };
        let later = later.iter().find(|(other, _, _)| {
            let theirs = clean.plan.task(*other).group;
            theirs.is_some_and(|g| clean.plan.precedes(group, g) == Some(true))
                // What already waits for this one would close a cycle.
                && !waits_for(clean, *other, *id)
        });
        mutants.extend(later.map(|(_, name, _)| match remark {
            true => clean.insert(span.end, &format!(" (depends on {name})")),
            false => clean.replace(*span, name),
        }));
    }
    mutants
}

/// Whether `late` waits for `early`, if only through others or its phase.
fn waits_for(clean: &Clean, late: TaskId, early: TaskId) -> bool {
    let goal = [Some(Node::Task(early)), clean.plan.task(early).group.map(Node::Group)];
    let mut seen: Vec<Node> = vec![Node::Task(late)];
    let mut at = 0;
    while at < seen.len() {
        let own = seen[at];
        let around = if let Node::Task(t) = own { clean.plan.task(t).group.map(Node::Group) } else { None };
        let before = clean.plan.edges.iter().filter(|e| e.after == own || Some(e.after) == around).map(|e| e.before);
        let new: Vec<Node> = before.filter(|n| !seen.contains(n)).collect();
        seen.extend(new);
        at += 1;
    }
    seen[1..].iter().any(|n| goal.contains(&Some(*n)))
}

fn tick_early(clean: &Clean) -> Vec<Mutant> {
    let mut mutants = Vec::new();
    for (_, before, after) in clean.stated_orders() {
        let task = clean.plan.task(after);
        // Behind an open gate it would be done too early as well.
        let gated = task.group.is_some_and(|group| super::gates::waits_behind(clean, group));
        let plain = !gated && !clean.has_parts(after) && task.statuses.len() == 1;
        if clean.is_open(before) && clean.is_open(after) && plain {
            mutants.extend(clean.tick(task));
        }
    }
    mutants
}

/// How the document says that something is done, in a cell or field.
fn done_word(clean: &Clean) -> Option<&str> {
    let said = clean.plan.tasks.iter().flat_map(|t| &t.statuses).filter(|s| s.said == Said::Word);
    said.filter(|s| s.status == Status::Done).map(|s| clean.slice(s.place.span)).next()
}

fn done_early(clean: &Clean) -> Vec<Mutant> {
    let Some(done) = done_word(clean) else { return Vec::new() };
    let early = clean.status_words().filter(|(id, _)| {
        let mut before = clean.stated_orders().filter(|(_, _, after)| after == id);
        before.any(|(_, before, _)| clean.is_open(before)) && !clean.has_parts(*id)
    });
    early.map(|(_, word)| clean.replace(word, done)).collect()
}

/// Open tasks for which exactly one other waits, and where it says so.
fn awaited_by_one(clean: &Clean) -> Vec<(TaskId, Span)> {
    let mut found = Vec::new();
    for (id, _) in clean.plan.tasks().filter(|(id, _)| clean.is_open(*id) && !clean.has_parts(*id)) {
        let waits: Vec<_> = clean.plan.edges.iter().filter(|e| e.before == Node::Task(id)).collect();
        if let [edge] = waits[..]
            && let Node::Task(after) = edge.after
            && clean.is_open(after)
            && !matches!(edge.place.why, Why::Diagram | Why::Timeline | Why::Sentence | Why::Arrow)
        {
            found.push((id, edge.place.span));
        }
    }
    found
}

fn cancelled_dependency(clean: &Clean) -> Vec<Mutant> {
    let words: Vec<_> = clean.status_words().collect();
    let awaited = awaited_by_one(clean).into_iter();
    let cells = awaited.filter_map(|(id, at)| Some((words.iter().find(|(task, _)| *task == id)?.1, at)));
    cells.map(|(word, at)| clean.replace(word, "Cancelled").on(clean.line(at))).collect()
}

fn struck_dependency(clean: &Clean) -> Vec<Mutant> {
    let boxes: Vec<_> = clean.open_boxes().collect();
    let mut mutants = Vec::new();
    for (id, at) in awaited_by_one(clean) {
        if let Some((_, task, mark)) = boxes.iter().find(|(b, ..)| *b == id) {
            let line = clean.line_span(*mark);
            let text = Span { start: mark.end + 1, end: line.end.min(task.span().end.max(mark.end + 1)) };
            let struck = format!("~~{}~~", clean.slice(text));
            mutants.push(clean.replace(text, &struck).on(clean.line(at)));
        }
    }
    mutants
}

fn disconnected(clean: &Clean) -> Vec<Mutant> {
    let named = clean.plan.distinct_tasks().filter(|(_, t)| t.id.is_some() && t.kind == TaskKind::Work).count();
    // Where the other side is stated as well, the two disagree.
    if named <= 20 || clean.plan.stated.iter().any(|s| s.relation == Relation::Blocks) {
        return Vec::new();
    }
    let orders: Vec<_> = clean.stated_orders().map(|(_, before, after)| (before, after)).collect();
    let leaf = |id: TaskId| {
        let mut waits = orders.iter().filter(|(_, after)| *after == id).map(|(before, _)| *before);
        // What it waited for must be held by something else.
        let held = |task| orders.iter().any(|&(b, a)| a != id && (b == task || a == task));
        clean.plan.task(id).parallel.is_none() && !orders.iter().any(|(before, _)| *before == id) && waits.all(held)
    };
    let cells = clean.waiting().into_iter().filter(|(id, ..)| leaf(*id));
    let cells = cells.map(|(id, _, value)| (id, clean.replace(value, "None")));
    let remarks = remarked(clean).into_iter().filter(|(id, ..)| leaf(*id)).filter_map(|(id, _, span)| {
        let text = clean.slice(span);
        let remark = text.find(" (depends on ").map(|at| span.of_part(text, &text[at..]))?;
        Some((id, clean.replace(remark, "")))
    });
    let all = cells.chain(remarks).map(|(id, mutant)| mutant.on(clean.line(clean.plan.task(id).span())));
    all.collect()
}
