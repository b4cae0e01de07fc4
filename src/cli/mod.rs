//! The command line: clap, one file a subcommand.

mod show;
use clap::Parser;
use std::process::ExitCode;

#[derive(Parser)]
struct Args {
    #[command(subcommand)]
    command: Command,
}
#[derive(clap::Subcommand)]
enum Command {
    Show(show::Args),
}

/// Runs the command line and gives its exit code.
pub fn main() -> ExitCode {
    match Args::parse().command {
        Command::Show(args) => show::run(&args),
    }
}
