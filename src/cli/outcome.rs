//! How a command ends.

use crate::{
    config::{ConfigError, Problem},
    message::escape,
};
use std::{
    io::{self, Write},
    process::ExitCode,
};

/// The exit code for usage, configuration, unreadable input and internal errors.
pub(super) const BROKEN: u8 = 2;

/// Says something on standard error, line by line harmless to a terminal and a CI runner, whatever paths and texts it
/// repeats. Nobody may listen, and that is no error.
pub(super) fn say(message: impl std::fmt::Display) {
    let message = message.to_string();
    let mut stderr = io::stderr().lock();
    for line in message.trim_end_matches('\n').split('\n') {
        let _ = writeln!(stderr, "{}", escape::terminal(line));
    }
}

/// Says on standard error why nothing was done.
pub(super) fn refuse(message: impl std::fmt::Display) -> ExitCode {
    say(format_args!("error: {message}"));
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

/// What is wrong at a place of a file, ready to be printed behind "error: ".
pub(super) fn shown_problem(path: &str, text: String, place: std::ops::Range<usize>, message: String) -> String {
    let problem = Problem { span: Some(place), message, help: None };
    let error = ConfigError { path: path.to_owned(), text, problems: vec![problem] };
    error.render().trim_start_matches("error: ").trim_end().to_owned()
}
