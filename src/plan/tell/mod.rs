//! The readers of what a document tells of it: figures, days, commands, blanks. They change nothing but their own list.

pub(super) mod additions;
pub(super) mod announcements;
pub(super) mod brackets;
pub(super) mod calendar;
pub(super) mod commands;
pub(super) mod demands;
pub(super) mod doers;
pub(super) mod escapes;
pub(super) mod figures;
pub(super) mod holdups;
pub(super) mod hours;
pub(super) mod mentions;
pub(super) mod payloads;
pub(super) mod placeholders;
pub(super) mod pointers;
pub(super) mod renames;
pub(super) mod runs;
pub(super) mod shares;
pub(super) mod shells;
pub(super) mod stretches;
pub(super) mod timetables;
pub(super) mod turns;
pub(super) mod upcoming;
pub(super) mod values;
pub(super) mod ways;
pub(super) mod weeks;
