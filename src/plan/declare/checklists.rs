//! Checklists: items with a box in any state, with their ids, marks and files.

pub(in crate::plan) mod drawn;
mod fields;
mod ids;
mod item;
pub(in crate::plan) mod marks;

use ids::shared;
pub(in crate::plan) use ids::{code_id, item_id};

use crate::{
    markdown::{Kind, SectionId},
    plan::{files, id_key, model::*, read::Reader, words::series::Series},
    source::Sign,
};
use fields::Fields;

/// Reads every item that has a box.
pub(in crate::plan) fn read(reader: &mut Reader) {
    let document = reader.document;
    let custom = marks::custom(reader);
    let series = Series::of(reader);
    let fields = Fields::of(reader);
    fields.own(reader);
    reader.plan.tasks.reserve(reader.boxes.len());
    reader.task_blocks.reserve(reader.boxes.len());
    let first = reader.plan.tasks.len();
    // Whether the list that was seen last may explain marks.
    let mut list = ((None, SectionId(0)), false);
    for &(id, mark) in reader.boxes {
        let block = document.block(id);
        let around = (block.parent, block.section);
        if list.0 != around {
            list = (around, marks::may_explain(reader, id));
        }
        if list.1 && marks::is_legend(reader, id) {
            continue;
        }
        if let Some(of) = fields.get(id) {
            let task = of.and_then(|of| reader.task_blocks.get(&of).copied());
            reader.task_blocks.extend(task.map(|task| (id, task)));
            continue;
        }
        item::read(reader, id, mark, &custom, &series);
    }
    call_shared(reader, first);
    // Of all items at once, since the code for both would fit into no cache.
    for task in &mut reader.plan.tasks[first..] {
        task.files = files(reader.text, task.span(), false);
    }
    stripped(reader);
}

/// Gives the ids of items that bear several, from the one that is `first` on, to those which no other item has for its
/// own.
fn call_shared(reader: &mut Reader, first: usize) {
    for index in first..reader.plan.tasks.len() {
        let shared = reader.plan.tasks[index].id.as_deref().map(|id| shared(reader.vocabulary, id)).unwrap_or_default();
        for id in shared.iter().filter(|id| !reader.tasks.contains_key(&id_key(id))).collect::<Vec<_>>() {
            reader.also_called(TaskId(index as u32), id);
        }
    }
}

/// Lists whose white space was lost, as in `-[X]T001Createthecrate`: they are no
/// lists to Markdown, and silence about them must not look like a clean plan.
fn stripped(reader: &mut Reader) {
    let document = reader.document;
    if reader.signs.each(reader.text, Sign::DashBox).next().is_none() {
        return;
    }
    for (id, block) in document.iter() {
        if block.kind != Kind::Paragraph || !reader.slice(block.span).contains("-[") {
            continue;
        }
        let begins = |line: &&str| {
            let line = line.trim_start().as_bytes();
            matches!(line, [b'-' | b'*', b'[', b' ' | b'x' | b'X', b']', next, ..] if !matches!(next, b'(' | b'['))
        };
        let lines = reader.slice(block.span).lines().filter(begins).count();
        if lines > 0 {
            let what = match lines {
                1 => "a line that begins with a dash and a box, and no space between them".to_owned(),
                many => format!("{many} lines that begin with a dash and a box, and no space between them"),
            };
            reader.plan.not_understood.push(NotUnderstood { span: document.text_span(id), what, teach: None });
        }
    }
}
