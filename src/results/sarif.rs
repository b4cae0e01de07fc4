//! SARIF 2.1: whether the tools ran (OASIS, section 3.20). What they found is no matter of this reader.

use super::{Analysis, Format, NAMES, Report, Unreadable, json};
use jiff::Timestamp;
use serde::Deserialize;
use std::borrow::Cow;

#[derive(Deserialize)]
struct Sarif<'a> {
    #[serde(borrow)]
    runs: Option<Vec<Run<'a>>>,
}

#[derive(Deserialize)]
struct Run<'a> {
    #[serde(borrow)]
    invocations: Option<Vec<Invocation<'a>>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Invocation<'a> {
    execution_successful: bool,
    exit_code: Option<i64>,
    #[serde(borrow)]
    exit_signal_name: Option<Cow<'a, str>>,
    #[serde(borrow)]
    start_time_utc: Option<Cow<'a, str>>,
    #[serde(borrow)]
    end_time_utc: Option<Cow<'a, str>>,
}

pub(super) fn read(text: &str) -> Result<Report, Unreadable> {
    let sarif: Sarif<'_> = json::read(Format::Sarif, text, text, 0)?;
    let mut report = Report::new(Format::Sarif);
    let mut analysis = Analysis { successful: true, ..Analysis::default() };
    for invocation in sarif.runs.into_iter().flatten().filter_map(|run| run.invocations).flatten() {
        analysis.invocations += 1;
        let killed = invocation.exit_signal_name.is_some();
        if !invocation.execution_successful || killed {
            analysis.successful = false;
            let code = invocation.exit_code.map_or(String::new(), |code| format!(" (exit code {code})"));
            report.incomplete.get_or_insert(format!("a tool says that its run was not successful{code}"));
        }
        analysis.exit_codes.extend(invocation.exit_code.filter(|_| analysis.exit_codes.len() < NAMES));
        let at = |time: Option<Cow<'_, str>>| time.and_then(|t| t.parse::<Timestamp>().ok());
        report.started = [report.started, at(invocation.start_time_utc)].into_iter().flatten().min();
        report.finished = [report.finished, at(invocation.end_time_utc)].into_iter().flatten().max();
    }
    analysis.successful &= analysis.invocations > 0;
    report.analysis = Some(analysis);
    Ok(report)
}
