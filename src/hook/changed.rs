//! Which documents differ from what others have.

use crate::{
    git::{Error, Mode, Oid, Repository, Scope, Settings, Snapshot, Unknown},
    workspace::{DATA, EXTENSIONS},
};
use std::{
    collections::HashSet,
    path::{Path, PathBuf},
    time::Duration,
};

/// How long one question to git may take.
const LIMIT: Duration = Duration::from_secs(5);

/// Every document below `root` that is changed or new beside what others have; all where there is no commit yet, none
/// where there is no repository.
///
/// # Errors
/// Why git cannot tell.
pub(super) fn documents(root: &Path) -> Result<Vec<PathBuf>, String> {
    let unknown = |why: &str| format!("what has changed is not known: {why}");
    changed(root).map_err(|e| unknown(&e.to_string()))?.ok_or_else(|| unknown("the last commit is not in this clone"))
}

fn changed(root: &Path) -> Result<Option<Vec<PathBuf>>, Error> {
    let settings = Settings { limit: LIMIT, ..Settings::default() };
    let Some(repository) = Repository::discover_with(root, &settings)? else { return Ok(Some(Vec::new())) };
    let scope = |without: &[String]| Scope::new(&globs(), &[], without).unwrap_or_else(|_| Scope::all());
    let committed = match repository.head()?.commit {
        Some(head) => match repository.tree(shared(&repository, head)?, &scope(&[]))? {
            Some(tree) => tree.leaves,
            None => return Ok(None),
        },
        None => Vec::new(),
    };
    let committed: HashSet<_> = committed.into_iter().map(|leaf| (leaf.path, leaf.oid)).collect();

    // Of these git cannot say what it would store, mostly since they are changed.
    let mut unsure: Vec<String> = Vec::new();
    let now = loop {
        match repository.snapshot(&scope(&unsure))? {
            Snapshot::Known(tree) => break tree.leaves,
            Snapshot::Unknown(more) => {
                let before = unsure.len();
                unsure
                    .extend(more.iter().filter_map(|Unknown { path, .. }| Some(str::from_utf8(path).ok()?.to_owned())));
                if unsure.len() == before {
                    break Vec::new();
                }
            }
        }
    };
    let is_file = |mode: Mode| matches!(mode, Mode::File | Mode::Executable);
    let new = now.into_iter().filter(|leaf| is_file(leaf.mode) && !committed.contains(&(leaf.path.clone(), leaf.oid)));
    let new = new.filter_map(|leaf| String::from_utf8(leaf.path.to_vec()).ok());
    Ok(Some(new.chain(unsure).map(|path| repository.root().join(path)).collect()))
}

/// The last commit that others have too: an agent may commit its work before it stops. Where the branch is pushed
/// nowhere, it is where the branch left the one that others merge into, and `head` on that one itself.
fn shared(repository: &Repository, head: Oid) -> Result<Oid, Error> {
    let theirs = match repository.upstream()? {
        Some(upstream) => repository.resolve(&upstream)?,
        None => {
            let Some(name) = repository.default_branch()? else { return Ok(head) };
            let remote = repository.resolve(&format!("refs/remotes/origin/{name}"))?;
            remote.map_or_else(|| repository.resolve(&format!("refs/heads/{name}")), |found| Ok(Some(found)))?
        }
    };
    let parted = theirs.map(|theirs| repository.merge_base(head, theirs)).transpose()?;
    Ok(parted.flatten().unwrap_or(head))
}

/// Patterns for whatever may be a document by its name.
fn globs() -> Vec<String> {
    let letter = |c: char| format!("[{c}{}]", c.to_ascii_uppercase());
    let extensions =
        EXTENSIONS.iter().map(|extension| format!("*.{}", extension.chars().map(letter).collect::<String>()));
    extensions.chain(DATA.iter().map(|end| format!("**/{end}"))).collect()
}
