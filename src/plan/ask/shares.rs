//! Tables that say how many tasks there are of each kind, `| Owner | Tasks |`, beside how many there are.

use crate::{
    markdown::{BlockId, Document},
    plan::{Few, Name, Plan, Vocabulary, Word, model::*, quantity},
    source::Span,
};
use rustc_hash::FxHashMap;
use std::hash::Hash;

/// How many tasks a row says are of one kind.
#[derive(Debug, Clone)]
pub struct Share {
    /// What it calls them.
    pub name: String,
    /// How many.
    pub number: u64,
    /// Where that stands.
    pub span: Span,
}

/// What each row says; `None` where one holds no plain number.
pub fn shares(text: &str, document: &Document, table: &Table, column: usize) -> Option<Vec<Share>> {
    let rows = table.rows.iter().filter(|row| !row.total);
    let share = |row: &Row| {
        let (first, cell) = (*row.cells.first()?, *row.cells.get(column)?);
        let (plain, span) = (document.plain(text, cell), document.text_span(cell));
        let digits = plain.trim().trim_end_matches(|c: char| c.is_alphabetic() || c == ' ');
        let tasks = || quantity::cell(plain.trim(), 0).is_some_and(|q| q.unit.noun() == Some("task"));
        let number = digits.parse().ok().filter(|_| digits == plain.trim() || tasks())?;
        Some(Share { name: document.plain(text, first).trim().to_owned(), number, span })
    };
    rows.map(share).collect()
}

/// The shares whose number is not how many there are of their kind, with that; none where it is not certain that these
/// are counted: together they are about as many, and most are right, or as many and two were mixed up.
pub fn misfits<'s, K: Eq + Hash>(
    claims: &'s FxHashMap<K, Few<Share>>,
    have: &FxHashMap<K, u64>,
) -> Vec<(&'s Share, u64)> {
    let claimed: u64 = claims.values().flatten().map(|claim| claim.number).sum();
    let all: u64 = have.values().sum();
    let mut wrong: Vec<(&Share, u64)> = Vec::new();
    for (kind, said) in claims {
        let number = have.get(kind).copied().unwrap_or_default();
        // Two rows of one kind share what there is.
        if let [claim] = &said[..]
            && claim.number != number
        {
            wrong.push((claim, number));
        }
    }
    let right = claims.len() - wrong.len();
    let near = claimed.abs_diff(all) <= (all / 10).max(1);
    let certain = if claimed == all { wrong.len() <= right.max(2) } else { near && wrong.len() <= right.min(2) };
    wrong.sort_unstable_by_key(|(claim, _)| claim.span);
    if certain { wrong } else { Vec::new() }
}

impl Plan {
    /// Whether a table or line that counts may count something else than the tasks as they are: bugs or tests, by the
    /// heading around it, or those of a day that stands beside it.
    pub fn counts_otherwise(&self, document: &Document, words: &Vocabulary, block: BlockId) -> bool {
        let section = document.section(document.block(block).section);
        let beside = [document.previous_sibling(block), document.next_sibling(block), section.heading, Some(block)];
        let dated = |at: BlockId| self.dates.iter().any(|date| document.block(at).span.contains(date.place.span));
        let some = |word: &str| words.is_name(word, Name::InState) || words.counts_others(word);
        words.says(&section.title, Word::BesideWork)
            || section.title.split(' ').any(some)
            || beside.into_iter().flatten().any(dated)
    }
}
