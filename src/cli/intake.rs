//! What a command line asks to be vetted: its documents, what is asked of them, the repository around them.

use super::{
    against::{self, Against},
    outcome,
    policy::Policy,
    revision::Revision,
};
use crate::{
    check::{self, known},
    config::{ConfigError, Configs},
    discovery,
    evidence::ledger,
    git,
    project::{Project, Unheard},
    workspace::{self, Changes, Input},
};
use std::{
    collections::BTreeSet,
    io,
    num::NonZero,
    path::{Path, PathBuf},
    sync::{Arc, atomic::AtomicUsize},
};

/// The documents, as the command line names them, and the policy that it sets.
#[derive(Debug, Default, clap::Args)]
pub struct Asked {
    /// Files and folders; `-` is standard input [default: .]
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    #[command(flatten)]
    policy: Policy,
    #[command(flatten)]
    files: Files,
}

#[derive(Debug, Default, clap::Args)]
#[command(next_help_heading = "Files")]
struct Files {
    /// Walk into what gitignore names as well
    #[arg(long)]
    no_ignore: bool,
    /// Check the files that FILE names, separated by NUL; `-` is standard input
    #[arg(long, value_name = "FILE")]
    files_from: Option<PathBuf>,
    /// The path that standard input stands for; without paths, standard input is read
    #[arg(long, value_name = "PATH")]
    stdin_filename: Option<PathBuf>,
    /// How many files are checked at a time [default: one for each core]
    #[arg(long, short, value_name = "N", value_parser = jobs)]
    jobs: Option<NonZero<usize>>,
}

fn jobs(word: &str) -> Result<NonZero<usize>, String> {
    word.parse().map_err(|_| "write a number from 1 on; without --jobs, there is one for each core".to_owned())
}

/// What was asked for, found and ready to be vetted.
#[derive(Debug)]
pub struct Intake {
    /// The working directory.
    pub cwd: PathBuf,
    /// The folder that paths in reports are relative to.
    pub root: PathBuf,
    /// What holds for each document.
    pub configs: Arc<Configs>,
    /// The repository.
    pub project: Project,
    /// The documents, and what could not be read.
    pub found: discovery::Found,
    /// What stood on standard input, where it is one of the documents; `exclude` may keep it out of them.
    pub stdin: Option<Vec<u8>>,
    /// What was changed, where only new findings are asked for.
    pub changes: Option<Changes>,
    /// The baseline.
    pub known: Option<known::File>,
}

/// The working directory.
///
/// # Errors
/// Why it cannot be read.
pub(super) fn here() -> Result<PathBuf, String> {
    let cwd = std::env::current_dir().and_then(|cwd| workspace::canonical(&cwd));
    cwd.map_err(|e| format!("the working directory cannot be read: {e}"))
}

/// Whether all configurations that were read can be used.
///
/// # Errors
/// What is wrong with them, ready to be printed.
pub(super) fn usable(configs: &Configs, cwd: &Path, root: &Path) -> Result<(), String> {
    let here = workspace::display(cwd, root);
    let seen = |e: ConfigError| ConfigError { path: workspace::seen_from(&e.path, &here).into_owned(), ..e };
    let errors: Vec<_> = configs.errors().into_iter().map(|e| seen(e).render()).collect();
    match errors.as_slice() {
        [] => Ok(()),
        errors => Err(errors.join("\n").trim_start_matches("error: ").trim_end().to_owned()),
    }
}

impl Asked {
    /// Finds all of it.
    ///
    /// # Errors
    /// What is wrong with the command line or a configuration, ready to be printed.
    pub fn intake(&self) -> Result<Intake, String> {
        self.intake_in(here()?, None)
    }

    /// The same, where only new findings count.
    ///
    /// # Errors
    /// As [`intake`](Self::intake), and why it cannot be told what is new.
    pub fn intake_against(&self, against: &Against) -> Result<Intake, String> {
        self.intake_in(here()?, Some(against))
    }

    /// `paths`, with no flags.
    pub fn of(paths: Vec<PathBuf>) -> Self {
        Self { paths, ..Self::default() }
    }

    /// `paths`, with no configuration file.
    pub fn isolated(paths: Vec<PathBuf>) -> Self {
        Self { policy: Policy::isolated(), ..Self::of(paths) }
    }

    /// Finds all of it, from the folder `cwd`; `against` says which findings count, where only new ones do.
    ///
    /// # Errors
    /// As [`intake_against`](Self::intake_against).
    pub fn intake_in(&self, cwd: PathBuf, against: Option<&Against>) -> Result<Intake, String> {
        let (root, is_repository) = workspace::root_of(&cwd);
        let changes = against.map_or(Ok(None), |against| against.changes(&root))?;
        let view = changes.as_ref().map(|changes| changes.now.clone()).unwrap_or_default();
        let configs = Arc::new(self.policy.configs(&cwd, &root, view.clone())?);
        let (paths, stdin): (Vec<_>, Vec<_>) = self.paths(&cwd)?.into_iter().partition(|path| path != Path::new("-"));

        let staged = changes.as_ref().filter(|_| against.is_some_and(|against| against.staged));
        let mut found = match staged {
            Some(changes) => against::staged(changes, &paths, &cwd, &root, &configs),
            None => discovery::find(&paths, &cwd, &root, &configs, self.files.no_ignore),
        };
        let mut piped = None;
        if !stdin.is_empty() {
            let (path, shown) = self.stdin(&cwd, &root);
            match workspace::read(io::stdin().lock()) {
                Ok(bytes) => piped = Some(bytes),
                Err(error) => found.unreadable.push((shown.clone(), error)),
            }
            match configs.of(&path).excludes(&path, false) {
                true => found.excluded += 1,
                false => found.files.extend(piped.clone().map(|bytes| Input { path, shown, bytes: Some(bytes) })),
            }
        }
        // What lies deeper may have a configuration of its own, which the search above has read; so has a single file.
        found.files.iter().for_each(|file| drop(configs.of(&file.path)));
        usable(&configs, &cwd, &root)?;
        if let Some(jobs) = self.files.jobs {
            // Fails only where the pool is already there, and then there is nothing to set.
            let _ = rayon::ThreadPoolBuilder::new().num_threads(jobs.get()).build_global();
        }
        let (signers, policy) = (self.policy.signers(&root)?, self.policy.revision(&root)?);
        let known = against.map_or(Ok(None), |against| against.known(&cwd, &root, &configs, policy.as_ref()))?;
        let project = Project::new(is_repository.then(|| root.clone())).with_signers(signers).seen_in(view);
        let project = project.with_policy_of(policy.as_ref().map(Revision::commit));
        Ok(Intake { cwd, root, configs, project, found, stdin: piped, changes, known })
    }

    /// Whether a document or the list of documents comes from standard input.
    pub fn takes_stdin(&self) -> bool {
        let is = |path: &PathBuf| path == Path::new("-");
        self.paths.iter().any(is) || self.files.files_from.as_ref().is_some_and(is) || self.is_piped()
    }

    /// The folders where a change can change what is found: those of the documents, and those of the configurations
    /// above them.
    ///
    /// # Errors
    /// What is wrong with the command line or a configuration, ready to be printed.
    pub fn folders(&self) -> Result<Vec<PathBuf>, String> {
        let cwd = here()?;
        let (root, _) = workspace::root_of(&cwd);
        let configs = Arc::new(self.policy.configs(&cwd, &root, Arc::default())?);
        Ok(discovery::folders(&self.paths(&cwd)?, &cwd, &root, &configs, self.files.no_ignore))
    }

    /// Whether standard input is the one document, although nothing says `-`: it has a name, and no path is given.
    fn is_piped(&self) -> bool {
        self.files.stdin_filename.is_some() && self.paths.is_empty() && self.files.files_from.is_none()
    }

    /// The first path where it is a word of small letters and no file: perhaps a command or a flag was meant.
    pub fn mistaken_word(&self) -> Option<&str> {
        let first = self.paths.first()?.to_str()?;
        let is_word = !first.starts_with('-') && first.chars().all(|c| c.is_ascii_lowercase() || c == '-');
        (is_word && !Path::new(first).exists()).then_some(first)
    }

    /// The first path where it is one of `commands` and no file.
    pub fn misplaced_command<'c>(&self, mut commands: impl Iterator<Item = &'c str>) -> Option<String> {
        let first = self.paths.first()?.to_str()?;
        (commands.any(|name| name == first) && !Path::new(first).exists()).then(|| first.to_owned())
    }

    /// Takes the first path for a word that was no path.
    pub fn forget_first_path(&mut self) {
        self.paths.remove(0);
    }

    /// All paths that are named, the working directory where none is.
    fn paths(&self, cwd: &Path) -> Result<Vec<PathBuf>, String> {
        let mut paths = self.paths.clone();
        if self.is_piped() {
            paths.push(PathBuf::from("-"));
        }
        if self.files.stdin_filename.is_some() && !paths.iter().any(|p| p == Path::new("-")) {
            // Read it or not: either way somebody would be surprised.
            return Err("--stdin-filename names standard input, and the paths do not: add `-`".to_owned());
        }
        let Some(list) = &self.files.files_from else {
            if paths.is_empty() {
                paths.push(PathBuf::from("."));
            }
            return Ok(paths);
        };
        let bytes = if list != Path::new("-") {
            std::fs::read(cwd.join(list))
        } else if paths.iter().any(|p| p == Path::new("-")) {
            return Err("standard input cannot be both a document (-) and a list of files (--files-from -)".to_owned());
        } else {
            workspace::read(io::stdin().lock()).map_err(io::Error::other)
        };
        let bytes = bytes.map_err(|e| format!("--files-from {}: {e}", list.display()))?;
        let listed = workspace::list(&bytes);
        if let [only] = &*listed
            && bytes.contains(&b'\n')
            && !cwd.join(only).exists()
        {
            return Err(format!(
                "--files-from {}: the names are separated by lines, and NUL is expected: `git ls-files -z` and \
                 `find -print0` write it",
                list.display()
            ));
        }
        paths.extend(listed);
        Ok(paths)
    }

    /// Where standard input lies, and its path as reports print it.
    fn stdin(&self, cwd: &Path, root: &Path) -> (PathBuf, String) {
        match &self.files.stdin_filename {
            Some(name) => {
                let path = workspace::plain(&cwd.join(name));
                let shown = workspace::display(&path, root);
                (path, shown)
            }
            None => (cwd.join("-"), "-".to_owned()),
        }
    }
}

impl Intake {
    /// Leaves the documents that are among `changed` or below a folder that is, with the others of their plans.
    pub fn narrow(&mut self, changed: &BTreeSet<PathBuf>) {
        let touched = |(_, file): &(usize, Input)| file.path.ancestors().any(|path| changed.contains(path));
        let units = discovery::units(std::mem::take(&mut self.found.files), &self.configs).into_iter();
        let touched = units.filter(|unit| unit.vetted.iter().any(touched));
        self.found.files = touched.flat_map(|unit| unit.vetted).map(|(_, file)| file).collect();
        self.found.files.sort_by(|a, b| a.shown.cmp(&b.shown));
    }

    /// What is to be said whatever the documents hold: of files that cannot be read, and of the configurations.
    pub fn beside(&self) -> Vec<check::Checked> {
        let fail_on = self.configs.of_folder(&self.cwd).base().fail_on;
        let unreadable = self.found.unreadable.iter();
        let unreadable = unreadable.map(|(shown, error)| check::unreadable(shown, error, fail_on));
        let configurations = self.configs.all();
        unreadable.chain(configurations.iter().filter_map(|config| check::configuration(config))).collect()
    }

    /// Vets the documents; `done` counts those that are finished.
    ///
    /// With `keys`, each finding gets the key by which it is known again.
    pub fn vet(&self, timed: bool, keys: bool, done: &AtomicUsize) -> (Vec<check::Checked>, Option<check::Times>) {
        let Self { configs, project, found, .. } = self;
        let (run, files) = (check::Run { keys, ..check::Run::new(configs, project) }, found.files.clone());
        if !timed {
            return (run.vet(files, done), None);
        }
        let (checked, times) = run.vet_timed(files, done);
        (checked, Some(times))
    }

    /// Vets `inputs`, some of them not as they lie on disk, and holds back what is not new.
    pub fn vet_as(&self, inputs: Vec<Input>) -> Vec<check::Checked> {
        let count = inputs.len();
        let run = check::Run { keys: true, ..check::Run::new(&self.configs, &self.project) };
        let mut checked = run.vet(inputs, &AtomicUsize::new(0));
        self.hold(&mut checked);
        checked.truncate(count);
        checked
    }

    /// Says what was asked for and not checked, so that silence is not taken for "clean".
    pub fn note_gaps(&self, verbose: bool) {
        for folder in &self.found.empty {
            outcome::say(format_args!("note: there is no Markdown in {folder}"));
        }
        for folder in &self.found.shut {
            outcome::say(format_args!("note: there is no Markdown in {folder} beside what `exclude` keeps out"));
        }
        let excluded = self.found.excluded;
        if excluded > 0 && (verbose || self.found.files.is_empty()) {
            let what = if excluded == 1 { "1 path".to_owned() } else { format!("{excluded} paths") };
            outcome::say(format_args!("note: `exclude` in planvet.toml keeps out {what} named here"));
        }
        for path in self.configs.unread() {
            outcome::say(format_args!("note: {path} is not read: planvet.toml lies beside it"));
        }
        for config in self.configs.all() {
            let baseless = if verbose { config.baseless_patterns() } else { Vec::new() };
            for (key, pattern) in baseless {
                let path = &config.path;
                outcome::say(format_args!("note: {path}: `{pattern}` of {key} matches nothing: it begins nowhere"));
            }
            let files = self.found.files.iter().map(|file| &*file.path);
            for pattern in config.idle_patterns(&self.found.walked, files, self.configs.view()) {
                let path = &config.path;
                outcome::say(format_args!("note: {path}: no document matches `{pattern}` of [[plan]]"));
            }
        }
        let evidence = self.project.root().map(|root| ledger::problems(root, self.project.signers()));
        for problem in evidence.into_iter().flatten() {
            outcome::say(format_args!("note: {problem}"));
        }
    }

    /// Says which of what was named, and `checked`, is hardly Markdown, so that nobody takes it for vetted.
    pub fn note_strangers(&self, checked: &[check::Checked]) {
        let named = self.found.files.iter().zip(checked).filter(|(file, _)| file.bytes.is_none());
        let strange = named.filter(|(file, it)| !workspace::is_document(&file.path) && !it.broken());
        let strange: Vec<_> =
            strange.filter(|(_, it)| !it.counts.is_plan()).map(|(file, _)| file.shown.as_str()).collect();
        match strange.as_slice() {
            [] => {}
            [one] => outcome::say(format_args!("note: {one} is not named as Markdown, and no plan was found in it")),
            [one, more @ ..] => outcome::say(format_args!(
                "note: {one} and {} more are not named as Markdown, and no plan was found in them",
                more.len()
            )),
        }
    }

    /// Says what could not be understood or asked, so that silence about it is not taken for "defined" or "there".
    pub fn note_doubts(&self) {
        for (path, why) in self.project.doubts() {
            outcome::say(format_args!(
                "note: {path} was not fully understood: {why}; what commands ask of it is not checked"
            ));
        }
    }

    /// Says which evidence could not be looked up, and what to do: a tick without a finding is not one that is shown.
    pub fn note_unheard(&self) {
        const UNCHECKED: &str = "the commits that plans cite and the records of their items are not checked";
        if let Some(error) = self.project.git_error() {
            let way_out = match error {
                git::Error::Owner(_) => {
                    let root = self.root.display();
                    format!("; `git config --global --add safe.directory {root}` lets git read it")
                }
                git::Error::NoGit => "; install git where planvet runs".to_owned(),
                _ => String::new(),
            };
            outcome::say(format_args!("note: {error}; {UNCHECKED}{way_out}"));
        }
        match self.project.unheard() {
            Some(Unheard::NoRepository) => {
                outcome::say(format_args!(
                    "note: there is no git repository here; {UNCHECKED}; run planvet in a clone"
                ));
            }
            Some(Unheard::Inside(folder)) => outcome::say(format_args!(
                "note: {folder} is a repository of its own; {UNCHECKED}; run planvet inside it"
            )),
            None => {}
        }
    }
}
