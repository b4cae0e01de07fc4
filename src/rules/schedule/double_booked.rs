//! See `rules/schedule/double-booked.md`.

mod timetables;

use crate::{
    diagnostic::quote,
    plan::{ActorId, ActorKind, Mode},
    rules::{Context, Findings},
    source::Span,
};
use rustc_hash::{FxHashMap, FxHashSet};

/// Finds actors who stand twice in one parallel slot, or at one time of the day.
pub fn check(cx: &Context, out: &mut Findings) {
    timetables::check(cx, out);
    for group in &cx.plan.groups {
        let Some((Mode::Parallel, mode)) = group.mode else { continue };
        let mut booked: Vec<(ActorId, Vec<Span>)> = Vec::new();
        let mut entries: FxHashMap<ActorId, usize> = FxHashMap::default();
        let mut seen = FxHashSet::default();
        for member in group.members.iter().filter(|m| seen.insert((m.actor, m.span))) {
            let entry = *entries.entry(member.actor).or_insert(booked.len());
            if entry == booked.len() {
                booked.push((member.actor, Vec::new()));
            }
            booked[entry].1.push(member.span);
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
            if !first.to(*again).overlaps(mode.span) {
                found = found.related(mode.span, "at the same time");
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
