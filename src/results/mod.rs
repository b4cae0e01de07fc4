//! Reports of test runs and of coverage: from their bytes to what they say.
//!
//! A report is recognised by its content; its path is only a hint. Nothing that
//! a report says of itself is believed where it can be counted: the elements
//! decide, and what the report's own totals add can only make it worse. Every
//! report is taken to be hostile: see [`LIMIT`] and [`Unreadable`].

mod cobertura;
mod ctrf;
mod go;
mod json;
mod junit;
mod lcov;
mod report;
mod sarif;
mod tally;
mod tap;
mod text;
mod unreadable;
mod xml;

pub use report::{Analysis, Contradiction, Counter, Coverage, Format, NotGreen, Ratio, Report};
pub use tally::{NAME, NAMES};
pub use text::LIMIT;
pub use unreadable::{Place, Unreadable};

/// How many lines are read to find out which format a report of lines has.
const HEAD: usize = 200;

/// What the report in `bytes` says; `path` tells formats apart only where the content does not.
///
/// # Errors
/// Where the bytes are no report that planvet reads, or are one that is cut off,
/// malformed or built to do harm. What is read can still be no evidence: ask [`Report::green`].
pub fn read(bytes: &[u8], path: &str) -> Result<Report, Unreadable> {
    let text = text::decode(bytes)?;
    match recognise(text, path)? {
        Format::Junit => junit::read(text),
        Format::Cobertura => cobertura::read(text),
        Format::Ctrf => ctrf::read(text),
        Format::Sarif => sarif::read(text),
        Format::Go => go::read(text),
        Format::Tap => tap::read(text),
        Format::Lcov => lcov::read(text),
    }
}

/// Which format a report has.
fn recognise(text: &str, path: &str) -> Result<Format, Unreadable> {
    let found = match text.trim_start().as_bytes().first() {
        Some(b'<') => return xml::recognise(text),
        Some(b'{') => return json::recognise(text),
        _ => text.lines().take(HEAD).find_map(|line| {
            let formats = [
                (Format::Tap, tap::speaks as fn(&str) -> bool),
                (Format::Lcov, lcov::speaks),
                (Format::Go, go::speaks),
            ];
            formats.into_iter().find_map(|(format, speaks)| speaks(line).then_some(format))
        }),
    };
    let extension = path.rsplit_once('.').map(|(_, end)| end.to_ascii_lowercase());
    found
        .or(match extension.as_deref() {
            Some("tap") => Some(Format::Tap),
            Some("info" | "lcov") => Some(Format::Lcov),
            _ => None,
        })
        .ok_or_else(|| Unreadable::unknown("it is neither XML, JSON, TAP nor LCOV"))
}

#[cfg(test)]
mod tests;
