//! The word lists.

use std::sync::{Arc, LazyLock};

/// Every word list; see `vocabulary.toml`.
#[derive(Debug, Default)]
pub struct Vocabulary {}

impl Vocabulary {
    /// The words that planvet ships.
    pub fn standard() -> Arc<Self> {
        static STANDARD: LazyLock<Arc<Vocabulary>> = LazyLock::new(|| Arc::new(Vocabulary::default()));
        STANDARD.clone()
    }
}
