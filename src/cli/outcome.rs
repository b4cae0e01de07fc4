//! How a command ends.

use std::{
    io::{self, Write},
    process::ExitCode,
};

/// The exit code for usage, configuration, unreadable input and internal errors.
pub(super) const BROKEN: u8 = 2;

/// Says on standard error why nothing was done. Nobody may listen, and that is no error.
pub(super) fn refuse(message: impl std::fmt::Display) -> ExitCode {
    let _ = writeln!(io::stderr(), "error: {message}");
    ExitCode::from(BROKEN)
}

/// A reader that has seen enough (`planvet | head`) is no error.
pub(super) fn forgive_closed_pipe(written: io::Result<()>) -> io::Result<()> {
    match written {
        Err(e) if e.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        other => other,
    }
}

/// The operating system's words, without its number and the name of a temporary file.
pub(super) fn why(error: &io::Error) -> String {
    let text = error.to_string();
    text.split(" (os error").next().unwrap_or(&text).to_owned()
}
