//! Questions that were answered, so that each is asked once.

use rustc_hash::FxHashMap;
use std::{
    hash::Hash,
    sync::{Arc, Mutex, OnceLock, PoisonError},
};

/// Answers by question. Two threads with the same question wait for one answer; other questions go on.
#[derive(Debug)]
pub(crate) struct Cache<K, V> {
    answers: Mutex<FxHashMap<K, Arc<OnceLock<V>>>>,
}

impl<K, V> Default for Cache<K, V> {
    fn default() -> Self {
        Self { answers: Mutex::default() }
    }
}

impl<K: Eq + Hash, V: Clone> Cache<K, V> {
    /// The answer to `question`; `ask` must not use rayon, whose waiting threads take up other work.
    pub fn get(&self, question: K, ask: impl FnOnce() -> V) -> V {
        let cell = {
            let mut answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(answers.entry(question).or_default())
        };
        cell.get_or_init(ask).clone()
    }
}
