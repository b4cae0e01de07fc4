//! Runs a declared check, and says of each item what came of it.

mod report;
mod run;
mod statement;

pub use run::TIMED_OUT;

use super::{
    record::{Command, GitDigest, Outcome, Report, Statement},
    verify::{self, Target},
};
use crate::{
    git::{Commit, Error, Lookup, Repository, Snapshot, Tree},
    settings::Check,
};
use jiff::Timestamp;
use rustc_hash::FxHashMap;
use std::{collections::hash_map::Entry, path::Path, sync::Arc, time::Duration};

/// Why nothing is recorded.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// Git cannot be asked.
    #[error("{0}")]
    Git(#[from] Error),
    /// A pattern of the check is none.
    #[error("{0}")]
    Scope(#[from] globset::Error),
    /// It would be about nothing.
    #[error("no file is in the scope of the check `{0}`, so that it would prove nothing")]
    Empty(String),
    /// What git would store of a file is not known: the file and why.
    #[error("what git would store cannot be told: {0}")]
    Unknown(String),
    /// The program does not start.
    #[error("{0} cannot be run: {1}")]
    Start(String, std::io::Error),
    /// The report does not count, and why.
    #[error("the report {0} {1}, so that nothing is recorded")]
    Report(String, String),
    /// The files are not those that were there before.
    #[error(
        "the command changed files that it is to speak of, so that nothing is recorded; leave them out of its `scope`, \
         or have git ignore what it makes"
    )]
    Changed,
}

/// A check that is about to run, with what is in its scope for each item.
#[derive(Debug)]
pub struct Begun<'a> {
    check: &'a Check,
    targets: Vec<Target<'a>>,
    /// What is in the scope of each.
    before: Vec<Arc<Tree>>,
}

/// A check that ran.
#[derive(Debug)]
pub struct Ended<'a> {
    begun: Begun<'a>,
    command: Command,
    report: Option<report::Read>,
    /// Whether it was stopped since it took too long.
    pub timed_out: bool,
}

/// Looks at the files that `check` speaks of, for each of `targets`.
///
/// # Errors
/// [`Refusal`].
pub fn begin<'a>(check: &'a Check, targets: Vec<Target<'a>>, repository: &Repository) -> Result<Begun<'a>, Refusal> {
    let before = each(&targets, |target| snapshot(check, target, repository))?;
    Ok(Begun { check, targets, before })
}

/// What `look` sees of each of `targets`; those with the same files share one look.
fn each<T>(targets: &[Target], look: impl Fn(&Target) -> Result<T, Refusal>) -> Result<Vec<Arc<T>>, Refusal> {
    let mut seen: FxHashMap<(&str, &[String]), Arc<T>> = FxHashMap::default();
    let each = targets.iter().map(|target| match seen.entry((target.document, target.files)) {
        Entry::Occupied(seen) => Ok(Arc::clone(seen.get())),
        Entry::Vacant(new) => Ok(Arc::clone(new.insert(Arc::new(look(target)?)))),
    });
    each.collect()
}

/// What is in the scope of a check for an item.
fn snapshot(check: &Check, target: &Target, repository: &Repository) -> Result<Tree, Refusal> {
    match repository.snapshot(&verify::scope(check, target)?)? {
        Snapshot::Known(tree) if tree.leaves.is_empty() => Err(Refusal::Empty(check.name.clone())),
        Snapshot::Known(tree) => Ok(tree),
        Snapshot::Unknown(paths) => {
            let first = paths.first().map(|p| format!("{} {}", String::from_utf8_lossy(&p.path), p.why));
            Err(Refusal::Unknown(first.unwrap_or_default()))
        }
    }
}

impl<'a> Begun<'a> {
    /// Runs the check at `root`, for no longer than `limit`; its output goes where ours goes, all of it to standard
    /// error where that is `aside`. Reads its report.
    ///
    /// # Errors
    /// [`Refusal`].
    pub fn run(self, root: &Path, limit: Option<Duration>, aside: bool) -> Result<Ended<'a>, Refusal> {
        let check = self.check;
        let there = report::Before::look(check, root);
        let started = Timestamp::now();
        let ran = run::run(&check.argv, root, limit, aside).map_err(|e| Refusal::Start(check.argv[0].clone(), e))?;
        let command = Command {
            argv: check.argv.clone(),
            cwd: ".".to_owned(),
            exit_code: ran.code,
            started_on: started.to_string(),
            finished_on: Timestamp::now().to_string(),
            output_sha256: ran.output,
        };
        let report = there.read(check, root, ran.code)?;
        Ok(Ended { begun: self, command, report, timed_out: ran.timed_out })
    }
}

impl Ended<'_> {
    /// What the command exited with.
    pub fn code(&self) -> i32 {
        self.command.exit_code
    }

    /// Why the report is not green.
    pub fn red(&self) -> Option<&str> {
        self.report.as_ref()?.1.as_ref().err().map(String::as_str)
    }

    /// Whether the check passed.
    pub fn outcome(&self) -> Outcome {
        if self.command.exit_code == 0 && self.red().is_none() { Outcome::Passed } else { Outcome::Failed }
    }

    /// The records, one for each target; `repository` is one that was not asked before the check ran.
    ///
    /// # Errors
    /// [`Refusal::Changed`] among others.
    pub fn statements(&self, repository: &Repository) -> Result<Vec<Statement>, Refusal> {
        let Begun { check, targets, before } = &self.begun;
        let after = each(targets, |target| snapshot(check, target, repository))?;
        if before.iter().zip(&after).any(|(before, after)| before.oid != after.oid) {
            return Err(Refusal::Changed);
        }
        let base = base(repository)?;
        let committed = |target: &Target| match &base {
            Some(commit) => Ok(repository.tree(commit.oid, &verify::scope(check, target)?)?),
            None => Ok(None),
        };
        let committed = each(targets, committed)?;
        let all = targets.iter().zip(after).zip(committed);
        let whole = base.as_ref().map_or(repository.format().empty_tree(), |commit| commit.tree);
        let whole = GitDigest { git_tree: whole.to_string(), git_commit: base.map(|commit| commit.oid.to_string()) };
        let statement = |((target, tree), committed): ((&Target, Arc<Tree>), Arc<Option<Tree>>)| {
            let dirty = committed.as_ref().as_ref().is_none_or(|committed| committed.oid != tree.oid);
            self.statement(target, &tree, whole.clone(), dirty)
        };
        Ok(all.map(statement).collect())
    }

    fn reports(&self) -> Vec<Report> {
        self.report.iter().map(|(report, _)| report.clone()).collect()
    }
}

/// The commit that is checked out; none before the first one.
fn base(repository: &Repository) -> Result<Option<Arc<Commit>>, Refusal> {
    let Some(oid) = repository.head()?.commit else { return Ok(None) };
    Ok(match repository.commit(&oid.to_string())? {
        Lookup::Found(commit) => Some(commit),
        _ => None,
    })
}
