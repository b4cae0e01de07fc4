//! `planvet show FILE`: what was understood, and what was not.

use super::outcome::{self, BROKEN, refuse};
use crate::{
    check,
    config::{Configs, Layer},
    markdown::Document,
    message::escape,
    plan::Plan,
    report::{model, outline},
    source::Source,
    workspace,
};
use serde_json::json;
use std::{
    io::{self, Write},
    path::{Path, PathBuf},
    process::ExitCode,
};

/// What to show.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The documents to read; `-` is standard input
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
    /// A tree for people
    Tree,
    /// All of the model, its tables, checklists and prompts included
    Json,
}

/// Runs the command: 0, or 2 where a document could not be read.
pub fn run(args: &Args) -> ExitCode {
    match show(args) {
        Ok(code) => ExitCode::from(code),
        Err(message) => refuse(message),
    }
}

fn show(args: &Args) -> Result<u8, String> {
    let cwd = std::env::current_dir()
        .and_then(|cwd| workspace::canonical(&cwd))
        .map_err(|e| format!("the working directory cannot be read: {e}"))?;
    let (root, _) = workspace::root_of(&cwd);
    let configs = Configs::new(root.clone(), Layer::default());
    let mut out = io::BufWriter::new(io::stdout().lock());
    let mut documents = Vec::new();
    let mut code = 0;
    for path in &args.paths {
        let piped = path == Path::new("-");
        let path = workspace::plain(&cwd.join(path));
        let shown = if piped { "-".to_owned() } else { workspace::display(&path, &root) };
        if path.is_dir() {
            refuse(format!("{} is a folder; name the documents in it", escape::terminal(&shown)));
            code = BROKEN;
            continue;
        }
        let bytes = match piped {
            true => workspace::read(io::stdin().lock()),
            false => std::fs::read(&path).map_err(Into::into),
        };
        let read = bytes.and_then(|bytes| Source::new(&*shown, bytes));
        let read = read.and_then(|source| Document::of(&source).map(|document| (source, document)));
        let (source, document) = match read {
            Ok(read) => read,
            Err(error) => {
                refuse(escape::terminal(&check::why_unreadable(&shown, &error).0));
                code = BROKEN;
                continue;
            }
        };
        let settings = configs.of(&path).settings(&path);
        let words = &settings.vocabulary;
        let plan = Plan::read(&source, &document, words);
        match args.format {
            Format::Json => documents.push(model::value(&source, &document, &plan, words)),
            // A reader that closed the pipe has seen enough.
            Format::Tree if outline::write(&mut out, &source, &document, &plan, words, args.verbose).is_err() => {
                return Ok(code);
            }
            Format::Tree => {}
        }
    }
    if let Some(error) = configs.errors().first() {
        outcome::say(error.render());
        return Ok(BROKEN);
    }
    if args.format == Format::Json {
        let _ = serde_json::to_writer(&mut out, &json!({ "version": 1, "documents": documents }))
            .map(|()| out.write_all(b"\n"));
    }
    let _ = out.flush();
    Ok(code)
}
