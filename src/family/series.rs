//! The ids of the tasks of a plan, and what its files are called: whether one more of that form would be known.

use super::Member;
use crate::plan::{Dialect, Task, Why, id_key, names::Key};
use rustc_hash::{FxHashMap, FxHashSet};

/// The least ids of a form that make a series.
const LEAST: usize = 3;

/// From how many ids on that a tool counted, nothing behind the last of them was ever given, whatever became of others.
const MANY: usize = 6;

/// How many ids behind the last another branch may have been given, at the least.
const AHEAD: usize = 10;

/// The ids of tasks that have a file each, by what stands before their last number, and what files go by besides.
#[derive(Debug, Default)]
pub(super) struct Series {
    numbers: FxHashMap<Box<str>, Row>,
    files: FxHashSet<Key>,
    /// How the ids of files begin that are called by them and hold no task, those of milestones, and how many do.
    others: FxHashMap<Box<str>, usize>,
}

/// The numbers of the ids that begin alike.
#[derive(Debug, Default)]
struct Row {
    numbers: FxHashSet<usize>,
    last: usize,
    /// With how many digits they are written; `None` where these differ.
    width: Option<usize>,
    /// Whether a tool counts them, over all folders in which it keeps its tasks.
    counted: bool,
}

impl Series {
    pub(super) fn of<'m>(members: impl IntoIterator<Item = &'m Member>) -> Self {
        let mut series = Self::default();
        for member in members {
            let filed = member.plan.tasks.iter().filter(|task| task.is_filed());
            filed.filter_map(|task| task.id.as_deref()).for_each(|id| series.add(id, member.plan.dialect));
            let called: FxHashSet<Key> = named(member.file()).collect();
            if !member.plan.tasks.iter().any(Task::is_filed) {
                let ids = written(member).filter(|id| called.contains(id));
                ids.filter_map(|id| Some(parts(&id)?.0))
                    .for_each(|prefix| *series.others.entry(prefix).or_default() += 1);
            }
            series.files.extend(written(member));
            series.files.extend(called);
        }
        series
    }

    fn add(&mut self, id: &str, dialect: Dialect) {
        let Some((prefix, digits)) = parts(id) else { return };
        let Ok(number) = digits.parse() else { return };
        let new = || Row { width: Some(digits.len()), counted: true, ..Row::default() };
        let row = self.numbers.entry(prefix).or_insert_with(new);
        row.numbers.insert(number);
        row.last = row.last.max(number);
        row.width = row.width.filter(|width| *width == digits.len());
        row.counted &= dialect == Dialect::Backlog;
    }

    /// Whether `id` is none of those of its form, and these are nearly all that were ever given: where many numbers
    /// are missing, tasks are kept elsewhere too, but for those far behind the last one that a tool gave: the next few it
    /// may have given on another branch. A plain number far behind the last one may be that of an issue. What holds no task is never kept elsewhere.
    pub(super) fn lacks(&self, id: &str) -> bool {
        let Some((prefix, digits)) = parts(id).filter(|_| !self.files.contains(&id_key(id))) else { return false };
        if self.others.get(&prefix).is_some_and(|count| *count > 1) {
            return !self.numbers.contains_key(&prefix);
        }
        let (Some(row), Ok(sought)) = (self.numbers.get(&prefix), digits.parse::<usize>()) else { return false };
        let alike = !prefix.is_empty() || row.width == Some(digits.len());
        let last = if alike { row.last } else { row.last.max(sought) };
        let whole = row.numbers.len() >= LEAST && row.numbers.len() * 3 > last * 2;
        let ahead = row.last + AHEAD.max(row.last / 5);
        let beyond = row.counted && row.numbers.len() >= MANY && sought > ahead;
        // Where hardly any is missing, few are kept on other branches.
        let next = row.counted && (row.last + 1..=row.last + (row.last / 5).max(1)).contains(&sought);
        (whole && !next || beyond) && !row.numbers.contains(&sought)
    }
}

/// An id before its last number, in lower case, and the digits of that.
fn parts(id: &str) -> Option<(Box<str>, &str)> {
    let prefix = id.trim_end_matches(|c: char| c.is_ascii_digit());
    (prefix.len() < id.len()).then(|| (prefix.to_ascii_lowercase().into(), &id[prefix.len()..]))
}

/// The ids that stand in the front matter of a document, whatever else it is.
fn written(member: &Member) -> impl Iterator<Item = Key> {
    let fields = member.plan.fields.iter().filter(|f| f.why == Why::FrontMatter && !f.value.is_empty());
    let ids = fields.filter(|f| member.source.slice(f.key).eq_ignore_ascii_case("id"));
    ids.map(|f| id_key(member.source.slice(f.value)))
}

/// What the name of a file may begin with: `task-12 - Title.md`, `042-graph.md`, `01-02-PLAN.md`.
fn named(file: &str) -> impl Iterator<Item = Key> {
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    let ends = stem.char_indices().filter(|(_, c)| matches!(c, '-' | ' ' | '_')).map(|(at, _)| at);
    ends.take(3).chain([stem.len()]).map(|end| id_key(&stem[..end]))
}
