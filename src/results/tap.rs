//! Test Anything Protocol, versions 12 to 14 (<https://testanything.org>).
//!
//! A test point behind a subtest sums it up: the subtest's points are the
//! tests, and the summing point counts only where it failed and none of them did.

use super::{
    Format, Report, Unreadable,
    tally::{Outcome, Tally, stands_for_file},
};
use std::collections::HashSet;

/// How deep subtests may be nested.
const DEPTH: usize = 64;

/// The columns by which a subtest is indented.
const INDENT: usize = 4;

/// What a line says.
#[derive(Debug, PartialEq, Eq)]
enum Line<'a> {
    Version,
    Plan {
        tests: Option<u64>,
    },
    Point(Point<'a>),
    BailOut(&'a str),
    /// The start of a diagnostic in YAML.
    Yaml,
    /// The end of a subtest that stands in braces behind its point.
    Brace,
    Comment(&'a str),
    Other,
}

#[derive(Debug, PartialEq, Eq, Clone, Copy)]
struct Point<'a> {
    ok: bool,
    id: Option<u64>,
    name: &'a str,
    /// To do or skipped: its result does not matter.
    excused: bool,
    /// Its subtest follows, in braces.
    brace: bool,
}

/// The points at one level.
#[derive(Default)]
struct Block<'a> {
    tally: Tally,
    /// The plan, and the line where it stands.
    plan: Option<(u64, u32)>,
    points: u64,
    /// The last point's number.
    last: u64,
    ids: HashSet<u64>,
    /// A point whose subtest is in braces behind it.
    waiting: Option<Point<'a>>,
}

struct Tap<'a> {
    open: Vec<Block<'a>>,
    incomplete: Option<String>,
    /// Points that may stand for files, and whether it was node's runner that wrote them.
    files: u64,
    node: bool,
}

pub(super) fn speaks(line: &str) -> bool {
    match classify(line) {
        Line::Version => true,
        Line::Plan { tests } => tests.is_some(),
        Line::Point(point) => point.id.is_some() || line.contains("ok - "),
        _ => false,
    }
}

pub(super) fn read(text: &str) -> Result<Report, Unreadable> {
    let mut tap = Tap { open: vec![Block::default()], incomplete: None, files: 0, node: false };
    // The indentation of an open diagnostic, and its line.
    let mut yaml: Option<(usize, u32)> = None;
    let mut offset = 0;
    for (number, raw) in (1..).zip(text.split_inclusive('\n')) {
        let at = offset;
        offset += raw.len();
        let line = raw.trim_end();
        let rest = line.trim_start_matches(' ');
        let indent = line.len() - rest.len();
        if let Some((column, _)) = yaml {
            if indent == column && rest == "..." {
                yaml = None;
            }
            continue;
        }
        match classify(rest) {
            Line::Yaml if indent % INDENT == INDENT / 2 => yaml = Some((indent, number)),
            Line::Other | Line::Yaml => {}
            Line::Comment(_) if indent > 0 => {}
            _ if indent % INDENT != 0 => {}
            said => {
                let level = indent / INDENT;
                if level > DEPTH {
                    return Err(Unreadable::at(Format::Tap, format!("subtests nest deeper than {DEPTH}"), text, at));
                }
                if tap.take(said, level, number) {
                    break;
                }
            }
        }
    }
    if let Some((_, line)) = yaml {
        tap.stop(|| format!("the diagnostic of line {line} has no end"));
    }
    Ok(tap.end())
}

impl<'a> Tap<'a> {
    /// Takes in what a line at a level says; whether the run ends there.
    fn take(&mut self, line: Line<'a>, level: usize, number: u32) -> bool {
        match line {
            Line::BailOut(why) => {
                let colon = if why.is_empty() { "" } else { ": " };
                let why: String = why.chars().take(super::NAME).collect();
                self.stop(|| format!("it bailed out in line {number}{colon}{why}"));
                return true;
            }
            Line::Plan { tests } => {
                let block = self.level(level);
                let twice = block.plan.is_some();
                block.plan = Some((tests.unwrap_or(0), number));
                if twice || tests.is_none() {
                    let what = if twice { "is a second plan" } else { "plans a number that cannot be" };
                    self.stop(|| format!("line {number} {what}"));
                }
            }
            Line::Point(point) => self.point(point, level),
            Line::Brace => {
                let waiting = self.open.get_mut(level).and_then(|block| block.waiting.take());
                if let Some(point) = waiting {
                    let inner = self.fold(level + 1);
                    self.settle(point, inner, level);
                }
            }
            Line::Comment(said) => self.node |= said.starts_with("suites "),
            _ => {}
        }
        false
    }

    /// The block at a level, opened where it is not.
    fn level(&mut self, level: usize) -> &mut Block<'a> {
        while self.open.len() <= level {
            self.open.push(Block::default());
        }
        &mut self.open[level]
    }

    fn point(&mut self, point: Point<'a>, level: usize) {
        let inner = self.fold(level + 1);
        let block = self.level(level);
        block.points += 1;
        let id = point.id.unwrap_or(block.last.saturating_add(1));
        block.last = id;
        if !block.ids.insert(id) {
            self.stop(|| format!("test {id} is there twice"));
        }
        if point.brace {
            self.level(level).waiting = Some(point);
        } else {
            self.settle(point, inner, level);
        }
    }

    /// Counts a point, with the subtest that it sums up.
    fn settle(&mut self, point: Point<'_>, inner: Option<Tally>, level: usize) {
        let name = || point.name.replace("\\#", "#");
        let failed = !point.ok && !point.excused;
        let alone = inner.is_none();
        self.files += u64::from(alone && level == 0 && point.ok && !point.excused && stands_for_file(point.name));
        let tally = &mut self.level(level).tally;
        match inner {
            Some(inner) if point.excused => tally.merge(inner.excused()),
            // A subtest that ran nothing is a test that was skipped.
            Some(inner) if inner.tests == 0 && !failed => tally.add(Outcome::Skipped, name),
            Some(inner) => {
                let broke = failed && inner.bad() == 0;
                tally.merge(inner);
                if broke {
                    tally.add(Outcome::Broken, name);
                }
            }
            None if point.excused => tally.add(Outcome::Skipped, name),
            None => tally.add(if failed { Outcome::Failed } else { Outcome::Passed }, name),
        }
    }

    /// Ends the blocks from `level` up: what they hold, where there was any.
    fn fold(&mut self, level: usize) -> Option<Tally> {
        while self.open.len() > level + 1 {
            let inner = self.fold(self.open.len() - 1);
            if let (Some(inner), Some(block)) = (inner, self.open.last_mut()) {
                block.tally.merge(inner);
            }
        }
        if level == 0 || self.open.len() <= level {
            return None;
        }
        let block = self.open.pop()?;
        self.check(&block);
        Some(block.tally)
    }

    /// Whether a block kept its plan.
    fn check(&mut self, block: &Block<'_>) {
        if block.waiting.is_some() {
            self.stop(|| "a subtest in braces has no end".to_owned());
        }
        let Some((plan, line)) = block.plan else {
            self.stop(|| "there is no plan (1..N)".to_owned());
            return;
        };
        if plan != block.points {
            let points = block.points;
            self.stop(|| format!("line {line} plans {plan} tests, and {points} are there"));
        } else if let Some(id) = block.ids.iter().filter(|&&id| id == 0 || id > plan).min() {
            self.stop(|| format!("test {id} is outside the plan of line {line}"));
        }
    }

    /// Notes why the run is not whole; the first reason counts.
    fn stop(&mut self, why: impl FnOnce() -> String) {
        self.incomplete.get_or_insert_with(why);
    }

    fn end(mut self) -> Report {
        let inner = self.fold(1);
        let mut whole = self.open.pop().unwrap_or_default();
        self.check(&whole);
        // Points of a subtest that nothing sums up.
        whole.tally.merge(inner.unwrap_or_default());
        if self.node {
            whole.tally.tests -= self.files;
        }
        Report { incomplete: self.incomplete, ..Report::counted(Format::Tap, whole.tally) }
    }
}

/// What a line says, its indentation left out.
fn classify(line: &str) -> Line<'_> {
    let line = line.trim_end();
    if line == "---" {
        return Line::Yaml;
    }
    if line == "}" {
        return Line::Brace;
    }
    if let Some(said) = line.strip_prefix('#') {
        return Line::Comment(said.trim_start());
    }
    if line.strip_prefix("TAP version ").is_some_and(|v| v.parse::<u32>().is_ok()) {
        return Line::Version;
    }
    if let Some(rest) = line.strip_prefix("1..") {
        let digits = rest.split([' ', '#']).next().unwrap_or_default();
        let number = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit() || b == b'-');
        return if number { Line::Plan { tests: digits.parse().ok() } } else { Line::Other };
    }
    if let Some(rest) = line.get(..9).filter(|s| s.eq_ignore_ascii_case("bail out!")).and(line.get(9..)) {
        return Line::BailOut(rest.trim());
    }
    let (ok, rest) = match (line.strip_prefix("ok"), line.strip_prefix("not ok")) {
        (Some(rest), _) => (true, rest),
        (_, Some(rest)) => (false, rest),
        _ => return Line::Other,
    };
    if !rest.is_empty() && !rest.starts_with([' ', '\t']) {
        Line::Other
    } else {
        Line::Point(point(ok, rest.trim_start()))
    }
}

/// A point, from what follows its `ok`.
fn point(ok: bool, rest: &str) -> Point<'_> {
    let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let (number, after) = rest.split_at(digits);
    let numbered = digits > 0 && (after.is_empty() || after.starts_with(' '));
    let id = if numbered { Some(number.parse().unwrap_or(u64::MAX)) } else { None };
    let rest = if numbered { after.trim_start() } else { rest };
    let (rest, brace) = rest.strip_suffix('{').map_or((rest, false), |rest| (rest.trim_end(), true));
    let (name, directive) = split(rest);
    let excused = directive.is_some();
    Point { ok, id, name: name.strip_prefix("- ").unwrap_or(name).trim_end(), excused, brace }
}

/// A point's name, and its directive where it has one: `# SKIP` or `# TODO`, behind a hash that is not escaped.
fn split(text: &str) -> (&str, Option<&str>) {
    let hashes = text.match_indices('#').map(|(at, _)| at).filter(|&at| !text[..at].ends_with('\\'));
    for at in hashes {
        let said = text[at + 1..].trim_start();
        let (word, rest) = said.split_at_checked(4).unwrap_or((said, ""));
        let todo = word.eq_ignore_ascii_case("todo") && !rest.starts_with(|c: char| c.is_alphanumeric());
        if todo || word.eq_ignore_ascii_case("skip") {
            return (&text[..at], Some(said));
        }
    }
    (text, None)
}
