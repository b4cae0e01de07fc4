//! `planvet show FILE`: what was understood, and what was not.

use crate::{config::Settings, markdown::Document, plan::Plan, report::outline, source::Source};
use std::{io::Write, path::PathBuf, process::ExitCode};

/// What to show.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The documents to read
    #[arg(required = true, value_name = "FILE")]
    paths: Vec<PathBuf>,
    /// How to print
    #[arg(long, value_enum, default_value = "tree")]
    format: Format,
    /// Print every entry of long lists
    #[arg(short, long)]
    verbose: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    Tree,
    Json,
}

/// Runs the command.
pub fn run(args: &Args) -> ExitCode {
    let mut out = std::io::stdout().lock();
    let mut code = ExitCode::SUCCESS;
    for path in &args.paths {
        let read = std::fs::read(path)
            .map_err(Into::into)
            .and_then(|bytes| Source::new(path.to_string_lossy().as_ref(), bytes));
        let source = match read {
            Ok(source) => source,
            Err(error) => {
                let _ = writeln!(std::io::stderr(), "planvet: {}: {error}", path.display());
                code = ExitCode::from(2);
                continue;
            }
        };
        let document = Document::parse(source.text());
        let plan = Plan::read(&source, &document, &Settings::default());
        let done = match args.format {
            Format::Tree => outline::write(&mut out, &source, &document, &plan, args.verbose),
            Format::Json => Ok(()),
        };
        if done.is_err() {
            return ExitCode::SUCCESS;
        }
    }
    code
}
