//! Numbered items with a bold title that are tasks: in a lane, "1. **#303: Schema** (120 points)" with `- Files: …` below
//! it, and anywhere, "1. **Design the API**" with `- Owner: …` and `- Depends on: …` below it.

use super::{checklists, sections};
use crate::{
    markdown::{BlockId, Kind, SectionId},
    plan::{
        Dialect, Role, Topic, Word,
        model::*,
        names,
        read::{LIKELY, Reader},
    },
};
use rustc_hash::{FxHashMap, FxHashSet};

/// The fields below each item's title.
type Fields = FxHashMap<BlockId, Vec<(Role, usize)>>;

/// Reads the numbered lists whose items have files of their own, in the sections of lanes, or fields of work.
pub(in crate::plan) fn read(reader: &mut Reader) {
    let document = reader.document;
    let lanes = reader.plan.groups.iter().any(|g| g.axis == Axis::Lane && g.section.is_some());
    let fields = if reader.plan.dialect == Dialect::Free { fields(reader) } else { Fields::default() };
    // Few plans have either.
    if !lanes && fields.is_empty() {
        return;
    }
    let mut found: Vec<BlockId> = Vec::new();
    let mut work: Vec<BlockId> = Vec::new();
    for &list in &document.lists {
        let block = document.block(list);
        if block.parent.is_some() || !matches!(block.kind, Kind::List { ordered: true }) {
            continue;
        }
        let items: Vec<BlockId> = document.children(list).collect();
        let lane = || reader.plan.group_around(document, block.section).map(|group| reader.plan.group(group).axis);
        if items.iter().any(|&item| name(reader, item).is_none()) {
            continue;
        }
        let filed = lanes
            && lane() == Some(Axis::Lane)
            && 2 * items.iter().filter(|&&item| has_files(reader, item)).count() > items.len();
        match filed {
            true => found.extend(items),
            false if is_work(reader, &items, block.section, &fields) => work.extend(items),
            false => {}
        }
    }
    if is_clear(reader, &work, &fields) {
        found.extend(&work);
    }
    found.sort_unstable();
    for item in found {
        add(reader, item);
    }
    call(reader, &work);
}

/// Adds the task of an item.
fn add(reader: &mut Reader, item: BlockId) {
    let Some(raw) = name(reader, item) else { return };
    let (span, section) = (reader.document.text_span(item), reader.section(item));
    let id = checklists::item_id(raw);
    let title = id.map_or(raw, |id| &raw[raw.find(id).unwrap_or(0) + id.len()..]);
    let task = Task::new(sections::strip_marks(title), Place::new(span, Why::Item, LIKELY), item, section);
    let id_span = id.map(|id| span.of_part(reader.slice(span), id));
    let group = reader.plan.group_around(reader.document, section);
    reader.task(Task { id: id.map(Into::into), id_span, group, ..task });
}

/// Gives the items their numbers for names, "Task 2", where nothing else of the plan has a name of that kind.
fn call(reader: &mut Reader, items: &[BlockId]) {
    let mut seen = FxHashSet::default();
    let numbers: Vec<(u32, TaskId)> =
        items.iter().filter_map(|item| Some((reader.number(*item)?, *reader.task_blocks.get(item)?))).collect();
    if !reader.tasks.is_empty() || !numbers.iter().all(|(number, _)| seen.insert(*number)) {
        return;
    }
    for (number, task) in numbers {
        reader.index.called("task", &number.to_string(), task);
    }
}

/// What the labels right below the titles of numbered items say, by these items.
fn fields(reader: &Reader) -> Fields {
    let document = reader.document;
    let mut found = Fields::default();
    let labelled = reader.plan.fields.iter().enumerate().filter(|(_, f)| f.why == Why::Label);
    for (index, field) in labelled {
        let (Some(role), Some(item)) = (field.role, field.item) else { continue };
        if OF_WORK.contains(&role) {
            // "- Owner: Ada" below the title is an item of its own.
            let outer = document.ancestors(item).nth(1);
            let whole = outer.filter(|&outer| matches!(document.block(outer).kind, Kind::Item { .. })).unwrap_or(item);
            found.entry(whole).or_default().push((role, index));
        }
    }
    found
}

/// What says of an item that it is work.
const OF_WORK: [Role; 5] = [Role::Owner, Role::Depends, Role::Blocks, Role::Duration, Role::Status];

/// What a list is about that holds no work of the plan, or work that something else in the plan is.
const ASIDE: [Topic; 14] = [
    Topic::Template,
    Topic::Prompt,
    Topic::Criteria,
    Topic::Gates,
    Topic::Legend,
    Topic::Team,
    Topic::Reading,
    Topic::Aside,
    Topic::Bygone,
    Topic::Rollback,
    Topic::Closing,
    Topic::PerAgent,
    Topic::RequirementReview,
    Topic::Done,
];

/// Whether most items of a list have fields of work, and those of none say one thing twice.
fn is_work(reader: &Reader, items: &[BlockId], section: SectionId, fields: &Fields) -> bool {
    let plan = &reader.plan;
    // The items of a story are tasks, those of a task are its steps.
    let of_story = |s: SectionId| {
        let title = &reader.document.section(s).title;
        sections::leading_noun(title, reader).is_some_and(|(word, ..)| word.ends_with("story"))
    };
    let of_task = |s: SectionId| plan.sections[s.0 as usize].task.is_some() && !of_story(s);
    let beside = |s: SectionId| reader.vocabulary.says(&reader.document.section(s).title, Word::BesideWork);
    let planned = |item: &&BlockId| fields.get(*item).is_some_and(|own| is_planned(reader, own));
    let twice = |item: &BlockId| {
        let roles = fields.get(item).map_or(&[][..], |own| own);
        roles.iter().enumerate().any(|(at, (role, _))| roles[..at].iter().any(|(known, _)| known == role))
    };
    let named = |item: &BlockId| {
        let title = name(reader, *item).unwrap_or_default();
        checklists::item_id(title).is_some()
            || sections::leading_noun(title, reader).is_some_and(|(_, _, rest)| sections::leading_label(rest).is_some())
    };
    items.len() > 1
        && 4 * items.iter().filter(planned).count() >= 3 * items.len()
        && !items.iter().any(|item| twice(item) || named(item) || reader.task_blocks.contains_key(item))
        && !ASIDE.iter().any(|&topic| plan.within(section, topic))
        && !plan.sections_around(reader.document, section).any(|s| of_task(s) || beside(s))
}

/// Whether the fields of an item are those of work beyond doubt: an order, or two of them.
fn is_planned(reader: &Reader, fields: &[(Role, usize)]) -> bool {
    let order = |&(role, index): &(Role, usize)| {
        let value = reader.plan.fields[index].value;
        matches!(role, Role::Depends | Role::Blocks)
            && !names::refs(reader.vocabulary, reader.slice(value), 0).is_empty()
    };
    fields.iter().any(order) || fields.iter().map(|(role, _)| role).collect::<FxHashSet<_>>().len() > 1
}

/// Whether numbers name one item each where they are named: those of several lists may begin with 1 again.
fn is_clear(reader: &Reader, items: &[BlockId], fields: &Fields) -> bool {
    let mut seen = FxHashSet::default();
    let once = items.iter().all(|&item| reader.number(item).is_none_or(|number| seen.insert(number)));
    let numbered = |&(role, index): &(Role, usize)| {
        matches!(role, Role::Depends | Role::Blocks) && reader.digits.any_in(reader.plan.fields[index].value)
    };
    once || !items.iter().filter_map(|item| fields.get(item)).flatten().any(numbered)
}

/// The bold text with which an item begins, where it has no box.
fn name<'t>(reader: &Reader<'t>, item: BlockId) -> Option<&'t str> {
    let open = matches!(reader.document.block(item).kind, Kind::Item { mark: None });
    let (name, _) = reader.slice(reader.document.text_span(item)).strip_prefix("**")?.split_once("**")?;
    open.then_some(name).filter(|name| !name.ends_with(':') && !name.contains('\n'))
}

/// Whether a field below an item's first line says which files it is about.
fn has_files(reader: &Reader, item: BlockId) -> bool {
    let first = reader.document.text_span(item).end;
    let files = |key: &str| reader.vocabulary.roles(key).first() == Some(&Role::Files);
    reader.document.labels_in(item).iter().any(|l| l.key.start >= first && files(reader.slice(l.key)))
}
