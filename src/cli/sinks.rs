//! In which form findings are written, and where to.

use super::outcome::{forgive_closed_pipe, why};
use crate::{
    message::escape,
    report::{Format, Options, Report, Verbosity},
    workspace,
};
use anstream::{AutoStream, ColorChoice};
use std::{
    io::{self, BufWriter, IsTerminal, Write},
    path::PathBuf,
    sync::LazyLock,
};

/// The help of `--output`.
static FORMATS: LazyLock<String> = LazyLock::new(|| {
    format!(
        "Write findings in this form to FILE beside what the terminal shows, else to standard output; may be repeated \
         [{}]",
        Format::names()
    )
});

/// How findings are shown.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Output")]
pub struct Show {
    /// Write findings in this form
    #[arg(long, value_name = "FORMAT[=FILE]", help = FORMATS.as_str())]
    output: Vec<String>,
    /// What standard output shows [default: full]
    #[arg(long, alias = "output-format", value_name = "FORMAT")]
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

impl Sink {
    /// Reads `FORMAT[=FILE]`.
    fn parse(asked: &str) -> Result<Self, String> {
        let (format, file) = asked.split_once('=').map_or((asked, None), |(format, file)| (format, Some(file)));
        let format = format.parse()?;
        match file {
            Some("") => Err(format!("--output {asked}: name the file behind the `=`")),
            // As everywhere else.
            Some("-") => Ok(Self { format, file: None }),
            file => Ok(Self { format, file: file.map(PathBuf::from) }),
        }
    }

    /// Whether those who read it know findings again.
    pub fn tracks(&self) -> bool {
        self.format.tracks()
    }
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
        let asked = self.format.iter().chain(&self.output);
        let mut sinks = asked.map(|asked| Sink::parse(asked)).collect::<Result<Vec<_>, String>>()?;
        // What goes into files leaves the terminal as it is.
        if sinks.iter().all(|sink| sink.file.is_some()) {
            sinks.insert(0, Sink { format: Format::default(), file: None });
        }
        for (at, sink) in sinks.iter().enumerate() {
            let same = sinks[..at].iter().any(|other| other.file == sink.file);
            match &sink.file {
                None if same => {
                    return Err("two outputs go to standard output; give one a file: --output json=FILE".to_owned());
                }
                Some(path) if same => {
                    return Err(format!("two outputs go to {}", escape::terminal(&path.to_string_lossy())));
                }
                _ => {}
            }
        }
        Ok(sinks)
    }

    /// Writes `report` to all of them, also where one fails; what goes to standard output goes to standard error where
    /// `aside` says so.
    ///
    /// # Errors
    /// What cannot be written, ready to be printed.
    pub fn write(&self, sinks: &[Sink], report: &Report, here: &str, aside: bool) -> Result<(), String> {
        let look = |color, terminal| self.look(here, color, terminal);
        let mut failed = Vec::new();
        for Sink { format, file } in sinks {
            let written = match file {
                None if aside => {
                    // Nobody may listen, and that is no error.
                    let mut stderr = BufWriter::new(io::stderr());
                    let _ = report
                        .write(*format, &look(false, io::stderr().is_terminal()), &mut stderr)
                        .and_then(|()| stderr.flush());
                    Ok(())
                }
                None => {
                    let color = self.colors();
                    // Windows terminals that do not know ANSI are served by the stream.
                    let choice = if color { ColorChoice::Always } else { ColorChoice::Never };
                    let mut stdout = BufWriter::new(AutoStream::new(io::stdout(), choice));
                    report
                        .write(*format, &look(color, io::stdout().is_terminal()), &mut stdout)
                        .and_then(|()| stdout.flush())
                }
                Some(path) => {
                    let color = self.color == clap::ColorChoice::Always;
                    workspace::replace(path, |out| report.write(*format, &look(color, false), out))
                }
            };
            if let Err(error) = forgive_closed_pipe(written) {
                let name = file.as_ref().map_or("standard output".into(), |path| path.to_string_lossy());
                let why = match error.kind() {
                    io::ErrorKind::NotFound => "its folder does not exist".to_owned(),
                    _ => why(&error),
                };
                failed.push(format!("{} cannot be written: {why}", escape::terminal(&name)));
            }
        }
        if failed.is_empty() { Ok(()) } else { Err(failed.join("\nerror: ")) }
    }

    fn look(&self, here: &str, color: bool, terminal: bool) -> Options {
        let verbosity = match (self.quiet, self.verbose) {
            (true, _) => Verbosity::Quiet,
            (_, true) => Verbosity::Verbose,
            _ => Verbosity::Normal,
        };
        Options { color, verbosity, max: self.max, width: width(), here: here.to_owned(), terminal }
    }

    /// Whether standard output gets colours.
    pub fn colors(&self) -> bool {
        match self.color {
            clap::ColorChoice::Always => true,
            clap::ColorChoice::Never => false,
            // Heeds NO_COLOR, FORCE_COLOR, CLICOLOR_FORCE and TERM.
            clap::ColorChoice::Auto => AutoStream::choice(&io::stdout()) != ColorChoice::Never,
        }
    }
}

/// Columns for what people read: those that `COLUMNS` asks for, else those of the terminal, where there is one.
pub(super) fn width() -> usize {
    let asked = || std::env::var("COLUMNS").ok()?.parse().ok().filter(|columns| *columns > 0);
    let drawn = || terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
    // Narrower ones would leave no room for an excerpt.
    asked().or_else(drawn).unwrap_or_else(|| Options::default().width).max(40)
}
