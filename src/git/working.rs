//! The working tree: what each path holds now, hashed here where the index does not tell.

use super::{
    Repository, Scope,
    convert::{self, Attributes, Lines},
    error::Error,
    index::{self, Look, State},
    oid::Oid,
    path::{RepoPath, bytes, on_disk},
    plumbing::Call,
    tree::{Leaf, Mode, Tree},
};
use std::{
    collections::HashMap,
    fmt,
    fs::{self, File, Metadata},
    io::Read,
    path::Path,
    sync::OnceLock,
};

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
            Self::Filter(name) => write!(f, "is changed and goes through the filter `{name}`, which planvet does not run"),
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

/// The largest file that is hashed, in bytes.
const MAX_FILE: u64 = 1 << 26;

/// What lies at a path; `None` where nothing does.
type Found = Result<Option<(Mode, Oid)>, Why>;

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
        let held: Vec<_> = working.0.iter().filter(|(path, ..)| scope.holds(path)).collect();
        let open = held.iter().filter(|(_, state, found)| matches!(state, State::Look(_)) && found.get().is_none());
        let attributes = self.attributes(open.map(|(path, ..)| &**path))?;
        let (mut leaves, mut unknown) = (Vec::new(), Vec::new());
        for (path, state, found) in held {
            let found = match state {
                State::Stored(mode, oid) => &Ok(Some((*mode, *oid))),
                State::Unknown(why) => &Err(why.clone()),
                // It was replaced by what is in it.
                State::Folder(_) => &Ok(None),
                State::Module(oid) => found.get_or_init(|| self.module(path, *oid).map(|oid| Some((Mode::Module, oid)))),
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
        let config = &self.config()?.disarmed;
        let ask = |args: &[&str], config| self.git.says(Call { args, config, ..Call::default() });
        // Without `--sparse` git would make trees of a sparse index, and write them; before 2.36 there is no such option.
        let stages = ["ls-files", "-s", "-v", "-z"];
        let staged = ask(&[&stages[..], &["--sparse"]].concat(), &[]).or_else(|_| ask(&stages, &[]))?;
        let raw = ["--raw", "-z", "--no-renames", "--no-ext-diff", "--no-textconv", "--ignore-submodules=all"];
        let changed = ask(&[&["diff-files"], &raw[..]].concat(), config)?;
        let tracked = index::merge(&staged, &changed).ok_or(Error::Garbled("ls-files".to_owned()))?;
        // Here, too, git would unfold a sparse index. Of an empty one it tells every file, also those that are tracked.
        let unindexed = tracked.iter().any(|(_, state)| matches!(state, State::Folder(_)));
        let others = Call { args: &["ls-files", "-o", "--exclude-standard", "-z"], unindexed, ..Call::default() };
        let others = self.git.says(others)?;
        let mut all = Vec::with_capacity(tracked.len());
        for (path, state) in tracked {
            match state {
                State::Folder(tree) => self.unfold(&path, tree, &mut all)?,
                state => all.push((path, state, OnceLock::new())),
            }
        }
        let others = index::untracked(&others).ok_or(Error::Garbled("ls-files".to_owned()))?;
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
        if fs::symlink_metadata(folder.join(".git")).is_err() {
            return Ok(stored);
        }
        let inside = Repository::discover_with(&folder, &self.settings).map_err(|_| Why::Submodule)?;
        let inside = inside.filter(|r| folder.canonicalize().is_ok_and(|f| f == r.root)).ok_or(Why::Submodule)?;
        let clean = || -> Result<Option<Oid>, Error> {
            let Some(head) = inside.head()?.commit else { return Ok(None) };
            let committed = inside.tree(head, &Scope::all())?;
            let now = inside.snapshot(&Scope::all())?;
            Ok(matches!((now, committed), (Snapshot::Known(a), Some(b)) if a.oid == b.oid).then_some(head))
        };
        clean().ok().flatten().ok_or(Why::Submodule)
    }

    /// Looks at a path on disk.
    fn look(&self, path: &[u8], look: &Look, attributes: &Attributes) -> Found {
        let place = on_disk(&self.root, path).ok_or(Why::NoFile)?;
        let meta = match fs::symlink_metadata(&place) {
            Ok(meta) => meta,
            Err(_) if look.sparse => return Ok(look.stored),
            Err(e) if matches!(e.kind(), std::io::ErrorKind::NotFound | std::io::ErrorKind::NotADirectory) => {
                return Ok(None);
            }
            Err(_) => return Err(Why::Unreadable),
        };
        let stored = look.stored;
        let mode = look.mode.map_or_else(|| self.mode(&meta, stored.map(|(mode, _)| mode)), Ok)?;
        let content = content(&place, &meta)?;
        let oid = match mode {
            Mode::File | Mode::Executable if meta.is_file() => {
                self.blob_of(content, stored.map(|(_, oid)| oid), attributes)?
            }
            // Where the system has no links, a file holds where they point.
            Mode::Link => self.format.hash("blob", &content),
            _ => return Err(Why::NoFile),
        };
        Ok(Some((mode, oid)))
    }

    /// What a path is, by what lies there.
    fn mode(&self, meta: &Metadata, stored: Option<Mode>) -> Result<Mode, Why> {
        let config = self.config().map_err(|_| Why::Unreadable)?;
        Ok(match stored {
            _ if meta.is_symlink() => Mode::Link,
            _ if !meta.is_file() => return Err(Why::NoFile),
            Some(Mode::Link) if !config.links => Mode::Link,
            Some(mode @ (Mode::File | Mode::Executable)) if !config.modes => mode,
            _ if config.modes && executable(meta) => Mode::Executable,
            _ => Mode::File,
        })
    }

    /// The blob that git would store of a file's content.
    fn blob_of(&self, content: Vec<u8>, stored: Option<Oid>, attributes: &Attributes) -> Result<Oid, Why> {
        if let Some(filter) = &attributes.filter {
            // A file can look changed only because it is as young as the index. What LFS stores is known, so that it
            // can be told apart.
            let pointer = self.format.hash("blob", &convert::pointer(&content));
            return Some(pointer).filter(|p| Some(*p) == stored).ok_or_else(|| Why::Filter(filter.clone()));
        }
        if attributes.encoded {
            return Err(Why::Encoding);
        }
        if attributes.ident && memchr::memmem::find(&content, b"$Id").is_some() {
            return Err(Why::Ident);
        }
        let newlines = match attributes.lines {
            Lines::Keep => false,
            Lines::Text => true,
            // What was stored with `\r\n` keeps it.
            Lines::Guess => convert::is_crlf_text(&content) && !self.has_crlf(stored)?,
        };
        Ok(self.format.hash("blob", &if newlines { convert::with_newlines(content) } else { content }))
    }

    fn has_crlf(&self, stored: Option<Oid>) -> Result<bool, Why> {
        let Some(oid) = stored else { return Ok(false) };
        match self.content(oid, MAX_FILE) {
            Ok(Some(content)) => Ok(convert::is_crlf_text(&content)),
            _ => Err(Why::Unreadable),
        }
    }
}

/// The bytes of a file, or where a link points.
fn content(place: &Path, meta: &Metadata) -> Result<Vec<u8>, Why> {
    if meta.is_symlink() {
        return fs::read_link(place).map(|to| bytes(&to)).map_err(|_| Why::Unreadable);
    }
    // Opening a pipe would wait for somebody to write.
    if !meta.is_file() {
        return Err(Why::NoFile);
    }
    let mut content = Vec::new();
    let file = File::open(place).map_err(|_| Why::Unreadable)?;
    file.take(MAX_FILE + 1).read_to_end(&mut content).map_err(|_| Why::Unreadable)?;
    if content.len() as u64 > MAX_FILE { Err(Why::TooLarge) } else { Ok(content) }
}

#[cfg(unix)]
fn executable(meta: &Metadata) -> bool {
    // git looks at the owner's bit.
    std::os::unix::fs::PermissionsExt::mode(&meta.permissions()) & 0o100 != 0
}

#[cfg(not(unix))]
fn executable(_: &Metadata) -> bool {
    false
}
