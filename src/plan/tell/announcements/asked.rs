//! How many requirements a spec says that it has, and a roadmap that its phases have: "v1 requirements: 33 total".

use crate::{
    markdown::{BlockId, Kind},
    plan::{
        Name,
        declare::requirements::{task_around, version_around},
        model::*,
        quantity::{Hedge, Quantity, Unit},
        read::Reader,
    },
    source::Span,
};
use rustc_hash::FxHashSet;

/// The fewest requirements of which a total is compared.
const LEAST: usize = 3;

/// Reads the labels that count requirements, where the document defines them or gives all to its phases.
pub(super) fn read(reader: &Reader, found: &mut Vec<Announcement>) {
    if !is_whole_spec(reader) && !is_whole_roadmap(reader) {
        return;
    }
    let labels = reader.plan.fields.iter().map(|field| (field.key, field.value, field.block));
    let mut seen: FxHashSet<u32> = FxHashSet::default();
    for (key, value, block) in labels.chain(lines(reader)).filter(|(_, value, _)| seen.insert(value.start)) {
        if let Some((count, version)) = total(reader, key, value) {
            let counts = counts(reader, version.as_deref());
            let known = counts.iter().max().is_some_and(|&most| most >= LEAST as u64);
            found.extend(known.then_some(Announcement { count, block, of: Announced::Asked(counts) }));
        }
    }
}

/// The longest line that is a label though nothing marks it, in bytes.
const LINE: usize = 48;

/// The items that are a name and a number with nothing to mark the name: "- v1 requirements: 33 total".
fn lines(reader: &Reader) -> impl Iterator<Item = (Span, Span, BlockId)> {
    let items = reader.document.iter().filter(|(_, block)| matches!(block.kind, Kind::Item { mark: None }));
    items.filter_map(|(item, _)| {
        let span = reader.document.text_span(item);
        let raw = reader.slice(span);
        let (key, value) = raw.split_once(": ").filter(|_| raw.len() < LINE && !raw.contains('*'))?;
        Some((span.of_part(raw, key), span.of_part(raw, value), item))
    })
}

/// Whether every box of the document is a requirement with an id of its own.
fn is_whole_spec(reader: &Reader) -> bool {
    let requirements = &reader.plan.requirements;
    let ids: FxHashSet<&str> = requirements.iter().map(|r| &*r.key).collect();
    let places: FxHashSet<u32> = requirements.iter().map(|r| r.span.start).collect();
    let mut boxes = reader.plan.tasks.iter().filter(|task| task.places.iter().any(|place| place.why == Why::Box));
    let asked = |task: &Task| {
        let item = reader.document.block(task.block).span;
        let text = reader.document.text_span(task.block);
        (text.start..item.end.min(text.start + 8)).any(|at| places.contains(&at))
    };
    reader.plan.part == Part::Spec && ids.len() >= LEAST && ids.len() == requirements.len() && boxes.all(asked)
}

/// Whether each phase of a roadmap says which requirements it has.
fn is_whole_roadmap(reader: &Reader) -> bool {
    let citing: FxHashSet<Node> = reader.plan.requirement_mentions.iter().filter_map(|m| m.by).collect();
    let mut phases = reader.plan.groups().filter(|(_, group)| group.axis == Axis::Time).peekable();
    let all = reader.plan.requirement_mentions.iter().any(|m| &*m.key == "all");
    reader.plan.part == Part::Tasks
        && !all
        && phases.peek().is_some()
        && phases.all(|(id, _)| citing.contains(&Node::Group(id)))
}

/// The number of a label such as "v1 requirements: 33 total", "Requirements coverage: 26/26", and the version that it
/// names.
fn total(reader: &Reader, key: Span, value: Span) -> Option<(Quantity, Option<String>)> {
    let at = value;
    let (key, value) = (reader.slice(key), reader.slice(value));
    let length = value.bytes().take_while(u8::is_ascii_digit).count();
    let low: u32 = value[..length].parse().ok()?;
    let rest = value[length..].trim();
    let words = || key.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let noun = |word: &str| reader.vocabulary.is_name(word, Name::Citing);
    let version =
        |word: &str| word.strip_prefix(['v', 'V']).is_some_and(|n| n.starts_with(|c: char| c.is_ascii_digit()));
    let told = |word: &str| noun(word) || version(word) || reader.vocabulary.is_total(word);
    let of_all = rest.strip_prefix('/').is_some_and(|all| all.split(' ').next() == Some(&value[..length]));
    let alone = rest.is_empty() || reader.vocabulary.is_total(rest) && !rest.contains(' ');
    let plain = of_all || alone && words().all(told);
    let span = at.of_part(value, &value[..length]);
    let unit = Unit::Count("requirement".into());
    let count = Quantity { low: low.into(), high: low.into(), step: 1.0, hedge: Hedge::Exact, unit, span };
    (low > 0 && plain && words().any(noun)).then(|| (count, words().find(|word| version(word)).map(str::to_lowercase)))
}

/// How many requirements there are, in every way of counting: those of the version first, then all that have a box,
/// all that are known, and all that phases have.
fn counts(reader: &Reader, version: Option<&str>) -> Vec<u64> {
    let asked = &reader.plan.requirements;
    let section = |span: Span| reader.document.block_at(span.start).map(|block| reader.document.block(block).section);
    let of_version = |r: &&Requirement| {
        version.is_some() && section(r.span).and_then(|s| version_around(reader, s)).as_deref() == version
    };
    let boxed = |r: &&Requirement| {
        let around = reader.document.block_at(r.span.start);
        around.is_some_and(|block| task_around(reader, block).is_some())
    };
    let cited: FxHashSet<&str> =
        reader.plan.requirement_mentions.iter().filter(|m| m.by.is_some()).map(|m| &*m.key).collect();
    let all = [asked.iter().filter(of_version).count(), asked.iter().filter(boxed).count(), asked.len(), cited.len()];
    let mut counts: Vec<u64> = all.into_iter().filter(|&count| count > 0).map(|count| count as u64).collect();
    counts.dedup();
    counts
}
