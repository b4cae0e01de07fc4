//! What a stretch of text says by itself: names, amounts, days, states, files, in the words of the vocabulary.

pub(super) mod bars;
pub(super) mod files;
pub mod names;
pub mod quantity;
pub(super) mod series;
pub(super) mod states;
pub(super) mod terms;
pub(super) mod totals;
pub(super) mod vocabulary;
