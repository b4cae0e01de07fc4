//! The format for people: each finding with an excerpt of every place involved.

use super::{
    Options, Report, Verbosity,
    excerpt::{Excerpt, Place, least},
    locate::Locator,
    style::Painter,
    summary,
};
use crate::{
    check::Checked,
    diagnostic::{Diagnostic, Elsewhere, Safety, Severity},
    message::escape::terminal,
    source::{Position, Source},
};
use miette::{GraphicalReportHandler, GraphicalTheme, LabeledSpan, SourceCode};
use std::{
    collections::BTreeMap,
    fmt,
    io::{self, Write},
};

/// Places that one finding draws; the rest is counted.
const MAX_PLACES: usize = 8;

/// Lines between two places that still share a snippet, plus one.
const NEAR: usize = 2;

/// Writes every finding, then the closing line.
pub(super) fn write(report: &Report, options: &Options, out: &mut dyn Write) -> io::Result<()> {
    let full = Full::new(options);
    let mut shown = 0;
    let mut hidden = BTreeMap::new();
    for file in report.files() {
        let locator = file.source.as_deref().map(Locator::new);
        for finding in file.diagnostics.iter().filter(|d| options.shows(d.severity)) {
            if options.max > 0 && shown == options.max {
                *hidden.entry((std::cmp::Reverse(finding.severity), finding.rule.name)).or_default() += 1;
                continue;
            }
            full.finding(file, finding, locator.as_ref(), out)?;
            shown += 1;
        }
    }
    if !hidden.is_empty() {
        full.table(&hidden, out)?;
    }
    if options.verbosity > Verbosity::Quiet {
        full.closing(&summary::closing(report, options), out)?;
    }
    Ok(())
}

struct Full<'a> {
    options: &'a Options,
    paint: Painter,
    theme: GraphicalTheme,
}

impl<'a> Full<'a> {
    fn new(options: &'a Options) -> Self {
        let theme = if options.color { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
        Self { options, paint: Painter::new(options.color), theme }
    }

    fn finding(
        &self,
        file: &Checked,
        d: &Diagnostic,
        locator: Option<&Locator>,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let title = self.paint.severity(d.severity, &format!("{}[{}]", d.severity.word(), d.rule.name));
        self.wrapped(&format!("{title}: "), "  ", &terminal(&d.message), out)?;
        let mut places = Vec::new();
        if let (Some(source), Some(locator)) = (&file.source, locator) {
            places = places_of(d, source, locator);
        }
        if !places.iter().any(|p| p.primary) {
            writeln!(out, "  {} {}", self.paint.field("file:"), terminal(&self.options.path(&file.path)))?;
        }
        let more = places.len().saturating_sub(MAX_PLACES);
        places.truncate(MAX_PLACES);
        if let Some(source) = &file.source {
            for places in snippets(places, source) {
                self.snippet(source, &places, d.severity, out)?;
            }
        }
        if more > 0 {
            self.field("note:", &format!("and {}", summary::count(more, "more place", "more places")), out)?;
        }
        for related in &d.related {
            let Some(Elsewhere { path, range: [Position { line, column, .. }, _] }) = &related.elsewhere else {
                continue;
            };
            let place = format!("{}:{line}:{column}", self.options.path(path));
            self.field("note:", &format!("{} {}", terminal(&place), terminal(&related.message)), out)?;
        }
        if !d.help.is_empty() {
            self.field("help:", &terminal(&d.help), out)?;
        }
        if let Some(fix) = &d.fix {
            let flags = match fix.safety {
                Safety::Safe => "--fix",
                Safety::Unsafe => "--fix --unsafe-fixes",
            };
            self.field("fix: ", &format!("{} ({flags})", terminal(&fix.message)), out)?;
        }
        // In one piece, to be copied.
        writeln!(out, "  {} planvet rule {}\n", self.paint.field("more:"), d.rule.name)
    }

    fn field(&self, name: &str, text: &str, out: &mut dyn Write) -> io::Result<()> {
        self.wrapped(&format!("  {} ", self.paint.field(name)), "        ", text, out)
    }

    fn wrapped(&self, first: &str, rest: &str, text: &str, out: &mut dyn Write) -> io::Result<()> {
        for (i, line) in super::style::wrap(text, self.options.width, first, rest).iter().enumerate() {
            // A word longer than a line may have been broken just before a sign that opens a command to a CI runner.
            match line.trim_start().strip_prefix("::") {
                Some(command) if i > 0 => writeln!(out, "{rest}∷{command}")?,
                _ => writeln!(out, "{line}")?,
            }
        }
        Ok(())
    }

    /// The closing line; a flag that needs another, and a figure and its unit, stay together.
    fn closing(&self, line: &str, out: &mut dyn Write) -> io::Result<()> {
        if !self.options.terminal {
            return writeln!(out, "{line}");
        }
        let tied = line.replace("--fix --", "--fix\u{a0}--").replace(" ms)", "\u{a0}ms)").replace(" s)", "\u{a0}s)");
        for line in super::style::wrap(&tied, self.options.width, "", "  ") {
            writeln!(out, "{}", line.replace('\u{a0}', " "))?;
        }
        Ok(())
    }

    /// One box: lines of the document with what is said about them.
    fn snippet(&self, source: &Source, places: &[Place], severity: Severity, out: &mut dyn Write) -> io::Result<()> {
        let last = places.iter().map(|p| source.lines().line_of(p.span.start as usize)).max().unwrap_or(0);
        let gutter = (last + 1).to_string().len() + 4;
        let width = self.options.width.saturating_sub(gutter).max(24);
        let excerpt = Excerpt::new(source, &self.options.path(source.path()), places, width);
        let mut theme = self.theme.clone();
        theme.styles.highlights.clear();
        let mut labels = Vec::new();
        for mark in excerpt.marks() {
            let place = &places[mark.place];
            theme.styles.highlights.push(match severity {
                _ if !place.primary => theme.styles.help,
                Severity::Error => theme.styles.error,
                Severity::Warning => theme.styles.warning,
                Severity::Info => theme.styles.advice,
            });
            let room = width.saturating_sub(excerpt.column_of_label(mark)).max(least(width));
            let label = super::style::wrap(&terminal(&place.message), room, "", "").join("\n");
            let label = (!label.is_empty()).then_some(label);
            let span = (mark.range.start, mark.range.len());
            labels.push(if place.primary {
                LabeledSpan::new_primary_with_span(label, span)
            } else {
                LabeledSpan::new_with_span(label, span)
            });
        }
        let handler = GraphicalReportHandler::new_themed(theme).with_context_lines(0).with_links(false);
        let mut drawn = String::new();
        // Fails only where an excerpt contradicts itself; then the finding goes without its box.
        if handler.render_report(&mut drawn, &Snippet { excerpt: &excerpt, labels }).is_ok() {
            // miette's first line is its own header, which we left empty.
            let body = drawn.split_once('\n').map_or("", |(_, body)| body);
            for line in body.lines() {
                writeln!(out, "{}", line.trim_end())?;
            }
        }
        Ok(())
    }

    /// What was not shown: rules and their counts.
    fn table(
        &self,
        hidden: &BTreeMap<(std::cmp::Reverse<Severity>, &str), usize>,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let total: usize = hidden.values().sum();
        writeln!(out, "{} not shown (--max 0 shows all):", summary::count(total, "more finding", "more findings"))?;
        let mut rows: Vec<_> = hidden.iter().collect();
        rows.sort_by_key(|&(&(severity, name), &count)| (std::cmp::Reverse(count), severity, name));
        let name_width = rows.iter().map(|((_, name), _)| name.len()).max().unwrap_or(0);
        let digits = rows.iter().map(|(_, count)| count.to_string().len()).max().unwrap_or(0);
        for ((severity, name), count) in rows {
            let severity = self.paint.severity(severity.0, severity.0.word());
            writeln!(out, "  {count:digits$}  {name:name_width$}  {severity}")?;
        }
        writeln!(out)
    }
}

/// Every place of `d` in its own file, the finding's own first; a finding about the whole file has none of its own.
fn places_of(d: &Diagnostic, source: &Source, locator: &Locator) -> Vec<Place> {
    let whole_file = d.span.is_empty() && d.span.start == 0;
    let own = (!whole_file).then_some((d.span, &d.label, true));
    let related = d.related.iter().filter(|r| r.elsewhere.is_none()).map(|r| (r.span, &r.message, false));
    let mut places: Vec<Place> = Vec::new();
    for (span, message, primary) in own.into_iter().chain(related) {
        if places.iter().take(MAX_PLACES).any(|p| p.span == span && p.message == *message) {
            continue;
        }
        // Only what will be drawn is worth locating.
        let position = match places.len() < MAX_PLACES {
            true => locator.position(span.start),
            false => Position { line: 1, column: 1, offset: 0 },
        };
        let lines = source.lines();
        let text = source.slice(span).trim_end();
        let last = lines.line_of(span.start as usize + text.len().saturating_sub(1)) as u32 + 1;
        let message = match (last > position.line && !text.is_empty(), message.is_empty()) {
            (false, _) => message.clone(),
            (true, true) => format!("from here to line {last}"),
            (true, false) => format!("{message} (to line {last})"),
        };
        places.push(Place { span, position, message, primary });
    }
    places
}

/// The boxes to draw: the one with the finding itself first, the others in the order of
/// the text. Near places share a box; places that overlap cannot.
fn snippets(mut places: Vec<Place>, source: &Source) -> Vec<Vec<Place>> {
    let line_of = |p: &Place| source.lines().line_of(p.span.start as usize);
    places.sort_by_key(|p| (p.span, !p.primary));
    let mut runs: Vec<Vec<Place>> = Vec::new();
    for place in places {
        match runs.last_mut() {
            Some(run) if run.last().is_some_and(|p| line_of(&place) - line_of(p) <= NEAR) => run.push(place),
            _ => runs.push(vec![place]),
        }
    }
    let mut boxes: Vec<Vec<Place>> = Vec::new();
    for mut run in runs {
        while !run.is_empty() {
            let (layer, rest) = layer(run);
            boxes.push(layer);
            run = rest;
        }
    }
    // Stable: the others keep their order.
    boxes.sort_by_key(|places| !places.iter().any(|p| p.primary));
    boxes
}

/// Splits off places that do not overlap one another, the finding's own among them.
fn layer(run: Vec<Place>) -> (Vec<Place>, Vec<Place>) {
    let own = run.iter().find(|p| p.primary).map(|p| p.span);
    let (mut layer, mut rest) = (Vec::<Place>::new(), Vec::new());
    for place in run {
        let clash = !place.primary && own.is_some_and(|s| s.overlaps(place.span))
            || layer.iter().any(|p| p.span.overlaps(place.span));
        if clash { rest.push(place) } else { layer.push(place) }
    }
    (layer, rest)
}

/// What miette draws: no words of its own.
struct Snippet<'a> {
    excerpt: &'a Excerpt,
    labels: Vec<LabeledSpan>,
}

impl fmt::Debug for Snippet<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Snippet")
    }
}

impl fmt::Display for Snippet<'_> {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        Ok(())
    }
}

impl std::error::Error for Snippet<'_> {}

impl miette::Diagnostic for Snippet<'_> {
    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(self.excerpt)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.labels.iter().cloned()))
    }
}
