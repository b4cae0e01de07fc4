//! One line a finding: `path:line:col: severity[rule] message`.

use super::{Options, Report, Verbosity, locate::Locator, style::Painter, summary};
use crate::message::escape::terminal;
use std::io::{self, Write};

/// Writes every finding, then the closing line.
pub(super) fn write(report: &Report, options: &Options, out: &mut dyn Write) -> io::Result<()> {
    let paint = Painter::new(options.color);
    for file in report.files() {
        let path = options.path(&file.path);
        let locator = file.source.as_deref().map(Locator::new);
        for d in file.diagnostics.iter().filter(|d| options.shows(d.severity)) {
            let (line, column) = locator.as_ref().map_or((1, 1), |l| {
                let position = l.position(d.span.start);
                (position.line, position.column)
            });
            let rule = paint.severity(d.severity, &format!("{}[{}]", d.severity.word(), d.rule.name));
            writeln!(out, "{}:{line}:{column}: {rule} {}", terminal(&path), terminal(&d.message))?;
        }
    }
    if options.verbosity > Verbosity::Quiet {
        writeln!(out, "{}", summary::closing(report, options))?;
    }
    Ok(())
}
