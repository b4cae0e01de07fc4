//! The long-lived `git diff-tree --stdin`: which paths differ between two trees.
//!
//! It echoes what is no id of an object, by which the end of an answer is known: the line names both trees, and no
//! tree can hold a path with its own hash in it.

use super::oid::Oid;
use std::{
    io::{self, BufRead, BufReader, Read},
    process::ChildStdout,
};

/// Its arguments.
pub(super) const ARGS: [&str; 7] = ["diff-tree", "--stdin", "-r", "-z", "--name-only", "--no-renames", "--no-ext-diff"];

/// The paths that differ, each ended by a NUL; `None` where one of the trees is not here.
pub(super) type Changes = Option<Vec<u8>>;

/// The lines that ask what differs between two trees.
pub(super) fn question([before, after]: [Oid; 2]) -> Vec<u8> {
    format!("{before} {after}\n{END}{before} {after}\n").into_bytes()
}

/// How the line at the end of an answer begins.
const END: &str = "> ";

/// The most that is read of one answer, in bytes.
const MOST: u64 = 1 << 28;

/// The longest first line: two ids, and the sign of the end.
const LINE: u64 = 160;

/// Reads one answer; `Ok(None)` at the end.
pub(super) fn read(pipe: &mut BufReader<ChildStdout>) -> io::Result<Option<Changes>> {
    answer(pipe)
}

fn answer(pipe: &mut impl BufRead) -> io::Result<Option<Changes>> {
    let mut line = Vec::new();
    pipe.by_ref().take(LINE).read_until(b'\n', &mut line)?;
    match line.last() {
        None => return Ok(None),
        Some(b'\n') => {}
        Some(_) => return Err(io::ErrorKind::InvalidData.into()),
    }
    if line.starts_with(END.as_bytes()) {
        return Ok(Some(None));
    }
    let end = [END.as_bytes(), &line].concat();
    let mut paths = Vec::new();
    // A path may hold newlines.
    while !paths.ends_with(&end) {
        let left = MOST.saturating_sub(paths.len() as u64);
        if pipe.by_ref().take(left).read_until(b'\n', &mut paths)? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
    }
    paths.truncate(paths.len() - end.len());
    Ok(Some(Some(paths)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TREES: &str = "4b825dc642cb6eb9a060e54bf8d69288fbee4904 78981922613b2afb6025042ff6bd878ac1994e85";

    #[test]
    fn one_answer_after_the_other() {
        let said = format!("{TREES}\na\0b\n> c\0> {TREES}\n> {TREES}\n{TREES}\n> {TREES}\n");
        let mut pipe = said.as_bytes();
        for paths in [Some(b"a\0b\n> c\0".to_vec()), None, Some(Vec::new())] {
            assert_eq!(answer(&mut pipe).expect("an answer"), Some(paths));
        }
        assert_eq!(answer(&mut pipe).expect("the end"), None);
    }

    #[test]
    fn what_is_cut_off_is_no_answer() {
        let whole = format!("{TREES}\na\0> {TREES}\n");
        for end in 1..whole.len() {
            assert!(answer(&mut &whole.as_bytes()[..end]).is_err(), "{end}");
        }
    }
}
