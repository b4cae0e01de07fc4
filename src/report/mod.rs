//! How findings are shown: one file a format, all from the same [`Report`].

pub mod backing;
mod concise;
pub mod drawing;
mod excerpt;
mod fingerprint;
mod full;
mod github;
mod gitlab;
mod json;
mod jsonl;
mod junit;
mod locate;
pub mod manual;
mod markdown;
pub mod model;
pub mod outline;
pub(crate) mod prose;
mod rdjson;
mod sarif;
pub mod statistics;
mod style;
mod summary;

pub use json::schema;

use crate::{
    check::Checked,
    diagnostic::{Diagnostic, Safety, Severity},
    message::{did_you_mean, escape},
    plan::Counts,
    workspace,
};
use rustc_hash::FxHashSet;
use std::{borrow::Cow, io, str::FromStr, time::Duration};

/// What a run came to, ready to be shown in any format.
#[derive(Debug)]
pub struct Report {
    files: Vec<Checked>,
    totals: Totals,
    elapsed: Option<Duration>,
}

impl Report {
    /// The report about `files`, in the order of their paths. `elapsed` is printed for people only.
    pub fn new(mut files: Vec<Checked>, elapsed: Option<Duration>) -> Self {
        files.sort_by(|a, b| a.path.cmp(&b.path));
        for file in &mut files {
            file.diagnostics.sort_by(|a, b| order(a).cmp(&order(b)));
        }
        let totals = Totals::of(&files);
        Self { files, totals, elapsed }
    }

    /// What was vetted, by path.
    pub fn files(&self) -> &[Checked] {
        &self.files
    }

    /// The sums.
    pub fn totals(&self) -> &Totals {
        &self.totals
    }

    /// How long the run took.
    pub fn elapsed(&self) -> Option<Duration> {
        self.elapsed
    }

    /// The file of that path, where the run read it.
    pub fn file(&self, path: &str) -> Option<&Checked> {
        let at = self.files.binary_search_by(|f| (*f.path).cmp(path)).ok()?;
        self.files.get(at)
    }

    /// How many findings are at `threshold` or worse.
    pub fn at_least(&self, threshold: Severity) -> usize {
        let Totals { errors, warnings, infos, .. } = self.totals;
        match threshold {
            Severity::Error => errors,
            Severity::Warning => errors + warnings,
            Severity::Info => errors + warnings + infos,
        }
    }

    /// Writes it to `out`.
    ///
    /// # Errors
    /// What `out` refuses.
    pub fn write(&self, format: Format, options: &Options, out: &mut dyn io::Write) -> io::Result<()> {
        match format {
            Format::Full => full::write(self, options, out),
            Format::Concise => concise::write(self, options, out),
            Format::Json => json::write(self, out),
            Format::Jsonl => jsonl::write(self, out),
            Format::Sarif => sarif::write(self, out),
            Format::Github => github::write(self, options, out),
            Format::Gitlab => gitlab::write(self, out),
            Format::Junit => junit::write(self, out),
            Format::Rdjson => rdjson::write(self, out),
            Format::Markdown => markdown::write(self, options, out),
        }
    }
}

/// Position, rule, message: the order of findings in a file.
fn order(d: &Diagnostic) -> impl Ord + '_ {
    (d.span, d.rule.name, &d.message)
}

/// The sums of a report.
#[derive(Debug, Clone, Copy, Default)]
pub struct Totals {
    /// Documents that were vetted, unreadable ones included.
    pub files: usize,
    /// Plans of which something was recognised, of one document or of several.
    pub plans: usize,
    /// What was understood, in all of them.
    pub counts: Counts,
    /// Findings of that severity.
    pub errors: usize,
    /// Findings of that severity.
    pub warnings: usize,
    /// Findings of that severity.
    pub infos: usize,
    /// Findings that an ignore silenced.
    pub suppressed: usize,
    /// Findings that a baseline knows, or that came before what was changed.
    pub known: usize,
    /// Findings with a safe fix.
    pub fixable: usize,
    /// Findings with an unsafe one.
    pub unsafe_fixable: usize,
}

impl Totals {
    fn of(files: &[Checked]) -> Self {
        let plans: FxHashSet<&str> =
            files.iter().filter(|f| f.counts.is_plan()).filter_map(|f| f.plan.as_deref()).collect();
        let mut t = Totals { plans: plans.len(), ..Totals::default() };
        for file in files {
            t.files += usize::from(file.plan.is_some());
            t.counts.tasks += file.counts.tasks;
            t.counts.groups += file.counts.groups;
            t.counts.gates += file.counts.gates;
            t.counts.actors += file.counts.actors;
            t.counts.steps += file.counts.steps;
            t.suppressed += file.suppressed;
            t.known += file.known;
            for d in &file.diagnostics {
                match d.severity {
                    Severity::Error => t.errors += 1,
                    Severity::Warning => t.warnings += 1,
                    Severity::Info => t.infos += 1,
                }
                match d.fix.as_ref().map(|fix| fix.safety) {
                    Some(Safety::Safe) => t.fixable += 1,
                    Some(Safety::Unsafe) => t.unsafe_fixable += 1,
                    None => {}
                }
            }
        }
        t
    }
}

/// What a finding says where nothing is drawn: what is wrong, and below it what to do.
fn told(d: &Diagnostic) -> String {
    let mut text = escape::terminal(&d.message).into_owned();
    if !d.help.is_empty() {
        text.push_str("\nhelp: ");
        text.push_str(&escape::terminal(&d.help));
    }
    text
}

/// How a report is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Format {
    /// For people: every finding with its excerpt.
    #[default]
    Full,
    /// For people in a hurry, and for editors: one line a finding.
    Concise,
    /// One JSON document; its shape is a contract (`"version": 1`).
    Json,
    /// One JSON object a line, each a finding as in [`Format::Json`].
    Jsonl,
    /// SARIF 2.1.0, for code scanning and editors.
    Sarif,
    /// Workflow commands of GitHub Actions, which become annotations.
    Github,
    /// GitLab's code quality report.
    Gitlab,
    /// JUnit XML, for whoever shows tests.
    Junit,
    /// The Reviewdog Diagnostic Format.
    Rdjson,
    /// For people, in a comment on a pull request or the summary of a step.
    Markdown,
}

impl Format {
    /// Every format, with its name on the command line.
    const NAMES: [(&'static str, Self); 10] = [
        ("full", Self::Full),
        ("concise", Self::Concise),
        ("json", Self::Json),
        ("jsonl", Self::Jsonl),
        ("sarif", Self::Sarif),
        ("github", Self::Github),
        ("gitlab", Self::Gitlab),
        ("junit", Self::Junit),
        ("rdjson", Self::Rdjson),
        ("markdown", Self::Markdown),
    ];

    /// Every format.
    pub fn all() -> impl Iterator<Item = Self> {
        Self::NAMES.iter().map(|(_, format)| *format)
    }

    /// Whether those who read it know findings again, so that each needs the key of [`crate::check::Run::keys`].
    pub fn tracks(self) -> bool {
        matches!(self, Format::Sarif | Format::Gitlab)
    }

    /// How the command line names it.
    pub fn name(self) -> &'static str {
        Self::NAMES[self as usize].0
    }

    /// The names of all, as a sentence lists them.
    pub fn names() -> String {
        Self::NAMES.map(|(name, _)| name).join(", ")
    }
}

impl FromStr for Format {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        Self::all().find(|f| f.name() == name).ok_or_else(|| {
            let meant = did_you_mean(name, Self::all().map(Self::name));
            let meant = meant.map(|meant| format!("did you mean `{meant}`? ")).unwrap_or_default();
            format!("no format `{}`; {meant}there are {}", escape::terminal(name), Self::names())
        })
    }
}

/// How much is said to people; machine formats always say all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Verbosity {
    /// Errors and warnings, no closing line.
    Quiet,
    /// Errors and warnings.
    #[default]
    Normal,
    /// Infos as well.
    Verbose,
}

/// How the formats for people look.
#[derive(Debug, Clone)]
pub struct Options {
    /// Whether to write ANSI colours.
    pub color: bool,
    /// How much is said.
    pub verbosity: Verbosity,
    /// The findings that [`Format::Full`] shows; 0 for all.
    pub max: usize,
    /// Columns of the terminal.
    pub width: usize,
    /// The working directory as paths in reports are printed: what a terminal shows is opened from there.
    pub here: String,
    /// Whether a terminal shows it. Elsewhere the closing line stays in one piece, for `tail -n 1`.
    pub terminal: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self { color: false, verbosity: Verbosity::Normal, max: 100, width: 80, here: ".".to_owned(), terminal: false }
    }
}

impl Options {
    /// A path for those who read it where planvet runs.
    fn path<'p>(&self, path: &'p str) -> Cow<'p, str> {
        workspace::seen_from(path, &self.here)
    }

    /// Whether a finding of that severity is shown and not only counted.
    fn shows(&self, severity: Severity) -> bool {
        severity > Severity::Info || self.verbosity == Verbosity::Verbose
    }
}
