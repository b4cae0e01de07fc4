//! Handles that are nearly those of CODEOWNERS. Whoever else is not in there may own work and no code.

use super::owners;
use crate::{
    diagnostic::{Severity, quote},
    plan::{ActorId, Node},
    rules::{Context, Findings},
    source::Span,
};
use rustc_hash::FxHashSet;

/// The fewest handles by which a plan is known to name its owners so.
const HABIT: usize = 3;

/// The shortest handle that can be told from another one, in bytes.
const SHORTEST: usize = 6;

/// The most handles that are compared with those of CODEOWNERS.
const MOST: usize = 100;

pub(super) fn check(cx: &Context, out: &mut Findings) {
    let mut seen: FxHashSet<ActorId> = FxHashSet::default();
    let given = owners(cx).filter(|(id, ..)| cx.plan.actor(*id).name.starts_with('@') && seen.insert(*id));
    let given: Vec<(ActorId, Node, Span)> = given.collect();
    if given.len() < HABIT {
        return;
    }
    let Some(code) = cx.project.owners() else { return };
    let known: FxHashSet<String> = code.all().filter(|o| o.starts_with('@')).map(str::to_lowercase).collect();
    let is_known = |id: ActorId| known.contains(&cx.plan.actor(id).name.to_lowercase());
    let (in_code, others): (Vec<_>, Vec<_>) = given.into_iter().partition(|(id, ..)| is_known(*id));
    if in_code.len() < 2 * others.len() {
        return;
    }
    for (id, subject, at) in others.into_iter().take(MOST) {
        let actor = cx.plan.actor(id);
        let name = actor.name.to_lowercase();
        let mut near = known.iter().filter(|known| is_slip(&name, known));
        let (Some(meant), None) = (near.next(), near.next()) else { continue };
        let (shown, meant) = (quote(&actor.name), quote(meant));
        let message = format!("`{shown}` owns `{}`, and CODEOWNERS has `{meant}` only", quote(&cx.plan.name(subject)));
        out.push(
            out.at(actor.places.first().map_or(at, |p| p.span), message)
                .label("nearly a handle of CODEOWNERS")
                .help(format!(
                    "did you mean `{meant}`? nobody is told of work that is given to a handle without a person"
                ))
                .severity(Severity::Info),
        );
    }
}

/// Whether two handles differ by one letter: a number makes another person of it.
fn is_slip(a: &str, b: &str) -> bool {
    let digits = |name: &str| name.chars().filter(char::is_ascii_digit).collect::<String>();
    a.len().min(b.len()) >= SHORTEST
        && a.len().abs_diff(b.len()) <= 1
        && digits(a) == digits(b)
        && strsim::damerau_levenshtein(a, b) == 1
}
