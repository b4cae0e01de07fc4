//! `planvet show [PATH…]`: what was understood, and what was not.

use super::{
    intake,
    outcome::{self, BROKEN, refuse},
};
use crate::{
    check,
    config::{Configs, Layer},
    discovery,
    markdown::Document,
    message::escape,
    plan::Plan,
    report::{drawing::Drawing, model, outline},
    settings::Settings,
    source::Source,
    workspace::{self, Input, View},
};
use serde_json::json;
use std::{
    io::{self, Write},
    path::{Path, PathBuf},
    process::ExitCode,
    sync::Arc,
};

/// What to show.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Documents, and folders, of which the plans are shown; `-` is standard input
    #[arg(default_value = ".", value_name = "PATH")]
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
    /// A flowchart of Mermaid: the tasks by phase, the gates, what waits for what
    Mermaid,
    /// The same in the language of Graphviz
    Dot,
    /// A page that stands alone, for a browser
    Html,
}

/// Runs the command: 0, or 2 where a document could not be read.
pub fn run(args: &Args) -> ExitCode {
    match show(args) {
        Ok(code) => ExitCode::from(code),
        Err(message) => refuse(message),
    }
}

fn show(args: &Args) -> Result<u8, String> {
    let cwd = intake::here()?;
    let (root, _) = workspace::root_of(&cwd);
    let configs = Arc::new(Configs::new(root.clone(), Layer::default()));
    let (inputs, mut code) = named(args, &cwd, &root, &configs)?;
    let mut read = Vec::new();
    let mut plain = 0;
    for (input, by_hand) in inputs {
        let settings = configs.of(&input.path).settings(&input.path);
        match Shown::read(input, settings) {
            // A folder holds much that is no plan.
            Ok(shown) if by_hand || shown.plan.counts().is_plan() => read.push(shown),
            Ok(_) => plain += 1,
            Err(why) => {
                refuse(escape::terminal(&why));
                code = BROKEN;
            }
        }
    }
    intake::usable(&configs, &cwd, &root)?;
    if plain > 0 {
        let documents = if plain == 1 { "1 document is".to_owned() } else { format!("{plain} documents are") };
        outcome::say(format_args!("note: {documents} left out, in which no plan was recognised"));
    }
    // A reader that closed the pipe has seen enough.
    let _ = print(args, &read, &mut io::BufWriter::new(io::stdout().lock()));
    Ok(code)
}

/// The documents that are asked for, each with whether it was named by hand; the exit code so far.
fn named(args: &Args, cwd: &Path, root: &Path, configs: &Arc<Configs>) -> Result<(Vec<(Input, bool)>, u8), String> {
    let (piped, paths): (Vec<_>, Vec<_>) = args.paths.iter().cloned().partition(|path| path == Path::new("-"));
    let found = discovery::find(&paths, cwd, root, configs, false);
    for (shown, error) in &found.unreadable {
        refuse(escape::terminal(&check::why_unreadable(shown, error).0));
    }
    for folder in found.empty.iter().chain(&found.shut) {
        outcome::say(format_args!("note: there is no Markdown in {folder}"));
    }
    if found.excluded > 0 {
        outcome::say("note: `exclude` in planvet.toml keeps out what is named here");
    }
    let in_folder = |path: &Path| found.walked.iter().any(|folder| path.starts_with(folder));
    let code = if found.unreadable.is_empty() { 0 } else { BROKEN };
    let by_hand: Vec<PathBuf> = paths.iter().map(|path| workspace::plain(&cwd.join(path))).collect();
    let files = found.files.into_iter().map(|input| {
        let named = !in_folder(&input.path) || by_hand.contains(&input.path);
        (input, named)
    });
    let mut inputs: Vec<(Input, bool)> = files.collect();
    if !piped.is_empty() {
        let bytes = workspace::read(io::stdin().lock());
        let bytes = bytes.map_err(|error| check::why_unreadable("-", &error).0)?;
        inputs.push((Input { path: cwd.join("-"), shown: "-".to_owned(), bytes: Some(bytes) }, true));
    }
    Ok((inputs, code))
}

/// A document that was read.
struct Shown {
    source: Source,
    document: Document,
    plan: Plan,
    settings: Arc<Settings>,
}

impl Shown {
    fn read(input: Input, settings: Arc<Settings>) -> Result<Self, String> {
        let shown = input.shown.clone();
        let bytes = input.read(&View::default());
        let read = bytes.and_then(|bytes| Source::new(&*shown, bytes));
        let read = read.and_then(|source| Document::of(&source).map(|document| (source, document)));
        let (source, document) = read.map_err(|error| check::why_unreadable(&shown, &error).0)?;
        let plan = Plan::read(&source, &document, &settings.vocabulary);
        Ok(Self { source, document, plan, settings })
    }
}

fn print(args: &Args, read: &[Shown], out: &mut impl Write) -> io::Result<()> {
    let drawing = || Drawing::of(read.iter().map(|it| (&it.source, &it.plan)));
    match args.format {
        Format::Tree => {
            for (at, Shown { source, document, plan, settings }) in read.iter().enumerate() {
                if at > 0 {
                    writeln!(out)?;
                }
                outline::write(out, source, document, plan, &settings.vocabulary, args.verbose)?;
            }
        }
        Format::Json => {
            let value = |it: &Shown| model::value(&it.source, &it.document, &it.plan, &it.settings.vocabulary);
            let documents: Vec<_> = read.iter().map(value).collect();
            serde_json::to_writer(&mut *out, &json!({ "version": 1, "documents": documents }))?;
            out.write_all(b"\n")?;
        }
        Format::Mermaid => out.write_all(drawing().mermaid().as_bytes())?,
        Format::Dot => out.write_all(drawing().dot().as_bytes())?,
        Format::Html => out.write_all(drawing().page().as_bytes())?,
    }
    out.flush()
}
