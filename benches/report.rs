//! What a finding costs in each format: `cargo bench --bench report`.
//!
//! Twice the findings in twice the text must cost about twice as much, also where one
//! line holds the whole file; and 10,000 findings in 1 MB take less than two seconds.

use planvet::{
    check::Checked,
    diagnostic::Diagnostic,
    report::{Format, Options, Report},
    rules,
    source::{Source, Span},
};
use std::time::{Duration, Instant};

/// Findings spread evenly over `bytes` of text, each with a related place.
fn report(bytes: usize, findings: usize, line_ending: &str) -> Report {
    let row = format!("| T1 | Täg the release 🎉 | Ada | {{ }} | 40 min |{line_ending}");
    let rows = bytes / row.len();
    let source = Source::new("docs/plan.md", row.repeat(rows).into_bytes()).expect("text");
    let rule = rules::find("conflict-marker").expect("a rule of the table");
    let diagnostics = (0..findings)
        .map(|i| {
            let start = i * rows / findings * row.len();
            let name = start + row.find("Täg").expect("in the row");
            Diagnostic::new(rule, Span::new(start + 2, start + 4), "`T1` is declared twice in the parallel wave W1")
                .label("declared here")
                .related(Span::new(name, name + "Täg the release".len()), "and named here")
                .help("give one of the two tasks to another instance, or run them one after the other")
        })
        .collect();
    let path = source.path().to_owned();
    let file = Checked { source: Some(source.into()), diagnostics, ..Checked::new(&path, Default::default()) };
    Report::new(vec![file], None)
}

fn time(report: &Report, format: Format) -> Duration {
    let options = Options { max: 0, ..Options::default() };
    let fastest = (0..5).map(|_| {
        let start = Instant::now();
        report.write(format, &options, &mut std::io::sink()).expect("a sink takes everything");
        start.elapsed()
    });
    fastest.min().unwrap_or_default()
}

fn main() {
    const MB: usize = 1 << 20;
    println!("{:28} {:8} {:>10} {:>10} {:>7} {:>12}", "text", "format", "1 x", "2 x", "ratio", "a finding");
    for (name, findings, ending) in [("1 MB, 10,000 findings", 10_000, "\n"), ("1 MB in one line, 1,000", 1_000, " ")] {
        let (once, twice) = (report(MB, findings, ending), report(2 * MB, 2 * findings, ending));
        for format in Format::all() {
            let (one, two) = (time(&once, format), time(&twice, format));
            let ratio = two.as_secs_f64() / one.as_secs_f64();
            let each = one / findings as u32;
            println!("{name:28} {:8} {one:>10.1?} {two:>10.1?} {ratio:>7.2} {each:>12.1?}", format.name());
            assert!(one < Duration::from_secs(2), "{name}: {one:?}");
        }
    }
}
