//! Sums that stand written in the text: "12 + 8 + 5 = 25", "25 tests (12 unit + 13 others)", a total below the
//! lines of a fence, the length of a critical path over its steps.

mod equations;
mod fences;
mod glosses;
mod nested;
mod paths;
mod sections;
mod series;

use crate::{
    markdown::Kind,
    plan::{model::*, read::Reader},
};

/// Reads each of them, one way of writing after the other; `brackets` are those beside numbers.
pub(in crate::plan) fn read(reader: &Reader, brackets: &[usize]) -> Vec<Addition> {
    let mut found = Vec::new();
    series::read(reader, &mut found);
    sections::read(reader, &mut found);
    nested::read(reader, &mut found);
    equations::read(reader, &mut found);
    glosses::read(reader, brackets, &mut found);
    paths::read(reader, &mut found);
    fences::read(reader, &mut found);
    found
}

/// Whether a place lies in code that is no plain text.
fn is_program(reader: &Reader, at: usize) -> bool {
    let kind = reader.document.block_at(at as u32).map(|block| reader.document.block(block).kind);
    match kind {
        Some(Kind::Code { info: Some(info), .. }) => {
            !matches!(reader.slice(info).trim(), "" | "text" | "txt" | "plaintext")
        }
        Some(Kind::Code { info: None, .. }) => true,
        _ => false,
    }
}
