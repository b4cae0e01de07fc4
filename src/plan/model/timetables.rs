//! Tables that say by the clock when their rows are.

use crate::{plan::quantity::Clock, source::Span};

/// A table each of whose rows says by the clock when it begins.
#[derive(Debug, Clone)]
pub struct Timetable {
    /// Where it stands among the tables of the plan.
    pub table: usize,
    /// Whether its rows say how long they take, and not when they end.
    pub by_length: bool,
    /// Its rows in order, those that add up others left out.
    pub rows: Vec<TimedRow>,
}

/// A row that says by the clock when it begins.
#[derive(Debug, Clone)]
pub struct TimedRow {
    /// Where it stands among the rows of its table.
    pub row: usize,
    /// Which of the days, runs or other parts of the table it is of; the clock says nothing of rows of two of them.
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
