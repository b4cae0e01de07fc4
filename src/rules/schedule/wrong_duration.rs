//! See `rules/schedule/wrong-duration.md`.

mod chains;
mod placed;
mod runs;
mod stretches;
mod windows;

use crate::{
    diagnostic::{Confidence, quote},
    markdown::Kind,
    plan::{
        Axis, Field, Group, GroupId, Mode, Name, Node, Place, Relation, Role, Topic, Why, Word, fold, names,
        names::Key,
        quantity::{self, Quantity},
        sums::Sum,
    },
    rules::{Context, Findings},
};
use rustc_hash::FxHashMap;

/// Finds claims about the length of the whole plan that its phases refute, and of work that its start and end do.
pub fn check(cx: &Context, out: &mut Findings) {
    chains::check(cx, out);
    runs::check(cx, out);
    stretches::check(cx, out);
    windows::check(cx, out);
    let claims = claims(cx);
    if !claims.is_empty() && !of_groups(cx, out, &claims) {
        chains::of_whole(cx, out, &claims);
    }
}

/// How long fields say that the whole plan takes.
fn claims<'c>(cx: &Context<'c>) -> Vec<(&'c Field, Quantity)> {
    let all: Vec<(&Field, Quantity)> = cx.plan.fields.iter().filter_map(|f| Some((f, claim(cx, f)?))).collect();
    // A key that stands again with another value speaks of its own section each time.
    let mut values: FxHashMap<_, Option<(f64, f64)>> = FxHashMap::default();
    for (field, claim) in &all {
        let ends = (claim.low, claim.high);
        let known = values.entry(fold(cx.text(field.key))).or_insert(Some(ends));
        *known = known.filter(|k| *k == ends);
    }
    let unrepeated = |(field, _): &(&Field, Quantity)| values[&fold(cx.text(field.key))].is_some();
    all.into_iter().filter(unrepeated).collect()
}

/// Reports claims that the phases refute; whether there was one.
fn of_groups(cx: &Context, out: &mut Findings, claims: &[(&Field, Quantity)]) -> bool {
    let kinds = kinds(cx);
    let lengths: Vec<Length> = kinds.into_iter().filter_map(|groups| length(cx, &groups)).collect();
    let refuted = |field: &Field, claim: &Quantity| {
        let effort = cx.settings.vocabulary.says(cx.text(field.key), Word::Effort);
        // Phases that weeks or days place have gaps between them, or overlap: only work adds up then, to no more than all.
        let placed = |l: &&Length| !l.placed || effort && claim.low > l.most;
        let mut comparable = lengths.iter().filter(|l| l.sum.unit.comparable(&claim.unit)).filter(placed).peekable();
        let first = comparable.peek().copied()?;
        comparable.all(|l| l.refutes(claim)).then_some(first)
    };
    let mut wrong: Vec<(&Field, Quantity, &Length)> =
        claims.iter().filter_map(|(f, q)| refuted(f, q).map(|l| (*f, q.clone(), l))).collect();
    // A claim that calls itself the total speaks plainest.
    wrong.sort_by_key(|(f, ..)| (!cx.settings.vocabulary.is_total(cx.text(f.key)), f.key.start));
    let Some((field, claim, length)) = wrong.first() else { return false };
    let sum = length.sum.shown();
    let order = if length.chain { "one after the other" } else { "in the order that it gives" };
    let key = quote(cx.text(field.key));
    let phases = format!("{} {}s", length.groups, length.word);
    let mut found = out
        .at(claim.span, format!("`{key}` says {claim}, and the {phases} of the plan take {sum} {order}"))
        .label(format!("the {}s take {sum}", length.word))
        .confidence(Confidence::Conventional)
        .help(format!("correct the total or the {}s; who waits for this plan goes by the total", length.word));
    for (_, other, _) in &wrong[1..] {
        found = found.related(other.span, "said here as well");
    }
    out.push(found);
    true
}

/// How long a field says that the whole plan takes.
fn claim(cx: &Context, field: &Field) -> Option<Quantity> {
    if !matches!(field.why, Why::Label | Why::Cell) || !field.of_section(cx.document) || !cx.holds_digit(field.value) {
        return None;
    }
    let words = &cx.settings.vocabulary;
    let key = cx.text(field.key);
    let bare = names::bare(key);
    let total = || field.role == Some(Role::Duration) && words.is_total(bare);
    let whole = words.is_word(bare, Word::Whole) || total();
    if !whole || !cx.plan.speaks_of_the_whole(cx.document, words, field.section) {
        return None;
    }
    let value = cx.text(field.value);
    let first = quantity::each(value, field.value.start).next()?;
    let before = &value[..(first.span.start - field.value.start) as usize];
    // "14 h of work", "2 days with two people", "6 h remaining" measure something else.
    let plain = before.chars().all(|c| !c.is_alphanumeric());
    // What it is compared with does not say what it is: "90 min (vs 4 h sequential)".
    let own = value.split(" vs").next().and_then(|v| v.split("(vs").next()).unwrap_or(value);
    let behind = value[(first.span.end - field.value.start) as usize..].trim_start();
    let next = behind.split(|c: char| c.is_whitespace()).next().unwrap_or_default();
    // "8 weeks until go-live" ends before the last phase.
    let bounded = words.is_name(next, Name::Bounding);
    (first.is_time() && plain && !bounded && !words.says(own, Word::Overlapping)).then_some(first)
}

/// The groups that follow each other, by their kind and the group around them; only those of the whole plan.
fn kinds(cx: &Context) -> Vec<Vec<GroupId>> {
    let mut kinds: Vec<(&str, Vec<GroupId>)> = Vec::new();
    for (id, group) in cx.plan.groups() {
        if group.axis != Axis::Time || group.parent.is_some() {
            continue;
        }
        match kinds.iter_mut().find(|(word, _)| *word == &*group.word) {
            Some((_, groups)) => groups.push(id),
            None => kinds.push((&group.word, vec![id])),
        }
    }
    kinds.into_iter().map(|(_, groups)| groups).filter(|groups| groups.len() > 1).collect()
}

/// How long groups take together.
struct Length {
    /// All in sequence.
    sum: Sum,
    /// At most: all in sequence, and what is kept back.
    most: f64,
    /// At least: the longest chain of explicit orders.
    least: f64,
    /// Whether the order makes them one chain.
    chain: bool,
    groups: usize,
    word: Key,
    /// Whether weeks or days say when each of them is.
    placed: bool,
    /// Those that no heading or row sets apart: "Support (12 weeks, not included)", "Next year (4 weeks)".
    rest: Option<Sum>,
}

impl Length {
    fn refutes(&self, claim: &Quantity) -> bool {
        let of_rest = self.rest.as_ref().is_some_and(|rest| rest.low == claim.low && rest.high == claim.high);
        self.sum.refutes(claim) && (claim.high < self.least || claim.low > self.most) && !of_rest
    }
}

/// `None` where a group has no length, or two that do not compare.
fn length(cx: &Context, groups: &[GroupId]) -> Option<Length> {
    // Where a group's places differ, it takes as long as one of them says.
    let one = |id: &GroupId| {
        let group = cx.plan.group(*id);
        let mut all = group.durations.iter().map(|d| &d.quantity);
        let mut length = all.next()?.clone();
        for other in all {
            if !length.comparable(other) || other.hedge != length.hedge {
                return None;
            }
            (length.low, length.high) = (length.low.min(other.low), length.high.max(other.high));
        }
        Some(length)
    };
    let quantities: Vec<Quantity> = groups.iter().map(one).collect::<Option<_>>()?;
    let sum = Sum::of(&quantities)?;
    // What runs beside another phase, or need not be done, may take no time of its own.
    let own = |(group, quantity): (&GroupId, &Quantity)| match is_alongside(cx, *group) {
        true => Quantity { low: 0.0, ..quantity.clone() },
        false => quantity.clone(),
    };
    let own: Vec<Quantity> = groups.iter().zip(&quantities).map(own).collect();
    let least = critical_path(cx, groups, &own);
    let chain = least + 1e-6 >= sum.low;
    let kept: Vec<Quantity> = reserves(cx).filter(|q| q.comparable(&quantities[0])).collect();
    let most = Sum::of(quantities.iter().chain(&kept))?.high;
    let word = cx.plan.group(groups[0]).word.clone();
    let stays = groups.iter().zip(&quantities).filter(|(group, _)| !is_set_apart(cx, **group));
    let stays: Vec<&Quantity> = stays.map(|(_, quantity)| quantity).collect();
    let rest = if stays.len() < groups.len() { Sum::of(stays) } else { None };
    Some(Length { most, groups: groups.len(), word, sum, least, chain, placed: placed::are(cx, groups), rest })
}

/// Whether the line of a phase bears a remark in brackets, or its title says that it may be left out or comes later.
fn is_set_apart(cx: &Context, group: GroupId) -> bool {
    let group = cx.plan.group(group);
    let topics = cx.settings.vocabulary.topics(&group.title);
    let first = group.title.split(|c: char| !c.is_alphanumeric()).find(|word| !word.is_empty()).unwrap_or_default();
    group.durations.iter().any(|length| names::has_remark(cx.line(length.span)))
        || [Topic::Optional, Topic::Later, Topic::Aside].iter().any(|&topic| topics.contains(topic))
        || cx.settings.vocabulary.is_name(first, Name::Alternative)
}

/// Whether the heading or row of a phase says that it overlaps another one, or is optional.
fn is_alongside(cx: &Context, group: GroupId) -> bool {
    // "3 weeks (parallel)"
    let cells = cx.plan.group(group).durations.iter().filter_map(|d| cx.document.block_at(d.span.start));
    let mut cells = cells.filter(|&b| matches!(cx.document.block(b).kind, Kind::Cell { .. }));
    let parallel = |text: &str| cx.settings.vocabulary.topics(text).contains(Topic::Parallel);
    if cells.any(|cell| parallel(cx.text(cx.document.text_span(cell)))) {
        return true;
    }
    let own = |p: &&Place| matches!(p.why, Why::Heading | Why::BoldLine | Why::Row);
    cx.plan.group(group).places.iter().filter(own).filter_map(|p| cx.document.block_at(p.span.start)).any(|block| {
        let row = cx.document.block(block).parent.filter(|&b| matches!(cx.document.block(b).kind, Kind::Row { .. }));
        let text = cx.text(cx.document.block(row.unwrap_or(block)).span);
        cx.settings.vocabulary.words(text).any(|(word, _)| matches!(word, Word::Alongside | Word::Throughout))
    })
}

/// The times that parts of the plan keep back: "## Buffer (2 weeks)".
fn reserves<'c>(cx: &'c Context) -> impl Iterator<Item = Quantity> + 'c {
    let titles = cx.document.sections.iter().skip(1).map(|s| s.title_span);
    let rows =
        cx.plan.tables.iter().flat_map(|t| &t.rows).filter(|r| !r.total).map(|r| cx.document.block(r.block).span);
    titles.chain(rows).filter(|span| cx.holds_digit(*span)).filter_map(|span| {
        let text = cx.text(span);
        let name =
            text.split(['(', ':', '|', '—', '–']).map(str::trim).find(|part| part.contains(char::is_alphabetic))?;
        let name = name.trim_matches(|c: char| !c.is_alphanumeric());
        let kept = cx.settings.vocabulary.is_spare(name);
        kept.then(|| quantity::scan(text, span.start).into_iter().find(Quantity::is_time)).flatten()
    })
}

/// Whether a group may run beside another one. Those of one wave work in parallel; the waves follow each other.
fn runs_beside(group: &Group) -> bool {
    matches!(group.mode, Some((Mode::Parallel, _))) && !(group.slot && group.members.len() > 1)
}

/// The longest way through the groups along their explicit orders, or through
/// all of them where the plan gives no order and nothing runs side by side.
fn critical_path(cx: &Context, groups: &[GroupId], quantities: &[Quantity]) -> f64 {
    let index: FxHashMap<GroupId, usize> = groups.iter().enumerate().map(|(i, g)| (*g, i)).collect();
    let mut before: Vec<Vec<usize>> = vec![Vec::new(); groups.len()];
    let mut ordered = false;
    for edge in cx.plan.edges.iter().filter(|e| e.relation != Relation::With) {
        if let (Node::Group(a), Node::Group(b)) = (edge.before, edge.after)
            && let (Some(&a), Some(&b)) = (index.get(&a), index.get(&b))
        {
            before[b].push(a);
            ordered = true;
        }
    }
    if !ordered {
        let beside = cx.plan.edges.iter().any(|e| e.relation == Relation::With)
            || cx.plan.groups.iter().any(|g| g.axis == Axis::Lane || runs_beside(g));
        let lows = quantities.iter().map(|q| q.low);
        return if beside { lows.fold(0.0, f64::max) } else { lows.sum() };
    }
    // Relaxed as often as a chain can be long; a cycle is another rule's.
    let mut ends: Vec<f64> = quantities.iter().map(|q| q.low).collect();
    for _ in 0..groups.len().min(64) {
        let mut changed = false;
        for group in 0..groups.len() {
            let start = before[group].iter().map(|&b| ends[b]).fold(0.0, f64::max);
            let end = start + quantities[group].low;
            changed |= end > ends[group];
            ends[group] = ends[group].max(end);
        }
        if !changed {
            break;
        }
    }
    ends.into_iter().fold(0.0, f64::max)
}
