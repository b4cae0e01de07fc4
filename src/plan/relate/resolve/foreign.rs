//! Names of what another plan has: "Phase 2 of [the auth plan](auth-plan.md)", "Task 1 of PRD-01", "spec 002 (T3)".

use crate::{
    plan::{Name, fold, names, read::Reader},
    source::{Span, window},
};

/// The farthest that is looked behind and before a name, in bytes.
const BESIDE: usize = 80;

/// Most words of the name of another plan: "the", "billing", "migration", "plan".
const WORDS: usize = 4;

/// Whether the text around a name says that another document or plan has it.
pub(super) fn is_foreign(reader: &Reader, name: Span) -> bool {
    let behind = window::after(reader.text, name.end as usize, BESIDE);
    let behind = behind.split(['\n', '|', ';']).next().unwrap_or("").trim_start_matches(['*', '`', ' ']);
    let before = window::before(reader.text, name.start as usize, BESIDE);
    let before = before.rsplit(['\n', '|', ';', ':']).next().unwrap_or("");
    is_of_another(reader, behind) || has_another(reader, behind) || follows_another(reader, before)
}

/// "of `auth-plan.md`", "from the auth plan", "of PRD-01".
fn is_of_another(reader: &Reader, behind: &str) -> bool {
    let Some((of, rest)) = behind.split_once(' ') else { return false };
    reader.vocabulary.is_name(of, Name::Belonging) && names_another(reader, rest)
}

/// "(other repo)", "(mobile repo)", "(in `auth-plan.md`)".
fn has_another(reader: &Reader, behind: &str) -> bool {
    let Some((gloss, _)) = behind.strip_prefix('(').and_then(|rest| rest.split_once(')')) else { return false };
    let is = |word: Option<&str>, name: Name| word.is_some_and(|word| reader.vocabulary.is_name(word, name));
    let mut words = gloss.split_whitespace();
    let (first, last) = (words.next(), words.next_back());
    let kept = is(last, Name::Repository) && !is(first, Name::ThisOne);
    is_of_another(reader, gloss) || kept || is(first, Name::Another) && last.is_some_and(|word| is_plan(reader, word))
}

/// "spec 002 (", "`auth-plan.md` ", "[the auth plan](auth-plan.md) ", "API plan ", "002-api ", "infra repo, ".
fn follows_another(reader: &Reader, before: &str) -> bool {
    let Some(lead) = before.strip_suffix(['(', ' ', '#', '/']) else { return false };
    let (lead, listed) = lead.strip_suffix(',').map_or((lead, false), |lead| (lead, true));
    let mut words = lead.rsplit([',', '(']).next().unwrap_or("").split_whitespace().rev();
    let Some(last) = words.next() else { return false };
    let qualified = words.next();
    let numbered = || is_number(last) && qualified.is_some_and(|word| is_plan(reader, word));
    let coded = || {
        let part = last.split_once('-').filter(|(number, _)| number.len() == 3 && is_number(number));
        part.is_some() || is_plan(reader, last) && last.ends_with(|c: char| c.is_ascii_digit())
    };
    let kept = || reader.vocabulary.is_name(last, Name::Repository);
    let named =
        || is_plan(reader, last) && qualified.is_some_and(|word| !is_glue(reader, word) && !is_own(reader, word));
    match listed {
        true => coded() || kept(),
        false => is_document(reader, last) || coded() || named() || before.ends_with('(') && numbered(),
    }
}

/// Whether what follows "of" names a document other than this one, or a plan by a name or number of its own.
fn names_another(reader: &Reader, text: &str) -> bool {
    let document = match text.strip_prefix('[') {
        Some(link) => link.split_once("](").and_then(|(_, to)| to.split(')').next()),
        None => text.split([' ', ',', ')']).next(),
    };
    if document.is_some_and(|named| is_document(reader, named)) {
        return true;
    }
    let end = text.find([',', '(', ')', '.', ':', '—', '–', '+', '&']).unwrap_or(text.len());
    let words: Vec<&str> = text[..end].split_whitespace().take(WORDS + 1).collect();
    // "of last sprint"
    if let [first, second, ..] = words[..]
        && reader.vocabulary.is_name(first, Name::Another)
        && reader.vocabulary.noun(&fold(second)).is_some()
    {
        return true;
    }
    match words.iter().position(|word| is_plan(reader, word)) {
        // "spec 004", "PRD-01"
        Some(0) => {
            words.get(1).is_some_and(|number| is_number(number)) || words[0].contains(|c: char| c.is_ascii_digit())
        }
        Some(at) if at < WORDS => {
            let mut called = words[..at].iter().filter(|word| !is_glue(reader, word)).peekable();
            called.peek().is_some() && !called.any(|word| is_own(reader, word))
        }
        _ => false,
    }
}

/// Whether a word stands in any name: "of the plan".
fn is_glue(reader: &Reader, word: &str) -> bool {
    reader.vocabulary.is_name(word, Name::ListGlue)
}

/// Whether a word before "plan" means this one: it says so, or the title has it.
fn is_own(reader: &Reader, word: &str) -> bool {
    let title = reader.document.sections.get(1).map_or("", |section| &*section.title);
    reader.vocabulary.is_name(word, Name::ThisOne) || fold(title).contains(&*fold(word))
}

/// Whether a word is the path of a Markdown file other than this one.
fn is_document(reader: &Reader, word: &str) -> bool {
    let link = word.rsplit_once("](").map_or(word, |(_, to)| to);
    let path = link.trim_matches(['`', '*', '_', '(', ')', '[', ']', '<', '>', ':']);
    let path = path.split('#').next().unwrap_or("");
    let file = path.rsplit('/').next().unwrap_or("");
    file.len() > 3 && file.ends_with(".md") && !reader.path.ends_with(file)
}

/// Whether a word is what a document of work is called, perhaps with its number: "plan", "PRD-01".
fn is_plan(reader: &Reader, word: &str) -> bool {
    let bare = word.trim_end_matches(|c: char| c.is_ascii_digit()).trim_end_matches(['-', '#', '_', ' ']);
    reader.vocabulary.is_name(names::bare(bare).trim_matches(['*', '`', '\'']), Name::PlanDocument)
}

/// Whether a word is a number: "004", "#12".
fn is_number(word: &str) -> bool {
    let digits = word.trim_start_matches('#');
    !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit())
}
