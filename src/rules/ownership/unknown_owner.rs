//! See `rules/ownership/unknown-owner.md`.

mod handles;

use crate::{
    diagnostic::{Confidence, quote},
    plan::{Actor, ActorId, ActorKind, Assignee, Duty, Name, Node, names::Key, names::key},
    rules::{Context, Findings},
    source::Span,
};
use rustc_hash::FxHashSet;

/// How many names are compared to find who was meant; nobody reads so many findings that it takes more.
const LOOKS: usize = 200_000;

/// The shortest word of a role that may be shortened, in bytes: "Devs" of "developer".
const STEM: usize = 3;

/// Up to how many bytes capital letters are short for a department.
const LETTERS: usize = 5;

/// How many words of roles are kept.
const WORDS: usize = 200;

/// Finds owners whom the plan's own roster does not know, and handles that CODEOWNERS has otherwise.
pub fn check(cx: &Context, out: &mut Findings) {
    let roster: Vec<_> = cx.plan.actors.iter().filter(|a| a.roster).collect();
    // A roster of one is a remark; one that owns nothing is about something else.
    if roster.len() < 2 || cx.plan.open_roster {
        return handles::check(cx, out);
    }
    // A row that has a number and no name tells to which step a file or person belongs.
    let of_step = |id: ActorId, node: Node| {
        let Node::Task(task) = node else { return false };
        let task = cx.plan.task(task);
        let number = task.id.as_deref().is_some_and(|id| id.bytes().all(|b| b.is_ascii_digit()));
        number && key(&task.title) == *cx.plan.actor(id).key
    };
    let owners = owners(cx).filter(|(id, subject, _)| !of_step(*id, *subject));
    let owners = owners.map(|(id, subject, span)| (id, "owns", subject, span));
    // Whoever takes part in a wave has no other owner cell.
    let members = cx
        .plan
        .groups()
        .flat_map(|(id, group)| group.members.iter().map(move |m| (m.actor, "works in", Node::Group(id), m.span)));
    let owners: Vec<(ActorId, &str, Node, Span)> = owners.chain(members).collect();
    let (names, forms) = (Names::of(&roster), Forms::of(cx, &roster));
    let known = owners.iter().filter(|(id, ..)| names.hold(cx.plan.actor(*id))).count();
    // Where the roster names hardly any owner, the two speak of different things (people and roles).
    if known * 2 < owners.len() || known == 0 {
        return;
    }
    let mut seen = FxHashSet::default();
    let mut looks = LOOKS;
    for (id, does, subject, given) in owners {
        let actor = cx.plan.actor(id);
        if names.hold(actor) || actor.kind == ActorKind::Pool || is_unlisted(cx, actor, &forms) || !seen.insert(id) {
            continue;
        }
        if cx.kin.elsewhere().any(|other| other.plan.actors.iter().any(|a| a.roster && a.key == actor.key)) {
            continue;
        }
        looks = looks.saturating_sub(roster.len());
        let near = |name: &str| strsim::jaro_winkler(&name.to_lowercase(), &actor.key);
        let close =
            roster.iter().filter(|_| looks > 0).map(|a| (near(&a.name), &*a.name)).max_by(|a, b| a.0.total_cmp(&b.0));
        let help = match close.filter(|(score, _)| *score > 0.8) {
            Some((_, name)) => {
                format!("did you mean `{}`? else add `{}` to the roster", quote(name), quote(&actor.name))
            }
            None => format!("add `{}` to the roster, or give the work to somebody who is in it", quote(&actor.name)),
        };
        let span = actor.places.first().map_or(given, |p| p.span);
        let mut found = out
            .at(
                span,
                format!(
                    "`{}` {does} `{}` and is not in the plan's roster",
                    quote(&actor.name),
                    quote(&cx.plan.name(subject))
                ),
            )
            .label("not in the roster")
            .help(help);
        if let Some(place) = roster.first().and_then(|a| a.places.first()) {
            found = found.related(place.span, format!("the roster of {} starts here", roster.len()));
        }
        out.push(found);
    }
}

/// What the names of a roster look like.
struct Forms {
    capital: bool,
    small: bool,
    departments: bool,
    teams: bool,
}

impl Forms {
    fn of(cx: &Context, roster: &[&Actor]) -> Self {
        Self {
            capital: roster.iter().all(|a| a.name.starts_with(char::is_uppercase)),
            small: roster.iter().all(|a| a.name.starts_with(char::is_lowercase)),
            departments: roster.iter().any(|a| is_department(&a.name)),
            teams: roster.iter().any(|a| is_team(cx, &a.key)),
        }
    }
}

/// Whether nobody expects an owner in a roster: two together, who comes from outside, "external counsel", and a team that
/// is none of those in it. In a roster of agents an `auditor` is one.
fn is_unlisted(cx: &Context, actor: &Actor, roster: &Forms) -> bool {
    let is = |name: &str, list| cx.settings.vocabulary.is_name(name, list);
    // "the notary", "l'électricien": a role beside people whose names have capital letters.
    let noun = roster.capital && actor.name.starts_with(char::is_lowercase);
    let department = !roster.departments && is_department(&actor.name);
    let several = words(&actor.key).count() > 1;
    let outside = is(&actor.key, Name::Unlisted) || words(&actor.key).any(|word| is(word, Name::Unlisted));
    noun || department
        || is(&actor.key, Name::Steering)
        || outside && (several || !roster.small)
        || several && !roster.teams && is_team(cx, &actor.key)
}

/// Whether a name is but a few capital letters, "HR" beside "Ana".
fn is_department(name: &str) -> bool {
    name.len() < LETTERS && name.chars().all(char::is_uppercase)
}

/// Whether a word of a name is one for several people: "Legal team".
fn is_team(cx: &Context, key: &str) -> bool {
    words(key).any(|word| cx.settings.vocabulary.is_name(word, Name::Crowd))
}

fn words(key: &str) -> impl Iterator<Item = &str> {
    key.split([' ', '(', ')']).filter(|word| !word.is_empty())
}

/// Who is to do what, as owner cells and fields say it, and where.
fn owners<'a>(cx: &Context<'a>) -> impl Iterator<Item = (ActorId, Node, Span)> + use<'a> {
    let given = cx.plan.assignments.iter();
    let given = given.filter(|a| a.duty != Duty::Reviewer && a.place.confidence == Confidence::Explicit);
    given.flat_map(|a| {
        let list = if let Assignee::Actors(list) = &a.assignee { list.as_slice() } else { &[] };
        list.iter().map(move |&id| (id, a.subject, a.place.span))
    })
}

/// The names by which the roster's actors may be called.
struct Names {
    /// Keys of whole names.
    whole: FxHashSet<Key>,
    /// Keys of roles, and parts of names: `Sam` for `Sam Okafor`, `backend` for `backend-dev`.
    short: FxHashSet<Key>,
    /// The words of roles: `developer` of "AI developer".
    words: Vec<Key>,
    /// First names of people who have another one: `benjamin` of "Benjamin Ito", who may be called Ben.
    first: Vec<Key>,
}

impl Names {
    fn of(roster: &[&Actor]) -> Self {
        let parts = roster.iter().flat_map(|a| a.key.split([' ', '-'])).map(Into::into);
        let roles = roster.iter().filter_map(|a| a.role.as_deref()).map(|role| key(role).as_ref().into());
        let words = roster.iter().filter_map(|a| a.role.as_deref()).flat_map(|role| {
            let words = role.split(|c: char| !c.is_alphanumeric()).filter(|w| w.len() >= STEM);
            words.map(|w| key(w).as_ref().into()).collect::<Vec<Key>>()
        });
        let words: Vec<Key> = words.take(WORDS).collect();
        let first = roster.iter().filter(|a| a.kind == ActorKind::Person).filter_map(|a| a.key.split_once(' '));
        Self {
            whole: roster.iter().map(|a| a.key.clone()).collect(),
            short: parts.chain(roles).collect(),
            words,
            first: first.map(|(first, _)| first.into()).take(WORDS).collect(),
        }
    }

    /// Whether the roster names the actor, by its name or its role.
    fn hold(&self, actor: &Actor) -> bool {
        actor.roster
            || self.short.contains(&actor.key)
            || actor.key.split([' ', '-', '/']).any(|part| self.whole.contains(part))
            || actor.key.split('/').all(|part| self.is_part(part.trim()))
            || self.is_group(&actor.key)
            || actor.key.len() >= STEM && self.first.iter().any(|first| first.starts_with(&*actor.key))
    }

    /// Whether a part of a name, "Frontend" in "Frontend/Backend", is one of a name or a role.
    fn is_part(&self, part: &str) -> bool {
        self.short.contains(part) || self.words.iter().any(|word| **word == *part)
    }

    /// Whether a name is that of all who have a role: "Devs", "Testers".
    fn is_group(&self, name: &str) -> bool {
        let stem = name.strip_suffix('s').filter(|stem| stem.len() >= STEM);
        stem.is_some_and(|stem| self.words.iter().any(|word| word.starts_with(stem)))
    }
}
