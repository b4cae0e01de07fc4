//! Where a list of names turns into a sentence: "T1, T2; T3 can start after this" names two.

use crate::plan::quantity::chars::{gap, lower, word};

/// What a word in a list of names does to the names behind it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Turn {
    /// "all except T3", "not T3": they are none of the list, wherever the word stands.
    Denies,
    /// "T1; see T3", "T1 unlocks T3": behind a name, something else is spoken of.
    Elsewhere,
    /// "T1, and on the output of T2": the list goes on.
    Leads,
    /// "Schema T1": a part of a name, perhaps.
    Nothing,
}

/// What `written` does to the names behind it.
pub(super) fn turn(written: &str) -> Turn {
    match &*lower(written) {
        "not" | "never" | "except" | "excepting" | "excluding" | "without" | "unlike" | "nicht" | "außer" | "ohne"
        | "excepto" | "sin" | "sauf" | "sans" => Turn::Denies,
        "no" | "but" | "instead" | "rather" | "than" | "formerly" | "previously" | "was" | "were" | "see" | "then"
        | "before" | "block" | "blocks" | "blocking" | "unlock" | "unlocks" | "unblocks" | "enables" | "feeds"
        | "triggers" | "precedes" | "follows" | "followed" | "independent" | "parallel" | "alongside" | "shares"
        | "sharing" | "conflicts" | "needed" | "required" | "downstream" | "successor" | "hands" | "hand" => {
            Turn::Elsewhere
        }
        "the" | "a" | "an" | "all" | "also" | "both" | "either" | "on" | "upon" | "of" | "in" | "from" | "as"
        | "well" | "after" | "until" | "to" | "through" | "de" | "la" | "el" | "der" | "die" | "das" | "task"
        | "tasks" | "id" | "ids" | "item" | "items" | "ticket" | "tickets" | "issue" | "issues" | "story"
        | "stories" | "step" | "steps" | "phase" | "phases" | "wave" | "waves" | "output" | "outputs" | "result"
        | "results" | "completion" | "end" | "approval" | "merge" | "needs" | "requires" | "depends" => Turn::Leads,
        _ => Turn::Nothing,
    }
}

/// Whether what stands from `at` on makes a sentence of the name before it: "T3 is independent", "T3 can start".
pub(super) fn is_subject(text: &str, at: usize) -> bool {
    let Some(at) = gap(text, at) else { return false };
    let verb = word(text, at);
    let done = || gap(text, at + verb.len()).is_some_and(|next| is_finished(word(text, next)));
    match &*lower(verb) {
        "is" | "are" | "has" | "have" | "been" => !done(),
        "can" | "could" | "may" | "might" | "will" | "would" | "should" | "does" | "starts" | "follows" | "runs"
        | "waits" | "goes" | "comes" | "needs" | "remains" | "stays" | "uses" | "gets" => true,
        _ => false,
    }
}

/// Words for a prerequisite that is there.
fn is_finished(word: &str) -> bool {
    let finished =
        ["done", "complete", "completed", "merged", "finished", "ready", "green", "approved", "landed", "been"];
    finished.iter().any(|f| word.eq_ignore_ascii_case(f))
}

/// Longest remark behind a name that is looked at, in bytes.
const REMARK: usize = 60;

/// Whether only a part of what is named counts, or not its end: "T1 (draft only)", "T1's draft", "T1 (SS)", "T1 SS+2d".
pub fn is_partial(text: &str, at: usize) -> bool {
    let rest = text.get(at..).unwrap_or("");
    if rest.starts_with("'s ") || rest.starts_with("’s ") {
        return true;
    }
    let rest = rest.trim_start_matches([' ', '*', '`', '_']);
    let gloss = rest.strip_prefix('(').and_then(|inner| {
        let close = memchr::memchr(b')', &inner.as_bytes()[..inner.len().min(REMARK)])?;
        inner.get(..close)
    });
    let kind = |word: &str| matches!(word, "FF" | "SS" | "SF");
    let Some(gloss) = gloss else {
        let next = rest.split(|c: char| !c.is_ascii_alphabetic()).next();
        return next.is_some_and(|w| kind(w) || matches!(&*lower(w), "optional" | "preferred" | "ideally"));
    };
    gloss.split(|c: char| !c.is_alphabetic()).any(|w| {
        kind(w)
            || matches!(
                &*lower(w),
                "only"
                    | "partial"
                    | "partially"
                    | "partly"
                    | "mainly"
                    | "mostly"
                    | "optional"
                    | "optionally"
                    | "soft"
                    | "start"
                    | "starts"
                    | "started"
                    | "ideally"
                    | "preferably"
                    | "preferred"
                    | "mocked"
                    | "stubbed"
                    | "workaround"
                    | "worked"
                    | "enables"
            )
    })
}
