//! One defect put into a clean plan: exactly the rule that knows it speaks, where it lies.
//!
//! Every document of `testdata/clean/` in which a defect can be put is given it, wherever the
//! parsed plan says that there is a place for it; a new document or a new rule needs no change
//! here. A document is vetted with those that form a plan with it, and all of them must stay
//! silent otherwise. The defects stand in `mutations/defects/`: a small function and a line each.

mod support;

#[path = "mutations/clean.rs"]
mod clean;
#[path = "mutations/defects/mod.rs"]
mod defects;

use clean::Clean;
use defects::Defect;
use planvet::{
    check,
    config::{Configs, Layer, Selector},
    diagnostic::{Diagnostic, Severity, Subject},
    discovery,
    project::Project,
    rules,
    workspace::Input,
};
use rayon::prelude::*;
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
    sync::atomic::AtomicUsize,
};
use support::{HOME, documents};

/// In how many places of one document at most a defect is put, each by itself, from its beginning to its end.
const PLACES: usize = 8;

/// In how many documents at least each rule is tried.
const DOCUMENTS: usize = 3;

/// The day on which the documents are vetted; their dates lie behind it.
const TODAY: &str = "2026-01-05";

/// Places where the rule should speak and cannot yet: the document, the defect, why.
/// One that is found by now fails the test.
const MISSED: &[(&str, &str, &str)] = &[];

/// The clean documents, and which of them form one plan.
struct House {
    documents: Vec<Clean>,
    /// The documents of each one's plan, itself included.
    kin: Vec<Vec<usize>>,
    project: Project,
}

/// A finding: the path of its document, its line, that line's text, its rule.
type Found = (String, u32, String, &'static str);

/// A remark about the whole document, which may move with any change of it.
fn is_remark(diagnostic: &Diagnostic) -> bool {
    diagnostic.severity == Severity::Info && diagnostic.subject == Some(Subject::Document)
}

impl House {
    fn open() -> Self {
        let paths = documents(&Path::new(HOME).join("testdata/clean"));
        let read = |path: &std::path::PathBuf| {
            let name = path.strip_prefix(HOME).expect("a document of ours").to_string_lossy().replace('\\', "/");
            Clean::read(&name, &fs::read_to_string(path).expect("a document"))
        };
        let mut documents: Vec<Clean> = paths.iter().map(read).collect();
        let inputs = documents.iter().map(|d| input(d, d.text())).collect();
        let mut kin = vec![Vec::new(); documents.len()];
        for unit in discovery::units(inputs, &configs("missing-owner")) {
            let members: Vec<usize> = unit.vetted.iter().map(|(at, _)| *at).collect();
            for &at in &members {
                documents[at].alone = members.len() < 2;
                let own = documents[at].ids();
                let behind = members.iter().filter(|&&m| documents[m].path > documents[at].path);
                let theirs: BTreeSet<String> = behind.flat_map(|&m| documents[m].ids()).collect();
                documents[at].echoed = own.intersection(&theirs).cloned().collect();
                kin[at].clone_from(&members);
            }
        }
        Self { documents, kin, project: Project::new(Some(HOME.into())) }
    }

    /// Everything that is found in a document and those of its plan, where `text` stands in its place.
    fn findings(&self, own: usize, text: &str, configs: &Configs) -> Vec<Found> {
        let kin = self.kin[own].iter().map(|&at| {
            let document = &self.documents[at];
            input(document, if at == own { text } else { document.text() })
        });
        let checked = check::all(kin.collect(), configs, &self.project, &AtomicUsize::new(0));
        let told = checked.iter().filter_map(|c| Some((c, c.source.as_ref()?))).flat_map(|(checked, source)| {
            checked.diagnostics.iter().filter(|d| !is_remark(d)).map(move |d| {
                let line = source.position(d.span.start).line;
                let shown = source.text().lines().nth(line as usize - 1).unwrap_or_default();
                (checked.path.to_string(), line, shown.to_owned(), d.rule.name)
            })
        });
        told.collect()
    }

    /// Puts a defect into every document that has a place for it.
    fn put(&self, defect: &Defect) -> Recall {
        let configs = configs(defect.rule);
        let mut recall = Recall::default();
        for (own, document) in self.documents.iter().enumerate() {
            let mutants = (defect.put)(document);
            if mutants.is_empty() {
                continue;
            }
            recall.documents.insert(document.path.clone());
            let before = self.findings(own, document.text(), &configs);
            let step = mutants.len().div_ceil(PLACES);
            for mutant in mutants.into_iter().step_by(step) {
                recall.places += 1;
                // What a clean document says is said again; only its line may be another one.
                let mut old = before.clone();
                let mut new = self.findings(own, &mutant.text, &configs);
                new.retain(|f| {
                    let known = old.iter().position(|o| (&o.0, &o.2, o.3) == (&f.0, &f.2, f.3));
                    known.map(|at| old.swap_remove(at)).is_none()
                });
                let line = mutant.text.lines().nth(mutant.line as usize - 1).unwrap_or_default();
                let place = format!("{}\n  {}:{}: {line}\n", defect.what, document.path, mutant.line);
                match new.as_slice() {
                    [(path, line, _, rule)]
                        if (&**path, *line, *rule) == (&*document.path, mutant.line, defect.rule) =>
                    {
                        recall.found += 1;
                    }
                    [] => recall.missed.push((document.path.clone(), format!("{place}  {} is silent", defect.rule))),
                    // Another rule, or another line, is wrong in any document.
                    _ => recall.wrong.push(format!("{place}  {}, found {new:?}", defect.rule)),
                }
            }
        }
        recall
    }
}

fn input(document: &Clean, text: &str) -> Input {
    let path = Path::new(HOME).join(&document.path);
    Input { path, shown: document.path.clone(), bytes: Some(text.as_bytes().to_vec()) }
}

/// As a user gets it, and `rule` switched on.
fn configs(rule: &str) -> Configs {
    let rule = rules::find(rule).unwrap_or_else(|| panic!("no rule {rule}"));
    let today = Some(TODAY.parse().expect("a day"));
    // The commits that the clean documents cite are made up.
    let made_up = rules::all().iter().filter(|r| r.name == "unknown-evidence" && r.name != rule.name);
    let ignore = made_up.map(Selector::Rule).collect();
    let command = Layer { extend_select: vec![Selector::Rule(rule)], ignore, today, ..Layer::default() };
    Configs::new(HOME.into(), command)
}

/// How often a rule was to speak, and how often it did, it alone and at the right line.
#[derive(Default)]
struct Recall {
    documents: BTreeSet<String>,
    places: usize,
    found: usize,
    /// Where it was silent: the document, and what to say of it.
    missed: Vec<(String, String)>,
    /// Where another rule spoke, or it did so elsewhere.
    wrong: Vec<String>,
}

#[test]
fn every_defect_is_found_where_it_was_put() {
    let house = House::open();
    let tried: Vec<&Defect> = defects::all().collect();
    let recalls: Vec<(&Defect, Recall)> = tried.into_par_iter().map(|defect| (defect, house.put(defect))).collect();
    let mut failures: Vec<String> = Vec::new();
    let mut of_rule: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    println!("{:<24} {:<52} {:>9} {:>6} {:>6}", "rule", "defect", "documents", "places", "found");
    for (Defect { rule, what, .. }, recall) in &recalls {
        let documents = recall.documents.len();
        println!("{rule:<24} {what:<52} {documents:>9} {:>6} {:>6}", recall.places, recall.found);
        of_rule.entry(rule).or_default().extend(recall.documents.iter().map(String::as_str));
        failures.extend(recall.wrong.iter().cloned());
        let known = |path: &str| MISSED.iter().any(|(known, missed, _)| path.ends_with(known) && missed == what);
        failures.extend(recall.missed.iter().filter(|(path, _)| !known(path)).map(|(_, told)| told.clone()));
        if recall.places == 0 {
            failures.push(format!("{what}: no clean document has a place for it"));
        }
    }
    for (path, what, _) in MISSED {
        let missed = recalls.iter().filter(|(d, _)| d.what == *what).flat_map(|(_, r)| &r.missed);
        if !missed.into_iter().any(|(missed, _)| missed.ends_with(path)) {
            failures.push(format!("{path}: “{what}” is not missed any more; take it out of MISSED"));
        }
    }
    for (rule, documents) in &of_rule {
        if documents.len() < DOCUMENTS {
            failures.push(format!("{rule} was tried in {documents:?} only"));
        }
    }
    println!("{} of {} rules were tried", of_rule.len(), rules::all().len());
    assert!(failures.is_empty(), "\n{}\n", failures.join("\n"));
}
