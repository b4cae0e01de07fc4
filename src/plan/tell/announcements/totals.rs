//! Totals of things in labels: `Total tasks: 62`, `Phases: 6`, `Team: 4 agents (ada, bob)`.

use crate::plan::{
    Name, Noun, Role, fold,
    model::*,
    names,
    quantity::{self, Quantity, Unit},
    read::Reader,
};

/// The longest value that names a team, in bytes.
const TEAM: usize = 300;

/// Reads the labels that say how many things of a kind there are.
pub(super) fn read(reader: &Reader, found: &mut Vec<Announcement>) {
    for (at, field) in reader.plan.fields.iter().enumerate() {
        let counts = || is_plural(reader.slice(field.key)) || names_tasks(reader, field);
        if reader.digits.any_in(field.value) && counts() {
            let of = Announced::All { field: at };
            found.extend(total(reader, field).map(|count| Announcement { count, block: field.block, of }));
        }
        if field.role == Some(Role::Team) && field.value.len() < TEAM {
            found.extend(team(reader, field));
        }
    }
}

/// Whether a key may end with a plural, or with one that is planned, whatever marks stand behind it; most do not.
fn is_plural(key: &str) -> bool {
    let key = key.trim_end_matches(|c: char| !c.is_ascii_alphanumeric());
    key.ends_with(['s', 'S']) || key.ends_with("s planned")
}

/// Whether a key says in another language that all tasks are counted: "Aufgaben gesamt".
fn names_tasks(reader: &Reader, field: &Field) -> bool {
    reader.vocabulary.is_name(reader.slice(field.key), Name::AllTasks)
}

/// `Total tasks: 62`, `Total: 62 tasks`, `Phases: 6`: the number.
fn total(reader: &Reader, field: &Field) -> Option<Quantity> {
    if names_tasks(reader, field) {
        let claim = quantity::cell(reader.slice(field.value), field.value.start)?;
        return (claim.unit == Unit::None && claim.is_whole()).then(|| claim.in_unit(&Unit::Count("task".into())));
    }
    if !is_plural(reader.slice(field.key)) {
        return None;
    }
    let key = fold(reader.slice(field.key)).into_owned();
    if !is_plural(&key) {
        return None;
    }
    let key = ["total number of ", "number of "].iter().find_map(|of| key.strip_prefix(of)).unwrap_or(&key);
    let bare = key.strip_prefix("total ").or_else(|| key.strip_suffix(" planned")).unwrap_or(key);
    if bare.contains(' ') {
        return None;
    }
    let noun = quantity::singular(bare);
    let words = reader.vocabulary;
    let named = noun == "task" && bare != key || matches!(words.noun(&noun), Some(Noun::Group(_)));
    let value = reader.slice(field.value);
    let claim = named.then(|| quantity::cell(value, field.value.start))??;
    let same = match &claim.unit {
        Unit::None => true,
        Unit::Count(unit) => **unit == *noun,
        _ => false,
    };
    // "44 (across all section files)" stand elsewhere.
    let filed =
        |word: &str| words.is_name(&quantity::singular(&fold(word.trim_matches([')', '.']))), Name::ListedThing);
    let other = |word: &str| words.counts_others(word) || filed(word);
    let gloss = value.contains(['+', '/', '~']) || value.split(' ').any(other);
    (same && claim.is_whole() && !gloss).then(|| Quantity { unit: Unit::Count(noun.into()), ..claim })
}

/// `Team: 4 agents (ada, bob)`: the names beside the number.
fn team(reader: &Reader, field: &Field) -> Option<Announcement> {
    let value = reader.slice(field.value);
    let count = quantity::each(value, field.value.start).next().filter(Quantity::is_whole)?;
    count.unit.noun().filter(|_| count.span.start == field.value.start)?;
    let after = &value[(count.span.end - field.value.start) as usize..];
    let open = after.contains('+') || after.contains('…') || after.contains("etc") || after.contains("...");
    let names = after.trim().strip_prefix('(').and_then(|rest| rest.strip_suffix(')'))?;
    // "2 × dev" is two of them.
    let several = names.contains(['×', '&', '/']) || names.contains(" and ");
    let listed = names.split([',', ';']).filter(|n| !n.trim().is_empty()).count();
    // Places, tools and roles stand in such brackets too: whose names they are the rest of the plan must show.
    let known = |name: &str| {
        let actor = reader.actors.get(&*names::key(name.trim()));
        let member = |id| reader.plan.groups.iter().any(|group| group.members.iter().any(|m| m.actor == id));
        actor.is_some_and(|&id| name.trim().starts_with('@') || reader.plan.actor(id).places.len() > 1 || member(id))
    };
    let all = !open && !several && listed > 1 && names.split([',', ';']).all(known);
    all.then_some(Announcement { count, block: field.block, of: Announced::Team(listed) })
}
