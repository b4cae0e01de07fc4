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

/// Reads the answer of `ls-files -s -v -z`, with or without `--sparse`. `None` where it is none.
pub(super) fn staged(answer: &[u8]) -> Option<Vec<(RepoPath, State)>> {
    let mut all: Vec<(RepoPath, State)> = records(answer)?.into_iter().map(entry).collect::<Option<_>>()?;
    // Where a merge is not finished, each side of it has one.
    all.dedup_by(|(b, _), (a, _)| a == b);
    Some(all)
}

/// Enters the answer of `diff-files --raw -z`: what was changed has to be looked at, what was deleted goes. `None` where
/// it is no answer.
pub(super) fn change(staged: &mut Vec<(RepoPath, State)>, answer: &[u8]) -> Option<()> {
    let changes = changes(answer)?;
    staged.retain_mut(|(path, state)| {
        let stored = match state {
            State::Stored(mode, oid) => Some((*mode, *oid)),
            State::Look(look) => look.stored,
            State::Module(_) | State::Folder(_) | State::Unknown(_) => return true,
        };
        match changes.get(&**path) {
            None => true,
            Some(None) => false,
            Some(mode) => {
                *state = State::Look(Look { stored, mode: *mode, sparse: false });
                true
            }
        }
    });
    Some(())
}

/// Reads the answer of `ls-files -o -z`.
pub(super) fn untracked(answer: &[u8]) -> Option<impl Iterator<Item = &[u8]>> {
    // A slash ends the name of another repository: its files are its own.
    Some(records(answer)?.into_iter().filter(|path| !path.ends_with(b"/")))
}

/// Reads `TAG MODE OID STAGE\tPATH`.
fn entry(record: &[u8]) -> Option<(RepoPath, State)> {
    let tab = record.iter().position(|b| *b == b'\t')?;
    let mut fields = record[..tab].split(|b| *b == b' ');
    let (tag, mode, oid, stage) = (fields.next()?, fields.next()?, fields.next()?, fields.next()?);
    let (path, oid) = (&record[tab + 1..], Oid::parse(oid)?);
    if mode == b"040000" {
        return Some((path.into(), State::Folder(oid)));
    }
    let mode = Mode::parse(mode)?;
    let state = match (mode, tag) {
        _ if stage != b"0" => State::Unknown(Why::Unmerged),
        (Mode::Module, _) => State::Module(oid),
        (_, b"H") => State::Stored(mode, oid),
        // `S`: left out of a sparse checkout. Small letters: git was told not to look.
        _ => State::Look(Look { stored: Some((mode, oid)), mode: None, sparse: tag.eq_ignore_ascii_case(b"s") }),
    };
    Some((path.into(), state))
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
        let mut read = staged(whole.as_bytes()).expect("an answer");
        assert_eq!(read.len(), 1);
        for end in 1..whole.len() {
            assert_eq!(staged(&whole.as_bytes()[..end]), None, "{end}");
        }
        for changed in ["M\0a\0", ":\0a\0", ":100644 100644 0 0 M\0", "\0\0"] {
            assert_eq!(change(&mut read, changed.as_bytes()), None, "{changed}");
        }
    }

    #[test]
    fn an_odd_name_is_a_name() {
        let path = b"-x\n\"\t\xff/ \\";
        let answer = [format!("H 100755 {ID} 0\t").as_bytes(), path, b"\0"].concat();
        assert_eq!(&*staged(&answer).expect("an answer")[0].0, path);
    }
}
