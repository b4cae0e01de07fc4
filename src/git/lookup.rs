//! Questions about commits, and about what a revision holds.

use super::{
    Answer, Repository, Scope,
    batch::{Object, Want},
    error::Error,
    oid::Oid,
    path::{RepoPath, records},
    plumbing::Call,
    tree::{Leaf, Mode, Tree},
};
use std::sync::Arc;

/// Where the repository stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// What is checked out; `None` before the first commit.
    pub commit: Option<Oid>,
    /// The branch, without `refs/heads/`; `None` where HEAD is detached.
    pub branch: Option<String>,
}

/// A commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commit {
    /// Its id.
    pub oid: Oid,
    /// What it holds.
    pub tree: Oid,
    /// The commits before it; those of a merge in their order. In a shallow clone they need not be here.
    pub parents: Vec<Oid>,
    /// When it was committed, in seconds since 1970.
    pub time: i64,
}

/// What a commit id that somebody wrote leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lookup {
    /// A commit.
    Found(Arc<Commit>),
    /// Several commits begin so.
    Ambiguous,
    /// Nothing here begins so; in a shallow or partial clone it may be elsewhere.
    Missing,
    /// Something else: "tree", "blob" or "tag".
    NotACommit(String),
}

/// What a path holds at a revision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Blob {
    /// This content.
    Content(Vec<u8>),
    /// Nothing, or what is no file; or it was left with a remote.
    Missing,
    /// More than was asked for; its size in bytes.
    TooLarge(u64),
}

/// The longest name of a revision or path that is asked for, in bytes.
const MAX_NAME: usize = 4096;

impl Repository {
    /// Where the repository stands.
    ///
    /// # Errors
    /// Where git cannot be asked.
    pub fn head(&self) -> Result<Head, Error> {
        let ask = || {
            let output = self.git.run(Call { args: &["symbolic-ref", "-q", "HEAD"], ..Call::default() })?;
            let name = String::from_utf8_lossy(&output.out);
            let name = name.trim_end_matches(['\n', '\r']);
            let branch = match output.code {
                Some(0) => Some(name.strip_prefix("refs/heads/").unwrap_or(name).to_owned()),
                Some(1) => None,
                code => return Err(Error::of("symbolic-ref", code, &output.err)),
            };
            Ok(Head { commit: self.resolve("HEAD")?, branch })
        };
        self.head.get_or_init(ask).clone()
    }

    /// Where the branch of HEAD is pushed to, as `refs/remotes/origin/main`; `None` where it is pushed nowhere.
    ///
    /// # Errors
    /// Where git cannot be asked.
    pub fn upstream(&self) -> Result<Option<String>, Error> {
        let Some(branch) = self.head()?.branch else { return Ok(None) };
        // A revision such as `@{upstream}` would end the process that answers where there is none.
        let branch = format!("refs/heads/{branch}");
        let output =
            self.git.run(Call { args: &["for-each-ref", "--format=%(upstream)", &branch], ..Call::default() })?;
        let name = String::from_utf8_lossy(&output.out);
        let name = name.lines().next().unwrap_or_default();
        Ok(Some(name.to_owned()).filter(|name| output.code == Some(0) && !name.is_empty()))
    }

    /// The branch that others merge into: what `origin` calls its own, else `main` or `master`, whichever there is;
    /// `None` where nothing tells.
    ///
    /// # Errors
    /// Where git cannot be asked.
    pub fn default_branch(&self) -> Result<Option<String>, Error> {
        const REMOTE: &str = "refs/remotes/origin/";
        let head = format!("{REMOTE}HEAD");
        let output = self.git.run(Call { args: &["symbolic-ref", "-q", &head], ..Call::default() })?;
        let name = String::from_utf8_lossy(&output.out);
        if let Some(name) = name.trim_end_matches(['\n', '\r']).strip_prefix(REMOTE).filter(|_| output.code == Some(0))
        {
            return Ok(Some(name.to_owned()));
        }
        for name in ["main", "master"] {
            if self.resolve(&format!("refs/heads/{name}"))?.is_some() {
                return Ok(Some(name.to_owned()));
            }
        }
        Ok(None)
    }

    /// The commit that a person's name for it (`main`, `HEAD~2`, `v1.0`, an id) means; `None` where there is none.
    ///
    /// # Errors
    /// Where git cannot be asked.
    pub fn resolve(&self, revision: &str) -> Result<Option<Oid>, Error> {
        Ok(match self.header(format!("{revision}^{{commit}}").as_bytes())? {
            Object::Found { oid, kind, .. } if kind == "commit" => Some(oid),
            _ => None,
        })
    }

    /// The commit whose id begins with `id`, 4 hexadecimal digits or more; a branch or tag of that name is none.
    ///
    /// # Errors
    /// Where git cannot be asked.
    pub fn commit(&self, id: &str) -> Result<Lookup, Error> {
        let id = id.to_ascii_lowercase();
        let whole = self.format.size() * 2;
        if !(4..=whole).contains(&id.len()) || !id.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Ok(Lookup::Missing);
        }
        self.commits.get(id.clone(), || {
            let begins = |oid: Oid| oid.to_string().starts_with(&id);
            match self.header(id.as_bytes())? {
                Object::Found { oid, kind, .. } if kind == "commit" && begins(oid) => self.parsed(oid),
                Object::Found { oid, kind, .. } if begins(oid) => Ok(Lookup::NotACommit(kind)),
                // Only one of them may be a commit.
                Object::Ambiguous => match self.header(format!("{id}^{{commit}}").as_bytes())? {
                    Object::Found { oid, .. } if begins(oid) => self.parsed(oid),
                    _ => Ok(Lookup::Ambiguous),
                },
                _ => Ok(Lookup::Missing),
            }
        })
    }

    fn parsed(&self, oid: Oid) -> Result<Lookup, Error> {
        let content = self.content(oid, 1 << 20)?.ok_or(Error::TooMuch("cat-file".to_owned()))?;
        let commit = parse(oid, &content).ok_or(Error::Garbled("cat-file".to_owned()))?;
        Ok(Lookup::Found(Arc::new(commit)))
    }

    /// The paths that a commit changes, sorted, compared with its first parent: both names of what it renames,
    /// everything where it has no parent. `None` where the parent or a tree is not in this clone.
    ///
    /// # Errors
    /// Where git cannot be asked.
    pub fn touched(&self, commit: &Commit) -> Result<Option<Arc<[RepoPath]>>, Error> {
        self.touched.get(commit.oid, || {
            let before = match commit.parents.first() {
                None => self.format.empty_tree(),
                Some(parent) => match self.header(format!("{parent}^{{tree}}").as_bytes())? {
                    Object::Found { oid, .. } => oid,
                    _ => return Ok(None),
                },
            };
            let changes = match self.git.changes([before, commit.tree]) {
                Ok(Some(changes)) => changes,
                Ok(None) | Err(Error::Failed { .. }) if self.is_partial()? => return Ok(None),
                Ok(None) => return Err(Error::of("diff-tree", None, b"a tree is not here")),
                Err(error) => return Err(error),
            };
            let paths = records(&changes).ok_or(Error::Garbled("diff-tree".to_owned()))?;
            let mut paths: Vec<RepoPath> = paths.into_iter().map(RepoPath::from).collect();
            paths.sort_unstable();
            Ok(Some(paths.into()))
        })
    }

    /// What `scope` holds in a commit; `None` where a tree of it is not in this clone.
    ///
    /// # Errors
    /// Where git cannot be asked.
    pub fn tree(&self, commit: Oid, scope: &Scope) -> Result<Option<Tree>, Error> {
        let leaves = self.listing(commit)?;
        let held = |leaves: Arc<[Leaf]>| leaves.iter().filter(|l| scope.holds(&l.path)).cloned().collect();
        Ok(leaves.map(|leaves| Tree::new(self.format, held(leaves))))
    }

    /// Every path of a commit or tree, sorted.
    pub(super) fn listing(&self, commit: Oid) -> Answer<Arc<[Leaf]>> {
        self.listings.get(commit, || {
            let args = ["ls-tree", "-r", "-z", "--full-tree", &commit.to_string()];
            let output = self.git.run(Call { args: &args, ..Call::default() })?;
            match output.code {
                Some(0) => {}
                _ if self.is_partial()? => return Ok(None),
                code => return Err(Error::of("ls-tree", code, &output.err)),
            }
            let leaves = records(&output.out).and_then(|all| all.into_iter().map(leaf).collect::<Option<Vec<Leaf>>>());
            let mut leaves = leaves.ok_or(Error::Garbled("ls-tree".to_owned()))?;
            leaves.sort_unstable_by(|a, b| a.path.cmp(&b.path));
            Ok(Some(leaves.into()))
        })
    }

    /// What the file `path` holds at `commit`, at most `limit` bytes. A link is no file, whatever it points to.
    ///
    /// # Errors
    /// Where git cannot be asked.
    pub fn blob(&self, commit: Oid, path: &[u8], limit: u64) -> Result<Blob, Error> {
        let leaves = self.listing(commit)?.unwrap_or_default();
        let Ok(at) = leaves.binary_search_by(|leaf| (*leaf.path).cmp(path)) else { return Ok(Blob::Missing) };
        if !matches!(leaves[at].mode, Mode::File | Mode::Executable) {
            return Ok(Blob::Missing);
        }
        match self.header(leaves[at].oid.to_string().as_bytes())? {
            Object::Found { size, .. } if size > limit => Ok(Blob::TooLarge(size)),
            Object::Found { oid, .. } => Ok(self.content(oid, limit)?.map_or(Blob::Missing, Blob::Content)),
            _ => Ok(Blob::Missing),
        }
    }

    /// The content of an object; `None` where it is missing or larger than `limit`.
    pub(super) fn content(&self, oid: Oid, limit: u64) -> Result<Option<Vec<u8>>, Error> {
        let name = oid.to_string();
        match self.header(name.as_bytes())? {
            Object::Found { size, .. } if size <= limit.min(super::batch::MAX_OBJECT) => {}
            _ => return Ok(None),
        }
        match self.object(Want::Content, name.as_bytes())? {
            Object::Found { body, .. } => Ok(Some(body)),
            _ => Ok(None),
        }
    }

    /// What git makes of a name that somebody may have written.
    fn header(&self, name: &[u8]) -> Result<Object, Error> {
        if name.len() > MAX_NAME || name.iter().any(|b| matches!(b, b'\n' | b'\r' | 0)) {
            return Ok(Object::Missing);
        }
        self.object(Want::Header, name)
    }

    fn object(&self, want: Want, name: &[u8]) -> Result<Object, Error> {
        match self.git.object(want, name) {
            // Before `GIT_NO_LAZY_FETCH`, git ends where it may not fetch.
            Err(Error::Failed { .. }) if self.is_partial()? => Ok(Object::Missing),
            answer => answer,
        }
    }
}

/// Reads `MODE KIND OID\tPATH`.
fn leaf(record: &[u8]) -> Option<Leaf> {
    let tab = record.iter().position(|b| *b == b'\t')?;
    let mut fields = record[..tab].split(|b| *b == b' ');
    let (mode, oid) = (Mode::parse(fields.next()?)?, Oid::parse(fields.nth(1)?)?);
    Some(Leaf { path: record[tab + 1..].into(), mode, oid })
}

/// Reads a commit's header.
fn parse(oid: Oid, content: &[u8]) -> Option<Commit> {
    let lines = || content.split(|b| *b == b'\n').take_while(|l| !l.is_empty());
    let values = |key: &'static [u8]| lines().filter_map(move |line| line.strip_prefix(key));
    let tree = Oid::parse(values(b"tree ").next()?)?;
    let parents = values(b"parent ").map(Oid::parse).collect::<Option<_>>()?;
    // `Name <mail> SECONDS ZONE`
    let committer = values(b"committer ").next()?;
    let seconds = committer.rsplit(|b| *b == b' ').nth(1)?;
    let time = std::str::from_utf8(seconds).ok()?.parse().ok()?;
    Some(Commit { oid, tree, parents, time })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_commit_and_what_is_none() {
        let id = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";
        let oid = Oid::parse(id.as_bytes()).expect("an id");
        let text =
            format!("tree {id}\nparent {id}\nparent {id}\nauthor a <> 1 +0000\ncommitter b c <d> -7 +0100\n\ntree");
        let commit = parse(oid, text.as_bytes()).expect("a commit");
        assert_eq!((commit.tree, commit.parents.len(), commit.time), (oid, 2, -7));
        for broken in ["", "tree x\n", &format!("tree {id}\n"), &format!("tree {id}\ncommitter x\n")] {
            assert_eq!(parse(oid, broken.as_bytes()), None, "{broken}");
        }
    }
}
