//! See `rules/references/unknown-requirement.md`.

mod changes;

use crate::{
    diagnostic::quote,
    family::Member,
    plan::{Requirement, RequirementKind, RequirementMention},
    rules::{Context, Findings},
};
use rustc_hash::FxHashSet;

/// The fewest requirements of a form by which a spec is known to use it.
const FORM: usize = 2;

/// Finds tasks that cite a requirement which no document of the plan defines, and changes to one that the spec
/// does not have.
pub fn check(cx: &Context, out: &mut Findings) {
    changes::check(cx, out);
    let cited = cx.plan.requirement_mentions.iter().filter(|m| m.by.is_some());
    let mut told: FxHashSet<&str> = FxHashSet::default();
    for mention in cited.filter(|m| !is_known(cx, &m.key)) {
        let Some(spec) = spec_of(cx, mention) else { continue };
        if cx.kin.guests().any(|guest| guest.plan.requirements.iter().any(|r| r.key == mention.key)) {
            continue;
        }
        // Where one missing requirement is cited by many, one finding says so.
        if !told.insert(&mention.key) {
            continue;
        }
        let id = quote(&mention.id);
        let again = cx.plan.requirement_mentions.iter().filter(|m| m.key == mention.key && m.span != mention.span);
        let citing = if mention.task().is_some() { "task" } else { "phase" };
        let mut found = out
            .at(mention.span, format!("this {citing} cites `{id}`, which {} does not define", quote(spec.file())))
            .label("no such requirement")
            .help(match uncited(cx, spec, mention) {
                Some(meant) => format!(
                    "cite the requirement that is meant, perhaps `{}`, which no task cites, or define `{id}`",
                    quote(&meant.id)
                ),
                None => format!("cite the requirement that is meant, or define `{id}`"),
            });
        found = found.also(again.filter(|m| m.by.is_some()).map(|other| (other.span, "cited here too")));
        if let Some(last) = spec.plan.requirements.iter().rfind(|r| form(&r.id) == form(&mention.id)) {
            found = found.related_in(&spec.source, last.span, format!("the last one is `{}`", quote(&last.id)));
        }
        out.push(found);
    }
}

/// The one requirement of that form which nothing here cites; `None` where all are cited, or several are not.
fn uncited<'a>(cx: &Context, spec: &'a Member, mention: &RequirementMention) -> Option<&'a Requirement> {
    let cited: FxHashSet<&str> = cx.plan.requirement_mentions.iter().map(|m| &*m.key).collect();
    let alike = spec.plan.requirements.iter().filter(|r| form(&r.id) == form(&mention.id));
    let mut open = alike.filter(|r| !cited.contains(&*r.key));
    open.next().filter(|_| open.next().is_none())
}

/// The document that defines requirements of that form, and in which the other mentions of the form are found.
fn spec_of<'a>(cx: &Context<'a>, mention: &RequirementMention) -> Option<&'a Member> {
    let own = form(&mention.id);
    let known =
        |member: &&Member| member.plan.requirements.iter().filter(|r| form(&r.id) == own).take(FORM).count() == FORM;
    let spec = cx.kin.others().chain(cx.kin.beside()).find(known)?;
    // Where the numbers go on from those of an earlier spec, a lower one is of that.
    let numbers = spec.plan.requirements.iter().filter(|r| form(&r.id) == own).filter_map(|r| number(&r.id));
    if numbers.min().zip(number(&mention.id)).is_some_and(|(first, own)| own < first) {
        return None;
    }
    // A number below a requirement whose criteria were not read may be there all the same.
    if let Some((parent, _)) = mention.id.rsplit_once('.')
        && !has_parts(&spec.plan.requirements, parent)
        && !is_beyond(&spec.plan.requirements, parent)
    {
        return None;
    }
    is_habit(cx, spec, &own).then_some(spec)
}

/// Up to how many citations of a form say little of how the tasks count.
const FEW: usize = 2;

/// Whether the tasks count as the spec does: most of what they cite of that form is found; where they cite few of it,
/// nearly all of what they cite of any form that the spec has.
fn is_habit(cx: &Context, spec: &Member, own: &(String, usize)) -> bool {
    let forms: FxHashSet<_> = spec.plan.requirements.iter().map(|r| form(&r.id)).collect();
    let (mut found, mut all, mut found_of_any, mut of_any) = (0, 0, 0, 0);
    for mention in cx.plan.requirement_mentions.iter().filter(|m| m.by.is_some()) {
        let (form, known) = (form(&mention.id), usize::from(is_known(cx, &mention.key)));
        if forms.contains(&form) {
            (of_any, found_of_any) = (of_any + 1, found_of_any + known);
        }
        if form == *own {
            (all, found) = (all + 1, found + known);
        }
    }
    // The plan of a phase cites a few.
    found * 2 > all || all == 2 && found == 1 || all <= FEW && found_of_any * 4 >= of_any * 3
}

/// Whether the plan or a document that its format names asks for what has that key.
fn is_known(cx: &Context, key: &str) -> bool {
    cx.kin.requirements(key).next().is_some()
        || cx.kin.beside().any(|spec| spec.plan.requirements.iter().any(|r| *r.key == *key))
}

/// The number of an id: 3 of `FR-003`; none of `2.1`, whose parts count each for themselves.
fn number(id: &str) -> Option<u32> {
    id.rsplit_once('-').and_then(|(_, number)| number.parse().ok())
}

/// Whether `2` has parts such as `2.1`.
fn has_parts(requirements: &[Requirement], parent: &str) -> bool {
    requirements.iter().any(|r| r.id.rsplit_once('.').is_some_and(|(own, _)| own == parent))
}

/// Whether the requirements are 1 to some number, each with parts, and `12` is not one of them.
fn is_beyond(requirements: &[Requirement], parent: &str) -> bool {
    let mut whole = FxHashSet::default();
    for requirement in requirements.iter().filter(|r| r.kind == RequirementKind::Requirement) {
        let Ok(number) = requirement.id.parse::<usize>() else { return false };
        if !has_parts(requirements, &requirement.id) {
            return false;
        }
        whole.insert(number);
    }
    let counted = whole.len() > 1 && (1..=whole.len()).all(|number| whole.contains(&number));
    counted && parent.parse().is_ok_and(|number: usize| !whole.contains(&number))
}

/// What ids of one kind share: the letters of `FR-003`, and how many parts `2.1` or `FR-003(a)` has.
fn form(id: &str) -> (String, usize) {
    let letters = id.find(|c: char| c.is_ascii_digit()).unwrap_or(id.len());
    (id[..letters].to_ascii_uppercase(), id.split(['.', '(']).count())
}
