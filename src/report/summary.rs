//! The closing line: what was understood and what came of it.

use super::{Options, Report, Totals, Verbosity};
use std::time::Duration;

/// `4 files, 4 plans (61 tasks, 9 gates, 22 owners): 31 errors, 12 warnings, 3 fixable with --fix`.
pub(super) fn result(report: &Report, options: &Options) -> String {
    let totals = report.totals();
    match (totals.files, totals.errors + totals.warnings + totals.infos) {
        (0, 0) => "no files to check".to_string(),
        // Of the configuration or the baseline there may be something to say all the same.
        (0, _) => format!("no files to check: {}", found(totals, options)),
        _ => format!("{}: {}", understood(totals), found(totals, options)),
    }
}

/// The same and how long it took: ` (11 ms)`.
pub(super) fn closing(report: &Report, options: &Options) -> String {
    let mut line = result(report, options);
    if let Some(elapsed) = report.elapsed() {
        line.push_str(&format!(" ({})", duration(elapsed)));
    }
    line
}

fn understood(t: &Totals) -> String {
    let files = count(t.files, "file", "files");
    if t.plans == 0 {
        return format!("{files}, no plan recognised");
    }
    let mut parts = vec![count(t.counts.tasks, "task", "tasks")];
    if t.counts.tasks == 0 && t.counts.groups > 0 {
        parts.push(count(t.counts.groups, "phase", "phases"));
    } else if t.counts.tasks == 0 && t.counts.steps > 0 {
        parts = vec![count(t.counts.steps, "step", "steps")];
    }
    parts.push(count(t.counts.gates, "gate", "gates"));
    parts.push(count(t.counts.actors, "owner", "owners"));
    format!("{files}, {} ({})", count(t.plans, "plan", "plans"), parts.join(", "))
}

fn found(t: &Totals, options: &Options) -> String {
    let mut parts = match (t.errors, t.warnings) {
        (0, 0) if t.infos == 0 && t.plans == 0 => vec!["nothing to check".to_string()],
        (0, 0) if t.infos == 0 => vec!["no findings".to_string()],
        (0, 0) => vec!["no errors or warnings".to_string()],
        (errors, 0) => vec![count(errors, "error", "errors")],
        (0, warnings) => vec![count(warnings, "warning", "warnings")],
        (errors, warnings) => vec![count(errors, "error", "errors"), count(warnings, "warning", "warnings")],
    };
    if t.infos > 0 {
        let hint = if options.verbosity == Verbosity::Verbose { "" } else { " (shown with -v)" };
        parts.push(count(t.infos, "info", "infos") + hint);
    }
    match (t.fixable, t.unsafe_fixable) {
        (0, 0) => {}
        (safe, 0) => parts.push(format!("{safe} fixable with --fix")),
        (0, more) => parts.push(format!("{more} fixable with --fix --unsafe-fixes")),
        (safe, more) => parts.push(format!("{safe} fixable with --fix ({more} more with --unsafe-fixes)")),
    }
    if t.suppressed > 0 {
        parts.push(format!("{} ignored", t.suppressed));
    }
    if t.known > 0 {
        parts.push(format!("{} known before", t.known));
    }
    parts.join(", ")
}

/// `1 task`, `2 tasks`.
pub(super) fn count(n: usize, one: &str, many: &str) -> String {
    format!("{n} {}", if n == 1 { one } else { many })
}

fn duration(elapsed: Duration) -> String {
    match elapsed.as_millis() {
        ms @ 0..1000 => format!("{ms} ms"),
        _ => format!("{:.1} s", elapsed.as_secs_f64()),
    }
}
