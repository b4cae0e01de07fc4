//! How long, how much or when, of the whole plan, stated twice: at its head and in its summary.

use super::dimension;
use crate::{
    diagnostic::{Confidence, quote},
    plan::{
        Field, Measure, Name, Word, fold, names,
        quantity::{self, Hedge, Quantity, Unit},
    },
    rules::{Context, Findings},
};
use jiff::civil::Date;
use rustc_hash::FxHashMap;

/// The longest field that states one thing, in bytes.
const LONGEST: usize = 100;
/// What a key is about whose day the plan has once.
const DAYS: [&str; 8] =
    ["go-live", "go live", "golive", "launch date", "release date", "cutover date", "cut-over date", "completion date"];
/// What a field says of the whole plan.
struct Claim<'p> {
    field: &'p Field,
    what: What,
}

enum What {
    Much(Quantity),
    Day(Date),
}

/// Finds fields about the whole plan that no value fits both of.
pub(super) fn check(cx: &Context, out: &mut Findings) {
    let mut claims: FxHashMap<(String, Option<Unit>), Vec<Claim>> = FxHashMap::default();
    let short = |f: &&Field| f.value.len() < LONGEST && f.key.len() < LONGEST;
    let counts = |f: &&Field| cx.holds_digit(f.value) && may_be_of_all(cx, f);
    for field in cx.plan.fields.iter().filter(short).filter(counts) {
        let Some(what) = about(cx, field) else { continue };
        let Some(claim) = claim(cx, field) else { continue };
        if is_of_all(cx, field) {
            let unit = if let What::Much(quantity) = &claim { Some(dimension(&quantity.unit)) } else { None };
            claims.entry((what, unit)).or_default().push(Claim { field, what: claim });
        }
    }
    let mut found = Vec::new();
    for same in claims.values() {
        let [first, rest @ ..] = &same[..] else { continue };
        let Some(other) = rest.iter().find(|c| c.field.section != first.field.section && differ(&first.what, &c.what))
        else {
            continue;
        };
        let [here, there] = [other, first].map(|c| quote(cx.text(c.field.value)));
        found.push(
            out.at(
                other.field.value,
                format!("`{}` is {here} here and {there} elsewhere", quote(cx.text(other.field.key))),
            )
            .label(format!("{here} here"))
            .related(first.field.value, format!("{there} here"))
            .confidence(Confidence::Conventional)
            .help("decide which of the two holds and state it in both places, or say what sets them apart"),
        );
    }
    found.sort_by_key(|d| d.span);
    found.into_iter().for_each(|d| out.push(d));
}

/// The lowest rank of a heading below which the whole plan is spoken of.
const LEVEL: u8 = 2;

/// Whether a field stands in a section of high rank that is about no part of the plan, and not right below a table,
/// of which it is the total then.
fn may_be_of_all(cx: &Context, field: &Field) -> bool {
    let facts = &cx.plan.sections[field.section.0 as usize];
    let own = facts.group.is_some() || facts.task.is_some() || facts.actor.is_some();
    let level = cx.document.section(field.section).level;
    let below_table =
        || cx.document.previous_sibling(field.block).is_some_and(|block| cx.plan.table_at(block).is_some());
    level <= LEVEL && (level == 0 || !own) && !below_table()
}

/// Whether such a field stands at the head of the document or in its summary.
pub(super) fn is_of_all(cx: &Context, field: &Field) -> bool {
    let section = cx.document.section(field.section);
    // Several titles of the first rank head several documents.
    let titles = || cx.document.sections.iter().filter(|s| s.level == 1).count();
    match section.level {
        0 => true,
        1 => titles() == 1,
        2 => {
            let mut words = section.title.split(|c: char| !c.is_alphanumeric());
            words.any(|word| cx.settings.vocabulary.is_name(word, Name::OfTheWhole))
        }
        _ => false,
    }
}

/// What the key of a field measures of the whole plan; `None` where it is something else.
fn about(cx: &Context, field: &Field) -> Option<String> {
    let key = fold(cx.text(field.key)).into_owned();
    // Each of them ends with one of these.
    let dated = |four: &[u8]| four == b"live" || four == b"date";
    if key.as_bytes().windows(4).any(dated) && DAYS.iter().any(|day| key.contains(day)) {
        return Some(key);
    }
    let words = || key.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty());
    let bare = || words().filter(|w| !cx.settings.vocabulary.is_name(w, Name::Framing));
    let joined = || bare().collect::<Vec<_>>().join(" ");
    let last = bare().next_back()?;
    match cx.settings.vocabulary.measure(&key) {
        Some(Measure::Length) => Some("length".to_owned()),
        Some(Measure::Effort) => Some("effort".to_owned()),
        // "Total Story Points", "Monthly Cost".
        None if words().next() == Some("total") && bare().count() <= 3 => Some(joined()),
        None if matches!(last, "cost" | "budget" | "costs") && bare().count() < 3 => Some(joined()),
        None => None,
    }
}

/// The one quantity or day that a field states, without anything beside it that might set it apart.
fn claim(cx: &Context, field: &Field) -> Option<What> {
    let (key, value) = (cx.text(field.key), cx.text(field.value));
    let words = &cx.settings.vocabulary;
    let apart = |text: &str| {
        words.says(text, Word::Overlapping)
            || text.split(|c: char| !c.is_alphanumeric()).any(|w| words.is_name(w, Name::Variant))
            || text.contains(['→', '⇒'])
    };
    if apart(key) || apart(value) || words.says(key, Word::Elsewhen) {
        return None;
    }
    if !is_plain(value) {
        return None;
    }
    let outside = names::without_glosses(value);
    if let [day] = quantity::dates(&outside, 0).as_slice() {
        return day.date().map(What::Day);
    }
    match quantity::scan(&outside, 0).as_slice() {
        [one] if !matches!(one.unit, Unit::Percent | Unit::Rate(_) | Unit::Multiplier) => Some(What::Much(one.clone())),
        _ => None,
    }
}

/// Whether no remark stands behind a figure, "80 so far", and in brackets nothing but the figure in another unit.
fn is_plain(value: &str) -> bool {
    let outside = names::without_glosses(value);
    let behind = |end: u32| outside[end as usize..].contains(char::is_alphanumeric);
    let mut glosses = value.split('(').skip(1).map(|gloss| gloss.split(')').next().unwrap_or(gloss));
    let restates = |gloss: &str| quantity::cell(gloss, 0).is_some() || !quantity::dates(gloss, 0).is_empty();
    glosses.all(restates) && !quantity::scan(&outside, 0).last().is_some_and(|figure| behind(figure.span.end))
}

/// Whether no value fits both.
fn differ(a: &What, b: &What) -> bool {
    match (a, b) {
        (What::Day(a), What::Day(b)) => a != b,
        (What::Much(a), What::Much(b)) => {
            let slack = |q: &Quantity| if q.hedge == Hedge::About { 0.15 * q.high } else { 0.0 };
            let slack = slack(a).max(slack(b)) + 1e-9;
            let fits = |bound: &Quantity, other: &Quantity| match bound.hedge {
                Hedge::AtLeast => other.high >= bound.low,
                Hedge::AtMost => other.low <= bound.high,
                _ => false,
            };
            !fits(a, b) && !fits(b, a) && (a.low > b.high + slack || b.low > a.high + slack)
        }
        _ => false,
    }
}
