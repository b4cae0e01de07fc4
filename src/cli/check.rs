//! `planvet check`: the engine behind a command line.

use super::{
    outcome::{BROKEN, refuse},
    policy::Policy,
    progress,
    sinks::Show,
};
use crate::{
    check::{self, Verdict},
    config::Configs,
    evidence::ledger,
    project::Project,
    report::{Report, statistics},
    source::Unreadable,
    workspace::{self, Input},
};
use std::{
    io::{self, Write},
    num::NonZero,
    path::{Path, PathBuf},
    process::ExitCode,
    sync::{Arc, atomic::AtomicUsize},
    time::Instant,
};

/// What to check and how to say what was found.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Files and folders; `-` is standard input [default: .]
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    #[command(flatten)]
    policy: Policy,
    #[command(flatten)]
    files: Files,
    #[command(flatten)]
    show: Show,
}

#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Files")]
struct Files {
    /// Walk into what gitignore names as well
    #[arg(long)]
    no_ignore: bool,
    /// Check the files that FILE names, separated by NUL; `-` is standard input
    #[arg(long, value_name = "FILE")]
    files_from: Option<PathBuf>,
    /// The path that standard input stands for
    #[arg(long, value_name = "PATH")]
    stdin_filename: Option<PathBuf>,
    /// How many files are checked at a time [default: one for each core]
    #[arg(long, short, value_name = "N")]
    jobs: Option<NonZero<usize>>,
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
    let cwd = std::env::current_dir()
        .and_then(|cwd| workspace::canonical(&cwd))
        .map_err(|e| format!("the working directory cannot be read: {e}"))?;
    let (root, is_repository) = workspace::root_of(&cwd);
    let sinks = args.show.sinks()?;
    let configs = Arc::new(args.policy.configs(&cwd, &root)?);
    let paths = args.paths(&cwd)?;
    let (paths, stdin): (Vec<_>, Vec<_>) = paths.into_iter().partition(|path| path != Path::new("-"));

    let mut found = workspace::find(&paths, &cwd, &root, &configs, args.files.no_ignore);
    let mut files = Vec::new();
    if !stdin.is_empty() {
        match args.stdin(&cwd, &root, &configs) {
            Some(Ok(input)) => found.files.push(input),
            Some(Err((shown, error))) => found.unreadable.push((shown, error)),
            None => found.excluded += 1,
        }
    }
    // What lies deeper may have a configuration of its own, which the search above has read; so has a single file.
    found.files.iter().for_each(|file| drop(configs.of(&file.path)));
    let errors = configs.errors();
    if !errors.is_empty() {
        let all: Vec<_> = errors.iter().map(|e| e.render()).collect();
        let _ = write!(io::stderr(), "{}", all.join("\n"));
        return Ok(BROKEN);
    }
    args.note(&found);

    let fail_on = configs.of_folder(&cwd).base().fail_on;
    files.extend(found.unreadable.iter().map(|(shown, error)| check::unreadable(shown, error, fail_on)));
    files.extend(configs.all().iter().filter_map(|config| check::configuration(config)));
    if let Some(jobs) = args.files.jobs {
        // Fails only where the pool is already there, and then there is nothing to set.
        let _ = rayon::ThreadPoolBuilder::new().num_threads(jobs.get()).build_global();
    }
    let signers = args.policy.signers(&root)?;
    if is_repository {
        args.note_evidence(&root, signers.as_deref());
    }
    let project = Project::new(is_repository.then_some(root)).with_signers(signers);
    let done = AtomicUsize::new(0);
    let total = found.files.len();
    let (checked, times) = progress::watch(total, &done, args.show.quiet, || match args.show.statistics {
        false => (check::all(found.files, &configs, &project, &done), None),
        true => {
            let (checked, times) = check::all_timed(found.files, &configs, &project, &done);
            (checked, Some(times))
        }
    });
    files.extend(checked);

    args.note_doubts(&project);
    let verdict = Verdict::of(&files);
    let report = Report::new(files, Some(start.elapsed()));
    args.show.write(&sinks, &report)?;
    if let Some(times) = times {
        // Standard output belongs to the findings, which a program may read.
        let _ = statistics::write(&report, &times, args.show.verbose, &mut io::stderr().lock());
    }
    Ok(verdict.exit_code())
}

impl Args {
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
        paths.extend(workspace::list(&bytes));
        Ok(paths)
    }

    /// Standard input as a document; `None` where `exclude` names the path it stands for.
    fn stdin(&self, cwd: &Path, root: &Path, configs: &Configs) -> Option<Result<Input, (String, Unreadable)>> {
        let (path, shown) = match &self.files.stdin_filename {
            Some(name) => {
                let path = workspace::plain(&cwd.join(name));
                let shown = workspace::display(&path, root);
                (path, shown)
            }
            None => (cwd.join("-"), "-".to_owned()),
        };
        if configs.of(&path).excludes(&path, false) {
            return None;
        }
        Some(match workspace::read(io::stdin().lock()) {
            Ok(bytes) => Ok(Input { path, shown, bytes: Some(bytes) }),
            Err(error) => Err((shown, error)),
        })
    }

    /// Says what could not be understood or asked, so that silence about it is not taken for "defined" or "there".
    fn note_doubts(&self, project: &Project) {
        if self.show.quiet || !self.show.verbose {
            return;
        }
        for (path, why) in project.doubts() {
            let path = crate::report::escape::terminal(&path);
            let _ = writeln!(
                io::stderr(),
                "note: {path} was not fully understood: {why}; what commands ask of it is not checked"
            );
        }
        if let Some(error) = project.git_error() {
            let why = crate::report::escape::terminal(&error.to_string()).into_owned();
            let _ = writeln!(io::stderr(), "note: {why}; the commits that plans cite are not checked");
        }
    }

    /// Says what keeps records from counting, so that it is not taken for a lack of them.
    fn note_evidence(&self, root: &Path, signers: Option<&str>) {
        let problems = if self.show.quiet { Vec::new() } else { ledger::problems(root, signers) };
        for problem in problems {
            let _ = writeln!(io::stderr(), "note: {}", crate::report::escape::terminal(&problem));
        }
    }

    /// Says what was asked for and not checked, so that silence is not taken for "clean".
    fn note(&self, found: &workspace::Found) {
        if self.show.quiet {
            return;
        }
        for folder in &found.empty {
            let _ = writeln!(io::stderr(), "note: there is no Markdown in {folder}");
        }
        if found.excluded > 0 && (self.show.verbose || found.files.is_empty()) {
            let what = if found.excluded == 1 { "1 path".to_owned() } else { format!("{} paths", found.excluded) };
            let _ = writeln!(io::stderr(), "note: `exclude` in planvet.toml keeps out {what} named here");
        }
    }
}
