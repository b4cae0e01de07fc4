//! See `rules/evidence/stale-evidence.md`.

use crate::{
    diagnostic::{Severity, Subject, listed, quote},
    evidence::{
        ledger::{Entry, Standing},
        verify::State,
    },
    rules::{Context, Findings, mend},
    settings::RequireEvidence,
};

/// How many files a finding names.
const FILES: usize = 3;

/// Finds ticked items whose record is about something else than what is there now.
pub fn check(cx: &Context, out: &mut Findings) {
    for entry in cx.records() {
        let task = cx.plan.task(entry.item.task);
        let required = cx.required(task);
        let severity = required.map_or(Some(Severity::Warning), |r| r.stale);
        let Some(severity) = severity.filter(|_| task.done()) else { continue };
        let Some((check, why)) = stale(entry, required) else { continue };
        out.push(
            out.at(task.span(), format!("“{}” is ticked, and {why}", quote(&task.shown())))
                .severity(if cx.plan.is_gate(task) { Severity::Error } else { severity })
                .label(format!("`{}` passed before that", quote(&check)))
                .help(format!("run it again: planvet record {} --item {}", quote(&check), quote(&entry.item.key)))
                .fix(mend::untick(cx, [task]))
                .about(Subject::Place(task.span())),
        );
    }
}

/// The check whose record no longer holds, and why; none where another record of what is asked for does.
fn stale(entry: &Entry, required: Option<&RequireEvidence>) -> Option<(String, String)> {
    let asked = required.map(|r| &r.checks[..]).filter(|checks| !checks.is_empty());
    let mut checks = entry.checks();
    checks.retain(|check| asked.is_none_or(|asked| asked.iter().any(|a| a == check)));
    let standings: Vec<(&str, Standing)> =
        checks.into_iter().filter_map(|check| entry.standing(check).map(|s| (check, s))).collect();
    // Where nothing in particular is asked for, one that holds is enough.
    if asked.is_none() && standings.iter().any(|(_, s)| s.verdict.state == State::Current) {
        return None;
    }
    standings.into_iter().find_map(|(check, standing)| Some((check.to_owned(), reason(&standing)?)))
}

fn reason(standing: &Standing) -> Option<String> {
    Some(match &standing.verdict.state {
        State::Drifted(files) => match &files[..] {
            [] => "files that it is about have changed since".to_owned(),
            [one] => format!("`{}` has changed since", quote(one)),
            many => format!("{} have changed since", listed(many.iter(), FILES)),
        },
        State::Reworded => "it said something else, or named other files, when its check ran".to_owned(),
        State::CheckChanged => "the check behind it is declared in another way now".to_owned(),
        State::Current | State::Unknown(_) | State::Refused => return None,
    })
}
