//! `planvet hook`, end to end: each agent's events in their documented shape, and what the agent is told.

#[path = "hook/answers.rs"]
mod answers;
#[path = "hook/failures.rs"]
mod failures;
#[path = "hook/room.rs"]
mod room;
#[path = "hook/touched.rs"]
mod touched;
