//! See `rules/dialect/wrong-group.md`.

mod headings;
mod ranges;

use crate::{
    diagnostic::quote,
    markdown::SectionId,
    plan::{Dialect, GroupId, Task, TaskId, TaskKind, Vocabulary, Why, names},
    rules::{Context, Findings},
    source::Span,
};
use rustc_hash::{FxHashMap, FxHashSet};

/// Finds tasks whose number or story is that of another group than the one they stand in.
pub fn check(cx: &Context, out: &mut Findings) {
    numbers(cx, out);
    stories(cx, out);
    ranges::check(cx, out);
    headings::check(cx, out);
}

/// A task and the numbered thing around it.
struct Member<'a> {
    task: &'a Task,
    /// `3` of "3. Backend" or "Phase 3".
    number: &'a str,
    /// Where that stands.
    place: Span,
    /// Whether the two say the same.
    fits: bool,
    /// Whether the thing around it is an item.
    nested: bool,
}

/// How many tasks must stand where their numbers say before one that does not is wrong.
const FOLLOWED: usize = 3;

fn numbers(cx: &Context, out: &mut Findings) {
    let members = members(cx);
    let wrong = members.iter().filter(|m| !m.fits).count();
    if wrong == 0 {
        return;
    }
    let right = members.len() - wrong;
    if right >= FOLLOWED && wrong * 4 <= members.len() {
        for m in members.iter().filter(|m| !m.fits) {
            let span = m.task.id_span.unwrap_or(m.task.span());
            let (id, name) = (m.task.id.as_deref().unwrap_or_default(), quote(cx.text(m.place)));
            out.push(
                out.at(span, format!("`{id}` stands under “{name}”, and its number is that of another group"))
                    .label("numbered for another group")
                    .related(m.place, format!("group {}", m.number))
                    .help(format!(
                        "move it to group {}, or give it the next number of group {}",
                        group_of(id),
                        m.number
                    )),
            );
        }
        return;
    }
    // Kiro's format itself says that the parts of 3 are 3.1, 3.2, …: a shifted list is one defect.
    if cx.plan.dialect != Dialect::Kiro {
        return;
    }
    let shifted: Vec<&Member> = members.iter().filter(|m| m.nested && !m.fits).collect();
    let Some(first) = shifted.first() else { return };
    let mut parents: Vec<&Member> = Vec::new();
    for m in &shifted {
        if parents.last().is_none_or(|last| last.place != m.place) {
            parents.push(m);
        }
    }
    let (id, more) = (first.task.id.as_deref().unwrap_or_default(), parents.len() - 1);
    let others = match more {
        0 => String::new(),
        1 => ", and the same holds for another group".to_owned(),
        n => format!(", and the same holds for {n} more groups"),
    };
    let mut found = out
        .at(
            first.task.id_span.unwrap_or(first.task.span()),
            format!("`{id}` is a part of `{}`, and is numbered as one of `{}`{others}", first.number, group_of(id)),
        )
        .label("numbered for another group")
        .related(first.place, format!("this is {}", first.number))
        .help("number the parts after the task they belong to, so that `3.2` means one thing");
    found = found.also(
        parents.iter().skip(1).map(|m| (m.task.id_span.unwrap_or(m.task.span()), format!("a part of {}", m.number))),
    );
    out.push(found);
}

/// What stands before the last dot: `3` of `3.1`.
fn group_of(id: &str) -> &str {
    id.rsplit_once('.').map_or(id, |(group, _)| group)
}

/// Every task with a number in parts, with the innermost numbered thing around it.
fn members<'a>(cx: &'a Context) -> Vec<Member<'a>> {
    fn number(task: &Task) -> Option<&str> {
        task.id.as_deref().filter(|id| id.contains('.') && is_number(id))
    }
    if !cx.plan.tasks.iter().any(|task| number(task).is_some()) {
        return Vec::new();
    }
    // Where tasks themselves are numbered 1, 2, 3, their parts hang on them and on no heading.
    let whole =
        |t: &Task| t.kind == TaskKind::Work && t.id.as_deref().is_some_and(|id| id.bytes().all(|b| b.is_ascii_digit()));
    let boxes = cx.plan.tasks().filter(|(_, t)| whole(t) && t.places.first().is_some_and(|p| p.why == Why::Box));
    // `2.1` may stand below `2` in one list, at the same depth.
    let list = |t: &Task| cx.document.block(t.block).parent;
    let wholes: Vec<_> =
        boxes.filter_map(|(id, t)| Some((id, list(t), t.id.as_deref()?, t.id_span.unwrap_or(t.span())))).collect();
    let by_items = !wholes.is_empty();
    let mut lists: FxHashMap<&str, FxHashSet<_>> = FxHashMap::default();
    wholes.iter().for_each(|w| _ = lists.entry(w.2).or_default().insert(w.1));
    let mut members = Vec::new();
    for (id, task) in cx.plan.distinct_tasks() {
        let Some(number) = number(task) else { continue };
        if !matches!(task.places.first().map(|p| p.why), Some(Why::Box | Why::Heading)) {
            continue;
        }
        let list = cx.document.block(task.block).parent;
        let above = wholes.get(wholes.partition_point(|w| w.0 < id).wrapping_sub(1));
        // Where the one that it belongs to stands in another list, this one picks some out.
        let elsewhere = || lists.get(group_of(number)).is_some_and(|of| of.iter().any(|other| *other != list));
        let above = above.filter(|w| w.1 == list).map(|&(_, _, n, place)| (n, place, false));
        let above = above.filter(|(n, ..)| belongs(number, n) || !elsewhere());
        let around = item_around(cx, task).map(|(n, place)| (n, place, true)).or(above);
        let around =
            around.or_else(|| section_around(cx, id).filter(|_| !by_items).map(|(n, place)| (n, place, false)));
        let Some((group, place, nested)) = around else { continue };
        members.push(Member { task, number: group, place, fits: belongs(number, group), nested });
    }
    members
}

/// Whether `3.1` belongs to `3`, and `3.1.2` to `3.1`.
fn belongs(id: &str, group: &str) -> bool {
    let parts = id.split('.').count().saturating_sub(1);
    id.split('.').zip(group.split('.')).take(parts).all(|(a, b)| a.trim_start_matches('0') == b.trim_start_matches('0'))
}

/// Whether `text` is made of numbers and dots, with at most a letter behind.
fn is_number(text: &str) -> bool {
    let bare = text.strip_suffix(|c: char| c.is_ascii_lowercase()).unwrap_or(text);
    !bare.is_empty() && bare.split('.').all(|p| !p.is_empty() && p.bytes().all(|b| b.is_ascii_digit()))
}

/// The numbered item in which a task's item is nested.
fn item_around<'a>(cx: &'a Context, task: &Task) -> Option<(&'a str, Span)> {
    let outer = cx.document.ancestors(task.block).find_map(|b| cx.plan.task_at(b))?;
    let outer = cx.plan.task(outer);
    let id = outer.id.as_deref().filter(|id| is_number(id))?;
    Some((id, outer.id_span.unwrap_or(outer.span())))
}

/// The innermost numbered heading around a task: "## 3. Backend", "## Phase 3", "### Task 3".
fn section_around<'a>(cx: &'a Context, id: TaskId) -> Option<(&'a str, Span)> {
    let task = cx.plan.task(id);
    let headed = task.places.first().is_some_and(|p| p.why == Why::Heading);
    let sections = cx.plan.sections_around(cx.document, task.section).skip(usize::from(headed));
    sections.filter(|s| s.0 != 0).find_map(|s| {
        let facts = &cx.plan.sections[s.0 as usize];
        let group = facts.group.map(|g| &*cx.plan.group(g).label);
        let whole = facts.task.and_then(|t| cx.plan.task(t).id.as_deref());
        let number = [facts.number.as_deref(), group, whole].into_iter().flatten().find(|n| is_number(n))?;
        Some((number, cx.document.section(s).title_span))
    })
}

/// Tasks marked `[US2]` in the phase that is about story 1.
fn stories(cx: &Context, out: &mut Findings) {
    let marked = cx.plan.requirement_mentions.iter().filter(|m| m.key.starts_with("US"));
    let mut abouts: FxHashMap<(GroupId, Option<SectionId>), Vec<&str>> = FxHashMap::default();
    for mention in marked {
        let Some(task) = mention.task().map(|task| cx.plan.task(task)) else { continue };
        let Some(group) = task.group else { continue };
        // Two headings may give one number to two phases; each tells of its own story.
        let mut around = cx.plan.sections_around(cx.document, task.section);
        let own = around.find(|s| cx.plan.sections[s.0 as usize].group == Some(group));
        let own = own.and_then(|s| Some((s, own_title(&cx.document.section(s).title)?)));
        let about = abouts.entry((group, own.map(|(section, _)| section))).or_insert_with(|| match own {
            Some((_, title)) => about(&cx.settings.vocabulary, title),
            None => about(&cx.settings.vocabulary, &cx.plan.group(group).title),
        });
        let number = mention.key.trim_start_matches("US").trim_start_matches('-');
        if about.is_empty() || about.contains(&number) {
            continue;
        }
        let group = cx.plan.group(group);
        let name = quote(&group.name());
        out.push(
            out.at(
                mention.span,
                format!("a task of story {number} stands in `{name}`, which is about story {}", about.join(" and ")),
            )
            .label("marked for another story")
            .related(group.span(), "the phase")
            .help(format!("move it to the phase of story {number}, or correct the mark")),
        );
    }
}

/// What stands behind the kind and number of a phase: "User Story 2" of "Phase 4: User Story 2".
fn own_title(title: &str) -> Option<&str> {
    title.split_once([':', '–', '—']).or_else(|| title.split_once(" - ")).map(|(_, own)| own.trim_start())
}

/// The numbers of the stories that a phase is about: "User Story 1 - Search", "User Stories 2 & 3".
fn about<'t>(words: &Vocabulary, title: &'t str) -> Vec<&'t str> {
    let head = [" - ", " – ", " — ", ":"].iter().filter_map(|dash| title.find(dash)).min().unwrap_or(title.len());
    // "User Story 1 (P1)" is about one story, of that priority.
    let head = names::bare(&title[..head]);
    let is_story = |name: &names::Ref| match name {
        names::Ref::Numbered(n) => n.kind.ends_with("story"),
        names::Ref::Range(r) => r.kind.ends_with("story"),
        _ => false,
    };
    if !names::refs(words, head, 0).iter().any(is_story) {
        return Vec::new();
    }
    head.split(|c: char| !c.is_ascii_digit()).filter(|n| !n.is_empty()).collect()
}
