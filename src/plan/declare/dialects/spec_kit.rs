//! spec-kit: `specs/NNN-name/` with a spec, a plan, tasks and checklists. In the tasks
//! `- [ ] T012 [P] [US1] Create src/models/user.py`, phases as headings, `[P]` for "different
//! files, no unfinished dependency", `[US1]` for the story that a phase is about.
//! Grammar: the templates of github/spec-kit.

use super::{Page, grammar};
use crate::{
    markdown::Kind,
    plan::{
        Fault, Part, RequirementKind, Task, TaskId, TaskKind, Topic,
        declare::requirements,
        names::{self, Ref},
        read::Reader,
    },
    source::Span,
};
use rustc_hash::{FxHashMap, FxHashSet};

/// Whether a document belongs to a spec-kit feature: its place, or two lines of its grammar.
pub(super) fn is(page: &Page) -> bool {
    let task = |&&at: &&usize| page.text.as_bytes()[..at].ends_with(b"] T");
    part(page.path).is_some() || page.numbers.iter().filter(task).nth(1).is_some()
}

/// Folders of other formats that keep numbered or dated specs as well.
const OTHERS: [&str; 3] = [".kiro/", "openspec/", "agent-os/"];

/// Which document of a feature lies at `path`: `specs/004-search/spec.md` and its like.
fn part(path: &str) -> Option<Part> {
    let mut up = path.rsplit('/');
    let file = up.next()?;
    let mut folder = up.next()?;
    let review = folder == "checklists";
    if review {
        folder = up.next()?;
    }
    let numbered = folder.split_once('-').is_some_and(|(n, _)| n.len() >= 3 && n.bytes().all(|b| b.is_ascii_digit()));
    if !numbered || up.next() != Some("specs") || OTHERS.iter().any(|folder| path.contains(folder)) {
        return None;
    }
    match file {
        _ if review => Some(Part::Review),
        "tasks.md" => Some(Part::Tasks),
        "spec.md" => Some(Part::Spec),
        "plan.md" | "research.md" | "data-model.md" | "quickstart.md" => Some(Part::Design),
        _ => None,
    }
}

/// Adds what only the format tells: what is reviewed and not done, what is required, what cites it.
pub(super) fn read(reader: &mut Reader) {
    // A sample task `TXXX` of the unfilled template is no task.
    reader.plan.template |= reader.plan.tasks.iter().any(|t| t.id.as_deref() == Some("TXXX"));
    reader.plan.part = part(reader.path).unwrap_or_default();
    match reader.plan.part {
        // "Are all error cases specified?" is ticked when the spec was read, whatever the state of the work.
        Part::Review => reader.plan.tasks.iter_mut().for_each(|task| task.kind = TaskKind::Review),
        Part::Spec => spec(reader),
        Part::Tasks => {
            requirements::cited(reader);
            grammar::ids(reader, is_id);
            marks(reader);
            stories(reader);
        }
        Part::Design => {}
    }
}

/// Whether `id` is one of a task: `T`, three digits or more, and what was put between later (`T012a`, `T009.5`).
fn is_id(id: &str) -> bool {
    let Some(number) = id.strip_prefix('T') else { return false };
    number.bytes().take_while(u8::is_ascii_digit).count() >= 3
}

/// What a spec defines: `- **FR-001**: …`, `- **SC-001**: …`, `### User Story 1 - …`; where it lists
/// its requirements in a table, the first cell is the id.
fn spec(reader: &mut Reader) {
    let document = reader.document;
    let mut known: FxHashSet<&str> = FxHashSet::default();
    for (block, entry) in document.iter() {
        let cell = matches!(entry.kind, Kind::Cell { column: 0 });
        let heading = matches!(entry.kind, Kind::Heading(_));
        if !(cell || heading || matches!(entry.kind, Kind::Item { .. })) {
            continue;
        }
        let span = document.text_span(block);
        let raw = reader.slice(span);
        let bare = raw.trim_start_matches(['*', '_', '~', '`', '[']);
        if let Some(id) = requirements::leading_id(bare) {
            let says = bare[id.len()..].trim_start_matches(['*', '_', '`', ']', ':', ' ']).trim_end();
            // A table further down may only say what covers it.
            if known.insert(id) || !cell {
                let beside = document.next_sibling(block).map(|next| document.text_span(next));
                let text = match says {
                    "" => beside.unwrap_or(span),
                    says => span.of_part(raw, says),
                };
                requirements::define(reader, requirements::kind_of(id), id, span.of_part(raw, id), text);
                // With a box or a heading of its own it is asked for, and no piece of work.
                if let Some(task) = reader.task_blocks.get(&block) {
                    reader.plan.tasks[task.index()].kind = TaskKind::Criterion;
                }
            }
        } else if let Some(number) = story_number(raw).filter(|_| heading) {
            requirements::define(reader, RequirementKind::Story, &format!("US{number}"), span, span);
        }
    }
}

/// The number of "User Story 3 - …".
fn story_number(title: &str) -> Option<u32> {
    let rest = title.trim_start_matches(['*', ' ']);
    let rest = rest.get(..11).filter(|w| w.eq_ignore_ascii_case("user story ")).map(|_| &rest[11..])?;
    rest[..rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len())].parse().ok()
}

/// `[P]` stands before the story.
fn marks(reader: &mut Reader) {
    let lines: Vec<(bool, Span)> = reader
        .plan
        .requirement_mentions
        .iter()
        .filter_map(|mention| {
            let parallel = reader.plan.task(mention.task()?).parallel?;
            mention.id.starts_with("US").then_some((parallel.start < mention.span.start, parallel))
        })
        .collect();
    grammar::odd(reader, Fault::MarkOrder, lines);
}

/// In the phase of a story each task says to which story it belongs.
fn stories(reader: &mut Reader) {
    let mut told: FxHashMap<TaskId, Span> = FxHashMap::default();
    for mention in reader.plan.requirement_mentions.iter().filter(|m| m.id.starts_with("US")) {
        told.extend(mention.task().map(|task| (task, mention.span)));
    }
    let mut of_stories: FxHashMap<_, bool> = FxHashMap::default();
    let mut phases: FxHashMap<_, Vec<(bool, Span)>> = FxHashMap::default();
    for (id, task) in reader.plan.tasks().filter(|(_, t)| grammar::is_box(t) && t.id.as_deref().is_some_and(is_id)) {
        let Some(phase) = task.group.filter(|_| !beside_the_story(reader, task)) else { continue };
        let titled = || names::refs(reader.vocabulary, &reader.plan.group(phase).title, 0).iter().any(is_story);
        if *of_stories.entry(phase).or_insert_with(titled) {
            let span = told.get(&id).copied().or(task.id_span).unwrap_or(task.span());
            phases.entry(phase).or_default().push((told.contains_key(&id), span));
        }
    }
    let mut phases: Vec<_> = phases.into_values().collect();
    phases.sort_unstable_by_key(|lines| lines[0].1);
    phases.into_iter().for_each(|lines| grammar::odd(reader, Fault::NoStory, lines));
}

/// Whether a name is that of a story.
fn is_story(name: &Ref) -> bool {
    matches!(name, Ref::Numbered(n) if n.kind.ends_with("story"))
}

/// Checks at the end of a story's phase are nobody's story.
fn beside_the_story(reader: &Reader, task: &Task) -> bool {
    [Topic::Criteria, Topic::Optional].iter().any(|&t| reader.plan.within(task.section, t))
}
