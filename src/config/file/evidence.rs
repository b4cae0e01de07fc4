//! `[check.NAME]` and `[require.evidence]`.

use super::{Reader, Value};
use crate::{
    diagnostic::Severity,
    evidence::record,
    message::did_you_mean,
    settings::{Check, CheckKind, Level, RequireEvidence},
};
use std::path::{Component, Path};
use toml::de::DeTable;

pub(super) const CHECK_KEYS: [&str; 4] = ["argv", "kind", "scope", "report"];
/// What evidence is asked for.
pub(super) const BOXES: [&str; 2] = ["item", "gate"];
pub(super) const EVIDENCE_KEYS: [&str; 3] = ["checks", "level", "stale"];
pub(super) const KINDS: [(&str, CheckKind); 2] = [("test", CheckKind::Test), ("command", CheckKind::Command)];
pub(super) const STALE: [(&str, Option<Severity>); 3] =
    [("error", Some(Severity::Error)), ("warning", Some(Severity::Warning)), ("off", None)];

impl Reader {
    /// `[check.NAME]`; `None` where it cannot be run or counted.
    pub(super) fn check(&mut self, name: &str, value: &Value) -> Option<Check> {
        let table = self.table(value, "check.NAME")?;
        self.keys(table, &CHECK_KEYS, "[check.NAME]");
        if !record::is_name(name) {
            self.problem(value.span(), format!("`{name}` is no name for a check: use letters, digits, - and _"), None);
        }
        let before = self.problems.len();
        let argv: Option<Vec<String>> =
            table.get("argv").map(|v| self.strings(v, "argv").into_iter().map(|(word, _)| word).collect());
        // One that is wrong is not missing as well.
        if argv.as_ref().is_none_or(Vec::is_empty) && self.problems.len() == before {
            let help = "name what runs, for example argv = [\"make\", \"test\"]";
            self.problem(value.span(), "this check has no `argv`", Some(help));
        }
        let scope = table.get("scope").map(|v| self.globs(v, "scope")).unwrap_or_default();
        let report = table.get("report").and_then(|v| self.path(v, "report"));
        let kind = table.get("kind").and_then(|v| self.word(v, "kind", &KINDS));
        if kind == Some(CheckKind::Test) && !table.contains_key("report") {
            let help =
                "name the report that it writes, for example report = \"out/junit.xml\", or say kind = \"command\"";
            self.problem(value.span(), "a test has to show a report", Some(help));
        }
        let kind = kind.unwrap_or(if report.is_some() { CheckKind::Test } else { CheckKind::Command });
        Some(Check { name: name.to_owned(), argv: argv?, kind, scope, report })
    }

    /// `require.evidence`: what is asked of items, and of gates.
    pub(super) fn evidence(&mut self, require: &DeTable) -> [Option<RequireEvidence>; 2] {
        let mut found = [None, None];
        for (key, value) in self.entries(require, "evidence") {
            let Some(at) = BOXES.iter().position(|name| name == key.get_ref()) else {
                self.unknown_key(key.get_ref(), key.span(), &BOXES, "[require.evidence]");
                continue;
            };
            let Some(table) = self.table(value, "require.evidence") else { continue };
            self.keys(table, &EVIDENCE_KEYS, "[require.evidence]");
            let checks = table.get("checks").map(|v| self.strings(v, "checks")).unwrap_or_default();
            self.required.extend(checks.iter().cloned());
            let level = table.get("level").and_then(|v| self.word(v, "level", &Level::NAMES));
            let stale = table.get("stale").and_then(|v| self.word(v, "stale", &STALE));
            found[at] = Some(RequireEvidence {
                checks: checks.into_iter().map(|(name, _)| name).collect(),
                level: level.unwrap_or(Level::Recorded),
                stale: stale.unwrap_or(Some(Severity::Warning)),
            });
        }
        found
    }

    /// Reports required checks that no `[check.NAME]` declares: no tick could ever rest on them.
    pub(super) fn undeclared(&mut self, file: &DeTable) {
        let declared = file.get("check").and_then(|value| value.get_ref().as_table());
        let declared: Vec<&str> =
            declared.into_iter().flat_map(|checks| checks.keys()).map(|name| &**name.get_ref()).collect();
        for (name, span) in std::mem::take(&mut self.required) {
            if declared.contains(&&*name) {
                continue;
            }
            let help = match did_you_mean(&name, declared.iter().copied()) {
                Some(meant) => format!("did you mean `{meant}`?"),
                None if declared.is_empty() => format!("declare it: [check.{name}] with its argv"),
                None => format!("declare it, [check.{name}] with its argv, or name one of {}", declared.join(", ")),
            };
            self.problem(span, format!("no check `{name}` is declared here"), Some(&help));
        }
    }

    /// A path inside the repository.
    fn path(&mut self, value: &Value, key: &str) -> Option<String> {
        let Some(path) = value.get_ref().as_str() else {
            self.expected(key, "a string", value);
            return None;
        };
        let inside = |part: Component| matches!(part, Component::Normal(_) | Component::CurDir);
        if path.is_empty() || !Path::new(path).components().all(inside) {
            self.problem(value.span(), format!("`{path}` is no path inside the repository"), None);
            return None;
        }
        Some(path.to_owned())
    }
}
