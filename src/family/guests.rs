//! Guests: the documents to which one links, one hop away and inside the repository.

use super::{Index, Member};
use crate::{project::inside, workspace};
use std::{
    collections::VecDeque,
    path::Path,
    sync::{Arc, Mutex, PoisonError},
};

/// The most guests of one document; they are read in the order in which it links to them.
const MOST: usize = 12;

/// How many guests are kept for the documents that come next.
const KEPT: usize = 64;

/// Reads the document at a path relative to the repository's root; `None` where that is none.
pub type Read<'r> = Box<dyn Fn(&str) -> Option<Arc<Guest>> + Sync + 'r>;

/// A document to which others link.
#[derive(Debug)]
pub struct Guest {
    pub(super) member: Arc<Member>,
    pub(super) index: Index,
}

impl From<Arc<Member>> for Guest {
    fn from(member: Arc<Member>) -> Self {
        Self { index: Index::of([&*member]), member }
    }
}

/// The guests of the member at `own`, whose plan has these `members`.
pub(super) fn of(own: usize, members: &[Arc<Member>], read: &Read) -> Vec<Arc<Guest>> {
    let mut targets = targets(&members[own]);
    targets.retain(|target| members.iter().all(|member| member.source.path() != target));
    targets.iter().take(MOST).filter_map(|target| read(target)).collect()
}

/// Guests that were read lately: neighbours link to the same documents.
#[derive(Debug, Default)]
pub struct Shelf {
    recent: Mutex<VecDeque<Kept>>,
}

/// What a path turned out to be.
#[derive(Debug)]
struct Kept {
    path: Box<str>,
    guest: Option<Arc<Guest>>,
}

impl Shelf {
    /// The guest at `path`; what is not on the shelf is read.
    pub fn get(&self, path: &str, read: impl FnOnce() -> Option<Arc<Member>>) -> Option<Arc<Guest>> {
        let recent = || self.recent.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(kept) = recent().iter().find(|kept| *kept.path == *path) {
            return kept.guest.clone();
        }
        // Meanwhile others may look; two that read the same make no harm.
        let guest = read().map(|member| Arc::new(Guest::from(member)));
        let mut recent = recent();
        recent.truncate(KEPT - 1);
        recent.push_front(Kept { path: path.into(), guest: guest.clone() });
        guest
    }
}

/// The documents that `member` links to, relative to the root, each once and in order; what its format says comes
/// first.
pub fn targets(member: &Member) -> Vec<String> {
    let beside = Path::new(member.source.path()).parent().unwrap_or(Path::new(""));
    let mut found: Vec<String> = member.plan.beside.iter().take(MOST).map(|path| path.to_string()).collect();
    for link in &member.document.links {
        let path = link.target.split(['#', '?']).next().unwrap_or("");
        // An address, and a path from the root of a site, lead out of the repository.
        let ours = !path.starts_with(['/', '<']) && !path.contains(':') && workspace::is_document(Path::new(path));
        let place = if ours { inside(&beside.join(path.replace("%20", " "))) } else { None };
        let Some(target) = place.map(|place| workspace::display(&place, Path::new(""))) else { continue };
        if target != member.source.path() && !found.contains(&target) && found.len() < 2 * MOST {
            found.push(target);
        }
    }
    found
}
