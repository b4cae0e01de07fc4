//! `planvet server`: the language server on standard input and output.

use crate::server::{self, End};
use std::{
    io::{self, BufReader},
    process::ExitCode,
};

/// Speak the Language Server Protocol on standard input and output, for editors.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// What many clients add; it is the only way there is
    #[arg(long, hide = true)]
    stdio: bool,
    /// The process of the client, as some clients add it; the end of standard input says the same
    #[arg(long, hide = true, value_name = "PID")]
    client_process_id: Option<u32>,
}

/// Serves until the client leaves: 0 after `shutdown` and `exit`, else 1, as the protocol says.
pub fn run(_: &Args) -> ExitCode {
    match server::serve(BufReader::new(io::stdin()), io::stdout()) {
        Ok(End::Orderly) => ExitCode::SUCCESS,
        Ok(End::Abrupt) => ExitCode::FAILURE,
        Err(error) => super::outcome::refuse(format!("the server cannot start: {error}")),
    }
}
