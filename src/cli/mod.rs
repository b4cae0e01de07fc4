//! The command line: clap, one file a subcommand.

mod against;
mod baseline;
mod check;
mod completions;
mod config;
mod evidence;
mod fix;
mod hook;
mod init;
mod intake;
mod man;
mod outcome;
mod policy;
mod progress;
mod record;
mod revision;
pub mod rule;
mod schema;
mod server;
mod show;
mod sinks;
mod site;
mod tick;
mod watch;

use crate::message::did_you_mean;
use clap::{
    CommandFactory, Parser, Subcommand,
    error::{ContextKind, ContextValue, ErrorKind},
};
use std::process::ExitCode;

/// Vets plans and checklists in Markdown: owners, dependencies, gates, sums, schedules, ticks.
#[derive(Debug, Parser)]
#[command(name = "planvet", version, args_conflicts_with_subcommands = true, max_term_width = 100)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    // `planvet docs/` is `planvet check docs/`.
    #[command(flatten)]
    check: check::Args,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Find what contradicts itself in plans (the default)
    Check(Box<check::Args>),
    /// Write down what is found now, so that only new findings are reported; take out what was mended
    Baseline(Box<baseline::Args>),
    /// Print what planvet understood of a document, and what it did not
    Show(show::Args),
    /// Explain a rule, or list them all
    #[command(alias = "explain")]
    Rule(rule::Args),
    /// Print which configuration holds for a document, and what it comes to
    Config(config::Args),
    /// Print the JSON Schema of planvet.toml, or of the JSON output
    Schema(schema::Args),
    /// Run a declared check and record what came of it, as evidence for an item
    Record(record::Args),
    /// Tick the boxes whose evidence suffices
    Tick(tick::Args),
    /// List, show, verify and prune what backs the ticks
    Evidence(evidence::Args),
    /// Speak the Language Server Protocol on standard input and output, for editors
    Server(server::Args),
    /// Write a planvet.toml for this repository, or wire planvet into a coding agent
    Init(init::Args),
    /// Answer a coding agent's hook: the event on standard input, the verdict as the agent wants it
    Hook(hook::Args),
    /// Print what a shell needs to complete planvet's command lines
    Completions(completions::Args),
    /// Print a manual page
    Man(man::Args),
}

/// Runs the command line and gives its exit code: 0 nothing found, 1 findings, 2 something is wrong with the
/// command line, the configuration, a file or planvet.
pub fn main() -> ExitCode {
    if asks_for_colors() {
        anstream::ColorChoice::write_global(anstream::ColorChoice::Always);
    }
    let mut cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) if hook::is_asked() => return hook::misused(&error),
        Err(error) if elsewhere(&error).is_some() => return outcome::refuse(elsewhere(&error).unwrap_or_default()),
        Err(error) => error.exit(),
    };
    if cli.command.is_none() {
        // clap takes a command behind a flag for a path: `planvet -q check docs/`.
        match cli.check.asked.misplaced_command(Cli::command().get_subcommands().map(|c| c.get_name())) {
            Some(name) if name == "check" => cli.check.asked.forget_first_path(),
            Some(name) if name == "hook" => return hook::misplaced(),
            Some(name) => return outcome::refuse(format!("put `{name}` before its flags: planvet {name} …")),
            None => {}
        }
        if let Some(message) = cli.check.asked.mistaken_word().and_then(instead) {
            return outcome::refuse(message);
        }
    }
    match cli.command.unwrap_or(Command::Check(Box::new(cli.check))) {
        Command::Check(args) => check::run(*args),
        Command::Baseline(args) => baseline::run(&args),
        Command::Show(args) => show::run(&args),
        Command::Rule(args) => rule::run(&args),
        Command::Config(args) => config::run(&args),
        Command::Schema(args) => schema::run(&args),
        Command::Record(args) => record::run(args),
        Command::Tick(args) => tick::run(args),
        Command::Evidence(args) => evidence::run(args),
        Command::Server(args) => server::run(&args),
        Command::Init(args) => init::run(&args),
        Command::Hook(args) => hook::run(&args),
        Command::Completions(args) => completions::run(&args, Cli::command()),
        Command::Man(args) => man::run(&args, Cli::command()),
    }
}

/// What other tools call a flag, and how planvet has it.
const ELSEWHERE: [(&str, &str); 13] = [
    ("--explain", "`planvet rule RULE` prints its page"),
    ("--list-rules", "`planvet rule` lists them"),
    ("--show-settings", "`planvet config FILE` prints what holds for it"),
    ("--print-config", "`planvet config FILE` prints what holds for it"),
    ("--enable", "write --extend-select RULE"),
    ("--disable", "write --ignore RULE"),
    ("--rule", "write --severity RULE=LEVEL, or --select RULE"),
    ("--max-warnings", "write --fail-on warning"),
    ("--dry-run", "write --diff"),
    ("--fix-dry-run", "write --diff"),
    ("--fix-only", "write --fix -q --fail-on never"),
    ("--no-config", "write --isolated"),
    ("--stdin-filepath", "write --stdin-filename PATH"),
];

/// What to write instead of a flag that is another tool's.
fn elsewhere(error: &clap::Error) -> Option<String> {
    let Some(ContextValue::String(flag)) = error.get(ContextKind::InvalidArg) else { return None };
    if error.kind() != ErrorKind::UnknownArgument {
        return None;
    }
    let (name, hint) = ELSEWHERE.iter().find(|(name, _)| name == flag)?;
    Some(format!("there is no flag `{name}`; {hint}"))
}

/// Whether `FORCE_COLOR` asks for colours where nothing forbids them.
fn asks_for_colors() -> bool {
    let says = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    says("FORCE_COLOR") && !says("NO_COLOR") && std::env::var_os("FORCE_COLOR").is_none_or(|value| value != "0")
}

/// What to write instead of `word`, where it is nearly a command, or a flag without its dashes.
fn instead(word: &str) -> Option<String> {
    let mut cli = Cli::command();
    cli.build();
    let flag = cli.get_arguments().filter_map(|arg| arg.get_long()).find(|long| *long == word);
    let command = || did_you_mean(word, cli.get_subcommands().map(|command| command.get_name()));
    let meant = flag.map(|flag| format!("--{flag}")).or_else(|| command().map(str::to_owned))?;
    Some(format!("there is neither a file nor a command `{word}`; did you mean `planvet {meant}`?"))
}
