//! The record of a check that ran: an in-toto statement in a file named by its content.
//!
//! The statement is <https://in-toto.io/Statement/v1> with the predicate
//! <https://in-toto.io/attestation/test-result/v0.1>; what planvet adds stands under `planEvidence`.

mod parse;
#[cfg(test)]
pub(super) mod tests;

pub use parse::{MAX_BYTES, Malformed, is_name, parse};

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use std::fmt::Write as _;

/// `_type` of every statement.
pub const STATEMENT: &str = "https://in-toto.io/Statement/v1";
/// `predicateType` of every record.
pub const PREDICATE: &str = "https://in-toto.io/attestation/test-result/v0.1";
/// The version of `planEvidence`.
pub const VERSION: u32 = 1;
/// Up to so many files in a scope, each is listed, so that drift is named by file.
pub const LISTED: usize = 64;

/// A record as it stands in its file.
///
/// Unknown keys are refused: what is not understood may not count as proof.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Statement {
    /// [`STATEMENT`].
    #[serde(rename = "_type")]
    pub kind: String,
    /// The commit and its tree (`git`), and the tree of the scope (`scope`), in this order.
    pub subject: (Subject, Subject),
    /// [`PREDICATE`].
    #[serde(rename = "predicateType")]
    pub predicate_type: String,
    /// What was found.
    pub predicate: Predicate,
}

/// What a statement speaks of.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Subject {
    /// `git` or `scope`.
    pub name: String,
    /// Its objects.
    pub digest: GitDigest,
}

/// Objects of git, in hexadecimal, in the repository's object format.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct GitDigest {
    /// A tree.
    pub git_tree: String,
    /// A commit; none in a repository without commits, and none for a scope.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub git_commit: Option<String>,
}

/// The result of a check and how it came about.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Predicate {
    /// Whether it passed.
    pub result: Outcome,
    /// The one check that ran, `check:NAME`, by the digest of its definition.
    pub configuration: [Definition; 1],
    /// What planvet adds.
    pub plan_evidence: PlanEvidence,
}

/// How a check came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "UPPERCASE")]
pub enum Outcome {
    /// It exited with 0, and its report, where it has to have one, is green.
    Passed,
    /// Anything else.
    Failed,
}

/// A declared check.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Definition {
    /// `check:NAME`.
    pub name: String,
    /// The digest of what the configuration says of it.
    pub digest: Sha256Digest,
}

/// A SHA-256, in lower-case hexadecimal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sha256Digest {
    /// 64 digits.
    pub sha256: String,
}

/// What planvet adds to the predicate.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlanEvidence {
    /// [`VERSION`].
    pub v: u32,
    /// What it is evidence for.
    pub item: Item,
    /// What ran.
    pub command: Command,
    /// Which files it is about.
    pub scope: Scope,
    /// What the command reported.
    pub reports: Vec<Report>,
    /// Who wrote the record.
    pub recorder: Recorder,
}

/// An item of a plan, by what does not change when lines move.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Item {
    /// The key of the plan.
    pub plan: String,
    /// The document, by its path from the root, with `/`.
    pub document: String,
    /// The key of the item inside the plan.
    pub key: String,
    /// The digest of its text, see [`super::key::text_digest`].
    pub text_sha256: String,
}

/// A command that ran.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Command {
    /// The program and its arguments.
    pub argv: Vec<String>,
    /// The folder, relative to the root.
    pub cwd: String,
    /// What it exited with; a signal is 128 and its number.
    pub exit_code: i32,
    /// When it started, RFC 3339 in UTC.
    pub started_on: String,
    /// When it had ended, RFC 3339 in UTC.
    pub finished_on: String,
    /// The digest of what it wrote, standard output before standard error; the text itself may hold secrets.
    pub output_sha256: String,
}

/// The files that a record is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scope {
    /// Their patterns: those of the check, and the paths that the item names.
    pub globs: Vec<String>,
    /// How many there were.
    pub files: usize,
    /// Whether one of them was not committed.
    pub dirty: bool,
    /// Each of them, where they are not more than [`LISTED`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub listing: Vec<Listed>,
}

/// One file of a scope.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Listed {
    /// Its path from the root.
    pub path: String,
    /// Its content.
    pub git_blob: String,
}

/// A report that the command wrote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Report {
    /// Its path from the root.
    pub name: String,
    /// Its format: `junit`, `tap`, ….
    pub format: String,
    /// The digest of the file.
    pub digest: Sha256Digest,
    /// How many tests it names.
    pub tests: u64,
    /// How many failed.
    pub failures: u64,
    /// How many broke off.
    pub errors: u64,
    /// How many did not run.
    pub skipped: u64,
}

/// Who wrote a record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recorder {
    /// `planvet`.
    pub name: String,
    /// Its version.
    pub version: String,
    /// Where it ran.
    pub origin: Origin,
    /// The run of continuous integration, as a URL.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub run: Option<String>,
}

/// Where a check ran, as its environment says; only a signature can back that.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Origin {
    /// On somebody's machine.
    Local,
    /// In GitHub Actions.
    Github,
    /// In GitLab CI.
    Gitlab,
}

impl Statement {
    /// The name of the check that ran.
    pub fn check(&self) -> &str {
        let name = &self.predicate.configuration[0].name;
        name.strip_prefix("check:").unwrap_or(name)
    }

    /// What planvet adds.
    pub fn evidence(&self) -> &PlanEvidence {
        &self.predicate.plan_evidence
    }

    /// The bytes of its file.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = serde_json::to_vec_pretty(self).expect("a statement is plain data");
        bytes.push(b'\n');
        bytes
    }

    /// The name of the file that holds `bytes`, its record.
    pub fn file_name(&self, bytes: &[u8]) -> String {
        format!("{}-{}.json", self.check(), &sha256(bytes)[..16])
    }
}

/// The SHA-256 of `bytes`, in lower-case hexadecimal.
pub fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::with_capacity(64), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}
