//! From the bytes of a file to a record, and whether it agrees with itself.

use super::{Outcome, PREDICATE, STATEMENT, Statement, VERSION};
use jiff::Timestamp;
use std::path::{Component, Path};

/// The most that a record may hold, in bytes.
pub const MAX_BYTES: u64 = 1 << 20;

/// Why the bytes of a file are no record that could count.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Malformed {
    /// It is larger than [`MAX_BYTES`].
    #[error("it is larger than {} KiB", MAX_BYTES / 1024)]
    TooLarge,
    /// It is no JSON, or no statement: a key is missing, unknown or there twice.
    #[error("it cannot be read: {0}")]
    Unreadable(String),
    /// A later planvet wrote it.
    #[error("it has version {0}; this planvet knows version {VERSION}")]
    Version(u32),
    /// It contradicts itself.
    #[error("{0}")]
    Contradiction(String),
}

/// Reads a record that agrees with itself.
///
/// # Errors
/// What is wrong with it. Nothing outside of the bytes is looked at.
pub fn parse(bytes: &[u8]) -> Result<Statement, Malformed> {
    if bytes.len() as u64 > MAX_BYTES {
        return Err(Malformed::TooLarge);
    }
    // Structs with fixed keys: what is unknown, missing or there twice is refused.
    let statement: Statement = serde_json::from_slice(bytes).map_err(|e| Malformed::Unreadable(e.to_string()))?;
    if statement.evidence().v != VERSION {
        return Err(Malformed::Version(statement.evidence().v));
    }
    match contradiction(&statement) {
        Some(what) => Err(Malformed::Contradiction(what)),
        None => Ok(statement),
    }
}

/// The first thing in which a record disagrees with itself.
fn contradiction(statement: &Statement) -> Option<String> {
    let Statement { kind, subject: (git, scope), predicate_type, predicate } = statement;
    let evidence = &predicate.plan_evidence;
    let said = |wrong: bool, what: &str| wrong.then(|| what.to_owned());
    said(kind != STATEMENT || predicate_type != PREDICATE, "it is no statement of a test result")
        .or_else(|| said(git.name != "git" || scope.name != "scope", "its subjects are not `git` and `scope`"))
        .or_else(|| said(scope.digest.git_commit.is_some(), "its scope is no commit"))
        .or_else(|| {
            let commit = git.digest.git_commit.as_deref();
            let objects = [Some(&*git.digest.git_tree), Some(&*scope.digest.git_tree), commit].into_iter().flatten();
            let blobs = evidence.scope.listing.iter().map(|l| &*l.git_blob);
            let wrong = objects.chain(blobs).find(|id| !is_object(id))?;
            Some(format!("`{}` is no id of a git object", cut(wrong)))
        })
        .or_else(|| {
            let digests = [&predicate.configuration[0].digest.sha256, &evidence.item.text_sha256];
            let reports = evidence.reports.iter().map(|r| &r.digest.sha256);
            let all = digests.into_iter().chain([&evidence.command.output_sha256]).chain(reports);
            let wrong = all.into_iter().find(|digest| !is_hex(digest, 64))?;
            Some(format!("`{}` is no SHA-256", cut(wrong)))
        })
        .or_else(|| said(!is_name(statement.check()), "its check has no plain name"))
        .or_else(|| {
            let listed = evidence.scope.listing.iter().map(|l| &*l.path);
            let reports = evidence.reports.iter().map(|r| &*r.name);
            let outside =
                [&*evidence.item.document].into_iter().chain(reports).chain(listed).find(|p| !is_inside(p))?;
            Some(format!("`{}` is no path inside the repository", cut(outside)))
        })
        .or_else(|| said(evidence.command.argv.is_empty(), "it names no command"))
        .or_else(|| said(evidence.scope.files == 0, "no file is in its scope"))
        .or_else(|| {
            let listed = evidence.scope.listing.len();
            said(listed > 0 && listed != evidence.scope.files, "it lists other files than it counts")
        })
        .or_else(|| result(statement))
        .or_else(|| times(statement))
}

/// Whether the result follows from the exit code and the reports.
fn result(statement: &Statement) -> Option<String> {
    let evidence = statement.evidence();
    let code = evidence.command.exit_code;
    let passed = statement.predicate.result == Outcome::Passed;
    if passed && code != 0 {
        return Some(format!("it says PASSED, and the command exited with {code}"));
    }
    if !passed && code == 0 && evidence.reports.is_empty() {
        return Some("it says FAILED, and the command exited with 0".to_owned());
    }
    for report in &evidence.reports {
        let bad = report.failures.saturating_add(report.errors);
        if bad.saturating_add(report.skipped) > report.tests {
            return Some(format!("the report {} counts more results than tests", cut(&report.name)));
        }
        if passed && (bad > 0 || report.tests == report.skipped) {
            let what = if bad > 0 { "has failures" } else { "has no test that ran" };
            return Some(format!("it says PASSED, and the report {} {what}", cut(&report.name)));
        }
    }
    None
}

/// Whether the times can be read and stand in order.
fn times(statement: &Statement) -> Option<String> {
    let command = &statement.evidence().command;
    let read = |time: &str| time.ends_with('Z').then(|| time.parse::<Timestamp>().ok()).flatten();
    match (read(&command.started_on), read(&command.finished_on)) {
        (Some(start), Some(end)) if start <= end => None,
        (Some(_), Some(_)) => Some("the command ended before it started".to_owned()),
        _ => Some("its times are not in UTC as RFC 3339 writes them".to_owned()),
    }
}

/// Whether a path stays inside the repository.
fn is_inside(path: &str) -> bool {
    let inside = |part: Component| matches!(part, Component::Normal(_) | Component::CurDir);
    !path.is_empty() && Path::new(path).components().all(inside)
}

/// An id of SHA-1 or SHA-256.
fn is_object(id: &str) -> bool {
    is_hex(id, 40) || is_hex(id, 64)
}

fn is_hex(text: &str, length: usize) -> bool {
    text.len() == length && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
}

/// Whether `name` can be the name of a check, and a part of a file's: letters, digits, `-` and `_`.
pub fn is_name(name: &str) -> bool {
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_');
    (1..=64).contains(&name.len()) && name.bytes().all(plain)
}

/// The beginning of a text that may be long.
fn cut(text: &str) -> String {
    text.chars().take(80).collect()
}
