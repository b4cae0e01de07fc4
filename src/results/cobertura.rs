//! Cobertura XML (`coverage-04.dtd`): which lines of which files were run.

use super::{
    Contradiction, Counter, Coverage, Format, Ratio, Report, Unreadable,
    xml::{Element, Next, Xml},
};
use jiff::Timestamp;
use std::collections::HashMap;

/// A timestamp above this is in milliseconds, one below in seconds.
const MILLISECONDS: i64 = 100_000_000_000;

#[derive(Default)]
struct Lines {
    /// The files, numbered; several classes may stand in one.
    files: HashMap<String, u32>,
    /// Whether a line of a file was run.
    run: HashMap<(u32, u64), bool>,
    branches: Ratio,
}

pub(super) fn read(text: &str) -> Result<Report, Unreadable> {
    let mut xml = Xml::new(text, Format::Cobertura);
    let mut report = Report::new(Format::Cobertura);
    let mut lines = Lines::default();
    // Of the open elements: the file where it is a class, or the lines of one.
    let mut open: Vec<Option<u32>> = Vec::new();
    let mut stated = [const { None }; 2];
    loop {
        let element = match xml.next()? {
            Next::Open(element) => element,
            Next::Close => {
                open.pop();
                continue;
            }
            Next::End => break,
        };
        let around = open.last().copied().flatten();
        open.push(match (element.name(), around) {
            ("coverage", None) if open.is_empty() => {
                let [timestamp, counts @ ..] =
                    element.attributes(&xml, ["timestamp", "lines-valid", "lines-covered"])?;
                report.finished = timestamp.and_then(|t| moment(&t));
                stated = counts.map(|c| c.and_then(|c| c.parse::<u64>().ok()));
                None
            }
            ("class", None) => Some(lines.file(element.attributes(&xml, ["filename"])?[0].as_deref())),
            ("lines", file) => file,
            ("line", Some(file)) => {
                lines.take(file, &element, &xml)?;
                None
            }
            _ => None,
        });
    }
    let coverage = lines.coverage();
    for (stated, counted) in stated.into_iter().zip([coverage.lines.total, coverage.lines.covered]) {
        if let Some(stated) = stated.filter(|&stated| stated != counted) {
            let (counter, stated) = (Counter::Lines, stated.to_string());
            report.contradictions.push(Contradiction { counter, stated, counted, line: 0, worse: false });
        }
    }
    report.coverage = Some(coverage);
    Ok(report)
}

/// The moment of a report, in seconds or milliseconds since 1970.
fn moment(timestamp: &str) -> Option<Timestamp> {
    let number = timestamp.parse::<i64>().ok()?;
    if number > MILLISECONDS { Timestamp::from_millisecond(number) } else { Timestamp::from_second(number) }.ok()
}

impl Lines {
    fn file(&mut self, name: Option<&str>) -> u32 {
        let next = u32::try_from(self.files.len()).unwrap_or(u32::MAX);
        *self.files.entry(name.unwrap_or_default().to_owned()).or_insert(next)
    }

    fn take(&mut self, file: u32, element: &Element<'_>, xml: &Xml<'_>) -> Result<(), Unreadable> {
        let [number, hits, condition] = element.attributes(xml, ["number", "hits", "condition-coverage"])?;
        let count = |value: Option<&str>| value.and_then(|v| v.parse::<u64>().ok());
        let (Some(number), Some(hits)) = (count(number.as_deref()), count(hits.as_deref())) else {
            return Err(xml.wrong("a line's number or hits is no whole number from 0 up"));
        };
        let first = !self.run.contains_key(&(file, number));
        *self.run.entry((file, number)).or_default() |= hits > 0;
        // "50% (1/2)"
        let part = condition.as_deref().and_then(|c| c.split_once('(')?.1.strip_suffix(')')?.split_once('/'));
        if let Some((covered, total)) = part.filter(|_| first).and_then(|(c, t)| count(Some(c)).zip(count(Some(t)))) {
            self.branches.covered = self.branches.covered.saturating_add(covered);
            self.branches.total = self.branches.total.saturating_add(total);
        }
        Ok(())
    }

    fn coverage(&self) -> Coverage {
        let covered = self.run.values().filter(|&&run| run).count() as u64;
        let lines = Ratio { covered, total: self.run.len() as u64 };
        Coverage { lines, branches: (self.branches.total > 0).then_some(self.branches) }
    }
}
