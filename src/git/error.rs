//! Why git cannot be asked.

use std::time::Duration;

/// Why a question has no answer. Each holds for the whole repository: callers say it once, and the rules that
/// needed the answer stay silent.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// There is no git to ask.
    #[error("git is not on the PATH")]
    NoGit,
    /// It is there and could not be started.
    #[error("git could not be started: {0}")]
    Start(String),
    /// The folder belongs to somebody else; git reads it only where `safe.directory` names it.
    #[error("git does not read a repository that belongs to somebody else: {0}")]
    Owner(String),
    /// Its configuration puts the working tree elsewhere, or the folder lies inside the git directory.
    #[error("the folder does not lie in the repository's working tree")]
    Outside,
    /// A filter of its configuration has a name by which it cannot be switched off.
    #[error("a filter in the repository's configuration cannot be switched off")]
    Filters,
    /// git gave up: a corrupt repository, a format that it does not know, an object that is not here.
    #[error("`git {command}` failed: {message}")]
    Failed {
        /// The subcommand.
        command: String,
        /// The first line of what git said, or its exit code.
        message: String,
    },
    /// It did not answer in time and was stopped.
    #[error("`git {command}` did not answer within {} s", limit.as_secs_f32())]
    Hangs {
        /// The subcommand.
        command: String,
        /// How long it was waited for.
        limit: Duration,
    },
    /// Its answer is longer than planvet takes.
    #[error("`git {0}` says more than can be read")]
    TooMuch(String),
    /// Its answer is not what this subcommand answers.
    #[error("`git {0}` answers what planvet does not understand")]
    Garbled(String),
}

impl Error {
    /// What git's exit code and standard error mean.
    pub(super) fn of(command: &str, code: Option<i32>, stderr: &[u8]) -> Self {
        let text = String::from_utf8_lossy(stderr);
        let line = text.lines().find(|l| l.starts_with("fatal: ") || l.starts_with("error: "));
        let line = line.or(text.lines().next()).unwrap_or_default();
        let mut message = line.trim_start_matches("fatal: ").trim_start_matches("error: ").to_owned();
        if message.is_empty() {
            message = code.map_or("it was stopped".to_owned(), |c| format!("exit code {c}"));
        }
        match message.contains("dubious ownership") {
            true => Self::Owner(message),
            false => Self::Failed { command: command.to_owned(), message },
        }
    }
}
