//! See `rules/evidence/stale-evidence.md`.

use crate::{
    diagnostic::{Severity, Subject, listed, quote},
    evidence::{
        ledger::{Entry, Standing},
        record::Outcome,
        verify::State,
    },
    rules::{Context, Findings, mend},
    settings::{Level, RequireEvidence},
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

/// The check whose record no longer holds, and why; none where another record of what is asked for does, and where
/// nothing passed that would be enough: then the tick is unproven.
fn stale(entry: &Entry, required: Option<&RequireEvidence>) -> Option<(String, String)> {
    // Less than a record is shown by what the document cites.
    let binding = required.filter(|r| r.level >= Level::Recorded);
    let least = binding.map_or(Level::Recorded, |r| r.level);
    let outdated = |check: &str| Some((check.to_owned(), reason(&entry.outdated(check, least)?.verdict.state)?));
    if let Some(asked) = required.map(|r| &r.checks).filter(|checks| !checks.is_empty()) {
        let holds = |check: &str| entry.standing(check).is_some_and(|s| s.verdict.level >= least);
        let lacking = |check: &String| !holds(check) && entry.outdated(check, least).is_none();
        if binding.is_some() && asked.iter().any(lacking) {
            return None;
        }
        return asked.iter().find_map(|check| outdated(check));
    }
    // Where nothing in particular is asked for, one that holds is enough, and one that failed too much.
    if entry.any_failed() || entry.level(required) >= least {
        return None;
    }
    let checks = entry.checks();
    let redeclared = |check: &&str| binding.is_none() && passed_otherwise(entry, check);
    checks.iter().find_map(|check| outdated(check)).or_else(|| {
        let check = checks.iter().copied().find(redeclared)?;
        Some((check.to_owned(), reason(&State::CheckChanged)?))
    })
}

/// Whether what is known of a check is that it passed, declared in another way.
fn passed_otherwise(entry: &Entry, check: &str) -> bool {
    entry.standing(check).is_some_and(|Standing { verdict, .. }| {
        verdict.state == State::CheckChanged && verdict.outcome == Some(Outcome::Passed)
    })
}

fn reason(state: &State) -> Option<String> {
    Some(match state {
        State::Drifted(files) => match &files[..] {
            [] => "files that it is about have changed since".to_owned(),
            [one] => format!("`{}` has changed since", quote(one)),
            many => format!("{} have changed since", listed(many.iter(), FILES)),
        },
        State::Reworded => "it said something else, or named other files, when its check ran".to_owned(),
        State::CheckChanged => "the check behind it is declared in another way now, or no more".to_owned(),
        State::Current | State::Unknown(_) | State::Refused => return None,
    })
}
