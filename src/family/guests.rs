//! Guests: the documents to which one links, one hop away and inside the repository.

use super::{Index, Member};
use crate::{plan::Pointer, project::inside, workspace};
use rustc_hash::FxHashMap;
use std::{
    collections::{BTreeSet, VecDeque},
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
    targets.retain(|target| !is_member(members, target));
    targets.iter().take(MOST).filter_map(|target| read(target)).collect()
}

/// What rows and boxes of the member at `own` are about outside of its plan, by path: however many these are, each is
/// read once for it.
pub(super) fn subjects(own: usize, members: &[Arc<Member>], read: &Read) -> FxHashMap<String, Arc<Guest>> {
    let member = &members[own];
    let paths: BTreeSet<String> = member.plan.pointers.iter().filter_map(|pointer| pointed(member, pointer)).collect();
    let others = paths.into_iter().filter(|path| !is_member(members, path));
    others.filter_map(|path| read(&path).map(|guest| (path, guest))).collect()
}

fn is_member(members: &[Arc<Member>], path: &str) -> bool {
    members.binary_search_by(|member| member.source.path().cmp(path)).is_ok()
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
    let mut found: Vec<String> = member.plan.beside.iter().take(MOST).map(|path| path.to_string()).collect();
    let pointers = member.plan.pointers.iter().filter_map(|pointer| pointed(member, pointer));
    let links = member.document.links.iter().filter_map(|link| {
        let path = link.target.split(['#', '?']).next().unwrap_or("");
        place(member, path).filter(|_| workspace::is_document(Path::new(path)))
    });
    for target in pointers.chain(links) {
        if target != member.source.path() && !found.contains(&target) && found.len() < 2 * MOST {
            found.push(target);
        }
    }
    found
}

/// The document that a pointer of `member` is about, relative to the root; that of a folder is its plan.
pub(super) fn pointed(member: &Member, pointer: &Pointer) -> Option<String> {
    let plan = if pointer.target.ends_with('/') { "plan.md" } else { "" };
    place(member, &format!("{}{plan}", pointer.target))
}

/// Where a path leads that `member` writes, relative to the root; `None` where it leads out of the repository, as an
/// address does and a path from the root of a site.
fn place(member: &Member, path: &str) -> Option<String> {
    let beside = Path::new(member.source.path()).parent().unwrap_or(Path::new(""));
    let ours = !path.starts_with(['/', '<']) && !path.contains(':');
    let place = if ours { inside(&beside.join(path.replace("%20", " "))) } else { None };
    place.map(|place| workspace::display(&place, Path::new("")))
}
