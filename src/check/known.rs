//! Findings that are known: from a baseline's file, or since a revision.

use super::{Checked, Run};
use crate::{
    diagnostic::{Diagnostic, quote},
    rules::{self, engine},
    source::{Source, Span},
    suppression::baseline::{Baseline, Found},
    workspace::{Changes, Input, display, is_document, lines},
};
use rustc_hash::FxHashMap;
use std::{
    collections::{BTreeSet, HashSet},
    path::{Path, PathBuf},
    sync::atomic::AtomicUsize,
};

/// The findings of each document; what could not be checked says nothing of what is in it.
pub fn findings(checked: &mut [Checked]) -> Vec<Found<'_>> {
    checked.iter_mut().filter(|c| !c.broken()).map(|c| (&*c.path, &mut c.diagnostics)).collect()
}

/// A baseline as a file holds it.
#[derive(Debug)]
pub struct File {
    /// Where it lies; `None` where it is that of another revision.
    pub path: Option<PathBuf>,
    /// Its path as reports print it.
    pub shown: String,
    /// Its text.
    pub text: String,
    /// What it says.
    pub baseline: Baseline,
}

impl File {
    /// Takes out of `checked` what the baseline knows; gives what is to be said of the baseline: findings that were
    /// mended.
    ///
    /// `gone` says of a path that no file lies there any more, `searched` that one which lay there would have been
    /// checked.
    pub fn hold(
        &self,
        checked: &mut [Checked],
        run: &Run,
        root: &Path,
        gone: impl Fn(&str) -> bool,
        searched: impl Fn(&str) -> bool,
    ) -> Option<Checked> {
        let there: HashSet<Box<str>> = findings(checked).iter().map(|(path, _)| (*path).into()).collect();
        let held = self.baseline.hold(&mut findings(checked), &gone, |_, _| false);
        let mut counts = held.counts.into_iter();
        for file in checked.iter_mut().filter(|c| !c.broken()) {
            file.known += counts.next().unwrap_or(0);
        }
        let rule = engine::stale_baseline();
        let mut stale = Vec::new();
        for (entry, left) in self.baseline.entries().iter().zip(held.left).filter(|(_, left)| *left > 0) {
            let path = root.join(&*entry.path);
            let settings = run.configs.of(&path).settings(&path);
            let ran = ran(run, root, &entry.rule, &entry.path);
            let lost = gone(&entry.path) || run.configs.of(&path).excludes(&path, false);
            let looked = there.contains(&entry.path) || lost && searched(&entry.path);
            if ran && looked && settings.enabled(rule) {
                let place = Span::new(entry.place.start, entry.place.end);
                let subject = if entry.key.is_empty() { String::new() } else { format!(" `{}`", quote(&entry.key)) };
                let of = if left == 1 { String::new() } else { format!(" {left} times") };
                let message = format!(
                    "the baseline holds back `{}`{subject}{of} in {}, where it is found no more",
                    entry.rule,
                    quote(&entry.path)
                );
                let help = "take it out with `planvet baseline`, so that it cannot come back unnoticed";
                let mut finding = Diagnostic::new(rule, place, message).help(help);
                finding.severity = settings.forced(rule).unwrap_or(finding.severity);
                stale.push(finding);
            }
        }
        super::vet::sort(&mut stale);
        let fail_on = run.configs.of_folder(root).base().fail_on;
        (!stale.is_empty()).then(|| Checked::beside(&self.shown, &self.text, stale, fail_on))
    }
}

/// Whether a rule ran on the document at `path`, so that its silence says something.
pub fn ran(run: &Run, root: &Path, rule: &str, path: &str) -> bool {
    let path = root.join(path);
    let settings = run.configs.of(&path).settings(&path);
    rules::find(rule).is_some_and(|known| {
        let blind = known.page().needs.contains(&"repository") && run.project.root().is_none();
        settings.enabled(known) && !blind
    })
}

/// Takes out of `checked` what was found before `changes`, too, and does not lie on a line that they changed. `run` is
/// the one that found it; paths are relative to `root`.
pub fn hold_older(checked: &mut [Checked], changes: &Changes, run: &Run, root: &Path) {
    let before = older(checked, changes, run, root);
    let touched: Vec<Touched> = checked.iter().map(|file| Touched::of(file, changes, root)).collect();
    let untouched = |(file, touched): &(&mut Checked, &Touched)| matches!(touched, Touched::Nothing) && !file.broken();
    for (file, _) in checked.iter_mut().zip(&touched).filter(untouched) {
        // What cannot be known again is as old as the file; that it cannot be checked at all is always told.
        let count = file.diagnostics.len();
        file.diagnostics.retain(|d| d.key.is_some() && run.configs.all().iter().all(|c| c.path != *file.path));
        file.known += count - file.diagnostics.len();
    }
    let gone = |path: &str| !changes.now.is_file(&root.join(path));
    let mut sources = Vec::new();
    let mut found: Vec<Found> = Vec::new();
    for Checked { path, source, diagnostics, .. } in checked.iter_mut() {
        sources.push(source.as_deref());
        found.push((path, diagnostics));
    }
    let held =
        before.hold(&mut found, gone, |at, finding| places(finding).any(|span| touched[at].holds(sources[at], span)));
    for (file, count) in checked.iter_mut().zip(held.counts) {
        file.known += count;
    }
}

/// Every place of its own document that a finding is about: it may gather several defects into one.
fn places(finding: &Diagnostic) -> impl Iterator<Item = Span> + '_ {
    let related = finding.related.iter().filter(|related| related.elsewhere.is_none()).map(|related| related.span);
    let edits = finding.fix.iter().flat_map(|fix| &fix.edits).map(|edit| edit.span);
    std::iter::once(finding.span).chain(related).chain(edits).chain(finding.gathers.iter().copied())
}

/// What was found before `changes`, where it matters for `checked`: in the same documents, and in those that are gone.
fn older(checked: &[Checked], changes: &Changes, run: &Run, root: &Path) -> Baseline {
    let found = checked.iter().filter(|file| !file.diagnostics.is_empty()).map(|file| root.join(&*file.path));
    let mut paths: BTreeSet<PathBuf> = found.filter_map(|path| changes.was(&path).map(Path::to_path_buf)).collect();
    paths.extend(changes.gone.iter().filter(|path| is_document(path)).cloned());
    paths.retain(|path| changes.before.is_file(path) && run.configs.all().iter().all(|c| root.join(&c.path) != *path));
    let configs = run.configs.for_documents_of(changes.before.clone());
    let project = run.project.seen_in(changes.before.clone());
    let inputs = paths.into_iter().map(|path| Input { shown: display(&path, root), path, bytes: None }).collect();
    let before = Run { keys: true, ..Run::new(&configs, &project) }.vet(inputs, &AtomicUsize::new(0));
    let moved = changes.changed.iter().filter_map(|(now, was)| Some((was.as_deref()?, now)));
    let moved: FxHashMap<&Path, &PathBuf> = moved.filter(|(was, now)| was != now).collect();
    let renamed = |was: &str| moved.get(&*root.join(was)).map(|now| display(now, root).into());
    Baseline::of(before.iter().map(|file| (&*file.path, &file.diagnostics[..]))).renamed(renamed)
}

/// Which lines of a document were changed.
enum Touched {
    Nothing,
    All,
    Lines(HashSet<usize>),
}

impl Touched {
    fn of(file: &Checked, changes: &Changes, root: &Path) -> Self {
        let path = root.join(&*file.path);
        match (changes.changed.get(&path), &file.source) {
            (None, _) => Self::Nothing,
            (Some(None), _) => Self::All,
            (Some(Some(_)), None) => Self::Lines(HashSet::new()),
            (Some(Some(was)), Some(source)) => {
                let before = changes.before.read(was).and_then(|bytes| Source::new(&*file.path, bytes));
                before.map_or(Self::All, |before| Self::Lines(lines::changed(before.text(), source.text())))
            }
        }
    }

    /// Whether one of the lines of `span` is among them.
    fn holds(&self, source: Option<&Source>, span: Span) -> bool {
        let Self::Lines(changed) = self else { return matches!(self, Self::All) };
        let Some(lines) = source.map(Source::lines) else { return false };
        let [first, last] = [span.start, span.end.max(span.start + 1) - 1].map(|at| lines.line_of(at as usize));
        (first..=last).any(|line| changed.contains(&line))
    }
}
