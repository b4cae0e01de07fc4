//! Reads a git repository: which commits there are and what they touch, what the working tree holds.
//!
//! It asks the plumbing of the `git` command and nothing else of it: no hook, no alias, no filter, no network, and
//! nothing is written into the repository (`environment.rs` says how; only the time of a split index's shared part changes, by
//! which git sees that it is in use). Nothing is started before a question is asked, and a question that costs a
//! process is asked once; answers stay those of the first time, so who wants to look again discovers again. All of it
//! may be asked from several threads.

mod batch;
mod cache;
mod changes;
mod compare;
mod config;
mod convert;
mod environment;
mod error;
mod file;
mod index;
mod lookup;
mod oid;
mod path;
mod plumbing;
mod process;
mod scope;
mod talk;
#[cfg(test)]
mod tests;
mod tree;
mod working;

pub use batch::{Object, Want};
pub use environment::Settings;
pub use error::Error;
pub use lookup::{Blob, Commit, Head, Lookup};
pub use oid::{Format, Oid};
pub use path::RepoPath;
pub use plumbing::{Call, Git, Plumbing};
pub use process::Output;
pub use scope::Scope;
pub use tree::{Leaf, Mode, Tree};
pub use working::{Snapshot, Unknown, Why};

pub(crate) use cache::Cache;
pub use compare::{Change, Indexed};
use config::Config;
use std::{
    path::{Path, PathBuf},
    sync::{Arc, OnceLock},
};
use working::Working;

/// What git says; `None` where what it has of the repository does not tell.
type Answer<T> = Result<Option<T>, Error>;

/// A repository that is there.
#[derive(Debug)]
pub struct Repository {
    git: Box<dyn Plumbing>,
    settings: Settings,
    root: PathBuf,
    format: Format,
    bare: bool,
    shallow: bool,
    config: OnceLock<Result<Config, Error>>,
    head: OnceLock<Result<Head, Error>>,
    working: OnceLock<Result<Working, Error>>,
    commits: Cache<String, Result<Lookup, Error>>,
    touched: Cache<Oid, Answer<Arc<[RepoPath]>>>,
    listings: Cache<Oid, Answer<Arc<[Leaf]>>>,
}

impl Repository {
    /// The repository that `folder` lies in, whatever the environment says of another one; `None` where it lies in
    /// none. In a submodule or a linked worktree it is that one.
    ///
    /// # Errors
    /// [`Error::NoGit`]; [`Error::Owner`], [`Error::Outside`]; [`Error::Failed`] where it is corrupt.
    pub fn discover(folder: &Path) -> Result<Option<Self>, Error> {
        Self::discover_with(folder, &Settings::default())
    }

    /// The same, with another git or time limit.
    ///
    /// # Errors
    /// As [`discover`](Self::discover).
    pub fn discover_with(folder: &Path, settings: &Settings) -> Result<Option<Self>, Error> {
        let Some(found) = Self::at(Box::new(Git::new(folder, settings.clone())), settings)? else { return Ok(None) };
        // What git is asked about paths is relative to where it is asked.
        let git = Box::new(Git::new(&found.root, settings.clone()));
        Ok(Some(Self { git, ..found }))
    }

    /// The repository that `git` tells of.
    fn at(git: Box<dyn Plumbing>, settings: &Settings) -> Result<Option<Self>, Error> {
        let flags = ["--is-bare-repository", "--is-inside-work-tree", "--is-shallow-repository"];
        // The root comes last: it may hold newlines, and a bare repository has none.
        let args = [&["rev-parse"], &flags[..], &["--show-object-format", "--show-toplevel"]].concat();
        let output = git.run(Call { args: &args, ..Call::default() })?;
        let failed = || Error::of("rev-parse", output.code, &output.err);
        if output.out.is_empty() {
            // Else it is one that is broken: "not a git repository: /where/a/link/led".
            let none = memchr::memmem::find(&output.err, b"not a git repository (or any").is_some();
            return if none { Ok(None) } else { Err(failed()) };
        }
        let mut lines = output.out.splitn(5, |b| *b == b'\n');
        let mut line = || lines.next().ok_or_else(|| Error::Garbled("rev-parse".to_owned()));
        let [bare, inside, shallow] = [line()? == b"true", line()? == b"true", line()? == b"true"];
        let format = line()?;
        let format = Format::named(format).ok_or_else(|| Error::Garbled("rev-parse".to_owned()))?;
        let root = match (inside, bare) {
            (true, _) if output.code != Some(0) => return Err(failed()),
            (true, _) => line()?.to_owned(),
            (false, true) => git.says(Call { args: &["rev-parse", "--absolute-git-dir"], ..Call::default() })?,
            (false, false) => return Err(Error::Outside),
        };
        let root = path::native(root.strip_suffix(b"\n").unwrap_or(&root));
        Ok(Some(Self {
            git,
            settings: settings.clone(),
            root: root.ok_or_else(|| Error::Garbled("rev-parse".to_owned()))?,
            format,
            bare,
            shallow,
            config: OnceLock::new(),
            head: OnceLock::new(),
            working: OnceLock::new(),
            commits: Cache::default(),
            touched: Cache::default(),
            listings: Cache::default(),
        }))
    }

    /// The top of the working tree, without links; of a bare repository its own folder.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The folder in which git keeps what it knows of this working tree.
    ///
    /// # Errors
    /// Where git cannot be asked.
    pub fn git_dir(&self) -> Result<PathBuf, Error> {
        let said = self.git.says(Call { args: &["rev-parse", "--absolute-git-dir"], ..Call::default() })?;
        path::native(said.strip_suffix(b"\n").unwrap_or(&said)).ok_or_else(|| Error::Garbled("rev-parse".to_owned()))
    }

    /// The hash that names its objects.
    pub fn format(&self) -> Format {
        self.format
    }

    /// Whether it has no working tree.
    pub fn is_bare(&self) -> bool {
        self.bare
    }

    /// Whether its history was cut off when it was cloned: what is missing may have been there.
    pub fn is_shallow(&self) -> bool {
        self.shallow
    }

    /// Whether some objects were left with a remote when it was cloned.
    ///
    /// # Errors
    /// Where git cannot be asked.
    pub fn is_partial(&self) -> Result<bool, Error> {
        Ok(self.config()?.partial)
    }

    fn config(&self) -> Result<&Config, Error> {
        let ask = || {
            let list = self.git.says(Call { args: &["config", "--list", "-z"], ..Call::default() })?;
            Ok(Config::parse(&list))
        };
        self.config.get_or_init(ask).as_ref().map_err(Clone::clone)
    }
}
