//! `planvet schema`: the JSON Schema of what planvet reads and writes.

use super::outcome::{forgive_closed_pipe, refuse, why};
use crate::{config, report};
use std::{
    io::{self, Write},
    process::ExitCode,
};

/// Print the JSON Schema of the configuration or of what is written as JSON.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Of what
    #[arg(value_enum, default_value_t = Of::Config)]
    of: Of,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Of {
    /// planvet.toml
    Config,
    /// What `--output json` writes; a line of `jsonl` is its `$defs/Finding`
    Output,
    /// What `evidence`, `tick` and `record` write with `--format json`
    Evidence,
}

/// Prints the schema.
pub fn run(args: &Args) -> ExitCode {
    let schema = match args.of {
        Of::Config => config::schema(),
        Of::Output => report::schema(),
        Of::Evidence => report::backing::schema(),
    };
    let written = writeln!(io::stdout().lock(), "{schema:#}");
    match forgive_closed_pipe(written) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => refuse(format!("standard output cannot be written: {}", why(&error))),
    }
}
