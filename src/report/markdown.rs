//! A summary in Markdown, for a comment on a pull request or the summary of a step.

use super::{
    Options, Report, Verbosity,
    locate::Places,
    prose::{code, prose},
    summary,
};
use crate::diagnostic::{Diagnostic, Severity};
use std::{
    cmp::Reverse,
    collections::BTreeMap,
    io::{self, Write},
};

/// Bytes of the longest summary: GitHub takes comments of 65,536 characters.
const MAX: usize = 65_536;

/// Bytes kept for the sentence that says what was left out.
const REST: usize = 256;

/// Writes the counts, then every finding that there is room for, errors first.
pub(super) fn write(report: &Report, options: &Options, out: &mut dyn Write) -> io::Result<()> {
    let files: Vec<Places> = Places::all(report).collect();
    let found = |severity| {
        let all = files.iter().flat_map(|places| places.file.diagnostics.iter().map(move |d| (places, d)));
        all.filter(move |(_, d)| options.shows(severity) && d.severity == severity)
    };
    let severities = [(Severity::Error, "Errors"), (Severity::Warning, "Warnings"), (Severity::Info, "Infos")];

    let mut text = String::from("## planvet\n\n");
    if options.verbosity > Verbosity::Quiet {
        text.push_str(&summary::result(report, options));
        text.push('\n');
    }
    text.push_str(&table(severities.iter().flat_map(|(severity, _)| found(*severity)).map(|(_, d)| d)));
    let mut left = Vec::new();
    for (severity, title) in severities {
        let mut begun = false;
        let mut cut = 0;
        for (places, d) in found(severity) {
            let mut item = if begun { String::new() } else { format!("\n### {title}\n\n") };
            item.push_str(&finding(places, d));
            // What is left out is the end: a short finding does not overtake a long one.
            if cut > 0 || !left.is_empty() || text.len() + item.len() > MAX - REST {
                cut += 1;
            } else {
                text.push_str(&item);
                begun = true;
            }
        }
        if cut > 0 {
            left.push(summary::count(cut, severity.word(), &format!("{}s", severity.word())));
        }
    }
    if !left.is_empty() {
        let left = left.join(", ");
        text.push_str(&format!("\n{left} not shown: a comment has no room for more. `planvet check` lists all.\n"));
    }
    out.write_all(text.as_bytes())
}

/// How often each rule found something, the gravest and most frequent first.
fn table<'a>(findings: impl Iterator<Item = &'a Diagnostic>) -> String {
    let mut counts: BTreeMap<(Reverse<Severity>, &str), usize> = BTreeMap::new();
    findings.for_each(|d| *counts.entry((Reverse(d.severity), d.rule.name)).or_default() += 1);
    if counts.is_empty() {
        return String::new();
    }
    let mut rows: Vec<_> = counts.into_iter().collect();
    rows.sort_by_key(|&((severity, name), count)| (severity, Reverse(count), name));
    let mut text = String::from("\n| Findings | Rule | Severity |\n|---:|:---|:---|\n");
    for ((Reverse(severity), name), count) in rows {
        text.push_str(&format!("| {count} | {name} | {} |\n", severity.word()));
    }
    text
}

/// An item of a list.
fn finding(places: &Places, d: &Diagnostic) -> String {
    let [start, _] = places.range(d.span);
    let place = code(&format!("{}:{}:{}", places.file.path, start.line, start.column));
    let rule = match d.rule.url() {
        Some(url) => format!("[{}]({url})", d.rule.name),
        None => d.rule.name.to_owned(),
    };
    let mut item = format!("- {place} **{rule}** {}", prose(&d.message));
    if !d.help.is_empty() {
        item.push_str("\\\n  help: ");
        item.push_str(&prose(&d.help));
    }
    item.push('\n');
    item
}
