//! Files that two tasks write of which a sentence, a field or a column says that they run side by side.

use super::{COMPARED, Folders, ONE, slot};
use crate::{
    diagnostic::{Confidence, Severity, quote},
    plan::{Edge, Node, Orders, Relation, Status, TaskId, TaskKind, Why, Word},
    rules::{Context, Findings},
    source::Span,
};
use rustc_hash::{FxHashMap, FxHashSet};

/// Finds what a plan lets run at once by name although it writes the same file.
pub(super) fn check(cx: &Context, out: &mut Findings) {
    // Guesses come from sentences only.
    let said = |e: &&Edge| {
        e.relation == Relation::With && (e.place.why == Why::Sentence || e.place.confidence > Confidence::Inferred)
    };
    let edges: Vec<&Edge> = cx.plan.edges.iter().filter(said).collect();
    if edges.is_empty() {
        return;
    }
    let writers = writers(cx);
    let mut orders = Orders::of(cx.plan);
    // In the order of the statements.
    let mut clashes: Vec<Clash> = Vec::new();
    let mut known: FxHashMap<(Span, &str), usize> = FxHashMap::default();
    let mut pairs = FxHashSet::default();
    for edge in edges {
        let (a, b) = (cx.plan.canonical(edge.after), cx.plan.canonical(edge.before));
        if !pairs.insert((a.min(b), a.max(b))) || orders.between(a, b) {
            continue;
        }
        let (Some(these), Some(those)) = (writers.get(&a), writers.get(&b)) else { continue };
        // Of phases and stories, one finding names all files; the statement is what is wrong with them.
        let loose = matches!(a, Node::Group(_)) || edge.place.confidence == Confidence::Inferred;
        // The cells of a column are one.
        let statement = if loose && edge.place.why == Why::Cell { Span::default() } else { edge.place.span };
        for &(file @ (_, path), one, at) in these.iter().take(COMPARED) {
            for &(_, other, again) in those.iter().take(COMPARED).filter(|w| w.0 == file) {
                let (x, y) = (Node::Task(one), Node::Task(other));
                let marked = slot(cx, one).is_some_and(|s| slot(cx, other) == Some(s));
                if one == other || marked || orders.between(x, y) || orders.between(x, b) || orders.between(a, y) {
                    continue;
                }
                let index = *known.entry((statement, if loose { "" } else { path })).or_insert_with(|| {
                    let said = edge.place.span;
                    clashes.push(Clash { path, said, loose, pair: [one, other], live: false, places: Vec::new() });
                    clashes.len() - 1
                });
                clashes[index].live |= ![one, other].iter().any(|&t| cx.plan.task(t).done());
                for place in [(path, at, one), (path, again, other)] {
                    if !clashes[index].places.contains(&place) && clashes[index].places.len() < COMPARED {
                        clashes[index].places.push(place);
                    }
                }
            }
        }
    }
    clashes.into_iter().for_each(|clash| report(cx, out, &clash));
}

/// Who writes at once what, as one sentence has it.
struct Clash<'p> {
    /// The first file.
    path: &'p str,
    /// The sentence.
    said: Span,
    /// Whether it speaks of phases, stories or people, and not of the tasks themselves.
    loose: bool,
    /// The first two that write it.
    pair: [TaskId; 2],
    /// Whether two that are still open write it: the last one that is open runs beside nobody.
    live: bool,
    /// Each place where one of the files is written, and by whom; those of the first two lead.
    places: Vec<(&'p str, Span, TaskId)>,
}

/// A file that a task writes: the folder that its text gives and the path, and where.
type Written<'p> = ((&'p str, &'p str), TaskId, Span);

/// The files that each task writes, and each group by its tasks.
fn writers<'p>(cx: &Context<'p>) -> FxHashMap<Node, Vec<Written<'p>>> {
    let mut writers: FxHashMap<Node, Vec<Written>> = FxHashMap::default();
    let mut folders = Folders::new(cx);
    for (id, task) in cx.plan.tasks() {
        if task.kind != TaskKind::Work || task.statuses.iter().any(|s| s.status == Status::Dropped) {
            continue;
        }
        for file in task.files.iter().filter(|f| f.writes) {
            // `index.ts` alone may be any of several.
            let Some(folder) = folders.of(task, &file.path) else { continue };
            let own = cx.plan.canonical(Node::Task(id));
            for node in [Some(own), task.group.map(Node::Group)].into_iter().flatten() {
                writers.entry(node).or_default().push(((folder, &file.path), id, file.span));
            }
        }
    }
    writers
}

fn report(cx: &Context, out: &mut Findings, clash: &Clash) {
    let [(_, first, _), (_, second, _), others @ ..] = &clash.places[..] else { return };
    let (at, again) = (first.min(second), first.max(second));
    let mut pair = clash.pair.map(|t| cx.plan.canonical(Node::Task(t)));
    pair.sort_unstable();
    let [one, other] = pair.map(|node| quote(&cx.plan.name(node)));
    let files: FxHashSet<&str> = others.iter().map(|p| p.0).filter(|&p| p != clash.path).collect();
    let path = quote(clash.path);
    let what = match files.len() {
        0 => format!("`{path}` is"),
        1 => format!("`{path}` and 1 more file are"),
        more => format!("`{path}` and {more} more files are"),
    };
    let further = others.iter().filter(|p| p.0 == clash.path && !clash.pair.contains(&p.2)).map(|p| p.2);
    let more = match further.collect::<FxHashSet<TaskId>>().len() {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    // What is done did no harm any more; the sentence is still wrong for whoever copies the plan.
    let past = !clash.live;
    let run = if past { "were to run" } else { "run" };
    let mut found = out
        .at(*again, format!("{what} written by `{one}` and `{other}`{more}, which {run} in parallel"))
        .label("written here too")
        .related(*at, "written here")
        .related(clash.said, "in parallel, as this says")
        .confidence(Confidence::Conventional)
        .help(ONE);
    let thought_of = is_thought_of(cx, clash.said);
    if past || thought_of || clash.loose {
        found = found.severity(if past || thought_of { Severity::Info } else { Severity::Warning });
    }
    found = found.also(others.iter().map(|(_, span, _)| (*span, "and here")));
    out.push(found);
}

/// Whether the statement itself says that they write one file, in different places.
fn is_thought_of(cx: &Context, said: Span) -> bool {
    cx.settings.vocabulary.says(cx.text(said), Word::PlacesApart)
}
