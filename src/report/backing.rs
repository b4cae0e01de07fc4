//! What backs the ticks of plans, as JSON: what `planvet evidence`, `planvet tick` and `planvet record` came to.
//!
//! The shapes are a contract as that of the findings is: version 1.

use super::json::VERSION;
use crate::{
    evidence::{
        checklist::Checklist,
        cited::Grade,
        key::ItemKey,
        ledger::Entry,
        record::Outcome,
        store::{LeftBehind, Stored},
        verify::{self, Held, State, Verdict},
    },
    settings::Level,
};
use schemars::{JsonSchema, generate::SchemaSettings};
use serde::Serialize;
use serde_json::{Value, json};
use std::{collections::BTreeSet, path::Path};

/// What a command came to.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(tag = "command")]
pub enum Answer {
    /// `planvet evidence list`: the items of plans, and what their evidence is worth.
    #[serde(rename = "evidence list")]
    List {
        /// By path and place.
        items: Vec<Listed>,
    },
    /// `planvet evidence show`: one item and its records.
    #[serde(rename = "evidence show")]
    Show {
        /// The item.
        item: Place,
        /// Its records, the newest first.
        records: Vec<Record>,
    },
    /// `planvet evidence verify`: what holds, and what does not.
    #[serde(rename = "evidence verify")]
    Verify(Audit),
    /// `planvet tick`: which boxes were written, and which were not.
    #[serde(rename = "tick")]
    Tick {
        /// Whether nothing was written, since `--dry-run` was asked for.
        dry_run: bool,
        /// Those that were named, or with `--ready` those that change.
        items: Vec<Ticked>,
    },
    /// `planvet record`: how a check came out.
    #[serde(rename = "record")]
    Record {
        /// The check.
        check: String,
        /// How it came out.
        result: Outcome,
        /// What its command exited with.
        exit: i32,
        /// Whether it was stopped, since it took too long.
        timed_out: bool,
        /// What the report says against an exit code of 0.
        why: Option<String>,
        /// What was written.
        records: Vec<Written>,
    },
}

#[derive(Serialize, JsonSchema)]
struct Document<'a> {
    version: u32,
    #[serde(flatten)]
    answer: &'a Answer,
}

impl Answer {
    /// The document, ended by a newline.
    ///
    /// # Errors
    /// None that a user could cause.
    pub fn text(&self) -> serde_json::Result<String> {
        Ok(serde_json::to_string_pretty(&Document { version: VERSION, answer: self })? + "\n")
    }
}

/// The JSON Schema of the documents, of the draft 2020-12; `command` tells them apart.
pub fn schema() -> Value {
    let mut generator = SchemaSettings::draft2020_12().for_serialize().into_generator();
    let answer = generator.subschema_for::<Answer>();
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "What `planvet evidence`, `planvet tick` and `planvet record` write with `--format json`",
        "type": "object",
        "properties": {
            "version": { "const": VERSION, "description": "A new one only where a reader would break." },
        },
        "required": ["version", "command"],
        "allOf": [answer],
        "$defs": generator.take_definitions(true),
    })
}

/// An item of a plan.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Place {
    /// The key of the plan.
    pub plan: String,
    /// The key of the item.
    pub item: String,
    /// The document, from the root of the repository, with `/` on every system.
    pub path: String,
    /// Counted from 1.
    pub line: u32,
    /// What the item says.
    pub title: String,
    /// Whether its box is ticked.
    pub ticked: bool,
}

impl Place {
    /// Where an item stands.
    pub fn of(list: &Checklist, item: &ItemKey) -> Self {
        let task = list.task(item);
        Self {
            plan: list.plan.clone(),
            item: item.key.clone(),
            path: list.shown().to_owned(),
            line: list.line(item),
            title: task.title.to_string(),
            ticked: task.done(),
        }
    }
}

/// An item and what its evidence is worth.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Listed {
    /// The item.
    #[serde(flatten)]
    pub place: Place,
    /// Whether another item has the same id or words, so that it needs an id of its own.
    pub ambiguous: bool,
    /// What its tick is worth, or would be.
    pub level: Level,
    /// Whether it may be worth more, by what cannot be looked up here.
    pub unknown: bool,
    /// What planvet.toml asks for.
    pub required: Option<Level>,
    /// How its checks stand.
    pub checks: Vec<Standing>,
    /// How many of its records count for nothing.
    pub refused: usize,
}

/// How a check stands for an item.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Standing {
    /// Its name.
    pub check: String,
    /// How the record that decides came out.
    pub result: Option<Outcome>,
    /// How that record stands to what is there now.
    #[schemars(extend("enum" = State::WORDS))]
    pub state: &'static str,
}

impl Listed {
    /// An item with its records, and with what the document itself `cited`.
    pub fn of(list: &Checklist, entry: &Entry, cited: Grade) -> Self {
        let required = list.required(list.task(&entry.item));
        let level = entry.level(required).max(cited.level);
        let standing = |check: &str| {
            let verdict = entry.standing(check)?.verdict;
            Some(Standing { check: check.to_owned(), result: verdict.outcome, state: verdict.state.word() })
        };
        Self {
            place: Place::of(list, &entry.item),
            ambiguous: entry.item.ambiguous,
            level,
            unknown: level == Level::Ticked && cited.possible > level,
            required: required.map(|r| r.level),
            checks: entry.checks().into_iter().filter_map(standing).collect(),
            refused: entry.records.iter().filter(|(_, v)| v.state == State::Refused).count(),
        }
    }
}

/// A record, and what it is worth now.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Record {
    /// Its file, from the root of the repository.
    pub path: String,
    /// The key of the plan.
    pub plan: String,
    /// The key of the item.
    pub item: String,
    /// The check; none where it cannot be read.
    pub check: Option<String>,
    /// How the check came out; none where the record counts for nothing.
    pub result: Option<Outcome>,
    /// How it stands to what is there now.
    #[schemars(extend("enum" = State::WORDS))]
    pub state: &'static str,
    /// What it makes of a tick.
    pub level: Level,
    /// Whether nothing that rests on it fails.
    pub holds: bool,
    /// What ran.
    pub argv: Vec<String>,
    /// When that had ended.
    pub finished: Option<String>,
    /// What was looked at, in order.
    pub steps: Vec<Step>,
}

/// One thing that was looked at.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Step {
    /// What.
    pub what: &'static str,
    /// Whether it held; none where that cannot be told, which takes nothing away.
    pub held: Option<bool>,
    /// Why not.
    pub why: Option<String>,
}

impl Step {
    fn of(step: &verify::Step) -> Self {
        let (held, why) = match &step.held {
            Held::Yes => (Some(true), None),
            Held::No(why) => (Some(false), Some(why.clone())),
            Held::Unknown(why) => (None, Some(why.clone())),
        };
        Self { what: step.what, held, why }
    }
}

impl Record {
    /// The records of an item, the newest first.
    pub fn all(list: &Checklist, entry: &Entry) -> Vec<Self> {
        let faults: BTreeSet<&str> = entry.faults().iter().map(|(stored, _)| &*stored.path).collect();
        let one = |(stored, verdict): &(Stored, Verdict)| {
            let record = stored.record.as_ref().ok();
            Self {
                path: stored.path.clone(),
                plan: list.plan.clone(),
                item: entry.item.key.clone(),
                check: record.map(|r| r.check().to_owned()),
                result: verdict.outcome,
                state: verdict.state.word(),
                level: verdict.level,
                holds: !faults.contains(&*stored.path),
                argv: record.map(|r| r.evidence().command.argv.clone()).unwrap_or_default(),
                finished: record.map(|r| r.evidence().command.finished_on.clone()),
                steps: verdict.steps.iter().map(Step::of).collect(),
            }
        };
        entry.records.iter().map(one).collect()
    }
}

/// What holds, and what does not.
#[derive(Debug, Default, Serialize, JsonSchema)]
pub struct Audit {
    /// Every record of an item that is here.
    pub records: Vec<Record>,
    /// The ticks that lack what they have to rest on.
    pub ticks: Vec<Lacking>,
    /// What lies among the records and belongs to no item that is here.
    pub strays: Vec<Stray>,
}

/// A tick that lacks what it has to rest on.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Lacking {
    /// The item.
    #[serde(flatten)]
    pub place: Place,
    /// What is missing.
    pub why: String,
}

/// A file of no item that is here.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Stray {
    /// The file, from the root of the repository.
    pub path: String,
    /// What did not hold: `file` or `item`.
    pub what: &'static str,
    /// Why.
    pub why: String,
}

impl Stray {
    /// A record of no item that is here, in the repository at `root`.
    pub fn of(stored: &Stored, root: &Path) -> Self {
        let path = stored.path.clone();
        let item = match &stored.record {
            Err(why) => return Self { path, what: "file", why: why.to_string() },
            Ok(record) => &record.evidence().item,
        };
        let why = format!("no plan here has the item {} of {}", item.key, item.plan);
        let behind = LeftBehind { plan: item.plan.clone(), document: item.document.clone() };
        let why = match root.join(&item.document).symlink_metadata().is_err() {
            true => format!("{why}; {behind}, if it was moved"),
            false => why,
        };
        Self { path, what: "item", why }
    }
}

impl Audit {
    /// Whether all of it holds.
    pub fn holds(&self) -> bool {
        self.strays.is_empty() && self.ticks.is_empty() && self.records.iter().all(|record| record.holds)
    }

    /// It in a sentence.
    pub fn summary(&self) -> String {
        let counted = self.records.len() + self.strays.len();
        let bad = self.records.iter().filter(|record| !record.holds).count() + self.strays.len();
        let failed = |record: &&Record| record.holds && record.result == Some(Outcome::Failed);
        let records = match (counted, bad) {
            (0, _) => "no records".to_owned(),
            (1, 0) => "1 record, it holds".to_owned(),
            (1, _) => "1 record, not as evidence for what is there now".to_owned(),
            (n, 0) => format!("{n} records, all of them hold"),
            (n, bad) => format!("{n} records, {bad} of them not as evidence for what is there now"),
        };
        let failed = match (self.records.iter().filter(failed).count(), counted) {
            (0, _) => String::new(),
            (1, 1) => " and says that its check failed".to_owned(),
            (1, _) => ", and 1 says that its check failed".to_owned(),
            (n, _) => format!(", and {n} say that their checks failed"),
        };
        let short = match self.ticks.len() {
            0 => String::new(),
            1 => "; 1 tick lacks what it has to rest on".to_owned(),
            n => format!("; {n} ticks lack what they have to rest on"),
        };
        records + &failed + &short
    }
}

/// What became of a box.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Ticked {
    /// The item; `ticked` is how its box was.
    #[serde(flatten)]
    pub place: Place,
    /// What was done, or would be.
    pub done: Done,
    /// What there is to say of it.
    pub why: Option<String>,
}

/// What is done with a box.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Done {
    /// It is ticked.
    Ticked,
    /// It is opened again.
    Opened,
    /// Nothing: it is as it was wanted, and rightly so.
    Stands,
    /// Nothing: its evidence does not suffice.
    Lacks,
}

/// A record that was written.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Written {
    /// The key of the plan.
    pub plan: String,
    /// The key of the item.
    pub item: String,
    /// The file, from the root of the repository.
    pub path: String,
}
