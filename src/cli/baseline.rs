//! `planvet baseline`: writes down what is found now, so that only what is new is reported; and takes out what was
//! mended.

use super::{
    against,
    intake::{Asked, Intake},
    outcome::{self, BROKEN, refuse},
};
use crate::{
    check::{Checked, Run, known},
    diagnostic::Severity,
    message::escape,
    suppression::baseline::{Baseline, Update},
    workspace,
};
use std::{path::PathBuf, process::ExitCode, sync::atomic::AtomicUsize};

/// The file where none is named, beside `planvet.toml`.
const FILE: &str = "planvet-baseline.toml";

/// What to write down, and where.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    asked: Asked,
    /// Put new findings into a baseline that is there already; else it only shrinks
    #[arg(long, help_heading = "Baseline")]
    add: bool,
    /// Keep findings from this severity on: error, warning or info
    #[arg(long, value_name = "SEVERITY", default_value = "info", value_parser = severity, help_heading = "Baseline")]
    at_least: Severity,
    /// The baseline [default: `baseline` in planvet.toml, else planvet-baseline.toml]
    #[arg(long = "baseline", value_name = "FILE", help_heading = "Baseline")]
    file: Option<PathBuf>,
}

fn severity(word: &str) -> Result<Severity, String> {
    let all = [Severity::Error, Severity::Warning, Severity::Info];
    all.into_iter().find(|s| s.word() == word).ok_or_else(|| "write error, warning or info".to_owned())
}

/// Runs the command: 0, or 2 where nothing was written or something could not be checked.
pub fn run(args: &Args) -> ExitCode {
    match write(args) {
        Ok(code) => ExitCode::from(code),
        Err(message) => refuse(message),
    }
}

fn write(args: &Args) -> Result<u8, String> {
    let intake = args.asked.intake()?;
    intake.note_gaps(false);
    let named = against::place(args.file.as_deref(), &intake.cwd, &intake.configs);
    let path = named.clone().unwrap_or_else(|| intake.root.join(FILE));
    let (mut checked, _) = intake.vet(false, true, &AtomicUsize::new(0));
    checked.extend(intake.beside());
    let broken: Vec<String> = checked.iter().filter(|file| file.broken()).map(why).collect();
    for why in &broken {
        outcome::say(format_args!("error: {why}; what the baseline knows of it stays"));
    }
    let old = against::read(&path, &intake.root, intake.configs.view())?;
    if old.is_none() && !broken.is_empty() && intake.found.files.is_empty() {
        return Err("nothing could be checked, so that no baseline was written".to_owned());
    }
    let add = (args.add || old.is_none()).then_some(args.at_least);
    let (baseline, update) = updated(old, &mut checked, &intake, add);
    workspace::replace(&path, |out| out.write_all(baseline.text().as_bytes()))
        .map_err(|e| format!("{} cannot be written: {e}", path.display()))?;
    tell(&workspace::display(&path, &intake.root), update, named.is_none());
    Ok(if broken.is_empty() { 0 } else { BROKEN })
}

/// Why a file could not be checked.
fn why(file: &Checked) -> String {
    let said = file.diagnostics.first().map_or("it could not be checked", |d| &d.message);
    escape::terminal(said).into_owned()
}

fn updated(
    old: Option<known::File>,
    checked: &mut [Checked],
    intake: &Intake,
    add: Option<Severity>,
) -> (Baseline, Update) {
    let mut baseline = old.map(|file| file.baseline).unwrap_or_default();
    // What lay where nobody looked may have another name there.
    let gone = |shown: &str| intake.searched(shown) && !intake.configs.view().is_file(&intake.root.join(shown));
    // What is left out now is never checked again, and was not renamed either.
    let place = |shown: &str| intake.root.join(shown);
    let left_out = |shown: &str| intake.configs.of(&place(shown)).excludes(&place(shown), false);
    let excluded = baseline.forget(|shown| intake.searched(shown) && left_out(shown));
    let run = Run::new(&intake.configs, &intake.project);
    let ran = |rule: &str, path: &str| known::ran(&run, &intake.root, rule, path);
    let mut update = baseline.update(&known::findings(checked), gone, ran, add);
    update.removed += excluded;
    (baseline, update)
}

fn tell(shown: &str, update: Update, unnamed: bool) {
    let Update { kept, removed, added, new } = update;
    let mut parts = Vec::new();
    parts.extend((kept > 0 || added + removed == 0).then(|| format!("{kept} kept")));
    parts.extend((added > 0).then(|| format!("{added} added")));
    parts.extend((removed > 0).then(|| format!("{removed} taken out")));
    outcome::say(format_args!("{shown}: {}", parts.join(", ")));
    if new > 0 {
        let are = if new == 1 { "1 new finding is" } else { &*format!("{new} new findings are") };
        outcome::say(format_args!("note: {are} not in it; mend what can be mended, or put it in with --add"));
    }
    if unnamed {
        outcome::say(format_args!("note: it holds where planvet.toml says `baseline = \"{FILE}\"`"));
    }
}
