//! What planvet.toml asks of a tick, and what is missing.

use super::{entry, level_of};
use crate::{
    diagnostic::{Diagnostic, Severity, Subject, quote},
    evidence::{
        cited::{Desk, falls_short},
        key::{self, ItemKey},
        ledger::Entry,
        store::{LeftBehind, Store},
        tick::{self, Lack, Worth, is_ticked},
    },
    family,
    plan::Task,
    rules::{Context, Findings, mend},
    settings::{Level, RequireEvidence},
};
use std::cell::{Cell, OnceCell};

/// Reports ticks that are worth less than planvet.toml asks for, each by itself, since each is mended by itself.
pub(super) fn check(cx: &Context, out: &mut Findings) {
    if cx.plan.template {
        return;
    }
    let desk = Desk::new(cx.project, cx.kin.own());
    let (keys, lost) = (OnceCell::new(), Lost::new(cx));
    let mut unknown: Vec<(&Task, Option<&Entry>)> = Vec::new();
    for (id, task) in cx.plan.distinct_tasks().filter(|(_, task)| is_ticked(task)) {
        let Some(required) = cx.required(task).filter(|_| level_of(cx, task).is_some()) else { continue };
        let entry = entry(cx, id);
        let level = match tick::worth(entry, desk.graded(id), is_here(cx, required), required) {
            Worth::Enough => continue,
            Worth::Untold => {
                unknown.push((task, entry));
                continue;
            }
            Worth::Short(level) => level,
        };
        let keys: &Vec<ItemKey> = keys.get_or_init(|| key::items(cx.plan));
        let item = keys.iter().find(|item| item.task == id);
        let mut missing = missing(cx, task, (item, entry), level);
        if let Some(behind) = item.filter(|_| entry.is_none()).and_then(|item| lost.of(item)) {
            missing.help = LeftBehind { plan: quote(&behind.plan), document: quote(&behind.document) }.to_string();
        }
        out.push(finding(out, task, &missing).fix(mend::untick(cx, [task])));
    }
    if let Some(&(first, _)) = unknown.first() {
        let why = unknown.iter().find_map(|(_, entry)| entry.and_then(Entry::unknown));
        out.push(untold(out, first, unknown.len(), &reason(&desk, why)));
    }
}

/// Whether the records of a document's items can be held against its files.
fn is_here(cx: &Context, required: &RequireEvidence) -> bool {
    let here = cx.project.holds(cx.source.path());
    if !here && required.level >= Level::Recorded {
        // Asked for once, so that a note says why it is not.
        cx.project.repository_of(cx.source.path());
    }
    here
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

/// Where the records of moved documents are looked for.
struct Lost<'c> {
    store: Option<Store>,
    plan: String,
    /// How many items may still be looked for in vain.
    left: Cell<usize>,
    cx: &'c Context<'c>,
}

/// How many items are looked for in vain: where the first have no records elsewhere, none has.
const LOOKS: usize = 3;

impl<'c> Lost<'c> {
    fn new(cx: &'c Context) -> Self {
        let plan = key::plan(cx.source, cx.plan, family::key(cx.source.text()));
        Self { store: cx.project.root().map(Store::new), plan, left: Cell::new(LOOKS), cx }
    }

    fn of(&self, item: &ItemKey) -> Option<LeftBehind> {
        let recorded = self.cx.required(self.cx.plan.task(item.task)).is_some_and(|r| r.level >= Level::Recorded);
        let store = self.store.as_ref().filter(|_| recorded && self.left.get() > 0)?;
        let found = store.left_behind(&self.plan, &item.key, &item.text);
        self.left.set(if found.is_some() { usize::MAX } else { self.left.get() - 1 });
        found
    }
}

fn missing(cx: &Context, task: &Task, (item, entry): (Option<&ItemKey>, Option<&Entry>), level: Level) -> Missing {
    let (required, least) = (cx.required(task), level_of(cx, task).unwrap_or(Level::Recorded));
    let levels = (level, least);
    let lacks = tick::lacks(entry, required, &cx.settings.checks, least);
    let Some(first) = lacks.first().filter(|_| least >= Level::Recorded) else {
        return Missing { what: falls_short(level, least).to_owned(), levels, help: wanted(least).to_owned() };
    };
    let key = item.map_or("ITEM", |item| &item.key);
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
