//! Which findings are new: those that no baseline knows, or that came after a revision.

use super::{intake::Intake, outcome::shown_problem, revision::Revision};
use crate::{
    check::{self, Run, known},
    config::Configs,
    discovery::{self, Found},
    suppression::baseline::Baseline,
    workspace::{self, Changes, Input, View},
};
use std::path::{Path, PathBuf};

/// Beside what findings are new.
#[derive(Debug, Default, clap::Args)]
#[command(next_help_heading = "New findings")]
pub struct Against {
    /// Report only what FILE does not know; `planvet baseline` writes it [default: `baseline` in planvet.toml]
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
    /// Report what the baseline knows as well
    #[arg(long, conflicts_with = "baseline")]
    no_baseline: bool,
    /// Report only what lies on lines changed since this branch left REF, or what these changes caused
    #[arg(long, value_name = "REF", conflicts_with = "staged")]
    since: Option<String>,
    /// Check what is staged for commit, and report only what lies on staged lines or what they caused: in documents of
    /// the same plan, in those that link to a staged one, and in those that name what is gone
    #[arg(long, conflicts_with_all = ["files_from", "stdin_filename"])]
    pub staged: bool,
}

impl Against {
    /// What was changed in the repository around `root`; `None` where that does not matter.
    ///
    /// # Errors
    /// Why git does not tell, ready to be printed.
    pub fn changes(&self, root: &Path) -> Result<Option<Changes>, String> {
        match &self.since {
            _ if self.staged => Changes::staged(root).map(Some).map_err(|e| format!("--staged: {e}")),
            Some(revision) => Changes::since(root, revision).map(Some).map_err(|e| format!("--since: {e}")),
            None => Ok(None),
        }
    }

    /// The baseline that holds, where there is one.
    ///
    /// # Errors
    /// Why it cannot be read, ready to be printed.
    pub fn known(
        &self,
        cwd: &Path,
        root: &Path,
        configs: &Configs,
        policy: Option<&Revision>,
    ) -> Result<Option<known::File>, String> {
        if self.no_baseline {
            return Ok(None);
        }
        let Some(path) = place(self.baseline.as_deref(), cwd, configs) else { return Ok(None) };
        let shown = workspace::display(&path, root);
        // What a flag names is no part of the policy.
        let found = match policy.filter(|_| self.baseline.is_none()) {
            Some(revision) => {
                let bytes = revision.file(&shown)?;
                bytes
                    .map(|bytes| parse(shown.clone(), bytes))
                    .transpose()?
                    .map(|file| known::File { path: None, ..file })
            }
            None => read(&path, root, configs.view())?,
        };
        found.map(Some).ok_or_else(|| format!("there is no baseline {shown}; `planvet baseline` writes one"))
    }
}

/// Where the baseline lies: as a flag says, else the configuration of the working directory.
pub fn place(flag: Option<&Path>, cwd: &Path, configs: &Configs) -> Option<PathBuf> {
    let named = flag.map(|file| workspace::plain(&cwd.join(file)));
    named.or_else(|| configs.of_folder(cwd).baseline().map(|file| workspace::plain(&file)))
}

/// The baseline at `path`; `None` where nothing lies there.
///
/// # Errors
/// What is wrong with it, ready to be printed.
pub fn read(path: &Path, root: &Path, view: &View) -> Result<Option<known::File>, String> {
    if !view.exists(path) {
        return Ok(None);
    }
    let shown = workspace::display(path, root);
    let bytes = view.read(path).map_err(|e| unreadable(&shown, &e.to_string()))?;
    Ok(Some(known::File { path: Some(path.to_owned()), ..parse(shown, bytes)? }))
}

fn unreadable(shown: &str, why: &str) -> String {
    format!("the baseline {shown} cannot be read: {why}")
}

/// The baseline in `bytes`, which lies nowhere yet.
fn parse(shown: String, bytes: Vec<u8>) -> Result<known::File, String> {
    let text = String::from_utf8(bytes).map_err(|_| unreadable(&shown, "it is no text"))?;
    match Baseline::parse(&text) {
        Ok(baseline) => Ok(known::File { path: None, shown, text, baseline }),
        Err((place, message)) => Err(shown_problem(&shown, text, place, message)),
    }
}

/// The staged documents below `paths`; those that form a plan with one of them or with one that was deleted; and those
/// that name one of them, or a file of any kind that is gone.
pub fn staged(changes: &Changes, paths: &[PathBuf], cwd: &Path, root: &Path, configs: &Configs) -> Found {
    let mut found = Found::default();
    let named = |path: &PathBuf| {
        let path = workspace::plain(&cwd.join(path));
        workspace::canonical(&path).unwrap_or(path)
    };
    let named: Vec<PathBuf> = paths.iter().map(named).collect();
    let is_ours = |path: &Path| {
        let below = path.strip_prefix(root).unwrap_or(path);
        workspace::is_document(path) && !below.iter().any(|part| workspace::NEVER.iter().any(|never| part == *never))
    };
    let input = |path: &PathBuf| Input { shown: workspace::display(path, root), path: path.clone(), bytes: None };
    let mut touched: Vec<&PathBuf> = changes.changed.keys().chain(&changes.gone).collect();
    touched.retain(|path| is_ours(path) || named.contains(path));
    touched.sort();
    for unit in discovery::units(touched.into_iter().map(input).collect(), configs) {
        found.files.extend(unit.vetted.into_iter().map(|(_, input)| input).chain(unit.context));
    }
    let gone = changes.gone.iter().chain(changes.changed.values().flatten());
    let gone = gone.filter(|path| !configs.view().is_file(path)).map(|path| &**path);
    let documents = changes.changed.keys().map(|path| &**path).filter(|path| workspace::is_document(path));
    let concerned = workspace::naming(&documents.chain(gone).collect::<Vec<_>>(), root, configs.view());
    found.files.extend(concerned.iter().map(input));
    found
        .files
        .retain(|input| configs.view().is_file(&input.path) && named.iter().any(|path| input.path.starts_with(path)));
    let files = found.files.len();
    found.files.retain(|input| !configs.of(&input.path).excludes(&input.path, false));
    found.excluded = files - found.files.len();
    found.files.sort_by(|a, b| a.shown.cmp(&b.shown));
    found.files.dedup_by(|a, b| a.path == b.path);
    found
}

impl Intake {
    /// Takes out of `checked` what is not new.
    pub fn hold(&self, checked: &mut Vec<check::Checked>) {
        let run = Run::new(&self.configs, &self.project);
        let place = |shown: &str| self.root.join(shown);
        let stale = self.known.as_ref().and_then(|known| {
            let gone = |shown: &str| !self.configs.view().is_file(&place(shown));
            let stale = known.hold(checked, &run, &self.root, gone, |shown| self.searched(shown));
            // In the baseline of another revision nothing can be taken out here.
            stale.filter(|_| known.path.is_some())
        });
        if let Some(changes) = &self.changes {
            known::hold_older(checked, changes, &run, &self.root);
        }
        checked.extend(stale);
    }

    /// Whether a document of that path would have been found.
    pub fn searched(&self, shown: &str) -> bool {
        let place = self.root.join(shown);
        self.found.walked.iter().any(|folder| place.starts_with(folder))
    }

    /// Whether findings have to be known again.
    pub fn compares(&self) -> bool {
        self.known.is_some() || self.changes.is_some()
    }
}
