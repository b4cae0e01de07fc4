//! What a value about dependencies says of running side by side: "Can parallel with Task 1", "None (parallel with T1)".

use super::{LONGEST_RANGE, Pending, edge, names_only};
use crate::plan::{
    Word,
    model::*,
    names::{self, Ref},
    read::Reader,
};

/// What such a clause leaves of its value.
#[derive(PartialEq, Eq)]
pub(super) enum Rest {
    /// All of it: nothing there runs beside anything.
    All,
    /// What stands before the clause, and is read as ever.
    Before,
    /// Nothing: what the clause names is no dependency.
    Nothing,
}

/// What stands before a clause of a value.
const STARTS: [&str; 9] = ["(", ",", ";", " — ", " – ", " - ", ". ", "|", ":"];

/// What ends it.
const ENDS: [&str; 7] = [")", ";", ". ", " — ", " – ", " - ", "|"];

/// Adds the things of which a dependency says that they run beside its subject.
pub(super) fn resolve(reader: &mut Reader, wait: &Pending) -> Rest {
    let text = reader.slice(wait.place.span);
    let Some((start, names)) = (wait.relation == Relation::After).then(|| clause(text)).flatten() else {
        return Rest::All;
    };
    // "parallel with T1 once it stands" is no leave to begin with it.
    let span = wait.place.span.of_part(text, names);
    if !reader.vocabulary.says(names, Word::Limiting) {
        with(reader, wait, Place { span, ..wait.place });
    }
    let before = text[..start].chars().any(char::is_alphanumeric);
    if before { Rest::Before } else { Rest::Nothing }
}

/// Where the clause begins in which a value says that its subject runs beside others, and what it names.
fn clause(text: &str) -> Option<(usize, &str)> {
    let bytes = text.as_bytes();
    let initial = |at: usize| at.checked_sub(1).filter(|&at| matches!(bytes[at], b'p' | b'P'));
    let parallel = memchr::memmem::find_iter(bytes, b"arallel").find_map(initial)?;
    let start = STARTS.iter().filter_map(|s| Some(text[..parallel].rfind(s)? + s.len())).max().unwrap_or(0);
    let mut words = text[start..parallel].split_whitespace().peekable();
    let may = words.peek().is_some_and(|w| ["can", "may", "could"].iter().any(|may| w.eq_ignore_ascii_case(may)));
    let fills =
        |w: &str| ["can", "may", "could", "be", "run", "runs", "start", "in"].iter().any(|f| w.eq_ignore_ascii_case(f));
    let behind = text[parallel..].split_once(' ').filter(|(word, _)| matches!(*word, "parallel" | "Parallel"))?.1;
    let names = match ["with ", "to "].iter().find_map(|w| behind.strip_prefix(w)) {
        Some(names) => names,
        // "Can parallel Task 1"
        None => Some(behind).filter(|_| may)?,
    };
    let end = ENDS.iter().filter_map(|end| names.find(end)).min().unwrap_or(names.len());
    words.all(fills).then(|| (start, names[..end].trim_end_matches('.')))
}

/// Adds what a clause names, where it names nothing else.
fn with(reader: &mut Reader, wait: &Pending, place: Place) {
    let text = reader.slice(place.span);
    let refs = names::listed(reader.vocabulary, text, place.span.start);
    if !names_only(text, place.span, &refs) {
        return;
    }
    let beside = Pending { subject: wait.subject, relation: Relation::With, place };
    for found in refs {
        let place = Place { span: found.span(), ..place };
        let nodes: Vec<Option<Node>> = match &found {
            Ref::Id(id) => vec![reader.id_node(id.text, wait.subject)],
            Ref::Numbered(numbered) => vec![reader.numbered(&numbered.kind, numbered.label)],
            Ref::Range(range) if range.kind.is_empty() => {
                range.ids().take(LONGEST_RANGE).map(|id| reader.id_node(&id, wait.subject)).collect()
            }
            Ref::Range(range) => range.ids().take(LONGEST_RANGE).map(|id| reader.numbered(&range.kind, &id)).collect(),
            Ref::All(_) | Ref::Nothing(_) => Vec::new(),
        };
        for other in nodes.into_iter().flatten().filter(|other| *other != wait.subject) {
            edge(reader, &beside, other, place);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::clause;

    #[test]
    fn clauses_about_running_side_by_side() {
        for (text, names) in [
            ("Can parallel Task 1", Some("Task 1")),
            ("can run in parallel with T1, T2", Some("T1, T2")),
            ("None (parallel with T1)", Some("T1")),
            ("T1; parallel with T2. Then T3", Some("T2")),
            ("None — may run in parallel with T1", Some("T1")),
            ("Parallel Task 1", None),
            ("T1 not in parallel with T2", None),
            ("the parallel reader of T1", None),
            ("Not parallel with T1", None),
            ("T1 (parallelized with T2)", None),
            // Words that lack their first letter behind a sign of several bytes.
            ("T1, ’arallel with T3", None),
            ("’arallel (parallel with T3)", Some("T3")),
        ] {
            assert_eq!(clause(text).map(|c| c.1), names, "{text}");
        }
    }
}
