//! States that say that a task waits for others, and for which: "Waiting for Phase 1 completion", "Blocked" beside
//! "Blocked by: T2".

use crate::{
    plan::{
        Name, Role, is_mark,
        model::*,
        names::{self, Ref},
        read::Reader,
    },
    source::Span,
};
use rustc_hash::FxHashMap;

/// The longest state that is read, in bytes.
const LINE: usize = 120;

/// Reads the states of all tasks that are blocked and by what is understood.
pub(in crate::plan) fn read(reader: &Reader) -> Vec<Holdup> {
    let blocked = |c: &&StatusClaim| c.status == Status::Blocked && c.said == Said::Word;
    let claims = reader.plan.distinct_tasks().filter_map(|(id, task)| Some((id, task.statuses.iter().find(blocked)?)));
    let claims: Vec<(TaskId, Span)> = claims.map(|(id, claim)| (id, claim.place.span)).collect();
    // Few plans have any.
    if claims.is_empty() {
        return Vec::new();
    }
    let stated = stated(reader);
    claims.into_iter().filter_map(|(task, span)| holdup(reader, task, span, &stated)).collect()
}

/// What the columns and labels of tasks name, by these tasks: where all of it was understood, with what it is called.
type Waits = FxHashMap<TaskId, Vec<(bool, Vec<Node>)>>;

/// What a state says that its task waits for.
fn holdup(reader: &Reader, task: TaskId, span: Span, stated: &Waits) -> Option<Holdup> {
    let text = reader.slice(span);
    if text.len() > LINE {
        return None;
    }
    let waits = stated.get(&task).map_or(&[][..], |waits| waits);
    let refs = names::refs(reader.vocabulary, text, 0);
    let mut by = named(reader, task, &refs)?;
    // What is named besides must be there too, before the work can begin.
    by.extend(waits.iter().flat_map(|(_, nodes)| nodes));
    let alone = refs.is_empty();
    let told = waits.iter().any(|(holding, _)| *holding) && waits.iter().all(|(_, nodes)| !nodes.is_empty());
    let said = says_only(reader, text, &refs) && (!alone || told && !is_noted(reader, task));
    by.sort_unstable();
    by.dedup();
    (said && !by.is_empty()).then_some(Holdup { task, span, by })
}

/// The tasks and groups that references name; `None` where one of them is none of the plan's.
fn named(reader: &Reader, task: TaskId, refs: &[Ref]) -> Option<Vec<Node>> {
    let from = Node::Task(task);
    let mut found = Vec::new();
    for one in refs {
        match one {
            Ref::Id(id) => found.push(reader.id_node(id.text, from)?),
            Ref::Numbered(numbered) => found.push(reader.numbered(&numbered.kind, numbered.label)?),
            _ => return None,
        }
    }
    Some(found)
}

/// Whether a text says that something waits, and besides the names in it nothing else.
fn says_only(reader: &Reader, text: &str, refs: &[Ref]) -> bool {
    let words = |text: &str| -> Vec<String> {
        let words =
            text.split(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | ':' | ',' | '*' | '_' | '&' | '+'));
        words
            .map(|w| w.trim_matches(|c: char| is_mark(c) || c == '\u{fe0f}').to_lowercase())
            .filter(|w| !w.is_empty())
            .collect()
    };
    let mut from = 0;
    let mut beside = String::new();
    for one in refs {
        let span = one.span().range();
        beside.push_str(text.get(from..span.start).unwrap_or(""));
        beside.push(' ');
        from = span.end;
    }
    beside.push_str(text.get(from..).unwrap_or(""));
    let words = words(&beside);
    let Some((first, rest)) = words.split_first() else { return false };
    let is = |word: &str, name: Name| reader.vocabulary.is_name(word, name);
    is(first, Name::HeldUp) && rest.iter().all(|word| is(word, Name::HoldupGlue))
}

/// Whether a row has a remark that may say what else it waits for.
fn is_noted(reader: &Reader, task: TaskId) -> bool {
    let task = reader.plan.task(task);
    let Some(table) = task.table.map(|t| &reader.plan.tables[t.index()]) else { return false };
    let Ok(row) = table.rows.binary_search_by_key(&task.block, |row| row.block) else { return true };
    let cells = table.columns.iter().zip(&table.rows[row].cells).filter(|(column, _)| column.role == Some(Role::Note));
    cells.into_iter().any(|(_, &cell)| reader.slice(reader.cell_span(cell)).contains(char::is_alphabetic))
}

/// What values say that tasks wait for. One that is not understood as a whole names nothing.
fn stated(reader: &Reader) -> Waits {
    let keys = keys(reader);
    let mut edges: FxHashMap<TaskId, Vec<&Edge>> = FxHashMap::default();
    for edge in reader.plan.edges.iter().filter(|e| e.relation != Relation::With) {
        if let Node::Task(task) = reader.plan.canonical(edge.after) {
            edges.entry(task).or_default().push(edge);
        }
    }
    let mut found = Waits::default();
    for value in reader.plan.stated.iter().filter(|s| s.relation == Relation::After) {
        let Node::Task(task) = reader.plan.canonical(value.subject) else { continue };
        let own =
            edges.get(&task).into_iter().flatten().filter(|e| value.whole && value.place.span.contains(e.place.span));
        let nodes: Vec<Node> = own.map(|e| reader.plan.canonical(e.before)).collect();
        let nothing = nodes.is_empty() && value.whole;
        let holding =
            keys.get(&value.place.span.start).is_some_and(|key| reader.vocabulary.is_name(key, Name::HoldingUp));
        if !nothing {
            found.entry(task).or_default().push((holding, nodes));
        }
    }
    found
}

/// The headings and labels of what tasks wait for, by where the values begin.
fn keys<'t>(reader: &'t Reader) -> FxHashMap<u32, &'t str> {
    let mut found = FxHashMap::default();
    for field in reader.plan.fields.iter().filter(|f| f.role == Some(Role::Depends)) {
        found.insert(field.value.start, reader.slice(field.key));
    }
    for table in &reader.plan.tables {
        let columns = table.columns.iter().enumerate().filter(|(_, c)| c.role == Some(Role::Depends));
        for (index, column) in columns {
            let cells = table.rows.iter().filter_map(|row| row.cells.get(index));
            found.extend(cells.map(|&cell| (reader.cell_span(cell).start, &*column.key)));
        }
    }
    found
}
