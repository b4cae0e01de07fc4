//! The kinds of defects, by what they are put into. To add one: a function that gives every place of a document
//! where it can be put, and a line in the table of its file.

mod boxes;
mod fences;
mod figures;
mod headings;
mod orders;
mod owners;
mod spec_kit;
mod states;
mod text;
mod times;
mod waits;

use crate::page::{Change, Page};

/// A kind of defect.
pub struct Kind {
    /// How many of a hundred must be found: some ten less than were when the kind was written or last looked at, so
    /// that it keeps what was reached. Where a change finds more, raise it.
    pub floor: usize,
    /// What is done to the document.
    pub what: &'static str,
    /// The rules that know it; one of them has to speak.
    pub rules: &'static [&'static str],
    /// Every place of a document for it.
    pub put: fn(&Page) -> Vec<Change>,
}

/// A table of kinds: the floor, what is done, the rules, the function that does it.
macro_rules! kinds {
    ($($floor:literal $what:literal [$($rule:literal)+] $put:ident;)*) => {
        pub const KINDS: &[super::Kind] =
            &[$(super::Kind { floor: $floor, what: $what, rules: &[$($rule),+], put: $put }),*];
    };
}
use kinds;

/// All of them.
pub fn all() -> impl Iterator<Item = &'static Kind> {
    let files = [
        owners::KINDS,
        orders::KINDS,
        waits::KINDS,
        figures::KINDS,
        states::KINDS,
        boxes::KINDS,
        spec_kit::KINDS,
        headings::KINDS,
        times::KINDS,
        text::KINDS,
        fences::KINDS,
    ];
    files.into_iter().flatten()
}
