//! Baselines: findings that are known, so that only those are reported that came after them.

use crate::diagnostic::{Diagnostic, Severity};
use rustc_hash::FxHashMap;
use serde::Deserialize;
use std::{collections::BTreeMap, ops::Range};

/// The version of the file's form, and of the keys in it.
pub const VERSION: u32 = super::identity::VERSION;

/// Findings that are known, each with how often.
#[derive(Debug, Clone, Default)]
pub struct Baseline {
    entries: Vec<Entry>,
}

/// A finding that is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Where it was found, as reports print it; a hint, since files are renamed.
    pub path: Box<str>,
    /// The rule.
    pub rule: Box<str>,
    /// What it is about, see [`identity`](super::identity).
    pub key: Box<str>,
    /// How many there are.
    pub count: usize,
    /// Where it stands in the baseline's file, in bytes.
    pub place: Range<usize>,
}

/// The findings of one document, by the path that reports print.
pub type Found<'f> = (&'f str, &'f mut Vec<Diagnostic>);

/// What came of comparing findings with a baseline.
#[derive(Debug, Default)]
pub struct Held {
    /// How many findings of each document are known, in the order in which they were given.
    pub counts: Vec<usize>,
    /// How many findings of each entry were not there.
    pub left: Vec<usize>,
}

/// How a baseline was brought up to date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Update {
    /// Findings that stay in it.
    pub kept: usize,
    /// Findings that were in it and are gone.
    pub removed: usize,
    /// Findings that were put into it.
    pub added: usize,
    /// Findings that are not in it.
    pub new: usize,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    version: u32,
    #[serde(default)]
    findings: Vec<toml::Spanned<Line>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    path: Box<str>,
    rule: Box<str>,
    key: Box<str>,
    count: usize,
}

impl Baseline {
    /// The findings in `files`; those without a key are nothing that one can know again.
    pub fn of<'f>(files: impl IntoIterator<Item = (&'f str, &'f [Diagnostic])>) -> Self {
        let keys = |(path, findings): (&'f str, &'f [Diagnostic])| {
            findings.iter().flat_map(move |d| d.keys().map(move |key| (path, d.rule.name, key)))
        };
        Self::counted(files.into_iter().flat_map(keys))
    }

    /// Findings by path, rule and key.
    fn counted<'f>(findings: impl Iterator<Item = (&'f str, &'f str, &'f str)>) -> Self {
        let mut counts: BTreeMap<(&str, &str, &str), usize> = BTreeMap::new();
        findings.for_each(|finding| *counts.entry(finding).or_default() += 1);
        let entry = |((path, rule, key), count): ((&str, &str, &str), usize)| Entry {
            path: path.into(),
            rule: rule.into(),
            key: key.into(),
            count,
            place: 0..0,
        };
        Self { entries: counts.into_iter().map(entry).collect() }
    }

    /// Reads a baseline's file.
    ///
    /// # Errors
    /// What is wrong with it, and where, in bytes.
    pub fn parse(text: &str) -> Result<Self, (Range<usize>, String)> {
        let file: File = toml::from_str(text)
            .map_err(|e| (e.span().unwrap_or(0..0), format!("this is no baseline: {}", e.message())))?;
        if file.version != VERSION {
            let message = format!("version {} is not one that this planvet reads; it reads {VERSION}", file.version);
            return Err((0..0, message));
        }
        let entry = |line: toml::Spanned<Line>| {
            let place = line.span();
            let Line { path, rule, key, count } = line.into_inner();
            Entry { path, rule, key, count, place }
        };
        Ok(Self { entries: file.findings.into_iter().map(entry).collect() })
    }

    /// Its file: sorted, a finding a line, so that merges seldom conflict.
    pub fn text(&self) -> String {
        let mut entries: Vec<&Entry> = self.entries.iter().filter(|entry| entry.count > 0).collect();
        entries.sort_by(|a, b| (&a.path, &a.rule, &a.key).cmp(&(&b.path, &b.rule, &b.key)));
        let mut text = format!(
            "# Findings that were there when this file was written; only new ones are reported.\n\
             # `planvet baseline` takes out what was mended.\nversion = {VERSION}\nfindings = [\n"
        );
        for Entry { path, rule, key, count, .. } in entries {
            let [path, rule, key] = [path, rule, key].map(|word| quoted(word));
            text.push_str(&format!("  {{ path = {path}, rule = {rule}, key = {key}, count = {count} }},\n"));
        }
        text.push_str("]\n");
        text
    }

    /// What is in it.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Every document is called what `name` makes of its path.
    pub fn renamed(mut self, name: impl Fn(&str) -> Option<Box<str>>) -> Self {
        for entry in &mut self.entries {
            entry.path = name(&entry.path).unwrap_or_else(|| entry.path.clone());
        }
        self
    }

    /// Takes out what it knows of the documents at which `is` says so; gives how many findings these were.
    pub fn forget(&mut self, is: impl Fn(&str) -> bool) -> usize {
        let gone = self.entries.extract_if(.., |entry| is(&entry.path));
        gone.map(|entry| entry.count).sum()
    }

    /// Takes out of `files` what is known. A known finding is one of the same rule and key in the same document; what
    /// is known of a document that is gone, as `gone` says, holds for the others too, since it may be one of them. One
    /// that gathers several defects is known where all of them are.
    /// `always` names the findings of a document, by its place in the list, that stay whatever is known.
    pub fn hold(
        &self,
        files: &mut [Found],
        gone: impl Fn(&str) -> bool,
        always: impl Fn(usize, &Diagnostic) -> bool,
    ) -> Held {
        let Match { left, open } = self.matched(files, gone, always);
        let known = |open: &Vec<bool>| !open.is_empty() && !open.contains(&true);
        for ((_, findings), open) in files.iter_mut().zip(&open) {
            let mut open = open.iter();
            findings.retain(|_| !open.next().is_some_and(known));
        }
        let counts = open.iter().map(|open| open.iter().filter(|open| known(open)).count()).collect();
        Held { counts, left }
    }

    /// Compares it with `files`, see [`hold`](Self::hold).
    fn matched(
        &self,
        files: &[Found],
        gone: impl Fn(&str) -> bool,
        always: impl Fn(usize, &Diagnostic) -> bool,
    ) -> Match {
        let mut left: Vec<usize> = self.entries.iter().map(|entry| entry.count).collect();
        let unknown = |(_, findings): &Found| findings.iter().map(|d| d.keys().map(|_| true).collect()).collect();
        let mut open: Vec<Vec<Vec<bool>>> = files.iter().map(unknown).collect();
        let mut order: Vec<usize> = (0..files.len()).collect();
        order.sort_by_key(|&at| files[at].0);
        // First those of the same path, in all documents, so that no other document takes what is theirs.
        for moved in [false, true] {
            let mut known: FxHashMap<Name, Vec<usize>> = FxHashMap::default();
            for (at, entry) in self.entries.iter().enumerate().rev().filter(|(at, _)| left[*at] > 0) {
                if !moved || gone(&entry.path) {
                    known.entry(name(entry, moved)).or_default().push(at);
                }
            }
            for &file in &order {
                let (path, findings) = &files[file];
                for (at, finding) in findings.iter().enumerate().filter(|(_, finding)| !always(file, finding)) {
                    for (key, open) in finding.keys().zip(&mut open[file][at]).filter(|(_, open)| **open) {
                        let named = (finding.rule.name, key, if moved { "" } else { path });
                        let Some(entries) = known.get_mut(&named) else { continue };
                        let Some(&entry) = entries.last() else { continue };
                        left[entry] -= 1;
                        *open = false;
                        if left[entry] == 0 {
                            entries.pop();
                        }
                    }
                }
            }
        }
        Match { left, open }
    }

    /// Brings it up to date with what is found in `files` now: known findings that are gone leave it, and the new ones
    /// enter that are at least as bad as `add` says. Of documents that are neither among the files nor `gone`, and of
    /// rules that did not run there (`ran` is asked for rule and path), it keeps what it knows.
    pub fn update(
        &mut self,
        files: &[Found],
        gone: impl Fn(&str) -> bool,
        ran: impl Fn(&str, &str) -> bool,
        add: Option<Severity>,
    ) -> Update {
        let now = Self::of(files.iter().map(|(path, findings)| (*path, &findings[..])));
        let Match { left, open } = self.matched(files, &gone, |_, _| false);
        let new = |least: Option<Severity>| {
            let findings = files.iter().zip(&open).flat_map(|((path, findings), open)| {
                let all = findings.iter().zip(open).filter(move |(d, _)| least.is_none_or(|least| d.severity < least));
                all.flat_map(move |(d, open)| {
                    let new = d.keys().zip(open).filter(|(_, open)| **open);
                    new.map(move |(key, _)| (*path, d.rule.name, key))
                })
            });
            Self::counted(findings)
        };
        let checked: rustc_hash::FxHashSet<&str> = files.iter().map(|(path, _)| *path).collect();
        let sum = |entries: &[Entry]| entries.iter().map(|entry| entry.count).sum::<usize>();
        let (new, left_out) = (new(None), new(add));
        let (all, rest) = (sum(&new.entries), sum(&left_out.entries));
        let stays = |e: &Entry| !checked.contains(&*e.path) && !gone(&e.path) || !ran(&e.rule, &e.path);
        let removed = self.entries.iter().zip(&left).filter(|(e, _)| !stays(e)).map(|(_, left)| left).sum();
        // What is found now and known is written with the path that it has now.
        let mut entries: Vec<Entry> = self.entries.drain(..).filter(stays).collect();
        let mut minus: FxHashMap<[Box<str>; 3], usize> =
            left_out.entries.into_iter().map(|e| ([e.path, e.rule, e.key], e.count)).collect();
        let mut kept = sum(&entries);
        for mut entry in now.entries {
            let name = [entry.path.clone(), entry.rule.clone(), entry.key.clone()];
            entry.count -= minus.remove(&name).unwrap_or(0);
            kept += entry.count;
            entries.extend((entry.count > 0).then_some(entry));
        }
        self.entries = entries;
        match add {
            Some(_) => Update { kept: kept - (all - rest), removed, added: all - rest, new: 0 },
            None => Update { kept, removed, added: 0, new: all },
        }
    }
}

/// What of a baseline was found, and what that is found it does not know.
struct Match {
    /// How many findings of each entry were not there.
    left: Vec<usize>,
    /// Of each document, of each finding, which of its defects are new.
    open: Vec<Vec<Vec<bool>>>,
}

/// By what an entry is looked up: rule, key, and the path where that counts.
type Name<'e> = (&'e str, &'e str, &'e str);

fn name(entry: &Entry, moved: bool) -> Name<'_> {
    (&entry.rule, &entry.key, if moved { "" } else { &entry.path })
}

/// A string of TOML on one line.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            c if c.is_control() => quoted.push_str(&format!("\\u{:04X}", u32::from(c))),
            c => quoted.push(c),
        }
    }
    quoted + "\""
}

#[cfg(test)]
#[path = "baseline_tests.rs"]
mod tests;
