//! Documents with items to which evidence can belong.

use super::{
    key::{self, ItemKey},
    ledger::{self, Entry},
    store::Store,
    verify::{Facts, Target},
};
use crate::{
    family::{self, Member},
    markdown::Document,
    message::quote,
    plan::{Plan, Task},
    settings::{Check, RequireEvidence, Settings},
    source::Source,
    workspace::{Input, View},
};
use std::{collections::BTreeMap, path::PathBuf, sync::Arc};

/// An item, and the files that it names.
pub type Item = (ItemKey, Vec<String>);

/// A document with items.
#[derive(Debug)]
pub struct Checklist {
    /// The document.
    pub member: Member,
    /// The key of its plan.
    pub plan: String,
    /// Where it lies.
    pub path: PathBuf,
    /// Its items.
    pub items: Vec<Item>,
    settings: Arc<Settings>,
}

impl Checklist {
    /// Reads a document; `None` where it is none, or has no items.
    pub fn read(input: Input, settings: Arc<Settings>) -> Option<Self> {
        let (path, shown) = (input.path.clone(), input.shown.clone());
        let source = Source::new(&*shown, input.read(&View::default()).ok()?).ok()?;
        let document = Document::of(&source).ok()?;
        let plan = Plan::read(&source, &document, &settings.vocabulary);
        let key = key::plan(&source, &plan, family::key(source.text()));
        let items = ledger::items(&plan);
        (!items.is_empty()).then(|| Self {
            member: Member { source: source.into(), document, plan },
            plan: key,
            path,
            items,
            settings,
        })
    }

    /// Its path, from the root.
    pub fn shown(&self) -> &str {
        self.member.source.path()
    }

    /// The task of an item.
    pub fn task(&self, item: &ItemKey) -> &Task {
        self.member.plan.task(item.task)
    }

    /// The line on which an item stands, counted from 1.
    pub fn line(&self, item: &ItemKey) -> u32 {
        self.member.source.position(self.task(item).span().start).line
    }

    /// What records of an item have to be about.
    pub fn target<'a>(&'a self, (item, files): &'a Item) -> Target<'a> {
        Target { plan: &self.plan, document: self.shown(), item, files }
    }

    /// What the tick of a task must rest on.
    pub fn required(&self, task: &Task) -> Option<&RequireEvidence> {
        self.settings.require.evidence(|| self.member.plan.is_gate(task))
    }

    /// The checks that are declared for it.
    pub fn checks(&self) -> &BTreeMap<String, Check> {
        &self.settings.checks
    }

    /// Whether what the document cites can be enough for the tick of some item.
    pub fn counts_what_is_cited(&self) -> bool {
        let required = [&self.settings.require.items, &self.settings.require.gates];
        required.into_iter().flatten().any(|required| required.counts_what_is_cited())
    }

    /// Its items with their records.
    pub fn entries(&self, store: &Store, facts: &Facts) -> Vec<Entry> {
        ledger::entries(&self.plan, self.shown(), self.items.clone(), store, facts)
    }
}

/// Why a name does not lead to one item.
#[derive(Debug, PartialEq, Eq)]
pub struct NotOne {
    /// Why.
    pub why: String,
    /// The items that may be meant, each with its plan, its place and its text.
    pub candidates: Vec<String>,
}

/// The most items that are named where several may be meant.
const CANDIDATES: usize = 8;

/// The one item that `name` means: its key, or its id in other letters; else what it is called beside other items.
///
/// # Errors
/// That there is none, or which there are.
pub fn find<'h>(all: &'h [Checklist], name: &str) -> Result<(&'h Checklist, &'h Item), NotOne> {
    let each = || all.iter().flat_map(|list| list.items.iter().map(move |item| (list, item)));
    let mut found: Vec<_> = each().filter(|(_, (item, _))| item.key.eq_ignore_ascii_case(name)).collect();
    if found.is_empty() {
        let named = |item: &ItemKey| item.aliases.iter().any(|alias| alias.key.eq_ignore_ascii_case(name));
        found = each().filter(|(_, (item, _))| named(item)).collect();
    }
    let several = |why: String, found: &[(&Checklist, &Item)]| {
        let line = |(list, (item, _)): &(&Checklist, &Item)| {
            let (key, title) = (&item.key, quote(&list.task(item).title));
            format!("{key} --plan {}  {}:{}  {title}", list.plan, list.shown(), list.line(item))
        };
        NotOne { why, candidates: found.iter().take(CANDIDATES).map(line).collect() }
    };
    match found[..] {
        [] => Err(several(format!("no plan here has an item `{name}`; `planvet evidence list` names them"), &[])),
        [one] if !one.1.0.ambiguous => Ok(one),
        [(list, (item, _))] => {
            let same = each().filter(|(other, (i, _))| other.plan == list.plan && bare(&i.key) == bare(&item.key));
            let same: Vec<_> = same.collect();
            let why =
                "is not the only item of that id or text, so that it is not certain which is meant; give each an id:";
            Err(several(format!("`{name}` {why}"), &same))
        }
        _ => Err(several(format!("several documents have an item `{name}`; name one with --plan:"), &found)),
    }
}

/// A key without what tells items of the same id or text apart.
fn bare(key: &str) -> &str {
    key.split('~').next().unwrap_or(key)
}
