//! `go test -json`: a stream of events, one a line (`go doc test2json`).
//!
//! Nothing in it says how many packages there are: a stream that was cut off
//! between two of them looks whole.

use super::{
    Format, Report, Unreadable, json,
    tally::{Outcome, Tally},
};
use jiff::Timestamp;
use serde::Deserialize;
use std::{borrow::Cow, collections::HashMap};

/// How far above a subtest its parent is looked for, in slashes.
const SLASHES: usize = 32;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Event<'a> {
    #[serde(borrow)]
    time: Option<Cow<'a, str>>,
    #[serde(borrow)]
    action: Cow<'a, str>,
    #[serde(borrow)]
    package: Option<Cow<'a, str>>,
    #[serde(borrow)]
    test: Option<Cow<'a, str>>,
    #[serde(borrow)]
    import_path: Option<Cow<'a, str>>,
}

/// A package that is being tested.
#[derive(Default)]
struct Package {
    /// What has failed in it.
    bad: u64,
    ended: bool,
    /// Tests that have started and not ended.
    open: HashMap<String, Open>,
}

/// A test that has started.
#[derive(Default)]
struct Open {
    /// Whether it has subtests: then they are the tests, and this only holds them.
    holds: bool,
    /// Whether one of them failed.
    bad: bool,
}

#[derive(Default)]
struct Stream {
    tally: Tally,
    packages: HashMap<String, Package>,
    /// The packages in the order in which they came.
    order: Vec<String>,
}

pub(super) fn speaks(line: &str) -> bool {
    line.starts_with('{') && line.contains("\"Action\"") || line.starts_with("FAIL\t")
}

pub(super) fn read(text: &str) -> Result<Report, Unreadable> {
    let mut stream = Stream::default();
    let (mut started, mut finished) = (None, None);
    let mut offset = 0;
    for line in text.split_inclusive('\n') {
        if line.starts_with('{') {
            let event: Event<'_> = json::read(Format::Go, line, text, offset)?;
            let time = event.time.as_deref().and_then(|t| t.parse::<Timestamp>().ok());
            started = [started, time].into_iter().flatten().min();
            finished = [finished, time].into_iter().flatten().max();
            stream.take(&event);
        } else if let Some(package) = line.strip_prefix("FAIL\t") {
            // Before Go 1.24, a package that did not build has this line and no event.
            stream.tally.broke(|| package.to_owned());
        }
        offset += line.len();
    }
    let mut report = stream.end();
    (report.started, report.finished) = (started, finished);
    Ok(report)
}

impl Stream {
    fn take(&mut self, event: &Event<'_>) {
        if event.action == "build-fail" {
            let name = event.import_path.as_deref().unwrap_or_default();
            self.tally.broke(|| format!("{name} (build)"));
        }
        let Some(name) = event.package.as_deref() else { return };
        if !self.packages.contains_key(name) {
            self.order.push(name.to_owned());
            self.packages.insert(name.to_owned(), Package::default());
        }
        let Some(package) = self.packages.get_mut(name) else { return };
        match event.test.as_deref() {
            Some(test) => package.test(&mut self.tally, name, test, &event.action),
            None => package.end(&mut self.tally, name, &event.action),
        }
    }

    /// The report, once the stream has ended.
    fn end(self) -> Report {
        let open = self.order.iter().find(|&name| self.packages.get(name).is_some_and(|p| !p.ended)).cloned();
        let mut report = Report::counted(Format::Go, self.tally);
        report.incomplete = open.map(|name| format!("package {name} has no result"));
        report
    }
}

impl Package {
    /// An event of the test `test`, in the package `name`.
    fn test(&mut self, tally: &mut Tally, name: &str, test: &str, action: &str) {
        let outcome = match action {
            "run" => {
                self.open.insert(test.to_owned(), Open::default());
                if let Some(parent) = self.parent(test) {
                    parent.holds = true;
                }
                return;
            }
            "pass" => Outcome::Passed,
            "skip" => Outcome::Skipped,
            "fail" => Outcome::Failed,
            _ => return,
        };
        let Open { holds, bad } = self.open.remove(test).unwrap_or_default();
        let failed = outcome == Outcome::Failed;
        if failed && let Some(parent) = self.parent(test) {
            parent.bad = true;
        }
        // What failed outside its subtests has failed itself.
        if !holds || failed && !bad {
            tally.add(outcome, || format!("{name} {test}"));
            self.bad += u64::from(failed);
        }
    }

    /// The test that `test` is a part of; a subtest's own name may have slashes too.
    fn parent(&mut self, test: &str) -> Option<&mut Open> {
        let above = test.rmatch_indices('/').take(SLASHES).map(|(at, _)| &test[..at]);
        let parent = above.into_iter().find(|&name| self.open.contains_key(name))?;
        self.open.get_mut(parent)
    }

    /// An event of the package itself.
    fn end(&mut self, tally: &mut Tally, name: &str, action: &str) {
        if !matches!(action, "pass" | "fail" | "skip") {
            return;
        }
        self.ended = true;
        let mut stopped: Vec<String> =
            self.open.drain().filter(|(_, open)| !open.holds).map(|(test, _)| test).collect();
        stopped.sort_unstable();
        for test in stopped {
            tally.add(Outcome::Broken, || format!("{name} {test}"));
            self.bad += 1;
        }
        if action == "fail" && self.bad == 0 {
            tally.broke(|| name.to_owned());
        }
    }
}
