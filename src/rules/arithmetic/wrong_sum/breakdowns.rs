//! "Effort by agent", "Effort by priority": tables that share out one whole in several ways, and come to different sums.

use crate::{
    diagnostic::{Confidence, Severity, Subject, quote},
    markdown::SectionId,
    plan::{
        Name, Noun, Role, Table, Word, fold, names,
        quantity::{self, Quantity, Unit},
        sums::{self, Sum},
    },
    rules::{Context, Findings},
    source::Span,
};
use rustc_hash::FxHashMap;

/// The longest section that is read for words that set its table apart, in bytes.
const TEXT: u32 = 4_000;

/// How many tables of one whole are compared.
const WAYS: usize = 8;

/// By which share of the greater two sums of one whole may differ; what differs by more is another whole.
const NEAR: f64 = 0.3;

/// One way of sharing out a whole.
struct Way<'c> {
    title: &'c str,
    /// Whether it shares it out among people, of whom two may do one thing together.
    people: bool,
    section: SectionId,
    /// What each of its columns of figures comes to, by the key of the column.
    sums: Vec<(&'c str, Quantity, Sum)>,
}

/// Finds the table whose column comes to another sum than those beside it.
pub(super) fn check(cx: &Context, out: &mut Findings) {
    let mut wholes: FxHashMap<(SectionId, String), Vec<Way>> = FxHashMap::default();
    for table in &cx.plan.tables {
        let section = cx.document.section(table.section);
        if let Some(what) = shared_out(cx, table, &section.title)
            && let Some(way) = way(cx, table)
        {
            wholes.entry((section.parent, what)).or_default().push(way);
        }
    }
    let mut ways: Vec<Vec<Way>> = wholes.into_values().filter(|ways| (2..=WAYS).contains(&ways.len())).collect();
    ways.sort_by_key(|ways| ways[0].section.0);
    ways.iter().for_each(|ways| judge(cx, out, ways));
}

/// What a title says that a table shares out, where it says by what: "task breakdown" of "Task breakdown by agent".
fn shared_out(cx: &Context, table: &Table, title: &str) -> Option<String> {
    let title = fold(title).into_owned();
    let key = table.columns.first()?.key.split(' ').next()?;
    let mut words: Vec<&str> = title.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let (last, by) = (words.pop()?, words.pop()?);
    let same = last == key || quantity::singular(last) == quantity::singular(key);
    (same && cx.settings.vocabulary.is_name(by, Name::SharedBy)).then(|| words.join(" "))
}

/// The columns of a table that add up, where its section holds it alone and says nothing that would set it apart.
fn way<'c>(cx: &'c Context, table: &'c Table) -> Option<Way<'c>> {
    let (words, section) = (&cx.settings.vocabulary, cx.document.section(table.section));
    let last = cx.document.blocks.get((section.end as usize).checked_sub(1)?)?.span.end;
    let text = Span { start: section.title_span.start, end: last };
    let beside = |other: &Table| other.section == table.section && other.block != table.block;
    let at = cx.plan.tables.partition_point(|other| other.block < table.block);
    let near = cx.plan.tables[at.saturating_sub(1)..].iter().take(3);
    let told = |text: &str| {
        let mut said = text.split(|c: char| !c.is_alphabetic());
        words.says(text, Word::Overlapping) || said.any(|word| words.is_name(word, Name::SharedOut))
    };
    if last.saturating_sub(text.start) > TEXT || { near }.any(beside) || told(cx.text(text)) {
        return None;
    }
    let sums: Vec<_> = (1..table.columns.len()).filter_map(|column| sum(cx, table, column)).collect();
    let first = &*table.columns.first()?.key;
    let people = words.is(first, Role::Owner) || words.noun(first) == Some(Noun::Agent) || words.is(first, Role::Team);
    (!sums.is_empty()).then_some(Way { people, title: &section.title, section: table.section, sums })
}

/// What a column comes to: the total that stands below it, which its rows give, or their sum.
fn sum<'c>(cx: &Context, table: &'c Table, column: usize) -> Option<(&'c str, Quantity, Sum)> {
    let (words, named) = (&cx.settings.vocabulary, &table.columns[column]);
    if words.says(names::bare(&named.name), Word::NotAdded) {
        return None;
    }
    let figures = |total: bool| {
        let rows = (0..table.rows.len()).filter(move |&row| table.rows[row].total == total);
        let all = rows.clone().count();
        let parts = sums::column(cx.source.text(), cx.document, table, rows, column)?;
        let parts: Vec<Quantity> = parts.into_iter().map(|part| part.quantity.under(&named.name)).collect();
        let added = |q: &Quantity| !q.is_range() && q.unit.is_added() && q.unit != Unit::Percent;
        (parts.len() == all && parts.iter().all(added)).then_some(parts)
    };
    let parts = figures(false).filter(|parts| parts.len() > 1)?;
    let sum = Sum::of(&parts)?;
    let stated = match &figures(true)?[..] {
        [] => Quantity { low: sum.low, high: sum.high, span: named.span, ..parts[0].clone() },
        [total] if !sum.refutes(total) => total.clone(),
        _ => return None,
    };
    Some((&named.key, stated, sum))
}

/// Reports the one way that differs from the others in a column; of two, the second, where they agree in another column.
fn judge(cx: &Context, out: &mut Findings, ways: &[Way]) {
    let keys: Vec<&str> = ways[0].sums.iter().map(|(key, ..)| *key).collect();
    let of = |way: &'_ Way<'_>, key: &str| -> Option<(Quantity, Sum)> {
        way.sums.iter().find(|(own, ..)| *own == key).map(|(_, stated, sum)| (stated.clone(), sum.clone()))
    };
    let differ = |a: &(Quantity, Sum), b: &(Quantity, Sum)| {
        a.1.unit.comparable(&b.1.unit) && a.1.refutes(&b.0) && b.1.refutes(&a.0)
    };
    for key in &keys {
        let told: Vec<(&Way, (Quantity, Sum))> = ways.iter().filter_map(|way| Some((way, of(way, key)?))).collect();
        let agree = |a: usize| (0..told.len()).filter(|&b| a != b && !differ(&told[a].1, &told[b].1)).count();
        let odd = match told.len() {
            0 | 1 => None,
            2 => (agree(1) == 0).then_some((1, 0)),
            many => {
                let mut odd = (0..many).filter(|&at| agree(at) == 0);
                let first = odd.next().zip((0..many).find(|&at| agree(at) == many - 2));
                first.filter(|_| odd.next().is_none())
            }
        };
        let Some((odd, other)) = odd else { continue };
        let (wrong, right) = (&told[odd], &told[other]);
        let (a, b) = (wrong.1.0.value(), right.1.0.value());
        let together = if a > b { wrong.0.people } else { right.0.people };
        let near = !together && (a - b).abs() <= NEAR * a.max(b);
        // Two tables share out one whole where they agree about something else of it.
        let same = || {
            let others = keys.iter().filter(|other| *other != key);
            let mut pairs = others.filter_map(|other| of(wrong.0, other).zip(of(right.0, other)));
            pairs.any(|(a, b)| a.0.value() > 0.0 && a.1.unit.comparable(&b.1.unit) && !differ(&a, &b))
        };
        if near && (told.len() > 2 || same()) {
            report(cx, out, wrong, right);
        }
    }
}

fn report(cx: &Context, out: &mut Findings, wrong: &(&Way, (Quantity, Sum)), right: &(&Way, (Quantity, Sum))) {
    let ((here, (stated, sum)), (there, (other, that))) = (wrong, right);
    if out.tell(stated.span) {
        return;
    }
    let (title, beside) = (quote(here.title), quote(there.title));
    let finding = out
        .at(stated.span, format!("`{title}` comes to {}, and `{beside}` to {}", sum.shown(), that.shown()))
        .severity(Severity::Warning)
        .confidence(Confidence::Conventional)
        .label(format!("{} here", sum.shown()))
        .related(other.span, format!("{} here", that.shown()))
        .help("find the row that was changed in one table only, or say what one of them leaves out or counts twice")
        .about(Subject::Place(cx.document.section(here.section).title_span));
    out.push(finding);
}
