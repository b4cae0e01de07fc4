//! Common Test Report Format, <https://ctrf.io/docs/schema/overview>.

use super::{
    Contradiction, Counter, Format, Report, Unreadable, json,
    tally::{Outcome, Tally},
};
use jiff::Timestamp;
use serde::Deserialize;
use std::borrow::Cow;

#[derive(Deserialize)]
struct Ctrf<'a> {
    #[serde(borrow)]
    results: Results<'a>,
}

#[derive(Deserialize)]
struct Results<'a> {
    summary: Summary,
    #[serde(borrow)]
    tests: Vec<Test<'a>>,
}

#[derive(Deserialize)]
struct Summary {
    tests: u64,
    failed: u64,
    #[serde(default)]
    skipped: u64,
    #[serde(default)]
    pending: u64,
    #[serde(default)]
    other: u64,
    start: Option<f64>,
    stop: Option<f64>,
}

#[derive(Deserialize)]
struct Test<'a> {
    #[serde(borrow)]
    name: Cow<'a, str>,
    status: Status,
}

/// `other` is what runners say of tests that have no result, such as those still to be written.
#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Status {
    Passed,
    Failed,
    Skipped,
    Pending,
    Other,
}

pub(super) fn read(text: &str) -> Result<Report, Unreadable> {
    let Ctrf { results: Results { summary, tests } } = json::read(Format::Ctrf, text, text, 0)?;
    let mut tally = Tally::default();
    for test in tests {
        let outcome = match test.status {
            Status::Passed => Outcome::Passed,
            Status::Failed => Outcome::Failed,
            Status::Skipped | Status::Pending | Status::Other => Outcome::Skipped,
        };
        tally.add(outcome, || test.name.into_owned());
    }
    let contradictions = summary.contradictions(&tally);
    let mut report = Report::counted(Format::Ctrf, tally);
    report.contradictions = contradictions;
    report.started = summary.start.and_then(millisecond);
    report.finished = summary.stop.and_then(millisecond);
    Ok(report)
}

impl Summary {
    fn contradictions(&self, tally: &Tally) -> Vec<Contradiction> {
        let skipped = self.skipped.saturating_add(self.pending).saturating_add(self.other);
        let (ran, listed) = (self.tests.saturating_sub(skipped), tally.tests - tally.skipped);
        let of = |counter, stated: u64, counted: u64, worse: bool| {
            let stated_as = stated.to_string();
            (stated != counted).then_some(Contradiction { counter, stated: stated_as, counted, line: 0, worse })
        };
        let ran = of(Counter::Ran, ran, listed, true).filter(|_| ran == 0);
        let tests = of(Counter::Tests, self.tests, tally.tests, self.tests > tally.tests);
        let failed = of(Counter::Failed, self.failed, tally.bad(), self.failed > tally.bad());
        let skipped = of(Counter::Skipped, skipped, tally.skipped, false);
        [ran, tests, failed, skipped].into_iter().flatten().collect()
    }
}

/// A moment by its milliseconds since 1970; 0 is what producers write that do not know.
fn millisecond(ms: f64) -> Option<Timestamp> {
    (ms > 0.0).then(|| Timestamp::from_millisecond(ms as i64).ok()).flatten()
}
