//! Evidence from end to end: real git, real processes, real keys, and people who would rather not run the tests.
#![cfg(unix)]

#[path = "evidence/adversary.rs"]
mod adversary;
#[path = "evidence/crowd.rs"]
mod crowd;
#[path = "evidence/doors.rs"]
mod doors;
#[path = "evidence/forgeries.rs"]
mod forgeries;
#[path = "evidence/formats.rs"]
mod formats;
#[path = "evidence/manual.rs"]
mod manual;
#[path = "evidence/recording.rs"]
mod recording;
#[path = "evidence/room.rs"]
mod room;
#[path = "evidence/signatures.rs"]
mod signatures;
#[path = "evidence/signed.rs"]
mod signed;
#[path = "evidence/ticks.rs"]
mod ticks;
#[path = "evidence/unheard.rs"]
mod unheard;
#[path = "evidence/worth.rs"]
mod worth;
