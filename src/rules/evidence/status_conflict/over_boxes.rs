//! Parts that are called done over boxes that are open.

mod lists;
mod summaries;

use super::{
    is_leave,
    left_over::{is_left_over, is_listed},
    not_its_work::{has_note, is_aside, is_asked, is_left_of_choice, is_qualified},
};
use crate::{
    diagnostic::{Diagnostic, Severity, Subject, quote},
    markdown::{Kind, Section, SectionId},
    plan::{Boxes, DONE_MARKS, Role, ScopeStatus, Status, Tally, Task, TaskId, TaskKind, Topic, is_ambiguous, is_mark},
    rules::{Context, Findings},
    source::Span,
};
use rustc_hash::FxHashSet;
use std::cell::LazyCell;

/// How many open boxes or headings a finding points at.
const SHOWN: usize = 5;

/// Compares what headings, fields, rows and marks claim with the boxes below; each open box is told once, and where
/// each contradicted claim begins goes to `seen`. Gives back the open boxes that were told.
pub fn check(cx: &Context, out: &mut Findings, boxes: &Boxes, seen: &mut FxHashSet<u32>) -> FxHashSet<TaskId> {
    // Where no box is open, none contradicts what is said.
    if !boxes.of_section(cx.document, SectionId(0)).iter().any(|&id| cx.plan.task(id).open()) {
        return FxHashSet::default();
    }
    let mut open = Open { boxes, told: FxHashSet::default() };
    scopes(cx, out, &mut open, seen);
    marks(cx, out, &mut open);
    lists::check(cx, out, &mut open);
    open.told
}

/// The open boxes that a claim of completion would contradict, each reported once.
struct Open<'c> {
    boxes: &'c Boxes<'c>,
    told: FxHashSet<TaskId>,
}

impl<'c> Open<'c> {
    /// The required boxes of `section`, which is called done at `said`, that are open and were not reported yet, and how
    /// many boxes a reader counts there.
    fn take(&mut self, cx: &Context<'c>, section: SectionId, said: Span) -> (Vec<&'c Task>, Tally) {
        let counts = |t: &Task| t.required() && t.kind != TaskKind::Review;
        let all = self.boxes.of_section(cx.document, section).iter().map(|&id| (id, cx.plan.task(id)));
        let all: Vec<(TaskId, &Task)> = all.filter(|(_, t)| counts(t)).collect();
        // Open parts of a finished task are told with that task.
        let untold = |t: &Task| !t.parent.is_some_and(|p| cx.plan.task(p).done());
        let others = || all.iter().any(|(_, t)| t.done() && !is_listed(cx, t, section));
        let is_left = LazyCell::new(|| others() || is_left_over(cx, section, said));
        let spared = |t: &Task| {
            let sent_on = cx.plan.sent_on(cx.document, &cx.settings.vocabulary, t);
            sent_on || is_aside(cx, t, section, || *is_left) || is_left_of_choice(cx, t) || is_asked(cx, t)
        };
        let open = all.iter().filter(|(id, t)| t.open() && untold(t) && !self.told.contains(id) && !spared(t));
        let open: Vec<(TaskId, &Task)> = open.copied().collect();
        self.told.extend(open.iter().map(|(id, _)| *id));
        let mut tally = Tally::default();
        if open.is_empty() {
            return (Vec::new(), tally);
        }
        let counted = |t: &&Task| t.kind != TaskKind::Review && !t.statuses.iter().any(|s| s.status == Status::Dropped);
        let boxes = self.boxes.of_section(cx.document, section).iter().map(|&id| cx.plan.task(id));
        boxes.filter(counted).for_each(|t| tally.add(t.status() == Some(Status::Done) || spared(t)));
        (open.into_iter().map(|(_, t)| t).collect(), tally)
    }

    fn any_ticked(&self, cx: &Context) -> bool {
        self.boxes.of_section(cx.document, SectionId(0)).iter().any(|&t| cx.plan.task(t).status() == Some(Status::Done))
    }
}

/// A heading that says COMPLETE or a document that says done, over open boxes; the innermost first.
fn scopes<'c>(cx: &Context<'c>, out: &mut Findings, open: &mut Open<'c>, seen: &mut FxHashSet<u32>) {
    let summaries = summaries::claims(cx);
    let all = cx.plan.scope_statuses.iter().chain(&summaries);
    let done =
        |s: &&ScopeStatus| s.claim.status == Status::Done && !is_leave(cx, &s.claim) && !is_qualified(cx, &s.claim);
    let mut claims: Vec<_> = all.filter(done).collect();
    claims.sort_by_key(|s| std::cmp::Reverse((s.section.0, s.claim.place.span.start)));
    let ticked = LazyCell::new(|| open.any_ticked(cx));
    claims.retain(|scope| !has_note(cx, scope.claim.place.span) && (!is_moment(cx, scope) || *ticked));
    let taken = claims.into_iter().map(|scope| (scope, open.take(cx, scope.section, scope.claim.place.span)));
    let mut found: Vec<_> = taken.filter(|(_, (left, _))| !left.is_empty()).collect();
    found.reverse();
    seen.extend(found.iter().map(|(scope, _)| scope.claim.place.span.start));
    if found.len() > 1 && !open.any_ticked(cx) {
        let mut claims: Vec<Span> = found.iter().map(|(scope, _)| scope.claim.place.span).collect();
        claims.sort_unstable();
        return never_ticked(out, &claims);
    }
    // One line may call several parts done.
    for same in found.chunk_by(|(a, _), (b, _)| a.claim.place.span == b.claim.place.span) {
        let Some(((scope, (left, tally)), others)) = same.split_first() else { continue };
        let section = cx.document.section(scope.section);
        let whole = section.level <= 1;
        let what = if whole { "the document".to_owned() } else { format!("“{}”", quote(&section.title)) };
        let more = match others.len() {
            0 => String::new(),
            1 => "; one more part is no further".to_owned(),
            n => format!("; {n} more parts are no further"),
        };
        let finding = out
            .at(scope.claim.place.span, format!("{what} is called done, and {} open{more}", so_many(*tally)))
            .severity(Severity::Warning)
            .label("says that it is done")
            .help("tick the boxes whose work is finished, or say here what is left")
            .about(Subject::Place(if whole { Span::default() } else { section.title_span }));
        out.push(point_at(finding, left));
    }
}

/// Whether the title of a gate names the moment at which it stands, as "Checkpoint B — done" does behind "Checkpoint A —
/// after task 3": a word in small letters, without a mark.
fn is_moment(cx: &Context, scope: &ScopeStatus) -> bool {
    let said = cx.text(scope.claim.place.span);
    cx.plan.sections[scope.section.0 as usize].topics.contains(Topic::Gates)
        && cx.document.section(scope.section).title_span.contains(scope.claim.place.span)
        && said.chars().all(|c| c.is_lowercase() || c == ' ')
}

/// Work is called done throughout and no box was ever ticked: one habit, one finding.
fn never_ticked(out: &mut Findings, claims: &[Span]) {
    let mut finding = out
        .at(claims[0], format!("{} parts are called done, and no box of the document is ticked", claims.len()))
        .severity(Severity::Warning)
        .label("says that it is done")
        .help("tick the boxes whose work is finished, or make them plain bullets if nobody ticks them")
        .about(Subject::Place(Span::default()));
    let more = claims.len().saturating_sub(1 + SHOWN);
    for (index, &claim) in claims.iter().skip(1).take(SHOWN).enumerate() {
        let last = more > 0 && index + 1 == SHOWN;
        finding =
            finding.related(claim, if last { format!("this too, and {more} more") } else { "this too".to_owned() });
    }
    out.push(finding);
}

fn point_at(mut finding: Diagnostic, left: &[&Task]) -> Diagnostic {
    finding = finding.also(left.iter().map(|task| (task.span(), "still open")));
    finding
}

fn so_many(tally: Tally) -> String {
    match (tally.left(), tally.of) {
        (1, 1) => "its one box is".to_owned(),
        (1, all) => format!("1 of its {all} boxes is"),
        (open, all) if open == all => format!("all of its {all} boxes are"),
        (open, all) => format!("{open} of its {all} boxes are"),
    }
}

/// Headings with a ✅ over open boxes: a contradiction where the document uses marks as states, else decoration.
fn marks<'c>(cx: &Context<'c>, out: &mut Findings, open: &mut Open<'c>) {
    let (mut states, mut follow, mut bullets) = (None, None, None);
    let mut decorated = Vec::new();
    for index in (1..cx.document.sections.len()).rev() {
        let id = SectionId(index as u32);
        let section = cx.document.section(id);
        if section.title.is_ascii() || !section.title.contains(DONE_MARKS) || cx.plan.sections[index].status.is_some() {
            continue;
        }
        let bullets = bullets.get_or_insert_with(|| Bullets::of(cx));
        if bullets.is_one(section) || bullets.stated.contains(&id) {
            continue;
        }
        let (left, tally) = open.take(cx, id, section.title_span);
        if left.is_empty() {
            continue;
        }
        let mostly = tally.left() < tally.done && *follow.get_or_insert_with(|| marks_follow(cx, open.boxes));
        if !(mostly || *states.get_or_insert_with(|| marks_are_states(cx))) {
            decorated.push((section.title_span, left.len()));
            continue;
        }
        let finding = out
            .at(
                section.title_span,
                format!("“{}” is marked as done, and {} open", quote(&section.title), so_many(tally)),
            )
            .severity(Severity::Warning)
            .label("marked as done")
            .help("tick the boxes whose work is finished, or give the heading the mark of work in progress")
            .about(Subject::Place(section.title_span));
        out.push(point_at(finding, &left));
    }
    decorated.reverse();
    let Some(((first, ..), rest)) = decorated.split_first() else { return };
    let boxes: usize = decorated.iter().map(|(_, left)| left).sum();
    let what = match decorated.len() {
        1 => "a heading carries".to_owned(),
        n => format!("{n} headings carry"),
    };
    let are = if boxes == 1 { "1 box below is".to_owned() } else { format!("{boxes} boxes below are") };
    let mut finding = out
        .at(*first, format!("{what} a check mark while {are} open"))
        .severity(Severity::Info)
        .label("may be read as done")
        .help("where the mark is only decoration, take another one: readers and agents take ✅ for done")
        .about(Subject::Document);
    finding = finding.also(rest.iter().map(|(span, ..)| (*span, "here too")));
    out.push(finding);
}

/// What tells a check mark in a heading from a statement.
struct Bullets {
    /// By level: of the headings that begin with no mark of a state, how many begin with another pictogram.
    levels: [(usize, usize); 8],
    /// Sections that state their state in a field of their own, whatever its words; the mark repeats it.
    stated: FxHashSet<SectionId>,
}

impl Bullets {
    fn of(cx: &Context) -> Self {
        let mut levels = [(0, 0); 8];
        for section in &cx.document.sections {
            let first = section.title.trim_start().chars().next().filter(|&c| !c.is_ascii() && is_mark(c));
            let state = |c: char| DONE_MARKS.contains(&c) || says_other(cx, c);
            let (others, bullets) = &mut levels[usize::from(section.level.min(7))];
            *others += usize::from(!first.is_some_and(state));
            *bullets += usize::from(first.is_some_and(|c| !state(c)));
        }
        let fields = cx.plan.fields.iter().filter(|f| f.role == Some(Role::Status) && f.of_section(cx.document));
        Self { levels, stated: fields.map(|f| f.section).collect() }
    }

    /// Whether the mark stands before the words of a heading, where most others of its level begin with pictograms.
    fn is_one(&self, section: &Section) -> bool {
        let words = section.title.find(char::is_alphanumeric).unwrap_or(0);
        let (others, bullets) = self.levels[usize::from(section.level.min(7))];
        !section.title[words..].contains(DONE_MARKS) && bullets > 1 && bullets * 2 >= others
    }
}

/// Whether a mark in a heading says another state than that it is done.
fn says_other(cx: &Context, mark: char) -> bool {
    match cx.plan.mark_status(mark) {
        Some(Status::Doing) => true,
        Some(Status::Open | Status::Blocked) => !is_ambiguous(mark),
        _ => false,
    }
}

/// Whether headings of one level bear ✅ where all their boxes are ticked, twice at least, and others with open boxes
/// bear none.
fn marks_follow(cx: &Context, boxes: &Boxes) -> bool {
    let mut levels = [(0, 0); 8];
    for (index, section) in cx.document.sections.iter().enumerate().skip(1) {
        let all = boxes.of_section(cx.document, SectionId(index as u32));
        if all.is_empty() {
            continue;
        }
        let (marked, bare) = &mut levels[usize::from(section.level.min(7))];
        match (section.title.contains(DONE_MARKS), all.iter().any(|&id| cx.plan.task(id).open())) {
            (true, false) => *marked += 1,
            (false, true) => *bare += 1,
            _ => {}
        }
    }
    levels.iter().any(|&(marked, bare)| marked > 1 && bare > 0)
}

/// Whether the document explains ✅ in a legend, or puts marks of other states beside it.
pub(super) fn marks_are_states(cx: &Context) -> bool {
    let headed = |mark: &dyn Fn(&str) -> bool| {
        cx.document
            .sections
            .iter()
            .filter(move |s| mark(&s.title))
            .map(|s| (s.level, s.parent))
            .collect::<FxHashSet<_>>()
    };
    let done = headed(&|t| t.trim_end().ends_with('✅'));
    let other = headed(&|t| t.contains(|c| says_other(cx, c)));
    let legend = |text: &str| {
        text.match_indices('✅').any(|(at, mark)| {
            let word = text[at + mark.len()..].trim_start_matches(|c: char| !c.is_alphanumeric());
            let end = word.find(|c: char| !c.is_alphabetic()).unwrap_or(word.len());
            cx.settings.vocabulary.status(&word[..end]) == Some(Status::Done)
        }) && text.contains(|c| says_other(cx, c))
    };
    !done.is_disjoint(&other)
        || cx.document.iter().any(|(_, b)| b.kind == Kind::Paragraph && b.span.len() < 400 && legend(cx.text(b.span)))
}
