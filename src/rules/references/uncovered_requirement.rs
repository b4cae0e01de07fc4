//! See `rules/references/uncovered-requirement.md`.

use crate::{
    diagnostic::{Subject, quote},
    family::Member,
    plan::{Node, Part, Requirement, RequirementKind},
    rules::{Context, Findings},
};
use rustc_hash::FxHashSet;
use std::cell::LazyCell;

/// Finds requirements that no task cites, where tasks cite the others.
pub fn check(cx: &Context, out: &mut Findings) {
    if cx.kin.is_alone() || cx.plan.requirements.is_empty() {
        return;
    }
    let Some(tasks) = cx.kin.others().find(|m| m.plan.part == Part::Tasks && m.plan.counts().tasks > 2) else { return };
    // A spec may say itself which phase has what.
    let cited: FxHashSet<&str> = cited(tasks).chain(self::cited(cx.kin.own())).collect();
    // A task that names all of them covers each.
    if cited.contains("all") {
        return;
    }
    let outside: LazyCell<FxHashSet<&str>, _> = LazyCell::new(|| cx.kin.guests().flat_map(self::cited).collect());
    criterion(cx, out, tasks, &cited);
    for kind in [RequirementKind::Requirement, RequirementKind::Story] {
        let all: Vec<&Requirement> = cx.plan.requirements.iter().filter(|r| r.kind == kind).collect();
        let covers = |r: &Requirement| cited.contains(&*r.key) || cited.iter().any(|key| is_part(key, &r.key));
        let open = all.iter().copied().filter(|r| !covers(r) && !outside.contains(&*r.key));
        let open: Vec<&Requirement> = open.collect();
        // Where few are cited, citing is no habit of this plan; what is cited and not defined may be meant for it.
        if open.is_empty() || open.len() * 3 > all.len() || open.len() <= astray(cx, tasks, &all) {
            continue;
        }
        let named = |r: &Requirement| format!("`{}`", quote(&r.id));
        let phases = tasks.plan.requirement_mentions.iter().any(|m| matches!(m.by, Some(Node::Group(_))));
        let unit = if phases { "phase" } else { "task" };
        let what = match &open[..] {
            [one] => format!("no {unit} covers {}, and the {unit}s cite the other {}", named(one), all.len() - 1),
            [one, rest @ ..] => format!(
                "no {unit} covers {} and {} more, and the {unit}s cite the other {}",
                named(one),
                rest.len(),
                all.len() - open.len()
            ),
            [] => continue,
        };
        let mut found = out
            .at(open[0].span, what)
            .label("asked for, and nobody builds it")
            .help(format!("add a {unit} for it to {}, or cite it in the {unit} that covers it", quote(tasks.file())))
            .about(Subject::Place(open[0].span))
            .gathers(open.iter().map(|requirement| requirement.span));
        found = found.also(open.iter().skip(1).map(|requirement| (requirement.span, "and this")));
        out.push(found);
    }
}

/// From how many criteria on citing each of them is a habit.
const HABIT: usize = 12;

/// Finds the one criterion of many that no task cites, where the tasks cite each of the others by its own number.
fn criterion(cx: &Context, out: &mut Findings, tasks: &Member, cited: &FxHashSet<&str>) {
    let numbered = |r: &&Requirement| r.kind == RequirementKind::Criterion && is_part_of_number(&r.key);
    let all: Vec<&Requirement> = cx.plan.requirements.iter().filter(numbered).collect();
    let mut open = all.iter().filter(|r| !cited.contains(&*r.key));
    let (Some(one), None) = (open.next(), open.next()) else { return };
    // Who cites a whole requirement means all of its criteria.
    let wholes = cx.plan.requirements.iter().filter(|r| r.kind == RequirementKind::Requirement);
    let known = |guest: &Member| self::cited(guest).any(|key| *key == *one.key);
    if all.len() < HABIT || wholes.into_iter().any(|r| cited.contains(&*r.key)) || cx.kin.guests().any(known) {
        return;
    }
    let (id, path) = (quote(&one.id), quote(tasks.file()));
    out.push(
        out.at(one.span, format!("no task covers `{id}`, and the tasks cite the other {} criteria", all.len() - 1))
            .label("asked for, and nobody builds it")
            .help(format!("add a task for it to {path}, or cite it in the task that covers it"))
            .about(Subject::Place(one.span)),
    );
}

/// Whether a key is a number of two parts, `2.1`.
fn is_part_of_number(key: &str) -> bool {
    let number = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    key.split_once('.').is_some_and(|(whole, part)| number(whole) && number(part))
}

/// How many requirements of the form of `all` the tasks cite and no document defines.
fn astray(cx: &Context, tasks: &Member, all: &[&Requirement]) -> usize {
    let form =
        |id: &str| (id.trim_end_matches(|c: char| c.is_ascii_digit()).to_ascii_uppercase(), id.matches('.').count());
    let forms: FxHashSet<_> = all.iter().map(|r| form(&r.id)).collect();
    let cited = tasks.plan.requirement_mentions.iter().filter(|m| m.by.is_some() && forms.contains(&form(&m.id)));
    let unknown = cited.filter(|m| cx.kin.requirements(&m.key).next().is_none());
    unknown.map(|m| &*m.key).collect::<FxHashSet<_>>().len()
}

/// The keys of what the tasks of a document cite.
fn cited(tasks: &Member) -> impl Iterator<Item = &str> {
    tasks.plan.requirement_mentions.iter().map(|m| &*m.key)
}

/// Whether `key` is a part of what `whole` is the key of: `2.1` of `2`, `FR-003(a)` of `FR-003`.
fn is_part(key: &str, whole: &str) -> bool {
    key.strip_prefix(whole).is_some_and(|rest| rest.starts_with(['.', '(']))
}
