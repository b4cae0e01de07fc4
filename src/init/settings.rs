//! The settings that make a coding agent ask planvet: files of the project, never of the person.
//!
//! Where each file lies and what it holds stands in the documents that `src/hook/` names, one file an agent.

use crate::hook::Agent;
use jsonc_parser::{
    ParseOptions,
    cst::{CstInputValue, CstRootNode},
};
use serde_json::Value;

/// Where the settings of an agent lie, and what is to be known of them.
#[derive(Debug)]
pub struct Wiring {
    /// The file, relative to the repository's root.
    pub file: &'static str,
    /// What else the person has to do; may be empty.
    pub note: &'static str,
    /// What the file needs beside hooks.
    version: Option<i32>,
    /// Whose hook runs.
    agent: Agent,
}

/// Why settings were left alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// What is in the way.
    pub why: String,
    /// What the file would hold if it were new.
    pub by_hand: String,
}

/// Something that JSON can hold, with its keys in order.
type Json = CstInputValue;

fn object<const N: usize>(entries: [(&str, Json); N]) -> Json {
    Json::Object(entries.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
}

fn text(text: impl Into<String>) -> Json {
    Json::String(text.into())
}

fn number(number: i32) -> Json {
    Json::Number(number.to_string())
}

impl Wiring {
    /// The settings of `agent`.
    pub fn of(agent: Agent) -> Self {
        let (file, note) = match agent {
            Agent::Claude => (".claude/settings.json", ""),
            Agent::Codex => (
                ".codex/hooks.json",
                "Codex runs a new hook only once you trust it: type /hooks in a session, and trust the project.",
            ),
            Agent::Cursor => (".cursor/hooks.json", "Cursor runs the hooks of a project only in a trusted workspace."),
            Agent::Gemini => (".gemini/settings.json", ""),
        };
        let version = (agent == Agent::Cursor).then_some(1);
        Self { file, note, version, agent }
    }

    fn command(&self) -> String {
        format!("planvet hook {}", self.agent.name())
    }

    /// The events that planvet is asked at, each with its entry.
    fn entries(&self) -> Vec<(&'static str, Json)> {
        let command = || text(self.command());
        let plain = |timeout| object([("type", text("command")), ("command", command()), ("timeout", number(timeout))]);
        let hooks = |timeout| Json::Array(vec![plain(timeout)]);
        let pair = |[edit, stop]: [&'static str; 2], tools: &str, timeout: i32| {
            vec![
                (edit, object([("matcher", text(tools)), ("hooks", hooks(timeout))])),
                (stop, object([("hooks", hooks(timeout))])),
            ]
        };
        match self.agent {
            Agent::Claude => pair(["PostToolUse", "Stop"], "Edit|MultiEdit|Write", 30),
            Agent::Codex => pair(["PostToolUse", "Stop"], "apply_patch|Edit|Write", 30),
            // Milliseconds.
            Agent::Gemini => pair(["AfterTool", "AfterAgent"], "write_file|replace", 30_000),
            Agent::Cursor => vec![
                ("afterFileEdit", object([("command", command())])),
                ("stop", object([("command", command()), ("loop_limit", number(1))])),
            ],
        }
    }

    /// `settings` with planvet in it; `None` where it is there already. Every byte that is no part of it stays.
    ///
    /// # Errors
    /// Where the text is no JSON, or other than the agent takes it.
    pub fn merged(&self, settings: Option<&str>) -> Result<Option<String>, Refusal> {
        let refused = |why: String| Refusal { why, by_hand: self.merge("{}\n").unwrap_or_default() };
        let Some(settings) = settings.filter(|text| !text.trim().is_empty()) else {
            return Ok(Some(self.merge("{}\n").map_err(&refused)?));
        };
        let value: Value = serde_json::from_str(settings)
            .map_err(|e| refused(format!("it is not plain JSON ({e}), comments and spare commas included")))?;
        if self.entries().iter().all(|(event, _)| self.is_wired(&value, event)) {
            return Ok(None);
        }
        let merged = self.merge(settings).map_err(&refused)?;
        // A key that stands twice could hide what was added.
        let sound = serde_json::from_str(&merged)
            .is_ok_and(|value| self.entries().iter().all(|(event, _)| self.is_wired(&value, event)));
        if sound { Ok(Some(merged)) } else { Err(refused("a key stands twice in it".to_owned())) }
    }

    /// Adds what is missing in `settings`, which is JSON.
    fn merge(&self, settings: &str) -> Result<String, String> {
        let other = |what: &str| format!("`{what}` is not what {} takes", self.agent.title());
        let value = serde_json::from_str(settings).unwrap_or(Value::Null);
        let root = CstRootNode::parse(settings, &ParseOptions::default()).map_err(|e| e.to_string())?;
        let top = root.object_value().ok_or_else(|| other("the whole of it"))?;
        if let Some(version) = self.version.filter(|_| top.get("version").is_none()) {
            top.insert(0, "version", number(version));
        }
        let hooks = top.object_value_or_create("hooks").ok_or_else(|| other("hooks"))?;
        for (event, entry) in self.entries() {
            if self.is_wired(&value, event) {
                continue;
            }
            let list = hooks.array_value_or_create(event).ok_or_else(|| other(&format!("hooks.{event}")))?;
            list.ensure_multiline();
            list.append(entry);
        }
        Ok(root.to_string())
    }

    /// Whether planvet is asked at `event`.
    fn is_wired(&self, settings: &Value, event: &str) -> bool {
        settings.get("hooks").and_then(|hooks| hooks.get(event)).is_some_and(|list| runs(list, &self.command()))
    }
}

/// Whether a command of `value` runs `command`, with whatever around it.
fn runs(value: &Value, command: &str) -> bool {
    match value {
        Value::Array(list) => list.iter().any(|entry| runs(entry, command)),
        Value::Object(map) => map.iter().any(|(key, value)| match value {
            Value::String(text) => key == "command" && text.contains(command),
            value => runs(value, command),
        }),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn new_settings() {
        let all = Agent::ALL.map(|(name, agent)| {
            let wiring = Wiring::of(agent);
            let made = wiring.merged(None).expect("merged").expect("new");
            assert_eq!(wiring.merged(Some(&made)), Ok(None), "twice is once: {name}");
            assert_eq!(wiring.merged(Some("  \n")), Ok(Some(made.clone())), "an empty file is a new one");
            format!("{}\n{made}", wiring.file)
        });
        insta::assert_snapshot!(all.join("\n"));
    }

    #[test]
    fn what_is_there_stays() {
        let there = "{\r\n\t\"permissions\": {\"allow\": [\"Bash(ls:*)\"]},\r\n\t\"hooks\": {\r\n\t\t\"Stop\": [\r\n\t\t\t{ \"hooks\": [ {\"type\":\"command\",\"command\":\"./notify.sh\"} ] }\r\n\t\t]\r\n\t},\r\n\t\"model\":   \"x\"\r\n}";
        let wiring = Wiring::of(Agent::Claude);
        let merged = wiring.merged(Some(there)).expect("merged").expect("new");
        insta::assert_snapshot!(merged.replace('\r', "␍").replace('\t', "→"));
        // All that was there is still there, in its order.
        let mut rest = &*merged;
        for line in there.lines() {
            let at =
                rest.find(line.trim_end_matches(['\r', ',', '}', ']'])).unwrap_or_else(|| panic!("{line:?} is gone"));
            rest = &rest[at..];
        }
        assert_eq!(wiring.merged(Some(&merged)), Ok(None));
    }

    #[test]
    fn only_what_is_missing_is_added() {
        let there = r#"{"hooks":{"Stop":[{"hooks":[{"type":"command","command":"cd web && planvet hook claude"}]}]}}"#;
        let merged = Wiring::of(Agent::Claude).merged(Some(there)).expect("merged").expect("new");
        assert_eq!(merged.matches("planvet hook claude").count(), 2, "{merged}");
        // Another agent's hook is not this one's.
        let cursor = r#"{"version":1,"hooks":{"stop":[{"command":"planvet hook claude"}]}}"#;
        let merged = Wiring::of(Agent::Cursor).merged(Some(cursor)).expect("merged").expect("new");
        assert_eq!(merged.matches("planvet hook cursor").count(), 2, "{merged}");
        assert_eq!(merged.matches("version").count(), 1, "{merged}");
    }

    #[test]
    fn what_cannot_be_merged_is_refused() {
        for (there, why) in [
            ("// mine\n{}", "not plain JSON"),
            ("{\"a\": 1,}", "not plain JSON"),
            ("{\"hooks\": {}", "not plain JSON"),
            ("[]", "the whole of it"),
            ("{\"hooks\": []}", "`hooks` is not"),
            ("{\"hooks\": {\"Stop\": {}}}", "`hooks.Stop` is not"),
            ("{\"hooks\": {}, \"hooks\": {\"Stop\": []}}", "twice"),
        ] {
            let refusal = Wiring::of(Agent::Claude).merged(Some(there)).expect_err(there);
            assert!(refusal.why.contains(why), "{there}: {}", refusal.why);
            assert!(refusal.by_hand.contains("planvet hook claude"), "{refusal:?}");
        }
        let deep = format!("{}{}", "[".repeat(50_000), "]".repeat(50_000));
        assert!(Wiring::of(Agent::Claude).merged(Some(&deep)).is_err());
    }
}
