//! See `rules/dependencies/unknown-dependency.md`.

use crate::{
    diagnostic::{Confidence, Severity, quote},
    family::Member,
    markdown::{BlockId, Kind},
    plan::{Dangling, Dialect, Name, Node, Relation, Role, Table, Why, Word, fold, id_key, names::Key},
    rules::{Context, Findings},
    source::{Span, window},
};
use rustc_hash::FxHashSet;
use std::cell::LazyCell;

/// How many ids are compared to find what was meant; nobody reads so many findings that it takes more.
const LOOKS: usize = 200_000;

/// Finds dependencies on tasks that no place of the plan defines.
pub fn check(cx: &Context, out: &mut Findings) {
    // A task file of its own waits for others of its folder, all of which are known; so does a plan of a phase.
    let filed = matches!(cx.plan.dialect, Dialect::Backlog | Dialect::Gsd | Dialect::TaskFile | Dialect::Taskmd);
    let lacks = |d: &Dangling| cx.kin.lacks(&d.text) || is_misplaced(cx, d);
    let like = |d: &&Dangling| d.id_like || filed && d.place.why == Why::FrontMatter && lacks(d);
    let suspects: Vec<&Dangling> =
        cx.plan.dangling.iter().filter(|d| d.place.confidence > Confidence::Inferred).filter(like).collect();
    if suspects.is_empty() || is_sample(cx) {
        return;
    }
    let named = named(cx.kin.own());
    // What other documents name is looked up where this one does not say it.
    let outside: LazyCell<FxHashSet<Key>, _> = LazyCell::new(|| cx.kin.elsewhere().flat_map(self::named).collect());
    let titled: LazyCell<FxHashSet<String>, _> = LazyCell::new(|| cx.kin.elsewhere().flat_map(self::titled).collect());
    let ids = ids(cx);
    let in_parts: LazyCell<FxHashSet<String>, _> = LazyCell::new(|| in_parts(cx));
    let mut looks = LOOKS;
    for dangling in suspects.into_iter().filter(|d| !is_of_selection(cx, d) && !is_kept_elsewhere(cx, d)) {
        let key = id_key(&dangling.text);
        let known = || cx.kin.tasks_elsewhere(&key).next().is_some();
        let headed = || dangling.text.contains(' ') && titled.contains(&*fold(&dangling.text));
        let parts = || in_parts.contains(&*fold(&dangling.text));
        if named.contains(&*key) || known() || outside.contains(&*key) || headed() || parts() {
            continue;
        }
        let subject = quote(&cx.plan.name(dangling.subject));
        let text = quote(&dangling.text);
        let (verb, role) = match dangling.relation {
            Relation::After => ("depends on", "waits for it"),
            Relation::Blocks => ("blocks", "holds it up"),
            Relation::With => ("runs beside", "runs beside it"),
            Relation::Part => ("is a part of", "is a part of it"),
        };
        looks = looks.saturating_sub(ids.len());
        let own = cx.plan.name(dangling.subject);
        let close = if looks > 0 { closest(&ids, &dangling.text, &own) } else { None };
        let help = match close {
            Some(name) => format!("did you mean `{}`? else define `{text}` or drop the dependency", quote(name)),
            None => format!("define `{text}`, or drop the dependency"),
        };
        let found = out
            .at(dangling.place.span, format!("`{subject}` {verb} `{text}`, which this plan does not define"))
            .label("defined nowhere in this plan")
            .related(cx.plan.span(dangling.subject), role)
            .help(help)
            .confidence(dangling.place.confidence);
        // The tool gives ids over all branches, and another one may have the file.
        let branched = cx.plan.dialect == Dialect::Backlog && dangling.place.why == Why::FrontMatter;
        out.push(if branched { found.severity(Severity::Warning) } else { found });
    }
}

/// Whether a part names another task than its own id does, and that one is there: `task-7.2` is no part of `task-9`, but
/// one of `7`, of `task-7 - Print` and perhaps of `EPIC-2`, which is kept elsewhere.
fn is_misplaced(cx: &Context, dangling: &Dangling) -> bool {
    let Node::Task(part) = dangling.subject else { return false };
    let id = cx.plan.task(part).id.as_deref().filter(|_| dangling.relation == Relation::Part);
    let whole = id.and_then(|id| id.rsplit_once('.')).map(|(whole, _)| id_key(whole));
    let named = id_key(dangling.text.split(' ').next().unwrap_or_default());
    let prefix = |id: &str| id.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    whole.is_some_and(|whole| {
        let alike = whole[..prefix(&whole)] == named[..prefix(&named)];
        alike && whole != named && cx.kin.tasks(&whole).next().is_some()
    })
}

/// Whether a list of the plan says that it is not all of it: in its heading, or with a row of dots.
fn is_sample(cx: &Context) -> bool {
    let dots = |cell: &BlockId| {
        let text = cx.text(cx.document.block(*cell).span).trim().trim_matches(['`', '*']);
        let dotted = text.len() > 1 || text == "…" || text == "⋮";
        dotted && text.chars().all(|c| matches!(c, '.' | '…' | '⋮'))
    };
    // "Task 4: Align samples" is something to do, and no list.
    let mut lists = cx.document.sections.iter().zip(&cx.plan.sections).filter(|(_, facts)| facts.task.is_none());
    cx.plan.tables.iter().flat_map(|t| &t.rows).filter_map(|r| r.cells.first()).any(dots)
        || lists.any(|(section, _)| cx.settings.vocabulary.says(&section.title, Word::Sample))
        || cx.document.sections.iter().any(|s| s.level == 1 && is_one_of_several(&s.title))
}

/// Whether a title says that others have the rest: "Scanner (Phase 2 of 3)".
fn is_one_of_several(title: &str) -> bool {
    let words: Vec<&str> = title.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
    let number = |word: &str| word.parse::<u32>().unwrap_or(0);
    words.windows(3).any(|w| w[1].eq_ignore_ascii_case("of") && number(w[0]) > 0 && number(w[2]) > 1)
}

/// Whether the row that waits stands in a table that picks some tasks out of all: "Critical path activities".
fn is_of_selection(cx: &Context, dangling: &Dangling) -> bool {
    let table = matches!(dangling.subject, Node::Task(task) if cx.plan.task(task).table.is_some());
    let block = cx.document.block_at(dangling.place.span.start).filter(|_| table);
    block.is_some_and(|b| {
        let around = cx.plan.sections_around(cx.document, cx.document.block(b).section);
        around
            .map(|s| cx.document.section(s))
            .any(|s| s.level > 1 && cx.settings.vocabulary.says(&s.title, Word::Selection))
    })
}

/// The longest text on either side of a name that is looked at, in bytes.
const BESIDE: usize = 60;

/// Whether the place itself says that what it names is another document's, or somebody else's: "T020 (other repo)",
/// "T020 of 004-search", "external: T020", "see T020 in tasks-2.md"; "T4 instance" is the model of a machine.
fn is_kept_elsewhere(cx: &Context, dangling: &Dangling) -> bool {
    let (text, span, words) = (cx.source.text(), dangling.place.span, &cx.settings.vocabulary);
    let ends = |c: char| matches!(c, ',' | ';' | '|' | '\n');
    let before = window::before(text, span.start as usize, BESIDE).rsplit(ends).next().unwrap_or_default();
    let before = before.trim_end_matches([' ', ':', '`', '*']);
    if words.words(before).any(|(word, at)| word == Word::Elsewhere && at.end == before.len()) {
        return true;
    }
    let after = window::after(text, span.end as usize, BESIDE).split(ends).next().unwrap_or_default();
    let after = after.trim_start_matches(['`', '*', ' ']);
    let first = after.split([' ', ')', ']']).next().unwrap_or_default();
    let told = match after.as_bytes().first() {
        Some(b'(' | b'[') => after[1..].split([')', ']']).next().unwrap_or_default(),
        _ if matches!(first, "of" | "in" | "from" | "at") => {
            after[first.len()..].split([')', ']']).next().unwrap_or("")
        }
        _ => return words.is_name(first, Name::Machine),
    };
    // "In the plan" is this one, "in the ops plan" another.
    let own = |word: &str| matches!(word, "this" | "same" | "our" | "the" | "whole");
    let told_words: Vec<&str> = told.split_whitespace().collect();
    let keeper = |(at, word): (usize, &&str)| {
        words.is_name(word, Name::Keeper) && !at.checked_sub(1).is_some_and(|before| own(told_words[before]))
    };
    words.says(told, Word::Elsewhere)
        || told_words.iter().any(|word| is_document(word) && !cx.source.path().ends_with(word))
        || told_words.iter().enumerate().any(keeper)
}

/// Whether a word names a document or the folder of a feature: `tasks-2.md`, `004-search`.
fn is_document(word: &str) -> bool {
    let feature = || word.split_once('-').filter(|(number, _)| number.len() >= 3);
    word.ends_with(".md") || feature().is_some_and(|(number, _)| number.bytes().all(|b| b.is_ascii_digit()))
}

/// The longest name of a branch, in bytes.
const LONGEST: usize = 24;

/// Words of headings, tags of tasks and words in rows: `US1` in "Phase 3: Story (US1)"
/// or `[US1]` is something that the plan knows, though no task has it for an id. The place that
/// depends on it does not make it known.
fn named(member: &Member) -> FxHashSet<Key> {
    let Member { source, document, plan } = member;
    let titles = document.sections.iter().map(|s| s.title_span);
    let tasks = plan.tasks.iter().map(|t| {
        let span = t.span();
        let end = source.slice(span).char_indices().nth(48).map_or(span.end, |(at, _)| span.start + at as u32);
        Span { start: span.start, end }
    });
    let waits = |t: &Table, column: usize| {
        let role = t.columns.get(column).and_then(|c| c.role);
        column > 0 && matches!(role, Some(Role::Depends | Role::Blocks | Role::With))
    };
    let cells = plan.tables.iter().flat_map(|t| t.rows.iter().map(move |r| (t, r))).flat_map(|(t, row)| {
        let named = row.cells.iter().enumerate().filter(move |(column, _)| !waits(t, *column));
        named.map(|(_, &c)| document.block(c).span)
    });
    // "├── T8a: the tests" in a drawing.
    let fences = document.iter().filter_map(|(_, block)| match block.kind {
        Kind::Code { body, .. } => Some(body),
        _ => None,
    });
    let branches = fences.flat_map(|body| {
        let lines = source.slice(body).lines();
        lines.filter_map(move |line| {
            let branch = line.trim_start_matches(|c: char| !c.is_alphanumeric());
            let (name, _) = branch.split_once(':')?;
            (name.len() <= LONGEST).then(|| body.of_part(source.slice(body), name))
        })
    });
    // What was meant as a box names its task: "- [] T011 Parser", "-[ ] T012 Printer".
    let boxes = document.iter().filter_map(|(id, block)| {
        let text = matches!(block.kind, Kind::Item { mark: None } | Kind::Paragraph).then(|| document.text_span(id))?;
        let meant = source.slice(text).trim_start_matches(['-', '*', '\\']).starts_with('[');
        let end = source.slice(text).char_indices().nth(BOX).map_or(text.end, |(at, _)| text.start + at as u32);
        meant.then_some(Span { start: text.start, end })
    });
    // A row that an empty line cuts off is no row, and known to its author.
    let cut_off = plan.tables.iter().filter_map(|t| t.cut_off).map(|rows| document.block(rows).span);
    let waiting: FxHashSet<u32> = plan.dangling.iter().map(|d| d.place.span.start).collect();
    let words = titles.chain(tasks).chain(cells).chain(branches).chain(boxes).chain(cut_off).flat_map(|span| {
        let text = source.slice(span);
        let words = text.split(|c: char| !(c.is_alphanumeric() || matches!(c, '-' | '.' | '_')));
        words.filter(|w| w.contains(|c: char| c.is_ascii_digit())).map(move |w| (span.of_part(text, w).start, w))
    });
    words.filter(|(at, _)| !waiting.contains(at)).map(|(_, word)| id_key(word)).collect()
}

/// What the headings of a document number: "epic 5" of "Epic 5: Print".
fn titled(member: &Member) -> impl Iterator<Item = String> {
    member.document.sections.iter().flat_map(|section| {
        let title = fold(&section.title).into_owned();
        let words: Vec<&str> = title.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
        let numbered = words.windows(2).filter(|pair| pair[1].starts_with(|c: char| c.is_ascii_digit()));
        numbered.map(|pair| pair.join(" ")).collect::<Vec<_>>()
    })
}

/// What the plan has in parts only, "phase 2" of "Phase 2a" and "T2" of `T2.1`, and what its headings number in Roman
/// figures, in both ways of writing: "phase ii", "phase 2".
fn in_parts(cx: &Context) -> FxHashSet<String> {
    // A heading also names what it waits for, which is not there by that.
    let ids = cx.plan.tasks.iter().filter_map(|t| t.id.as_deref()).map(|id| fold(id).into_owned());
    let named = titled(cx.kin.own()).chain(ids);
    let mut known: FxHashSet<String> =
        named.flat_map(|name| wholes(&name).map(str::to_owned).collect::<Vec<_>>()).collect();
    for section in &cx.document.sections {
        let words: Vec<&str> = section.title.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
        for pair in words.windows(2) {
            if let Some(number) = roman(pair[1]) {
                known.extend(
                    [pair[1], &number.to_string()].map(|label| fold(&format!("{} {label}", pair[0])).into_owned()),
                );
            }
        }
    }
    known
}

/// What a name is a part of by its form: `t2` of `t2a`, `wp2` of `wp2.1`.
fn wholes(name: &str) -> impl Iterator<Item = &str> {
    let lettered = name.strip_suffix(|c: char| c.is_ascii_lowercase()).filter(|whole| ends_in_digit(whole));
    let dotted = name.match_indices('.').map(|(at, _)| &name[..at]).filter(|whole| ends_in_digit(whole));
    lettered.into_iter().chain(dotted)
}

fn ends_in_digit(name: &str) -> bool {
    name.ends_with(|c: char| c.is_ascii_digit())
}

/// The number that is written in capital Roman figures.
fn roman(word: &str) -> Option<u32> {
    let figure = |b: u8| match b {
        b'I' => Some(1),
        b'V' => Some(5),
        b'X' => Some(10),
        _ => None,
    };
    let figures: Vec<u32> = word.bytes().map(figure).collect::<Option<_>>()?;
    let behind = figures.iter().skip(1).chain([&0]);
    // What stands before a greater one is taken from it; all is summed up from the end, so that nothing falls below zero.
    let sum: i64 =
        figures.iter().zip(behind).map(|(f, next)| if f < next { -i64::from(*f) } else { i64::from(*f) }).sum();
    u32::try_from(sum).ok().filter(|&n| n > 0)
}

/// How far behind a box its id may end, in letters.
const BOX: usize = 16;

/// The ids of the plan, as written and in lower case.
fn ids(cx: &Context) -> Vec<(String, String)> {
    let ids = cx.plan.tasks.iter().filter_map(|t| t.id.as_deref().map(str::to_owned));
    let groups = cx.plan.groups.iter().filter(|g| !g.label.is_empty()).map(|g| g.name());
    ids.chain(groups)
        .map(|name| {
            let lower = name.to_lowercase();
            (name, lower)
        })
        .collect()
}

/// The id of the plan, other than `own`, that is most like `text`.
fn closest<'i>(ids: &'i [(String, String)], text: &str, own: &str) -> Option<&'i str> {
    const FAR: usize = 2;
    let text = text.to_lowercase();
    let length = text.chars().count();
    let near: Vec<(usize, &str)> = ids
        .iter()
        .filter(|(name, lower)| *name != own && lower.chars().count().abs_diff(length) <= FAR)
        .map(|(name, lower)| (strsim::damerau_levenshtein(lower, &text), name.as_str()))
        .filter(|(distance, _)| *distance <= FAR)
        .collect();
    let (least, name) = near.iter().min()?;
    // `T6` is as near to `T1` as to all the others.
    let one = near.iter().filter(|(distance, other)| distance == least && other != name).count() == 0;
    one.then_some(name)
}

#[cfg(test)]
mod tests {
    use super::closest;

    #[test]
    fn only_one_that_is_nearest_was_meant() {
        let ids = ["T1", "T2", "T12", "AUTH-1"].map(|id| (id.to_owned(), id.to_lowercase()));
        assert_eq!(closest(&ids, "T6", "AUTH-1"), None);
        assert_eq!(closest(&ids, "AUHT-1", "T1"), Some("AUTH-1"));
        assert_eq!(closest(&ids, "auth-1", "AUTH-1"), None);
    }
}
