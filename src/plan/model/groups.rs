//! Phases, waves and tracks: what they are called, how long they take and when they are.

use super::{ActorId, Few, GroupId, Place, StatusClaim, Why};
use crate::{
    markdown::SectionId,
    plan::{
        declare, names, quantity,
        quantity::{Quantity, Window},
    },
    source::Span,
};

/// How the groups of one kind relate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Axis {
    /// One after the other: waves, phases, sprints.
    Time,
    /// Side by side: tracks, lanes, clusters.
    Lane,
}

/// How the members of one group relate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    /// In order.
    Sequential,
    /// Side by side.
    Parallel,
}

/// A claimed length of time.
#[derive(Debug, Clone)]
pub struct DurationClaim {
    /// The quantity, a time.
    pub quantity: Quantity,
    /// Where.
    pub span: Span,
}

/// When something is, counted from the start of the plan.
#[derive(Debug, Clone, Copy)]
pub struct WindowClaim {
    /// From when to when, and where that is said.
    pub window: Window,
    /// Where the group or the label stands that it is said of.
    pub why: Why,
}

/// Somebody who takes part in a group.
#[derive(Debug, Clone, Copy)]
pub struct Member {
    /// Who.
    pub actor: ActorId,
    /// Where that is said.
    pub span: Span,
}

/// A phase, wave, track or other group of tasks.
#[derive(Debug, Clone)]
pub struct Group {
    /// The word for its kind, singular and folded: `wave`, `track`.
    pub word: names::Key,
    /// What distinguishes it among its kind: `0`, `2a`; empty where only the title does.
    pub label: names::Key,
    /// Its title without kind and label.
    pub title: Box<str>,
    /// How groups of its kind relate.
    pub axis: Axis,
    /// Whether its word says that all its members start at once, and one group follows another: "wave".
    pub slot: bool,
    /// How its members relate.
    pub mode: Option<(Mode, Place)>,
    /// How many work side by side, as its heading says: `PARALLEL (3)`.
    pub width: Option<(u32, Span)>,
    /// Every place where it stands, the main one first.
    pub places: Few<Place>,
    /// Its section, where it has one of its own.
    pub section: Option<SectionId>,
    /// Claimed lengths.
    pub durations: Vec<DurationClaim>,
    /// When it is, in weeks or days of the plan, in the order in which that is said.
    pub windows: Few<WindowClaim>,
    /// Who takes part, in order.
    pub members: Vec<Member>,
    /// What its place says about its state.
    pub statuses: Few<StatusClaim>,
    /// The group around it.
    pub parent: Option<GroupId>,
    /// Its branch.
    pub branch: Option<Span>,
}

/// Whether places may belong to two things of one name: two headings, or two rows.
pub fn namesakes(places: &[Place]) -> bool {
    [Why::Heading, Why::Row].iter().any(|&why| places.iter().filter(|p| p.why == why).take(2).count() > 1)
}

impl Group {
    /// Whether it is a time of the day.
    pub fn is_time_of_day(&self) -> bool {
        &*self.word == declare::timelines::SLOT
    }

    /// Whether the calendar makes it, and not the work: a time of the day, "Day 3", "Semana 2".
    pub fn is_of_calendar(&self) -> bool {
        self.is_time_of_day() || quantity::is_time(&self.word)
    }

    /// How a person names it: `W1`, `Wave 1`, `Admin`.
    pub fn name(&self) -> String {
        match (&*self.label, &*self.title) {
            ("", title) => title.to_owned(),
            (label, _) => {
                let mut word = self.word.chars();
                let first: String = word.next().into_iter().flat_map(char::to_uppercase).collect();
                format!("{first}{} {}", word.as_str(), label.to_uppercase())
            }
        }
    }

    /// The main place.
    pub fn span(&self) -> Span {
        self.places.first().map(|p| p.span).unwrap_or_default()
    }
}
