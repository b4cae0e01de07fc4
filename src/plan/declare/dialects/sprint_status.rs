//! The BMAD method's `sprint-status.yaml`: below `development_status`, a line for each epic (`epic-1: in-progress`),
//! each of its stories (`1-2-print-labels: done`) and its retrospective. Grammar: the template of its sprint planning.

use super::{has, path_parts};
use crate::{
    markdown::{BlockId, SectionId},
    plan::{
        declare::frontmatter::{self, Entry},
        model::*,
        names::id_key,
        read::{Reader, SURE},
    },
};

/// Whether a document is such a file.
pub(super) fn is(path: &str, text: &str) -> bool {
    let (file, _) = path_parts(path);
    (file.ends_with(".yaml") || file.ends_with(".yml")) && has(text, "development_status:")
}

/// Reads the states, in order: an epic stands before its stories.
pub(super) fn read(reader: &mut Reader) {
    let entries = frontmatter::entries(reader.text, 0);
    let Some(from) = reader.text.find("development_status:") else { return };
    let below = entries.iter().filter(|e| e.depth == 1 && e.key.start as usize > from);
    for entry in below {
        add(reader, entry);
    }
}

fn add(reader: &mut Reader, entry: &Entry) {
    let key = reader.slice(entry.key);
    let Some((id, title, epic)) = parts(key) else { return };
    let said = status(reader, entry);
    // A key that stands twice is one thing with two states.
    let known = reader.tasks.get(&id_key(&id)).copied();
    if let Some(known) = known.filter(|&task| *reader.plan.task(task).title == *title) {
        reader.plan.tasks[known.index()].statuses.extend(said);
        return;
    }
    let place = Place::new(entry.key, Why::Entry, SURE);
    let mut task = Task::new(&title, place, BlockId(0), SectionId(0));
    task.parent = epic.and_then(|epic| reader.tasks.get(&id_key(&epic)).copied());
    task.optional = title == "Retrospective";
    task.id_span = Some(entry.key);
    task.id = Some(id.into());
    task.statuses.extend(said);
    reader.task(task);
}

/// The id of a key, its title and the id of its epic: `epic-1`; `1-2` and "print labels" of `1-2-print-labels`.
fn parts(key: &str) -> Option<(String, String, Option<String>)> {
    let number = |part: &str| part.starts_with(|c: char| c.is_ascii_digit()) && part.len() <= 4;
    if let Some(rest) = key.strip_prefix("epic-") {
        return match rest.strip_suffix("-retrospective") {
            Some(epic) => Some((key.to_owned(), "Retrospective".to_owned(), Some(format!("epic-{epic}")))),
            None => Some((key.to_owned(), format!("Epic {rest}"), None)),
        };
    }
    let mut parts = key.splitn(3, '-');
    let (epic, story, title) = (parts.next()?, parts.next()?, parts.next()?);
    let title = title.replace('-', " ");
    (number(epic) && number(story)).then(|| (format!("{epic}-{story}"), title, Some(format!("epic-{epic}"))))
}

fn status(reader: &Reader, entry: &Entry) -> Option<StatusClaim> {
    let word = reader.slice(entry.value);
    let status = match word {
        "ready-for-dev" | "drafted" | "contexted" | "optional" => Status::Open,
        word => reader.vocabulary.status(word)?,
    };
    Some(StatusClaim { status, said: Said::Word, place: Place::new(entry.value, Why::Entry, SURE) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_say_what_they_are_of() {
        let said = |key| parts(key).map(|(id, title, epic)| (id, title, epic.unwrap_or_default()));
        let some = |id: &str, title: &str, epic: &str| Some((id.to_owned(), title.to_owned(), epic.to_owned()));
        assert_eq!(said("epic-2"), some("epic-2", "Epic 2", ""));
        assert_eq!(said("2-10-print-labels"), some("2-10", "print labels", "epic-2"));
        assert_eq!(said("epic-2-retrospective"), some("epic-2-retrospective", "Retrospective", "epic-2"));
        assert_eq!(said("notes"), None);
        assert_eq!(said("a-b-c"), None);
    }
}
