//! See `rules/evidence/stale-evidence.md`.

use crate::{
    diagnostic::{Severity, Subject, quote},
    evidence::{
        ledger::{Entry, Standing},
        record::Outcome,
        verify::State,
    },
    rules::{Context, Findings, mend},
    settings::{Level, RequireEvidence},
};

/// Finds ticked items whose record is about something else than what is there now.
pub fn check(cx: &Context, out: &mut Findings) {
    for entry in cx.records() {
        let task = cx.plan.task(entry.item.task);
        let required = cx.required(task);
        let severity = required.map_or(Some(Severity::Warning), |r| r.stale);
        let Some(severity) = severity.filter(|_| task.done()) else { continue };
        let Some((check, state)) = stale(entry, required) else { continue };
        let Some(why) = reason(state) else { continue };
        out.push(
            out.at(task.span(), format!("“{}” is ticked, and {why}", quote(&task.shown())))
                .severity(if cx.plan.is_gate(task) { Severity::Error } else { severity })
                .label(format!("`{}` passed before that", quote(check)))
                .help(help(check, state, &entry.item.key))
                .fix(mend::untick(cx, [task]))
                .about(Subject::Place(task.span())),
        );
    }
}

/// What is to be done.
fn help(check: &str, state: &State, key: &str) -> String {
    let check = quote(check);
    let again = format!("planvet record {check} --item {}", quote(key));
    match state {
        State::Undeclared => {
            format!("declare it in the planvet.toml that holds here, [check.{check}], and run {again}")
        }
        _ => format!("run it again: {again}"),
    }
}

/// The check whose record no longer holds, and how it stands; none where another record of what is asked for does, and where
/// nothing passed that would be enough: then the tick is unproven.
fn stale<'e>(entry: &'e Entry, required: Option<&'e RequireEvidence>) -> Option<(&'e str, &'e State)> {
    // Less than a record is shown by what the document cites.
    let binding = required.filter(|r| r.level >= Level::Recorded);
    let least = binding.map_or(Level::Recorded, |r| r.level);
    let outdated = |check: &'e str| Some((check, &entry.outdated(check, least)?.verdict.state));
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
    let redeclared = |check: &'e str| Some((check, passed_otherwise(entry, check).filter(|_| binding.is_none())?));
    checks.iter().find_map(|check| outdated(check)).or_else(|| checks.iter().find_map(|check| redeclared(check)))
}

/// How a check stands of which is known that it passed, declared in another way than here.
fn passed_otherwise<'e>(entry: &'e Entry, check: &str) -> Option<&'e State> {
    let Standing { verdict, .. } = entry.standing(check)?;
    let otherwise = matches!(verdict.state, State::CheckChanged | State::Undeclared);
    (otherwise && verdict.outcome == Some(Outcome::Passed)).then_some(&verdict.state)
}

fn reason(state: &State) -> Option<String> {
    Some(match state {
        State::Drifted(drift) => drift.told(),
        State::Reworded => "it said something else, or named other files, when its check ran".to_owned(),
        State::CheckChanged => "the check behind it is declared in another way now".to_owned(),
        State::Undeclared => "the check behind it is not declared here".to_owned(),
        State::Current | State::Unknown(_) | State::Refused => return None,
    })
}
