//! What the evidence of a document leads to: whether the commit, the file or the report is there, and what it says.

mod grade;
mod proofs;
mod target;

pub use grade::{Grade, falls_short};
pub use target::Target;

use super::{Evidence, Kind};
use crate::{
    family::Member,
    git::{Commit, Lookup, Repository},
    plan::{Task, TaskId, TaskKind},
    project::{Place, Project},
    results::{Report, Unreadable},
};
use rustc_hash::FxHashSet;
use std::{
    cell::{Cell, OnceCell},
    path::{Path, PathBuf},
    sync::Arc,
};

/// What a piece of evidence leads to.
#[derive(Debug, Clone)]
pub enum Outcome {
    /// It is nothing that could be looked up.
    Told,
    /// The number or address of a page that is well formed; nobody asks the network.
    Formed,
    /// This commit.
    Commit(Arc<Commit>),
    /// Several objects begin so.
    Ambiguous,
    /// An object that is no commit: "tree", "blob".
    NotACommit(String),
    /// No commit begins so.
    NoCommit,
    /// No commit begins so here; but this clone does not hold all of them.
    CutOff,
    /// A file that is no report, or a folder.
    File,
    /// A report, or what is wrong with it.
    Report(Arc<Result<Report, Unreadable>>),
    /// There is no such file at any of the paths, relative to the root, that may be meant.
    NoFile(Vec<PathBuf>),
    /// Nobody can tell: it lies outside of the repository, or git cannot be asked.
    Unknown,
}

/// Where the evidence of one document is looked up.
#[derive(Debug)]
pub struct Desk<'a> {
    project: &'a Project,
    member: &'a Member,
    repository: OnceCell<Option<&'a Repository>>,
    /// How many bytes below items may still be read: nested items are read with each item around them.
    bytes: Cell<usize>,
    /// How many paths of commits may still be compared with files that items name.
    paths: Cell<usize>,
}

/// How often all of a document may be read on the way through its items; few plans nest deeper.
const READINGS: usize = 24;

/// The most paths of commits that are compared for one document.
const PATHS: usize = 20_000_000;

/// The endings of the reports that are read.
const REPORTS: [&str; 11] = ["xml", "json", "jsonl", "ndjson", "tap", "sarif", "info", "lcov", "junit", "log", "txt"];

impl<'a> Desk<'a> {
    /// For the evidence of `member`.
    pub fn new(project: &'a Project, member: &'a Member) -> Self {
        let bytes = Cell::new(READINGS * member.source.text().len());
        Self { project, member, repository: OnceCell::new(), bytes, paths: Cell::new(PATHS) }
    }

    /// The evidence beside and below the items that are done, each piece once and with the innermost of them.
    pub fn cited(&self) -> Vec<(TaskId, Evidence)> {
        let plan = &self.member.plan;
        let mut seen = FxHashSet::default();
        let mut cited = Vec::new();
        let tasks = (0..plan.tasks.len() as u32).rev().map(TaskId);
        // Parts come behind what they are parts of.
        for (id, task) in tasks.map(|id| (id, plan.task(id))).filter(|(_, t)| t.kind != TaskKind::Review && t.done()) {
            let evidence = self.beside(task).into_iter();
            cited.extend(evidence.filter(|e| seen.insert((e.span.start, e.kind))).map(|e| (id, e)));
        }
        cited.reverse();
        cited
    }

    /// The evidence beside and below a task.
    fn beside(&self, task: &Task) -> Vec<Evidence> {
        let Member { source, document, plan } = self.member;
        let left = self.bytes.get().checked_sub(document.block(task.block).span.len());
        self.bytes.set(left.unwrap_or(0));
        match left {
            Some(_) => super::all(source.text(), document, plan, task),
            None => super::all_own(source.text(), document, task),
        }
    }

    /// What `evidence` points at.
    pub fn target(&self, evidence: &Evidence) -> Target<'a> {
        Target::of(evidence.kind, self.member.source.slice(evidence.span))
    }

    /// What `evidence` leads to.
    pub fn look(&self, evidence: &Evidence) -> Outcome {
        match self.target(evidence) {
            Target::Commit(id) => self.commit(id),
            // It may be a commit of another repository.
            Target::Page(_, Some(id)) => match self.commit(id) {
                Outcome::Commit(commit) => Outcome::Commit(commit),
                _ => Outcome::Formed,
            },
            Target::Page(_, None) | Target::Number(_) => Outcome::Formed,
            Target::File(path) => self.file(path, evidence.kind),
            Target::Told => Outcome::Told,
        }
    }

    /// Whether this clone was cut off when it was made, so that what is missing may have been there; its kind.
    pub fn cut_off(&self) -> Option<&'static str> {
        let repository = self.repository()?;
        match repository.is_shallow() {
            true => Some("shallow"),
            false => self.project.answered(repository.is_partial()).filter(|p| *p).map(|_| "partial"),
        }
    }

    fn repository(&self) -> Option<&'a Repository> {
        *self.repository.get_or_init(|| self.project.repository_of(self.member.source.path()))
    }

    fn commit(&self, id: &str) -> Outcome {
        let Some(repository) = self.repository() else { return Outcome::Unknown };
        match self.project.answered(repository.commit(id)) {
            Some(Lookup::Found(commit)) => Outcome::Commit(commit),
            Some(Lookup::Ambiguous) => Outcome::Ambiguous,
            Some(Lookup::NotACommit(kind)) => Outcome::NotACommit(kind),
            Some(Lookup::Missing) if self.cut_off().is_some() => Outcome::CutOff,
            Some(Lookup::Missing) => Outcome::NoCommit,
            None => Outcome::Unknown,
        }
    }

    fn file(&self, path: &str, kind: Kind) -> Outcome {
        debug_assert_eq!(kind, Kind::Artifact);
        match self.project.place(self.member.source.path(), path) {
            Place::Here(place) if is_report(&place) && place.is_file() => Outcome::Report(self.project.report(&place)),
            Place::Here(_) => Outcome::File,
            Place::Missing(places) => Outcome::NoFile(places),
            Place::Outside => Outcome::Unknown,
        }
    }
}

fn is_report(path: &Path) -> bool {
    path.extension().and_then(|e| e.to_str()).is_some_and(|e| REPORTS.iter().any(|r| e.eq_ignore_ascii_case(r)))
}
