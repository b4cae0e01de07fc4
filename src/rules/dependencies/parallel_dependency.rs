//! See `rules/dependencies/parallel-dependency.md`.

mod stories;

use crate::{
    diagnostic::{Confidence, Diagnostic, Severity, listed, quote},
    plan::{
        Edge, Mode, Node, Orders, Place, Relation, Stated, TableId, TaskId, Units, Why, Word, id_key,
        names::{Key, is_nothing},
    },
    rules::{Context, Findings},
    source::Span,
};
use rustc_hash::{FxHashMap, FxHashSet};
use std::cell::{OnceCell, RefCell};

/// Finds tasks that run side by side although one waits for the other.
pub fn check(cx: &Context, out: &mut Findings) {
    // One order may be said in several places: by the column of each of the two, by a drawing.
    let mut told: FxHashMap<(Key, Key), Vec<&Edge>> = FxHashMap::default();
    for edge in &cx.plan.edges {
        let (Node::Task(before), Node::Task(after)) = (edge.before, edge.after) else { continue };
        if edge.relation == Relation::With || edge.place.confidence == Confidence::Inferred || before == after {
            continue;
        }
        // The plan that replaces an older one deals its tasks out anew.
        if cx.plan.is_bygone(cx.document, cx.plan.task(after)) {
            continue;
        }
        // A row of a matrix and the task itself bear one name.
        let key = |task: TaskId| id_key(cx.plan.task(task).name());
        told.entry((key(before), key(after))).or_default().push(edge);
    }
    let beside = Beside::default();
    let mut waits: Vec<Wait> = told.into_values().filter_map(|edges| Wait::of(cx, &edges, &beside)).collect();
    waits.sort_by_key(|w| (w.best.place.span, w.before));
    // Who waits for several of its wave starts too early once.
    let mut places: FxHashMap<(TaskId, &str), usize> = FxHashMap::default();
    let mut gathered: Vec<Vec<&Wait>> = Vec::new();
    for wait in &waits {
        let at = *places.entry((wait.after, &*wait.why)).or_insert(gathered.len());
        if at == gathered.len() {
            gathered.push(Vec::new());
        }
        gathered[at].push(wait);
    }
    for waits in by_wave(gathered) {
        out.push(finding(cx, out, &waits));
    }
    across(cx, out);
    stories::check(cx, out);
}

/// From how many tasks of one wave on that wait for others of it the wave is wrong, and not each of them.
const WAVE: usize = 4;

/// The same, where what waits in a wave like that is told at once.
fn by_wave<'w, 'p>(gathered: Vec<Vec<&'w Wait<'p>>>) -> Vec<Vec<&'w Wait<'p>>> {
    let mut counts: FxHashMap<&str, usize> = FxHashMap::default();
    gathered.iter().for_each(|waits| *counts.entry(&waits[0].why).or_default() += 1);
    let mut waves: FxHashMap<&str, usize> = FxHashMap::default();
    let mut told: Vec<Vec<&Wait>> = Vec::new();
    for waits in gathered {
        let why = &*waits[0].why;
        let known = waves.get(why).copied();
        match known {
            Some(at) => told[at].extend(waits),
            None => {
                if counts[why] >= WAVE {
                    waves.insert(why, told.len());
                }
                told.push(waits);
            }
        }
    }
    told
}

/// How many tasks a message names.
const NAMED: usize = 3;

/// How many of them a finding points at.
const SHOWN: usize = 8;

/// A task that waits for another one that starts with it.
struct Wait<'p> {
    before: TaskId,
    after: TaskId,
    /// Why the two are meant to run at once.
    why: String,
    /// The sentence that says so, where nothing firmer does.
    said: Option<Span>,
    /// The place that says it best.
    best: &'p Edge,
    /// The other places that say it.
    others: Vec<Span>,
}

impl<'p> Wait<'p> {
    /// What the places say that state one order. What waits says it best, in its own row or text.
    fn of(cx: &Context, edges: &[&'p Edge], beside: &Beside) -> Option<Self> {
        let (edge, (why, said)) = edges.iter().find_map(|edge| Some((*edge, side_by_side(cx, edge, beside)?)))?;
        let (Node::Task(before), Node::Task(after)) = (edge.before, edge.after) else { return None };
        let own = |e: &&&Edge| match (e.relation, e.place.why) {
            (Relation::After, Why::Cell | Why::Label | Why::Inline) => 0,
            (Relation::After, _) => 1,
            _ => 2,
        };
        let best = edges.iter().min_by_key(|e| (own(e), e.place.span)).copied().unwrap_or(edge);
        let others = edges.iter().map(|e| e.place.span).filter(|span| *span != best.place.span).collect();
        Some(Self { before, after, why, said, best, others })
    }
}

/// The finding about a task and all those of its wave for which it waits, or about several such tasks.
fn finding(cx: &Context, out: &Findings, waits: &[&Wait]) -> Diagnostic {
    let (first, rest) = (waits[0], &waits[1..]);
    let name = |task: TaskId| cx.plan.name(Node::Task(task));
    let why = if rest.is_empty() { first.why.clone() } else { first.why.replacen("both ", "all ", 1) };
    let mut seen = FxHashSet::default();
    let waiting: Vec<TaskId> = waits.iter().map(|w| w.after).filter(|after| seen.insert(*after)).collect();
    let message = match waiting[..] {
        [one] => {
            let awaited = listed(waits.iter().map(|w| name(w.before)), NAMED);
            format!("`{}` waits for {awaited}, but {why}", quote(&name(one)))
        }
        _ => format!("{} wait for others, but {why}", listed(waiting.iter().map(|&task| name(task)), NAMED)),
    };
    let mut found = out
        .at(first.best.place.span, message)
        .label(format!("waits for `{}`", quote(&name(first.before))))
        .related(cx.plan.span(Node::Task(first.before)), "what it waits for")
        .confidence(first.best.place.confidence)
        .help("run one after the other, or drop the dependency if they can start together");
    if let Some(mark) = cx.plan.task(first.after).parallel {
        found = found.related(mark, "marked as parallel");
    }
    if let Some(said) = first.said {
        found = found.related(said, "in parallel, as this says").severity(Severity::Warning);
    }
    found = first.others.iter().fold(found, |found, other| found.related(*other, "said here too"));
    for wait in rest.iter().take(SHOWN) {
        let before = quote(&name(wait.before));
        let also = match wait.after == first.after {
            true => format!("and for `{before}`"),
            false => format!("`{}` waits for `{before}`", quote(&name(wait.after))),
        };
        found = found.related(wait.best.place.span, also);
    }
    if rest.is_empty() { found } else { found.gathers(waits.iter().map(|w| w.best.place.span)) }
}

/// The same where what a task waits for stands in another document, and the format counts the waves of all of them.
fn across(cx: &Context, out: &mut Findings) {
    for (awaited, wave, _) in cx.kin.waves().filter(|(_, own, other)| own == other) {
        let (name, waited) = (cx.plan.task(awaited.subject).name(), awaited.member.plan.task(awaited.task).name());
        let (name, waited) = (quote(name), quote(waited));
        let at = awaited.member.plan.span(Node::Task(awaited.task));
        out.push(
            out.at(awaited.wait.place.span, format!("`{name}` waits for `{waited}`, but both start in `Wave {wave}`"))
                .label(format!("waits for `{waited}`"))
                .related_in(&awaited.member.source, at, "what it waits for")
                .help("move it to a later wave, or drop the dependency if they can start together"),
        );
    }
}

/// Why the two are meant to run at once, and the sentence that says so where nothing firmer does.
fn side_by_side(cx: &Context, edge: &Edge, beside: &Beside) -> Option<(String, Option<Span>)> {
    let (Node::Task(a), Node::Task(b)) = (edge.before, edge.after) else { return None };
    let (x, y) = (cx.plan.task(a), cx.plan.task(b));
    let group = x.group.filter(|g| y.group == Some(*g));
    if x.parallel.is_some() && y.parallel.is_some() && (group.is_some() || x.section == y.section) {
        // A column says of each row that it may run beside another one, and not beside which.
        let others = || [(a, b), (b, a)].iter().any(|&(task, but)| beside.has_other(cx, task, but));
        let columns = x.table.is_some() && y.table.is_some();
        return (!columns || !others()).then(|| ("both are marked as parallel".into(), None));
    }
    let group = group?;
    let name = quote(&cx.plan.group(group).name());
    if let Some((Mode::Parallel, place)) = cx.plan.group(group).mode {
        let said = (place.why == Why::Sentence).then_some(place.span);
        // The steps of one task follow each other.
        return beside.apart(cx, a, b).then(|| (format!("`{name}` runs its tasks in parallel"), said));
    }
    // "Wave 1 (T1, T2 in sequence)", "T4 (sequential with T3)".
    let says = |span: Span| cx.settings.vocabulary.says(cx.line(span), Word::Serial);
    // "Add serial commands" is what a branch is about; its remarks stand in brackets.
    let remarks = |place: &Place| match place.why {
        Why::Timeline => {
            let line = cx.line(place.span);
            line.find(['(', '[']).is_some_and(|at| cx.settings.vocabulary.says(&line[at..], Word::Serial))
        }
        _ => says(place.span),
    };
    let serial = || {
        cx.plan.group(group).places.iter().any(|p| says(p.span))
            || says(edge.place.span)
            || x.places.iter().chain(&y.places).any(remarks)
            || [edge.before, edge.after].iter().any(|&n| beside.runs_alone(cx, n))
    };
    (cx.plan.starts_together(group, a) && !serial()).then(|| (format!("both start in `{name}`"), None))
}

/// What is asked of few plans, and found when it is.
#[derive(Default)]
struct Beside {
    units: OnceCell<Units>,
    orders: OnceCell<RefCell<Orders>>,
    /// The first rows of each table that are marked as parallel.
    marked: OnceCell<FxHashMap<TableId, Vec<TaskId>>>,
    /// Tasks that run beside none: "Can run with: None".
    alone: OnceCell<FxHashSet<Node>>,
}

/// With how many marked rows of its table a row is compared.
const COMPARED: usize = 64;

impl Beside {
    /// Whether a task runs beside none, as it says.
    fn runs_alone(&self, cx: &Context, node: Node) -> bool {
        let none = |list: &&Stated| list.relation == Relation::With && is_nothing(cx.text(list.place.span));
        let alone = || cx.plan.stated.iter().filter(none).map(|list| cx.plan.canonical(list.subject)).collect();
        self.alone.get_or_init(alone).contains(&cx.plan.canonical(node))
    }

    /// Whether two tasks of a group are none a part of the other.
    fn apart(&self, cx: &Context, a: TaskId, b: TaskId) -> bool {
        let units = self.units.get_or_init(|| cx.plan.units(cx.document));
        units.of(cx.plan, cx.document, a) != units.of(cx.plan, cx.document, b)
    }

    /// Whether the mark of a row means another row than `but`: one that is marked too, and in no order with it.
    fn has_other(&self, cx: &Context, row: TaskId, but: TaskId) -> bool {
        let own = cx.plan.task(row);
        let marked = self.marked.get_or_init(|| {
            let mut tables: FxHashMap<TableId, Vec<TaskId>> = FxHashMap::default();
            for (id, table) in
                cx.plan.tasks().filter_map(|(id, t)| Some((id, t.table.filter(|_| t.parallel.is_some())?)))
            {
                let rows = tables.entry(table).or_default();
                rows.extend((rows.len() < COMPARED).then_some(id));
            }
            tables
        });
        let mut orders = self.orders.get_or_init(|| RefCell::new(Orders::of(cx.plan))).borrow_mut();
        let rows = own.table.and_then(|table| marked.get(&table)).into_iter().flatten().copied();
        rows.filter(|&id| id != row && id != but && cx.plan.task(id).group == own.group)
            .any(|other| !orders.between(Node::Task(row), Node::Task(other)))
    }
}
