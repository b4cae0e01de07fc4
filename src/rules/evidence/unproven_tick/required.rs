//! What planvet.toml asks of a tick, and what is missing.

use super::{entry, is_ticked, level_of};
use crate::{
    diagnostic::{Diagnostic, Severity, Subject, quote},
    evidence::{
        cited::{Desk, Grade, falls_short},
        key::{self, ItemKey},
        ledger::Entry,
        tick::{self, Lack},
    },
    plan::{Task, TaskId},
    rules::{Context, Findings, mend},
    settings::{Level, RequireEvidence},
};
use std::cell::OnceCell;

/// Reports ticks that are worth less than planvet.toml asks for, each by itself, since each is mended by itself.
pub(super) fn check(cx: &Context, out: &mut Findings) {
    if cx.plan.template {
        return;
    }
    let desk = Desk::new(cx.project, cx.kin.own());
    let keys = OnceCell::new();
    let mut unknown: Vec<(&Task, Option<&Entry>)> = Vec::new();
    for (id, task) in cx.plan.distinct_tasks().filter(|(_, task)| is_ticked(task)) {
        let Some(least) = level_of(cx, task) else { continue };
        let entry = entry(cx, id);
        let grade = grade(cx, &desk, (id, task), entry, least);
        if grade.level >= least || entry.is_some_and(|entry| is_let_go(cx, task, entry, least)) {
            continue;
        }
        if grade.possible >= least {
            unknown.push((task, entry));
            continue;
        }
        let keys = || keys.get_or_init(|| key::items(cx.plan)).as_slice();
        let missing = missing(cx, (id, task), entry, grade.level, keys);
        out.push(finding(out, task, &missing).fix(mend::untick(cx, [task])));
    }
    if let Some(&(first, _)) = unknown.first() {
        let why = unknown.iter().find_map(|(_, entry)| entry.and_then(Entry::unknown));
        out.push(untold(out, first, unknown.len(), &reason(&desk, why)));
    }
}

/// What a tick is worth by what is cited and by what is recorded.
fn grade(cx: &Context, desk: &Desk, (id, task): (TaskId, &Task), entry: Option<&Entry>, least: Level) -> Grade {
    let cited = desk.graded(id);
    let required = cx.required(task);
    let (level, mut possible) = entry.map_or((Level::Ticked, Level::Ticked), |entry| {
        let level = entry.level(required);
        (level, level.max(entry.possible(required)))
    });
    // The records of a plan lie in its own repository, and are held against the files there.
    if least >= Level::Recorded && !cx.project.holds(cx.source.path()) {
        cx.project.repository_of(cx.source.path());
        possible = Level::Attested;
    }
    Grade { level: cited.level.max(level), possible: cited.possible.max(possible) }
}

/// Whether nobody minds that files have changed since the checks of an item passed.
fn is_let_go(cx: &Context, task: &Task, entry: &Entry, least: Level) -> bool {
    let Some(required) = cx.required(task).filter(|r| r.stale.is_none() && r.level >= Level::Recorded) else {
        return false;
    };
    let holds = |check: &str| {
        entry.standing(check).is_some_and(|s| s.verdict.level >= least) || entry.outdated(check, least).is_some()
    };
    match &required.checks[..] {
        [] => !entry.any_failed() && entry.checks().into_iter().any(holds),
        checks => checks.iter().all(|check| holds(check)),
    }
}

/// What is missing of one tick.
struct Missing {
    /// To be read behind “… is ticked, and”.
    what: String,
    /// What the tick is worth, and what is asked for.
    levels: (Level, Level),
    /// What is to be done.
    help: String,
}

fn missing<'k>(
    cx: &Context,
    (id, task): (TaskId, &Task),
    entry: Option<&Entry>,
    level: Level,
    keys: impl FnOnce() -> &'k [ItemKey],
) -> Missing {
    let (required, least) = (cx.required(task), level_of(cx, task).unwrap_or(Level::Recorded));
    let levels = (level, least);
    let lacks = tick::lacks(entry, required, &cx.settings.checks, least);
    let Some(first) = lacks.first().filter(|_| least >= Level::Recorded) else {
        return Missing { what: falls_short(level, least).to_owned(), levels, help: wanted(least).to_owned() };
    };
    let key = keys().iter().find(|item| item.task == id).map_or("ITEM", |item| &item.key);
    Missing { what: named(&lacks, required), levels, help: command(first, key, level, least) }
}

/// What the checks lack: "`unit` is not recorded".
fn named(lacks: &[Lack], required: Option<&RequireEvidence>) -> String {
    let one = |Lack { check, what, .. }: &Lack| {
        // What is missing begins with a blank or a colon.
        let (sign, what) = what.split_at(1);
        let blank = if sign == ":" { " " } else { "" };
        format!("`{}`{sign}{blank}{}", quote(check), quote(what))
    };
    let each: Vec<String> = lacks.iter().map(one).collect();
    let one = if tick::is_choice(required, lacks) { ", one of which is enough" } else { "" };
    each.join("; ") + one
}

/// What is to be run.
fn command(lack: &Lack, key: &str, level: Level, least: Level) -> String {
    let record = format!("planvet record {} --item {}", quote(lack.check), quote(key));
    match least {
        _ if lack.failed => format!("open the box until the check passes, and record it then: {record}"),
        Level::Signed => format!("open the box, or sign with a key of .planvet/allowed_signers: {record} --sign KEY"),
        Level::Attested if level >= Level::Recorded => format!(
            "that takes continuous integration, and a key that .planvet/allowed_signers gives to it (`ci`): {record} --sign KEY"
        ),
        Level::Attested => {
            format!("open the box, or have continuous integration record it with its own key: {record} --sign KEY")
        }
        _ => format!("open the box, or record the check: {record}"),
    }
}

/// What is to be done to reach `level` where no check is named.
fn wanted(level: Level) -> &'static str {
    match level {
        Level::Ticked | Level::Referenced => {
            "open the box, or cite what shows it: a commit, a change, a run or a report that is there"
        }
        Level::Touched => "open the box, or cite the commit that holds the work, and name the files that it is about",
        Level::Reported => "open the box, or cite the report of the tests, such as `report:reports/unit.xml`",
        _ => "open the box, or declare a check in planvet.toml, [check.NAME] with its argv, and record it",
    }
}

fn finding(out: &Findings, task: &Task, missing: &Missing) -> Diagnostic {
    let Missing { what, levels: (level, least), help } = missing;
    out.at(task.span(), format!("“{}” is ticked, and {what}", quote(&task.shown())))
        .severity(Severity::Error)
        .label(format!("{}; `{}` is required by planvet.toml", level.name(), least.name()))
        .help(help.clone())
}

/// Why nothing can be told.
fn reason(desk: &Desk, files: Option<&str>) -> String {
    match (desk.cut_off(), files) {
        (_, Some(why)) => why.to_owned(),
        (Some(clone), None) => format!("this clone is {clone}"),
        (None, None) => "git cannot be asked".to_owned(),
    }
}

/// The one finding about ticks of which nobody can tell here.
fn untold(out: &Findings, first: &Task, count: usize, why: &str) -> Diagnostic {
    let ticks = if count == 1 { "1 tick rests".to_owned() } else { format!("{count} ticks rest") };
    out.at(first.span(), format!("what {ticks} on cannot be looked up here: {}", quote(why)))
        .severity(Severity::Info)
        .label("the first of them")
        .help("run the check where git and the whole history are there (`git fetch --unshallow`, `fetch-depth: 0`)")
        .about(Subject::Document)
}
