//! What a row or a box says of the document that it is about, and what that says of itself.

use super::is_current;
use crate::{
    diagnostic::{Confidence, Subject, quote},
    family::Member,
    plan::{Dialect, Node, Part, Pointer, Said, Standing, Status, StatusClaim, gives_leave, names, names_exception},
    rules::{Context, Findings},
};
use rustc_hash::{FxHashMap, FxHashSet};

/// From how many finished tasks on a document is done though no word says so.
const SEVERAL: usize = 2;

/// A row or a box, and the document that it is about.
struct Told<'c> {
    pointer: &'c Pointer,
    claim: &'c StatusClaim,
    member: &'c Member,
    there: Standing,
}

/// Finds documents that are called done and are open, or the other way round.
pub(super) fn check(cx: &Context, out: &mut Findings) {
    let mut all: Vec<Told> = cx.kin.pointed().filter_map(|(pointer, member)| told(cx, pointer, member)).collect();
    // What several rows are about, each is about a part of.
    let mut rows: FxHashMap<*const Member, u32> = FxHashMap::default();
    all.iter().for_each(|told| *rows.entry(told.document()).or_default() += 1);
    all.retain(|told| rows[&told.document()] == 1);
    let agreeing = all.iter().filter(|told| told.agrees()).count();
    let ahead: Vec<&Told> = all.iter().filter(|told| told.is_ahead()).collect();
    // Where most ticks differ from the documents, they say that these are written.
    let of_work = agreeing > 0 && agreeing >= ahead.len();
    ahead.into_iter().filter(|told| of_work || told.is_of_format(cx)).for_each(|told| report(cx, out, told));
    let behind = all.iter().filter(|told| told.is_behind());
    // Where no ticked box is that of finished work, the boxes may say what was read.
    let of_work = all.iter().any(|told| told.claim.status == Status::Done && told.agrees());
    let states = |told: &&Told| told.claim.said == Said::Word || of_work || told.is_of_format(cx);
    behind.filter(states).for_each(|told| report(cx, out, told));
}

fn told<'c>(cx: &Context<'c>, pointer: &'c Pointer, member: &'c Member) -> Option<Told<'c>> {
    let statuses = match pointer.subject {
        Node::Task(task) => &cx.plan.task(task).statuses,
        Node::Group(group) => &cx.plan.group(group).statuses,
        Node::Actor(_) => return None,
    };
    let claim = statuses.first().filter(|first| statuses.iter().all(|claim| claim.status == first.status))?;
    let (words, said) = (&cx.settings.vocabulary, cx.text(claim.place.span).trim());
    let reserved = claim.said != Said::Box
        && (names_exception(words, claim.status, said) || claim.status == Status::Done && gives_leave(words, said));
    if reserved || claim.status == Status::Dropped || member.plan.part != Part::Tasks || !is_current(member) {
        return None;
    }
    let there = member.plan.standing(member.source.text(), &member.document, words)?;
    is_about(pointer, member).then_some(Told { pointer, claim, member, there })
}

/// Whether the document bears the name of the row or box; all of it, where the link stands beside that: "Write the plan"
/// beside `[plan](plan.md)` is done when the plan is written.
fn is_about(pointer: &Pointer, member: &Member) -> bool {
    let path = member.source.path();
    let path = path.rsplit_once('.').map_or(path, |(path, _)| path);
    let place = path.rsplitn(3, '/').take(2).flat_map(words);
    let title = member.document.sections.iter().find(|section| section.level == 1);
    let tasks = member.plan.tasks.first().filter(|_| title.is_none());
    let title = title.map(|section| &section.title).or(tasks.map(|task| &task.title));
    let named: FxHashSet<String> = place.chain(title.into_iter().flat_map(|title| words(title))).collect();
    let told: FxHashSet<String> = words(&pointer.name).collect();
    let shared = told.intersection(&named).count();
    if pointer.named { shared > 0 } else { shared > 0 && shared == told.len() }
}

/// The words of a name, and its numbers with what stands before them: "E05".
fn words(name: &str) -> impl Iterator<Item = String> {
    let key = names::title_key(name).into_owned();
    let parts: Vec<String> =
        key.split(|c: char| !c.is_alphanumeric()).filter(|w| w.len() > 2).map(Into::into).collect();
    parts.into_iter()
}

impl Told<'_> {
    /// The document, by where it lies in memory.
    fn document(&self) -> *const Member {
        std::ptr::from_ref(self.member)
    }

    fn agrees(&self) -> bool {
        (self.claim.status == Status::Done) == (self.there.status == Status::Done)
    }

    /// Whether it is done here and open there: somebody ticks there, or says so.
    fn is_ahead(&self) -> bool {
        self.claim.status == Status::Done && !self.agrees() && (self.there.told || self.there.done > 0)
    }

    /// Whether it is not begun here, and done there: words say so, or more boxes than one against a word.
    fn is_behind(&self) -> bool {
        let words = self.claim.said == Said::Word && self.there.done >= SEVERAL;
        self.claim.status == Status::Open && !self.agrees() && (self.there.told || words)
    }

    /// Whether a format says that the document is the work itself.
    fn is_of_format(&self, cx: &Context) -> bool {
        cx.plan.dialect != Dialect::Free || self.member.plan.dialect != Dialect::Free
    }
}

fn report(cx: &Context, out: &mut Findings, told: &Told) {
    let span = told.claim.place.span;
    if out.tell(span) {
        return;
    }
    let (name, path) = (quote(&told.pointer.name), quote(told.member.file()));
    let (own, there) = (told.claim.status.word(), told.there.status.word());
    let why = match (told.there.told, told.there.status) {
        (true, _) => format!("says that it is {there}"),
        (false, Status::Done) => "all of it is done".to_owned(),
        (false, _) => "this is still open".to_owned(),
    };
    out.push(
        out.at(span, format!("“{name}” is {own} here, and its document {path} is {there}"))
            .label(format!("{own}, by this mark"))
            .related_in(&told.member.source, told.there.span, why)
            .help("find out which of the two holds, and write it in both documents")
            .confidence(told.claim.place.confidence.min(Confidence::Conventional))
            .about(Subject::Place(cx.plan.span(told.pointer.subject))),
    );
}
