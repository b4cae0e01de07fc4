//! See `rules/arithmetic/wrong-total.md`.

use crate::{
    diagnostic::{Confidence, Diagnostic, Subject, quote},
    markdown::BlockId,
    plan::{
        Cue, Mode, Role, Table, fold, names,
        quantity::{self, Hedge, Quantity, TimeUnit, Unit},
        sums::{self, Part, Sum},
    },
    rules::{Context, Findings},
    source::Span,
};

/// Finds total rows whose figures are not the sum of the rows they add up.
pub fn check(cx: &Context, out: &mut Findings) {
    for table in &cx.plan.tables {
        let totals: Vec<usize> = (0..table.rows.len()).filter(|&r| table.rows[r].total).collect();
        if totals.is_empty() || !even(cx, table) || !additive(cx, table) {
            continue;
        }
        for &total in &totals {
            if let Some(found) = vet(cx, out, table, &totals, total) {
                out.push(found);
            }
        }
    }
}

/// A total row's figure that is wrong.
struct Wrong {
    column: usize,
    claim: Quantity,
    sum: Sum,
    parts: Vec<Part>,
}

/// One finding for a total row, however many of its figures are wrong.
fn vet(cx: &Context, out: &Findings, table: &Table, totals: &[usize], total: usize) -> Option<Diagnostic> {
    let name = name(cx, table, total);
    let words = &cx.settings.vocabulary;
    let key = names::key(&name);
    let plain = words.is_cue(&key, Cue::Total);
    // "Phase 1 Total" adds up a part of the table; "Total (P0+P1)" and "Total users" are things of their own.
    let partial = !plain && totals.len() > 1 && (key.ends_with(" total") || key.ends_with(" subtotal"));
    let hedged = table.rows[total].cells.iter().any(|&c| words.has_cue(&cx.document.plain(text(cx), c), Cue::Overlapping));
    if !(plain || partial) || hedged {
        return None;
    }
    let mut wrong = (1..table.columns.len()).filter_map(|c| vet_cell(cx, table, totals, total, c));
    let first = wrong.next()?;
    let heading = quote(&table.columns[first.column].name);
    let (sum, claim) = (first.sum.shown(), first.claim.to_string());
    let mut found = out
        .at(first.claim.span, format!("the {} rows of `{heading}` add up to {sum}, and `{}` says {claim}", first.parts.len(), quote(&name)))
        .label(format!("the rows add up to {sum}"))
        .confidence(Confidence::Conventional)
        .about(Subject::Place(cx.document.block(table.block).span));
    let mut help = "correct the total, or the row that is wrong; most readers look only at the total".to_owned();
    if let Some((span, why)) = explanation(cx, table, &first) {
        found = found.related(span, why);
        help = "see whether the marked row is the one that is wrong; else correct the total".to_owned();
    }
    found = found.help(help);
    let title = &cx.document.section(table.section);
    for quantity in quantity::scan(&title.title, 0) {
        if quantity.comparable(&first.claim) && quantity.unit.noun().is_some() && quantity.value() == first.claim.value() {
            found = found.related(title.title_span, "the heading repeats the figure");
        }
    }
    for also in wrong {
        let heading = quote(&table.columns[also.column].name);
        found = found.related(also.claim.span, format!("the rows of `{heading}` add up to {}", also.sum.shown()));
    }
    Some(found)
}

fn vet_cell(cx: &Context, table: &Table, totals: &[usize], total: usize, column: usize) -> Option<Wrong> {
    let heading = &table.columns[column];
    let cell = *table.rows[total].cells.get(column)?;
    let plain = cx.document.plain(text(cx), cell);
    let claim = Quantity { span: cx.document.text_span(cell), ..quantity::cell(&plain, 0)? };
    let figures = |rows: &mut dyn Iterator<Item = usize>| sums::column(text(cx), cx.document, table, rows, column);
    let part = |r: &usize| !table.rows[*r].total;
    let before = totals.iter().rev().copied().find(|&t| t < total);
    let since = figures(&mut (before.map_or(0, |b| b + 1)..total).filter(part))?;
    let above = figures(&mut (0..total).filter(part))?;
    let below = figures(&mut (total + 1..table.rows.len()).filter(part))?;
    let sums_above = figures(&mut (0..total).filter(|r| !part(r)))?;
    // A first row adds up those below; a last one without rows of its own, all above.
    let parts = match (total, since.len()) {
        (0, _) => below.clone(),
        (_, 0) => above.clone(),
        _ => since.clone(),
    };
    if parts.len() < 2 || !summable(cx, &heading.name, heading.role, &claim, &parts) {
        return None;
    }
    let sum = sum_of(&parts)?;
    let running: Vec<Part> = sums_above.iter().rev().take(1).chain(&since).cloned().collect();
    let subtotals_and_rest: Vec<Part> = sums_above.iter().chain(&since).cloned().collect();
    let readings = [&parts, &since, &above, &sums_above, &running, &subtotals_and_rest];
    let right = readings.into_iter().filter_map(|parts| sum_of(parts)).any(|sum| !sum.refutes(&claim));
    let wrong = Wrong { column, claim, sum, parts };
    (!right && !meant(cx, table, &wrong)).then_some(wrong)
}

fn sum_of(parts: &[Part]) -> Option<Sum> {
    Sum::of(parts.iter().map(|p| &p.quantity))
}

/// Whether the figures of a column are meant to be added, as its heading and its values say.
fn summable(cx: &Context, heading: &str, role: Option<Role>, claim: &Quantity, parts: &[Part]) -> bool {
    let words = &cx.settings.vocabulary;
    let bare = heading.split('(').next().unwrap_or(heading);
    if matches!(role, Some(Role::Id | Role::Date | Role::Priority | Role::Status | Role::Group)) || words.has_cue(bare, Cue::NotAdded) {
        return false;
    }
    let bare_numbers = parts.iter().all(|p| p.quantity.unit == Unit::None);
    let counting = parts.len() > 2 && parts.windows(2).all(|w| w[1].quantity.low - w[0].quantity.low == 1.0);
    let years = parts.iter().all(|p| (1990.0..2100.0).contains(&p.quantity.low));
    if bare_numbers && (counting || years) {
        return false;
    }
    // Hundredths add up only where they share out a whole.
    let hundredths = |q: &Quantity| q.unit == Unit::Percent;
    let whole = words.has_cue(heading, Cue::Share) && claim.value() == 100.0;
    !(hundredths(claim) || parts.iter().any(|p| hundredths(&p.quantity))) || whole
}

/// Whether a difference is one that an author may have meant.
fn meant(cx: &Context, table: &Table, wrong: &Wrong) -> bool {
    let Wrong { claim, sum, parts, .. } = wrong;
    let most = parts.iter().map(|p| p.quantity.high).fold(f64::MIN, f64::max);
    let value = claim.value();
    let mean = sum.low / parts.len() as f64;
    // The longest of parallel rows, their mean, their number.
    if value == most || !claim.contradicts(mean) || value == parts.len() as f64 {
        return true;
    }
    // Rough guesses beside a measured total.
    let rough = |q: &Quantity| q.hedge == Hedge::About;
    if !rough(claim) && parts.iter().all(|p| rough(&p.quantity)) {
        return true;
    }
    let words = &cx.settings.vocabulary;
    let fewer = claim.high < sum.low;
    let heading = &table.columns[wrong.column].name;
    // A file or a person may stand in several rows; rows may run side by side.
    let shared = words.has_cue(heading, Cue::Shared) || claim.unit.noun().is_some_and(|n| words.is_cue(n, Cue::Shared));
    let calendar = matches!(claim.unit, Unit::Time(unit) if !unit.is_clocked() && unit != TimeUnit::Month);
    let parallel = || {
        claim.is_time()
            && (words.has_cue(cx.text(cx.document.block(table.block).span), Cue::Overlapping)
                || cx.plan.groups.iter().any(|g| matches!(g.mode, Some((Mode::Parallel, _))))
                || cx.plan.tasks.iter().any(|t| t.parallel.is_some()))
    };
    fewer && value > most && (shared || calendar || parallel())
}

/// Whether every row has a cell for every column, so that none is shifted.
fn even(cx: &Context, table: &Table) -> bool {
    let bars = |row: BlockId| cx.text(cx.document.block(row).span).trim().trim_matches('|').matches('|').count();
    let mut rows = cx.document.rows(table.block).map(bars);
    let header = rows.next();
    rows.all(|row| Some(row) == header)
}

/// Whether the rows are parts beside each other: none is a tax, a mean, or a heading or part of another row.
fn additive(cx: &Context, table: &Table) -> bool {
    let words = &cx.settings.vocabulary;
    let parts: Vec<usize> = (0..table.rows.len()).filter(|&r| !table.rows[r].total).collect();
    let mut bold = 0;
    for &row in &parts {
        let name = name(cx, table, row);
        let nested = ["└", "↳", "├", "- ", "→", "&nbsp;", "…", "+", "•"].iter().any(|mark| name.trim_start().starts_with(mark));
        if nested || words.has_cue(&name, Cue::Adjusting) || words.has_cue(&fold(&name), Cue::Total) {
            return false;
        }
        let first = table.rows[row].cells.first().map_or(Span::default(), |&c| cx.document.text_span(c));
        bold += usize::from(cx.text(first).starts_with("**"));
    }
    // `1` above `1.1`.
    let numbers: Vec<String> = parts.iter().map(|&r| name(cx, table, r)).collect();
    let nested = numbers.windows(2).any(|w| w[1].strip_prefix(w[0].trim()).is_some_and(|rest| rest.starts_with(['.', '-'])));
    !nested && (bold == 0 || bold == parts.len())
}

/// The name of a row: the first cell that is filled.
fn name(cx: &Context, table: &Table, row: usize) -> String {
    let mut cells = table.rows[row].cells.iter().map(|&c| cx.document.plain(text(cx), c));
    cells.find(|c| !c.trim().is_empty()).map(|c| c.trim().to_owned()).unwrap_or_default()
}

fn text<'a>(cx: &Context<'a>) -> &'a str {
    cx.source.text()
}

/// The one row that would explain the difference, and how.
fn explanation(cx: &Context, table: &Table, wrong: &Wrong) -> Option<(Span, String)> {
    if let Some(found) = only(wrong.parts.iter().filter_map(|part| miscounted(cx, table, wrong, part))) {
        return Some(found);
    }
    let excess = wrong.sum.low - wrong.claim.value();
    let left_out = wrong.parts.iter().filter(|p| !p.quantity.is_range() && (p.quantity.low - excess).abs() < 1e-6);
    only(left_out).map(|p| (p.quantity.span, "the total would be right without this row".to_owned()))
}

/// A row "Parsers (6)" of which the plan lists another number, which would make the total right.
fn miscounted(cx: &Context, table: &Table, wrong: &Wrong, part: &Part) -> Option<(Span, String)> {
    let name = name(cx, table, part.row);
    let (bare, gloss) = name.strip_suffix(')')?.rsplit_once('(')?;
    let said: usize = gloss.trim().parse().ok().filter(|&n| n > 0)?;
    let wanted = stems(bare);
    let listed = cx.plan.tasks.iter().filter(|task| {
        let own = task.table.is_some_and(|t| std::ptr::eq(&cx.plan.tables[t.index()], table));
        let title = stems(&task.title);
        !own && !wanted.is_empty() && wanted.iter().all(|word| title.contains(word))
    });
    let listed = listed.count();
    let value = part.quantity.low * listed as f64 / said as f64;
    let explains = !wrong.claim.contradicts(wrong.sum.low - part.quantity.low + value);
    (listed > 0 && listed != said && explains).then(|| {
        let span = cx.document.text_span(table.rows[part.row].cells[0]);
        (span, format!("the plan lists {listed} of these, not {said}; with {} here the total is right", wrong.sum.unit.amount(value)))
    })
}

/// The words of a name or path, singular.
fn stems(text: &str) -> Vec<String> {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty());
    words.map(|w| quantity::singular(&w.to_lowercase())).collect()
}

fn only<T>(mut all: impl Iterator<Item = T>) -> Option<T> {
    let first = all.next()?;
    all.next().is_none().then_some(first)
}
