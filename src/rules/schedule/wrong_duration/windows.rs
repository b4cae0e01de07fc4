//! Lengths of phases of which the plan says in which of its weeks they are: "Phase 2 (Weeks 5–7)" takes three of them.

use super::{claim, kinds};
use crate::{
    diagnostic::{Confidence, Severity, quote},
    plan::{
        DurationClaim, GroupId, Word,
        quantity::{self, Hedge, Quantity, TimeUnit, Unit, Window},
    },
    rules::{Context, Findings},
    source::Span,
};

/// Finds lengths of groups, and of the whole plan, that the weeks of the groups refute.
pub(super) fn check(cx: &Context, out: &mut Findings) {
    if !cx.plan.groups.iter().any(|g| !g.windows.is_empty()) {
        return;
    }
    let joined = join(cx);
    of_groups(cx, out, joined);
    of_the_whole(cx, out);
}

/// The window of a group that has only one, or several that are the same.
fn window(cx: &Context, group: GroupId) -> Option<Window> {
    let mut windows = cx.plan.group(group).windows.iter().map(|claim| claim.window);
    let first = windows.next()?;
    windows.all(|w| (w.unit, w.first, w.last) == (first.unit, first.first, first.last)).then_some(first)
}

/// Whether a phase begins in the week in which the one before it ends, so that the numbers may mean the turns of weeks.
fn join(cx: &Context) -> bool {
    let shared = |groups: &Vec<GroupId>| {
        let windows = || groups.iter().filter_map(|&g| window(cx, g));
        windows().zip(windows().skip(1)).any(|(a, b)| a.last == b.first)
            || windows().next().is_some_and(|w| w.first == 0)
    };
    kinds(cx).iter().any(shared)
}

/// A length beside the weeks of one phase.
fn of_groups(cx: &Context, out: &mut Findings, joined: bool) {
    for (id, group) in cx.plan.groups() {
        let Some(window) = window(cx, id).filter(Window::is_range) else { continue };
        let [DurationClaim { quantity, span }] = &group.durations[..] else { continue };
        let near = cx.line(*span) == cx.line(window.span)
            || group
                .section
                .is_some_and(|s| cx.document.block_at(span.start).is_some_and(|b| cx.document.block(b).section == s));
        if !near || !refutes(&window, quantity, joined) || effort(cx, *span) {
            continue;
        }
        let (weeks, name) = (window.length(), quote(&group.name()));
        let found = out
            .at(*span, format!("`{name}` is in {window}, which are {weeks}, and takes {quantity}"))
            .severity(Severity::Warning)
            .label(format!("{weeks} by its place in the plan"))
            .related(window.span, format!("{window} here"))
            .confidence(Confidence::Conventional)
            .help("correct the length or the place; who comes after it goes by the place");
        out.push(found);
    }
}

/// Whether a length is said to be work: it may be done beside other things.
fn effort(cx: &Context, span: Span) -> bool {
    let field = cx.plan.field_at(span);
    field.is_some_and(|f| cx.settings.vocabulary.says(cx.text(f.key), Word::Effort))
}

/// Whether a length is not that of a window, by any way of counting.
fn refutes(window: &Window, length: &Quantity, joined: bool) -> bool {
    let most = f64::from(window.length());
    let least = if joined { most - 1.0 } else { most };
    length.hedge == Hedge::Exact
        && !length.is_range()
        && length.unit == Unit::Time(window.unit)
        && (length.low > most || length.high < least)
}

/// The length of the whole plan, beside phases that fill its weeks from the first on.
fn of_the_whole(cx: &Context, out: &mut Findings) {
    let mut claims = cx.plan.fields.iter().filter_map(|f| Some((f, claim(cx, f)?)));
    let (Some((field, total)), None) = (claims.next(), claims.next()) else { return };
    for groups in kinds(cx) {
        let windows: Option<Vec<Window>> = groups.iter().map(|&g| window(cx, g)).collect();
        let Some((windows, unit)) = windows.and_then(|w| {
            let unit = w.first()?.unit;
            Some((w, unit))
        }) else {
            continue;
        };
        let Some(last) = filled(&windows, unit) else { continue };
        if total.unit != Unit::Time(unit)
            || total.hedge != Hedge::Exact
            || total.low <= f64::from(last.last) && f64::from(last.last) <= total.high
            || goes_on(cx, &last, &total)
        {
            continue;
        }
        let key = quote(cx.text(field.key));
        let word = &cx.plan.group(groups[0]).word;
        let message = format!("`{key}` says {total}, and the last {word} of the plan ends with {}", end(&last));
        out.push(
            out.at(total.span, message)
                .severity(Severity::Warning)
                .label(format!("the {word}s end with {}", end(&last)))
                .related(last.span, format!("{last} here"))
                .confidence(Confidence::Conventional)
                .help(format!("correct the total or the {word}s; who waits for this plan goes by the total")),
        );
        return;
    }
}

/// Whether weeks behind the last phase are spoken of that still lie within the whole: a release, or weeks kept free.
fn goes_on(cx: &Context, last: &Window, total: &Quantity) -> bool {
    let text = cx.source.text();
    let mut named = cx.document.unfenced(text).flat_map(|part| quantity::windows(cx.text(part), part.start));
    named.any(|w| w.unit == last.unit && w.first > last.last && f64::from(w.first) <= total.high)
}

fn end(window: &Window) -> Window {
    Window { first: window.last, ..*window }
}

/// The last window, where they fill the plan from its first week on without a gap.
fn filled(windows: &[Window], unit: TimeUnit) -> Option<Window> {
    let mut sorted: Vec<Window> = windows.to_vec();
    sorted.sort_by_key(|w| (w.first, w.last));
    let mut end = 0;
    for window in &sorted {
        if window.unit != unit || window.first > end + 1 {
            return None;
        }
        end = end.max(window.last);
    }
    sorted.into_iter().max_by_key(|w| w.last)
}
