//! The engine: from sources to findings. Every door leads here.

mod circumstances;
mod clock;
mod gather;
pub mod known;
mod panics;
#[cfg(test)]
mod tests;

use crate::{
    config::{Config, Configs, FailOn, Settings},
    diagnostic::{Diagnostic, Intervals, Subject, identity, suppress},
    family::{self, Family, Kin, Member, Shelf},
    markdown::Document,
    plan::{self, Plan},
    project::Project,
    rules::{self, Context, engine},
    source::{Source, Span, Unreadable},
    workspace::{Input, View},
};
pub use clock::{Clock, Stage, Times};

use gather::Gathered;
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use std::{
    cell::OnceCell,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

/// What one document came to.
#[derive(Debug)]
pub struct Checked {
    /// The path as reports print it.
    pub path: Box<str>,
    /// The text; `None` where the file could not be read, and in a run where nothing was found in it.
    pub source: Option<Arc<Source>>,
    /// What was understood of it, where that was asked for.
    pub member: Option<Arc<Member>>,
    /// What was found, sorted by position and rule.
    pub diagnostics: Vec<Diagnostic>,
    /// How many findings an ignore silenced.
    pub suppressed: usize,
    /// How many findings were known before, and are not among these.
    pub known: usize,
    /// What was understood.
    pub counts: plan::Counts,
    /// From which severity on its findings fail the run.
    pub fail_on: FailOn,
    /// The first document of the plan that it is a part of; `None` where it is no document but a file that planvet
    /// reads beside them.
    pub plan: Option<Box<str>>,
}

impl Checked {
    /// The document at `path`, a plan of its own, in which nothing was found.
    pub fn new(path: &str, fail_on: FailOn) -> Self {
        Self {
            path: path.into(),
            source: None,
            member: None,
            diagnostics: Vec::new(),
            suppressed: 0,
            known: 0,
            counts: plan::Counts::default(),
            fail_on,
            plan: Some(path.into()),
        }
    }

    /// A file beside the documents, which has this `text`.
    pub fn beside(path: &str, text: &str, diagnostics: Vec<Diagnostic>, fail_on: FailOn) -> Self {
        let source = Source::new(path, text.as_bytes().to_vec()).ok().map(Arc::new);
        Self { source, diagnostics, plan: None, ..Self::new(path, fail_on) }
    }

    /// Whether a finding fails the run.
    pub fn fails(&self) -> bool {
        self.diagnostics.iter().any(|d| self.fail_on.reached(d.severity))
    }

    /// Whether the file could not be vetted.
    pub fn broken(&self) -> bool {
        self.diagnostics.iter().any(is_broken)
    }
}

/// Whether a finding says that its file could not be vetted.
pub fn is_broken(d: &Diagnostic) -> bool {
    [engine::unreadable_file().name, engine::internal_error().name].contains(&d.rule.name)
}

/// Vets every input with what its configuration asks, on all cores; the order of the result is that of `inputs`.
///
/// `done` counts up as files are finished. A panic costs one file.
pub fn all(inputs: Vec<Input>, configs: &Configs, project: &Project, done: &AtomicUsize) -> Vec<Checked> {
    Run::new(configs, project).vet(inputs, done)
}

/// What documents are vetted with.
#[derive(Clone, Copy)]
pub struct Run<'r> {
    /// What holds for each document.
    pub configs: &'r Configs,
    /// The repository around them.
    pub project: &'r Project,
    /// Whether each finding gets the key by which it is known again.
    pub keys: bool,
    /// Where documents come from; none where they are read anew.
    pub texts: Option<&'r dyn Library>,
    /// Whether what was understood of a document is given back with its findings.
    pub keep: bool,
}

/// Where documents come from that were perhaps understood before.
pub trait Library: Sync {
    /// The document of `input`, read as `settings` ask.
    ///
    /// # Errors
    /// What is to be said where it cannot be read.
    fn member(&self, input: Input, settings: &Settings) -> Result<Arc<Member>, Box<Checked>>;

    /// The documents of the repository at `root` that carry `key`.
    fn carriers(&self, root: &Path, key: &str) -> Vec<Input>;
}

impl<'r> Run<'r> {
    /// A run that is asked for findings alone.
    pub fn new(configs: &'r Configs, project: &'r Project) -> Self {
        Self { configs, project, keys: false, texts: None, keep: false }
    }

    /// The same as [`all`].
    pub fn vet(&self, inputs: Vec<Input>, done: &AtomicUsize) -> Vec<Checked> {
        each::<()>(inputs, self, done).0
    }

    /// The same, and how long it took: the sum over all files and cores.
    pub fn vet_timed(&self, inputs: Vec<Input>, done: &AtomicUsize) -> (Vec<Checked>, Times) {
        let (checked, clocks) = each::<Times>(inputs, self, done);
        let mut times = Times::default();
        clocks.iter().for_each(|took| times += took);
        (checked, times)
    }
}

fn each<C: Clock>(inputs: Vec<Input>, run: &Run, done: &AtomicUsize) -> (Vec<Checked>, Vec<C>) {
    let configs = run.configs;
    let shelf = Shelf::default();
    let finish = |plan: Gathered, clock: &mut C| {
        let mut checked = plan.vet(run, &shelf, clock);
        for (_, checked) in checked.iter_mut().filter(|(_, c)| c.diagnostics.is_empty()) {
            // Nobody asks for the text of a file without findings, and a large tree has many of them.
            checked.source = None;
        }
        done.fetch_add(checked.len(), Ordering::Relaxed);
        checked
    };
    let (first, mut clocks) = on_all_cores(family::units(inputs, configs), |unit, clock| {
        let plan = Gathered::read(unit, run, clock);
        if plan.is_keyed() { Err(plan) } else { Ok(finish(plan, clock)) }
    });
    let (ready, keyed): (Vec<_>, Vec<_>) = first.into_iter().partition(Result::is_ok);
    let keyed = gather::by_key(keyed.into_iter().filter_map(Result::err).collect(), run);
    let (late, more) = on_all_cores(keyed, |(mut plan, others), clock| {
        plan.extend(others, run, clock);
        finish(plan, clock)
    });
    clocks.extend(more);
    let ready = ready.into_iter().filter_map(Result::ok).chain(late);
    let mut checked: Vec<(usize, Checked)> = ready.flatten().collect();
    checked.sort_by_key(|(at, _)| *at);
    (checked.into_iter().map(|(_, checked)| checked).collect(), clocks)
}

/// Does `work` on each of `list`, with a clock of its own.
fn on_all_cores<T: Send, R: Send, C: Clock>(
    list: Vec<T>,
    work: impl Fn(T, &mut C) -> R + Sync + Send,
) -> (Vec<R>, Vec<C>) {
    let one = |entry| {
        let mut clock = C::default();
        (work(entry, &mut clock), clock)
    };
    match list.len() {
        // Threads cost more than one file does.
        0..2 => list.into_iter().map(one).unzip(),
        _ => list.into_par_iter().with_max_len(8).map(one).unzip(),
    }
}

/// Reads a document from `view`; the error is what to say instead.
///
/// # Errors
/// That it cannot be read, as a finding.
pub fn read(input: Input, settings: &Settings, view: &View) -> Result<Arc<Member>, Box<Checked>> {
    read_timed(input, settings, view, &mut ())
}

fn read_timed(
    input: Input,
    settings: &Settings,
    view: &View,
    clock: &mut impl Clock,
) -> Result<Arc<Member>, Box<Checked>> {
    let shown = input.shown.clone();
    let read = panics::guard(|| {
        let source = clock.run(Stage::Source, || input.read(view).and_then(|bytes| Source::new(&*shown, bytes)));
        source.and_then(|source| understood(source, settings, clock))
    });
    match read {
        Ok(Ok(member)) => Ok(Arc::new(member)),
        Ok(Err(error)) => Err(Box::new(unreadable(&shown, &error, settings.fail_on))),
        Err(said) => Err(Box::new(failed(&shown, &said, settings.fail_on))),
    }
}

/// What a text means.
fn understood(source: Source, settings: &Settings, clock: &mut impl Clock) -> Result<Member, Unreadable> {
    let document = clock.run(Stage::Markdown, || Document::of(&source))?;
    let plan = clock.run(Stage::Plan, || Plan::read(&source, &document, settings));
    Ok(Member { source: Arc::new(source), document, plan })
}

/// The finding that planvet itself failed on a file.
fn failed(shown: &str, said: &str, fail_on: FailOn) -> Checked {
    let finding = Diagnostic::new(
        engine::internal_error(),
        Span::default(),
        format!("planvet failed on this file: {said}"),
    )
    .help(
        "this is a defect of planvet, not of the file; please report it with the file, or a part of it that shows it",
    );
    Checked::only(shown, finding, fail_on)
}

/// The finding that a file cannot be read, at the place where that shows.
pub fn unreadable(shown: &str, error: &Unreadable, fail_on: FailOn) -> Checked {
    let (message, help) = match error {
        Unreadable::Io(e) => match e.kind() {
            std::io::ErrorKind::NotFound => {
                (format!("{shown} does not exist"), "check the name; paths start at the working directory")
            }
            std::io::ErrorKind::PermissionDenied => (
                format!("{shown} may not be read: {}", plain(e)),
                "let planvet read it, or name it under `exclude` in planvet.toml",
            ),
            _ => (format!("{shown} cannot be read: {}", plain(e)), "nothing was checked in it"),
        },
        Unreadable::NotText { what, .. } => (format!("{shown} cannot be read: {what}"), "nothing was checked in it"),
        Unreadable::TooLarge { .. } => {
            (format!("{shown} is too large: {error}"), "split it, or name it under `exclude` in planvet.toml")
        }
    };
    // The text up to the first bad byte gives the finding its place.
    let source = match error {
        Unreadable::NotText { before, .. } if !before.is_empty() => {
            Source::new(shown, before.clone()).ok().map(Arc::new)
        }
        _ => None,
    };
    let at = source.as_ref().map_or(0, |s| s.text().len());
    let finding = Diagnostic::new(engine::unreadable_file(), Span::at(at), message).help(help);
    Checked { source, ..Checked::only(shown, finding, fail_on) }
}

/// The operating system's words without its number.
fn plain(error: &std::io::Error) -> String {
    let text = error.to_string();
    let text = text.split(" (os error").next().unwrap_or(&text);
    text.chars().take(1).flat_map(char::to_lowercase).chain(text.chars().skip(1)).collect()
}

/// What is to be said of a configuration file itself: rules that this version does not know.
pub fn configuration(config: &Config) -> Option<Checked> {
    let rule = engine::unknown_rule();
    let settings = config.base();
    if config.unknown.is_empty() || !settings.enabled(rule) {
        return None;
    }
    let diagnostics = config.unknown.iter().map(|unknown| {
        let message = format!("planvet has no rule `{}`, so this line has no effect", unknown.name);
        let help = match unknown.suggestion {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => suppress::unknown_help(&unknown.name),
        };
        let mut finding = Diagnostic::new(rule, Span::new(unknown.span.start, unknown.span.end), message).help(help);
        finding.severity = settings.forced(rule).unwrap_or(finding.severity);
        finding.key = Some(unknown.name.as_str().into());
        finding
    });
    let mut diagnostics: Vec<_> = diagnostics.collect();
    sort(&mut diagnostics);
    Some(Checked::beside(&config.path, &config.text, diagnostics, settings.fail_on))
}

impl Checked {
    fn only(path: &str, finding: Diagnostic, fail_on: FailOn) -> Self {
        Self { diagnostics: vec![finding], ..Self::new(path, fail_on) }
    }
}

/// Vets one document that is a plan of its own.
pub fn document(source: Source, settings: &Settings, project: &Project) -> Checked {
    let path: Box<str> = source.path().into();
    let member = match understood(source, settings, &mut ()) {
        Ok(member) => member,
        Err(error) => return unreadable(&path, &error, settings.fail_on),
    };
    let family = Family::from(vec![Arc::new(member)]);
    let vetted = vet(Kin::new(&family, 0), settings, project, false, &mut ());
    vetted.of(&family.members()[0], settings.fail_on)
}

/// Many.
pub fn documents(sources: Vec<Source>, settings: &Settings, project: &Project) -> Vec<Checked> {
    let documents: Vec<_> = sources.iter().map(|s| Document::of(s).expect("fine")).collect();
    let list: Vec<_> = sources.iter().zip(&documents).map(|(s, d)| (s, d, settings)).collect();
    let plans = Plan::read_many(&list);
    let families: Vec<Family> = sources
        .into_iter()
        .zip(documents)
        .zip(plans)
        .map(|((s, document), plan)| Family::from(vec![Arc::new(Member { source: Arc::new(s), document, plan })]))
        .collect();
    let records: Vec<_> = families.iter().map(|_| OnceCell::new()).collect();
    let contexts: Vec<_> = families
        .iter()
        .zip(&records)
        .map(|(f, r)| (Context::new(Kin::new(f, 0), project, settings, r), f.members()[0].plan.counts().is_plan()))
        .collect();
    let mut found: Vec<Vec<Diagnostic>> = families.iter().map(|_| Vec::new()).collect();
    for rule in rules::all() {
        if !settings.enabled(rule) {
            continue;
        }
        for ((context, is_plan), found) in contexts.iter().zip(&mut found) {
            if rule.family != "text" || *is_plan {
                rule.run(context, found);
            }
        }
    }
    found
        .into_iter()
        .zip(&families)
        .map(|(mut diagnostics, family)| {
            let Member { source, document, plan } = &*family.members()[0];
            drop_superfluous(&mut diagnostics);
            circumstances::weigh(plan, document, &mut diagnostics);
            let suppressed = suppress::apply(source, document, settings, project, &mut diagnostics);
            for d in &mut diagnostics {
                if let Some(severity) = settings.forced(d.rule) {
                    d.severity = severity;
                }
            }
            if diagnostics.iter().any(|d| d.fix.is_some()) && source.holds_conflict() {
                diagnostics.iter_mut().for_each(|d| d.fix = None);
            }
            sort(&mut diagnostics);
            Vetted { diagnostics, suppressed, counts: plan.counts() }.of(&family.members()[0], settings.fail_on)
        })
        .collect()
}

/// What a document came to, without its text.
struct Vetted {
    diagnostics: Vec<Diagnostic>,
    suppressed: usize,
    counts: plan::Counts,
}

impl Vetted {
    fn of(self, member: &Member, fail_on: FailOn) -> Checked {
        let Self { diagnostics, suppressed, counts } = self;
        let source = Some(member.source.clone());
        Checked { source, diagnostics, suppressed, counts, ..Checked::new(member.source.path(), fail_on) }
    }
}

/// Vets one document among those of its plan.
fn vet(kin: Kin, settings: &Settings, project: &Project, keys: bool, clock: &mut impl Clock) -> Vetted {
    let Member { source, document, plan } = kin.own();
    let counts = plan.counts();
    let records = OnceCell::new();
    let context = Context::new(kin, project, settings, &records);
    let mut diagnostics = Vec::new();
    for (index, rule) in rules::all().iter().enumerate() {
        // Any Markdown may hold odd text; only in a plan is it ours to judge.
        let ours = rule.family != "text" || counts.is_plan();
        if ours && settings.enabled(rule) {
            clock.run(Stage::Rule(index), || rule.run(&context, &mut diagnostics));
        }
    }
    drop_superfluous(&mut diagnostics);
    circumstances::weigh(plan, document, &mut diagnostics);
    let suppressed = suppress::apply(source, document, settings, project, &mut diagnostics);
    for d in &mut diagnostics {
        if let Some(severity) = settings.forced(d.rule) {
            d.severity = severity;
        }
    }
    // Whoever resolves a conflict decides what the text is.
    if diagnostics.iter().any(|d| d.fix.is_some()) && source.holds_conflict() {
        diagnostics.iter_mut().for_each(|d| d.fix = None);
    }
    for d in diagnostics.iter_mut().filter(|_| keys) {
        d.key = Some(identity::key(kin.own(), d));
        d.parts = identity::parts(kin.own(), d);
    }
    sort(&mut diagnostics);
    Vetted { diagnostics, suppressed, counts }
}

fn sort(diagnostics: &mut [Diagnostic]) {
    diagnostics.sort_by(|a, b| (a.span, a.rule.name, &a.message).cmp(&(b.span, b.rule.name, &b.message)));
}

/// One defect, one finding: drops what yields to another finding about the same thing.
fn drop_superfluous(diagnostics: &mut Vec<Diagnostic>) {
    let strong: FxHashSet<&str> = diagnostics.iter().flat_map(|d| d.rule.page().yields_to.iter().copied()).collect();
    if strong.is_empty() {
        return;
    }
    let mut spans: FxHashMap<&str, Vec<(Span, Option<Subject>)>> = FxHashMap::default();
    let mut subjects: FxHashSet<(&str, Subject)> = FxHashSet::default();
    for d in diagnostics.iter().filter(|d| strong.contains(d.rule.name)) {
        let own = d.related.iter().filter(|r| r.elsewhere.is_none()).map(|r| r.span);
        spans.entry(d.rule.name).or_default().extend(own.chain([d.span]).map(|span| (span, d.subject)));
        subjects.extend(d.subject.map(|subject| (d.rule.name, subject)));
    }
    let spans: FxHashMap<_, _> = spans.into_iter().map(|(rule, list)| (rule, Intervals::new(list))).collect();
    diagnostics.retain(|d| {
        // Where both say what they are about, that decides; else whether one stands in a place of the other.
        let beside = |(span, subject): &(Span, Option<Subject>)| {
            !(d.subject.is_some() && subject.is_some()) && d.span.overlaps(*span)
        };
        !d.rule.page().yields_to.iter().any(|rule| {
            d.subject.is_some_and(|subject| subjects.contains(&(*rule, subject)))
                || spans.get(rule).is_some_and(|list| list.touching(d.span).any(beside))
        })
    });
}

/// The worst that a run can come to is what its exit code says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// Nothing at or above the threshold.
    Passed,
    /// Findings.
    Failed,
    /// Something could not be checked.
    Broken,
}

impl Verdict {
    /// The verdict on `files`.
    pub fn of(files: &[Checked]) -> Self {
        let one = |file: &Checked| match (file.broken(), file.fails()) {
            (true, _) => Self::Broken,
            (false, true) => Self::Failed,
            (false, false) => Self::Passed,
        };
        files.iter().map(one).max().unwrap_or(Self::Passed)
    }

    /// 0, 1 or 2.
    pub fn exit_code(self) -> u8 {
        self as u8
    }
}
