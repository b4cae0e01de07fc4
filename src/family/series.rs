//! The ids of the tasks of a plan, and what its files are called: whether one more of that form would be known.

use super::Member;
use crate::plan::{Why, id_key, names::Key};
use rustc_hash::{FxHashMap, FxHashSet};

/// The least ids of a form that make a series.
const LEAST: usize = 3;

/// The ids of tasks that have a file each, by what stands before their last number, and what files go by besides.
#[derive(Debug, Default)]
pub(super) struct Series {
    numbers: FxHashMap<Box<str>, Row>,
    files: FxHashSet<Key>,
}

/// The numbers of the ids that begin alike.
#[derive(Debug, Default)]
struct Row {
    numbers: FxHashSet<usize>,
    last: usize,
    /// With how many digits they are written; `None` where these differ.
    width: Option<usize>,
}

impl Series {
    pub(super) fn of<'m>(members: impl IntoIterator<Item = &'m Member>) -> Self {
        let mut series = Self::default();
        for member in members {
            let filed = member.plan.tasks.iter().filter(|task| task.is_filed());
            for id in filed.filter_map(|task| task.id.as_deref()) {
                if let Some((prefix, digits)) = parts(id)
                    && let Ok(number) = digits.parse()
                {
                    let row = series
                        .numbers
                        .entry(prefix)
                        .or_insert_with(|| Row { width: Some(digits.len()), ..Row::default() });
                    row.numbers.insert(number);
                    row.last = row.last.max(number);
                    row.width = row.width.filter(|width| *width == digits.len());
                }
            }
            series.files.extend(written(member));
            series.files.extend(named(member.file()));
        }
        series
    }

    /// Whether `id` is none of those of its form, and these are nearly all that were ever given: where many numbers
    /// are missing, tasks are kept elsewhere too. A plain number far behind the last one may be that of an issue.
    pub(super) fn lacks(&self, id: &str) -> bool {
        let Some((prefix, digits)) = parts(id) else { return false };
        let (Some(row), Ok(sought)) = (self.numbers.get(&prefix), digits.parse::<usize>()) else { return false };
        let alike = !prefix.is_empty() || row.width == Some(digits.len());
        let last = if alike { row.last } else { row.last.max(sought) };
        let whole = row.numbers.len() * 3 > last * 2;
        whole && row.numbers.len() >= LEAST && !row.numbers.contains(&sought) && !self.files.contains(&id_key(id))
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
