//! See `rules/dialect/needs-clarification.md`.

use crate::{
    diagnostic::{Severity, quote},
    markdown::Kind,
    plan::{Dialect, Part, Phrase, PhraseHit, TaskId, TaskKind},
    rules::{Context, Findings},
    source::{Span, window},
};

/// Finds `[NEEDS CLARIFICATION: …]` in a task, or in a document that tasks build on.
pub fn check(cx: &Context, out: &mut Findings) {
    for hit in cx.plan.phrases_of(Phrase::NeedsClarification) {
        let Some(marker) = marker(cx, hit) else { continue };
        let task = task_around(cx, hit);
        let (told, severity) = match (task, cx.plan.part) {
            // What reviews a spec says of which question it speaks.
            (Some(task), part) if is_review(cx, task) && (part == Part::Review || marker.question.is_none()) => {
                continue;
            }
            (Some(task), _) => {
                let name = cx.plan.task(task).shown();
                let bare = name.split(['[', '(']).next().map(str::trim).filter(|n| !n.is_empty());
                let name = quote(bare.unwrap_or(&name));
                (format!("“{name}” is to be done, and what it means is still open"), Severity::Warning)
            }
            // Without tasks a spec is where questions belong until they are answered.
            (None, part) if cx.plan.dialect != Dialect::Free => {
                // What lies beside it is known of a plan's folder, also where no repository is.
                let beside = || cx.kin.others().any(|other| other.plan.part == Part::Tasks);
                let built_on =
                    part != Part::Review && (beside() || cx.project.exists(cx.source.path(), "tasks.md") == Some(true));
                match (part == Part::Tasks, built_on) {
                    (true, _) => ("a question among the tasks is still open".to_owned(), Severity::Warning),
                    (_, true) => ("a question is still open here, and tasks build on it".to_owned(), Severity::Warning),
                    _ => ("a question is still open here".to_owned(), Severity::Info),
                }
            }
            _ => continue,
        };
        let question = marker.question.map(|q| format!(": {}", quote(cx.text(q)))).unwrap_or_default();
        out.push(
            out.at(marker.span, format!("{told}{question}"))
                .severity(severity)
                .label("left to be clarified")
                .help("write the answer in place of the marker, or ask whoever can give it before work starts"),
        );
    }
}

fn is_review(cx: &Context, task: TaskId) -> bool {
    cx.plan.task(task).kind == TaskKind::Review
}

/// A marker with its brackets.
struct Marker {
    span: Span,
    question: Option<Span>,
}

/// Longest question, in characters, and how much of the line is read before and behind it, in bytes.
const QUESTION: usize = 400;

/// The marker around a phrase; `None` where the text only speaks of such markers.
fn marker(cx: &Context, hit: &PhraseHit) -> Option<Marker> {
    let block = cx.document.text_span(hit.block);
    // What stands in a tag at the end of the text is no part of it.
    if !block.contains(hit.span) {
        return None;
    }
    let text = cx.text(block);
    let (from, to) = ((hit.span.start - block.start) as usize, (hit.span.end - block.start) as usize);
    let before = text[..from].trim_end_matches(['*', '_']);
    let (open, close) = match before.chars().last()? {
        '[' => ('[', ']'),
        // "(needs clarification)" is said of many things; in capitals it is the marker.
        '(' if cx.text(hit.span).starts_with("NEEDS") => ('(', ')'),
        _ => return None,
    };
    let start = before.len() - open.len_utf8();
    let after = text[to..].trim_start_matches(['*', '_']);
    let end = to + (text.len() - to - after.len()) + closing(after, open, close)?;
    let inside = text.get(to..end)?.trim_start_matches(['*', '_']);
    let question = inside.strip_prefix(':').map(str::trim).filter(|q| !q.is_empty());
    // Code, a struck-out question and a question that is answered behind the marker ask nothing any more.
    let coded = || cx.document.code_over(hit.span).is_some_and(|code| code.contains(hit.span));
    if cx.document.is_struck(hit.span) || coded() {
        return None;
    }
    let behind = window::after(text, end + 1, QUESTION).lines().next().unwrap_or("");
    let front = line_end(window::before(text, start, QUESTION));
    let said = match question {
        Some(question) => !is_sample(question) && !says(front, &["mark", "marked", "e.g"]),
        // A bare marker stands for itself at an end of the line; in the middle the sentence is about it.
        None => behind.trim_matches(['*', '_', '.', ' ', '|']).is_empty() && !about(front),
    };
    let settled = says(behind, &["resolved", "answered", "decided", "decision", "clarified", "answer"]);
    (said && !settled).then(|| Marker {
        span: block.of_part(text, &text[start..=end]),
        question: question.map(|q| block.of_part(text, q)),
    })
}

/// Where the bracket that is open before `text` closes.
fn closing(text: &str, open: char, close: char) -> Option<usize> {
    let mut depth = 0;
    let mut chars = text.char_indices().take(QUESTION);
    chars.find_map(|(at, c)| {
        depth += i32::from(c == open) - i32::from(c == close);
        (depth < 0).then_some(at)
    })
}

/// The last line of `text`.
fn line_end(text: &str) -> &str {
    text.rsplit('\n').next().unwrap_or(text)
}

/// Whether one of `words` stands in `text`.
fn says(text: &str, words: &[&str]) -> bool {
    let spoken = |word: &str| words.iter().any(|w| word.eq_ignore_ascii_case(w));
    text.split(|c: char| !(c.is_alphanumeric() || c == '.')).map(|w| w.trim_matches('.')).any(spoken)
}

/// Whether a line speaks of markers and is none.
fn about(front: &str) -> bool {
    says(front, &["no", "any", "each", "every", "all", "mark", "marked", "resolve", "resolved", "remove", "without"])
}

/// Whether a question only shows where one would stand: "specific question", "…".
fn is_sample(question: &str) -> bool {
    question.starts_with(['<', '{', '…', '.'])
        || question.eq_ignore_ascii_case("specific question")
        || question.eq_ignore_ascii_case("question")
}

/// The task in whose item, row or field the phrase stands.
fn task_around(cx: &Context, hit: &PhraseHit) -> Option<TaskId> {
    let around = std::iter::once(hit.block).chain(cx.document.ancestors(hit.block));
    let inside = |&b: &crate::markdown::BlockId| !matches!(cx.document.block(b).kind, Kind::Quote);
    around.take_while(inside).find_map(|b| cx.plan.task_at(b))
}
