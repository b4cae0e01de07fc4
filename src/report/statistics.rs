//! `--statistics`: what each rule found, and how long each stage and rule took.

use super::Report;
use crate::{check::Times, diagnostic::Severity, rules};
use std::{io, time::Duration};

/// One line of the table of rules.
struct Line {
    name: &'static str,
    errors: usize,
    warnings: usize,
    infos: usize,
    took: Duration,
}

impl Line {
    fn findings(&self) -> usize {
        self.errors + self.warnings + self.infos
    }
}

/// Writes both tables, for people: rules by what they found, then the stages. `every` rule has a line, or only
/// those that found something.
///
/// # Errors
/// What `out` refuses.
pub fn write(report: &Report, times: &Times, every: bool, out: &mut dyn io::Write) -> io::Result<()> {
    let mut lines: Vec<Line> = rules::all()
        .iter()
        .zip(&times.rules)
        .map(|(rule, &took)| Line { name: rule.name, errors: 0, warnings: 0, infos: 0, took })
        .collect();
    for finding in report.files().iter().flat_map(|file| &file.diagnostics) {
        if let Some(line) = lines.iter_mut().find(|line| line.name == finding.rule.name) {
            match finding.severity {
                Severity::Error => line.errors += 1,
                Severity::Warning => line.warnings += 1,
                Severity::Info => line.infos += 1,
            }
        }
    }
    lines.sort_by_key(|line| (std::cmp::Reverse(line.findings()), line.name));
    let is_summed = |line: &Line| !every && line.findings() == 0;
    let silent = lines.iter().filter(|line| is_summed(line)).count();
    let unheard: Duration = lines.iter().filter(|line| is_summed(line)).map(|line| line.took).sum();

    writeln!(out)?;
    writeln!(out, "{:<24}{:>8}{:>9}{:>10}{:>7}{:>12}", "rule", "findings", "errors", "warnings", "infos", "time")?;
    for line in lines.iter().filter(|line| !is_summed(line)) {
        let took = milliseconds(line.took);
        let (all, errors, warnings, infos) = (line.findings(), line.errors, line.warnings, line.infos);
        writeln!(out, "{:<24}{all:>8}{errors:>9}{warnings:>10}{infos:>7}{took:>12}", line.name)?;
    }
    if silent > 0 {
        let others = if silent == 1 { "1 rule".to_owned() } else { format!("{silent} rules") };
        writeln!(out, "{:<24}{:>8}{:>38}", format!("{others} that found nothing"), 0, milliseconds(unheard))?;
    }

    let ruling: Duration = times.rules.iter().sum();
    let [source, markdown, plan] = times.stages;
    let whole = source + markdown + plan + ruling;
    writeln!(out)?;
    writeln!(out, "{:<24}{:>12}{:>8}", "stage", "time", "share")?;
    for (stage, took) in [("source", source), ("markdown", markdown), ("plan", plan), ("rules", ruling)] {
        let share = 100.0 * took.as_secs_f64() / whole.as_secs_f64().max(f64::MIN_POSITIVE);
        writeln!(out, "{stage:<24}{:>12}{:>8}", milliseconds(took), format!("{share:.0} %"))?;
    }
    writeln!(out, "{:<24}{:>12}  on all cores together", "sum", milliseconds(whole))
}

fn milliseconds(took: Duration) -> String {
    format!("{:.2} ms", took.as_secs_f64() * 1e3)
}
