//! What a record is worth now: every check that it has to pass, and which it did not.

use super::{
    drift::Drift,
    key::ItemKey,
    record::{Definition, Outcome, Sha256Digest, Statement, sha256},
    signing::{self, AllowedSigners},
    store::{Stored, digest_of},
};
use crate::{
    git::{Lookup, Repository, Scope, Snapshot},
    results,
    settings::{Check, CheckKind, Level},
};
use jiff::Timestamp;
use rustc_hash::FxHashMap;
use std::{cell::RefCell, collections::BTreeMap, path::Path, sync::Arc};

/// How far into the future a record may lie, in seconds: clocks differ.
const AHEAD: i64 = 300;

/// What records are held against.
#[derive(Debug, Clone, Copy)]
pub struct Facts<'a> {
    /// The root of the repository.
    pub root: &'a Path,
    /// The repository itself; none where git cannot be asked.
    pub repository: Option<&'a Repository>,
    /// The checks that are declared.
    pub checks: &'a BTreeMap<String, Check>,
    /// Who may sign.
    pub signers: &'a AllowedSigners,
    /// Now, in seconds since 1970.
    pub now: i64,
    /// What scopes hold, as far as it was asked for.
    pub trees: &'a Trees,
}

/// What scopes hold in the working tree; most items of a plan share one.
#[derive(Debug, Default)]
pub struct Trees(RefCell<FxHashMap<TreeKey, Result<Arc<Snapshot>, String>>>);

/// A check, a document that is left out, the files that an item names.
type TreeKey = (String, String, Vec<String>);

impl Trees {
    fn get(&self, repository: &Repository, check: &Check, target: &Target) -> Result<Arc<Snapshot>, String> {
        let key = (check.name.clone(), target.document.to_owned(), target.files.to_vec());
        let look = || {
            let scope = scope(check, target).map_err(|e| e.to_string())?;
            repository.snapshot(&scope).map(Arc::new).map_err(|e| e.to_string())
        };
        self.0.borrow_mut().entry(key).or_insert_with(look).clone()
    }
}

/// An item that records are about.
#[derive(Debug, Clone, Copy)]
pub struct Target<'a> {
    /// The key of its plan.
    pub plan: &'a str,
    /// The document, from the root.
    pub document: &'a str,
    /// Its own key.
    pub item: &'a ItemKey,
    /// The files that it names, from the root.
    pub files: &'a [String],
}

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// What, in a word or two.
    pub what: &'static str,
    /// How it came out.
    pub held: Held,
}

/// How a step came out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Held {
    /// It held.
    Yes,
    /// It did not, and why.
    No(String),
    /// It cannot be told, and why; that takes nothing away.
    Unknown(String),
}

/// How a record stands to what is there now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// Nothing has changed since.
    Current,
    /// Files in its scope have changed.
    Drifted(Drift),
    /// The item says something else.
    Reworded,
    /// The check is declared in another way.
    CheckChanged,
    /// No such check is declared, or no more.
    Undeclared,
    /// The files cannot be compared, and why.
    Unknown(String),
    /// It counts for nothing: it was tampered with, or speaks of something else.
    Refused,
}

impl State {
    /// All the words for them.
    pub const WORDS: [&'static str; 7] =
        ["current", "drifted", "reworded", "check changed", "not declared", "unknown", "refused"];

    /// A word for it.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Current => "current",
            Self::Drifted(_) => "drifted",
            Self::Reworded => "reworded",
            Self::CheckChanged => "check changed",
            Self::Undeclared => "not declared",
            Self::Unknown(_) => "unknown",
            Self::Refused => "refused",
        }
    }
}

/// A record, judged.
#[derive(Debug, Clone)]
pub struct Verdict {
    /// What was looked at, in order; ends at the first thing that makes the rest pointless.
    pub steps: Vec<Step>,
    /// How it stands to what is there now.
    pub state: State,
    /// Whether the check had passed; `None` where the record is refused.
    pub outcome: Option<Outcome>,
    /// What the record makes of a tick: [`Level::Ticked`] unless it passed and is current.
    pub level: Level,
    /// What it would make of a tick if the item and the files were still as they were, or could be compared:
    /// [`Level::Ticked`] unless it passed, and the check is declared as it was.
    pub worth: Level,
}

impl Verdict {
    /// The first step that did not hold, as a sentence.
    pub fn fault(&self) -> Option<String> {
        self.steps.iter().find_map(|step| match &step.held {
            Held::No(why) => Some(format!("{}: {why}", step.what)),
            _ => None,
        })
    }
}

/// The scope of a check for an item: the patterns of the check, and the files that the item names.
///
/// # Errors
/// Where a pattern is none.
pub fn scope(check: &Check, target: &Target) -> Result<Scope, globset::Error> {
    let whole = ["**".to_owned()];
    let globs = if check.scope.is_empty() && target.files.is_empty() { &whole[..] } else { &check.scope };
    // The document that holds the item changes with every tick.
    Scope::new(globs, target.files, std::slice::from_ref(&target.document.to_owned()))
}

/// The patterns of [`scope`], as records list them.
pub fn globs(check: &Check, target: &Target) -> Vec<String> {
    check.scope.iter().chain(target.files).cloned().collect()
}

/// The digest of what the configuration says of a check.
pub fn definition(check: &Check) -> Definition {
    let text = serde_json::to_vec(check).unwrap_or_default();
    Definition { name: format!("check:{}", check.name), digest: Sha256Digest { sha256: sha256(&text) } }
}

/// Judges a record of the store for `target`.
pub fn verify(stored: &Stored, target: &Target, facts: &Facts) -> Verdict {
    let mut judge = Judge { steps: Vec::new(), facts };
    let (state, outcome) = match &stored.record {
        Err(why) => {
            judge.no("file", why.to_string());
            (State::Refused, None)
        }
        Ok(record) => {
            judge.yes("file");
            (judge.state(record, target), Some(record.predicate.result))
        }
    };
    let counts = !matches!(state, State::Refused | State::CheckChanged | State::Undeclared);
    let worth = match (&stored.record, outcome) {
        (Ok(record), Some(Outcome::Passed)) if counts => judge.signature(stored, record).unwrap_or(Level::Recorded),
        _ => Level::Ticked,
    };
    let level = if state == State::Current { worth } else { Level::Ticked };
    Verdict { steps: judge.steps, state, outcome, level, worth }
}

struct Judge<'f> {
    steps: Vec<Step>,
    facts: &'f Facts<'f>,
}

impl Judge<'_> {
    fn push(&mut self, what: &'static str, held: Held) {
        self.steps.push(Step { what, held });
    }

    fn yes(&mut self, what: &'static str) {
        self.push(what, Held::Yes);
    }

    fn no(&mut self, what: &'static str, why: impl Into<String>) {
        self.push(what, Held::No(why.into()));
    }

    /// Notes whether `holds`, and says so.
    fn holds(&mut self, what: &'static str, holds: bool, why: impl FnOnce() -> String) -> bool {
        self.push(what, if holds { Held::Yes } else { Held::No(why()) });
        holds
    }

    /// How a record that agrees with itself stands to the item, the configuration and the files.
    fn state(&mut self, record: &Statement, target: &Target) -> State {
        let evidence = record.evidence();
        let about = &evidence.item;
        let same = about.plan == target.plan && about.key == target.item.key;
        if !self.holds("item", same, || format!("it is about {} of {}", about.key, about.plan)) {
            return State::Refused;
        }
        let time = |text: &str| text.parse::<Timestamp>().map_or(i64::MAX, |t| t.as_second());
        let finished = time(&evidence.command.finished_on);
        if !self.holds("time", finished <= self.facts.now + AHEAD, || "it lies in the future".to_owned()) {
            return State::Refused;
        }
        let same_text = about.text_sha256 == target.item.text;
        self.holds("text", same_text, || "the item said something else".to_owned());
        let Some(check) = self.facts.checks.get(record.check()) else {
            self.no("check", format!("planvet.toml declares no check `{}`", record.check()));
            return State::Undeclared;
        };
        let declared = record.predicate.configuration[0] == definition(check);
        if !self.holds("check", declared, || format!("`{}` is declared in another way now", check.name)) {
            return State::CheckChanged;
        }
        let command = evidence.command.argv == check.argv && evidence.command.cwd == ".";
        if !self.holds("command", command, || "it ran something else than the check declares".to_owned()) {
            return State::Refused;
        }
        if !self.reported(record, check) {
            return State::Refused;
        }
        self.report_files(record);
        let covered = evidence.scope.globs == globs(check, target);
        self.holds("scope", covered, || "it is about other files than the check and the item name now".to_owned());
        if !self.base(record) {
            return State::Refused;
        }
        if !(same_text && covered) {
            return State::Reworded;
        }
        self.files(record, check, target)
    }

    /// Whether the record holds the report that the check declares, and no other.
    fn reported(&mut self, record: &Statement, check: &Check) -> bool {
        let reports = &record.evidence().reports;
        if let Some(other) = reports.iter().find(|r| Some(&r.name) != check.report.as_ref()) {
            let why = || format!("the check does not declare the report {}", other.name);
            return self.holds("report", false, why);
        }
        let needed = check.kind == CheckKind::Test && record.predicate.result == Outcome::Passed;
        let why = || "the check is a test, and the record holds no report of it".to_owned();
        self.holds("report", !needed || !reports.is_empty(), why)
    }

    /// Whether the reports that are still there are those that were read.
    fn report_files(&mut self, record: &Statement) {
        for report in &record.evidence().reports {
            let held = match digest_of(self.facts.root, &report.name, results::LIMIT as u64) {
                Some(digest) if digest == report.digest.sha256 => Held::Yes,
                Some(_) => Held::Unknown(format!("{} was written again since", report.name)),
                None => Held::Unknown(format!("{} is not here any more", report.name)),
            };
            self.push("report file", held);
        }
    }

    /// Whether the commit has the tree that the record says. Squashed and rebased commits are not in this clone, and
    /// nothing follows from that.
    fn base(&mut self, record: &Statement) -> bool {
        let base = &record.subject.0.digest;
        let Some((repository, commit)) = self.facts.repository.zip(base.git_commit.as_deref()) else { return true };
        let short = &commit[..12];
        match repository.commit(commit) {
            Ok(Lookup::Found(found)) => {
                let same = found.tree.to_string() == base.git_tree;
                self.holds("base", same, || format!("commit {short} has another tree than it says"))
            }
            _ => {
                self.push("base", Held::Unknown(format!("commit {short} is not in this clone")));
                true
            }
        }
    }

    /// Whether the files of the scope are still what they were.
    fn files(&mut self, record: &Statement, check: &Check, target: &Target) -> State {
        let unknown = |judge: &mut Self, why: String| {
            judge.no("files", why.clone());
            State::Unknown(why)
        };
        let Some(repository) = self.facts.repository else {
            return unknown(self, "git cannot be asked".to_owned());
        };
        let snapshot = match self.facts.trees.get(repository, check, target) {
            Ok(snapshot) => snapshot,
            Err(why) => return unknown(self, why),
        };
        let tree = match &*snapshot {
            Snapshot::Known(tree) => tree,
            Snapshot::Unknown(paths) => {
                let first = paths.first().map(|p| format!("{} {}", String::from_utf8_lossy(&p.path), p.why));
                return unknown(self, first.unwrap_or_default());
            }
        };
        if tree.oid.to_string() == record.subject.1.digest.git_tree {
            let same = tree.leaves.len() == record.evidence().scope.files;
            let counted = self.holds("files", same, || format!("there are {} of them", tree.leaves.len()));
            return if counted { State::Current } else { State::Refused };
        }
        let drift = Drift::between(&record.evidence().scope.listing, tree);
        self.no("files", drift.told());
        State::Drifted(drift)
    }

    /// The level that a signature gives; none where there is none that counts.
    fn signature(&mut self, stored: &Stored, record: &Statement) -> Option<Level> {
        let signature = match stored.signature.as_ref()? {
            Ok(signature) => signature,
            Err(why) => {
                self.no("signature", why.to_string());
                return None;
            }
        };
        let finished = record.evidence().command.finished_on.parse::<Timestamp>().ok()?.as_second();
        match signing::verify(&stored.bytes, signature, self.facts.signers, finished) {
            Ok(signed) => {
                self.yes("signature");
                let attested = signed.is_ci() && record.evidence().recorder.origin != super::record::Origin::Local;
                Some(if attested { Level::Attested } else { Level::Signed })
            }
            Err(why) => {
                self.no("signature", why.to_string());
                None
            }
        }
    }
}
