//! Recall on documents that nobody wrote for planvet: one defect put into a copy of a real plan, and a rule that knows
//! it has to speak.
//!
//! The documents are those below `plans/` in `$PLANVET_CORPUS`. `mutations.rs` puts defects where the parsed plan has a
//! place for them; here the lines alone say where, so that what planvet does not understand is missed and counted. The
//! kinds of defects stand in `wild/kinds/`, each with the share that must be found.

mod support;

#[path = "wild/kinds/mod.rs"]
mod kinds;
#[path = "wild/page.rs"]
mod page;
#[path = "wild/table.rs"]
mod table;
#[path = "wild/vetted.rs"]
mod vetted;
#[path = "wild/words.rs"]
mod words;

use kinds::Kind;
use page::{Change, Page};
use planvet::{
    diagnostic::{Diagnostic, Severity},
    plan::is_archive,
    rules,
};
use rayon::prelude::*;
use std::{fs, path::Path};
use support::{documents, folder_of};
use vetted::Vetted;

/// How often each kind is tried, and how often of these in one document.
const TRIES: usize = 100;
const TRIES_IN_ONE: usize = 2;

/// Of how many copies of a hundred an error or a warning may speak that has nothing to do with the defect.
const BESIDE: usize = 2;

/// Longer documents would make up most of the time.
const LONGEST: usize = 120_000;

/// A real plan and what is found in it as it stands.
struct Original {
    path: String,
    text: String,
    vetted: Vetted,
}

/// What became of one kind.
struct Recall {
    kind: &'static Kind,
    tries: Vec<Try>,
}

/// A copy with one defect.
struct Try {
    /// Where the defect is, and what stands there now.
    place: String,
    /// As what it was found.
    found: Option<Severity>,
    /// Errors and warnings that have nothing to do with it.
    beside: Vec<String>,
    /// What planvet itself did wrong.
    broken: Option<String>,
}

impl Original {
    /// `None` where planvet is silent by design, as it is in an archive and in what it takes for no plan, and where the
    /// lines say too little.
    fn read(folder: &Path, file: &Path) -> Option<Self> {
        let path = file.strip_prefix(folder).expect("a document of the corpus").to_string_lossy().replace('\\', "/");
        let text = fs::read_to_string(file).ok()?.replace("\r\n", "\n");
        if path.split('/').any(is_archive) || text.len() > LONGEST || Page::read(&text).is_none() {
            return None;
        }
        let vetted = Vetted::read(&path, &text).unwrap_or_else(|panic| panic!("{path}: {panic}"));
        vetted.is_plan.then_some(Self { path, text, vetted })
    }

    /// The copy with `change`.
    fn try_out(&self, kind: &Kind, page: &Page, change: &Change) -> Try {
        let copy = page.with(change);
        let told = change.new.as_deref().unwrap_or_else(|| page.lines[change.lines.start]).trim();
        let place =
            format!("{}:{}: {:.100}", self.path, change.lines.start + 1, told.lines().next().unwrap_or_default());
        let vetted = match Vetted::read(&self.path, &copy) {
            Ok(vetted) => vetted,
            Err(panic) => return Try { place, found: None, beside: Vec::new(), broken: Some(panic) },
        };
        let new = vetted.beyond(&self.vetted);
        let (own, other): (Vec<&Diagnostic>, _) = new.iter().partition(|d| kind.rules.contains(&d.rule.name));
        let loud = other.iter().filter(|d: &&&Diagnostic| d.severity > Severity::Info);
        Try {
            place,
            found: own.iter().map(|d| d.severity).max(),
            beside: loud.map(|d| format!("{}: {}", d.rule.name, d.message)).collect(),
            broken: new.iter().find(|d| d.rule.name == "internal-error").map(|d| d.message.clone()),
        }
    }
}

/// FNV-1a: the same choice in each run and on each machine.
fn hash(parts: [&str; 2]) -> u64 {
    let bytes = parts.iter().flat_map(|part| part.bytes());
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// The places of a document that are taken for a kind: any one, and those far from it.
fn choose(kind: &Kind, original: &Original, page: &Page) -> Vec<Change> {
    let mut changes = (kind.put)(page);
    changes.retain(|change| page.differs(change));
    let first = hash([&original.path, kind.what]) as usize % changes.len().max(1);
    changes.rotate_left(first);
    let apart = (changes.len() / TRIES_IN_ONE).max(1);
    changes.into_iter().step_by(apart).take(TRIES_IN_ONE).collect()
}

/// Puts a kind of defect into as many documents as may be, and into one of them again only where these are few.
fn recall(kind: &'static Kind, pages: &[(&Original, Page)]) -> Recall {
    let places = pages.par_iter().flat_map_iter(|(original, page)| {
        let order = hash([kind.what, &original.path]);
        let chosen = choose(kind, original, page).into_iter().enumerate();
        chosen.map(move |(turn, change)| ((turn, order), *original, page, change))
    });
    let mut places: Vec<_> = places.collect();
    places.sort_by_key(|(order, ..)| *order);
    places.truncate(TRIES);
    let tries = places.into_par_iter().map(|(_, original, page, change)| original.try_out(kind, page, &change));
    Recall { kind, tries: tries.collect() }
}

impl Recall {
    fn found(&self) -> usize {
        self.tries.iter().filter(|t| t.found.is_some()).count()
    }

    fn found_as(&self, severity: Severity) -> usize {
        self.tries.iter().filter(|t| t.found == Some(severity)).count()
    }

    /// Its line in the table.
    fn row(&self) -> String {
        let Kind { what, floor, .. } = self.kind;
        let (tried, found) = (self.tries.len(), self.found());
        let [error, warning, info] = [Severity::Error, Severity::Warning, Severity::Info].map(|s| self.found_as(s));
        let (missed, share) = (tried - found, percent(found, tried));
        format!("{what:<46} {tried:>5} {error:>6} {warning:>8} {info:>5} {missed:>7} {share:>5} {floor:>6}")
    }

    /// What is wrong with it.
    fn failures(&self) -> Vec<String> {
        let Kind { what, floor, rules, .. } = self.kind;
        let mut failures = Vec::new();
        if self.tries.is_empty() {
            failures.push(format!("{what}: the corpus has no place for it"));
        } else if self.found() * 100 < self.tries.len() * floor {
            let missed: Vec<&str> = self.tries.iter().filter(|t| t.found.is_none()).map(|t| t.place.as_str()).collect();
            let share = percent(self.found(), self.tries.len());
            let rules = rules.join(", ");
            failures.push(format!(
                "{what}: {share}% found, {floor}% must be; {rules} silent at\n  {}",
                missed.join("\n  ")
            ));
        }
        let broken = self.tries.iter().filter_map(|t| Some((t, t.broken.as_ref()?)));
        failures.extend(broken.map(|(t, said)| format!("{what}: {}\n  {said}", t.place)));
        failures
    }
}

fn percent(part: usize, whole: usize) -> usize {
    part * 100 / whole.max(1)
}

#[test]
fn each_kind_names_rules_that_there_are() {
    let unknown: Vec<_> = kinds::all().flat_map(|k| k.rules).filter(|rule| rules::find(rule).is_none()).collect();
    assert!(unknown.is_empty(), "no rules: {unknown:?}");
}

#[test]
fn defects_in_real_plans_are_found() {
    let Some(folder) = folder_of("PLANVET_CORPUS").map(|folder| folder.join("plans")) else { return };
    if !folder.is_dir() {
        return eprintln!("skipped: PLANVET_CORPUS has no folder plans");
    }
    let files = documents(&folder);
    let originals: Vec<Original> = files.par_iter().filter_map(|file| Original::read(&folder, file)).collect();
    let pages: Vec<_> = originals.iter().filter_map(|o| Some((o, Page::read(&o.text)?))).collect();
    let recalls: Vec<Recall> = kinds::all().map(|kind| recall(kind, &pages)).collect();
    println!("{} plans; {} other documents are left out", pages.len(), files.len() - pages.len());
    let head = ["kind", "tried", "error", "warning", "info", "missed", "found", "floor"];
    let [kind, tried, error, warning, info, missed, found, floor] = head;
    println!("{kind:<46} {tried:>5} {error:>6} {warning:>8} {info:>5} {missed:>7} {found:>5} {floor:>6}");
    recalls.iter().for_each(|recall| println!("{}", recall.row()));
    let tries: Vec<&Try> = recalls.iter().flat_map(|r| &r.tries).collect();
    let (tried, found) = (tries.len(), tries.iter().filter(|t| t.found.is_some()).count());
    println!("all: {found} of {tried} found, {}%", percent(found, tried));
    let beside: Vec<&&Try> = tries.iter().filter(|t| !t.beside.is_empty()).collect();
    println!("{} copies with an answer beside the question", beside.len());

    let mut failures: Vec<String> = recalls.iter().flat_map(Recall::failures).collect();
    if beside.len() * 100 > tried * BESIDE {
        let told: Vec<String> = beside.iter().map(|t| format!("{}\n  {}", t.place, t.beside.join("\n  "))).collect();
        failures.push(format!("more than {BESIDE}% with an answer beside the question:\n{}", told.join("\n")));
    }
    assert!(failures.is_empty(), "\n{}\n", failures.join("\n"));
}
