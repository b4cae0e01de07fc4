//! Applies the fixes of findings.
//!
//! Edits that do not touch each other are applied together, the result is vetted again, and so on until nothing
//! is left to fix. What comes out has to be understood no worse than what went in; the rule whose fix spoils a
//! document is left out there, and named. Nothing here touches a file but [`replace`].

mod diff;
mod edits;
mod judge;
mod write;

pub use diff::{Look, diff};
pub use write::{Unwritten, replace};

use crate::{check::Checked, diagnostic::Safety, workspace::Input};
use judge::Shape;
use std::{
    collections::{BTreeMap, BTreeSet},
    path::PathBuf,
};

/// How often a document is fixed and vetted again, before its fixes count as never coming to an end.
const ROUNDS: usize = 10;

/// How many findings of which rule.
pub type Tally = BTreeMap<&'static str, usize>;

/// A document with its fixes applied.
#[derive(Debug)]
pub struct Mended {
    /// Where it stands among the inputs.
    pub at: usize,
    /// Where it lies.
    pub path: PathBuf,
    /// Its path as reports print it.
    pub shown: String,
    /// Its bytes as they were read.
    pub before: Vec<u8>,
    /// Its bytes as they should be.
    pub after: Vec<u8>,
    /// The findings that were fixed.
    pub fixed: Tally,
}

/// Fixes that were not applied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// The document, as reports print it.
    pub shown: String,
    /// The rules that offer them; empty for all.
    pub rules: Vec<&'static str>,
    /// Why, a clause.
    pub why: String,
}

/// What came of it.
#[derive(Debug, Default)]
pub struct Outcome {
    /// The documents that would change.
    pub mended: Vec<Mended>,
    /// What was left out.
    pub refused: Vec<Refused>,
}

/// Fixes `inputs`, of which `first` says what was found, with fixes that are `most` or safer.
///
/// `vet` vets inputs as `first` was made. Again and again it gets those only that have something to fix, and those
/// that do not lie on disk.
pub fn fix(inputs: &[Input], first: &[Checked], most: Safety, vet: impl Fn(Vec<Input>) -> Vec<Checked>) -> Outcome {
    let mut outcome = once(inputs, first, most, &vet);
    for _ in 1..ROUNDS {
        // What was left out may be fixed otherwise where other fixes were applied.
        let half: BTreeSet<String> = outcome.half_mended().map(|mended| mended.shown.clone()).collect();
        if half.is_empty() {
            break;
        }
        let mut inputs = inputs.to_vec();
        outcome.mended.iter().for_each(|mended| inputs[mended.at].bytes = Some(mended.after.clone()));
        let known = inputs.iter().filter(|input| input.bytes.is_some()).cloned().collect();
        let checked: Vec<Checked> = vet(known).into_iter().filter(|checked| half.contains(&*checked.path)).collect();
        let next = once(&inputs, &checked, most, &vet);
        if next.mended.is_empty() {
            break;
        }
        outcome.go_on(next);
    }
    outcome
}

impl Outcome {
    /// The documents in which some fixes were applied and others left out.
    fn half_mended(&self) -> impl Iterator<Item = &Mended> {
        self.mended.iter().filter(|mended| self.refused.iter().any(|refused| refused.shown == mended.shown))
    }

    /// Takes up what came of fixing its documents once more.
    fn go_on(&mut self, next: Outcome) {
        for again in next.mended {
            self.refused.retain(|refused| refused.shown != again.shown);
            for mended in self.mended.iter_mut().filter(|mended| mended.at == again.at) {
                mended.after.clone_from(&again.after);
                again.fixed.iter().for_each(|(rule, count)| *mended.fixed.entry(rule).or_default() += count);
            }
        }
        let new = next.refused.into_iter().filter(|refused| !self.refused.contains(refused)).collect::<Vec<_>>();
        self.refused.extend(new);
    }
}

/// What comes of `inputs`, where a rule whose fix spoils a document is left out to the end.
fn once(inputs: &[Input], first: &[Checked], most: Safety, vet: &impl Fn(Vec<Input>) -> Vec<Checked>) -> Outcome {
    let mut outcome = Outcome::default();
    let mut works = Vec::new();
    let places: BTreeMap<&str, usize> = inputs.iter().enumerate().map(|(at, input)| (&*input.shown, at)).collect();
    for checked in first {
        let at = places.get(&*checked.path).copied();
        if at.is_some() && checked.source.as_ref().is_some_and(|source| source.holds_conflict()) {
            outcome.refused.push(Refused {
                shown: checked.path.to_string(),
                rules: Vec::new(),
                why: "it holds the markers of a merge conflict; resolve that first".to_owned(),
            });
        }
        works.extend(at.and_then(|at| Work::new(at, checked, most)));
    }
    while works.iter().any(|work| !work.settled) {
        attempt(&mut works, inputs, most, vet);
    }
    for Work { first, at, before, now, fixed, refused, .. } in works {
        let shown = first.path.to_string();
        let refused = refused.into_iter().map(|(rules, why)| Refused { shown: shown.clone(), rules, why });
        outcome.refused.extend(refused);
        if now != before {
            outcome.mended.push(Mended { at, path: inputs[at].path.clone(), shown, before, after: now, fixed });
        }
    }
    outcome
}

/// Takes the fixes out of `checked` that were `refused`, so that nobody is promised what does not come.
pub fn withhold(checked: &mut [Checked], refused: &[Refused], most: Safety) {
    for file in checked {
        let rules = || refused.iter().filter(|refused| *refused.shown == *file.path).flat_map(|refused| &refused.rules);
        for d in file.diagnostics.iter_mut().filter(|d| rules().any(|rule| *rule == d.rule.name)) {
            d.fix.take_if(|fix| fix.safety <= most);
        }
    }
}

/// Fixes every document that is not settled from its first state on, and settles those that came out well.
fn attempt(works: &mut [Work], inputs: &[Input], most: Safety, vet: &impl Fn(Vec<Input>) -> Vec<Checked>) {
    works.iter_mut().for_each(Work::restart);
    // What is found now, by path; at first that is what was found before.
    let mut vetted: BTreeMap<Box<str>, Checked> = BTreeMap::new();
    for round in 0..=ROUNDS {
        let mut moved = false;
        for work in works.iter_mut().filter(|work| !work.settled) {
            let checked = vetted.get(&work.first.path).unwrap_or(work.first);
            let applied = edits::apply(checked, most, &work.banned);
            work.last = applied.as_ref().map(|a| a.rules.clone()).unwrap_or_default();
            let Some(applied) = applied.filter(|_| round < ROUNDS) else { continue };
            moved = true;
            work.now = applied.bytes;
            applied.rules.iter().for_each(|rule| *work.fixed.entry(rule).or_default() += 1);
        }
        if !moved {
            break;
        }
        let mut again: BTreeMap<usize, Input> = inputs
            .iter()
            .enumerate()
            .filter(|(_, input)| input.bytes.is_some())
            .map(|(at, i)| (at, i.clone()))
            .collect();
        for work in works.iter() {
            again.insert(work.at, Input { bytes: Some(work.now.clone()), ..inputs[work.at].clone() });
        }
        vetted = vet(again.into_values().collect()).into_iter().map(|c| (c.path.clone(), c)).collect();
    }
    for work in works.iter_mut().filter(|work| !work.settled) {
        let checked = vetted.get(&work.first.path).unwrap_or(work.first);
        work.settle(checked);
    }
}

/// A document that is being fixed.
struct Work<'c> {
    /// What was found in it before.
    first: &'c Checked,
    /// Its place among the inputs.
    at: usize,
    before: Vec<u8>,
    shape: Shape,
    now: Vec<u8>,
    fixed: Tally,
    /// The rules of the fixes that were to be applied last; none where there were none.
    last: Vec<&'static str>,
    /// The rules whose fixes are not applied.
    banned: BTreeSet<&'static str>,
    /// The rules whose fixes were applied when it first came out badly.
    tried: Vec<&'static str>,
    /// Those of them that are still to be looked at.
    suspects: Vec<&'static str>,
    /// In what it did.
    why: String,
    /// The one that is left out to see whether it is to blame.
    trial: Option<&'static str>,
    refused: Vec<(Vec<&'static str>, String)>,
    settled: bool,
}

impl<'c> Work<'c> {
    /// The document behind `checked`; `None` where it has nothing to fix.
    fn new(at: usize, checked: &'c Checked, most: Safety) -> Option<Self> {
        edits::apply(checked, most, &BTreeSet::new())?;
        let before = checked.source.as_ref()?.bytes();
        Some(Self {
            first: checked,
            at,
            shape: Shape::of(&checked.path, &before)?,
            now: before.clone(),
            before,
            fixed: Tally::new(),
            last: Vec::new(),
            banned: BTreeSet::new(),
            tried: Vec::new(),
            suspects: Vec::new(),
            why: String::new(),
            trial: None,
            refused: Vec::new(),
            settled: false,
        })
    }

    fn restart(&mut self) {
        if !self.settled {
            self.now.clone_from(&self.before);
            self.fixed.clear();
        }
    }

    /// Judges an attempt: settles the document, or says what the next one leaves out.
    fn settle(&mut self, checked: &Checked) {
        if !self.last.is_empty() {
            self.last.dedup();
            let why = format!("it did not come to an end within {ROUNDS} rounds");
            self.banned.extend(self.last.iter().copied());
            return self.refused.push((std::mem::take(&mut self.last), why));
        }
        let why = judge::worse(self.first, checked, &self.shape, &self.now);
        let trial = self.trial.take();
        let Some(why) = why else {
            self.refused.extend(trial.map(|culprit| (vec![culprit], std::mem::take(&mut self.why))));
            self.settled = true;
            return;
        };
        match trial {
            Some(innocent) => drop(self.banned.remove(innocent)),
            None => {
                self.tried = self.fixed.keys().copied().collect();
                (self.suspects, self.why) = (self.tried.clone(), why);
            }
        }
        self.trial = self.suspects.pop();
        match self.trial {
            Some(next) => drop(self.banned.insert(next)),
            // No rule alone is to blame.
            None => {
                self.refused.push((std::mem::take(&mut self.tried), std::mem::take(&mut self.why)));
                self.restart();
                self.settled = true;
            }
        }
    }
}
