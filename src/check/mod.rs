//! The engine: from sources to findings. Every door leads here.

mod batch;
mod circumstances;
mod clock;
mod gather;
pub mod known;
mod panics;
mod read;
#[cfg(test)]
mod tests;
mod vet;

use crate::{
    config::{Config, Configs},
    diagnostic::Diagnostic,
    discovery,
    family::{Family, Kin, Member, Shelf},
    message::proposing,
    plan,
    project::Project,
    rules::{self, engine},
    settings::{FailOn, Settings},
    source::{Source, Span, Unreadable},
    workspace::Input,
};
pub use clock::{Clock, Stage, Times};

pub use read::read;

use gather::Gathered;
use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};
use vet::Case;

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
        self.vet_watched::<()>(inputs, done).0
    }

    /// The same, and how long it took: the sum over all files and cores.
    pub fn vet_timed(&self, inputs: Vec<Input>, done: &AtomicUsize) -> (Vec<Checked>, Times) {
        let (checked, clocks) = self.vet_watched::<Times>(inputs, done);
        let mut times = Times::default();
        clocks.iter().for_each(|took| times += took);
        (checked, times)
    }

    /// The same, with the clocks that looked on.
    pub fn vet_watched<C: Clock>(&self, inputs: Vec<Input>, done: &AtomicUsize) -> (Vec<Checked>, Vec<C>) {
        let shelf = Shelf::default();
        let finish = |plans: Vec<Gathered>, clock: &mut C| {
            let mut checked = gather::vet(plans, self, &shelf, clock);
            for (_, checked) in checked.iter_mut().filter(|(_, c)| c.diagnostics.is_empty()) {
                // Nobody asks for the text of a file without findings, and a large tree has many of them.
                checked.source = None;
            }
            done.fetch_add(checked.len(), Ordering::Relaxed);
            checked
        };
        let units = discovery::units(inputs, self.configs);
        let first = batch::on_all_cores(units, |units| {
            gather::each(units, |unit, clock| Gathered::open(unit, self, clock), Gathered::is_keyed, finish)
        });
        let (mut checked, keyed, mut clocks) = gather::together(first);
        let late = batch::on_all_cores(gather::by_key(keyed, self), |plans| {
            gather::each(plans, |plan, clock| Gathered::extend(plan, self, clock), |_| false, finish)
        });
        let (more, _, others) = gather::together(late);
        checked.extend(more);
        clocks.extend(others);
        checked.sort_by_key(|(at, _)| *at);
        (checked.into_iter().map(|(_, checked)| checked).collect(), clocks)
    }
}

/// Vets one document that is a plan of its own: a batch of one. A panic is its caller's.
pub fn document(source: Source, settings: &Settings, project: &Project) -> Checked {
    let text = [(source, settings)];
    let (document, plan) = match read::meanings(&text, &mut ()).remove(0) {
        Ok(meant) => meant,
        Err(error) => return unreadable(text[0].0.path(), &error, settings.fail_on),
    };
    let [(source, _)] = text;
    let family = Family::from(vec![Arc::new(Member { source: Arc::new(source), document, plan })]);
    let case = Case { kin: Kin::new(&family, 0), settings, project, keys: false };
    vet::vet(&[case], &mut ()).remove(0).of(case.kin.own(), settings.fail_on)
}

/// Why a file cannot be read, and what to do.
pub fn why_unreadable(shown: &str, error: &Unreadable) -> (String, &'static str) {
    match error {
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
    }
}

/// The finding that a file cannot be read, at the place where that shows.
pub fn unreadable(shown: &str, error: &Unreadable, fail_on: FailOn) -> Checked {
    let (message, help) = why_unreadable(shown, error);
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

/// The operating system's words without its number, and without what a search for files adds to them.
fn plain(error: &std::io::Error) -> String {
    let causes = std::iter::successors(Some(error as &dyn std::error::Error), |error| error.source());
    let text = causes.last().map(ToString::to_string).unwrap_or_default();
    let text = text.split(" (os error").next().unwrap_or(&text);
    text.chars().take(1).flat_map(char::to_lowercase).chain(text.chars().skip(1)).collect()
}

/// What is to be said of a configuration file itself: rules that this version does not know.
pub fn configuration(config: &Config) -> Option<Checked> {
    let rule = engine::unknown_rule();
    let settings = config.base();
    if config.unknown.is_empty() || config.mutes(rule) {
        return None;
    }
    let diagnostics = config.unknown.iter().map(|unknown| {
        // `select` takes families, so that one can only be named where a rule has to be.
        let (message, help) = match rules::of_family(&unknown.name) {
            Some(names) => (
                format!("`{}` is a family, and a severity is that of one rule", unknown.name),
                format!("it has no effect here; name the rules: {names}"),
            ),
            None => (
                proposing(format!("there is no rule `{}`", unknown.name), unknown.suggestion),
                "the name has no effect here; `planvet rule` lists the rules, and perhaps a newer planvet has this one"
                    .to_owned(),
            ),
        };
        let mut finding = Diagnostic::new(rule, Span::new(unknown.span.start, unknown.span.end), message).help(help);
        finding.severity = settings.forced(rule).unwrap_or(finding.severity);
        finding.key = Some(unknown.name.as_str().into());
        finding
    });
    let mut diagnostics: Vec<_> = diagnostics.collect();
    vet::sort(&mut diagnostics);
    Some(Checked::beside(&config.path, &config.text, diagnostics, settings.fail_on))
}

impl Checked {
    fn only(path: &str, finding: Diagnostic, fail_on: FailOn) -> Self {
        Self { diagnostics: vec![finding], ..Self::new(path, fail_on) }
    }
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
