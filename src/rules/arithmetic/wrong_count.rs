//! See `rules/arithmetic/wrong-count.md`.

mod announced;
mod introduced;
mod summaries;

use crate::{
    diagnostic::{Confidence, Diagnostic, quote},
    markdown::SectionId,
    plan::{
        Announced, Announcement, BOLD_LINES, Counter, Figure, Group, Listed, Name, Table, Why, names,
        quantity::{self, Quantity, Unit},
        sums,
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
    let counts_groups = |f: &Figure| f.counts_groups(cx.source.text(), cx.document, &cx.settings.vocabulary);
    for figure in cx.plan.figures.iter().filter(|f| f.quantity.is_whole()) {
        let Some(noun) = figure.quantity.unit.noun() else { continue };
        match figure.place.why {
            Why::Heading | Why::BoldLine if counts_below(figure) => {
                compare(cx, out, &figure.quantity, noun, figure.section, &counter().below(figure.section, noun));
            }
            Why::Label | Why::Item if counts_groups(figure) && whole(figure.section) && !shares(figure, noun) => {
                compare(cx, out, &figure.quantity, noun, SectionId(0), &counter().below(SectionId(0), noun));
            }
            _ => {}
        }
    }
    totals(cx, out, counter);
    announced::check(cx, out, counter);
    summaries::check(cx, out, counter);
    widths(cx, out);
}

/// How many tasks in bold an author may have forgotten; who leaves out more has told of the main ones.
const FEW: usize = 2;

fn compare(cx: &Context, out: &mut Findings, claim: &Quantity, noun: &str, scope: SectionId, listed: &Listed) {
    // A label and its sentence may say it both.
    if !listed.refutes(claim.low as usize) || out.tells_within(claim.span) {
        return;
    }
    let count = listed.counts[0];
    if listed.what == BOLD_LINES && count.abs_diff(claim.low as usize) > FEW {
        return;
    }
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

/// `Total tasks: 62`, `Total: 62 tasks`, `Phases: 6`.
fn totals<'c>(cx: &Context<'c>, out: &mut Findings, counter: impl Fn() -> &'c Counter<'c>) {
    let split = LazyCell::new(|| splits(cx));
    for announcement in &cx.plan.announcements {
        let claim = &announcement.count;
        let (Some(field), Some(noun)) = (announcement.field(), claim.unit.noun()) else { continue };
        let field = &cx.plan.fields[field];
        let section = field.around(cx.document);
        if !cx.plan.speaks_of_the_whole(cx.document, &cx.settings.vocabulary, section) {
            // Below the table of the batches it counts what they hold.
            if noun == "task" {
                compare(cx, out, claim, noun, SectionId(0), &counter().dealt(section));
            }
            continue;
        }
        let own = counter().below(section, noun);
        if !own.counts.is_empty() && !own.refutes(claim.low as usize) {
            continue;
        }
        if adds_up(cx, claim, section) {
            continue;
        }
        let listed = counter().below(SectionId(0), noun);
        let few = listed.counts.iter().all(|&count| count as f64 * 2.0 < claim.low);
        if few && split.contains(&(field.section, noun.to_owned())) {
            continue;
        }
        compare(cx, out, claim, noun, SectionId(0), &listed);
    }
}

/// Whether the column of a table or the lines of a list around a total deal out just as many: "Migration: 15 tasks".
fn adds_up(cx: &Context, claim: &Quantity, section: SectionId) -> bool {
    let words = &cx.settings.vocabulary;
    let of_table = |table: &Table| {
        let counts = |&c: &usize| {
            let key = &table.columns[c].key;
            words.is_name(key, Name::TaskCount) || words.is_name(key, Name::Amount)
        };
        let rows = || (0..table.rows.len()).filter(|&row| !table.rows[row].total);
        let parts = |c: usize| sums::column(cx.source.text(), cx.document, table, rows(), c);
        let sum = |c: usize| parts(c).map(|parts| parts.iter().map(|part| part.quantity.low).sum::<f64>());
        (1..table.columns.len()).filter(counts).any(|c| sum(c) == Some(claim.low))
    };
    let here =
        |a: &&Announcement| matches!(a.of, Announced::Parts { .. }) && cx.document.block(a.block).section == section;
    let lines = cx.plan.announcements.iter().filter(here).filter(|a| a.count.span != claim.span);
    lines.map(|a| a.count.low).sum::<f64>() == claim.low || cx.plan.tables.iter().any(of_table)
}

/// The sections in which several fields deal out things of one kind: "Year 1: 49 tasks". What stands
/// below a total of theirs is only the part that is worked out already.
fn splits(cx: &Context) -> FxHashSet<(SectionId, String)> {
    let totals: FxHashSet<usize> = cx.plan.announcements.iter().filter_map(Announcement::field).collect();
    let others = cx.plan.fields.iter().enumerate().filter(|(at, f)| cx.holds_digit(f.value) && !totals.contains(at));
    let mut parts: FxHashMap<(SectionId, String), u32> = FxHashMap::default();
    for (_, field) in others {
        if let Some(Unit::Count(noun)) = quantity::cell(cx.text(field.value), 0).map(|q| q.unit) {
            *parts.entry((field.section, noun.to_string())).or_default() += 1;
        }
    }
    parts.into_iter().filter(|(_, count)| *count > 1).map(|(part, _)| part).collect()
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
