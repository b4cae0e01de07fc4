//! One phase at two times: in weeks 5–7 by its heading, in weeks 5–8 by the timeline.

use super::lengths::alike;
use crate::{
    diagnostic::{Confidence, Severity, quote},
    plan::{
        GroupId, Why, WindowClaim, namesakes,
        quantity::{self, Window, bare_window},
    },
    rules::{Context, Findings},
};
use std::collections::BTreeMap;

/// Finds groups whose places say different weeks, days or months.
pub(super) fn check(cx: &Context, out: &mut Findings) {
    of_parts(cx, out);
    for group in cx.plan.groups.iter().filter(|g| g.windows.len() > 1 && !namesakes(&g.places)) {
        // Two windows in places of one kind are of two things: two plans, two options.
        let mut places: Vec<(Why, usize, &WindowClaim)> = Vec::new();
        for claim in &group.windows {
            match places.iter_mut().find(|(why, ..)| *why == kind(claim.why)) {
                Some((_, count, _)) => *count += 1,
                None => places.push((kind(claim.why), 1, claim)),
            }
        }
        let said: Vec<&WindowClaim> =
            places.iter().filter(|(_, count, _)| *count == 1).map(|(.., claim)| *claim).collect();
        let Some((a, b)) = said.iter().enumerate().find_map(|(at, a)| {
            let other =
                |b: &&&WindowClaim| differ(&a.window, &b.window) && alike(cx, group, a.window.span, b.window.span);
            said[at + 1..].iter().find(other).map(|b| (*a, *b))
        }) else {
            continue;
        };
        let name = quote(&group.name());
        let found = out
            .at(b.window.span, format!("`{name}` is in {} here and in {} elsewhere", b.window, a.window))
            .label(format!("{} here", b.window))
            .related(a.window.span, format!("{} here", a.window))
            .severity(Severity::Warning)
            .confidence(Confidence::Conventional)
            .help("decide when it is and say so in both places; who comes after it plans with one of them");
        out.push(found);
    }
}

/// Finds weeks that stand in a phase that is over by then, or does not begin before: "Week 9" in "Phase 2 (Weeks 5–8)".
fn of_parts(cx: &Context, out: &mut Findings) {
    let parts = cx.plan.groups().filter_map(|(id, group)| {
        let unit = quantity::unit_of(&group.word)?;
        Some((group.parent?, id, bare_window(&group.label, 0, unit)?))
    });
    let mut phases: BTreeMap<GroupId, Vec<(GroupId, Window)>> = BTreeMap::new();
    for (phase, id, part) in parts {
        phases.entry(phase).or_default().push((id, part));
    }
    for (phase, parts) in phases {
        let phase = cx.plan.group(phase);
        let [claim] = &phase.windows[..] else { continue };
        let whole = claim.window;
        let inside = |part: &Window| whole.first <= part.first && part.last <= whole.last;
        let (kept, strays): (Vec<_>, Vec<_>) =
            parts.into_iter().filter(|(_, part)| part.unit == whole.unit).partition(|(_, part)| inside(part));
        // Weeks that are counted anew in each phase lie outside, all of them or all but the first few.
        if strays.len() >= kept.len() || kept.first().is_some_and(|(_, part)| part.first == 1 && whole.first > 1) {
            continue;
        }
        for (id, part) in strays {
            let stray = cx.plan.group(id);
            let Some(place) = stray.places.first() else { continue };
            let (name, of) = (quote(&stray.name()), quote(&phase.name()));
            let found = out
                .at(place.span, format!("`{name}` stands in `{of}`, which is in {whole}"))
                .label(format!("{part} lies outside of {whole}"))
                .related(whole.span, format!("{whole} here"))
                .severity(Severity::Warning)
                .confidence(Confidence::Conventional)
                .help("correct the number, or when the phase is; who comes after it plans with one of them");
            out.push(found);
        }
    }
}

/// Headings in full and in bold are one kind of place.
fn kind(why: Why) -> Why {
    if why == Why::BoldLine { Why::Heading } else { why }
}

/// Whether no plan fits both. One week may be the first or the last of several, or the one in which something is due.
fn differ(a: &Window, b: &Window) -> bool {
    let within = |one: &Window, other: &Window| !one.is_range() && other.first <= one.first && one.last <= other.last;
    a.unit == b.unit && (a.first, a.last) != (b.first, b.last) && !within(a, b) && !within(b, a)
}
