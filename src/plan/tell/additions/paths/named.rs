//! "Critical path: T1 → T2 → T3 ≈ 4 h": chains of tasks whose rows say how long each of them takes.

use super::{CHAIN, LONGEST, MOST, is_chain};
use crate::plan::{
    Measure, Name, Role, Word, fold,
    model::*,
    quantity::{self, Hedge, Quantity},
    read::Reader,
};
use rustc_hash::{FxHashMap, FxHashSet};
use std::cell::LazyCell;

/// The fewest tasks of a chain.
const FEWEST: usize = 3;

/// What may stand between the last name of a chain and its length.
const BETWEEN: [char; 9] = [' ', '*', '_', '`', '≈', '~', '=', '(', ':'];

/// Reads the labels that give a chain of names, and its length behind the last one.
pub(super) fn read(reader: &Reader, found: &mut Vec<Addition>) {
    let chained = |f: &&Field| {
        let drawn = |value: &str| value.contains('→') || value.contains("->");
        f.why == Why::Label && f.value.len() <= LONGEST && drawn(reader.slice(f.value)) && is_chain(reader.slice(f.key))
    };
    let times = LazyCell::new(|| Times::of(reader));
    let chains = reader.plan.fields.iter().filter(chained).take(MOST);
    found.extend(chains.filter_map(|field| addition(reader, field, &times)));
}

/// The length of a chain, and those of all its tasks.
fn addition(reader: &Reader, field: &Field, times: &Times) -> Option<Addition> {
    let (key, value) = (reader.slice(field.key), reader.slice(field.value));
    let vocabulary = reader.vocabulary;
    // "Remaining critical path", "Critical path (best case)"
    let others = key.split(|c: char| !c.is_alphanumeric()).any(|w| vocabulary.is_name(w, Name::CountedLeft));
    let unclear = |text: &str| vocabulary.words(text).any(|(w, _)| matches!(w, Word::Overlapping | Word::Adjusting));
    if key.contains('(') || others || unclear(&fold(key).replace(CHAIN, "")) || unclear(value) {
        return None;
    }
    let mut all = quantity::each(value, field.value.start).filter(|q| q.is_time());
    let (Some(whole), None) = (all.next(), all.next()) else { return None };
    let at = |end: u32| (end - field.value.start) as usize;
    let behind = value[at(whole.span.end)..].trim_start_matches(['*', '_', '`', ' ', ')']);
    let rest = behind.split(['(', '*', '.']).next().unwrap_or("").trim();
    let plain = rest.is_empty() || vocabulary.is_name(rest, Name::Labour);
    let firm = matches!(whole.hedge, Hedge::Exact | Hedge::About | Hedge::AtMost);
    let names = value[..at(whole.span.start)].trim_end_matches(BETWEEN);
    let mut seen = FxHashSet::default();
    let part = |name: &str| {
        let name = name.trim_matches(|c: char| c.is_whitespace() || matches!(c, '*' | '_' | '`'));
        let task = match reader.id_node(name, Node::Actor(ActorId(0))) {
            Some(Node::Task(task)) => task,
            Some(_) => return None,
            None => (*times.names.get(name)?)?,
        };
        times.tasks.get(&task).filter(|_| seen.insert(task))?.clone()
    };
    let parts: Option<Vec<Quantity>> = names.split('→').flat_map(|part| part.split("->")).map(part).collect();
    let parts = parts.filter(|parts| plain && firm && parts.len() >= FEWEST)?;
    Some(Addition { whole, parts, text: field.value, form: AdditionForm::Chain })
}

/// How long tasks take, by a column for time that passes.
#[derive(Default)]
struct Times<'r> {
    /// None for a task of which two rows say it in two ways.
    tasks: FxHashMap<TaskId, Option<Quantity>>,
    /// The tasks by a word like an id with which their name begins, "T-FINAL Release"; none for two of one word.
    names: FxHashMap<&'r str, Option<TaskId>>,
}

impl<'r> Times<'r> {
    fn of(reader: &'r Reader) -> Self {
        let mut times = Self::default();
        for table in &reader.plan.tables {
            let Some(column) = table.column(Role::Duration) else { continue };
            if reader.vocabulary.measure(&table.columns[column].name) != Some(Measure::Length) {
                continue;
            }
            for row in &table.rows {
                let (Some(Node::Task(task)), Some(&cell)) = (row.subject, row.cells.get(column)) else { continue };
                let span = reader.cell_span(cell);
                let time = quantity::cell(reader.slice(span), span.start);
                times.add(task, time.filter(|q| q.is_time() && q.hedge == Hedge::Exact));
                let word = reader.plan.task(task).title.split(' ').next().unwrap_or("");
                if word.contains('-') && word.starts_with(|c: char| c.is_ascii_uppercase()) {
                    let one = times.names.get(word).is_none_or(|known| *known == Some(task));
                    times.names.insert(word, Some(task).filter(|_| one));
                }
            }
        }
        times
    }

    fn add(&mut self, task: TaskId, time: Option<Quantity>) {
        let ends = |time: &Option<Quantity>| time.as_ref().map(|q| (q.low, q.high, q.unit.clone()));
        let one = self.tasks.get(&task).is_none_or(|known| ends(known) == ends(&time));
        self.tasks.insert(task, time.filter(|_| one));
    }
}
