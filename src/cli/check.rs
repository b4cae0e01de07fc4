//! `planvet check`: the engine behind a command line.

use super::{
    against::Against,
    fix::Mend,
    intake::{Asked, Intake},
    outcome::refuse,
    progress,
    sinks::{self, Show, Sink},
    watch,
};
use crate::{
    check::Verdict,
    report::{Report, statistics},
    workspace,
};
use std::{io, process::ExitCode, sync::atomic::AtomicUsize, time::Instant};

/// What to check and how to say what was found.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    pub asked: Asked,
    #[command(flatten)]
    mend: Mend,
    #[command(flatten)]
    against: Against,
    #[command(flatten)]
    show: Show,
    /// Check again whatever changes, until Ctrl-C
    #[arg(long)]
    watch: bool,
}

/// Runs the command.
pub fn run(args: Args) -> ExitCode {
    match checked(&args) {
        Ok(code) => ExitCode::from(code),
        Err(message) => refuse(message),
    }
}

/// Checks and reports; the error is what is wrong with the command line, ready to be printed.
fn checked(args: &Args) -> Result<u8, String> {
    let start = Instant::now();
    let sinks = args.show.sinks()?;
    let take = || args.asked.intake_against(&args.against);
    match args.watch {
        false => vet(args, &sinks, &take()?, start),
        true => {
            watch::repeat(&args.asked, take, &sinks::files(&sinks), |intake, start| vet(args, &sinks, intake, start))
        }
    }
}

/// Checks what was taken in, and reports.
fn vet(args: &Args, sinks: &[Sink], intake: &Intake, start: Instant) -> Result<u8, String> {
    let show = &args.show;
    if !show.quiet {
        intake.note_gaps(show.verbose);
    }
    let mut files = intake.beside();
    let done = AtomicUsize::new(0);
    let total = intake.found.files.len();
    let beside = files.len();
    let keys = intake.compares() || sinks.iter().any(Sink::tracks);
    let (checked, times) = progress::watch(total, &done, show.quiet, || intake.vet(show.statistics, keys, &done));
    if !show.quiet {
        intake.note_strangers(&checked);
    }
    files.extend(checked);
    intake.hold(&mut files);
    // What is said of the baseline itself comes last.
    let stale = files.split_off(beside + total);
    let mended = args.mend.run(intake, files.split_off(beside), show)?;
    if args.mend.only_shows() {
        return Ok(mended.code);
    }
    files.extend(mended.checked);
    files.extend(stale);
    if !show.quiet {
        intake.note_unheard();
    }
    if show.verbose {
        intake.note_doubts();
    }

    let code = Verdict::of(&files).exit_code().max(mended.code);
    let report = Report::new(files, Some(start.elapsed()));
    show.write(sinks, &report, &workspace::display(&intake.cwd, &intake.root), mended.aside)?;
    if let Some(times) = times {
        // Standard output belongs to the findings, which a program may read.
        let _ = statistics::write(&report, &times, show.verbose, &mut io::stderr().lock());
    }
    Ok(code)
}
