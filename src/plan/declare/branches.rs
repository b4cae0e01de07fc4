//! Tasks that a drawing of waves deals out, and the lists that say which of them wait for which.
//!
//! ```text
//! Wave 1 (start at once):                       ### Dependency Matrix
//! ├── Task 1: Schema [quick]
//! └── Task 2: Service                           - **1, 2**: - - 3, 1
//! Wave 2 (after wave 1):                        - **3**: 1, 2 - -, 2
//! └── Task 3: Client (depends: 1, 2) [deep]
//! ```

use super::sections;
use crate::{
    markdown::{Block, BlockId, SectionId},
    plan::{
        Noun, Role, Topic,
        model::*,
        names::{self, Ref},
        read::{LIKELY, Reader},
        relate::resolve::Pending,
    },
    source::Span,
};

/// A line that hangs below a wave.
#[derive(Debug, Clone, Copy)]
pub(in crate::plan) struct Branch {
    /// The wave.
    pub group: GroupId,
    /// The fence.
    pub block: BlockId,
    /// What stands before its colon.
    pub name: Span,
    /// What stands behind it.
    pub rest: Span,
}

/// Reads what the drawings and matrices say of tasks.
pub(in crate::plan) fn read(reader: &mut Reader) {
    let branches = std::mem::take(&mut reader.branches);
    for tree in branches.chunk_by(|a, b| a.block == b.block) {
        define(reader, tree);
    }
    matrices(reader);
}

/// Makes tasks of the branches of a drawing, where nothing else in the document has one of their ids, and notes what
/// they wait for.
fn define(reader: &mut Reader, tree: &[Branch]) {
    let ids: Option<Vec<&str>> = tree.iter().map(|branch| id(reader, branch)).collect();
    let Some(ids) = ids.filter(|ids| ids.len() > 1) else { return };
    let known = |id: &&str| reader.tasks.contains_key(&names::id_key(id));
    let fresh = !ids.iter().any(known);
    for (branch, id) in tree.iter().zip(ids) {
        let place = Place::new(branch.name, Why::Timeline, LIKELY);
        if fresh {
            let raw = reader.slice(branch.rest);
            let title = raw.split(['[', '(']).next().unwrap_or(raw);
            let section = reader.section(branch.block);
            let task = Task::new(sections::strip_marks(title), place, branch.block, section);
            let id_span = Some(branch.name.of_part(reader.slice(branch.name), id));
            reader.task(Task { id: Some(id.into()), id_span, group: Some(branch.group), ..task });
        }
        let Some(&task) = reader.tasks.get(&names::id_key(id)) else { continue };
        if !fresh {
            reader.plan.tasks[task.index()].places.push(place);
        }
        let waits: Vec<Span> = waits(reader, branch.rest).collect();
        reader.pending.extend(waits.into_iter().map(|value| Pending {
            subject: Node::Task(task),
            relation: Relation::After,
            place: Place::new(value, Why::Inline, LIKELY),
        }));
    }
}

/// The id of a branch: the `3` of "Task 3", `T8a`.
fn id<'t>(reader: &Reader<'t>, branch: &Branch) -> Option<&'t str> {
    let name = reader.slice(branch.name);
    if sections::is_task_id(name) {
        return Some(name);
    }
    let (_, Noun::Task, tail) = sections::leading_noun(name, reader)? else { return None };
    let (label, _, rest) = sections::leading_label(tail)?;
    rest.is_empty().then_some(label)
}

/// The values in brackets that say what a branch waits for: "(depends: 3, 8)".
fn waits<'r>(reader: &'r Reader, rest: Span) -> impl Iterator<Item = Span> + 'r {
    let raw = reader.slice(rest);
    let inside = raw.split(['(', '[']).skip(1).filter_map(|part| part.split_once([')', ']'])).map(|(inside, _)| inside);
    inside.filter_map(move |text| {
        let (key, value) = text.split_once(':')?;
        let depends = reader.vocabulary.roles(key.trim()).first() == Some(&Role::Depends);
        depends.then(|| rest.of_part(raw, value.trim()))
    })
}

/// What the heading of such a list says.
const MATRIX: &str = "dependency matrix";

/// Lists below "Dependency Matrix" all of whose items say what waits for what: `**4**: 2 - 6, 7, 2`.
fn matrices(reader: &mut Reader) {
    let document = reader.document;
    let titled = |id: SectionId| {
        reader.plan.sections[id.0 as usize].topics.contains(Topic::Order)
            && document.section(id).title.to_lowercase().contains(MATRIX)
    };
    let ordered = reader.plan.topics.contains(Topic::Order);
    if !ordered || !(0..document.sections.len()).any(|s| titled(SectionId(s as u32))) {
        return;
    }
    let about = |block: &Block| block.parent.is_none() && titled(block.section);
    let lists: Vec<BlockId> =
        reader.document.lists.iter().copied().filter(|&list| about(document.block(list))).collect();
    for list in lists {
        let rows: Option<Vec<Row>> = document.children(list).map(|item| row(reader, item)).collect();
        for row in rows.filter(|rows| rows.len() > 1).into_iter().flatten() {
            // What several hold up together, each of them need not.
            let blocks = Some(row.blocks).filter(|_| row.tasks.len() == 1);
            for &task in &row.tasks {
                let wait = |relation: Relation, value: Span| {
                    let place = Place::new(value, Why::Label, LIKELY);
                    Pending { subject: Node::Task(task), relation, place }
                };
                let values = [Some(wait(Relation::After, row.after)), blocks.map(|b| wait(Relation::Blocks, b))];
                reader.pending.extend(values.into_iter().flatten());
            }
        }
    }
}

/// An item of a matrix.
struct Row {
    tasks: Vec<TaskId>,
    after: Span,
    blocks: Span,
}

/// `**8, 9**: 7 - -, 3`: the tasks, what they wait for, what waits for them, and the wave, which the plan has.
fn row(reader: &Reader, item: BlockId) -> Option<Row> {
    let span = reader.document.text_span(item);
    let raw = reader.slice(span);
    let (keys, value) = raw.strip_prefix("**")?.split_once("**:")?;
    let value = value.split('(').next()?.trim();
    let (after, rest) = [" - ", " – ", " — "].iter().find_map(|dash| value.split_once(*dash))?;
    let (blocks, wave) = rest.rsplit_once(',')?;
    reader.numbered("wave", wave.trim())?;
    let named = names::refs(reader.vocabulary, keys, 0).into_iter().map(|found| match found {
        Ref::Id(id) => reader.tasks.get(&names::id_key(id.text)).copied(),
        _ => None,
    });
    let tasks: Option<Vec<TaskId>> = named.collect();
    let part = |text: &str| span.of_part(raw, text.trim());
    let tasks = tasks.filter(|t| !t.is_empty())?;
    Some(Row { tasks, after: part(after), blocks: part(blocks) })
}
