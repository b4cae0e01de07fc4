//! See `rules/ownership/idle-owner.md`.

use crate::{
    diagnostic::{Subject, quote},
    plan::{Actor, ActorId, ActorKind, Assignee, Assignment, Duty, Why, Word, names::Key, names::key},
    rules::{Context, Findings},
};
use rustc_hash::FxHashSet;

/// How many idle members are looked for in the plan's texts.
const LOOKS: usize = 8;

/// Finds members of the plan's roster who own nothing.
pub fn check(cx: &Context, out: &mut Findings) {
    let roster = || cx.plan.actors.iter().enumerate().filter(|(_, a)| a.roster);
    if roster().nth(1).is_none() {
        return;
    }
    let owners = owners(cx);
    // Work that is nobody's, or a stranger's, may be meant for whoever seems to be idle.
    if astray(cx) {
        return;
    }
    // What all of them do, each does.
    if owners.iter().any(|&id| cx.plan.actor(id).kind == ActorKind::Pool) {
        return;
    }
    let names = Names::of(cx, &owners);
    let busy = |id: usize, actor: &Actor| owners.contains(&ActorId(id as u32)) || names.hold(actor);
    let (held, idle): (Vec<_>, Vec<_>) = roster().partition(|&(id, actor)| busy(id, actor));
    // A roster of which hardly anybody owns a thing speaks of something else.
    if 2 * held.len() < held.len() + idle.len() {
        return;
    }
    for (_, actor) in idle.into_iter().take(LOOKS) {
        if actor.kind == ActorKind::Pool
            || actor.section.is_some()
            || !actor.active.is_empty()
            || stands_by(cx, actor)
            || mentioned(cx, actor)
            || cx.kin.elsewhere().any(|other| other.source.text().contains(&*actor.name))
        {
            continue;
        }
        let Some(place) = actor.places.first() else { continue };
        let found = out
            .at(place.span, format!("`{}` is in the roster and owns nothing", quote(&actor.name)))
            .label("no task, phase or wave names it")
            .help("give it work, or take it out of the roster; an agent that is started without work asks for some")
            .about(Subject::Place(place.span));
        out.push(found);
    }
}

/// Who owns, stands in for or takes part in anything.
fn owners(cx: &Context) -> FxHashSet<ActorId> {
    let given = cx.plan.assignments.iter().flat_map(|a: &Assignment| match &a.assignee {
        Assignee::Actors(list) => list.as_slice(),
        _ => &[],
    });
    let members = cx.plan.groups.iter().flat_map(|g| g.members.iter().map(|m| m.actor));
    given.copied().chain(members).collect()
}

/// Whether a place for an owner is empty, or a name in a cell is not that of the roster although most are.
fn astray(cx: &Context) -> bool {
    let given = || cx.plan.assignments.iter().filter(|a| a.duty == Duty::Owner && a.place.why == Why::Cell);
    let listed = |id: &ActorId| cx.plan.actor(*id).roster;
    let (mut known, mut strange) = (0, 0);
    for id in given().filter_map(|a| if let Assignee::Actors(list) = &a.assignee { Some(list) } else { None }).flatten()
    {
        *(if listed(id) { &mut known } else { &mut strange }) += 1;
    }
    given().any(|a| a.assignee == Assignee::Missing) || strange > 0 && known > strange
}

/// The names of those who own something.
struct Names {
    whole: FxHashSet<Key>,
    parts: FxHashSet<Key>,
}

impl Names {
    fn of(cx: &Context, owners: &FxHashSet<ActorId>) -> Self {
        let keys = || owners.iter().map(|&id| &cx.plan.actor(id).key);
        let parts = keys().flat_map(|key| key.split(PARTS)).map(Into::into).collect();
        Self { whole: keys().cloned().collect(), parts }
    }

    /// Whether one of them goes by a part of the actor's name or by its role: `Sam` for "Sam Okafor",
    /// "backend" for `backend-dev`.
    fn hold(&self, actor: &Actor) -> bool {
        let role = actor.role.as_deref().map(key);
        let mut names = std::iter::once(&*actor.key).chain(role.as_deref());
        names.any(|n| self.parts.contains(n) || n.split(PARTS).any(|part| self.whole.contains(part)))
    }
}

/// What parts a name.
const PARTS: [char; 4] = [' ', '-', '/', '('];

/// Whether the member is there to coordinate, review or stand in.
fn stands_by(cx: &Context, actor: &Actor) -> bool {
    let says = |text: &str| cx.settings.vocabulary.says(text, Word::Standby);
    says(&actor.name) || actor.role.as_deref().is_some_and(says)
}

/// Whether a heading, task or field names the member beside its own entry.
fn mentioned(cx: &Context, actor: &Actor) -> bool {
    if actor.places.len() > 1 {
        return true;
    }
    let own = actor.places.first().map(|p| p.span).unwrap_or_default();
    let name = &*actor.name;
    let names = |text: &str| {
        text.split(|c: char| !(c.is_alphanumeric() || matches!(c, '-' | '_' | ' ')))
            .any(|part| part.trim() == name || part.split(' ').any(|w| w == name))
    };
    let tasks = cx.plan.tasks.iter().map(|t| t.span());
    let titles = cx.document.sections.iter().map(|s| s.title_span);
    let values = cx.plan.fields.iter().map(|f| f.value);
    tasks.chain(titles).chain(values).any(|span| !span.overlaps(own) && names(cx.text(span)))
}
