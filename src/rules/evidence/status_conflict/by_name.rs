//! Things without an id whose state is stated under one name in two places: a row, a section, a box.

use crate::{
    diagnostic::{Diagnostic, Severity, Subject, quote},
    markdown::SectionId,
    plan::{GroupId, Node, Said, Status, StatusClaim, TaskId, Topic, Why, fold, names},
    rules::{Context, Findings},
    source::Span,
};
use rustc_hash::{FxHashMap, FxHashSet};

/// The fewest words by which two boxes are certainly about one thing.
const TELLING: usize = 4;

/// The form of a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    /// A heading with a state, or a section with a status field.
    Section,
    /// A row of a table with a status column.
    Row,
    /// An item with a box.
    Box,
}

/// One place that says how far the thing of a name has come.
#[derive(Debug, Clone, Copy)]
struct Statement<'t> {
    form: Form,
    claim: StatusClaim,
    /// The name as the author wrote it.
    name: &'t str,
    /// Where it stands; for a section, itself.
    section: SectionId,
    task: Option<TaskId>,
}

impl<'t> Statement<'t> {
    /// The name without what proves a tick behind it.
    fn bare_name(&self) -> &'t str {
        if self.form == Form::Box { without_proof(self.name) } else { self.name }
    }
}

/// Compares statements of one name, where each form says it once; what was `told` by id is left alone. Gives
/// back what is to be said of two boxes, with the open one.
pub fn check(cx: &Context, out: &mut Findings, told: &mut FxHashSet<u32>) -> Vec<(TaskId, Diagnostic)> {
    let tasks = cx.plan.tasks.iter().flat_map(|t| &t.statuses);
    if all_one(cx.plan.scope_statuses.iter().map(|s| &s.claim).chain(tasks).map(|claim| claim.status)) {
        return Vec::new();
    }
    let others: Vec<Statement> = sections(cx).chain(rows(cx)).collect();
    // Boxes among themselves are about one thing only where criteria are.
    let criteria = cx.plan.topics.contains(Topic::Criteria);
    let initials: FxHashSet<u8> = others.iter().flat_map(|s| names::initials(s.name)).collect();
    if initials.is_empty() && !criteria {
        return Vec::new();
    }
    let compared = |s: &Statement| criteria || names::initials(s.bare_name()).any(|i| initials.contains(&i));
    let statements: Vec<Statement> = others.into_iter().chain(boxes(cx).filter(compared)).collect();
    if all_one(statements.iter().map(|s| s.claim.status)) {
        return Vec::new();
    }
    let mut by_name: FxHashMap<String, Vec<Statement>> = FxHashMap::default();
    for statement in statements {
        let key = names::title_key(statement.bare_name());
        if key.chars().filter(|c| c.is_alphabetic()).nth(2).is_some() {
            by_name.entry(key.into_owned()).or_default().push(statement);
        }
    }
    let mut found: Vec<(Statement, Statement)> = by_name.into_values().filter_map(|all| conflict(cx, &all)).collect();
    found.sort_by_key(|(one, other)| one.claim.place.span.max(other.claim.place.span));
    let mut of_boxes = Vec::new();
    for (one, other) in found {
        let (first, second) = if one.claim.place.span < other.claim.place.span { (one, other) } else { (other, one) };
        if told.insert(second.claim.place.span.start) {
            let finding = finding(cx, out, &first, &second);
            let open = [first, second].into_iter().find(|s| s.claim.status != Status::Done).and_then(|s| s.task);
            match open.filter(|_| first.form == Form::Box && second.form == Form::Box) {
                Some(open) => of_boxes.push((open, finding)),
                None => out.push(finding),
            }
        }
    }
    of_boxes
}

/// Whether all say the same, so that nothing can disagree.
fn all_one(mut statuses: impl Iterator<Item = Status>) -> bool {
    let Some(first) = statuses.next() else { return true };
    statuses.all(|status| status == first)
}

/// Two of the statements that cannot both hold.
fn conflict<'t>(cx: &Context, all: &[Statement<'t>]) -> Option<(Statement<'t>, Statement<'t>)> {
    let of = |form: Form| all.iter().filter(move |s| s.form == form);
    // Two of one form may be two things of one name.
    let single = |form: Form| of(form).next().filter(|_| of(form).count() == 1);
    let (section, row, item) = (single(Form::Section), single(Form::Row), single(Form::Box));
    let pairs = [(row, section), (item, section), (item, row)];
    let twice: Vec<&Statement> = of(Form::Box).collect();
    let twins = match twice[..] {
        [a, b] => Some((Some(a), Some(b))),
        _ => None,
    };
    pairs.into_iter().chain(twins).find_map(|(a, b)| {
        let (a, b) = (a?, b?);
        (disagree(a, b) && same_scope(cx, a, b)).then_some((*a, *b))
    })
}

/// Whether one says done and the other not, or one planned and the other in progress.
fn disagree(a: &Statement, b: &Statement) -> bool {
    let unfinished = |s: Status| matches!(s, Status::Open | Status::Doing | Status::Blocked);
    let (one, other) = (a.claim.status, b.claim.status);
    let words = a.claim.said == Said::Word && b.claim.said == Said::Word;
    (one == Status::Done && unfinished(other))
        || (other == Status::Done && unfinished(one))
        || (words && matches!((one, other), (Status::Open, Status::Doing) | (Status::Doing, Status::Open)))
}

/// Whether two statements speak of one thing, as far as their places tell.
fn same_scope(cx: &Context, a: &Statement, b: &Statement) -> bool {
    // A phase is not a part of itself.
    let at = |s: &Statement| if s.form == Form::Section { cx.document.section(s.section).parent } else { s.section };
    let around = |s: &Statement| -> Option<GroupId> { cx.plan.group_around(cx.document, at(s)) };
    let id = |s: &Statement| s.task.and_then(|t| cx.plan.task(t).id.as_deref());
    if a.task.is_some() && a.task == b.task || id(a).is_some() && id(b).is_some() {
        return false;
    }
    // An item of the section itself is a part of it.
    let inside = |part: &Statement, whole: &Statement| {
        let whole = (whole.form == Form::Section).then_some(whole.section);
        whole.is_some_and(|w| cx.plan.sections_around(cx.document, part.section).any(|s| s == w))
    };
    let groups = match (around(a), around(b)) {
        (Some(one), Some(other)) => one == other,
        (None, None) => true,
        // What one phase has finished, another list may still await.
        _ => a.form != b.form,
    };
    // What is ticked before one step may be open before the next; criteria hold for the whole.
    let whole = |s: &Statement| cx.plan.within(s.section, Topic::Criteria);
    let twins = a.section != b.section && (whole(a) || whole(b)) && a.bare_name().split_whitespace().count() >= TELLING;
    let telling = a.form != b.form || twins;
    groups && telling && !inside(a, b) && !inside(b, a)
}

/// Sections with the state that they state; that of a phase or task goes by its title, where it has one that tells.
fn sections<'c>(cx: &Context<'c>) -> impl Iterator<Item = Statement<'c>> {
    let cx = *cx;
    cx.plan.scope_statuses.iter().filter_map(move |scope| {
        let (section, facts) = (cx.document.section(scope.section), &cx.plan.sections[scope.section.0 as usize]);
        // What a row says of the section is the row's statement.
        if section.level < 2 || scope.claim.place.why == Why::Cell {
            return None;
        }
        let title = section.title_span;
        // The state at the end of a title is no part of the name.
        let end = if title.contains(scope.claim.place.span) { scope.claim.place.span.start } else { title.end };
        let whole = || cx.text(Span { end, ..title }).trim_end_matches(|c: char| !c.is_alphanumeric() && c != ')');
        let name = match (facts.group, facts.task) {
            (None, None) => whole(),
            (Some(group), _) => Some(&*cx.plan.group(group).title).filter(|title| is_telling(title))?,
            (None, Some(task)) => Some(&*cx.plan.task(task).title).filter(|title| is_telling(title))?,
        };
        counts(&cx, scope.section, &scope.claim).then_some(Statement {
            form: Form::Section,
            claim: scope.claim,
            name,
            section: scope.section,
            task: facts.task,
        })
    })
}

/// Whether a title is more than a word that names many things: "Testing", "Documentation".
fn is_telling(title: &str) -> bool {
    title.split_whitespace().nth(1).is_some()
}

/// Rows of tables that state a state in a word.
fn rows<'c>(cx: &Context<'c>) -> impl Iterator<Item = Statement<'c>> {
    let cx = *cx;
    cx.plan.tables.iter().flat_map(|table| table.rows.iter().map(move |row| (table.section, row))).filter_map(
        move |(section, row)| {
            let (name, claims, task) = match row.subject? {
                Node::Task(id) => (&*cx.plan.task(id).title, &cx.plan.task(id).statuses, Some(id)),
                // A group with a section of its own goes by its number.
                Node::Group(id) => {
                    let group = Some(cx.plan.group(id)).filter(|g| g.section.is_none() && is_telling(&g.title))?;
                    (&*group.title, &group.statuses, None)
                }
                Node::Actor(_) => return None,
            };
            let place = cx.document.block(row.block).span;
            let claim = *claims.iter().find(|s| s.place.why == Why::Cell && place.contains(s.place.span))?;
            (claim.said != Said::Mark && counts(&cx, section, &claim)).then_some(Statement {
                form: Form::Row,
                claim,
                name,
                section,
                task,
            })
        },
    )
}

/// Items with a box.
fn boxes<'c>(cx: &Context<'c>) -> impl Iterator<Item = Statement<'c>> {
    let cx = *cx;
    cx.plan.tasks().filter_map(move |(id, task)| {
        let claim = *task.statuses.iter().find(|s| s.said == Said::Box && s.place.why == Why::Box)?;
        (task.required() && counts(&cx, task.section, &claim)).then_some(Statement {
            form: Form::Box,
            claim,
            name: &task.title,
            section: task.section,
            task: Some(id),
        })
    })
}

/// The text of an item without the evidence in brackets behind it: "(#12)", "(commit 1a2b3c4)".
fn without_proof(title: &str) -> &str {
    let proof = title.trim_end().strip_suffix(')').and_then(|t| t.rsplit_once(" ("));
    proof.filter(|(_, inside)| inside.contains(|c: char| c.is_ascii_digit())).map_or(title, |(name, _)| name)
}

/// Whether a statement speaks of the plan: not of a form to be copied, and not of a review.
fn counts(cx: &Context, section: SectionId, claim: &StatusClaim) -> bool {
    ![Topic::Prompt, Topic::Template, Topic::PerAgent].iter().any(|&t| cx.plan.within(section, t))
        && (claim.said == Said::Box || !fold(cx.text(claim.place.span)).contains("review"))
}

fn finding(cx: &Context, out: &Findings, first: &Statement, second: &Statement) -> Diagnostic {
    let says = |s: &Statement| super::says(cx, &s.claim);
    let (one, other) = (first.claim.status.word(), second.claim.status.word());
    out.at(
        second.claim.place.span,
        format!("“{}” is {one} and {other} at the same time", quote(second.bare_name().trim())),
    )
    .severity(Severity::Warning)
    .label(says(second))
    .related(first.claim.place.span, says(first))
    .help("find out which of the two holds, and write it in both places")
    .about(Subject::Place(second.claim.place.span))
}
