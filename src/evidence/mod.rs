//! What backs a tick: references that a document holds beside its items.
