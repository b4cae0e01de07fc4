//! LCOV tracefiles (`man geninfo`, section FILES).

use super::{Contradiction, Counter, Coverage, Format, Ratio, Report, Unreadable};
use std::collections::HashMap;

#[derive(Default)]
struct Trace<'a> {
    /// The files, numbered.
    files: HashMap<&'a str, u32>,
    /// Whether a line of a file was run; a file may have several records, one a test.
    lines: HashMap<(u32, u64), bool>,
    /// Whether a branch was taken, by file, line and what else tells it apart.
    branches: HashMap<(u32, &'a str), bool>,
}

/// What a record states of itself.
#[derive(Default)]
struct Record {
    file: u32,
    line: u32,
    total: u64,
    covered: u64,
    stated: Option<u64>,
    stated_covered: Option<u64>,
}

pub(super) fn speaks(line: &str) -> bool {
    line.starts_with("TN:") || line.starts_with("SF:")
}

pub(super) fn read(text: &str) -> Result<Report, Unreadable> {
    let mut trace = Trace::default();
    let mut open: Option<Record> = None;
    let mut report = Report::new(Format::Lcov);
    let mut offset = 0;
    for (number, raw) in text.split_inclusive('\n').enumerate() {
        let line = raw.trim_end();
        let wrong = |what: &str| Unreadable::at(Format::Lcov, what, text, offset);
        match (line.split_once(':').unwrap_or((line, "")), open.as_mut()) {
            (("SF", name), None) => {
                let next = trace.files.len() as u32;
                let file = *trace.files.entry(name).or_insert(next);
                open = Some(Record { file, line: number as u32 + 1, ..Record::default() });
            }
            (("SF", _), Some(_)) => return Err(wrong("a record starts before the one above has ended")),
            (("end_of_record", _), Some(_)) => {
                let record = open.take().unwrap_or_default();
                report.contradictions.extend(record.contradiction().filter(|_| report.contradictions.len() < 8));
            }
            (("DA", data), Some(record)) => {
                let mut fields = data.split(',');
                let (line, hits) = (count(fields.next()), count(fields.next()));
                let (Some(line), Some(hits)) = (line, hits) else {
                    return Err(wrong("a line's number or count is no whole number from 0 up"));
                };
                record.total += 1;
                record.covered += u64::from(hits > 0);
                *trace.lines.entry((record.file, line)).or_default() |= hits > 0;
            }
            (("BRDA", data), Some(record)) => {
                let Some((branch, taken)) = data.rsplit_once(',') else {
                    return Err(wrong("a branch without its count"));
                };
                let taken = if taken == "-" { Some(0) } else { count(Some(taken)) };
                let Some(taken) = taken else { return Err(wrong("a branch's count is no whole number from 0 up")) };
                *trace.branches.entry((record.file, branch)).or_default() |= taken > 0;
            }
            (("LF", data), Some(record)) => record.stated = count(Some(data)),
            (("LH", data), Some(record)) => record.stated_covered = count(Some(data)),
            _ => {}
        }
        offset += raw.len();
    }
    if open.is_some() {
        return Err(Unreadable::at(Format::Lcov, "the report is cut off: its last record has no end", text, offset));
    }
    if trace.files.is_empty() {
        return Err(Unreadable::at(Format::Lcov, "there is no record of any file", text, 0));
    }
    report.coverage = Some(trace.coverage());
    Ok(report)
}

/// A whole number; nothing that only looks like one.
fn count(field: Option<&str>) -> Option<u64> {
    field.filter(|f| f.bytes().all(|b| b.is_ascii_digit()))?.parse().ok()
}

impl Trace<'_> {
    fn coverage(&self) -> Coverage {
        let ratio = |covered: usize, total: usize| Ratio { covered: covered as u64, total: total as u64 };
        let taken = |all: &mut dyn Iterator<Item = &bool>| all.filter(|&&t| t).count();
        let lines = ratio(taken(&mut self.lines.values()), self.lines.len());
        let branches = ratio(taken(&mut self.branches.values()), self.branches.len());
        Coverage { lines, branches: (branches.total > 0).then_some(branches) }
    }
}

impl Record {
    fn contradiction(&self) -> Option<Contradiction> {
        let of = |stated: Option<u64>, counted: u64| stated.filter(|&s| s != counted).map(|s| (s, counted));
        let (stated, counted) = of(self.stated, self.total).or_else(|| of(self.stated_covered, self.covered))?;
        let (stated, line) = (stated.to_string(), self.line);
        Some(Contradiction { counter: Counter::Lines, stated, counted, line, worse: false })
    }
}
