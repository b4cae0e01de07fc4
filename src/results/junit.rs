//! JUnit XML. There is no one schema; every runner writes its own dialect.
//!
//! What is counted are `testcase` elements and the `failure`, `error` and
//! `skipped` in them. What a suite's attributes state is compared with that.

use super::{
    Contradiction, Counter, Format, NAMES, Report, Unreadable,
    tally::{Outcome, Tally, stands_for_file},
    xml::{Element, Next, Xml},
};
use jiff::{SignedDuration, Timestamp};
use std::{borrow::Cow, collections::HashSet};

pub(super) fn read(text: &str) -> Result<Report, Unreadable> {
    let mut reader = Junit { xml: Xml::new(text, Format::Junit), report: Report::new(Format::Junit), open: Vec::new() };
    let mut whole = Tally::default();
    loop {
        match reader.xml.next()? {
            Next::Open(element) => reader.open(&element)?,
            Next::Close => {
                if let Some(tally) = reader.close() {
                    whole = tally;
                }
            }
            Next::End => break,
        }
    }
    let Report { started, finished, contradictions, .. } = reader.report;
    Ok(Report { started, finished, contradictions, ..Report::counted(Format::Junit, whole) })
}

struct Junit<'a> {
    xml: Xml<'a>,
    report: Report,
    open: Vec<Frame>,
}

/// An element that is open.
enum Frame {
    Suite(Box<Suite>),
    Case(Case),
    Other,
}

#[derive(Default)]
struct Suite {
    name: String,
    /// Where it starts.
    at: usize,
    /// Its own tests.
    own: Tally,
    /// Those of the suites in it.
    inner: Tally,
    stated: Stated,
    /// The sum of what the suites in it state.
    below: Stated,
    /// Where Go wrote it, its tests that passed, by name, and those that hold others.
    go: Option<(Vec<String>, HashSet<String>)>,
    /// How many tests of the suites in it only hold others.
    held: u64,
}

/// What a suite states of itself: tests, failures with errors, skipped with disabled ones.
#[derive(Default, Clone, Copy)]
struct Stated {
    tests: Option<u64>,
    failed: Option<u64>,
    skipped: Option<u64>,
}

#[derive(Default)]
struct Case {
    name: String,
    /// Whether this is how node's runner writes a test.
    node: bool,
    failure: bool,
    error: bool,
    skipped: bool,
    /// To do: no result of it matters.
    excused: bool,
}

impl Junit<'_> {
    fn open(&mut self, element: &Element<'_>) -> Result<(), Unreadable> {
        let frame = match (self.open.last_mut(), element.name()) {
            (None | Some(Frame::Suite(_)), "testsuites" | "testsuite") => Frame::Suite(self.suite(element)?),
            (Some(Frame::Suite(_)), "testcase") => Frame::Case(self.case(element)?),
            // A suite that broke as a whole.
            (Some(Frame::Suite(suite)), "failure" | "error") => {
                let name = suite.name.clone();
                suite.own.broke(|| name);
                Frame::Other
            }
            (Some(Frame::Case(case)), name) => {
                match name {
                    "failure" => case.failure = true,
                    "error" => case.error = true,
                    // PHPUnit's word where a class holds no test, or a test is misused.
                    "warning" => case.skipped = true,
                    "skipped" => {
                        case.skipped = true;
                        case.excused = element.attributes(&self.xml, ["type"])?[0].as_deref() == Some("todo");
                    }
                    _ => {}
                }
                Frame::Other
            }
            (_, "property") => {
                if let [.., Frame::Suite(suite), Frame::Other] = &mut self.open[..]
                    && element.attributes(&self.xml, ["name"])?[0].as_deref() == Some("go.version")
                {
                    suite.go.get_or_insert_default();
                }
                Frame::Other
            }
            _ => Frame::Other,
        };
        self.open.push(frame);
        Ok(())
    }

    fn suite(&mut self, element: &Element<'_>) -> Result<Box<Suite>, Unreadable> {
        const NAMES: [&str; 8] = ["name", "timestamp", "time", "tests", "failures", "errors", "skipped", "disabled"];
        let [name, timestamp, time, counts @ ..] = element.attributes(&self.xml, NAMES)?;
        self.moment(timestamp.as_deref(), time.as_deref());
        let mut suite = Suite { name: name.unwrap_or_default().into_owned(), at: element.at, ..Suite::default() };
        let mut read = |counter, value: &Option<Cow<'_, str>>| {
            let value = value.as_deref().map(str::trim).filter(|v| !v.is_empty())?;
            let count = value.parse::<u64>().ok();
            if count.is_none() {
                self.contradict(counter, value.chars().take(20).collect(), 0, element.at, true);
            }
            count
        };
        let [tests, failures, errors, skipped, disabled] = &counts;
        let failures = [read(Counter::Failed, failures), read(Counter::Failed, errors)];
        let skipped = [read(Counter::Skipped, skipped), read(Counter::Skipped, disabled)];
        suite.stated = Stated { tests: read(Counter::Tests, tests), failed: sum(failures), skipped: sum(skipped) };
        Ok(Box::new(suite))
    }

    fn case(&mut self, element: &Element<'_>) -> Result<Case, Unreadable> {
        const NAMES: [&str; 6] = ["name", "classname", "timestamp", "time", "status", "result"];
        let [name, class, timestamp, time, status, result] = element.attributes(&self.xml, NAMES)?;
        self.moment(timestamp.as_deref(), time.as_deref());
        let (name, class) = (name.unwrap_or_default(), class.unwrap_or_default());
        let node = class == "test" && self.open.len() == 1;
        let name = if node || class.is_empty() || name.starts_with(&*class) {
            name.into_owned()
        } else {
            format!("{class} {name}")
        };
        let mut case = Case { name, node, ..Case::default() };
        for word in [status, result].iter().flatten() {
            match word.to_ascii_lowercase().as_str() {
                "fail" | "failed" | "failure" => case.failure = true,
                "error" | "broken" | "timeout" => case.error = true,
                "notrun" | "disabled" | "skipped" | "ignored" | "suppressed" => case.skipped = true,
                _ => {}
            }
        }
        Ok(case)
    }

    /// Takes a test that is over to its suite, a suite to the one around it; the tally of the root.
    fn close(&mut self) -> Option<Tally> {
        match self.open.pop()? {
            Frame::Other => None,
            Frame::Case(case) => {
                if let Some((outcome, Frame::Suite(suite))) = case.outcome().zip(self.open.last_mut()) {
                    suite.hold(&case.name, outcome);
                    suite.own.add(outcome, || case.name);
                }
                None
            }
            Frame::Suite(suite) => self.leave(*suite),
        }
    }

    fn leave(&mut self, suite: Suite) -> Option<Tally> {
        let held = suite.held();
        let Suite { at, own, inner, stated, below, .. } = suite;
        let mut tally = own.clone();
        tally.merge(inner);
        // Some runners state the tests of inner suites too, some do not.
        let fits = |stated: u64, count: fn(&Tally) -> u64| stated == count(&own) || stated == count(&tally);
        let all = Stated {
            tests: stated.tests.or(below.tests),
            failed: stated.failed.or(below.failed),
            skipped: stated.skipped.or(below.skipped),
        };
        // Where the whole says that no test ran, the tests that it lists are something else.
        let idle = self.open.is_empty() && all.tests.is_some_and(|t| t.saturating_sub(all.skipped.unwrap_or(0)) == 0);
        let ran = tally.tests - tally.skipped;
        if idle && ran > 0 {
            self.contradict(Counter::Ran, "0".to_owned(), ran, at, true);
        }
        if let Some(tests) = stated.tests.filter(|&n| !fits(n, |t| t.tests)) {
            self.contradict(Counter::Tests, tests.to_string(), tally.tests, at, tests > tally.tests);
        }
        if let Some(failed) = stated.failed.filter(|&n| !fits(n, Tally::bad)) {
            self.contradict(Counter::Failed, failed.to_string(), tally.bad(), at, failed > tally.bad());
        }
        if let Some(skipped) = stated.skipped.filter(|&n| !fits(n, |t| t.skipped)) {
            self.contradict(Counter::Skipped, skipped.to_string(), tally.skipped, at, false);
        }
        let Some(Frame::Suite(around)) = self.open.last_mut() else {
            tally.tests -= held;
            return Some(tally);
        };
        around.held += held;
        around.inner.merge(tally);
        around.below = Stated {
            tests: sum([around.below.tests, all.tests]),
            failed: sum([around.below.failed, all.failed]),
            skipped: sum([around.below.skipped, all.skipped]),
        };
        None
    }

    fn contradict(&mut self, counter: Counter, stated: String, counted: u64, at: usize, worse: bool) {
        let all = &mut self.report.contradictions;
        // One that decides is kept in any case.
        if all.len() < NAMES || worse && !all.iter().any(|c| c.worse) {
            all.push(Contradiction { counter, stated, counted, line: self.xml.line(at), worse });
        }
    }

    /// Takes in when a suite or a test started, and how many seconds it took.
    fn moment(&mut self, timestamp: Option<&str>, time: Option<&str>) {
        let Some(start) = timestamp.and_then(|t| t.parse::<Timestamp>().ok()) else { return };
        let took = time.and_then(|t| t.parse().ok()).and_then(|t: f64| SignedDuration::try_from_secs_f64(t).ok());
        let end = took.filter(|t| t.is_positive()).and_then(|t| start.checked_add(t).ok()).unwrap_or(start);
        self.report.started = Some(self.report.started.map_or(start, |s| s.min(start)));
        self.report.finished = Some(self.report.finished.map_or(end, |f| f.max(end)));
    }
}

impl Suite {
    /// Notes a test of Go, where one with subtests stands beside them: `TestEach` and `TestEach/one`.
    fn hold(&mut self, name: &str, outcome: Outcome) {
        let Some((passed, holding)) = &mut self.go else { return };
        if outcome == Outcome::Passed {
            passed.push(name.to_owned());
        }
        if let Some((test, _)) = name.rsplit_once('/') {
            holding.insert(test.to_owned());
        }
    }

    /// How many of its tests, and of those below it, passed only because what they hold did, or was skipped.
    fn held(&self) -> u64 {
        let Some((passed, holding)) = &self.go else { return self.held };
        self.held + passed.iter().filter(|&name| holding.contains(name)).count() as u64
    }
}

impl Case {
    /// How the test ended; `None` where it is none.
    fn outcome(&self) -> Option<Outcome> {
        match self {
            Self { excused: true, .. } => Some(Outcome::Skipped),
            Self { failure: true, .. } => Some(Outcome::Failed),
            Self { error: true, .. } => Some(Outcome::Broken),
            Self { skipped: true, .. } => Some(Outcome::Skipped),
            Self { node: true, name, .. } if stands_for_file(name) => None,
            _ => Some(Outcome::Passed),
        }
    }
}

/// The sum of those that are there.
fn sum(counts: [Option<u64>; 2]) -> Option<u64> {
    counts.into_iter().flatten().reduce(u64::saturating_add)
}
