//! What is known of the thing under the cursor.

use super::{
    names::{self, Name},
    view::View,
    world::Other,
};
use crate::{
    diagnostic::Diagnostic,
    evidence::ledger,
    message::quote,
    plan::{ActorId, Assignee, Assignment, Duty, Gate, GroupId, Node, Role, TaskId, fold, id_key, sums},
    report::prose,
    source::Span,
};
use gen_lsp_types::{Hover, MarkupContent, MarkupKind};

/// The most names of one list.
const MOST: usize = 8;

/// What is known of what stands at `offset`: findings with their rules, the task, phase or person that is named there,
/// a total, the task whose text it is. What is named may be a task of the `others`.
pub fn at(view: View, others: &[Other], findings: &[Diagnostic], offset: u32) -> Option<Hover> {
    let here = Span::at(offset as usize);
    let found = findings.iter().filter(|d| d.span.overlaps(here)).take(3);
    let mut parts: Vec<(Span, String)> = found.map(|d| (d.span, of_finding(d))).collect();
    let name = || names::at(view, offset, others).and_then(|(name, span)| Some((span, of_name(view, others, &name)?)));
    parts.extend(total(view, here).or_else(name));
    if let Some(&(span, _)) = parts.first() {
        let text: Vec<String> = parts.into_iter().map(|(_, text)| text).collect();
        return Some(hover(view, text.join("\n\n---\n\n"), span));
    }
    if let Some(group) = view.group_at(offset) {
        return Some(hover(view, of_group(view, group), names::word(view, offset)));
    }
    let task = view.task_at(offset)?;
    Some(hover(view, of_task(view, task), view.plan().task(task).span()))
}

/// Text of a document as code, cut to a line: no link, picture or command of it comes to life in an editor.
fn code(text: &str) -> String {
    match prose::code(&quote(text)) {
        code if code.is_empty() => "(empty)".to_owned(),
        code => code,
    }
}

fn hover(view: View, value: String, span: Span) -> Hover {
    let contents = MarkupContent { kind: MarkupKind::Markdown, value };
    Hover { contents: contents.into(), range: Some(view.range(span)) }
}

/// What is known of what a name stands for.
fn of_name(view: View, others: &[Other], name: &Name) -> Option<String> {
    let plan = view.plan();
    match name {
        Name::Task(key) => named(view, key).map(|id| of_task(view, id)).or_else(|| {
            let there = |other: &Other| {
                let place = format!("Stands in: {}", code(other.view.source().path()));
                Some(format!("{}  \n{place}", of_task(other.view, named(other.view, key)?)))
            };
            others.iter().find_map(there)
        }),
        Name::Group(folded) => {
            plan.groups().find(|(_, g)| fold(&g.name()) == **folded).map(|(id, _)| of_group(view, id))
        }
        Name::Actor(key) => plan.actors.iter().position(|a| a.key == *key).map(|at| of_actor(view, at)),
        Name::Prompt(_) => None,
    }
}

/// The task of that key.
fn named(view: View, key: &str) -> Option<TaskId> {
    let mut tasks = view.plan().distinct_tasks();
    tasks.find(|(_, task)| task.id.as_deref().is_some_and(|id| *id_key(id) == *key)).map(|(id, _)| id)
}

fn of_actor(view: View, at: usize) -> String {
    let plan = view.plan();
    let actor = &plan.actors[at];
    let id = ActorId(at as u32);
    let mut lines = vec![format!("**{}** {}", code(&actor.name), format!("{:?}", actor.kind).to_lowercase())];
    lines.extend(actor.role.as_deref().map(|role| format!("Role: {}", code(role))));
    let owns = |a: &&Assignment| {
        a.duty == Duty::Owner && matches!(&a.assignee, Assignee::Actors(actors) if actors.contains(&id))
    };
    let mut owned: Vec<Node> = plan.assignments.iter().filter(owns).map(|a| plan.canonical(a.subject)).collect();
    owned.dedup();
    if !owned.is_empty() {
        lines.push(format!("Owns: {}", list(owned.into_iter().map(|node| names::shown(plan, node)))));
    }
    let works = plan.groups.iter().filter(|g| g.members.iter().any(|m| m.actor == id)).map(|g| g.name());
    let works: Vec<String> = works.collect();
    if !works.is_empty() {
        lines.push(format!("Works in: {}", list(works.into_iter())));
    }
    lines.join("  \n")
}

/// The page of the rule that found it.
fn of_finding(finding: &Diagnostic) -> String {
    let page = finding.rule.page();
    // The page is ours; what it shows as bad and good is for `planvet rule`.
    let body = page.body.split("\n## ").next().unwrap_or(page.body).trim();
    let body = body.lines().skip_while(|line| line.starts_with("# ") || line.is_empty());
    let body = body.collect::<Vec<_>>().join("\n");
    format!("**{}** ({})\n\n{body}", finding.rule.name, finding.severity.word())
}

fn of_task(view: View, id: TaskId) -> String {
    let plan = view.plan();
    let task = plan.task(id);
    let node = Node::Task(id);
    let mut lines = vec![format!("**{}** {}", code(task.name()), status(view, id))];
    if task.id.is_some() {
        lines.push(code(&task.title));
    }
    let facts = view.facts();
    let owners = facts.owners(node);
    lines.push(match owners.is_empty() {
        true => "Owner: nobody is named".to_owned(),
        false => format!("Owner: {}", list(owners.iter().map(|o| (*o).to_owned()))),
    });
    let named = |nodes: &[Node]| list(nodes.iter().map(|&n| names::shown(plan, n)));
    let (before, after) = (facts.waits_for(node), facts.holds_up(node));
    if !before.is_empty() {
        lines.push(format!("Waits for: {}", named(before)));
    }
    if !after.is_empty() {
        lines.push(format!("Holds up: {}", named(after)));
    }
    if let Some(group) = task.group {
        lines.push(format!("Part of: {}", code(&plan.group(group).name())));
    }
    lines.push(format!("Evidence: {}", evidence(view, id)));
    lines.join("  \n")
}

fn status(view: View, id: TaskId) -> &'static str {
    view.plan().task(id).status().map_or("", |status| status.word())
}

/// What backs the tick of a task, and how old that is.
pub(super) fn evidence(view: View, id: TaskId) -> String {
    let entries = ledger::of(view.member, view.project, view.settings);
    let Some(entry) = entries.iter().find(|entry| entry.item.task == id) else { return "nothing recorded".to_owned() };
    let parts = entry.checks().into_iter().filter_map(|check| {
        let standing = entry.standing(check)?;
        let record = standing.stored.record.as_ref().ok()?;
        let word = match standing.verdict.outcome {
            Some(outcome) => format!("{outcome:?}").to_lowercase(),
            None => "refused".to_owned(),
        };
        let age = age(&record.evidence().command.finished_on);
        Some(format!("{} {word}, {}{age}", code(check), standing.verdict.state.word()))
    });
    let parts: Vec<String> = parts.collect();
    let level = entry.level(view.settings.require.items.as_deref());
    format!("{} ({})", format!("{level:?}").to_lowercase(), parts.join("; "))
}

/// ", 3 days ago"; nothing where that is not known.
fn age(finished: &str) -> String {
    let Ok(finished) = finished.parse::<jiff::Timestamp>() else { return String::new() };
    let seconds = jiff::Timestamp::now().as_second().saturating_sub(finished.as_second()).max(0);
    let (count, unit) = match seconds {
        0..60 => return ", just now".to_owned(),
        60..3_600 => (seconds / 60, "minute"),
        3_600..86_400 => (seconds / 3_600, "hour"),
        _ => (seconds / 86_400, "day"),
    };
    format!(", {count} {unit}{} ago", if count == 1 { "" } else { "s" })
}

fn of_group(view: View, id: GroupId) -> String {
    let plan = view.plan();
    let group = plan.group(id);
    let tasks: Vec<TaskId> = plan.distinct_tasks().filter(|(_, t)| t.group == Some(id)).map(|(id, _)| id).collect();
    let done = tasks.iter().filter(|&&task| plan.task(task).done()).count();
    let mut lines = vec![format!("**{}**", code(&group.name()))];
    if !tasks.is_empty() {
        lines.push(format!("Tasks: {done} of {} done", tasks.len()));
    }
    let gate = plan.gates.iter().find(|gate| gate.guards == Some(id));
    lines.push(gate.map_or("Gate: none".to_owned(), |gate| format!("Gate: {}", of_gate(view, gate))));
    if let Some(claim) = group.durations.first() {
        lines.push(format!("Planned: {}", claim.quantity));
    }
    if let Some(length) = plan.length_of(view.source(), &view.member.document, id) {
        let (sum, chain) = (length.sum.shown(), length.chain_shown());
        lines.push(format!("Computed: {sum} of work in {} tasks, {chain} along the longest chain", length.tasks));
    }
    let members: Vec<String> = group.members.iter().map(|m| plan.actor(m.actor).name.to_string()).collect();
    if !members.is_empty() {
        lines.push(format!("Members: {}", list(members.into_iter())));
    }
    lines.join("  \n")
}

/// What must hold at a gate, else what it is called.
fn of_gate(view: View, gate: &Gate) -> String {
    match gate.criteria.is_empty() {
        true => code(view.slice(gate.place.span).trim()),
        false => list(gate.criteria.iter().map(|&criterion| view.slice(criterion).trim().to_owned())),
    }
}

/// A figure of a total row, with what the rows add up to.
fn total(view: View, here: Span) -> Option<(Span, String)> {
    totals(view).into_iter().find(|total| total.span.overlaps(here)).map(|total| {
        (total.span, format!("The {} rows of {} add up to {}", total.rows, code(&total.heading), total.sum))
    })
}

/// What the rows above a total come to.
#[derive(Debug)]
pub struct Total {
    /// The figure of the total row.
    pub span: Span,
    /// The column.
    pub heading: String,
    /// How many rows hold a figure.
    pub rows: usize,
    /// The sum as a person writes it.
    pub sum: String,
    /// Whether the figure can be that sum.
    pub right: bool,
}

/// The totals of the document's tables that stand below what they add up; a table with several of them is left out.
pub fn totals(view: View) -> Vec<Total> {
    let (text, document) = (view.source().text(), &view.member.document);
    let mut found = Vec::new();
    for table in &view.plan().tables {
        let mut rows = table.rows.iter().enumerate().filter(|(_, row)| row.total);
        let (Some((at, row)), None) = (rows.next(), rows.next()) else { continue };
        for (column, heading) in table.columns.iter().enumerate().filter(|(_, c)| c.role != Some(Role::Id)) {
            let Some(&cell) = row.cells.get(column) else { continue };
            let plain = document.plain(text, cell);
            let Some(claim) = crate::plan::quantity::cell(&plain, 0) else { continue };
            let parts = sums::column(text, document, table, 0..at, column).filter(|parts| parts.len() > 1);
            let Some(parts) = parts else { continue };
            let Some(sum) = sums::Sum::of(parts.iter().map(|p| &p.quantity)) else { continue };
            if !sum.unit.comparable(&claim.unit) {
                continue;
            }
            let right = !sum.refutes(&claim);
            let (rows, sum) = (parts.len(), sum.shown());
            found.push(Total { span: document.text_span(cell), heading: heading.name.to_string(), rows, sum, right });
        }
    }
    found
}

fn list(names: impl Iterator<Item = String>) -> String {
    let names: Vec<String> = names.collect();
    let more = names.len().saturating_sub(MOST);
    let mut shown = names.iter().take(MOST).map(|name| code(name)).collect::<Vec<_>>().join(", ");
    if more > 0 {
        shown.push_str(&format!(" and {more} more"));
    }
    shown
}
