//! Every format of a report, read by what reads it: official schemas, real readers, and a
//! hostile document, of which nothing may get out of its place.

mod support;

#[path = "formats/every.rs"]
mod every;
#[path = "formats/github.rs"]
mod github;
#[path = "formats/gitlab.rs"]
mod gitlab;
#[path = "formats/hostile.rs"]
mod hostile;
#[path = "formats/junit.rs"]
mod junit;
#[path = "formats/markdown.rs"]
mod markdown;
#[path = "formats/rdjson.rs"]
mod rdjson;
#[path = "formats/room.rs"]
mod room;
#[path = "formats/sarif.rs"]
mod sarif;
#[path = "formats/schema.rs"]
mod schema;
#[path = "formats/sinks.rs"]
mod sinks;
