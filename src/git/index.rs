//! What git says of the working tree: the index, what differs from it, what it does not know.

use super::{
    oid::Oid,
    path::{RepoPath, records},
    tree::Mode,
    working::Why,
};
use rustc_hash::FxHashMap;

/// What is known of a path before anybody looks at it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum State {
    /// It is what the index has: the file system says so.
    Stored(Mode, Oid),
    /// A submodule, at this commit in the index.
    Module(Oid),
    /// It has to be looked at.
    Look(Look),
    /// A folder that a sparse checkout left out, path and all that is below: this tree.
    Folder(Oid),
    /// Nobody can say.
    Unknown(Why),
}

/// Why and how a path has to be looked at.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Look {
    /// What the index has.
    pub stored: Option<(Mode, Oid)>,
    /// What it is now, where git told.
    pub mode: Option<Mode>,
    /// Where nothing lies there, it was left out of a sparse checkout and counts as the index has it; else it is gone.
    pub sparse: bool,
}

/// Puts the answers of `ls-files --sparse -s -v -z` and `diff-files --raw -z` together: what is tracked and not deleted.
/// `None` where one is not what git says.
pub(super) fn merge(staged: &[u8], changed: &[u8]) -> Option<Vec<(RepoPath, State)>> {
    let changes = changes(changed)?;
    let mut all: Vec<(RepoPath, State)> = Vec::new();
    for record in records(staged)? {
        let (path, state) = staged_entry(record)?;
        match changes.get(path) {
            _ if matches!(state, State::Unknown(_)) => {
                // One for each side of the merge.
                if all.last().is_some_and(|(last, _)| **last == *path) {
                    continue;
                }
                all.push((path.into(), state));
            }
            None => all.push((path.into(), state)),
            Some(None) => {}
            Some(Some(mode)) => {
                let stored = match state {
                    State::Stored(mode, oid) => Some((mode, oid)),
                    State::Look(look) => look.stored,
                    State::Module(_) | State::Folder(_) | State::Unknown(_) => None,
                };
                all.push((path.into(), State::Look(Look { stored, mode: Some(*mode), sparse: false })));
            }
        }
    }
    Some(all)
}

/// Reads the answer of `ls-files -o -z`.
pub(super) fn untracked(answer: &[u8]) -> Option<impl Iterator<Item = &[u8]>> {
    // A slash ends the name of another repository: its files are its own.
    Some(records(answer)?.into_iter().filter(|path| !path.ends_with(b"/")))
}

/// Reads `TAG MODE OID STAGE\tPATH`.
fn staged_entry(record: &[u8]) -> Option<(&[u8], State)> {
    let tab = record.iter().position(|b| *b == b'\t')?;
    let mut fields = record[..tab].split(|b| *b == b' ');
    let (tag, mode, oid, stage) = (fields.next()?, fields.next()?, fields.next()?, fields.next()?);
    let (path, oid) = (&record[tab + 1..], Oid::parse(oid)?);
    if mode == b"040000" {
        return Some((path, State::Folder(oid)));
    }
    let mode = Mode::parse(mode)?;
    let state = match (mode, tag) {
        _ if stage != b"0" => State::Unknown(Why::Unmerged),
        (Mode::Module, _) => State::Module(oid),
        (_, b"H") => State::Stored(mode, oid),
        // `S`: left out of a sparse checkout. Small letters: git was told not to look.
        _ => State::Look(Look { stored: Some((mode, oid)), mode: None, sparse: tag.eq_ignore_ascii_case(b"s") }),
    };
    Some((path, state))
}

/// Reads `:MODE MODE OID OID STATUS\0PATH\0`: what each path is now, `None` where it is gone.
fn changes(answer: &[u8]) -> Option<FxHashMap<&[u8], Option<Mode>>> {
    let mut changes = FxHashMap::default();
    let mut records = records(answer)?.into_iter();
    while let Some(head) = records.next() {
        let path = records.next()?;
        let now = head.strip_prefix(b":")?.split(|b| *b == b' ').nth(1)?;
        changes.insert(path, Mode::parse(now));
    }
    Some(changes)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "78981922613b2afb6025042ff6bd878ac1994e85";

    #[test]
    fn what_is_no_answer_of_git_is_refused() {
        let whole = format!("H 100644 {ID} 0\ta\0");
        assert!(merge(whole.as_bytes(), b"").is_some());
        for end in 1..whole.len() {
            assert_eq!(merge(&whole.as_bytes()[..end], b""), None, "{end}");
        }
        for changed in ["M\0a\0", ":\0a\0", ":100644 100644 0 0 M\0", "\0\0"] {
            assert_eq!(merge(whole.as_bytes(), changed.as_bytes()), None, "{changed}");
        }
    }

    #[test]
    fn an_odd_name_is_a_name() {
        let path = b"-x\n\"\t\xff/ \\";
        let mut staged = format!("H 100755 {ID} 0\t").into_bytes();
        staged.extend_from_slice(path);
        staged.push(0);
        let merged = merge(&staged, b"").expect("an answer");
        assert_eq!(&*merged[0].0, path);
    }
}
