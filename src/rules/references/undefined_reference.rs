//! See `rules/references/undefined-reference.md`.

mod lists;

use crate::{
    diagnostic::{Diagnostic, quote},
    family::Member,
    markdown::InlineKind,
    plan::{Name, Noun, Topic, Unresolved, Word, fold},
    rules::{Context, Findings},
};
use rustc_hash::{FxHashMap, FxHashSet};
use std::cell::LazyCell;

/// How many further places a finding points at.
const PLACES: usize = 8;

/// Finds mentions of waves, tasks and sections whose numbers nothing in the plan has; one finding a name.
pub fn check(cx: &Context, out: &mut Findings) {
    let mut by_name: FxHashMap<&str, usize> = FxHashMap::default();
    let mut findings: Vec<Diagnostic> = Vec::new();
    let elsewhere: LazyCell<FxHashSet<String>, _> =
        LazyCell::new(|| cx.kin.elsewhere().flat_map(Member::names).collect());
    let defined = |m: &&Unresolved| elsewhere.contains(&*fold(&m.name));
    let most = LazyCell::new(|| counted(cx));
    let among = |m: &&Unresolved| number(&m.name).is_some_and(|number| number <= *most);
    let numbered = LazyCell::new(|| numbered(cx.source.text()));
    for mention in &cx.plan.unresolved {
        let known = by_name.get(&*mention.name).copied();
        let told = known.is_some_and(|known| findings[known].related.len() >= PLACES);
        if told || defined(&mention) || among(&mention) || is_outside(cx, mention, &numbered) {
            continue;
        }
        match known {
            Some(known) => findings[known] = findings[known].clone().related(mention.place.span, "and here"),
            None => {
                by_name.insert(&mention.name, findings.len());
                findings.push(finding(out, mention));
            }
        }
    }
    findings.into_iter().for_each(|finding| out.push(finding));
    lists::check(cx, out, &numbered);
}

fn finding(out: &Findings, mention: &Unresolved) -> Diagnostic {
    let name = quote(&mention.name);
    out.at(mention.place.span, format!("the plan has no {}, only {}", lower(&name), mention.known))
        .label("defined nowhere here")
        .help(format!("name the one that is meant, or say where {} is described", lower(&name)))
        .confidence(mention.place.confidence)
}

/// "Wave 13" as "wave 13"; an id stays as it is.
fn lower(name: &str) -> String {
    if name.contains(' ') { name.to_lowercase() } else { format!("`{name}`") }
}

/// Whether a mention speaks of another document, or of what is not yet planned.
fn is_outside(cx: &Context, mention: &Unresolved, numbered: &FxHashSet<&str>) -> bool {
    let section = cx.document.block(mention.block).section;
    let sentence = cx.text(mention.sentence);
    let inlines = cx.document.inlines_over(mention.block, mention.sentence);
    // A document, a link or a name right beside the mention may be that whose part it is.
    let beside = cx.document.link_over(mention.sentence).is_some()
        || inlines.iter().any(|i| {
            i.kind == InlineKind::Code && mention.sentence.contains(i.span) && names_document(cx.text(i.span))
        });
    let at = (mention.place.span.start - mention.sentence.start) as usize;
    let before = sentence.get(..at).unwrap_or("").trim_end();
    let name = before.rsplit(' ').next().unwrap_or("").trim_start_matches(['(', '[', '"', '“', '*', '`']);
    // "T03, T18" are two ids, and neither is the name of what has the other.
    let id = name.contains(|c: char| c.is_ascii_digit()) && name.ends_with([',', '/', '+']);
    let opens = || cx.settings.vocabulary.is_name(&fold(name), Name::Connective);
    let titled =
        name.starts_with(|c: char| c.is_uppercase()) && before.len() > name.len() && name.len() > 1 && !(id || opens())
            || name.len() > 2 && name.chars().all(|c| c.is_uppercase())
            || name.ends_with("'s")
            || name.ends_with("’s")
            || before.ends_with('`');
    let after = sentence.get(at + mention.name.len()..).unwrap_or("").trim_start();
    let of = ["of ", "in ", "from ", "+"].iter().any(|word| after.starts_with(word));
    // "(Phase 9 feature)" says where something comes from, and waits for nothing.
    let kind = before.ends_with('(') && after.starts_with(|c: char| c.is_alphabetic());
    beside
        || titled
        || is_next(cx, &mention.name, before)
        || of
        || kind
        || is_far(mention)
        || joined(cx, &mention.name, numbered)
        || [Word::Outside, Word::Renumbered].iter().any(|&w| cx.settings.vocabulary.says(sentence, w))
        || named(cx, &mention.name)
        || [Topic::Later, Topic::Optional, Topic::Done, Topic::Template].iter().any(|&t| cx.plan.within(section, t))
}

/// From which number on a section is one of a law or a standard where the document has far fewer: "Section 508".
const FAR: f64 = 100.0;

/// Whether the number of a section is far beyond those of the document.
fn is_far(mention: &Unresolved) -> bool {
    let last = |text: &str| -> Option<f64> { text.rsplit(|c: char| !c.is_ascii_digit()).next()?.parse().ok() };
    mention.name.contains(' ')
        && last(&mention.name).is_some_and(|number| number >= FAR)
        && last(&mention.known).is_some_and(|known| 2.0 * known < FAR)
}

/// Whether what follows the last of a kind is still to be planned: "Plan sprint 4" where there are three.
fn is_next(cx: &Context, name: &str, before: &str) -> bool {
    let verb = before.rsplit(' ').find(|word| !cx.settings.vocabulary.is_name(word, Name::Article)).unwrap_or_default();
    let verb = verb.trim_matches(|c: char| !c.is_alphabetic()).to_lowercase();
    let Some((word, Ok(number))) = name.rsplit_once(' ').map(|(word, number)| (fold(word), number.parse::<u32>()))
    else {
        return false;
    };
    let last = cx.plan.groups.iter().filter(|g| *g.word == *word).filter_map(|g| g.label.parse::<u32>().ok()).max();
    last.is_some_and(|last| last + 1 == number) && cx.settings.vocabulary.is_name(&verb, Name::Preparing)
}

/// Endings of files that people read.
const DOCUMENTS: [&str; 10] = ["md", "markdown", "mdx", "mdc", "rst", "adoc", "txt", "html", "pdf", "docx"];

/// Whether code is the name of a document: `docs/plan.md`, `plan.md#scope`.
fn names_document(code: &str) -> bool {
    let behind = code.rsplit_once('.').map_or("", |(_, behind)| behind.trim_end_matches('`'));
    let ending = &behind[..behind.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(behind.len())];
    DOCUMENTS.contains(&ending)
}

/// The most tasks that the document counts anywhere, of which it may list only some: "full list of 92 tasks: tasks.xlsx".
fn counted(cx: &Context) -> f64 {
    let task = |noun: &str| matches!(cx.settings.vocabulary.noun(noun), Some(Noun::Task));
    let tasks = cx.plan.figures.iter().filter(|f| f.quantity.unit.noun().is_some_and(task));
    tasks.map(|f| f.quantity.high).fold(0.0, f64::max)
}

/// The number of an id: 16 of `AG-016`; none of "Wave 3".
fn number(name: &str) -> Option<f64> {
    let digits = name.rsplit(|c: char| !c.is_ascii_digit()).next()?;
    digits.parse().ok().filter(|_| !name.contains(' '))
}

/// The words of a text that hold a digit.
fn numbered(text: &str) -> FxHashSet<&str> {
    let holds = |word: &&str| word.bytes().any(|b| b.is_ascii_digit());
    text.split(|c: char| !c.is_alphanumeric()).filter(holds).collect()
}

/// Whether the text also has the name as one word, so that it names something else: `phase9`.
fn joined(cx: &Context, name: &str, numbered: &FxHashSet<&str>) -> bool {
    let text = cx.source.text();
    let one: String = name.chars().filter(|c| !c.is_whitespace()).collect();
    let apart = |c: Option<char>| !c.is_some_and(char::is_alphanumeric);
    let stands = |one: &str| {
        let last = one.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or(one);
        if !numbered.contains(last) || last.len() == one.len() {
            return numbered.contains(one);
        }
        let whole = |at: usize| apart(text[..at].chars().next_back()) && apart(text[at + one.len()..].chars().next());
        text.match_indices(one).any(|(at, _)| whole(at))
    };
    one.len() < name.len() && (stands(&one) || stands(&one.to_lowercase()))
}

/// Whether the document itself has that name: `PHASE_7_DESIGN.md`.
fn named(cx: &Context, name: &str) -> bool {
    let letters =
        |text: &str| text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>();
    letters(cx.source.path()).contains(&letters(name))
}
