//! `planvet check --watch`: checks again what changes.

use super::{
    intake::{Asked, Intake},
    outcome::{self, BROKEN, refuse},
};
use crate::{config, workspace};
use notify::{RecommendedWatcher, RecursiveMode, Watcher};
use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
    sync::mpsc::{Receiver, Sender, channel},
    time::{Duration, Instant},
};

/// How long it must have been quiet: editors write a file in several steps, and git many files at a time.
const QUIET: Duration = Duration::from_millis(30);

/// How long the same mistake is not told again: a slow editor's one write may look like two changes.
const AGAIN: Duration = Duration::from_secs(1);

/// How many changed paths are named.
const NAMED: usize = 3;

/// What can happen.
enum Event {
    Changed(Vec<PathBuf>),
    Failed(notify::Error),
    /// The user ends it.
    End,
}

/// Lets `vet` see everything that `take` takes in once, and then what changed, until the user ends it; gives the last exit code. What it
/// writes itself, `written`, is no change.
///
/// # Errors
/// Why nothing can be watched, or what is wrong with the command line, ready to be printed.
pub fn repeat(
    asked: &Asked,
    take: impl Fn() -> Result<Intake, String>,
    written: &[PathBuf],
    vet: impl Fn(&Intake, Instant) -> Result<u8, String>,
) -> Result<u8, String> {
    if asked.takes_stdin() {
        return Err("--watch needs files: standard input does not change".to_owned());
    }
    let mut watch = Watch::new()?;
    let start = Instant::now();
    // Watched first, so that no change is missed while the first check runs.
    watch.follow(asked.folders()?)?;
    let first = take()?;
    let mut baseline = None;
    watch.heed(&first, &mut baseline)?;
    let mut known = documents(&first);
    let mut told: Option<(String, Instant)> = None;
    let mut code = vet(&first, start)?;
    outcome::say(format_args!("\nwatching for changes; Ctrl-C ends it"));
    while let Some(mut changed) = watch.wait() {
        let start = Instant::now();
        // What every document depends on.
        let concerns_all = |path: &PathBuf| is_configuration(path) || baseline.as_ref() == Some(path);
        changed.retain(|path| (matters(path) || concerns_all(path)) && !written.contains(path));
        let all = changed.iter().any(concerns_all);
        if changed.iter().any(|path| path.is_dir()) {
            watch.follow(asked.folders()?)?;
        }
        if changed.is_empty() {
            continue;
        }
        let again = take().and_then(|mut intake| {
            watch.heed(&intake, &mut baseline)?;
            let before = std::mem::replace(&mut known, documents(&intake));
            let gone: BTreeSet<PathBuf> = changed.intersection(&before).filter(|p| !p.exists()).cloned().collect();
            // A report in a file is one of everything; and whatever spoke of a document that is gone may be wrong now.
            if written.is_empty() && !all && gone.is_empty() {
                intake.narrow(&changed);
            }
            if intake.found.files.is_empty() && gone.is_empty() {
                return Ok(code);
            }
            say("changed", changed.iter().filter(|path| !gone.contains(*path)), &intake.cwd);
            say("deleted", gone.iter(), &intake.cwd);
            vet(&intake, start)
        });
        // What is half written is no reason to stop.
        code = again.unwrap_or_else(|message| {
            if !told.as_ref().is_some_and(|(before, at)| *before == message && at.elapsed() < AGAIN) {
                refuse(&message);
            }
            told = Some((message, Instant::now()));
            BROKEN
        });
    }
    Ok(code)
}

/// Whether a change of `path` can change what is found. A new folder may hold documents.
fn matters(path: &Path) -> bool {
    workspace::is_document(path) || is_configuration(path) || path.is_dir()
}

fn is_configuration(path: &Path) -> bool {
    path.file_name().is_some_and(|name| config::NAMES.iter().any(|known| name == *known))
}

/// The documents of a run.
fn documents(intake: &Intake) -> BTreeSet<PathBuf> {
    intake.found.files.iter().map(|file| file.path.clone()).collect()
}

/// One line that parts one check from the next: what happened to `paths`; nothing where there are none.
fn say<'p>(what: &str, paths: impl Iterator<Item = &'p PathBuf>, cwd: &Path) {
    let mut named: Vec<String> = paths.take(NAMED + 1).map(|path| workspace::display(path, cwd)).collect();
    if named.is_empty() {
        return;
    }
    let more = if named.len() > NAMED { " and more" } else { "" };
    named.truncate(NAMED);
    outcome::say(format_args!("\n{what}: {}{more}", named.join(", ")));
}

/// Folders that are watched.
struct Watch {
    watcher: RecommendedWatcher,
    events: Receiver<Event>,
}

impl Watch {
    fn new() -> Result<Self, String> {
        let (sender, events) = channel();
        listen_for_the_end(sender.clone())?;
        let watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
            let event = match event {
                // Reading is no change, and a check reads.
                Ok(event) if event.kind.is_access() => return,
                Ok(event) => Event::Changed(event.paths),
                Err(error) => Event::Failed(error),
            };
            let _ = sender.send(event);
        });
        let watcher = watcher.map_err(|error| format!("nothing can be watched: {error}"))?;
        Ok(Self { watcher, events })
    }

    /// Watches `folders` as well: each by itself, because what git ignores below them may be large.
    fn follow(&mut self, folders: Vec<PathBuf>) -> Result<(), String> {
        let mut paths = self.watcher.paths_mut();
        for folder in folders {
            match paths.add(&folder, RecursiveMode::NonRecursive) {
                // It may be gone again.
                Err(error) if folder.exists() => {
                    return Err(format!("{} cannot be watched: {error}", folder.display()));
                }
                _ => {}
            }
        }
        paths.commit().map_err(|error| format!("nothing can be watched: {error}"))
    }

    /// Watches the baseline of `intake` as well, where it has one.
    fn heed(&mut self, intake: &Intake, baseline: &mut Option<PathBuf>) -> Result<(), String> {
        let path = intake.known.as_ref().and_then(|known| known.path.as_ref());
        if let Some(path) = path.filter(|path| baseline.as_ref() != Some(path)) {
            self.follow(path.parent().map(Path::to_path_buf).into_iter().collect())?;
            *baseline = Some(path.clone());
        }
        Ok(())
    }

    /// Waits until something changed and it is quiet again; none where the user ends it.
    fn wait(&self) -> Option<BTreeSet<PathBuf>> {
        let mut changed = BTreeSet::new();
        let mut next = self.events.recv().ok()?;
        loop {
            match next {
                Event::Changed(paths) => changed.extend(paths),
                Event::Failed(error) => {
                    outcome::say(format_args!("note: some changes may be missed: {error}"));
                }
                Event::End => return None,
            }
            match self.events.recv_timeout(QUIET) {
                Ok(event) => next = event,
                Err(_) => return Some(changed),
            }
        }
    }
}

/// Ctrl-C lets a check finish, so that the terminal is left in its own colours; a second one does not wait.
#[cfg(unix)]
fn listen_for_the_end(sender: Sender<Event>) -> Result<(), String> {
    use signal_hook::{
        consts::{SIGINT, SIGTERM},
        iterator::Signals,
    };
    let mut signals = Signals::new([SIGINT, SIGTERM]).map_err(|error| format!("no signal can be caught: {error}"))?;
    std::thread::spawn(move || {
        for (before, signal) in signals.forever().enumerate() {
            if before > 0 {
                std::process::exit(128 + signal);
            }
            let _ = sender.send(Event::End);
        }
    });
    Ok(())
}

/// Elsewhere Ctrl-C ends the process at once.
#[cfg(not(unix))]
fn listen_for_the_end(sender: Sender<Event>) -> Result<(), String> {
    drop(sender);
    Ok(())
}
