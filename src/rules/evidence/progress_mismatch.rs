//! See `rules/evidence/progress-mismatch.md`.

mod apart;
mod counts;
mod groups;
mod headed;
mod headline;
mod intro;
mod named;
mod parts;
mod rows;
mod scope;
mod series;
mod siblings;
mod states;
mod weighed;

use crate::{
    diagnostic::{Diagnostic, Edit, Fix, Severity, Subject, quote},
    markdown::{Kind, Section, SectionId},
    plan::{Boxes, Field, Name, Noun, Progress, Role, Tally, fold},
    rules::{Context, Findings, mend},
    source::Span,
};
use apart::agreed;
use counts::{Counts, Unit, row_tallies};
use rustc_hash::FxHashMap;
use scope::Scope;
use std::cell::LazyCell;

/// What the key of a label that may speak of progress contains.
const SPEAKS: [&str; 7] = ["progress", "complet", "task", "done", "remaining", "status", "plans"];

/// What the key of one contains that speaks of nothing else, so that a bare figure is enough.
const LABELS: [&str; 3] = ["progress", "complet", "task"];

/// Within how many hundredths an author may have weighed what others count, by hours or by how hard each is.
const WEIGHED: f64 = 25.0;

/// Finds progress that the boxes or rows it counts contradict.
pub fn check(cx: &Context, out: &mut Findings) {
    let boxes = cx.boxes();
    let states = || cx.plan.tasks.iter().map(|t| &t.statuses).chain(cx.plan.groups.iter().map(|g| &g.statuses));
    let table = headline::of_table(cx);
    if table.is_none() && boxes.is_empty() && states().all(|claims| claims.is_empty()) {
        // Where nothing can be counted, nothing can be contradicted.
        return;
    }
    states::check(cx, out);
    let mut headed = headed(cx);
    series::leave_out(cx, &mut headed);
    // Whether a figure in a heading is that of its boxes, so that the others are meant to be.
    let kept = LazyCell::new(|| {
        let holds = |section, claim: Progress| {
            boxes.tallies(boxes.of_section(cx.document, section)).iter().any(|&tally| claim.holds(tally))
        };
        headed.iter().any(|&(section, claim, _)| holds(section, claim))
    });
    for &(section, claim, title) in &headed {
        let Some(found) = compare(cx, out, &boxes, section, claim, title) else { continue };
        let certain = !is_bare(cx, section, title) || *kept;
        out.push(if certain { found } else { found.severity(Severity::Warning).fix(None) });
    }
    let mut overall = headline::headed(cx, &boxes, &headed);
    let mut claims: FxHashMap<SectionId, Vec<(Progress, Span)>> = FxHashMap::default();
    let mut scopes: FxHashMap<Span, Scope> = FxHashMap::default();
    let counts = |f: &&Field| cx.holds_digit(f.value) && f.of_section(cx.document);
    for field in cx.plan.fields.iter().filter(counts) {
        let Some(claim) = told(cx, field) else { continue };
        claims.entry(field.section).or_default().push((claim, field.value));
        overall.extend(headline::labelled(cx, claim, field));
        match Scope::of(cx, &boxes, field) {
            Scope::Around => {}
            scope => _ = scopes.insert(field.value, scope),
        }
    }
    for (section, claim, span) in apart::read(cx).into_iter().chain(intro::read(cx)) {
        claims.entry(section).or_default().push((claim, span));
    }
    let mut alike = named_parts(cx, out, &boxes, &claims, &scopes);
    for (section, claims) in claims {
        let Some((claim, span)) = agreed(&claims) else { continue };
        let part = scopes.get(&span).copied().unwrap_or(Scope::Around);
        if matches!(part, Scope::Named(_)) || part.leaves_out(cx, &boxes, section, claim) {
            continue;
        }
        let scope =
            if closes(cx, &boxes, section, claim, span) { SectionId(0) } else { scope_of(cx, &boxes, section, claim) };
        compare(cx, out, &boxes, scope, claim, span).into_iter().for_each(|found| out.push(found));
        alike.push((scope, claim, span));
    }
    siblings::check(cx, out, &boxes, &alike);
    rows::check(cx, out, &boxes);
    named::check(cx, out, &boxes, &headed);
    groups::check(cx, out, &boxes);
    headline::check(cx, out, &boxes, table.as_ref(), &overall);
}

/// Compares what labels say of the sections that they name with the boxes of these; gives back what was compared.
fn named_parts(
    cx: &Context,
    out: &mut Findings,
    boxes: &Boxes,
    claims: &FxHashMap<SectionId, Vec<(Progress, Span)>>,
    scopes: &FxHashMap<Span, Scope>,
) -> Vec<(SectionId, Progress, Span)> {
    let home = |span: &Span| match scopes.get(span) {
        Some(Scope::Named(home)) => Some(*home),
        _ => None,
    };
    let named = claims.values().flatten().filter_map(|&(claim, span)| Some((home(&span)?, claim, span)));
    let named: Vec<_> = named.filter(|(_, _, span)| !out.tell(*span)).collect();
    for &(home, claim, span) in &named {
        compare(cx, out, boxes, home, claim, span).into_iter().for_each(|found| out.push(found));
    }
    named
}

/// Whether a figure in a heading may tell something else than progress: it stands alone, and the heading is neither that of
/// a phase nor of a task.
fn is_bare(cx: &Context, section: SectionId, title: Span) -> bool {
    let facts = &cx.plan.sections[section.0 as usize];
    facts.group.is_none() && facts.task.is_none() && Progress::is_bare(cx.text(title))
}

/// What a field that speaks of progress claims, if that is certain and speaks of its section.
fn told(cx: &Context, field: &Field) -> Option<Progress> {
    // What a heading says in the form of a label was read with the heading.
    if cx.document.section(field.section).title_span.contains(field.value) {
        return None;
    }
    let value = cx.text(field.value);
    let number = value.strip_suffix(" tasks").unwrap_or(value).trim().parse().ok();
    if number.is_none() && !Progress::may_claim(value) {
        return None;
    }
    let key = fold(cx.text(field.key));
    let words = &cx.settings.vocabulary;
    let remaining = words.is_name(&key, Name::CountedLeft);
    let named = remaining || words.is_name(&key, Name::CountedDone) || words.is_name(&key, Name::Progressing);
    if !named && !holds_any(&key, &SPEAKS) {
        return None;
    }
    let labelled = named || holds_any(&key, &LABELS);
    let left = number.map(Progress::Left).filter(|_| remaining);
    let read = Progress::read(words, value, labelled).map(|claim| match claim {
        Progress::Of(left, of) if remaining && left <= of => Progress::Of(of - left, of),
        claim => claim,
    });
    read.or(left).filter(|claim| !is_of_another(cx, *claim, field, value))
}

/// Whether a short text holds one of some words.
fn holds_any(text: &str, words: &[&str]) -> bool {
    let begins = |rest: &[u8], word: &&str| rest[0] == word.as_bytes()[0] && rest.starts_with(word.as_bytes());
    (0..text.len()).any(|at| words.iter().any(|word| begins(&text.as_bytes()[at..], word)))
}

/// The text of a heading; of a line of bold text, what stands behind the bold, too.
fn title(cx: &Context, section: &Section) -> Span {
    section.heading.filter(|_| section.is_bold_line()).map_or(section.title_span, |line| cx.document.text_span(line))
}

/// What headings claim of their sections.
fn headed(cx: &Context) -> Vec<(SectionId, Progress, Span)> {
    let sections = cx.document.sections.iter().enumerate().skip(1);
    let titles = sections.map(|(at, section)| (SectionId(at as u32), title(cx, section)));
    let figured = titles.filter(|(_, title)| cx.holds_digit(*title));
    let claim = |title: Span| {
        let text = cx.text(title);
        left(cx, text).or_else(|| Progress::read(&cx.settings.vocabulary, text, false))
    };
    figured.filter_map(|(id, title)| Some((id, claim(title)?, title))).collect()
}

/// "Remaining tasks (2)", "Remaining (2 of 6)".
fn left(cx: &Context, title: &str) -> Option<Progress> {
    let (name, inner) = title.trim_end().strip_suffix(')')?.rsplit_once('(')?;
    let number = inner.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()?;
    cx.settings.vocabulary.is_name(name.trim(), Name::CountedLeft).then_some(Progress::Left(number))
}

/// Whether hundredths are those of something that the text itself names, and not of what stands around it:
/// "Infrastructure 90% complete, tests 10% complete".
fn is_of_another(cx: &Context, claim: Progress, field: &Field, value: &str) -> bool {
    let Progress::Percent(_) = claim else { return false };
    if value.matches('%').count() > 1 {
        return true;
    }
    let words = &cx.settings.vocabulary;
    let title = fold(&cx.document.section(field.section).title).into_owned();
    let before = value.split_once('%').map_or("", |(before, _)| before);
    // "Phase 2 is about 40% complete" below "Phase 2".
    let general = |word: &str| {
        words.is_name(word, Name::Overall)
            || words.noun(word).is_some()
            || words.status(word).is_some()
            || title.contains(&*fold(word))
    };
    let all_general = |text: &str| text.split(|c: char| !c.is_alphabetic()).filter(|w| w.len() > 1).all(general);
    let key = cx.text(field.key);
    let named = words.is_name(key, Name::Progressing)
        || words.is_name(key, Name::CountedDone)
        || words.is_name(key, Name::CountedLeft)
        || words.is(key, Role::Status);
    // "Coverage progress", and "Project progress" in the plan of one sprint.
    let other = !named && (!all_general(key) || is_of_part(cx) && fold(key).contains("project"));
    other || !all_general(before)
}

/// Whether the document, by its title, is about one sprint or phase.
fn is_of_part(cx: &Context) -> bool {
    let title = cx.document.sections.get(1).map_or("", |section| &*section.title);
    let first = title.split(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
    matches!(cx.settings.vocabulary.noun(&fold(first)), Some(Noun::Group(_)))
}

/// The part of the document that a claim in `section` counts: what a summary without boxes counts stands elsewhere.
fn scope_of(cx: &Context, boxes: &Boxes, section: SectionId, claim: Progress) -> SectionId {
    let title = fold(&cx.document.section(section).title).into_owned();
    let bare = boxes.of_section(cx.document, section).is_empty() && row_tallies(cx, section).is_empty();
    if sums_up(&title) && bare && matches!(claim, Progress::Of(..)) { SectionId(0) } else { section }
}

/// Whether a folded title is that of a part that sums up the others.
fn sums_up(title: &str) -> bool {
    let words = ["progress", "summary", "overview", "status", "statistics", "metrics"];
    words.iter().any(|word| title.contains(word)) || title.ends_with("state")
}

/// The finding on `claim` where its referent is certain and no way of counting bears it out.
fn compare(
    cx: &Context,
    out: &Findings,
    boxes: &Boxes,
    section: SectionId,
    claim: Progress,
    at: Span,
) -> Option<Diagnostic> {
    let counts = Counts::of(cx, boxes, section, claim);
    if counts.bear_out(claim) {
        return None;
    }
    let (tally, unit) = counts.against(claim, is_elsewhere(cx, section, at))?;
    let severity = weight(cx, &counts, claim, tally, unit)?;
    let scope = cx.document.section(section);
    let finding = contradiction(cx, out, claim, at, tally, unit)
        .severity(severity)
        .about(Subject::Place(if scope.level <= 1 { Span::default() } else { scope.title_span }));
    let first = counts.boxes.iter().map(|&t| cx.plan.task(t)).find(|t| t.open() && t.required());
    Some(match first {
        Some(open) => finding.related(open.span(), "the first open one"),
        None => finding,
    })
}

/// How much `tally` says against `claim`; `None` where the author may have weighed what is counted here.
fn weight(cx: &Context, counts: &Counts, claim: Progress, tally: Tally, unit: Unit) -> Option<Severity> {
    // Boxes that nobody ever ticks contradict less than boxes that are kept, and hundredths less than counts.
    let sure = match claim {
        Progress::Percent(percent) if percent >= 100.0 => tally.done > 0,
        Progress::Percent(percent) if (percent - tally.percent()).abs() <= WEIGHED => return None,
        // Boxes of which none is ticked may be all that is left.
        Progress::Percent(_) if tally.done == 0 => return None,
        Progress::Percent(percent) if weighed::holds(cx, counts.section, counts.boxes, percent) => return None,
        Progress::Percent(_) => false,
        _ => true,
    };
    Some(if sure && unit.is_kept() { Severity::Error } else { Severity::Warning })
}

/// That `tally`, counted by `unit`, is not what `claim` says.
fn contradiction(cx: &Context, out: &Findings, claim: Progress, at: Span, tally: Tally, unit: Unit) -> Diagnostic {
    let what = unit.name();
    let (number, state) = match claim {
        Progress::Left(_) => (tally.left(), "left"),
        _ => (tally.done, "done"),
    };
    let count = format!("{number} of {}", tally.of);
    let verb = if number == 1 { "is" } else { "are" };
    // A bare number needs the other one beside it.
    let said = match claim {
        Progress::Of(done, of) if cx.text(at).trim().parse::<u64>().is_ok() => format!("{done} of {of}"),
        _ => cx.text(at).replace("**", ""),
    };
    out.at(at, format!("“{}” is not what the {what} say: {count} {verb} {state}", quote(&said)))
        .label(format!("{count} by the {what}"))
        .help(format!("write that {count} {verb} {state}, or tick what is finished"))
        .fix(restated(cx, claim, at, tally))
}

/// Whether a claim is the last line of a document and counts its boxes: as many as it speaks of stand in all of it, and
/// not in the section in which it happens to stand.
fn closes(cx: &Context, boxes: &Boxes, section: SectionId, claim: Progress, at: Span) -> bool {
    let Progress::Of(_, of) = claim else { return false };
    let counted = |section: SectionId| {
        let tallies = boxes.tallies(boxes.of_section(cx.document, section));
        tallies.iter().any(|tally| tally.of == of)
    };
    let last =
        boxes.of_section(cx.document, SectionId(0)).last().is_some_and(|&t| cx.plan.task(t).span().end <= at.start);
    of >= CLOSING && last && cx.document.section(section).level > 1 && !counted(section) && counted(SectionId(0))
}

/// From how many boxes on a number hits all of them hardly by chance.
const CLOSING: u64 = 5;

/// Whether what is counted in a section is certain: its tasks have no headings of their own, or each says how far it is.
fn is_counted(cx: &Context, section: SectionId) -> bool {
    !heads_tasks(cx, section) || headed::tally(cx, section).is_some()
}

/// Whether the tasks of a section have headings of their own, so that the boxes below these are their parts.
fn heads_tasks(cx: &Context, section: SectionId) -> bool {
    let end = cx.document.section(section).end;
    let inside = (section.0 as usize + 1..cx.document.sections.len())
        .take_while(|&at| cx.document.sections[at].end <= end && cx.document.sections[at].level > 0);
    inside.take(LOOKS).any(|at| cx.plan.sections[at].task.is_some())
}

/// How many sections are looked at for such headings.
const LOOKS: usize = 64;

/// Whether what stands at `at` is a label elsewhere that speaks of a section by its name.
fn is_elsewhere(cx: &Context, section: SectionId, at: Span) -> bool {
    let section = cx.document.section(section);
    let Some(block) = cx.document.block_at(at.start) else { return false };
    let cell = matches!(cx.document.block(block).kind, Kind::Cell { .. });
    section.level > 0 && !cell && !(section.start..section.end).contains(&block.0) && section.heading != Some(block)
}

/// The edits that make the claim at `at` say what is counted.
fn restated(cx: &Context, claim: Progress, at: Span, tally: Tally) -> Option<Fix> {
    let text = cx.text(at);
    let edits = claim.restated(&cx.settings.vocabulary, text, tally)?.into_iter();
    let edits = edits.map(|(range, new)| Edit { span: at.of_part(text, &text[range]), text: new });
    Some(mend::write(edits.collect()))
}
