//! The command line: clap, one file a subcommand.

use std::process::ExitCode;

/// Runs the command line and gives its exit code.
pub fn main() -> ExitCode {
    ExitCode::SUCCESS
}
