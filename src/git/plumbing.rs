//! The one way to git: a trait, and the `git` command behind it.

use super::{
    batch::{self, Object, Want},
    changes::{self, Changes},
    environment::{self, Settings},
    error::Error,
    oid::Oid,
    process::{self, Output},
    talk::Talk,
};
use std::{
    fmt::Debug,
    path::{Path, PathBuf},
    process::Command,
    sync::{Mutex, OnceLock, PoisonError},
};

/// One run of git.
#[derive(Debug, Clone, Default)]
pub struct Call<'a> {
    /// The subcommand and its arguments. What a document or a person wrote goes into `input`.
    pub args: &'a [&'a str],
    /// Standard input.
    pub input: Vec<u8>,
    /// Configuration that beats all other, each as `key=value`.
    pub config: &'a [String],
    /// Whether git is to believe that the index is empty.
    pub unindexed: bool,
}

/// Answers what git's plumbing answers.
pub trait Plumbing: Debug + Send + Sync {
    /// Runs git to its end, whatever its exit code.
    ///
    /// # Errors
    /// [`Error::NoGit`], [`Error::Start`], [`Error::Hangs`], [`Error::TooMuch`].
    fn run(&self, call: Call<'_>) -> Result<Output, Error>;

    /// Asks the long-lived `git cat-file` for an object. `name` holds no newline.
    ///
    /// # Errors
    /// As [`run`](Self::run), and [`Error::Garbled`].
    fn object(&self, want: Want, name: &[u8]) -> Result<Object, Error>;

    /// Asks the long-lived `git diff-tree` for the paths that differ between two trees, each ended by a NUL; `None`
    /// where one of the trees is not here.
    ///
    /// # Errors
    /// As [`object`](Self::object).
    fn changes(&self, trees: [Oid; 2]) -> Result<Option<Vec<u8>>, Error>;
}

impl dyn Plumbing {
    /// What git prints for `args`.
    ///
    /// # Errors
    /// As [`run`](Self::run), and where it ends with another code than 0.
    pub(super) fn says(&self, call: Call<'_>) -> Result<Vec<u8>, Error> {
        let name = call.args.first().copied().unwrap_or_default();
        let output = self.run(call)?;
        match output.code {
            Some(0) => Ok(output.out),
            code => Err(Error::of(name, code, &output.err)),
        }
    }
}

/// The `git` command in a folder. Starts nothing before it is asked.
#[derive(Debug)]
pub struct Git {
    folder: PathBuf,
    settings: Settings,
    program: OnceLock<Result<PathBuf, Error>>,
    /// Who hung once is not asked again.
    hung: OnceLock<Error>,
    headers: Mutex<Option<Talk<Object>>>,
    contents: Mutex<Option<Talk<Object>>>,
    changes: Mutex<Option<Talk<Changes>>>,
}

impl Git {
    /// git, asked about `folder`.
    pub fn new(folder: &Path, settings: Settings) -> Self {
        Self {
            folder: folder.to_owned(),
            settings,
            program: OnceLock::new(),
            hung: OnceLock::new(),
            headers: Mutex::default(),
            contents: Mutex::default(),
            changes: Mutex::default(),
        }
    }

    fn command(&self, call: &Call<'_>) -> Result<Command, Error> {
        if let Some(error) = self.hung.get() {
            return Err(error.clone());
        }
        let program = self.program.get_or_init(|| self.settings.program()).as_ref().map_err(Clone::clone)?;
        Ok(environment::command(program, &self.folder, self.settings.index.as_deref(), call))
    }

    /// Asks the process in `place`, which `start` starts with the first question.
    fn ask<A: Send + 'static>(
        &self,
        place: &Mutex<Option<Talk<A>>>,
        start: impl FnOnce() -> Result<Talk<A>, Error>,
        question: &[u8],
    ) -> Result<A, Error> {
        let mut place = place.lock().unwrap_or_else(PoisonError::into_inner);
        let talk = match place.as_mut() {
            Some(talk) => talk,
            None => place.insert(start()?),
        };
        let answer = talk.ask(question, self.settings.limit);
        if answer.is_err() {
            // Its next answer would be one to this question.
            *place = None;
        }
        self.noted(answer)
    }

    fn noted<T>(&self, answer: Result<T, Error>) -> Result<T, Error> {
        answer.inspect_err(|error| {
            if matches!(error, Error::Hangs { .. }) {
                let _ = self.hung.set(error.clone());
            }
        })
    }
}

impl Plumbing for Git {
    fn run(&self, call: Call<'_>) -> Result<Output, Error> {
        let command = self.command(&call)?;
        let name = call.args.first().copied().unwrap_or_default();
        self.noted(process::run(command, name, call.input, self.settings.limit))
    }

    fn object(&self, want: Want, name: &[u8]) -> Result<Object, Error> {
        let place = match want {
            Want::Header => &self.headers,
            Want::Content => &self.contents,
        };
        let start = || {
            let command = self.command(&Call { args: want.args(), ..Call::default() })?;
            Talk::start(command, "cat-file", move |pipe| batch::read(pipe, want))
        };
        self.ask(place, start, &[name, b"\n"].concat())
    }

    fn changes(&self, trees: [Oid; 2]) -> Result<Option<Vec<u8>>, Error> {
        let start = || {
            let command = self.command(&Call { args: &changes::ARGS, ..Call::default() })?;
            Talk::start(command, changes::ARGS[0], changes::read)
        };
        self.ask(&self.changes, start, &changes::question(trees))
    }
}
