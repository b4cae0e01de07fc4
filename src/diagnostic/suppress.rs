//! Ignores: comments in a document that silence a rule in a place.
