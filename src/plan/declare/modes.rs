//! How the tasks of a group relate, as its own section says: `**Execution:** Parallel`,
//! "All 6 tasks can run simultaneously"; a wave in which each task has another agent. What is hedged promises nothing.

use super::fields;
use crate::{
    markdown::{Kind, SectionId},
    plan::{
        Name, Noun, Phrase, Role, Unit, Word, folds_to,
        model::*,
        names, quantity,
        read::{LIKELY, Reader, SURE},
        relate::sentences::sentence,
    },
    source::Span,
};
use rustc_hash::{FxHashMap, FxHashSet};
use std::cell::OnceCell;

/// The longest statement, in bytes.
const LONGEST: usize = 240;

/// Reads the fields and sentences that stand right in the section of a group.
pub(in crate::plan) fn read(reader: &mut Reader) {
    alone(reader);
    let sizes = Sizes::default();
    let mut found: Vec<(GroupId, Mode, Place)> = Vec::new();
    for field in reader.plan.fields.iter().filter(|f| f.role == Some(Role::Mode) && f.why == Why::Label) {
        let Some(group) = own(reader, field.section).filter(|_| field.of_section(reader.document)) else { continue };
        let mode = of_field(reader, &sizes, field, group);
        found.extend(mode.map(|mode| (group, mode, Place::new(field.value, Why::Label, SURE))));
    }
    for hit in reader.plan.phrases_of(Phrase::Beside) {
        let block = reader.document.block(hit.block);
        if !matches!(block.kind, Kind::Paragraph) || block.span.len() > LONGEST {
            continue;
        }
        let item =
            reader.document.ancestors(hit.block).any(|b| matches!(reader.document.block(b).kind, Kind::Item { .. }));
        let Some(group) = own(reader, block.section).filter(|_| !item) else { continue };
        let at = sentence(reader, block.span, hit.span);
        let text = reader.slice(at);
        // What else the paragraph says may take some of it back.
        if !limits(reader, reader.slice(block.span))
            && together(reader, text).is_some_and(|n| sizes.agree(reader, group, n))
        {
            found.push((group, Mode::Parallel, Place::new(at, Why::Sentence, LIKELY)));
        }
    }
    found.extend(reader.plan.tables.iter().filter_map(|table| apart(reader, table)));
    for (group, mode, place) in found {
        reader.plan.groups[group.index()].mode.get_or_insert((mode, place));
    }
    if let Some(place) = in_turn(reader) {
        let slots = reader.plan.groups.iter_mut().filter(|group| group.slot);
        slots.for_each(|group| _ = group.mode.get_or_insert((Mode::Sequential, place)));
    }
}

/// The sentence that says of all waves that the tasks of one follow each other: "Tasks within a wave run in order".
fn in_turn(reader: &Reader) -> Option<Place> {
    let mut said = reader.plan.phrases_of(Phrase::WithinWave).map(|hit| {
        let at = sentence(reader, reader.document.block(hit.block).span, hit.span);
        Place::new(at, Why::Sentence, LIKELY)
    });
    // "Waves run in sequence, tasks within a wave in parallel"
    let beside = |span: Span| reader.plan.phrases_in(span).any(|hit| hit.phrase == Phrase::Beside);
    let serial = |span: Span| reader.vocabulary.says(reader.slice(span), Word::Serial);
    said.find(|place| serial(place.span) && !beside(place.span))
}

/// Reads the fields of tasks that run beside none, as they say: `Can Parallel: NO | Wave 2`.
fn alone(reader: &mut Reader) {
    let mut found = Vec::new();
    for field in reader.plan.fields.iter().filter(|f| f.role == Some(Role::Mode) && f.why == Why::Label) {
        let value = reader.slice(field.value);
        let answer = value.split('|').next().and_then(|part| part.rsplit(": ").next()).unwrap_or_default().trim_start();
        let mut words = answer.split(|c: char| !c.is_alphabetic());
        let word = words.next().unwrap_or_default();
        // "NO (sequential within Wave 2, but parallel with Task 4)"
        let mut beside = || words.any(|word| reader.vocabulary.mode(word) == Some(true));
        let task =
            Some(()).filter(|()| folds_to(word, "no") && !beside()).and_then(|()| fields::subject(reader, field));
        if let Some(subject @ Node::Task(_)) = task {
            let place = Place::new(field.value.of_part(value, word), Why::Label, SURE);
            found.push(Stated { subject, relation: Relation::With, place, whole: true });
        }
    }
    reader.plan.stated.extend(found);
}

/// The wave in whose section a table gives each task to another agent, and says of none that it waits.
fn apart(reader: &Reader, table: &Table) -> Option<(GroupId, Mode, Place)> {
    let owner = table.column(Role::Owner).filter(|_| table.kind == TableKind::Work && table.rows.len() > 1)?;
    let group = own(reader, table.section).filter(|&g| is_slot(reader, &reader.plan.group(g).word))?;
    let ordered = [Role::Depends, Role::Blocks, Role::Mode].iter().any(|&role| table.has(role));
    let mut seen = FxHashSet::default();
    let own = |row: &Row| {
        let name = reader.slice(row.cells.get(owner).map(|&cell| reader.cell_span(cell)).unwrap_or_default());
        !name.is_empty() && !name.contains([',', '&', '+', '/', '→']) && seen.insert(names::key(name))
    };
    let place = Place::new(table.columns[owner].span, Why::Cell, LIKELY);
    (!ordered && table.rows.iter().filter(|row| !row.total).all(own)).then_some((group, Mode::Parallel, place))
}

/// Whether what a group holds starts at once, as in a wave, or in what is called a round.
fn is_slot(reader: &Reader, word: &str) -> bool {
    reader.vocabulary.is_name(word, Name::Slot) || word == "round"
}

/// The group whose own section that is.
fn own(reader: &Reader, section: SectionId) -> Option<GroupId> {
    let group = reader.plan.sections[section.0 as usize].group?;
    (reader.plan.group(group).section == Some(section)).then_some(group)
}

/// Whether a text takes back a part of what it says: "mostly", "where possible", "one after the other".
fn limits(reader: &Reader, text: &str) -> bool {
    reader.vocabulary.says(text, Word::Limiting) || reader.vocabulary.says(text, Word::Serial)
}

/// The part of a wave's name that says with a word for work how that is done: "Parallel integration hardening".
pub(in crate::plan) fn parallel_work<'t>(
    reader: &Reader,
    word: &str,
    name: &str,
    mut parts: impl Iterator<Item = &'t str>,
) -> Option<&'t str> {
    let said = |part: &str| {
        let words = part.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty());
        let mut words = words.skip_while(|w| quantity::small(w).is_some()).peekable();
        words.next().is_some_and(|first| reader.vocabulary.mode(first) == Some(true))
            && words.peek().is_some()
            && words.all(|w| reader.vocabulary.is_name(&w.to_lowercase(), Name::ParallelWork))
    };
    let found = Some(()).filter(|()| is_slot(reader, word)).and_then(|()| parts.find(|part| said(part)))?;
    (!limits(reader, name)).then(|| found.trim())
}

/// `**Execution:** Parallel`, `**Parallelism:** All 6 tasks can run simultaneously`.
fn of_field(reader: &Reader, sizes: &Sizes, field: &Field, group: GroupId) -> Option<Mode> {
    let value = reader.slice(field.value);
    if value.len() > LONGEST {
        return None;
    }
    let head = value.split(['(', ',', ';', '—', '–']).next().unwrap_or(value).trim_matches([' ', '.', '*', '`', '!']);
    let behind = value.find(head).map_or("", |at| &value[at + head.len()..]);
    let limited = limits(reader, behind) || head.is_empty();
    match reader.vocabulary.mode(head) {
        Some(true) if limited || reader.runs_beside(group) => return None,
        Some(true) => return Some(Mode::Parallel),
        Some(false) => return Some(Mode::Sequential),
        None if limits(reader, value) => return None,
        None => {}
    }
    // A phase that can "run in parallel" may do so beside another one; waves follow each other.
    let wave = is_slot(reader, &reader.plan.group(group).word);
    let yes = wave && matches!(head.to_ascii_lowercase().as_str(), "yes" | "true" | "y");
    let all = || together(reader, value).is_some_and(|n| sizes.agree(reader, group, n));
    (yes || all()).then_some(Mode::Parallel)
}

/// How many tasks a sentence says run side by side, where it says so of all of them and nothing else:
/// "All 6 tasks can run simultaneously", "These tasks run in parallel (different files)".
fn together(reader: &Reader, text: &str) -> Option<Option<usize>> {
    let end = [" (", " — ", " – ", " - ", ", "].iter().filter_map(|end| text.find(end)).min().unwrap_or(text.len());
    let words = text[..end].split_whitespace().map(|w| w.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase());
    let words: Vec<String> = words.filter(|w| !w.is_empty()).collect();
    let mut rest = words.iter().map(String::as_str).peekable();
    let mut whole = false;
    while rest.next_if(|w| matches!(*w, "all" | "these" | "both" | "those")).is_some() {
        whole = true;
        while rest.next_if(|w| matches!(*w, "of" | "the" | "these" | "those")).is_some() {}
    }
    let count = rest.next_if(|w| quantity::small(w).is_some()).and_then(quantity::small);
    let noun = rest.next_if(|w| is_plural(reader, w)).is_some();
    if count.is_some() && !noun {
        return None;
    }
    if noun && rest.next_if(|w| matches!(*w, "in" | "of")).is_some() {
        rest.next_if(|w| matches!(*w, "this" | "the"))?;
        rest.next_if(|w| matches!(reader.vocabulary.noun(w), Some(Noun::Group(Axis::Time))) || *w == "section")?;
        whole = true;
    }
    if !whole {
        return None;
    }
    let modal =
        |w: &&str| matches!(*w, "can" | "may" | "should" | "will" | "must" | "could" | "are" | "all" | "be" | "to");
    while rest.next_if(modal).is_some() {}
    let verb = |w: &&str| {
        matches!(*w, "run" | "execute" | "executed" | "start" | "proceed" | "done" | "launched" | "worked" | "started")
    };
    rest.next_if(verb)?;
    let manner: Vec<&str> = rest.filter(|w| *w != "on").collect();
    matches!(manner[..], ["in", "parallel"] | ["simultaneously"] | ["concurrently"]).then_some(count)
}

/// "tasks", "items": several things to do.
fn is_plural(reader: &Reader, word: &str) -> bool {
    let one = word.strip_suffix("ies").map(|w| format!("{w}y")).or(word.strip_suffix('s').map(str::to_owned));
    one.is_some_and(|one| {
        matches!(reader.vocabulary.noun(&one), Some(Noun::Task))
            || matches!(&*one, "item" | "issue" | "plan" | "subtask")
    })
}

/// How many parts each group has, counted where a statement says so.
#[derive(Default)]
struct Sizes(OnceCell<FxHashMap<GroupId, usize>>);

impl Sizes {
    /// Whether a statement about `count` tasks is one about all those of a group.
    fn agree(&self, reader: &Reader, group: GroupId, count: Option<usize>) -> bool {
        let Some(count) = count else { return true };
        let sizes = self.0.get_or_init(|| {
            let units = reader.plan.units(reader.document);
            let work = reader.plan.tasks().filter(|(_, t)| t.kind == TaskKind::Work);
            let parts = work.filter_map(|(id, t)| Some((t.group?, units.of(&reader.plan, reader.document, id))));
            let parts: FxHashSet<(GroupId, Unit)> = parts.collect();
            parts.into_iter().fold(FxHashMap::default(), |mut sizes, (group, _)| {
                *sizes.entry(group).or_default() += 1;
                sizes
            })
        });
        sizes.get(&group) == Some(&count)
    }
}

#[cfg(test)]
mod tests {
    use crate::{
        markdown::Document,
        plan::{Mode, Plan, Vocabulary},
        source::Source,
    };

    /// How the two tasks of a wave relate below whose heading `statement` stands.
    fn mode(statement: &str) -> Option<Mode> {
        let text = format!("# Plan\n\n## Wave 1: Base\n\n{statement}\n\n- [ ] T1: One\n- [ ] T2: Two\n");
        let source = Source::new("plan.md", text.into_bytes()).expect("a text");
        let plan = Plan::read(&source, &Document::parse(source.text()), &Vocabulary::standard());
        plan.groups.first().and_then(|g| g.mode).map(|(mode, _)| mode)
    }

    #[test]
    fn statements_about_all_tasks() {
        for statement in [
            "**Parallelism:** All 2 tasks can run simultaneously",
            "**Mode:** parallel",
            "- **Execution**: Parallel (two agents)",
            "**Can run in parallel:** yes",
            "> These tasks run in parallel (different files).",
            "_Tasks in this wave run in parallel._",
            "Both can be executed concurrently, no dependencies.",
        ] {
            assert_eq!(mode(statement), Some(Mode::Parallel), "{statement}");
        }
        assert_eq!(mode("**Execution:** Sequential"), Some(Mode::Sequential));
        for statement in [
            "**Parallelism:** All 3 tasks can run simultaneously",
            "**Mode:** parallel where possible",
            "**Execution:** Parallel, one after the other on the shared file",
            "**Execution:** Parallel with Wave 2",
            "All tasks marked [P] can run in parallel.",
            "All tasks can run in parallel. T2 goes first, though.",
            "These tasks run in parallel with Wave 2.",
            "Our tests run in parallel.",
            "- These tasks run in parallel.",
        ] {
            assert_eq!(mode(statement), None, "{statement}");
        }
    }
}
