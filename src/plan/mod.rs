//! What a document means as a plan.

pub mod names;
pub mod quantity;
mod vocabulary;

use crate::{config::Settings, markdown::Document, source::Source};
pub use vocabulary::Vocabulary;

/// A plan.
#[derive(Debug)]
pub struct Plan {}

/// How much was understood, for the closing line.
#[derive(Debug, Clone, Copy, Default)]
pub struct Counts {
    /// Tasks.
    pub tasks: usize,
    /// Phases, waves, lanes.
    pub groups: usize,
    /// Gates.
    pub gates: usize,
    /// Actors.
    pub actors: usize,
}

impl Counts {
    /// Whether anything of a plan was recognised.
    pub fn is_plan(&self) -> bool {
        self.tasks + self.groups + self.gates > 0
    }
}

impl Plan {
    /// Reads `document` as a plan.
    pub fn read(_source: &Source, _document: &Document, _settings: &Settings) -> Self {
        Self {}
    }

    /// How much was understood.
    pub fn counts(&self) -> Counts {
        Counts::default()
    }
}
