//! In which form findings are written, and where to.

use super::outcome::forgive_closed_pipe;
use crate::report::{Format, Options, Report, Verbosity};
use anstream::{AutoStream, ColorChoice};
use std::{
    fs::File,
    io::{self, BufWriter, Write},
    path::PathBuf,
};

/// How findings are shown.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Output")]
pub struct Show {
    /// Write findings in this form to FILE, else to standard output; may be repeated
    #[arg(long, value_name = "FORMAT[=FILE]")]
    output: Vec<String>,
    /// Short for --output
    #[arg(long, value_name = "FORMAT", conflicts_with = "output")]
    format: Option<String>,
    /// Findings shown by the format `full`; 0 for all
    #[arg(long, value_name = "N", default_value_t = 100)]
    max: usize,
    /// When to use colours
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    color: clap::ColorChoice,
    /// Print findings and nothing else
    #[arg(long, short, conflicts_with = "verbose")]
    pub quiet: bool,
    /// Print infos as well
    #[arg(long, short)]
    pub verbose: bool,
    /// Print to standard error what each rule found, and how long each stage and rule took; -v lists all rules
    #[arg(long)]
    pub statistics: bool,
}

/// One form of the report and where it goes.
#[derive(Debug)]
pub struct Sink {
    format: Format,
    /// `None` is standard output.
    file: Option<PathBuf>,
}

/// The files that are written, absolute.
pub fn files(sinks: &[Sink]) -> Vec<PathBuf> {
    sinks.iter().filter_map(|sink| std::path::absolute(sink.file.as_ref()?).ok()).collect()
}

impl Show {
    /// What is to be written.
    ///
    /// # Errors
    /// An unknown format, or two that both go to standard output.
    pub fn sinks(&self) -> Result<Vec<Sink>, String> {
        let asked: Vec<&str> = self.format.iter().chain(&self.output).map(String::as_str).collect();
        if asked.is_empty() {
            return Ok(vec![Sink { format: Format::default(), file: None }]);
        }
        let one = |asked: &&str| {
            let (format, file) = asked.split_once('=').map_or((*asked, None), |(format, file)| (format, Some(file)));
            Ok(Sink { format: format.parse()?, file: file.map(PathBuf::from) })
        };
        let sinks = asked.iter().map(one).collect::<Result<Vec<_>, String>>()?;
        match sinks.iter().filter(|sink| sink.file.is_none()).count() {
            0 | 1 => Ok(sinks),
            _ => Err("two outputs go to standard output; give one a file: --output json=FILE".to_owned()),
        }
    }

    /// Writes `report` to all of them; what goes to standard output goes to standard error where `aside` says so.
    ///
    /// # Errors
    /// A file that cannot be written, ready to be printed.
    pub fn write(&self, sinks: &[Sink], report: &Report, aside: bool) -> Result<(), String> {
        for sink in sinks {
            match &sink.file {
                None if aside => {
                    // Nobody may listen, and that is no error.
                    let _ = self.write_one(sink.format, false, report, BufWriter::new(io::stderr()));
                }
                None => {
                    let color = self.colors();
                    // Windows terminals that do not know ANSI are served by the stream.
                    let stdout =
                        AutoStream::new(io::stdout(), if color { ColorChoice::Always } else { ColorChoice::Never });
                    let written = self.write_one(sink.format, color, report, BufWriter::new(stdout));
                    forgive_closed_pipe(written).map_err(|e| format!("standard output cannot be written: {e}"))?;
                }
                Some(path) => {
                    let written = File::create(path).and_then(|file| {
                        self.write_one(
                            sink.format,
                            self.color == clap::ColorChoice::Always,
                            report,
                            BufWriter::new(file),
                        )
                    });
                    written.map_err(|e| format!("{} cannot be written: {e}", path.display()))?;
                }
            }
        }
        Ok(())
    }

    fn write_one(&self, format: Format, color: bool, report: &Report, mut out: impl Write) -> io::Result<()> {
        let verbosity = match (self.quiet, self.verbose) {
            (true, _) => Verbosity::Quiet,
            (_, true) => Verbosity::Verbose,
            _ => Verbosity::Normal,
        };
        let width = terminal_width().unwrap_or_else(|| Options::default().width);
        report.write(format, &Options { color, verbosity, max: self.max, width }, &mut out)?;
        out.flush()
    }

    /// Whether standard output gets colours.
    pub fn colors(&self) -> bool {
        match self.color {
            clap::ColorChoice::Always => true,
            clap::ColorChoice::Never => false,
            // Heeds NO_COLOR, CLICOLOR_FORCE and TERM.
            clap::ColorChoice::Auto => AutoStream::choice(&io::stdout()) != ColorChoice::Never,
        }
    }
}

/// Columns of the terminal, where there is one.
fn terminal_width() -> Option<usize> {
    let (width, _) = terminal_size::terminal_size()?;
    // Narrower ones would leave no room for an excerpt.
    Some(usize::from(width.0).max(40))
}
