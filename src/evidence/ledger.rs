//! What the records say of the items of a plan.

use super::{
    key::ItemKey,
    record::Outcome,
    signing::AllowedSigners,
    store::{self, Store, Stored, Strange},
    verify::{Facts, State, Target, Trees, Verdict, verify},
};
use crate::{
    family::{self, Member},
    plan::{Task, TaskKind},
    project::Project,
    settings::{Check, Level, RequireEvidence, Settings},
};
use rustc_hash::FxHashMap;
use std::{
    collections::BTreeMap,
    path::{Component, Path},
};

/// Where the keys stand that may sign, from the root of the repository.
pub const SIGNERS: &str = ".planvet/allowed_signers";

/// The most that the file of the signers may hold, in bytes.
const MOST: u64 = 1 << 20;

/// Who may sign, and what cannot be understood of it: what `given` says, else the file at `root`.
pub fn signers(root: &Path, given: Option<&str>) -> (AllowedSigners, Vec<String>) {
    let read = || store::optional(&root.join(SIGNERS), MOST).map_err(|why| format!("{SIGNERS}: {why}"));
    let text = || String::from_utf8(read()?.unwrap_or_default()).map_err(|_| format!("{SIGNERS} is no text"));
    match given.map_or_else(text, |given| Ok(given.to_owned())) {
        Ok(text) => {
            let (signers, problems) = AllowedSigners::parse(&text);
            let told = problems.iter().map(|p| format!("{SIGNERS}, line {}: {}", p.line, p.what));
            (signers, told.collect())
        }
        Err(problem) => (AllowedSigners::default(), vec![problem]),
    }
}

/// What keeps evidence from counting at large: folders that are none, signers that cannot be understood. Nothing where
/// there is no record. `given` as for [`signers`].
pub fn problems(root: &Path, given: Option<&str>) -> Vec<String> {
    let store = Store::new(root);
    let strange: Vec<String> = store.strange().iter().map(Strange::to_string).collect();
    match store.is_there() {
        true => strange.into_iter().chain(signers(root, given).1).collect(),
        false => strange,
    }
}

/// An item and its records.
#[derive(Debug)]
pub struct Entry {
    /// The item.
    pub item: ItemKey,
    /// The files that it names, from the root.
    pub files: Vec<String>,
    /// Its records, judged, the newest first.
    pub records: Vec<(Stored, Verdict)>,
}

/// How a check stands for an item.
#[derive(Debug, Clone, Copy)]
pub struct Standing<'e> {
    /// The record that decides: of those about the files as they are now the newest where that failed, else the
    /// strongest since the last failure; where there is none, the newest of all.
    pub stored: &'e Stored,
    /// What it is worth.
    pub verdict: &'e Verdict,
}

impl Standing<'_> {
    /// Whether the check failed on the files as they are now.
    pub fn failed(&self) -> bool {
        self.verdict.state == State::Current && self.verdict.outcome == Some(Outcome::Failed)
    }
}

/// The items of a document that have records, for rules; none, and nothing asked of git, where its plan has none.
pub fn of(member: &Member, project: &Project, settings: &Settings) -> Vec<Entry> {
    let Some(root) = project.root() else { return Vec::new() };
    let store = Store::new(root);
    let Member { source, plan, .. } = member;
    let key = super::key::plan(source, plan, family::key(source.text()));
    if !store.holds(&key) {
        return Vec::new();
    }
    let (signers, _) = signers(root, project.signers());
    let now = jiff::Timestamp::now().as_second();
    let repository = project.repository_of(source.path());
    let trees = Trees::default();
    let facts = Facts { root, repository, checks: &settings.checks, signers: &signers, now, trees: &trees };
    let mut entries = entries(&key, source.path(), items(plan), &store, &facts);
    entries.retain(|entry| !entry.records.is_empty());
    entries
}

/// The items of a plan to which evidence can belong, and the files that each names.
pub fn items(plan: &crate::plan::Plan) -> Vec<(ItemKey, Vec<String>)> {
    let items = super::key::items(plan).into_iter().map(|item| (plan.task(item.task), item));
    items.filter(|(task, _)| task.kind != TaskKind::Review).map(|(task, item)| (item, files(task))).collect()
}

/// The files that a task names, from the root, each once; what leaves the repository is none of it.
fn files(task: &Task) -> Vec<String> {
    let plain = |path: &str| Path::new(path).components().all(|part| matches!(part, Component::Normal(_)));
    let named = task.files.iter().map(|f| f.path.to_string());
    let mut files: Vec<String> = named.filter(|path| !path.contains(['*', '\\']) && plain(path)).collect();
    files.sort_unstable();
    files.dedup();
    files
}

/// The entries of a plan's items in one document; `items` with the files that they name.
pub fn entries(
    plan: &str,
    document: &str,
    items: Vec<(ItemKey, Vec<String>)>,
    store: &Store,
    facts: &Facts,
) -> Vec<Entry> {
    let mut entries: Vec<Entry> =
        items.into_iter().map(|(item, files)| Entry { item, files, records: Vec::new() }).collect();
    let folders = entries.iter().enumerate().map(|(at, entry)| (super::key::folder(&entry.item.key), at));
    let folders: FxHashMap<String, usize> = folders.collect();
    let aliases = aliases(&entries);
    for stored in store.records(plan) {
        // A record lies in the folder of its item, or is refused for that.
        let own = folders.get(&stored.home.1).map(|&at| (at, None));
        let other = || {
            let text = stored.record.as_ref().ok()?.evidence().item.text_sha256.clone();
            aliases.get(&(stored.home.1.clone(), text)).map(|(at, item)| (*at, Some(item)))
        };
        let Some((at, item)) = own.or_else(other) else { continue };
        let entry = &mut entries[at];
        let item = item.unwrap_or(&entry.item);
        let verdict = verify(&stored, &Target { plan, document, item, files: &entry.files }, facts);
        entry.records.push((stored, verdict));
    }
    for entry in &mut entries {
        entry.records.sort_by(|(a, _), (b, _)| time(b).cmp(&time(a)).then_with(|| a.path.cmp(&b.path)));
    }
    entries
}

/// What else items are called: by the folder of such a name and the digest of the text, which entry it is, as which item.
fn aliases(entries: &[Entry]) -> FxHashMap<(String, String), (usize, ItemKey)> {
    let mut found = FxHashMap::default();
    for (at, Entry { item, .. }) in entries.iter().enumerate() {
        for alias in item.aliases.iter().cloned() {
            let place = (super::key::folder(&alias.key), alias.text.clone());
            let named = ItemKey { key: alias.key, text: alias.text, aliases: Vec::new(), ..item.clone() };
            found.entry(place).or_insert((at, named));
        }
    }
    found
}

/// When a record's command had ended, in nanoseconds since 1970; the least where that is not known.
fn time(stored: &Stored) -> i128 {
    let record = stored.record.as_ref().ok();
    let ended = record.and_then(|r| r.evidence().command.finished_on.parse::<jiff::Timestamp>().ok());
    ended.map_or(i128::MIN, jiff::Timestamp::as_nanosecond)
}

impl Entry {
    /// The names of the checks with records, sorted.
    pub fn checks(&self) -> Vec<&str> {
        let mut names: Vec<&str> =
            self.records.iter().filter_map(|(s, _)| s.record.as_ref().ok()).map(|r| r.check()).collect();
        names.sort_unstable();
        names.dedup();
        names
    }

    /// The records about `check` that count for something, the newest first.
    fn of_check<'e>(&'e self, check: &str) -> impl Iterator<Item = &'e (Stored, Verdict)> {
        let about = move |stored: &Stored| stored.record.as_ref().is_ok_and(|r| r.check() == check);
        self.records.iter().filter(move |(stored, v)| about(stored) && v.state != State::Refused)
    }

    /// How `check` stands; `None` where no record that counts is about it.
    pub fn standing(&self, check: &str) -> Option<Standing<'_>> {
        let of_check = || self.of_check(check);
        let failed = |verdict: &Verdict| verdict.outcome == Some(Outcome::Failed);
        let current = || of_check().filter(|(_, v)| v.state == State::Current);
        // The last of equals would be the oldest.
        let strongest =
            current().take_while(|(_, v)| !failed(v)).reduce(|a, b| if b.1.level > a.1.level { b } else { a });
        let (stored, verdict) = strongest.or_else(|| current().next()).or_else(|| of_check().next())?;
        Some(Standing { stored, verdict })
    }

    /// The records that count for nothing, or on which something rests that does not hold. That files have changed
    /// since is no fault of a record that another one has replaced.
    pub fn faults(&self) -> Vec<&(Stored, Verdict)> {
        let deciding = self.deciding(&self.checks());
        let decides = |(stored, verdict): &&(Stored, Verdict)| {
            verdict.state == State::Refused || deciding.contains(&&*stored.path)
        };
        self.records.iter().filter(decides).filter(|(_, verdict)| verdict.fault().is_some()).collect()
    }

    /// The paths of the records that decide how `checks` stand.
    fn deciding(&self, checks: &[&str]) -> Vec<&str> {
        checks.iter().filter_map(|c| self.standing(c)).map(|s| &*s.stored.path).collect()
    }

    /// The paths of the records that decide nothing any more, where these checks are declared.
    pub fn replaced(&self, checks: &BTreeMap<String, Check>) -> Vec<&str> {
        let kept = self.deciding(&checks.keys().map(String::as_str).collect::<Vec<_>>());
        let paths = self.records.iter().filter(|(stored, _)| stored.record.is_ok()).map(|(stored, _)| &*stored.path);
        paths.filter(|path| !kept.contains(path)).collect()
    }

    /// What the records make of a tick: the least of the checks that are required, or the best of any where none
    /// of them failed.
    pub fn level(&self, required: Option<&RequireEvidence>) -> Level {
        self.level_by(required, |check| self.standing(check).map_or(Level::Ticked, |s| s.verdict.level))
    }

    /// What they may make of it: more, where files cannot be compared.
    pub fn possible(&self, required: Option<&RequireEvidence>) -> Level {
        let unknown = |check: &str| {
            let of_check = self.of_check(check).filter(|(_, v)| matches!(v.state, State::Unknown(_)));
            of_check.map(|(_, v)| v.worth).max().unwrap_or(Level::Ticked)
        };
        let level = |check: &str| self.standing(check).map_or(Level::Ticked, |s| s.verdict.level);
        self.level_by(required, |check| level(check).max(unknown(check)))
    }

    fn level_by(&self, required: Option<&RequireEvidence>, level: impl Fn(&str) -> Level) -> Level {
        match required.filter(|r| !r.checks.is_empty()) {
            Some(required) => required.checks.iter().map(|c| level(c)).min().unwrap_or(Level::Ticked),
            None if self.any_failed() => Level::Ticked,
            None => self.checks().into_iter().map(level).max().unwrap_or(Level::Ticked),
        }
    }

    /// The first check that failed on the files as they are now.
    pub fn failed(&self) -> Option<&str> {
        self.checks().into_iter().find(|check| self.standing(check).is_some_and(|standing| standing.failed()))
    }

    /// Whether a check failed on the files as they are now.
    pub fn any_failed(&self) -> bool {
        self.failed().is_some()
    }

    /// The record by which `check` would make a tick worth `least`, were the item and the files still as they were;
    /// none where a record is about what is there now, or a failure is what was recorded last.
    pub fn outdated(&self, check: &str, least: Level) -> Option<Standing<'_>> {
        let is_now = |(_, verdict): &(Stored, Verdict)| verdict.state == State::Current;
        if self.of_check(check).any(is_now) {
            return None;
        }
        let mut passed = self.of_check(check).take_while(|(_, v)| v.outcome != Some(Outcome::Failed));
        let counted = |v: &Verdict| matches!(v.state, State::Drifted(_) | State::Reworded) && v.worth >= least;
        let (stored, verdict) = passed.find(|(_, verdict)| counted(verdict))?;
        Some(Standing { stored, verdict })
    }

    /// Why files could not be compared with some record.
    pub fn unknown(&self) -> Option<&str> {
        self.records.iter().find_map(|(_, verdict)| match &verdict.state {
            State::Unknown(why) => Some(&**why),
            _ => None,
        })
    }

    /// Whether some record says that a check passed, or there is more to say of one than that a check failed on
    /// files that are there no more.
    pub fn says_more_than_failure(&self) -> bool {
        let says = |(_, v): &(Stored, Verdict)| {
            v.outcome != Some(Outcome::Failed) || matches!(v.state, State::Current | State::Refused)
        };
        self.records.iter().any(says)
    }
}
