//! Numbers of things beside which it is said which they are: "5 phases (Phases 1-3, 6)", "Story 1: 9 tasks".

mod asked;
mod divided;
mod headed;
mod introduced;
mod lines;
mod marked;
mod named;
mod totals;

use crate::plan::{model::*, read::Reader};

/// Reads each of them, one way of saying it after the other; `brackets` are those beside numbers.
pub(in crate::plan) fn read(reader: &Reader, brackets: &[usize]) -> Vec<Announcement> {
    let mut found = Vec::new();
    let lines = lines::lines(reader);
    named::read(reader, &lines, brackets, &mut found);
    lines::read(reader, &lines, &mut found);
    introduced::read(reader, &mut found);
    divided::read(reader, &mut found);
    headed::read(reader, &mut found);
    totals::read(reader, &mut found);
    marked::read(reader, &mut found);
    asked::read(reader, &mut found);
    found
}
