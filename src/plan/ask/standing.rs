//! How far the work of a document is, as the document itself says it.

use crate::{
    markdown::Document,
    plan::{Dialect, Name, Plan, Topic, Vocabulary, Word, model::*},
    source::Span,
};

/// How far all the work of a document is.
#[derive(Debug, Clone, Copy)]
pub struct Standing {
    /// Done, or not.
    pub status: Status,
    /// Where it says so: the words at its head, or its first open task.
    pub span: Span,
    /// Whether words at its head say so.
    pub told: bool,
    /// How many of its tasks are done.
    pub done: usize,
}

/// What sets off a remark behind the word of a state.
const REMARKS: [char; 5] = ['(', ',', ';', '—', '–'];

/// What headings call that is no work of the part around them.
pub const ASIDE: [Topic; 5] = [Topic::Aside, Topic::Rollback, Topic::Template, Topic::Optional, Topic::Later];

/// Whether words for what is done say that work may begin: "Approved", as a spec or a plan is.
pub fn gives_leave(words: &Vocabulary, said: &str) -> bool {
    let leave = |word: &str| words.is_name(word, Name::Leave);
    let parts = || said.split(|c: char| !c.is_alphanumeric());
    parts().any(leave) && !parts().any(|word| words.status(word) == Some(Status::Done) && !leave(word))
}

/// Whether words for a state name their own exception: "Done (totals deferred)", "Released as beta", "Not started
/// (reader done earlier)".
pub fn names_exception(words: &Vocabulary, status: Status, said: &str) -> bool {
    let remark = said.find(REMARKS).map_or("", |at| &said[at..]);
    match status {
        Status::Done => {
            let said_so = [(remark, Word::Excepting), (said, Word::Provisional), (said, Word::Conditional)];
            said_so.iter().any(|&(text, word)| words.says(text, word)) || is_share(remark)
        }
        Status::Open => remark.split(|c: char| !c.is_alphabetic()).any(|word| words.status(word) == Some(Status::Done)),
        _ => false,
    }
}

/// Whether a remark is a figure of less than all: "(2/3)", "(2 of 3; the third waits)", "(66 %)".
fn is_share(remark: &str) -> bool {
    let bare = remark.trim_start_matches([' ', '(', ',', ';', '—', '–', '~']);
    let figure = |text: &str| text[..text.bytes().take_while(u8::is_ascii_digit).count()].parse::<u32>().ok();
    let Some(done) = figure(bare) else { return false };
    let behind = bare.trim_start_matches(|c: char| c.is_ascii_digit()).trim_start();
    let of = ["/", "of ", "von ", "de ", "sur ", "di ", "из "].iter().find_map(|of| behind.strip_prefix(of));
    behind.starts_with('%') && done < 100 || of.and_then(|all| figure(all.trim_start())).is_some_and(|all| done < all)
}

impl Plan {
    /// What the document says of all of itself: in its front matter, its title or a field at its head.
    fn own_statuses(&self, document: &Document) -> impl Iterator<Item = &StatusClaim> {
        let titles = document.sections.iter().filter(|section| section.level == 1).count();
        let whole = move |scope: &&ScopeStatus| {
            let level = document.section(scope.section).level;
            let row = matches!(scope.claim.place.why, Why::Cell | Why::Box);
            !row && (level == 0 || level == 1 && titles == 1)
        };
        self.scope_statuses.iter().filter(whole).map(|scope| &scope.claim)
    }

    /// What it says of all of itself, where its words agree and reserve nothing.
    pub fn own_status(&self, text: &str, document: &Document, words: &Vocabulary) -> Option<&StatusClaim> {
        let mut own = self.own_statuses(document);
        let first = own.next()?;
        let said = text[first.place.span.range()].trim();
        let reserved = gives_leave(words, said) || names_exception(words, first.status, said);
        (!reserved && own.all(|other| other.status == first.status)).then_some(first)
    }

    /// How far the work of the document is; `None` where it has none, or does not say it without a contradiction or a
    /// reservation.
    pub fn standing(&self, text: &str, document: &Document, words: &Vocabulary) -> Option<Standing> {
        let own = self.own_status(text, document, words);
        if own.is_none() && self.own_statuses(document).next().is_some() {
            return None;
        }
        // "Draft" is said of a text as well as of its work; what is one task says it of that.
        let loose = |claim: &&StatusClaim| {
            let said = text[claim.place.span.range()].trim_matches(|c: char| !c.is_alphanumeric());
            self.dialect == Dialect::Free && claim.status != Status::Done && words.is_name(said, Name::Standing)
        };
        let own = own.filter(|claim| !loose(claim));
        let counts = |task: &&Task| matches!(task.kind, TaskKind::Work | TaskKind::Criterion) && task.required();
        let tasks = || self.distinct_tasks().map(|(_, task)| task).filter(counts);
        let done = tasks().filter(|task| task.done()).count();
        let left = tasks().find(|task| task.open() && !self.is_left_aside(document, words, task));
        let by_words =
            |claim: &StatusClaim| Standing { status: claim.status, span: claim.place.span, told: true, done };
        match (own, left) {
            (Some(claim), left) => {
                let holds = match claim.status {
                    Status::Done => left.is_none() && done > 0,
                    Status::Dropped => false,
                    Status::Open | Status::Doing | Status::Blocked => left.is_some(),
                };
                holds.then(|| by_words(claim))
            }
            (None, Some(task)) => {
                let status = if done > 0 { Status::Doing } else { Status::Open };
                Some(Standing { status, span: task.span(), told: false, done })
            }
            (None, None) => {
                let last = tasks().filter(|task| task.done()).last()?;
                Some(Standing { status: Status::Done, span: last.span(), told: false, done })
            }
        }
    }

    /// Whether a task that is open is none of the work of its document: what comes later, or comes round again.
    fn is_left_aside(&self, document: &Document, words: &Vocabulary, task: &Task) -> bool {
        let aside = |title: &str| {
            let name = title.split(['(', ':', '—', '–', '/']).next().unwrap_or(title);
            words.is_name(name.trim_matches(|c: char| !c.is_alphanumeric()), Name::Aside)
        };
        ASIDE.iter().any(|&topic| self.within(task.section, topic))
            || self.sections_around(document, task.section).any(|s| aside(&document.section(s).title))
            || self.is_bygone(document, task)
            || self.sent_on(document, words, task)
    }
}
