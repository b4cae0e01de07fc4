//! How the files of a scope differ from those that a record is about.

use super::record::Listed;
use crate::{git::Tree, message::listed};
use std::collections::BTreeMap;

/// How many files are named.
const NAMED: usize = 3;

/// What came to the files of a scope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Drift {
    /// These files.
    Files {
        /// They hold something else.
        changed: Vec<String>,
        /// They were not there.
        new: Vec<String>,
        /// They are not there any more.
        gone: Vec<String>,
    },
    /// All of them hold what they held; the mode of some has changed.
    Modes,
    /// The record lists no file, so that none can be named.
    Unlisted,
}

impl Drift {
    /// From what a record lists to what is there now.
    pub fn between(listing: &[Listed], tree: &Tree) -> Self {
        if listing.is_empty() {
            return Self::Unlisted;
        }
        let mut was: BTreeMap<&[u8], &str> = listing.iter().map(|l| (l.path.as_bytes(), &*l.git_blob)).collect();
        let (mut changed, mut new) = (Vec::new(), Vec::new());
        for leaf in &tree.leaves {
            let path = || String::from_utf8_lossy(&leaf.path).into_owned();
            match was.remove(&*leaf.path) {
                None => new.push(path()),
                Some(blob) if blob != leaf.oid.to_string() => changed.push(path()),
                Some(_) => {}
            }
        }
        let gone: Vec<String> = was.into_keys().map(|path| String::from_utf8_lossy(path).into_owned()).collect();
        match changed.is_empty() && new.is_empty() && gone.is_empty() {
            true => Self::Modes,
            false => Self::Files { changed, new, gone },
        }
    }

    /// To be read on its own: "`src/lib.rs` has changed since".
    pub fn told(&self) -> String {
        let (changed, new, gone) = match self {
            Self::Files { changed, new, gone } => (changed, new, gone),
            Self::Modes => return "the mode of a file that it is about (`chmod`) has changed since".to_owned(),
            Self::Unlisted => return "files that it is about have changed since".to_owned(),
        };
        let each =
            [(changed, "has changed", "have changed"), (new, "is new", "are new"), (gone, "is gone", "are gone")];
        let each = each.into_iter().filter(|(files, ..)| !files.is_empty());
        let told = each.map(|(files, one, many)| {
            let verb = if files.len() == 1 { one } else { many };
            format!("{} {verb}", listed(files.iter(), NAMED))
        });
        format!("{} since", told.collect::<Vec<_>>().join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_drift_is_said() {
        let files = |names: &str| names.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
        for (changed, new, gone, told) in [
            ("a", "", "", "`a` has changed since"),
            ("a b", "", "", "`a` and `b` have changed since"),
            ("", "c", "", "`c` is new since"),
            ("a", "c d", "e", "`a` has changed, `c` and `d` are new, `e` is gone since"),
            ("a b c d e", "", "", "`a`, `b`, `c` and 2 more have changed since"),
        ] {
            let drift = Drift::Files { changed: files(changed), new: files(new), gone: files(gone) };
            assert_eq!(drift.told(), told);
        }
    }
}
