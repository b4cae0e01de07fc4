//! What a line says to be the tasks of a group, "Phase 2: Printer (T004-T007)", and which stand in it.

use crate::{
    diagnostic::quote,
    plan::{GroupId, Node, Task, Why, id_key, names},
    rules::{Context, Findings},
    source::{Span, window},
};
use memchr::memmem;
use rustc_hash::FxHashMap;

/// A line that names a group and the first and last of its tasks.
struct Claim<'c> {
    group: GroupId,
    first: &'c Task,
    last: &'c Task,
    span: Span,
}

/// How many lines must name exactly the tasks of their group before one that does not is wrong.
const FOLLOWED: usize = 2;

/// The longest line that is read, in bytes.
const LINE: usize = 160;

/// The most lines of a document that are compared.
const MANY: usize = 256;

/// How many tasks that are left out are counted.
const SHOWN: usize = 1_000;

/// Finds ranges behind the name of a group that begin later or end earlier than its tasks.
pub(super) fn check(cx: &Context, out: &mut Findings) {
    let claims = claims(cx);
    let mut tasks: FxHashMap<GroupId, Vec<&Task>> = FxHashMap::default();
    if claims.len() <= FOLLOWED {
        return;
    }
    for task in boxes(cx) {
        if let Some(group) = task.group {
            tasks.entry(group).or_default().push(task);
        }
    }
    let whole = |claim: &Claim| {
        let all = tasks.get(&claim.group)?;
        // They are in the order in which they stand.
        let at = |task: &Task| all.binary_search_by_key(&task.span(), |t| t.span()).ok();
        let (first, last) = (at(claim.first)?, at(claim.last)?);
        let last = last.max(first);
        let before = all[..first].iter();
        Some(before.chain(&all[last + 1..]).copied().take(SHOWN).collect::<Vec<&Task>>())
    };
    // A line that names others is about no group, or about more than one.
    let known: Vec<(&Claim, Vec<&Task>)> = claims.iter().filter_map(|c| Some((c, whole(c)?))).collect();
    let (right, wrong): (Vec<_>, Vec<_>) = known.into_iter().partition(|(_, left)| left.is_empty());
    let mut followed: Vec<GroupId> = right.iter().map(|(claim, _)| claim.group).collect();
    followed.sort_unstable();
    followed.dedup();
    let mut strays: Vec<GroupId> = wrong.iter().map(|(claim, _)| claim.group).collect();
    strays.dedup();
    if followed.len() < FOLLOWED || strays.len() * 2 > followed.len() {
        return;
    }
    strays.clear();
    for (claim, left) in wrong {
        if followed.contains(&claim.group) || strays.contains(&claim.group) {
            continue;
        }
        strays.push(claim.group);
        let name = quote(&cx.plan.name(Node::Group(claim.group))).to_string();
        let (first, more) = (left[0], left.len() - 1);
        let task = quote(first.name()).to_string();
        let stand = match more {
            0 => "stands".to_owned(),
            1 => "and one more task stand".to_owned(),
            n => format!("and {n} more tasks stand"),
        };
        out.push(
            out.at(claim.span, format!("`{task}` {stand} in `{name}`, beside the tasks named here"))
                .label(format!("without `{task}`"))
                .related(first.id_span.unwrap_or(first.span()), "in this group")
                .help("name the first and the last task of the group; who works by this line stops too early"),
        );
    }
}

/// The boxes with ids.
fn boxes<'c>(cx: &Context<'c>) -> impl Iterator<Item = &'c Task> {
    let boxed = |t: &&Task| t.id.is_some() && t.places.first().is_some_and(|p| p.why == Why::Box);
    cx.plan.tasks.iter().filter(boxed)
}

/// Every line that ends a name of a group with the ids of two of the plan's boxes.
fn claims<'c>(cx: &Context<'c>) -> Vec<Claim<'c>> {
    let Some(prefix) = boxes(cx).find_map(|t| letters(t.id.as_deref()?)) else { return Vec::new() };
    let mut found = Vec::new();
    let mut by_id: FxHashMap<names::Key, &Task> = FxHashMap::default();
    let groups: FxHashMap<(&str, &str), GroupId> =
        cx.plan.groups().map(|(id, group)| ((&*group.word, &*group.label), id)).collect();
    let (text, opening) = (cx.source.text(), format!("({prefix}"));
    for at in memmem::find_iter(text.as_bytes(), &opening) {
        let Some(close) = text[at..].bytes().take(40).position(|b| b == b')') else { continue };
        let inside = Span::new(at + 1, at + close);
        let Some((first, last)) = ends(cx.text(inside)) else { continue };
        let before = window::before(text, at, LINE);
        let line = before.rsplit('\n').next().unwrap_or(before);
        let Some(group) = group(cx, &groups, line) else { continue };
        if by_id.is_empty() {
            by_id = boxes(cx).filter_map(|t| Some((id_key(t.id.as_deref()?), t))).collect();
        }
        let task = |id: &str| by_id.get(&id_key(id)).copied();
        if let (Some(first), Some(last)) = (task(first), task(last)) {
            found.push(Claim { group, first, last, span: inside });
        }
        if found.len() == MANY {
            break;
        }
    }
    found
}

/// The letters with which an id begins, where digits follow.
fn letters(id: &str) -> Option<&str> {
    let end = id.find(|c: char| !c.is_ascii_uppercase())?;
    (end > 0 && id[end..].starts_with(|c: char| c.is_ascii_digit())).then_some(&id[..end])
}

/// The two ends of "T004-T007", "T004 to T007".
fn ends(range: &str) -> Option<(&str, &str)> {
    let id = |c: char| c.is_ascii_alphanumeric() || c == '.';
    let first = &range[..range.find(|c| !id(c))?];
    let rest = range[first.len()..].trim();
    let last = &rest[rest.rfind(|c| !id(c)).map_or(0, |at| at + rest[at..].chars().next().map_or(0, char::len_utf8))..];
    let between = rest[..rest.len() - last.len()].trim();
    (matches!(between, "-" | "–" | "—" | "→" | "->" | "to" | "through" | "..") && !last.is_empty())
        .then_some((first, last))
}

/// The group of which a line ends with the name: its kind and number, with or without its title.
fn group(cx: &Context, groups: &FxHashMap<(&str, &str), GroupId>, line: &str) -> Option<GroupId> {
    names::refs(&cx.settings.vocabulary, line, 0).into_iter().rev().find_map(|found| {
        let names::Ref::Numbered(named) = found else { return None };
        let label = names::label_key(named.label);
        let &id = groups.get(&(&*named.kind, &*label))?;
        let group = cx.plan.group(id);
        let behind = names::key(&line[named.span.end as usize..]);
        let behind = behind.trim_matches(|c: char| !c.is_alphanumeric());
        names::key(&group.title).starts_with(behind).then_some(id)
    })
}
