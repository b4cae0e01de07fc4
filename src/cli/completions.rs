//! `planvet completions SHELL`: what a shell needs to complete a command line.

use super::outcome::{forgive_closed_pipe, refuse};
use crate::{report, rules};
use clap::{Arg, Command, builder::PossibleValuesParser};
use clap_complete::Shell;
use std::{
    io::{self, Write},
    process::ExitCode,
};

/// Print the completions of a shell.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The shell
    shell: Shell,
}

/// Prints them.
pub fn run(args: &Args, command: Command) -> ExitCode {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut with_names(command), "planvet", &mut script);
    match forgive_closed_pipe(io::stdout().lock().write_all(&script)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => refuse(format!("standard output cannot be written: {error}")),
    }
}

/// `command` with the names that its arguments take: rules, families and formats. Parsing stays with the commands, which
/// answer a wrong name better than a list of eighty would.
fn with_names(command: Command) -> Command {
    let command = command.mut_args(with_values);
    command.mut_subcommands(with_names)
}

fn with_values(arg: Arg) -> Arg {
    let names = match (arg.get_id().as_str(), arg.get_value_names()) {
        (_, Some([name])) if name == "RULE" && arg.is_positional() => named(),
        (_, Some([name])) if name == "RULE" => ["default", "all"].into_iter().chain(named()).collect(),
        ("format" | "output", Some([name])) if name.starts_with("FORMAT[") || name == "FORMAT" => {
            report::Format::all().map(report::Format::name).collect()
        }
        _ => return arg,
    };
    arg.value_parser(PossibleValuesParser::new(names))
}

/// Each family and each rule.
fn named() -> Vec<&'static str> {
    let mut names = Vec::new();
    for rule in rules::all() {
        if !names.contains(&rule.family) {
            names.push(rule.family);
        }
        names.push(rule.name);
    }
    names
}
