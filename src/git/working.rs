//! The working tree: what each path holds now, hashed here where the index does not tell.

use super::{
    Repository, Scope,
    convert::{self, Attributes},
    error::Error,
    file::Found,
    index::{self, Look, State},
    oid::Oid,
    path::{RepoPath, on_disk},
    plumbing::Call,
    tree::{Leaf, Mode, Tree},
};
use std::{collections::HashMap, fmt, fs, sync::OnceLock, thread};

/// Why it cannot be said what git would store of a path.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Why {
    /// A merge is not finished there.
    Unmerged,
    /// It goes through this filter; planvet runs no program.
    Filter(String),
    /// It is stored in another encoding.
    Encoding,
    /// `$Id$` is filled in.
    Ident,
    /// A submodule with changes of its own, or one that cannot be read.
    Submodule,
    /// A pipe, a device, a folder in place of a file.
    NoFile,
    /// A sparse checkout left it out and a partial clone left it with a remote.
    Elsewhere,
    /// Larger than planvet reads.
    TooLarge,
    /// It cannot be read.
    Unreadable,
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unmerged => f.write_str("is in the middle of a merge"),
            Self::Filter(name) => {
                write!(f, "is changed and goes through the filter `{name}`, which planvet does not run")
            }
            Self::Encoding => f.write_str("is changed and stored in another encoding"),
            Self::Ident => f.write_str("is changed and has `$Id$` filled in"),
            Self::Submodule => f.write_str("is a submodule with changes of its own"),
            Self::NoFile => f.write_str("is neither a file nor a link"),
            Self::Elsewhere => f.write_str("was not cloned"),
            Self::TooLarge => f.write_str("is changed and too large to be read"),
            Self::Unreadable => f.write_str("cannot be read"),
        }
    }
}

/// A path of which it is not known what git would store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unknown {
    /// The path.
    pub path: RepoPath,
    /// The reason.
    pub why: Why,
}

/// What a scope holds in the working tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Snapshot {
    /// Exactly this.
    Known(Tree),
    /// Nobody can say without running programs; which paths are in the way.
    Unknown(Vec<Unknown>),
}

/// Every path of the working tree, sorted; each looked at when it is first asked for.
#[derive(Debug)]
pub(super) struct Working(Vec<Seen>);

/// A path, what git says of it, and what was found there.
type Seen = (RepoPath, State, OnceLock<Found>);

impl Repository {
    /// What `scope` holds in the working tree: what is in the index, with what was changed, added or deleted since,
    /// and new files that are not ignored, as if all were committed now. In a bare repository, nothing.
    ///
    /// # Errors
    /// Where git cannot be asked.
    pub fn snapshot(&self, scope: &Scope) -> Result<Snapshot, Error> {
        let working = self.working.get_or_init(|| self.survey()).as_ref().map_err(Clone::clone)?;
        // Of a folder that is not here nobody knows whether the scope holds something in it.
        let held = |path: &RepoPath| scope.holds(path) || path.ends_with(b"/");
        let held: Vec<_> = working.0.iter().filter(|(path, ..)| held(path)).collect();
        let open = held.iter().filter(|(_, state, found)| matches!(state, State::Look(_)) && found.get().is_none());
        let attributes = self.attributes(open.map(|(path, ..)| &**path))?;
        let (mut leaves, mut unknown) = (Vec::new(), Vec::new());
        for (path, state, found) in held {
            let found = match state {
                State::Stored(mode, oid) => &Ok(Some((*mode, *oid))),
                State::Unknown(why) => &Err(why.clone()),
                // It was replaced by what is in it.
                State::Folder(_) => &Ok(None),
                State::Module(oid) => {
                    found.get_or_init(|| self.module(path, *oid).map(|oid| Some((Mode::Module, oid))))
                }
                State::Look(look) => {
                    let attributes = attributes.get(path).cloned().unwrap_or_default();
                    found.get_or_init(|| self.look(path, look, &attributes))
                }
            };
            match found {
                Ok(Some((mode, oid))) => leaves.push(Leaf { path: path.clone(), mode: *mode, oid: *oid }),
                Ok(None) => {}
                Err(why) => unknown.push(Unknown { path: path.clone(), why: why.clone() }),
            }
        }
        Ok(match unknown.is_empty() {
            true => Snapshot::Known(Tree::new(self.format, leaves)),
            false => Snapshot::Unknown(unknown),
        })
    }

    /// Asks git for every path of the working tree.
    fn survey(&self) -> Result<Working, Error> {
        if self.bare {
            return Ok(Working(Vec::new()));
        }
        let garbled = |command: &str| Error::Garbled(command.to_owned());
        let ask = |args: &[&str]| self.git.says(Call { args, ..Call::default() });
        // Without `--sparse` git would make trees of a sparse index, and write them; before 2.36 there is no such option.
        let stages = ["ls-files", "-s", "-v", "-z"];
        let staged = ask(&[&stages[..], &["--sparse"]].concat()).or_else(|_| ask(&stages))?;
        let mut tracked = index::staged(&staged).ok_or_else(|| garbled("ls-files"))?;
        // Of new files, too, it tells with an index that is no longer sparse; without one it tells of every file.
        let unindexed = tracked.iter().any(|(_, state)| matches!(state, State::Folder(_)));
        let others = Call { args: &["ls-files", "-o", "--exclude-standard", "-z"], unindexed, ..Call::default() };
        let changed = ["diff-files", "--raw", "-z", "--no-renames", "--no-ext-diff", "--no-textconv"];
        let changed = [&changed[..], &["--ignore-submodules=all"]].concat();
        let disarmed = self.config()?.disarmed.as_deref().ok_or(Error::Filters)?;
        let changed = Call { args: &changed, config: disarmed, ..Call::default() };
        // Both go over the whole working tree.
        let (changed, others) = thread::scope(|threads| {
            let changed = threads.spawn(|| self.git.says(changed));
            let others = self.git.says(others);
            (changed.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)), others)
        });
        index::change(&mut tracked, &changed?).ok_or_else(|| garbled("diff-files"))?;
        let others = others?;
        let others = index::untracked(&others).ok_or_else(|| garbled("ls-files"))?;
        let mut all = Vec::with_capacity(tracked.len());
        for (path, state) in tracked {
            match state {
                State::Folder(tree) => self.unfold(&path, tree, &mut all)?,
                state => all.push((path, state, OnceLock::new())),
            }
        }
        all.extend(others.map(|path| (path.into(), State::Look(Look::default()), OnceLock::new())));
        // Stable: what is tracked stays first.
        all.sort_by(|(a, ..), (b, ..)| a.cmp(b));
        all.dedup_by(|(b, ..), (a, ..)| a == b);
        Ok(Working(all))
    }

    /// What is in a folder that a sparse checkout left out.
    fn unfold(&self, folder: &[u8], tree: Oid, into: &mut Vec<Seen>) -> Result<(), Error> {
        let seen = |path: RepoPath, state| (path, state, OnceLock::new());
        let Some(leaves) = self.listing(tree)? else {
            into.push(seen(folder.into(), State::Unknown(Why::Elsewhere)));
            return Ok(());
        };
        into.extend(leaves.iter().map(|leaf| {
            let look = Look { stored: Some((leaf.mode, leaf.oid)), mode: None, sparse: true };
            let state = if leaf.mode == Mode::Module { State::Module(leaf.oid) } else { State::Look(look) };
            seen([folder, &leaf.path].concat().into(), state)
        }));
        Ok(())
    }

    /// What the attributes of `paths` say.
    fn attributes<'p>(&self, paths: impl Iterator<Item = &'p [u8]>) -> Result<HashMap<RepoPath, Attributes>, Error> {
        let input: Vec<u8> = paths.flat_map(|p| [p, b"\0"].concat()).collect();
        if input.is_empty() {
            return Ok(HashMap::new());
        }
        let answer = self.git.says(Call { args: &convert::ASK, input, ..Call::default() })?;
        convert::attributes(&answer, self.config()?).ok_or(Error::Garbled("check-attr".to_owned()))
    }

    /// The commit that is checked out in a submodule, which must be clean; what the index has where it is not there.
    fn module(&self, path: &[u8], stored: Oid) -> Result<Oid, Why> {
        let folder = on_disk(&self.root, path).ok_or(Why::NoFile)?;
        match fs::symlink_metadata(&folder) {
            Ok(meta) if !meta.is_dir() => return Err(Why::Submodule),
            _ if fs::symlink_metadata(folder.join(".git")).is_err() => return Ok(stored),
            _ => {}
        }
        let inside = Repository::discover_with(&folder, &self.settings).map_err(|_| Why::Submodule)?;
        // A link could lead back here, and round and round.
        let inside = inside.filter(|r| r.root == folder).ok_or(Why::Submodule)?;
        let clean = || -> Result<Option<Oid>, Error> {
            let Some(head) = inside.head()?.commit else { return Ok(None) };
            let committed = inside.tree(head, &Scope::all())?;
            let now = inside.snapshot(&Scope::all())?;
            Ok(matches!((now, committed), (Snapshot::Known(a), Some(b)) if a.oid == b.oid).then_some(head))
        };
        clean().ok().flatten().ok_or(Why::Submodule)
    }
}
