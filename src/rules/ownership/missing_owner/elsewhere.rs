//! Empty owner cells that leave nobody in doubt: the owner is said elsewhere, or the row is not to be done yet.

use crate::{
    plan::{
        ActorId, Assignee, Assignment, Duty, GroupId, Name, Node, Owners, Phrase, Role, TableId, Task, Word, id_key,
        names::Key,
    },
    rules::Context,
};
use rustc_hash::{FxHashMap, FxHashSet};
use std::cell::LazyCell;

/// What tells who does the work of a document beside its owner cells.
pub(super) struct Elsewhere<'p> {
    owners: Owners<'p>,
    /// Tables and ids of work whose parts have owners: `1` above `1.1` and `1.2`.
    wholes: FxHashSet<(u32, Key)>,
    /// Groups in which several work, of whom it must be said who does what.
    teams: FxHashSet<GroupId>,
    /// Tables in which a row names its owner.
    dealt: FxHashSet<TableId>,
    /// Whether a sentence says who does what names nobody.
    default: bool,
}

impl<'p> Elsewhere<'p> {
    /// Of the document with these `assignments`.
    pub(super) fn of(cx: &Context<'p>, assignments: &[&Assignment]) -> Self {
        let owned = assignments.iter().filter(|a| a.duty == Duty::Owner && a.assignee != Assignee::Missing);
        let mut teams: FxHashMap<GroupId, FxHashSet<ActorId>> = FxHashMap::default();
        for given in owned.clone() {
            if let (Node::Group(group), Assignee::Actors(actors)) = (given.subject, &given.assignee) {
                teams.entry(group).or_default().extend(actors);
            }
        }
        let tasks = owned.filter_map(|a| if let Node::Task(id) = a.subject { Some(cx.plan.task(id)) } else { None });
        let whole = |task: &Task| Some((task.table?.0, id_key(number(task)?.rsplit_once('.')?.0)));
        Self {
            owners: cx.plan.owners(cx.document),
            teams: teams.into_iter().filter(|(_, actors)| actors.len() > 1).map(|(group, _)| group).collect(),
            dealt: tasks.clone().filter_map(|task| task.table).collect(),
            wholes: tasks.filter_map(whole).collect(),
            default: is_default(cx),
        }
    }

    /// Whether the empty cell or field of an owner is answered: a placeholder in it asks for a name all the same.
    pub(super) fn answers(&self, cx: &Context, given: &Assignment) -> bool {
        let Node::Task(id) = given.subject else { return false };
        let task = cx.plan.task(id);
        if is_of_aside(cx, given) {
            return true;
        }
        let whole = || {
            let key = task.table.zip(number(task)).map(|(table, number)| (table.0, id_key(number)));
            key.is_some_and(|key| self.wholes.contains(&key))
        };
        // Three who share a wave do not say which of them does a row, where other rows say it.
        let teamwork = task.group.is_some_and(|group| self.teams.contains(&group))
            && task.table.is_some_and(|table| self.dealt.contains(&table));
        let empty = super::written(cx, given).is_empty();
        empty && (self.default || whole() || !teamwork && self.owners.cover(id)) || is_unscheduled(cx, task)
    }
}

/// Whether an owner cell is that of a risk, a question or a decision, in a row that names a task of another table by
/// its id: "Lock-in | T1 | TBD".
fn is_of_aside(cx: &Context, given: &Assignment) -> bool {
    let block = cx.document.block_at(given.heading.start);
    let around = |block| cx.document.ancestors(block).chain([block]).find_map(|b| cx.plan.table_at(b));
    let Some(table) = block.and_then(around) else { return false };
    let task = match cx.plan.canonical(given.subject) {
        Node::Task(id) => cx.plan.task(id),
        _ => return false,
    };
    let own = task.table.is_some_and(|own| cx.plan.tables[own.index()].block == table.block);
    let words = &cx.settings.vocabulary;
    !own && table.columns.iter().any(|column| {
        let beside = words.says(&column.key, Word::BesideWork) || words.is_name(&column.key, Name::Decision);
        !matches!(column.role, Some(Role::Task | Role::Owner)) && beside
    })
}

/// The number of a row, by which another one may be a part of it.
fn number(task: &Task) -> Option<&str> {
    Some(task.name()).filter(|name| name.len() <= 16 && !name.contains(char::is_whitespace))
}

/// Whether a sentence about owners says who it is where none is named: "Owner is Ann unless said otherwise".
fn is_default(cx: &Context) -> bool {
    let words = &cx.settings.vocabulary;
    cx.plan.phrases_of(Phrase::OwnerDefault).any(|hit| {
        let text = cx.text(cx.document.block(hit.block).span);
        text.split(|c: char| !c.is_alphabetic()).any(|word| words.is(word, Role::Owner))
    })
}

/// Whether the row's status says that nobody has to do it, or not yet: "Superseded by T1", "Icebox", "v2".
fn is_unscheduled(cx: &Context, task: &Task) -> bool {
    let Some(table) = task.table.map(|t| &cx.plan.tables[t.0 as usize]) else { return false };
    let words = &cx.settings.vocabulary;
    let row = LazyCell::new(|| table.rows.binary_search_by_key(&task.block, |row| row.block).ok());
    let mut columns = table.columns.iter().enumerate().filter(|(_, c)| words.is(&c.name, Role::Status));
    columns.any(|(column, _)| {
        let Some(&cell) = row.and_then(|row| table.rows[row].cells.get(column)) else { return false };
        let plain = cx.document.plain(cx.source.text(), cell);
        let said = plain.trim_start_matches(|c: char| !c.is_alphanumeric());
        words.words(said).any(|(word, at)| word == Word::Unscheduled && at.start == 0)
    })
}
