//! See `rules/schedule/double-booked.md`.

use crate::{
    diagnostic::quote,
    plan::{ActorId, ActorKind, Mode},
    rules::{Context, Findings},
    source::Span,
};

/// Finds actors who stand twice in one parallel slot.
pub fn check(cx: &Context, out: &mut Findings) {
    for group in &cx.plan.groups {
        let Some((Mode::Parallel, mode)) = group.mode else { continue };
        let mut booked: Vec<(ActorId, Vec<Span>)> = Vec::new();
        for member in &group.members {
            match booked.iter_mut().find(|(actor, _)| *actor == member.actor) {
                Some((_, spans)) if !spans.contains(&member.span) => spans.push(member.span),
                Some(_) => {}
                None => booked.push((member.actor, vec![member.span])),
            }
        }
        for (actor, spans) in booked {
            let actor = cx.plan.actor(actor);
            let [first, again, more @ ..] = spans.as_slice() else { continue };
            if actor.kind == ActorKind::Pool || !one_slot(cx, &spans) {
                continue;
            }
            let (name, slot) = (quote(&actor.name), quote(&group.name()));
            let times = if more.is_empty() { "twice".to_owned() } else { format!("{} times", spans.len()) };
            let mut found = out
                .at(*first, format!("`{name}` is booked {times} in `{slot}`, which runs in parallel"))
                .label("booked here")
                .related(*again, "and here")
                .help("give one of the two tasks to another one, or run them one after the other");
            for span in more {
                found = found.related(*span, "and here");
            }
            if !first.to(*again).overlaps(mode) {
                found = found.related(mode, "at the same time");
            }
            out.push(found);
        }
    }
}

/// Whether the bookings stand in one line: a name in a timeline and the same
/// name in the group's section are one booking, told twice.
fn one_slot(cx: &Context, spans: &[Span]) -> bool {
    let line = |s: &Span| cx.source.lines().line_of(s.start as usize);
    spans.first().zip(spans.get(1)).is_some_and(|(a, b)| line(a) == line(b))
}
