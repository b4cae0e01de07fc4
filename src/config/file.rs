//! Reads `planvet.toml`, and finds all that is wrong in it at once.

mod evidence;
mod schema;

pub use schema::schema;

use super::{Layer, Problem, Selector};
use crate::{
    diagnostic::{Rule, Severity},
    message::did_you_mean,
    plan::Vocabulary,
    rules,
    settings::{Check, FailOn, RequireGate, RequireOwner},
};
use std::{collections::BTreeMap, ops::Range, sync::Arc};
use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

/// A rule that this version does not know; only a warning, since an older planvet may read a newer file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownRule {
    /// Where it is named, in bytes.
    pub span: Range<usize>,
    /// How.
    pub name: String,
    /// What was perhaps meant.
    pub suggestion: Option<&'static str>,
}

/// What a configuration file says.
#[derive(Debug, Default)]
pub struct File {
    /// For all documents.
    pub layer: Layer,
    /// `[files."glob"]`, in the file's order.
    pub overrides: Vec<(String, Layer)>,
    /// `[[plan]]`: patterns of documents that form one plan.
    pub plans: Vec<Vec<String>>,
    /// `[check.NAME]`.
    pub checks: Vec<Check>,
    /// Rules that this version does not know.
    pub unknown: Vec<UnknownRule>,
}

const LAYER_KEYS: [&str; 6] = ["select", "extend-select", "ignore", "severity", "require", "vocabulary"];
const FILE_KEYS: [&str; 12] = [
    "select",
    "extend-select",
    "ignore",
    "exclude",
    "baseline",
    "fail-on",
    "severity",
    "files",
    "vocabulary",
    "plan",
    "require",
    "check",
];
const PLAN_KEYS: [&str; 1] = ["files"];
const REQUIRE_KEYS: [&str; 3] = ["owner", "gate", "evidence"];
const SEVERITIES: [(&str, Option<Severity>); 4] = [
    ("error", Some(Severity::Error)),
    ("warning", Some(Severity::Warning)),
    ("info", Some(Severity::Info)),
    ("off", None),
];
const OWNERS: [(&str, RequireOwner); 2] =
    [("every-task", RequireOwner::EveryTask), ("convention", RequireOwner::Convention)];
const GATES: [(&str, RequireGate); 2] =
    [("every-phase", RequireGate::EveryPhase), ("convention", RequireGate::Convention)];

impl File {
    /// Reads a configuration.
    ///
    /// # Errors
    /// Everything that is wrong in it, in the order of the text.
    pub fn parse(text: &str) -> Result<Self, Vec<Problem>> {
        Self::read(text, true)
    }

    /// Reads one line of a configuration, which may speak of what stands in the file.
    ///
    /// # Errors
    /// As [`parse`](Self::parse).
    pub fn parse_line(text: &str) -> Result<Self, Vec<Problem>> {
        Self::read(text, false)
    }

    fn read(text: &str, whole: bool) -> Result<Self, Vec<Problem>> {
        let (table, errors) = DeTable::parse_recoverable(text);
        if !errors.is_empty() {
            // What else seems wrong after a syntax error is often only its echo.
            let problem = |e: &toml::de::Error| Problem {
                span: Some(within(e.span().unwrap_or(0..0), text)),
                message: format!("this is not TOML: {}", e.message()),
                help: None,
            };
            return Err(errors.iter().map(problem).collect());
        }
        let mut reader = Reader::default();
        let file = reader.file(table.get_ref());
        if whole {
            reader.undeclared(table.get_ref());
        }
        reader.problems.sort_by_key(|p| p.span.as_ref().map(|s| s.start));
        if reader.problems.is_empty() { Ok(Self { unknown: reader.unknown, ..file }) } else { Err(reader.problems) }
    }
}

/// `span` moved onto characters of `text`.
fn within(span: Range<usize>, text: &str) -> Range<usize> {
    let floor = |mut at: usize| {
        at = at.min(text.len());
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        at
    };
    floor(span.start)..floor(span.end)
}

type Value<'t> = Spanned<DeValue<'t>>;

#[derive(Default)]
struct Reader {
    problems: Vec<Problem>,
    unknown: Vec<UnknownRule>,
    /// The checks that `[require.evidence]` names.
    required: Vec<(String, Range<usize>)>,
}

impl Reader {
    fn file(&mut self, table: &DeTable) -> File {
        self.keys(table, &FILE_KEYS, "planvet.toml");
        let mut file = File { layer: self.layer(table), ..File::default() };
        if let Some(value) = table.get("exclude") {
            file.layer.exclude = self.globs(value, "exclude");
        }
        if let Some(value) = table.get("baseline") {
            file.layer.baseline = value.get_ref().as_str().map(str::to_owned);
            if file.layer.baseline.is_none() {
                self.expected("baseline", "the path of a file", value);
            }
        }
        if let Some(value) = table.get("fail-on") {
            file.layer.fail_on = self.word(value, "fail-on", &FailOn::CHOICES);
        }
        for (glob, value) in self.entries(table, "files") {
            self.glob(glob.get_ref(), glob.span());
            if let Some(inner) = self.table(value, "files.\"…\"") {
                self.keys(inner, &LAYER_KEYS, "an override by path");
                let layer = self.layer(inner);
                file.overrides.push((glob.get_ref().to_string(), layer));
            }
        }
        if let Some(value) = table.get("plan") {
            file.plans = self.plans(value);
        }
        for (name, value) in self.entries(table, "check") {
            file.checks.extend(self.check(name.get_ref(), value));
        }
        file
    }

    /// The keys that the file and its overrides have in common.
    fn layer(&mut self, table: &DeTable) -> Layer {
        let mut layer = Layer::default();
        if let Some(value) = table.get("select") {
            layer.select = Some(self.selected(value));
        }
        if let Some(value) = table.get("extend-select") {
            layer.extend_select = self.selectors(value, "extend-select");
        }
        if let Some(value) = table.get("ignore") {
            layer.ignore = self.selectors(value, "ignore");
        }
        for (name, value) in self.entries(table, "severity") {
            let level = self.word(value, "a severity", &SEVERITIES);
            if let (Some(rule), Some(level)) = (self.rule(name.get_ref(), name.span()), level) {
                layer.severity.push((rule, level));
            }
        }
        if let Some(value) = table.get("require")
            && let Some(require) = self.table(value, "require")
        {
            self.keys(require, &REQUIRE_KEYS, "[require]");
            layer.require.owner = require.get("owner").and_then(|v| self.word(v, "require.owner", &OWNERS));
            layer.require.gate = require.get("gate").and_then(|v| self.word(v, "require.gate", &GATES));
            [layer.require.items, layer.require.gates] = self.evidence(require).map(|r| r.map(Arc::new));
        }
        layer.vocabulary = self.vocabulary(table);
        layer
    }

    fn vocabulary(&mut self, table: &DeTable) -> BTreeMap<String, Vec<String>> {
        let mut words = BTreeMap::new();
        let known = Vocabulary::keys();
        let known: Vec<&str> = known.iter().map(String::as_str).collect();
        for (key, value) in self.entries(table, "vocabulary") {
            let name = key.get_ref().to_string();
            if !known.contains(&&*name) {
                self.unknown_key(&name, key.span(), &known, "[vocabulary]");
                continue;
            }
            let list = self.strings(value, &format!("vocabulary.{name}"));
            words.insert(name, list.into_iter().map(|(word, _)| word).collect());
        }
        words
    }

    fn plans(&mut self, value: &Value) -> Vec<Vec<String>> {
        let Some(list) = value.get_ref().as_array() else {
            self.expected("plan", "a list of tables: write [[plan]]", value);
            return Vec::new();
        };
        let mut plans = Vec::new();
        for value in list.iter() {
            let Some(table) = self.table(value, "plan") else { continue };
            self.keys(table, &PLAN_KEYS, "[[plan]]");
            match table.get("files") {
                Some(files) => plans.push(self.globs(files, "plan.files")),
                None => {
                    self.problem(value.span(), "[[plan]] names no files", Some("add files = [\"docs/plan.md\", …]"))
                }
            }
        }
        plans
    }

    /// `select`. A name that this version does not know is no mistake; but where it knows none of them, nothing would
    /// be checked, and that would look as if all were well.
    fn selected(&mut self, value: &Value) -> Vec<Selector> {
        let before = self.unknown.len();
        let selectors = self.selectors(value, "select");
        if selectors.is_empty() {
            for UnknownRule { span, name, suggestion } in self.unknown.split_off(before) {
                let message = format!("there is no rule or family `{name}`, and `select` names no other");
                let help = match suggestion {
                    Some(meant) => format!("did you mean `{meant}`?"),
                    None => "nothing would be checked; `planvet rule` lists the rules".to_owned(),
                };
                self.problem(span, message, Some(&help));
            }
        }
        selectors
    }

    fn selectors(&mut self, value: &Value, key: &str) -> Vec<Selector> {
        let mut selectors = Vec::new();
        for (name, span) in self.strings(value, key) {
            match Selector::parse(&name) {
                Ok(selector) => selectors.push(selector),
                Err(suggestion) => self.unknown.push(UnknownRule { span, name, suggestion }),
            }
        }
        selectors
    }

    fn rule(&mut self, name: &str, span: Range<usize>) -> Option<&'static Rule> {
        let rule = rules::find(name);
        if rule.is_none() {
            let suggestion = did_you_mean(name, rules::all().iter().map(|r| r.name));
            self.unknown.push(UnknownRule { span, name: name.to_owned(), suggestion });
        }
        rule
    }

    fn globs(&mut self, value: &Value, key: &str) -> Vec<String> {
        let list = self.strings(value, key);
        list.into_iter().filter(|(glob, span)| self.glob(glob, span.clone())).map(|(glob, _)| glob).collect()
    }

    fn glob(&mut self, glob: &str, span: Range<usize>) -> bool {
        // Before a letter it escapes nothing, and was meant to part folders.
        let parts = |(at, _): (usize, &str)| glob[at + 1..].starts_with(|c: char| c.is_alphanumeric() || c == '_');
        if glob.match_indices('\\').any(parts) {
            let help = format!("write `{}`", glob.replace('\\', "/"));
            self.problem(span, format!("`{glob}` is no path pattern: folders are parted by /"), Some(&help));
            return false;
        }
        let Err(e) = globset::Glob::new(glob) else { return true };
        self.problem(span, format!("`{glob}` is no path pattern: {}", e.kind()), None);
        false
    }

    fn strings(&mut self, value: &Value, key: &str) -> Vec<(String, Range<usize>)> {
        let Some(list) = value.get_ref().as_array() else {
            self.expected(key, "a list of strings", value);
            return Vec::new();
        };
        let mut strings = Vec::new();
        for value in list.iter() {
            match value.get_ref().as_str() {
                Some(string) => strings.push((string.to_owned(), value.span())),
                None => self.expected(key, "a list of strings", value),
            }
        }
        strings
    }

    fn word<T: Copy>(&mut self, value: &Value, key: &str, choices: &[(&str, T)]) -> Option<T> {
        let names = || choices.iter().map(|c| c.0);
        let all = names().map(|n| format!("\"{n}\"")).collect::<Vec<_>>().join(", ");
        let Some(word) = value.get_ref().as_str() else {
            self.expected(key, &format!("one of {all}"), value);
            return None;
        };
        let found = choices.iter().find(|c| c.0 == word);
        if found.is_none() {
            let help = match did_you_mean(word, names()) {
                Some(meant) => format!("did you mean \"{meant}\"?"),
                None => format!("write one of {all}"),
            };
            self.problem(value.span(), format!("`{word}` is no value for {key}"), Some(&help));
        }
        found.map(|c| c.1)
    }

    fn table<'v, 't>(&mut self, value: &'v Value<'t>, key: &str) -> Option<&'v DeTable<'t>> {
        let table = value.get_ref().as_table();
        if table.is_none() {
            self.expected(key, "a table", value);
        }
        table
    }

    /// The entries of the table under `key`, none where it is missing or no table.
    fn entries<'v, 't>(
        &mut self,
        table: &'v DeTable<'t>,
        key: &str,
    ) -> Vec<(&'v Spanned<std::borrow::Cow<'t, str>>, &'v Value<'t>)> {
        let inner = table.get(key).and_then(|value| self.table(value, key));
        inner.map(|t| t.iter().collect()).unwrap_or_default()
    }

    fn keys(&mut self, table: &DeTable, known: &[&str], place: &str) {
        for key in table.keys().filter(|k| !known.contains(&k.get_ref().as_ref())) {
            self.unknown_key(key.get_ref(), key.span(), known, place);
        }
    }

    fn unknown_key(&mut self, key: &str, span: Range<usize>, known: &[&str], place: &str) {
        let help = match did_you_mean(key, known.iter().copied()) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => format!("the keys are {}", known.join(", ")),
        };
        self.problem(span, format!("{place} has no key `{key}`"), Some(&help));
    }

    fn expected(&mut self, key: &str, what: &str, value: &Value) {
        let is = value.get_ref().type_str();
        let article = if is.starts_with(['a', 'i']) { "an" } else { "a" };
        self.problem(value.span(), format!("{key} must be {what}; this is {article} {is}"), None);
    }

    fn problem(&mut self, span: Range<usize>, message: impl Into<String>, help: Option<&str>) {
        self.problems.push(Problem { span: Some(span), message: message.into(), help: help.map(str::to_owned) });
    }
}
