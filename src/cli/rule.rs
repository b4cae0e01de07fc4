//! `planvet rule [NAME]`: the rules and their pages.

use super::sinks;
use crate::{
    config::Selector,
    diagnostic::Rule,
    message::escape,
    report::manual::{self, Examples},
    rules,
};
use std::{
    io::{self, Write},
    process::ExitCode,
};

/// Columns that a page is wrapped to at most: longer lines are hard to read.
const WIDTH: usize = 80;

/// Print the page of a rule, or list all rules.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// A rule, a family, `default` or `all`; without it, all rules are listed.
    #[arg(value_name = "RULE")]
    name: Option<String>,
    /// Print every example of the rule, and not only the first ones.
    #[arg(long)]
    examples: bool,
    /// How to print.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// For people.
    Text,
    /// For programs.
    Json,
}

/// Prints what was asked for; 2 where there is no such rule.
pub fn run(args: &Args) -> ExitCode {
    let rule = args.name.as_deref().and_then(rules::find);
    let is_of = |rule: &&Rule| match args.name.as_deref() {
        None | Some("all") => true,
        Some("default") => rule.page().default,
        Some(name) => rule.family == name,
    };
    let width = sinks::width().min(WIDTH);
    let family: Vec<&'static Rule> = rules::all().iter().filter(is_of).collect();
    let examples = if args.examples { Examples::All } else { Examples::Few };
    let text = match (rule, args.format) {
        (Some(rule), Format::Text) => Ok(manual::page(rule, true, width, examples)),
        (Some(rule), Format::Json) => json(&manual::Facts::of(rule)),
        (None, _) if family.is_empty() => return unknown(args.name.as_deref().unwrap_or_default()),
        (None, Format::Text) => Ok(manual::list(family, true, width)),
        (None, Format::Json) => json(&family.into_iter().map(manual::Facts::of).collect::<Vec<_>>()),
    };
    // anstream drops the colours where standard output is no terminal.
    match text.and_then(|text| anstream::stdout().lock().write_all(text.as_bytes())) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            anstream::eprintln!("error: {error}");
            ExitCode::from(2)
        }
        _ => ExitCode::SUCCESS,
    }
}

fn json(value: &impl serde::Serialize) -> io::Result<String> {
    Ok(serde_json::to_string_pretty(value)? + "\n")
}

fn unknown(name: &str) -> ExitCode {
    let hint = match Selector::parse(name).err().flatten().or_else(|| rules::similar(name)) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "`planvet rule` lists them".into(),
    };
    anstream::eprintln!("error: there is no rule `{}`; {hint}", escape::terminal(name));
    ExitCode::from(2)
}
