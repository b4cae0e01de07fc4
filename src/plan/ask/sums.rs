//! What several figures come to, with what their hedges leave open.

use crate::{
    markdown::Document,
    plan::{
        Name, Vocabulary,
        model::Table,
        names,
        quantity::{self, Hedge, Quantity, Ratio, Unit},
    },
    source::Span,
};
use std::{cell::OnceCell, collections::BTreeMap};

/// One of the figures that are added.
#[derive(Debug, Clone)]
pub struct Part {
    /// The row of the table that holds it.
    pub row: usize,
    /// The figure.
    pub quantity: Quantity,
}

/// What a cell adds to its column.
#[derive(Debug, Clone)]
enum Cell {
    /// It is empty, a dash, or not there.
    Nothing,
    Figure(Quantity),
    /// It is `24.000`, which is a figure where all others are such.
    Dotted(Quantity),
    /// It is "1 HIGH + 1 LOW": so many of several kinds.
    Kinds(Quantity),
    /// It is no figure, and its column none of figures.
    Other,
}

impl Cell {
    fn read(text: &str, document: &Document, table: &Table, row: usize, column: usize) -> Self {
        let Some(&cell) = table.rows.get(row).and_then(|row| row.cells.get(column)) else { return Self::Nothing };
        let plain = document.plain(text, cell);
        if plain.chars().all(|c| c.is_whitespace() || matches!(c, '-' | '–' | '—' | '−')) {
            return Self::Nothing;
        }
        if quantity::is_apiece(&plain) {
            return Self::Other;
        }
        let placed = |quantity| Quantity { span: document.text_span(cell), ..quantity };
        let kinds = || of_kinds(&plain).map(placed).map_or(Self::Other, Self::Kinds);
        let dotted = || quantity::dotted_cell(&plain, 0).map(placed).map_or_else(kinds, Self::Dotted);
        quantity::cell(&plain, 0).map(placed).map_or_else(dotted, Self::Figure)
    }
}

/// How many bare figures stand beside a cell that tells its kinds, at least.
const BESIDE: usize = 3;

/// The sum of "1 HIGH + 1 LOW": whole numbers, each with the one word for a severity behind it.
fn of_kinds(cell: &str) -> Option<Quantity> {
    let terms = cell.trim_matches(['*', '_', '`', ' ']);
    let of_kind = |term: &str| {
        let (number, kind) = term.trim().split_once(' ')?;
        let whole = number.len() < 4 && number.bytes().all(|b| b.is_ascii_digit());
        (whole && Vocabulary::shipped().is_name(kind, Name::Severity)).then(|| number.parse::<u32>().ok())?
    };
    let counts: Option<Vec<u32>> = terms.split('+').map(of_kind).collect();
    let counts = counts.filter(|counts| counts.len() > 1)?;
    quantity::cell(&counts.iter().sum::<u32>().to_string(), 0)
}

/// The figures of a table of which much is asked: each cell is read once.
pub struct Figures<'p> {
    text: &'p str,
    document: &'p Document,
    table: &'p Table,
    /// By row and column.
    cells: Vec<OnceCell<Cell>>,
}

impl<'p> Figures<'p> {
    /// Those of `table`; none is read yet.
    pub fn of(text: &'p str, document: &'p Document, table: &'p Table) -> Self {
        Self { text, document, table, cells: vec![OnceCell::new(); table.rows.len() * table.columns.len()] }
    }

    /// The same as [`column`].
    pub fn column(&self, rows: impl IntoIterator<Item = usize>, column: usize) -> Option<Vec<Part>> {
        let (text, document, table) = (self.text, self.document, self.table);
        parts(text, document, table, rows, column, |row| {
            let read = || Cell::read(text, document, table, row, column);
            self.cells[row * table.columns.len() + column].get_or_init(read).clone()
        })
    }
}

/// The figures in the cells of `rows` of a column.
///
/// A cell that is empty or a dash adds nothing; one that holds anything but a
/// figure makes the column no column of figures.
pub fn column(
    text: &str,
    document: &Document,
    table: &Table,
    rows: impl IntoIterator<Item = usize>,
    column: usize,
) -> Option<Vec<Part>> {
    parts(text, document, table, rows, column, |row| Cell::read(text, document, table, row, column))
}

/// The ratio that a cell is, and where it stands; `Some(None)` where the cell is empty, `None` where it says anything else.
pub fn ratio(
    text: &str,
    document: &Document,
    table: &Table,
    row: usize,
    column: usize,
) -> Option<Option<(Span, Ratio)>> {
    let Some(&cell) = table.rows[row].cells.get(column) else { return Some(None) };
    let span = document.text_span(cell);
    let whole = &text[span.range()];
    let said = whole.trim_matches(['*', '_', '`', ' ']);
    if said.chars().all(|c| matches!(c, '-' | '–' | '—')) {
        return Some(None);
    }
    // Most cells hold no such number.
    let (done, of) = said.split(['(', ' ']).next()?.split_once('/')?;
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let found = quantity::ratio(said, 0).filter(|_| digits(done) && digits(of))?;
    let span = span.of_part(whole, &said[..done.len() + 1 + of.len()]);
    Some(Some((span, found)))
}

fn parts(
    text: &str,
    document: &Document,
    table: &Table,
    rows: impl IntoIterator<Item = usize>,
    column: usize,
    cell: impl Fn(usize) -> Cell,
) -> Option<Vec<Part>> {
    let rows: Vec<usize> = rows.into_iter().collect();
    let named = table.columns.get(column).is_some_and(|c| names::kind(Vocabulary::shipped(), &c.name).is_some());
    let listed = named.then(|| ids(text, document, table, &rows, column)).flatten();
    if listed.is_some() {
        return listed;
    }
    let (mut parts, mut dotted, mut kinds) = (Vec::new(), 0, 0);
    for row in rows {
        match cell(row) {
            Cell::Nothing => {}
            Cell::Figure(quantity) => parts.push(Part { row, quantity }),
            Cell::Dotted(quantity) => {
                dotted += 1;
                parts.push(Part { row, quantity });
            }
            Cell::Kinds(quantity) => {
                kinds += 1;
                parts.push(Part { row, quantity });
            }
            Cell::Other => return None,
        }
    }
    // One that tells its kinds may stand among those that do not.
    let counts = parts.iter().filter(|part| part.quantity.unit == Unit::None).count();
    if kinds > 1 || kinds == 1 && (counts < parts.len() || counts <= BESIDE) {
        return None;
    }
    // "1.250" beside "3" may be either.
    if dotted > 0 && dotted < parts.len() { None } else { outermost(table, parts) }
}

/// The figures without those of rows that are parts of others, where each of these is what its parts come to; `None` where
/// one is not, and nobody knows what it holds.
fn outermost(table: &Table, parts: Vec<Part>) -> Option<Vec<Part>> {
    let whole = |part: &Part| {
        let outer = table.rows[part.row].part_of?;
        parts.binary_search_by_key(&outer, |p| p.row).ok()
    };
    let mut inside: BTreeMap<usize, Vec<&Quantity>> = BTreeMap::new();
    for part in &parts {
        if let Some(outer) = whole(part) {
            inside.entry(outer).or_default().push(&part.quantity);
        }
    }
    if inside.is_empty() {
        return Some(parts);
    }
    let held = |(&outer, inner): (&usize, &Vec<&Quantity>)| {
        Sum::of(inner.iter().copied()).is_some_and(|sum| !sum.refutes(&parts[outer].quantity))
    };
    let outer = parts.iter().filter(|part| whole(part).is_none()).cloned();
    inside.iter().all(held).then(|| outer.collect())
}

/// What the first of several groups of figures come to, each of which is the sum of those behind it up to the next: 15 of
/// 8, 3, 2, 3, 7, 2, 5; `None` where they are not all in such groups.
pub fn of_wholes(figures: &[Quantity]) -> Option<Sum> {
    let mut wholes = Vec::new();
    let mut rest = figures;
    while let [whole, behind @ ..] = rest {
        let mut sum = 0.0;
        let reached = behind.iter().position(|part| {
            sum += part.value();
            sum >= whole.value()
        })?;
        if sum != whole.value() || reached == 0 || whole.is_range() {
            return None;
        }
        wholes.push(whole);
        rest = &behind[reached + 1..];
    }
    if wholes.len() < 2 { None } else { Sum::of(wholes) }
}

/// How many tasks each row names in a column of their ids: 4 in "1.1 - 1.4".
fn ids(text: &str, document: &Document, table: &Table, rows: &[usize], column: usize) -> Option<Vec<Part>> {
    let mut parts = Vec::new();
    let mut ranges = false;
    for &row in rows {
        let Some(&cell) = table.rows.get(row)?.cells.get(column) else { continue };
        let plain = document.plain(text, cell);
        if plain.trim().is_empty() {
            continue;
        }
        let counts: Option<Vec<u32>> = plain.split(',').map(id_count).collect();
        let counts = counts?;
        ranges |= counts.iter().any(|&count| count > 1);
        let quantity = quantity::cell(&counts.iter().sum::<u32>().to_string(), 0)?;
        parts.push(Part { row, quantity: Quantity { span: document.text_span(cell), ..quantity } });
    }
    ranges.then_some(parts)
}

/// How many ids a text is that counts within one part of a plan: `1.1 - 1.4`, `2.3`.
fn id_count(text: &str) -> Option<u32> {
    let parse = |id: &str| {
        let (part, number) = id.trim().split_once('.')?;
        let whole = |text: &str| text.len() < 4 && text.bytes().all(|b| b.is_ascii_digit());
        (whole(part) && whole(number)).then_some(())?;
        Some((part.parse::<u32>().ok()?, number.parse::<u32>().ok()?))
    };
    let Some((first, last)) = text.split_once(['-', '–', '—']).or_else(|| text.split_once(" to ")) else {
        return parse(text).map(|_| 1);
    };
    let ((part, first), (other, last)) = (parse(first)?, parse(last)?);
    (part == other && first < last).then(|| last - first + 1)
}

/// A sum: two ends, which differ where a part is a range or a bound.
#[derive(Debug, Clone)]
pub struct Sum {
    /// The least it can be.
    pub low: f64,
    /// The most it can be.
    pub high: f64,
    /// What rounding and "about" leave open on either side.
    slack: f64,
    /// Whether a part is "about".
    about: bool,
    /// Whether every part is written to its last digit: whole, or with cents.
    firm: bool,
    /// What is added.
    pub unit: Unit,
    /// Where the first of its parts stand.
    pub parts: Vec<Span>,
}

/// By which share an end of a range may be rounded.
const ROUNDED: f64 = 0.05;

/// How many parts are remembered.
const PARTS: usize = 8;

impl Sum {
    /// What `parts` come to; `None` where they cannot be added.
    pub fn of<'q>(parts: impl IntoIterator<Item = &'q Quantity>) -> Option<Self> {
        let mut sum: Option<Sum> = None;
        for part in parts {
            let unit = &part.unit;
            let nothing = || Sum {
                low: 0.0,
                high: 0.0,
                slack: 0.0,
                about: false,
                firm: true,
                unit: unit.clone(),
                parts: Vec::new(),
            };
            let sum = sum.get_or_insert_with(nothing);
            if !sum.unit.comparable(unit) || !unit.is_added() {
                return None;
            }
            if sum.unit == Unit::None {
                sum.unit = unit.clone();
            }
            sum.low += if part.hedge == Hedge::AtMost { f64::NEG_INFINITY } else { part.low };
            sum.high += if part.hedge == Hedge::AtLeast { f64::INFINITY } else { part.high };
            sum.about |= part.hedge == Hedge::About;
            sum.parts.extend((sum.parts.len() < PARTS).then_some(part.span));
            // Whole figures are meant as they stand; `1.2k` was rounded, and so was the third that is 33 %.
            let whole = part.step == unit.factor() && *unit != Unit::Percent
                || matches!(unit, Unit::Time(_)) && part.step <= 1.0;
            let cents = matches!(unit, Unit::Currency(_)) && part.step <= 0.01;
            sum.firm &= part.hedge == Hedge::Exact && (whole || cents);
            sum.slack += match part.hedge {
                Hedge::About => 0.1 * part.high.abs(),
                _ if whole => 0.0,
                _ => 0.5 * part.step,
            };
        }
        sum
    }

    /// What `parts` come to, where `claim` cannot be that. Bounds and guesses may be told beside the rest,
    /// which alone gives the claim.
    pub fn against(parts: &[Quantity], claim: &Quantity) -> Option<Self> {
        Self::checked(parts, claim, Self::refutes)
    }

    /// The same where `claim` is called a total, and may not be a range that [strays](Self::strays) either.
    pub fn against_total(parts: &[Quantity], claim: &Quantity) -> Option<Self> {
        Self::checked(parts, claim, |sum, claim| sum.refutes(claim) || sum.strays(claim))
    }

    fn checked(parts: &[Quantity], claim: &Quantity, wrong: impl Fn(&Self, &Quantity) -> bool) -> Option<Self> {
        let firm = parts.iter().filter(|p| !matches!(p.hedge, Hedge::AtLeast | Hedge::About));
        let alone = || Sum::of(firm).is_some_and(|s| s.low == claim.low && s.high == claim.high);
        Sum::of(parts).filter(|sum| wrong(sum, claim) && !alone())
    }

    /// Another amount of the same unit, in its base, as firm as this one.
    pub fn at(&self, value: f64) -> Self {
        Self { low: value, high: value, ..self.clone() }
    }

    /// The same, to be written in another unit of its kind: 180 min are 3 h.
    pub fn written_in(&self, unit: &Unit) -> Self {
        Self { unit: unit.clone(), ..self.clone() }
    }

    /// Both together.
    pub fn plus(mut self, other: &Sum) -> Self {
        self.low += other.low;
        self.high += other.high;
        self.slack += other.slack;
        self.about |= other.about;
        self.firm &= other.firm;
        self
    }

    /// Whether `claim` cannot be this sum, whatever the hedges allow.
    pub fn refutes(&self, claim: &Quantity) -> bool {
        if !self.unit.comparable(&claim.unit) {
            return false;
        }
        // What the sum can be that lies nearest to the claim.
        claim.contradicts(claim.low.min(self.high + self.slack).max(self.low - self.slack))
    }

    /// Whether a part is only "about" so much.
    pub fn is_about(&self) -> bool {
        self.about
    }

    /// Whether `claim` is a range that shares something with this one, and lies to one side of it: it was not added up,
    /// or not again.
    pub fn strays(&self, claim: &Quantity) -> bool {
        let exact = claim.hedge == Hedge::Exact && !self.about && self.slack == 0.0;
        let ranges = claim.is_range() && self.low < self.high && (self.high - self.low).is_finite();
        if !exact || !ranges || !self.unit.comparable(&claim.unit) {
            return false;
        }
        let ends = [claim.low - self.low, claim.high - self.high];
        let rooms = [self.low, self.high].map(|end| claim.step.max(ROUNDED * end.abs()));
        let off = |at: usize| ends[at].abs() > rooms[at];
        let aside = ends.iter().all(|by| *by >= -1e-9) || ends.iter().all(|by| *by <= 1e-9);
        aside && (off(0) || off(1))
    }

    /// Whether this is more than a claim, which says less at one end at least and more at none.
    pub fn exceeds(&self, claim: &Quantity) -> bool {
        claim.low <= self.low && claim.high < self.high
    }

    /// The sum, in the base of its unit, where it can be no other.
    pub fn certain(&self) -> Option<f64> {
        (self.low == self.high && self.low.is_finite() && self.firm).then_some(self.low)
    }

    /// The sum as a person writes it.
    pub fn shown(&self) -> String {
        match (self.low.is_finite(), self.high.is_finite()) {
            (true, true) => {
                let unit = Quantity {
                    low: self.low,
                    high: self.high,
                    step: 1.0,
                    hedge: if self.about { Hedge::About } else { Hedge::Exact },
                    unit: self.unit.clone(),
                    span: Span::default(),
                };
                unit.to_string()
            }
            (true, false) => format!("at least {}", self.unit.amount(self.low)),
            (false, true) => format!("at most {}", self.unit.amount(self.high)),
            (false, false) => "nothing certain".into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sum(parts: &[&str]) -> Sum {
        let parts: Vec<Quantity> = parts.iter().map(|p| quantity::cell(p, 0).expect("a figure")).collect();
        Sum::of(&parts).expect("figures that can be added")
    }

    fn refutes(parts: &[&str], claim: &str) -> bool {
        sum(parts).refutes(&quantity::cell(claim, 0).expect("a figure"))
    }

    #[test]
    fn units_are_converted() {
        assert!(!refutes(&["30 min", "1.5 h"], "2 h"));
        assert!(refutes(&["30 min", "1.5 h"], "3 h"));
        let mixed: Vec<Quantity> = ["3 days", "4 h"].iter().filter_map(|p| quantity::cell(p, 0)).collect();
        assert!(Sum::of(&mixed).is_none());
    }

    #[test]
    fn hundredths_are_rounded() {
        assert!(!refutes(&["33%", "33%", "33%"], "100%"));
        assert!(refutes(&["40%", "30%", "20%"], "100%"));
    }

    #[test]
    fn hedges_and_ranges_leave_room() {
        assert!(!refutes(&["~40", "~50"], "95"));
        assert!(refutes(&["40", "50"], "95"));
        assert!(!refutes(&["100+", "40"], "200") && refutes(&["100+", "40"], "120"));
        assert!(!refutes(&["2-3 h", "4 h"], "7 h") && refutes(&["2-3 h", "4 h"], "8 h"));
        assert!(!refutes(&["20 min", "70 min"], "~85 min"));
    }

    #[test]
    fn ranges_stray_to_one_side() {
        let strays = |parts: &[&str], claim: &str| sum(parts).strays(&quantity::cell(claim, 0).expect("a figure"));
        assert!(strays(&["2-3 weeks", "2-4 weeks"], "4-9 weeks") && strays(&["2-3 weeks", "2-4 weeks"], "6-9 weeks"));
        // Wider, narrower, a guess, rounded, no range.
        assert!(!strays(&["2-3 weeks", "2-4 weeks"], "3-9 weeks") && !strays(&["2-3 weeks", "2-4 weeks"], "5-6 weeks"));
        assert!(!strays(&["2-3 weeks", "2-4 weeks"], "~4-9 weeks") && !strays(&["10-15 h", "12-18 h"], "22-34 h"));
        assert!(!strays(&["2 h", "3 h"], "5-9 h") && !strays(&["2-3 h", "2-4 h"], "9 h"));
    }

    #[test]
    fn sums_are_shown_as_written() {
        assert_eq!(sum(&["30 min", "45 min"]).shown(), "75 min");
        assert_eq!(sum(&["2-3 h", "4 h"]).shown(), "6–7 h");
        assert_eq!(sum(&["100+", "40"]).shown(), "at least 140");
    }
}
