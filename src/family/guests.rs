//! Guests: the documents to which one links, one hop away and inside the repository.

use super::{Index, Member};
use crate::{project::inside, workspace};
use std::path::Path;

/// The most guests of one document; they are read in the order in which it links to them.
const MOST: usize = 12;

/// Reads the document at a path relative to the repository's root; `None` where that is none.
pub type Read<'r> = Box<dyn Fn(&str) -> Option<Member> + Sync + 'r>;

/// What a document links to.
#[derive(Debug, Default)]
pub(super) struct Guests {
    pub members: Vec<Member>,
    pub index: Index,
}

impl Guests {
    /// The guests of the member at `own`, whose plan has these `members`.
    pub fn of(own: usize, members: &[Member], read: &Read) -> Self {
        let mut targets = targets(&members[own]);
        targets.retain(|target| members.iter().all(|member| member.source.path() != target));
        let members: Vec<Member> = targets.iter().take(MOST).filter_map(|target| read(target)).collect();
        Self { index: Index::of(&members), members }
    }
}

/// The documents that `member` links to, relative to the root, each once and in order; what its format says comes
/// first.
pub(super) fn targets(member: &Member) -> Vec<String> {
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
