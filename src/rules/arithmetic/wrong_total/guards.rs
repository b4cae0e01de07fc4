//! What makes a difference between rows and total no mistake.

use super::{Sheet, Wrong, name};
use crate::{
    markdown::BlockId,
    plan::{
        Column, GroupId, Mode, Name, Node, Noun, Role, Table, Topic, Word, fold, names,
        quantity::{self, Hedge, Quantity, TimeUnit, Unit},
        sums::{Part, Sum},
    },
    rules::Context,
    source::window,
};

/// Whether the figures of a column are meant to be added.
#[derive(PartialEq)]
pub(super) enum Added {
    Yes,
    /// Where the other columns are, too.
    Seldom,
    No,
}

/// Whether the figures of a column are meant to be added, as its heading and its values say.
pub(super) fn summable(cx: &Context, column: &Column, claim: &Quantity, parts: &[Part]) -> Added {
    let words = &cx.settings.vocabulary;
    let heading = &*column.name;
    let bare = names::bare(heading);
    // "Phase 1" beside "Phase 2" holds what each row has of it.
    let part = bare.rsplit_once(' ').is_some_and(|(word, number)| {
        number.bytes().all(|b| b.is_ascii_digit()) && matches!(words.noun(word), Some(Noun::Group(_)))
    });
    let other = matches!(column.role, Some(Role::Id | Role::Date | Role::Priority | Role::Status | Role::Group));
    let mut kept = words.words(bare).filter(|(word, _)| *word == Word::NotAdded).peekable();
    let seldom = !part && kept.peek().is_some() && kept.all(|(_, at)| bare[at].eq_ignore_ascii_case("per"));
    if !part && !seldom && (other || words.says(bare, Word::NotAdded)) {
        return Added::No;
    }
    let bare_numbers = parts.iter().all(|p| p.quantity.unit == Unit::None);
    let counting = parts.len() > 2 && parts.windows(2).all(|w| w[1].quantity.low - w[0].quantity.low == 1.0);
    let years = parts.iter().all(|p| (1990.0..2100.0).contains(&p.quantity.low));
    // Hours may be 3, 4 and 5; what has no unit and counts on has numbers for names.
    let measured = || quantity::unit_named(bare).is_some_and(|unit| unit.noun().is_none_or(|noun| noun == "point"));
    if bare_numbers && (counting && !measured() || years) {
        return Added::No;
    }
    // Hundredths add up only where they share out a whole.
    let hundredths = |q: &Quantity| q.unit == Unit::Percent;
    let all = || parts.iter().map(|p| p.quantity.value()).sum::<f64>() == 100.0;
    let whole = || words.says(heading, Word::Share) && (claim.value() == 100.0 || all());
    match (hundredths(claim) || parts.iter().any(|p| hundredths(&p.quantity))) && !whole() {
        true => Added::No,
        false if seldom => Added::Seldom,
        false => Added::Yes,
    }
}

/// From how many figures that are not 0 on their sum is no other figure by chance.
const TELLING: usize = 3;

/// The columns in which the figure of a row adds up those of all others exactly, with the rows that have one.
pub(super) fn additions(sheet: &Sheet, total: usize) -> Vec<(usize, Vec<usize>)> {
    let table = sheet.table;
    let figures = |rows: &mut dyn Iterator<Item = usize>, column| {
        let exact = |part: &Part| part.quantity.hedge == Hedge::Exact && !part.quantity.is_range();
        sheet.figures.column(rows, column).filter(|parts| parts.iter().all(exact))
    };
    let of = |column: usize| {
        let claim = figures(&mut std::iter::once(total), column).filter(|claim| claim.len() == 1)?;
        let mut parts = figures(&mut (0..table.rows.len()).filter(|&row| row != total), column)?;
        parts.retain(|part| part.quantity.value() != 0.0);
        let sum = Sum::of(parts.iter().map(|part| &part.quantity))?;
        let told = parts.len() >= TELLING && sum.low == claim[0].quantity.value();
        told.then(|| (column, parts.iter().map(|part| part.row).collect()))
    };
    (1..table.columns.len()).filter_map(of).collect()
}

/// From which whole numbers on rows are probably rounded.
const ROUNDED: f64 = 1_000.0;

/// Whether a difference is one that an author may have meant.
pub(super) fn meant(sheet: &Sheet, wrong: &Wrong) -> bool {
    let (cx, table) = (sheet.cx, sheet.table);
    let Wrong { claim, sum, parts, .. } = wrong;
    let most = parts.iter().map(|p| p.quantity.high).fold(f64::MIN, f64::max);
    let value = claim.value();
    let mean = sum.low / parts.len() as f64;
    // The longest of parallel rows, their mean, their number.
    if value == most || !claim.contradicts(mean) || value == parts.len() as f64 {
        return true;
    }
    // A mean by weights that stand beside.
    if value < most && (1..table.columns.len()).any(|c| c != wrong.column && is_share(sheet, parts, c)) {
        return true;
    }
    // Each row may have been rounded by itself.
    let rounded = |q: &Quantity| q.low == q.high && q.low.fract() == 0.0 && (q.low == 0.0 || q.low.abs() >= ROUNDED);
    let all = || parts.iter().map(|p| &p.quantity).chain([claim]);
    if all().all(|q| rounded(q) && q.unit == claim.unit) && (sum.low - value).abs() * 2.0 <= parts.len() as f64 {
        return true;
    }
    if is_rounded_share(sheet, wrong) || adds_a_row_up(sheet, wrong) {
        return true;
    }
    // Rough guesses beside a measured total.
    let rough = |q: &Quantity| q.hedge == Hedge::About;
    if !rough(claim) && parts.iter().all(|p| rough(&p.quantity)) {
        return true;
    }
    let words = &cx.settings.vocabulary;
    // What is optional, planned or a bound may be told beside the rest, which alone gives the total.
    let firm: Vec<&Quantity> = parts.iter().filter(|p| is_firm(sheet, p)).map(|p| &p.quantity).collect();
    if firm.len() < parts.len() && Sum::of(firm).is_some_and(|s| s.low == claim.low && s.high == claim.high) {
        return true;
    }
    let line = |part: &Part| cx.text(cx.document.block(table.rows[part.row].block).span);
    let lines: Vec<(&Quantity, &str)> = parts.iter().map(|part| (&part.quantity, line(part))).collect();
    if cx.rest_comes_to(&lines, claim) {
        return true;
    }
    let fewer = sum.exceeds(claim);
    let heading = &table.columns[wrong.column].name;
    if !fewer || value <= most || words.says(heading, Word::PersonTime) {
        return false;
    }
    // A file or a person may stand in several rows; rows may run side by side.
    let shared = words.says(heading, Word::Shared) || claim.unit.noun().is_some_and(|n| words.is_word(n, Word::Shared));
    let calendar = matches!(claim.unit, Unit::Time(unit) if !unit.is_clocked() && unit != TimeUnit::Month);
    let clocked = claim.is_time() && !calendar;
    shared && !clocked || calendar || clocked && are_beside(sheet, wrong)
}

/// How much around a table speaks of it, in bytes to each side.
const AROUND: usize = 600;

/// Whether the table, or what stands around it, says that its rows run side by side, or the plan says it of one of them.
fn are_beside(sheet: &Sheet, wrong: &Wrong) -> bool {
    let (cx, table) = (sheet.cx, sheet.table);
    let parallel = |group: GroupId| matches!(cx.plan.group(group).mode, Some((Mode::Parallel, _)));
    let row = |part: &Part| match table.rows[part.row].subject {
        Some(Node::Task(task)) => {
            let task = cx.plan.task(task);
            task.parallel.is_some() || task.group.is_some_and(parallel)
        }
        Some(Node::Group(group)) => parallel(group),
        _ => false,
    };
    let hedged = cx.settings.vocabulary.says(&table.columns[wrong.column].name, Word::Overlapping);
    hedged || sheet.says_beside() || wrong.parts.iter().any(row)
}

/// Whether the table, or what stands around it, says that its rows run side by side.
pub(super) fn says_beside(cx: &Context, table: &Table) -> bool {
    let words = &cx.settings.vocabulary;
    let (text, span) = (cx.source.text(), cx.document.block(table.block).span);
    let (before, behind) =
        (window::before(text, span.start as usize, AROUND), window::after(text, span.end as usize, AROUND));
    // What stands under another heading speaks of other rows.
    let near = [
        cx.text(span),
        before.rsplit("\n#").next().unwrap_or_default(),
        behind.split("\n#").next().unwrap_or_default(),
        &cx.document.section(table.section).title,
    ];
    let said = |text: &str| words.words(text).any(|(word, _)| matches!(word, Word::Alongside | Word::SideBySide));
    near.into_iter().any(said)
}

/// Whether something of the plan runs side by side, and the rows add up to more time: it may be some of them.
pub(super) fn may_be_beside(sheet: &Sheet, heading: &str, wrong: &Wrong) -> bool {
    wrong.claim.is_time()
        && wrong.sum.exceeds(&wrong.claim)
        && (sheet.cx.settings.vocabulary.says(heading, Word::Shared) || sheet.in_parallel())
}

/// Whether a column shares out a whole among the rows of `parts`.
fn is_share(sheet: &Sheet, parts: &[Part], column: usize) -> bool {
    let shares = sheet.figures.column(parts.iter().map(|p| p.row), column).unwrap_or_default();
    let whole = shares.iter().map(|p| p.quantity.value()).sum::<f64>();
    shares.len() == parts.len()
        && (shares.iter().all(|p| p.quantity.unit == Unit::Percent) && (whole - 100.0).abs() < 2.0
            || sheet.cx.settings.vocabulary.says(&sheet.table.columns[column].name, Word::Share))
}

/// Whether each figure is the same part of one in another column, rounded, and so is the total: halves of whole amounts.
fn is_rounded_share(sheet: &Sheet, wrong: &Wrong) -> bool {
    let figures = |rows: &mut dyn Iterator<Item = usize>, column| {
        let parts = sheet.figures.column(rows, column)?;
        Some(parts.into_iter().map(|part| (part.row, part.quantity.value())).collect::<Vec<_>>())
    };
    let claim = wrong.claim.value();
    (1..sheet.table.columns.len()).filter(|&column| column != wrong.column).any(|column| {
        let whole = figures(&mut std::iter::once(wrong.row), column);
        let Some([(_, whole)]) = whole.as_deref() else { return false };
        let times = whole / claim;
        let others = figures(&mut wrong.parts.iter().map(|part| part.row), column).unwrap_or_default();
        let near = |part: &Part| {
            let Ok(at) = others.binary_search_by_key(&part.row, |(row, _)| *row) else { return false };
            (part.quantity.value() * times - others[at].1).abs() <= 0.5 * times + 1e-9
        };
        times >= 1.5 && wrong.parts.iter().all(near)
    })
}

/// Whether the figure adds up the row of totals above it, and not its column.
fn adds_a_row_up(sheet: &Sheet, wrong: &Wrong) -> bool {
    let table = sheet.table;
    let Some(above) = wrong.row.checked_sub(1).filter(|&above| table.rows[above].total) else { return false };
    let cells = (1..table.columns.len()).filter_map(|column| {
        let found = sheet.figures.column(std::iter::once(above), column)?;
        found.into_iter().next().map(|part| part.quantity.value())
    });
    (cells.sum::<f64>() - wrong.claim.value()).abs() < 1e-6
}

/// Whether a part surely counts in the total: no bound, and nothing that may yet be left out.
fn is_firm(sheet: &Sheet, part: &Part) -> bool {
    let (cx, table) = (sheet.cx, sheet.table);
    let row = fold(cx.text(cx.document.block(table.rows[part.row].block).span)).into_owned();
    !(cx.may_be_left_out(&row)
        || is_inside(sheet, part)
        || matches!(part.quantity.hedge, Hedge::AtLeast | Hedge::About)
        || cx.settings.vocabulary.topics(&row).contains(Topic::Optional))
}

/// Whether a row's name says in which other row it is counted: "Wheelchair (in A)" beside "A".
fn is_inside(sheet: &Sheet, part: &Part) -> bool {
    let row = fold(&name(sheet.cx, sheet.table, part.row)).into_owned();
    let gloss = row.strip_suffix(')').and_then(|row| row.rsplit_once('(')).and_then(|(_, gloss)| gloss.split_once(' '));
    gloss.is_some_and(|(first, whole)| {
        sheet.cx.settings.vocabulary.is_name(first, Name::Belonging) && sheet.has_row(whole)
    })
}

/// Whether every row has a cell for every column, so that none is shifted.
pub(super) fn even(cx: &Context, table: &Table) -> bool {
    let bars = |row: BlockId| cx.text(cx.document.block(row).span).trim().trim_matches('|').matches('|').count();
    let mut rows = cx.document.rows(table.block).map(bars);
    let header = rows.next();
    rows.all(|row| Some(row) == header)
}

/// Whether the rows are parts beside each other: none is a tax, a mean, or a heading or part of another row.
pub(super) fn additive(sheet: &Sheet) -> bool {
    let (cx, table) = (sheet.cx, sheet.table);
    let words = &cx.settings.vocabulary;
    // A buffer below the last total is in none of them.
    let last = table.rows.iter().rposition(|r| r.total).filter(|&r| r > 0).unwrap_or(table.rows.len());
    let parts: Vec<usize> = (0..last).filter(|&r| !table.rows[r].total).collect();
    let first_total = table.rows.iter().position(|r| r.total).unwrap_or(table.rows.len());
    let (mut bold, mut headings) = (0, 0);
    for &row in &parts {
        let name = name(cx, table, row);
        let first = table.rows[row].cells.first().map_or("", |&c| cx.text(cx.document.text_span(c)));
        // What is kept back counts where it follows a subtotal, or another column's total has it.
        let counted = || first_total < row || last == table.rows.len() - 1 && sheet.counts(last, row);
        if words.says(&fold(&name), Word::Total) || words.says(&name, Word::Adjusting) && !counted() {
            return false;
        }
        // A name alone heads the rows below it.
        let heads = table.rows[row].cells.iter().skip(1).all(|&c| cx.document.text_span(c).is_empty());
        if heads {
            headings += 1;
        } else {
            bold += usize::from(first.starts_with("**"));
        }
    }
    bold == 0 || bold + headings == parts.len()
}
