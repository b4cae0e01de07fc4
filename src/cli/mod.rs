//! The command line: clap, one file a subcommand.

pub mod rule;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

/// Vets plans and checklists in Markdown.
#[derive(Debug, Parser)]
#[command(version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Rule(rule::Args),
}

/// Runs the command line and gives its exit code.
pub fn main() -> ExitCode {
    match Cli::parse().command {
        Command::Rule(args) => rule::run(&args),
    }
}
