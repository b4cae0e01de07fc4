//! Headlines: what a heading or a label says of the parts below it: "## Phase 1 (20 hours)", "**Effort:** 20 points".

mod explained;
mod kept;
mod longest;
mod parts;
mod summaries;
mod whole;

use crate::{
    diagnostic::{Confidence, Severity, Subject, quote},
    markdown::{Kind, SectionId},
    plan::{
        Field, Figure, GroupId, Mode, Name, Noun, Role, Total, Why, Word, fold, folded,
        quantity::{self, Quantity, Unit},
        sums::{self, Sum},
    },
    rules::{Context, Findings, mend},
    source::Span,
};
use kept::Kept;
use parts::{Outline, Parts};
use rustc_hash::FxHashMap;

/// A figure that the parts in a section may add up to.
pub(super) struct Headline {
    claim: Quantity,
    section: SectionId,
    said: Said,
    /// Whether it is work, which adds up, and not time that passes.
    effort: bool,
    /// Whether it says itself that the parts run side by side.
    beside: bool,
}

/// What says it.
#[derive(Clone, Copy)]
enum Said {
    /// The heading of the section.
    Heading,
    /// A label, with that key.
    Label(Span),
    /// The row of a summary about the group whose section it is.
    Row(GroupId),
    /// The row of a summary that names the section.
    Named,
}

/// From which part of a headline on its items are no parts of it.
const SMALL: f64 = 4.0;

/// How many headlines of one section are looked at.
const MANY: usize = 8;

/// Finds headlines that are not the sum of the sub-headings, tasks, rows or items below them.
pub(super) fn check(cx: &Context, out: &mut Findings) {
    let bracketed = bracketed(cx);
    let headed = bracketed.iter().copied().map(of_heading);
    let headlines: Vec<Headline> = headed.chain(of_labels(cx)).chain(summaries::of_groups(cx)).collect();
    let named = summaries::of_names(cx);
    if headlines.is_empty() && named.is_empty() {
        return;
    }
    let outline = Outline::new(cx, &bracketed);
    let mut told: FxHashMap<SectionId, Vec<(f64, Unit)>> = FxHashMap::default();
    let mut asked: FxHashMap<SectionId, usize> = FxHashMap::default();
    let mut kept = Kept::default();
    for headline in headlines {
        let Headline { claim, section, .. } = &headline;
        let times = asked.entry(*section).or_default();
        *times += 1;
        if *times > MANY {
            continue;
        }
        let same = |(low, unit): &(f64, Unit)| *low == claim.low && unit.comparable(&claim.unit);
        if told.get(section).is_some_and(|told| told.iter().any(same)) || out.tell(claim.span) {
            continue;
        }
        let Some(parts) = outline.parts(cx, &headline).filter(|parts| parts.figures.len() > 1) else { continue };
        let Some(sum) = Sum::against(&parts.figures, claim) else {
            kept.add(cx, headline, parts);
            continue;
        };
        let longest = longest::longer(cx, &headline, &parts);
        if is_meant(cx, &headline, &parts, &sum, longest.is_some()) {
            kept.doubt(cx, headline, parts, sum);
            continue;
        }
        told.entry(*section).or_default().push((claim.low, claim.unit.clone()));
        match longest.filter(|_| headline.beside) {
            Some(longest) => longest::report(out, &headline, &parts, longest),
            None => report(cx, out, &headline, &parts, &sum),
        }
    }
    for (headline, parts, sum) in kept.wrong() {
        report(cx, out, &headline, &parts, &sum);
    }
    for column in named {
        for (headline, parts, sum) in summaries::wrong(cx, &outline, column) {
            report(cx, out, &headline, &parts, &sum);
        }
    }
}

/// The figures of work in the brackets of headings; what a heading counts in its text may be a name.
fn bracketed<'c>(cx: &Context<'c>) -> Vec<&'c Figure> {
    let headed = cx.plan.figures.iter().filter(|f| matches!(f.place.why, Why::Heading | Why::BoldLine));
    let headline = |f: &Figure| f.is_headline(cx.source.text(), cx.document, &cx.settings.vocabulary);
    headed.filter(|f| f.quantity.unit.is_of_work() && headline(f)).collect()
}

fn of_heading(figure: &Figure) -> Headline {
    Headline {
        claim: figure.quantity.clone(),
        section: figure.section,
        said: Said::Heading,
        effort: !figure.quantity.is_time(),
        beside: false,
    }
}

/// Labels right below a heading that say how much work stands below them, and totals in a table of fields.
fn of_labels<'c>(cx: &'c Context) -> impl Iterator<Item = Headline> + 'c {
    let figured = cx.plan.fields.iter().enumerate().filter(|(_, f)| !f.value.is_empty() && cx.holds_digit(f.value));
    let label = |f: &Field| match f.why {
        Why::Label => f.of_section(cx.document),
        Why::Cell => is_total(cx, f),
        _ => false,
    };
    figured.filter(move |(_, f)| label(f)).flat_map(|(at, field)| {
        let headline = || {
            let effort = is_effort(cx, field)?;
            let (claim, beside) = field.sole_figure(cx.source.text(), &cx.settings.vocabulary)?;
            // "Total tasks: 12" is counted.
            let counted = claim.unit.noun().is_some_and(|noun| cx.settings.vocabulary.noun(noun).is_some());
            (claim.unit.is_of_work() && !counted).then(|| Headline {
                claim,
                section: scope(cx, field, &cx.plan.fields[at.saturating_sub(NEAR)..at]),
                said: Said::Label(field.key),
                effort,
                beside,
            })
        };
        let headline = headline();
        // "3 weeks (20 hours)": the one passes, the other is work.
        let hours = headline.as_ref().and_then(|Headline { claim, section, said, .. }| {
            let claim = field.hours_behind(cx.source.text(), claim)?;
            Some(Headline { claim, section: *section, said: *said, effort: true, beside: false })
        });
        headline.into_iter().chain(hours)
    })
}

/// Whether a label is about work (`Some(true)`), or about time that passes; `None` where it is neither.
fn is_effort(cx: &Context, field: &Field) -> Option<bool> {
    let key = folded(cx.text(field.key));
    let words = &cx.settings.vocabulary;
    let named = field.role == Some(Role::Duration) || key.ends_with("points");
    (named || words.is_name(&key, Name::Pledged) || is_total(cx, field)).then(|| words.is_of_effort(&key))
}

/// Whether the key of a field is that of a total of what stands around it.
fn is_total(cx: &Context, field: &Field) -> bool {
    let key = folded(cx.text(field.key));
    Total::named(&cx.settings.vocabulary, cx.document, field.around(cx.document), &key, &[]).is_some()
}

/// How many fields before a total are looked at.
const NEAR: usize = 8;

/// The section of which a label behind others speaks: its own, the one that its name says, or the whole document.
fn scope(cx: &Context, field: &Field, before: &[Field]) -> SectionId {
    let mut own = field.around(cx.document);
    // Behind a line across the page the last part is over.
    let quoted = cx.document.block(field.block).parent.filter(|&b| cx.document.block(b).kind == Kind::Quote);
    let above = cx.document.previous_sibling(quoted.unwrap_or(field.block));
    if above.is_some_and(|block| cx.document.block(block).kind == Kind::Rule) {
        own = cx.document.section(own).parent;
    }
    let words = &cx.settings.vocabulary;
    match Total::named(words, cx.document, own, cx.text(field.key), &[]) {
        Some(Total::Headed(section)) => section,
        // Behind the figure of the last part stands the total of all.
        Some(Total::Plain) if has_own(cx, field, own, before) || ends_parts(cx, field, own) => {
            cx.document.section(own).parent
        }
        Some(Total::Plain) if cx.plan.speaks_of_the_whole(cx.document, words, own) => SectionId(0),
        _ => own,
    }
}

/// Whether the section of a total says itself, above it, how much is done there.
fn has_own(cx: &Context, total: &Field, section: SectionId, before: &[Field]) -> bool {
    let near = before.iter().filter(|f| f.section == section && (f.block != total.block || f.item.is_some()));
    let part = |f: &Field| is_part(cx, f) && quantity::cell(cx.text(f.value), 0).is_some_and(|q| q.unit.is_of_work());
    near.filter(|f| part(f)).count() == 1
}

/// Whether a total stands at the end of the last of several parts whose headings say how long they take.
fn ends_parts(cx: &Context, total: &Field, section: SectionId) -> bool {
    let own = cx.document.section(section);
    let last = own.end == cx.document.section(own.parent).end && cx.document.block(total.block).end == own.end;
    let figured = || {
        let set_off = own.title.contains(['(', '[', '⏱']) || own.title.contains(" - ") || own.title.contains(" – ");
        set_off && quantity::each(&own.title, 0).any(|q| q.unit.is_of_work())
    };
    last && total.item.is_none() && figured()
}

/// Whether a label says how much work, or how long, what stands below its heading is.
fn is_part(cx: &Context, field: &Field) -> bool {
    let words = &cx.settings.vocabulary;
    let named = field.role == Some(Role::Duration) && field.why == Why::Label;
    // "Total estimate" behind the last part is none.
    named && cx.holds_digit(field.value) && !words.says(cx.text(field.key), Word::Total)
}

/// Whether a difference is one that an author may have meant.
fn is_meant(cx: &Context, headline: &Headline, parts: &Parts, sum: &Sum, less: bool) -> bool {
    let Headline { claim, section, effort, .. } = headline;
    let words = &cx.settings.vocabulary;
    let most = parts.figures.iter().map(|q| q.high).fold(f64::MIN, f64::max);
    let unclear = |span: Span| words.says(cx.text(span), Word::Overlapping);
    let head = cx.document.section(*section).title_span;
    if claim.value() == most
        || claim.value() == parts.figures.len() as f64
        || unclear(head)
        || parts.block.is_some_and(unclear)
    {
        return true;
    }
    // "Quick reference (30 seconds)" over a list of levels, of which the first has that name and figure.
    let title = fold(title_before(cx.text(head)));
    let again = |part: &Quantity| part.value() == claim.value() && fold(cx.line(part.span)).contains(&*title);
    if !title.is_empty() && parts.figures.iter().any(again) {
        return true;
    }
    // What is struck out, optional or a part of another is seldom meant.
    if sum.exceeds(claim) && parts.figures.iter().any(|part| is_extra(cx, part)) {
        return true;
    }
    // The rest is what the total says where some were cancelled, or moved elsewhere.
    let stays = |part: &&Quantity| !cx.may_be_left_out(cx.line(part.span));
    let rest: Vec<&Quantity> = parts.figures.iter().filter(stays).collect();
    if rest.len() < parts.figures.len() && Sum::of(rest).is_some_and(|rest| rest.low == claim.low) {
        return true;
    }
    let lines: Vec<(&Quantity, &str)> = parts.figures.iter().map(|part| (part, cx.line(part.span))).collect();
    if cx.rest_comes_to(&lines, claim) {
        return true;
    }
    // Epics stand above their stories.
    if sums::of_wholes(&parts.figures).is_some_and(|wholes| !wholes.refutes(claim)) {
        return true;
    }
    // "Simple tasks (1-3 hours)": each of them.
    let each = |q: &Quantity| claim.low <= q.low && q.high <= claim.high;
    if claim.is_range() && parts.figures.iter().all(each) {
        return true;
    }
    // Minutes that come to a fraction of the hours above them measure something else: how long a thing is kept.
    if parts.what == "items" && claim.is_time() && SMALL * sum.high <= claim.low {
        return true;
    }
    // Of a whole plan, often only a part is worked out yet.
    if section.0 == 0 && claim.low > 2.0 * sum.high {
        return true;
    }
    if explained::is_explained(cx, headline, parts, sum) {
        return true;
    }
    if !claim.is_time() || *effort {
        return false;
    }
    if less || headline.beside {
        return !less;
    }
    may_overlap(cx, headline, sum, parts) || claim.low > sum.high && is_boxed(cx, headline)
}

/// The name of a heading without the brackets behind it.
fn title_before(title: &str) -> &str {
    title.split(['(', '[', '（']).next().unwrap_or_default().trim_matches(|c: char| !c.is_alphanumeric())
}

/// Whether time that passes may pass for several parts at once.
fn may_overlap(cx: &Context, headline: &Headline, sum: &Sum, parts: &Parts) -> bool {
    let claim = &headline.claim;
    let calendar = matches!(claim.unit, Unit::Time(unit) if !unit.is_clocked());
    let beside = || {
        cx.plan.groups.iter().any(|g| matches!(g.mode, Some((Mode::Parallel, _))))
            || cx.plan.tasks.iter().any(|t| t.parallel.is_some())
            || cx.settings.vocabulary.says(cx.text(parts.around), Word::Overlapping)
    };
    // A row of a summary may give the time for which the whole group takes.
    let row = matches!(headline.said, Said::Row(_) | Said::Named);
    sum.exceeds(claim) && (row || calendar || beside())
}

/// Whether a section has its hours, as a day or a sprint does, whatever is put into it.
fn is_boxed(cx: &Context, headline: &Headline) -> bool {
    let word = cx.document.section(headline.section).title.split_whitespace().next().map(|w| fold(w).into_owned());
    word.is_some_and(|w| matches!(&*w, "day" | "week" | "sprint" | "month" | "session"))
}

/// Whether the line of a part says that it does not count like the others.
fn is_extra(cx: &Context, part: &Quantity) -> bool {
    let line = cx.line(part.span);
    line.contains("~~")
        || [Word::Adjusting, Word::Overlapping].iter().any(|cue| cx.settings.vocabulary.says(line, *cue))
}

fn report(cx: &Context, out: &mut Findings, headline: &Headline, parts: &Parts, sum: &Sum) {
    let claim = &headline.claim;
    let (shown, count, what) = (sum.written_in(&claim.unit).shown(), parts.figures.len(), parts.what);
    let written = quote(cx.text(claim.span));
    let of_row =
        |name: &str| format!("the {count} {what} of `{}` add up to {shown}, and this row says {claim}", quote(name));
    let message = match headline.said {
        Said::Label(key) => {
            let above = parts.figures.first().is_some_and(|part| part.span.end <= key.start);
            let place = if above { "above" } else { "below" };
            format!("the {count} {what} {place} add up to {shown}, and `{}` says {claim}", quote(cx.text(key)))
        }
        Said::Heading => format!("`{written}` is not what the {count} {what} below add up to: {shown}"),
        Said::Row(group) => of_row(&cx.plan.group(group).name()),
        Said::Named => of_row(&cx.document.section(headline.section).title),
    };
    // Hours in brackets behind weeks may be those of one person.
    let gloss = matches!(headline.said, Said::Label(_)) && cx.line(claim.span).contains(&format!("({written}"));
    let sure = !matches!(headline.said, Said::Named) && sum.refutes(claim) && !parts.gathered && !gloss;
    let severity = if sure { Severity::Error } else { Severity::Warning };
    let sure = if headline.effort { Confidence::Conventional } else { Confidence::Inferred };
    let mut found = out
        .at(claim.span, message)
        .label(format!("they add up to {shown}"))
        .severity(severity)
        .confidence(sure)
        .fix(mend::correct_sum(cx, claim.span, claim.low, sum))
        .help("correct the figure, or the parts; who reads only this line plans with the wrong amount");
    match parts.column {
        Some(column) => {
            let table = parts.block.unwrap_or(column);
            found = found.related(column, "this column").about(Subject::Place(table));
        }
        None => {
            found = found.also(parts.figures.iter().map(|part| (part.span, part.to_string())));
        }
    }
    out.push(found);
}

/// The kind of a heading that is one of several: the noun before its number, or that it begins with one.
pub(super) fn kind(cx: &Context, title: &str) -> Option<String> {
    let title = title.trim_start_matches(|c: char| !c.is_alphanumeric());
    if title.starts_with(|c: char| c.is_ascii_digit()) {
        return Some("#".into());
    }
    let mut words = title.split_whitespace();
    let (word, label) = (words.next()?, words.next()?);
    let noun = matches!(cx.settings.vocabulary.noun(word), Some(Noun::Group(_) | Noun::Task));
    let numbered = label.len() <= 8 && label.contains(|c: char| c.is_ascii_digit());
    (noun || numbered).then(|| fold(word).into_owned())
}
