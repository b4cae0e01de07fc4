//! `planvet man [COMMAND…]`: manual pages, for whoever packages planvet.

use super::outcome::{forgive_closed_pipe, refuse};
use clap::Command;
use clap_mangen::{
    Man,
    roff::{Roff, bold, roman},
};
use std::{
    io::{self, Write},
    process::ExitCode,
};

/// How planvet ends.
const EXITS: &[(&str, &str)] = &[
    ("0", "There is nothing at or above fail-on."),
    ("1", "There are findings."),
    ("2", "Something could not be read, or is wrong with the command line or the configuration."),
];

/// What planvet reads beside the documents.
const FILES: &[(&str, &str)] = &[
    ("planvet.toml, .planvet.toml", "The configuration, in the folder of the documents or above it."),
    (".planvet/evidence/", "What was recorded about ticks."),
];

/// Print the manual page of a command.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The command [default: planvet itself]
    command: Vec<String>,
}

/// Prints it; 2 where there is no such command.
pub fn run(args: &Args, mut command: Command) -> ExitCode {
    command = command.disable_help_subcommand(true);
    command.build();
    let mut of = &command;
    for name in &args.command {
        match of.find_subcommand(name) {
            Some(found) => of = found,
            None => return refuse(format!("there is no command `{}`", crate::message::escape::terminal(name))),
        }
    }
    let written = page(of).and_then(|page| io::stdout().lock().write_all(&page));
    match forgive_closed_pipe(written) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => refuse(format!("standard output cannot be written: {error}")),
    }
}

/// The page of `command` as roff.
fn page(command: &Command) -> io::Result<Vec<u8>> {
    let source = concat!("planvet ", env!("CARGO_PKG_VERSION"));
    // A manual has one section for options, and the name FILES means something else there.
    let plain = command.clone().mut_args(|arg| arg.help_heading(None));
    // Without a date the other fields of the title would move up; the version says as much.
    let man = Man::new(plain).date("\"\"").source(source).manual("planvet");
    let mut page = Vec::new();
    man.render_title(&mut page)?;
    man.render_name_section(&mut page)?;
    man.render_synopsis_section(&mut page)?;
    man.render_description_section(&mut page)?;
    man.render_options_section(&mut page)?;
    if command.has_subcommands() {
        man.render_subcommands_section(&mut page)?;
    }
    if command.get_name() == "planvet" {
        let mut roff = Roff::new();
        section(&mut roff, "EXIT STATUS", EXITS);
        section(&mut roff, "FILES", FILES);
        roff.to_writer(&mut page)?;
    }
    Ok(page)
}

fn section(roff: &mut Roff, title: &str, entries: &[(&str, &str)]) {
    roff.control("SH", [title]);
    for (name, text) in entries {
        roff.control("TP", []).text([bold(*name)]).text([roman(*text)]);
    }
}
