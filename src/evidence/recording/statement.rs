//! From a check that ran to the statement about one item.

use super::{Ended, Refusal};
use crate::{
    evidence::{
        record::{
            GitDigest, Item, LISTED, Listed, Origin, PREDICATE, PlanEvidence, Predicate, Recorder, STATEMENT, Scope,
            Statement, Subject, VERSION,
        },
        verify::{self, Target},
    },
    git::{Commit, Lookup, Repository, Tree},
};
use std::sync::Arc;

impl Ended<'_> {
    /// The record for `target`, in whose scope is `tree`.
    pub(super) fn statement(
        &self,
        target: &Target,
        tree: &Tree,
        repository: &Repository,
    ) -> Result<Statement, Refusal> {
        let check = self.begun.check;
        let base = base(repository)?;
        let committed = match &base {
            Some(commit) => repository.tree(commit.oid, &verify::scope(check, target)?)?,
            None => None,
        };
        let whole = base.as_ref().map_or(repository.format().empty_tree(), |commit| commit.tree);
        let subject = |name: &str, git_tree: String, git_commit| Subject {
            name: name.to_owned(),
            digest: GitDigest { git_tree, git_commit },
        };
        Ok(Statement {
            kind: STATEMENT.to_owned(),
            subject: (
                subject("git", whole.to_string(), base.map(|commit| commit.oid.to_string())),
                subject("scope", tree.oid.to_string(), None),
            ),
            predicate_type: PREDICATE.to_owned(),
            predicate: Predicate {
                result: self.outcome(),
                configuration: [verify::definition(check)],
                plan_evidence: PlanEvidence {
                    v: VERSION,
                    item: Item {
                        plan: target.plan.to_owned(),
                        document: target.document.to_owned(),
                        key: target.item.key.clone(),
                        text_sha256: target.item.text.clone(),
                    },
                    command: self.command.clone(),
                    scope: Scope {
                        globs: verify::globs(check, target),
                        files: tree.leaves.len(),
                        dirty: committed.is_none_or(|committed| committed.oid != tree.oid),
                        listing: listing(tree),
                    },
                    reports: self.reports(),
                    recorder: recorder(),
                },
            },
        })
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

/// Each file, where they are few and their names can be written down.
fn listing(tree: &Tree) -> Vec<Listed> {
    if tree.leaves.len() > LISTED {
        return Vec::new();
    }
    let listed = |leaf: &crate::git::Leaf| {
        let path = String::from_utf8(leaf.path.to_vec()).ok()?;
        Some(Listed { path, git_blob: leaf.oid.to_string() })
    };
    tree.leaves.iter().map(listed).collect::<Option<_>>().unwrap_or_default()
}

/// Who writes the record, and where, as continuous integration says in its environment.
fn recorder() -> Recorder {
    let var = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    let (origin, run) = if var("GITHUB_ACTIONS").as_deref() == Some("true") {
        let parts = var("GITHUB_SERVER_URL").zip(var("GITHUB_REPOSITORY")).zip(var("GITHUB_RUN_ID"));
        let run = parts.map(|((server, repository), id)| format!("{server}/{repository}/actions/runs/{id}"));
        (Origin::Github, run)
    } else if var("GITLAB_CI").as_deref() == Some("true") {
        (Origin::Gitlab, var("CI_JOB_URL"))
    } else {
        (Origin::Local, None)
    };
    Recorder { name: "planvet".to_owned(), version: env!("CARGO_PKG_VERSION").to_owned(), origin, run }
}
