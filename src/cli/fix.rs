//! `--fix`, `--unsafe-fixes` and `--diff`: what is mended before findings are reported.

use super::{
    intake::Intake,
    outcome::{self, BROKEN, forgive_closed_pipe},
    sinks::Show,
};
use crate::{
    check::Checked,
    diagnostic::{Safety, Severity},
    fix::{self, Look, Mended, Refused, Tally},
    workspace,
};
use std::{
    collections::BTreeSet,
    io::{self, BufWriter, IsTerminal, Write},
};

/// What is to be mended.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Fixes")]
pub struct Mend {
    /// Apply the safe fixes, then report what is left; standard input is printed fixed, findings go to standard error
    #[arg(long, conflicts_with = "staged")]
    fix: bool,
    /// Apply (--fix) or show (--diff) the unsafe fixes as well; they may change what a plan says
    #[arg(long)]
    unsafe_fixes: bool,
    /// Print what --fix would change as a unified diff, and write nothing; exit 1 where it would change something
    #[arg(long, conflicts_with_all = ["output", "format", "staged"])]
    diff: bool,
}

/// What came of it.
#[derive(Debug)]
pub struct Done {
    /// What was found, as it is now.
    pub checked: Vec<Checked>,
    /// The exit code that it asks for at least.
    pub code: u8,
    /// Whether standard output holds a document, so that findings go elsewhere.
    pub aside: bool,
}

impl Mend {
    /// Whether nothing is reported but what would change.
    pub fn only_shows(&self) -> bool {
        self.diff
    }

    /// Does what is asked for to the documents of `intake`, in which `checked` was found.
    ///
    /// # Errors
    /// What is wrong with the command line, ready to be printed.
    pub fn run(&self, intake: &Intake, checked: Vec<Checked>, show: &Show) -> Result<Done, String> {
        if !(self.fix || self.diff) {
            return match self.unsafe_fixes {
                true => {
                    Err("--unsafe-fixes says which fixes; add --fix to apply them or --diff to see them".to_owned())
                }
                false => Ok(Done { checked, code: 0, aside: false }),
            };
        }
        let most = if self.unsafe_fixes { Safety::Unsafe } else { Safety::Safe };
        let outcome = fix::fix(&intake.found.files, &checked, most, |inputs| intake.vet_as(inputs));
        if !show.quiet {
            outcome.refused.iter().for_each(note);
        }
        let mended = by_file(outcome.mended, intake);
        if self.diff {
            return self.print(intake, checked, &mended, show);
        }
        let mut done = apply(intake, checked, mended, show)?;
        fix::withhold(&mut done.checked, &outcome.refused, most);
        Ok(done)
    }

    /// Prints the diff.
    fn print(&self, intake: &Intake, checked: Vec<Checked>, mended: &[Mended], show: &Show) -> Result<Done, String> {
        let look = Look { terminal: io::stdout().is_terminal(), color: show.colors() };
        let mut out = BufWriter::new(io::stdout());
        let mut all = mended.iter();
        let written =
            all.try_for_each(|m| fix::diff(&m.shown, &m.before, &m.after, look, &mut out)).and_then(|()| out.flush());
        forgive_closed_pipe(written).map_err(|e| format!("standard output cannot be written: {e}"))?;
        if !show.quiet {
            let sum = sum(mended.iter().map(|m| &m.fixed));
            outcome::say(match sum.values().sum::<usize>() {
                0 => "nothing to fix".to_owned(),
                n => format!("would fix {n} ({})", listed(&sum)),
            });
        }
        let mut code = u8::from(!mended.is_empty());
        for broken in intake.beside().iter().chain(&checked).filter(|c| c.broken()) {
            code = BROKEN;
            broken.diagnostics.iter().for_each(|d| outcome::say(format_args!("error: {}", d.message)));
        }
        Ok(Done { checked, code, aside: false })
    }
}

/// The same with each file once and by its own name, where links lead to it: a patch cannot change it by theirs.
fn by_file(mended: Vec<Mended>, intake: &Intake) -> Vec<Mended> {
    let mut seen = BTreeSet::new();
    let real = |mut document: Mended| {
        let piped = intake.found.files[document.at].bytes.is_some();
        let path = workspace::canonical(&document.path).unwrap_or_default();
        if !piped && path != document.path && path.starts_with(&intake.root) {
            (document.shown, document.path) = (workspace::display(&path, &intake.root), path);
        }
        seen.insert(document.path.clone()).then_some(document)
    };
    mended.into_iter().filter_map(real).collect()
}

/// Writes the documents and vets what is there then.
fn apply(intake: &Intake, checked: Vec<Checked>, mended: Vec<Mended>, show: &Show) -> Result<Done, String> {
    let mut inputs = intake.found.files.clone();
    let mut fixed = Vec::new();
    let mut code = 0;
    for document in &mended {
        // Only standard input comes with its bytes.
        if let Some(bytes) = &mut inputs[document.at].bytes {
            bytes.clone_from(&document.after);
        } else if let Err(why) = fix::replace(&document.path, &document.before, &document.after) {
            outcome::say(format_args!("error: {} was not fixed: {why}", document.shown));
            code = BROKEN;
            continue;
        }
        fixed.push(&document.fixed);
    }
    if let Some(piped) = &intake.stdin {
        let text = inputs.iter().find_map(|input| input.bytes.as_ref()).unwrap_or(piped);
        let mut out = io::stdout().lock();
        let written = out.write_all(text).and_then(|()| out.flush());
        forgive_closed_pipe(written).map_err(|e| format!("standard output cannot be written: {e}"))?;
    }
    let checked = if mended.is_empty() { checked } else { intake.vet_as(inputs) };
    if !show.quiet {
        let (sum, left) = (sum(fixed), left(&checked));
        outcome::say(match sum.values().sum::<usize>() {
            0 => format!("fixed nothing, {left} left"),
            n => format!("fixed {n} ({}), {left} left", listed(&sum)),
        });
    }
    Ok(Done { checked, code, aside: intake.stdin.is_some() })
}

fn note(refused: &Refused) {
    let fixes = match &refused.rules[..] {
        [] => "nothing is fixed".to_owned(),
        [one] => format!("the fix of {one} is left out"),
        many => format!("the fixes of {} are left out", many.join(", ")),
    };
    outcome::say(format_args!("note: {}: {fixes}: {}", refused.shown, refused.why));
}

fn sum<'t>(tallies: impl IntoIterator<Item = &'t Tally>) -> Tally {
    let mut sum = Tally::new();
    for (rule, count) in tallies.into_iter().flatten() {
        *sum.entry(rule).or_default() += count;
    }
    sum
}

/// `2 mojibake, 1 unused-ignore`.
fn listed(tally: &Tally) -> String {
    tally.iter().map(|(rule, count)| format!("{count} {rule}")).collect::<Vec<_>>().join(", ")
}

/// How many errors and warnings there are.
fn left(checked: &[Checked]) -> usize {
    checked.iter().flat_map(|c| &c.diagnostics).filter(|d| d.severity > Severity::Info).count()
}
