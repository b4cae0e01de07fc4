//! One finding a line, each the object that the JSON document holds; nothing else, so that lines can be filtered and joined.

use super::Report;
use std::io::{self, Write};

/// Writes every finding.
pub(super) fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    super::json::each(report, |finding| {
        serde_json::to_writer(&mut *out, &finding)?;
        out.write_all(b"\n")
    })
}
