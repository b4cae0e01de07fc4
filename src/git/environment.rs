//! The git that is run, and what it is kept from.
//!
//! A repository's configuration is as foreign as its documents and must run nothing:
//! - `core.fsmonitor` names a program that whatever reads the index starts. Empty, it is off in each version of git
//!   (`false` would be the name of a program before 2.36).
//! - `filter.*.clean` runs in `diff-files`, where a file is as young as the index and its content is compared; so the
//!   filters are emptied there ([`Config::disarmed`](super::config::Config::disarmed)).
//! - In a partial clone a missing object is fetched, by any program that `remote.*` or `core.sshCommand` names;
//!   `GIT_NO_LAZY_FETCH` forbids it. A git too old to know that starts `fetch`, which ends at a setting that makes no
//!   sense, before it writes anything, and which no protocol is allowed.
//! - Hooks run where the index or a reference is written, pagers on a terminal, `diff.external` and textconv in
//!   patches, `uploadpack` and `credential.helper` in transfers, aliases never in place of a command of git: nothing
//!   that is asked here does these. The first three are switched off all the same.

use super::{error::Error, plumbing::Call};
use std::{
    env::{self, consts::EXE_SUFFIX},
    ffi::{OsStr, OsString},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::Duration,
};

/// Where git is looked for, and how long it may take.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Folders that may hold `git`, as in `PATH`.
    pub path: OsString,
    /// How long one question may take.
    pub limit: Duration,
    /// Another index than the repository's own.
    pub index: Option<PathBuf>,
}

impl Default for Settings {
    fn default() -> Self {
        Self { path: env::var_os("PATH").unwrap_or_default(), limit: Duration::from_secs(30), index: None }
    }
}

impl Settings {
    /// The program. A relative folder in `PATH` would be one of the repository, and is passed over.
    ///
    /// # Errors
    /// [`Error::NoGit`].
    pub(super) fn program(&self) -> Result<PathBuf, Error> {
        let folders = env::split_paths(&self.path).filter(|f| f.is_absolute());
        let mut programs = folders.map(|f| f.join(format!("git{EXE_SUFFIX}")));
        programs.find(|p| p.is_file()).ok_or(Error::NoGit)
    }
}

/// Before each subcommand.
const ALWAYS: [&str; 12] = [
    "--no-pager",
    "--no-optional-locks",
    "--no-replace-objects",
    "--literal-pathspecs",
    "-c",
    "core.fsmonitor=",
    "-c",
    "core.hooksPath=/dev/null",
    // `fetch` refuses to begin.
    "-c",
    "fetch.parallel=-1",
    // Else a file outside of a sparse checkout makes git unfold the index, and write the trees of it.
    "-c",
    "sparse.expectFilesOutsideOfPatterns=true",
];

/// Variables that tell of the person's or the machine's git. Every other `GIT_…` is dropped: in a hook they tell of
/// the command that runs the hook (its index, its quarantine, even another repository), and what is asked here is
/// what the folder on disk holds.
const KEPT: [&str; 7] = [
    "GIT_CONFIG_COUNT",
    "GIT_CONFIG_GLOBAL",
    "GIT_CONFIG_SYSTEM",
    "GIT_CONFIG_NOSYSTEM",
    "GIT_CEILING_DIRECTORIES",
    "GIT_DISCOVERY_ACROSS_FILESYSTEM",
    "GIT_EXEC_PATH",
];

/// Whether a variable stays in git's environment.
fn kept(name: &OsStr) -> bool {
    let name = name.to_string_lossy();
    !name.to_ascii_uppercase().starts_with("GIT_")
        || KEPT.contains(&&*name)
        // `safe.directory` is often given so in containers.
        || name.starts_with("GIT_CONFIG_KEY_")
        || name.starts_with("GIT_CONFIG_VALUE_")
}

/// The command that runs `call` in `folder`.
pub(super) fn command(program: &Path, folder: &Path, index: Option<&Path>, call: &Call<'_>) -> Command {
    let mut command = Command::new(program);
    command.arg("-C").arg(folder).args(ALWAYS);
    command.args(call.config.iter().flat_map(|setting| ["-c", setting])).args(call.args);
    for (name, _) in env::vars_os().filter(|(name, _)| !kept(name)) {
        command.env_remove(name);
    }
    // What git says is read.
    command.env("LC_ALL", "C").env_remove("LANGUAGE");
    command.env("GIT_TERMINAL_PROMPT", "0").env("GIT_NO_LAZY_FETCH", "1").env("GIT_ALLOW_PROTOCOL", "none");
    if let Some(index) = index {
        command.env("GIT_INDEX_FILE", index);
    }
    if call.unindexed {
        command.env("GIT_INDEX_FILE", folder.join("no such folder").join("index"));
    }
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_hook_sets_is_dropped() {
        for name in ["GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE", "GIT_OBJECT_DIRECTORY", "GIT_TRACE", "git_dir"] {
            assert!(!kept(OsStr::new(name)), "{name}");
        }
        for name in ["PATH", "HOME", "GIT_CONFIG_GLOBAL", "GIT_CONFIG_KEY_0", "GITHUB_SHA"] {
            assert!(kept(OsStr::new(name)), "{name}");
        }
    }

    #[test]
    fn a_relative_folder_of_the_path_holds_no_git() {
        let settings = Settings { path: ".:bin".into(), ..Settings::default() };
        assert_eq!(settings.program(), Err(Error::NoGit));
    }
}
