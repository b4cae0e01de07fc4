//! See `rules/arithmetic/wrong-count.md`.

mod announced;
mod introduced;
mod summaries;

use crate::{
    diagnostic::{Confidence, Diagnostic, quote},
    markdown::SectionId,
    plan::{
        Counter, Field, Figure, Group, Listed, Name, Noun, Role, Why, fold, names,
        quantity::{self, Quantity, Unit},
    },
    rules::{Context, Findings, mend},
    source::Span,
};
use rustc_hash::{FxHashMap, FxHashSet};
use std::cell::LazyCell;

/// Finds counts that differ from what the plan lists.
pub fn check(cx: &Context, out: &mut Findings) {
    let counter = std::cell::OnceCell::new();
    let counter =
        || counter.get_or_init(|| Counter::new(cx.source.text(), cx.document, cx.plan, &cx.settings.vocabulary));
    let whole = |section: SectionId| cx.plan.speaks_of_the_whole(cx.document, &cx.settings.vocabulary, section);
    // "13 sprints implemented" beside "11 sprints begun" share them out.
    let ends = LazyCell::new(|| {
        let mut ends: FxHashMap<(SectionId, &str), (f64, f64)> = FxHashMap::default();
        for figure in cx.plan.figures.iter().filter(|f| matches!(f.place.why, Why::Label | Why::Item)) {
            let (Some(noun), low) = (figure.quantity.unit.noun(), figure.quantity.low) else { continue };
            let (least, most) = ends.entry((figure.section, noun)).or_insert((low, low));
            (*least, *most) = (least.min(low), most.max(low));
        }
        ends
    });
    let shares = |figure: &Figure, noun: &str| ends.get(&(figure.section, noun)).is_some_and(|(a, b)| a < b);
    let counts_below = |f: &Figure| f.counts_below(cx.source.text(), cx.document, &cx.settings.vocabulary);
    for figure in cx.plan.figures.iter().filter(|f| f.quantity.is_whole()) {
        let Some(noun) = figure.quantity.unit.noun() else { continue };
        match figure.place.why {
            Why::Heading | Why::BoldLine if counts_below(figure) => {
                compare(cx, out, &figure.quantity, noun, figure.section, &counter().below(figure.section, noun));
            }
            Why::Label | Why::Item if of_all(cx, figure, noun) && whole(figure.section) && !shares(figure, noun) => {
                compare(cx, out, &figure.quantity, noun, SectionId(0), &counter().below(SectionId(0), noun));
            }
            _ => {}
        }
    }
    let mut split = None;
    let counts = |f: &&Field| cx.holds_digit(f.value) && (is_plural(cx.text(f.key)) || names_tasks(cx, f));
    for field in cx.plan.fields.iter().filter(counts) {
        let section = field.around(cx.document);
        let Some((claim, noun)) = total(cx, field) else { continue };
        if !whole(section) {
            // Below the table of the batches it counts what they hold.
            if noun == "task" {
                compare(cx, out, &claim, &noun, SectionId(0), &counter().dealt(section));
            }
            continue;
        }
        let own = counter().below(section, &noun);
        if !own.counts.is_empty() && !own.refutes(claim.low as usize) {
            continue;
        }
        let listed = counter().below(SectionId(0), &noun);
        let few = listed.counts.iter().all(|&count| count as f64 * 2.0 < claim.low);
        if few && split.get_or_insert_with(|| splits(cx)).contains(&(field.section, noun.clone())) {
            continue;
        }
        compare(cx, out, &claim, &noun, SectionId(0), &listed);
    }
    teams(cx, out);
    announced::check(cx, out, counter);
    summaries::check(cx, out, counter);
    widths(cx, out);
}

fn compare(cx: &Context, out: &mut Findings, claim: &Quantity, noun: &str, scope: SectionId, listed: &Listed) {
    if !listed.refutes(claim.low as usize) {
        return;
    }
    let count = listed.counts[0];
    let shown = Unit::Count(noun.into());
    let (claimed, counted) = (shown.amount(claim.low), shown.amount(count as f64));
    let message = match scope.0 {
        0 => format!("{claimed} announced, and the plan has {counted}"),
        _ => format!("the heading announces {claimed}, and {count} stand below it"),
    };
    let fix = mend::correct(cx, claim.span, claim.low, count as f64).filter(|_| listed.counts.len() == 1);
    out.push(finding(out, claim.span, &message).label(format!("{count} by the {}", listed.what)).fix(fix));
}

fn finding(out: &Findings, span: Span, message: &str) -> Diagnostic {
    out.at(span, message)
        .confidence(Confidence::Conventional)
        .help("add what is missing, or correct the number; who works through the list stops where the number says")
}

/// Whether a summary says how many groups or agents the whole plan has: "in 5 phases".
fn of_all(cx: &Context, figure: &Figure, noun: &str) -> bool {
    let words = &cx.settings.vocabulary;
    let grouping = matches!(words.noun(noun), Some(Noun::Group(_) | Noun::Agent));
    if !grouping || figure.quantity.low < 2.0 {
        return false;
    }
    let block = cx.document.block(figure.block).span;
    let raw = cx.text(block);
    let (from, to) = ((figure.place.span.start - block.start) as usize, (figure.place.span.end - block.start) as usize);
    let before = raw[..from].split_whitespace().next_back().unwrap_or("");
    let after = raw[to..].split_whitespace().next().unwrap_or("");
    // "3 of 5 phases", "all 3 agents" (the others), "(4 waves)" of some part.
    let all = matches!(before.to_lowercase().as_str(), "all" | "the" | "these" | "those" | "our");
    let spoken = cx.text(figure.place.span).split(' ').any(|word| cx.settings.vocabulary.counts_others(word));
    // "2 sprints for Phase A" counts those of a part.
    let share = matches!(after, "for" | "in");
    !cx.settings.vocabulary.counts_others(before)
        && !cx.settings.vocabulary.counts_others(after)
        && !spoken
        && !all
        && !share
        && !after.starts_with(['(', '+', '/'])
}

/// Whether a key may end with a plural, or with one that is planned, whatever marks stand behind it; most do not.
fn is_plural(key: &str) -> bool {
    let key = key.trim_end_matches(|c: char| !c.is_ascii_alphanumeric());
    key.ends_with(['s', 'S']) || key.ends_with("s planned")
}

/// Whether a key says in another language that all tasks are counted: "Aufgaben gesamt".
fn names_tasks(cx: &Context, field: &Field) -> bool {
    cx.settings.vocabulary.is_name(cx.text(field.key), Name::AllTasks)
}

/// `Total tasks: 62`, `Total: 62 tasks`, `Phases: 6`: the number and the noun.
fn total(cx: &Context, field: &Field) -> Option<(Quantity, String)> {
    if names_tasks(cx, field) {
        let claim = quantity::cell(cx.text(field.value), field.value.start)?;
        return (claim.unit == Unit::None && claim.is_whole()).then(|| (claim, "task".to_owned()));
    }
    if !is_plural(cx.text(field.key)) {
        return None;
    }
    let key = fold(cx.text(field.key)).into_owned();
    if !is_plural(&key) {
        return None;
    }
    let key = ["total number of ", "number of "].iter().find_map(|of| key.strip_prefix(of)).unwrap_or(&key);
    let bare = key.strip_prefix("total ").or_else(|| key.strip_suffix(" planned")).unwrap_or(key);
    if bare.contains(' ') {
        return None;
    }
    let noun = quantity::singular(bare);
    let words = &cx.settings.vocabulary;
    let named = noun == "task" && bare != key || matches!(words.noun(&noun), Some(Noun::Group(_)));
    let value = cx.text(field.value);
    let claim = named.then(|| quantity::cell(value, field.value.start))??;
    let same = match &claim.unit {
        Unit::None => true,
        Unit::Count(unit) => **unit == *noun,
        _ => false,
    };
    let gloss =
        value.contains(['+', '/', '~']) || value.split(' ').any(|word| cx.settings.vocabulary.counts_others(word));
    (same && claim.is_whole() && !gloss).then_some((claim, noun))
}

/// The sections in which several fields deal out things of one kind: "Year 1: 49 tasks". What stands
/// below a total of theirs is only the part that is worked out already.
fn splits(cx: &Context) -> FxHashSet<(SectionId, String)> {
    let mut parts: FxHashMap<(SectionId, String), u32> = FxHashMap::default();
    for field in cx.plan.fields.iter().filter(|f| cx.holds_digit(f.value) && total(cx, f).is_none()) {
        if let Some(Unit::Count(noun)) = quantity::cell(cx.text(field.value), 0).map(|q| q.unit) {
            *parts.entry((field.section, noun.to_string())).or_default() += 1;
        }
    }
    parts.into_iter().filter(|(_, count)| *count > 1).map(|(part, _)| part).collect()
}

/// `Team: 4 agents (ada, bob)`: the names beside the number.
fn teams(cx: &Context, out: &mut Findings) {
    let actors = LazyCell::new(|| cx.plan.actors.iter().map(|a| &*a.key).collect::<FxHashSet<&str>>());
    for field in cx.plan.fields.iter().filter(|f| f.role == Some(Role::Team) && f.value.len() < 300) {
        let value = cx.text(field.value);
        let Some(claim) = quantity::each(value, field.value.start).next().filter(Quantity::is_whole) else { continue };
        let Some(noun) = claim.unit.noun().filter(|_| claim.span.start == field.value.start) else { continue };
        let after = &value[(claim.span.end - field.value.start) as usize..];
        let open = after.contains('+') || after.contains('…') || after.contains("etc") || after.contains("...");
        let Some(names) = after.trim().strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) else { continue };
        // "2 × dev" is two of them.
        let several = names.contains(['×', '&', '/']) || names.contains(" and ");
        let count = names.split([',', ';']).filter(|n| !n.trim().is_empty()).count();
        let named = |name: &str| actors.contains(&*names::key(name));
        if open
            || several
            || count < 2
            || count == claim.low as usize
            || !names.split([',', ';']).all(|n| named(n.trim()))
        {
            continue;
        }
        let (claimed, listed) = (Unit::Count(noun.into()), Unit::Count("name".into()));
        let message = format!("{} announced, and {} follow", claimed.amount(claim.low), listed.amount(count as f64));
        let fix = mend::correct(cx, claim.span, claim.low, count as f64);
        out.push(finding(out, claim.span, &message).label(format!("{count} by the names behind it")).fix(fix));
    }
}

/// `PARALLEL (3)` in the heading of a wave below which each label begins with who works.
fn widths(cx: &Context, out: &mut Findings) {
    if cx.plan.groups.iter().all(|g| g.width.is_none()) {
        return;
    }
    let actors: FxHashSet<&str> = cx.plan.actors.iter().map(|a| &*a.key).collect();
    let mut labels: FxHashMap<SectionId, Vec<String>> = FxHashMap::default();
    for field in cx.plan.fields.iter().filter(|f| f.why == Why::Label) {
        let key = cx.text(field.key);
        let head = key.split([' ', ':', '-', '–', '—']).next().unwrap_or(key);
        let who = names::key(head).into_owned();
        if actors.contains(&*who) {
            labels.entry(field.section).or_default().push(who);
        }
    }
    for group in &cx.plan.groups {
        let (Some((width, span)), Some(section)) = (group.width, group.section) else { continue };
        let Some(work) = labels.get(&section).filter(|w| w.len() > 1) else { continue };
        let people: FxHashSet<&String> = work.iter().collect();
        let width = width as usize;
        if width == work.len() || width == people.len() {
            continue;
        }
        out.push(of_group(out, group, width, people.len(), work.len(), span));
    }
}

fn of_group(out: &Findings, group: &Group, width: usize, people: usize, work: usize, span: Span) -> Diagnostic {
    let name = quote(&group.name());
    finding(out, span, &format!("`{name}` says {width} in parallel, and {work} jobs for {people} of them stand below"))
        .label(format!("{work} jobs, {people} who do them"))
}
