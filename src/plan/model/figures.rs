//! Numbers, days and percentages that are claimed.

use super::{Node, Place, TableId};
use crate::{
    markdown::{BlockId, SectionId},
    plan::quantity::{Day, Quantity},
    source::Span,
};

/// What a figure claims.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum FigureRole {
    /// One of many that add up.
    Part,
    /// The sum.
    Total,
    /// How many there are, or how much it is.
    Claim,
    /// What is to be reached.
    Target,
}

/// A number that the plan states.
#[derive(Debug, Clone)]
pub struct Figure {
    /// The quantity.
    pub quantity: Quantity,
    /// The text in which it stands.
    pub text: Span,
    /// The cell that names it, for a cell.
    pub name: Option<BlockId>,
    /// Where.
    pub place: Place,
    /// The block that holds it.
    pub block: BlockId,
    /// The section.
    pub section: SectionId,
    /// The table, for a cell.
    pub table: Option<TableId>,
}

/// What a day is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum DateRole {
    /// When something begins.
    Start,
    /// When it ends.
    End,
    /// When it is to be finished.
    Due,
    /// When it happens, or what is not said.
    On,
}

/// A day that the plan names.
#[derive(Debug, Clone, Copy)]
pub struct DateClaim {
    /// The day.
    pub day: Day,
    /// What it is for.
    pub role: DateRole,
    /// What it speaks of.
    pub subject: Option<Node>,
    /// Where.
    pub place: Place,
    /// The block that holds it.
    pub block: BlockId,
}

/// From one day to another.
#[derive(Debug, Clone, Copy)]
pub struct Period {
    /// Where its first day stands among the dates of the plan.
    pub start: usize,
    /// The same of its last day.
    pub end: usize,
}

/// What lasts from one day to another, and how long it is said to last.
#[derive(Debug, Clone)]
pub struct Stretch {
    /// Its first and its last day.
    pub period: Period,
    /// How long it is said to last.
    pub taken: Quantity,
    /// Whether the one stands right beside the other: "3 – 14 March (2 weeks)".
    pub beside: bool,
}

/// One of the stretches of time that follow one another: a sprint, a week.
#[derive(Debug, Clone)]
pub struct Turn {
    /// Its kind and its number as written: "Sprint 2", "W8".
    pub name: Box<str>,
    /// Its number.
    pub number: u32,
    /// Where it is named: its heading, its item, the first cell of its row.
    pub place: Span,
    /// Its first and its last day.
    pub period: Period,
}

/// A percentage with the figures that it is made of.
#[derive(Debug, Clone)]
pub struct Share {
    /// The percentage as written, in hundredths.
    pub claimed: f64,
    /// By how much it may differ.
    pub slack: f64,
    /// What the figures come to, in every way in which an author might compare them; the plainest first.
    pub readings: Vec<f64>,
    /// The figures, for a sentence.
    pub of: String,
    /// Where the percentage stands.
    pub span: Span,
    /// The block that holds it.
    pub block: BlockId,
}

impl Share {
    /// Whether no way of comparing gives what is written, rounded or cut off.
    pub fn is_wrong(&self) -> bool {
        self.readings.iter().all(|r| (r - self.claimed).abs() > self.slack - 1e-9)
    }
}

/// A piece of work that was, or is to be, begun and finished by the clock.
#[derive(Debug, Clone)]
pub struct Run {
    /// Where its begin stands.
    pub start: Span,
    /// Where its end stands.
    pub end: Span,
    /// From the one to the other, in minutes; less than none where they are the wrong way round.
    pub minutes: i64,
    /// Whether it is certain on which day it ends: both days are told, or it is a row of a timetable.
    pub dated: bool,
    /// How long it is said to take.
    pub taken: Option<Quantity>,
    /// Whether the rows beside it take as long as lies between their ends, to the minute, or the length stands in
    /// brackets behind the two times.
    pub kept: bool,
    /// Whether pauses may lie in it: it is a window of the day, and no row of a timetable.
    pub pauses: bool,
}
