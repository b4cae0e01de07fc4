//! See `rules/text/duplicate-section.md`.

use crate::{
    diagnostic::quote,
    markdown::{Section, SectionId},
    rules::{Context, Findings},
};
use rustc_hash::{FxBuildHasher, FxHashMap, FxHashSet};

/// A section shorter than this may stand twice: "None", "See above".
const SHORT: usize = 60;

/// Sections of one name beyond this many are a form that is filled in again and again.
const FORM: usize = 3;

/// Finds sections that stand twice under one heading.
pub fn check(cx: &Context, out: &mut Findings) {
    let sections = &cx.document.sections;
    let mut first: FxHashMap<(SectionId, u8, &str), (SectionId, usize)> =
        FxHashMap::with_capacity_and_hasher(sections.len(), FxBuildHasher);
    let mut again = Vec::new();
    for (index, section) in sections.iter().enumerate().skip(1).filter(|(_, s)| s.level < 7) {
        let (id, key) = (SectionId(index as u32), (section.parent, section.level, &*section.title));
        let (earlier, count) = first.entry(key).or_insert((id, 0));
        *count += 1;
        if *count > 1 {
            again.push((*earlier, id, key));
        }
    }
    if again.is_empty() {
        return;
    }
    let repeats =
        |section: &Section| first.get(&(section.parent, section.level, &*section.title)).is_some_and(|f| f.1 > 1);
    let subjects = subjects(sections, repeats);
    for (earlier, later, key) in again {
        let part = |id: SectionId| subjects[id.0 as usize].filter(|(_, run)| *run > 1);
        let flat = part(earlier).is_some_and(|(one, _)| part(later).is_some_and(|(other, _)| one != other));
        let form = flat || first.get(&key).is_some_and(|(_, count)| *count > FORM);
        if let Some(likeness) = (!form).then(|| likeness(cx, earlier, later)).flatten() {
            report(cx, out, earlier, later, likeness);
        }
    }
}

/// For each section of which another bears the name: the last one before it of a name of its own, beside it,
/// and how many sections of common names follow that. "GET /keys", "Parameters", "Response" on one level are a
/// form that is filled in for each.
fn subjects(sections: &[Section], repeats: impl Fn(&Section) -> bool) -> Vec<Option<(usize, usize)>> {
    let mut subject: FxHashMap<(SectionId, u8), usize> = FxHashMap::default();
    let mut of = vec![None; sections.len()];
    let mut runs = vec![0; sections.len()];
    for (index, section) in sections.iter().enumerate().skip(1) {
        let beside = (section.parent, section.level);
        if !repeats(section) {
            subject.insert(beside, index);
        } else if let Some(&own) = subject.get(&beside) {
            of[index] = Some(own);
            runs[own] += 1;
        }
    }
    of.into_iter().map(|own| own.map(|own| (own, runs[own]))).collect()
}

/// How alike two sections of one name are.
enum Likeness {
    /// Word for word.
    Same,
    /// That many of the second one's lines stand in the first as well.
    Lines(usize, usize),
    /// Not at all, but both are the one phase or task of that name.
    Named,
}

fn likeness(cx: &Context, a: SectionId, b: SectionId) -> Option<Likeness> {
    let (one, two) = (body(cx, a), body(cx, b));
    let (x, y) = (set(one), set(two));
    let facts = |s: SectionId| &cx.plan.sections[s.0 as usize];
    let named = facts(a).group.is_some() && facts(a).group == facts(b).group;
    if y.is_empty() || x.is_empty() {
        return None;
    }
    let shared = y.intersection(&x).count();
    let long = two.trim().len() >= SHORT;
    if x == y && long {
        return Some(Likeness::Same);
    }
    if long && shared >= 2 && shared * 2 >= x.len().max(y.len()) {
        return Some(Likeness::Lines(shared, y.len()));
    }
    named.then_some(Likeness::Named)
}

/// The text below a heading.
fn body<'a>(cx: &Context<'a>, id: SectionId) -> &'a str {
    let (section, text) = (cx.document.section(id), cx.source.text());
    let end = match cx.document.blocks.get(section.end as usize) {
        Some(next) => next.span.start as usize,
        None => text.len(),
    };
    text.get(section.title_span.end as usize..end).unwrap_or("")
}

/// The lines of a text, in any order.
fn set(text: &str) -> FxHashSet<&str> {
    text.lines().map(str::trim).filter(|line| line.chars().any(char::is_alphanumeric)).collect()
}

fn report(cx: &Context, out: &mut Findings, earlier: SectionId, later: SectionId, likeness: Likeness) {
    let span = |id: SectionId| cx.document.section(id).title_span;
    let name = quote(&cx.document.section(later).title);
    let (what, help) = match likeness {
        Likeness::Same => ("word for word".to_owned(), "delete one of the two"),
        Likeness::Lines(shared, all) => (
            format!("and differs: {shared} of its {all} lines stand in the first one too"),
            "join the two and delete one, so that nobody works from the wrong one",
        ),
        Likeness::Named => {
            ("with other contents".to_owned(), "join the two, or give one of them the name it was meant to have")
        }
    };
    let finding = out
        .at(span(later), format!("the section \"{name}\" stands here a second time, {what}"))
        .label("the second one")
        .related(span(earlier), "the first one")
        .help(help);
    out.push(finding);
}
