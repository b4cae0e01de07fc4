//! See `rules/evidence/progress-mismatch.md`.

mod apart;
mod groups;
mod headed;
mod headline;
mod intro;
mod named;
mod parts;
mod rows;
mod series;
mod siblings;
mod states;
mod weighed;

use crate::{
    diagnostic::{Diagnostic, Edit, Fix, Severity, Subject, quote},
    markdown::{Kind, Section, SectionId},
    plan::{Boxes, Field, Name, Node, Noun, Progress, Role, Row, Status, Table, Tally, TaskId, fold},
    rules::{Context, Findings, mend},
    source::Span,
};
use apart::agreed;
use rustc_hash::FxHashMap;
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
    let counts = |f: &&Field| cx.holds_digit(f.value) && f.of_section(cx.document);
    for field in cx.plan.fields.iter().filter(counts) {
        if let Some(claim) = told(cx, field) {
            claims.entry(field.section).or_default().push((claim, field.value));
            overall.extend(headline::labelled(cx, claim, field));
        }
    }
    for (section, claim, span) in apart::read(cx).into_iter().chain(intro::read(cx)) {
        claims.entry(section).or_default().push((claim, span));
    }
    let mut alike = Vec::new();
    for (section, claims) in claims {
        if let Some((claim, span)) = agreed(&claims) {
            let scope = if closes(cx, &boxes, section, claim, span) {
                SectionId(0)
            } else {
                scope_of(cx, &boxes, section, claim)
            };
            compare(cx, out, &boxes, scope, claim, span).into_iter().for_each(|found| out.push(found));
            alike.push((scope, claim, span));
        }
    }
    siblings::check(cx, out, &boxes, &alike);
    rows::check(cx, out, &boxes);
    named::check(cx, out, &boxes, &headed);
    groups::check(cx, out, &boxes);
    headline::check(cx, out, &boxes, table.as_ref(), &overall);
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

/// Reports `claim` where its referent is certain and no way of counting bears it out.
fn compare(
    cx: &Context,
    out: &Findings,
    boxes: &Boxes,
    section: SectionId,
    claim: Progress,
    at: Span,
) -> Option<Diagnostic> {
    let named = is_elsewhere(cx, section, at);
    let scope = cx.document.section(section);
    let tasks = boxes.of_section(cx.document, section);
    let mut tallies = boxes.tallies(tasks);
    // `- ✅ Schema` stands for a ticked box among the others.
    let mixed = parts::among_boxes(cx, section).filter(|_| !tallies.is_empty());
    if let Some(all) = mixed {
        if tallies.iter().any(|t| claim.holds(*t)) {
            return None;
        }
        tallies = vec![all];
    }
    let from_rows = tallies.is_empty();
    tallies.extend(row_tallies(cx, section));
    let counted = matches!(claim, Progress::Of(..));
    let from_marks = tallies.is_empty() && counted;
    if from_marks {
        tallies.extend(parts::marked(cx, section));
    }
    if matches!(claim, Progress::Percent(_)) && from_rows && has_shares(cx, section) {
        return None;
    }
    if tallies.iter().any(|t| claim.holds(*t)) || !tasks.is_empty() && claim.holds(settled(cx, tasks)) {
        return None;
    }
    let parts = parts::sum(cx, section).filter(|_| scope.level > 0);
    if parts.is_some_and(|t| claim.holds(t)) {
        return None;
    }
    let by_parts = parts.filter(|_| counted);
    let tasked = headed::tally(cx, section);
    if tasked.is_some_and(|t| claim.holds(t)) {
        return None;
    }
    let by_tasks = tasked.filter(|t| matches!(claim, Progress::Of(_, of) if of == t.of));
    // A claim at the top counts the whole document only where one list could be meant.
    let lists = tasks.chunk_by(|a, b| cx.plan.task(*a).section == cx.plan.task(*b).section).count();
    let certain = scope.level > 1 || lists <= 1;
    let most = tallies.iter().max_by_key(|t| t.of);
    let meant = match claim {
        Progress::Of(done, of) => {
            // More than there are cannot be done.
            let short = |t: &&Tally| named && done == of && t.left() > 0 && tallies.iter().all(|t| t.done < done);
            tallies.iter().find(|t| t.of == of).or(most.filter(short))
        }
        Progress::Percent(percent) if percent >= 100.0 => most,
        // Nobody counts "80 %" where there is more than one way to count, or where some need not be done.
        Progress::Percent(_) => {
            let required = |t: &TaskId| cx.plan.task(*t).required();
            most.filter(|_| certain && tallies.len() == 1 && tasks.iter().all(required))
        }
        Progress::Left(_) => most.filter(|_| certain),
    };
    let meant = meant.filter(|_| by_tasks.is_none());
    let tally = meant.or(by_tasks.as_ref()).or(by_parts.as_ref()).filter(|t| t.of > 1)?;
    // Boxes that nobody ever ticks contradict less than boxes that are kept, and hundredths less than counts.
    let sure = match claim {
        Progress::Percent(percent) if percent >= 100.0 => tally.done > 0,
        Progress::Percent(percent) if (percent - tally.percent()).abs() <= WEIGHED => return None,
        // Boxes of which none is ticked may be all that is left.
        Progress::Percent(_) if tally.done == 0 => return None,
        Progress::Percent(percent) if weighed::holds(cx, section, tasks, percent) => return None,
        Progress::Percent(_) => false,
        _ => true,
    };
    let what = match meant {
        None if by_tasks.is_some() => "tasks",
        None => "parts",
        _ if from_marks => "marks",
        _ if mixed.is_some() => "boxes and marks",
        _ if from_rows => "rows",
        _ => "boxes",
    };
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
    let finding = out
        .at(at, format!("“{}” is not what the {what} say: {count} {verb} {state}", quote(&said)))
        .severity(if sure && matches!(what, "boxes" | "rows") { Severity::Error } else { Severity::Warning })
        .label(format!("{count} by the {what}"))
        .help(format!("write that {count} {verb} {state}, or tick what is finished"))
        .fix(restated(cx, claim, at, *tally))
        .about(Subject::Place(if scope.level <= 1 { Span::default() } else { scope.title_span }));
    let first = tasks.iter().map(|&t| cx.plan.task(t)).find(|t| t.open() && t.required());
    Some(match first {
        Some(open) => finding.related(open.span(), "the first open one"),
        None => finding,
    })
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

/// The boxes of which nothing is left to do, and all of them: who skips one may count it as finished.
fn settled(cx: &Context, tasks: &[TaskId]) -> Tally {
    let over = |status| matches!(status, Some(Status::Done | Status::Dropped));
    let mut tally = Tally::default();
    tasks.iter().for_each(|&t| tally.add(over(cx.plan.task(t).status())));
    tally
}

/// The tables of a section and of the sections inside it.
fn tables<'c>(cx: &Context<'c>, section: SectionId) -> &'c [Table] {
    let scope = cx.document.section(section);
    let from = cx.plan.tables.partition_point(|t| t.block.0 < scope.start);
    let to = cx.plan.tables.partition_point(|t| t.block.0 < scope.end);
    cx.plan.tables.get(from..to).unwrap_or(&[])
}

/// Whether a table of a section says of its rows how far each is: their mean is the figure above them.
fn has_shares(cx: &Context, section: SectionId) -> bool {
    let share = |table: &Table, column: usize| {
        let cells = table.rows.iter().filter_map(|row| row.cells.get(column));
        cells.filter(|&&cell| cx.text(cx.document.block(cell).span).contains('%')).count() > 1
    };
    tables(cx, section).iter().any(|table| (1..table.columns.len()).any(|column| share(table, column)))
}

/// The rows with a state in the tables of a section: each table, and all together.
fn row_tallies(cx: &Context, section: SectionId) -> Vec<Tally> {
    let mut tallies = Vec::new();
    let mut together = Tally::default();
    for table in tables(cx, section) {
        let mut tally = Tally::default();
        for done in table.rows.iter().filter_map(|row| row_done(cx, row)) {
            tally.add(done);
            together.add(done);
        }
        if tally.of > 0 {
            tallies.push(tally);
        }
    }
    if tallies.len() > 1 {
        tallies.push(together);
    }
    tallies
}

/// Whether the state that a row states is done.
fn row_done(cx: &Context, row: &Row) -> Option<bool> {
    row_status(cx, row).map(|status| status == Status::Done)
}

/// Whether a row is in progress, or its state is in words that are none.
fn row_begun(cx: &Context, row: &Row) -> bool {
    row_status(cx, row).is_none_or(|status| status == Status::Doing)
}

/// The state that a row states.
fn row_status(cx: &Context, row: &Row) -> Option<Status> {
    let statuses = match row.subject? {
        Node::Task(task) => &cx.plan.task(task).statuses,
        Node::Group(group) => &cx.plan.group(group).statuses,
        Node::Actor(_) => return None,
    };
    let here = cx.document.block(row.block).span;
    statuses.iter().find(|s| here.contains(s.place.span)).map(|s| s.status)
}
