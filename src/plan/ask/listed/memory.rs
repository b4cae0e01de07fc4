//! What was found once and is asked for again.

use rustc_hash::FxHashMap;
use std::{cell::RefCell, hash::Hash, rc::Rc};

/// Answers by what they answer.
pub(super) struct Memory<K, V>(RefCell<FxHashMap<K, Rc<V>>>);

impl<K, V> Default for Memory<K, V> {
    fn default() -> Self {
        Self(RefCell::default())
    }
}

impl<K: Hash + Eq, V> Memory<K, V> {
    /// The answer for `key`, found by `find` where nobody has asked yet.
    pub(super) fn of(&self, key: K, find: impl FnOnce() -> V) -> Rc<V> {
        if let Some(known) = self.0.borrow().get(&key) {
            return Rc::clone(known);
        }
        // It may ask for others.
        let found = Rc::new(find());
        self.0.borrow_mut().insert(key, Rc::clone(&found));
        found
    }
}
