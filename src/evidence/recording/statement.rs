//! From a check that ran to the statement about one item.

use super::Ended;
use crate::{
    evidence::{
        record::{
            GitDigest, Item, LISTED, Listed, Origin, PREDICATE, PlanEvidence, Predicate, Recorder, STATEMENT, Scope,
            Statement, Subject, VERSION,
        },
        verify::{self, Target},
    },
    git::Tree,
};

impl Ended<'_> {
    /// The record for `target`, in whose scope is `tree`, made where `base` is checked out; `dirty` says whether that
    /// holds something else.
    pub(super) fn statement(&self, target: &Target, tree: &Tree, base: GitDigest, dirty: bool) -> Statement {
        let check = self.begun.check;
        let scope = GitDigest { git_tree: tree.oid.to_string(), git_commit: None };
        let subject = |name: &str, digest| Subject { name: name.to_owned(), digest };
        Statement {
            kind: STATEMENT.to_owned(),
            subject: (subject("git", base), subject("scope", scope)),
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
                        dirty,
                        listing: listing(tree),
                    },
                    reports: self.reports(),
                    recorder: recorder(),
                },
            },
        }
    }
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
