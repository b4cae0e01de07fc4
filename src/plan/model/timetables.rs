//! Tables that say by the clock when their rows are.

use crate::{plan::quantity::Clock, source::Span};

/// A table each of whose rows says by the clock when it begins.
#[derive(Debug, Clone)]
pub struct Timetable {
    /// Where it stands among the tables of the plan.
    pub table: usize,
    /// The column with the begin of each row.
    pub column: usize,
    /// How its rows say when they end.
    pub ends: Ends,
    /// Its rows in order, those that add up others left out.
    pub rows: Vec<TimedRow>,
}

/// How the rows of a timetable say when they end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ends {
    /// By the clock.
    Told,
    /// By how long they take.
    Length,
    /// Not at all.
    Untold,
}

/// A row that says by the clock when it begins.
#[derive(Debug, Clone)]
pub struct TimedRow {
    /// Where it stands among the rows of its table.
    pub row: usize,
    /// Which of the days that the table tells it is of; rows of two days have nothing to do with each other.
    pub day: usize,
    /// Rows of one stretch go on by the clock; others may be of a day that is not told.
    pub stretch: usize,
    /// When it begins.
    pub start: Clock,
    /// When it ends.
    pub end: Option<Clock>,
    /// When it begins, in minutes after the first midnight of its day: the night's work goes on past the next one.
    pub from: u32,
    /// When it ends, in the same.
    pub to: Option<u32>,
    /// Where its begin stands.
    pub begins: Span,
    /// Where its end or its length stands, which may be the same place; its begin where it has none.
    pub ends: Span,
    /// Whether it says that it goes on beside other work.
    pub beside: bool,
}

impl TimedRow {
    /// From the begin to the end.
    pub fn span(&self) -> Span {
        self.begins.to(self.ends)
    }

    /// How long it takes, in minutes.
    pub fn minutes(&self) -> Option<u32> {
        self.to.map(|to| to - self.from)
    }
}
