//! What happened, as the agents' JSON says it, and which plans that touched.

use super::{changed, contract::Contract, message};
use crate::workspace::{NEVER, canonical, is_document, plain, root_of};
use serde_json::{Map, Value};
use std::{
    ffi::OsStr,
    path::{Path, PathBuf},
};

/// When planvet is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// A tool has edited files.
    Edit,
    /// The agent is about to say that it is done.
    Stop,
}

/// An event that planvet answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// The agent's name for it.
    pub name: String,
    /// When.
    pub moment: Moment,
    /// Whether the agent already continues because a hook held it back.
    pub again: bool,
    /// Whether nothing came of it that were to be checked: another tool ran, the person broke off.
    idle: bool,
    /// Where the agent works; the process's own folder where it does not say.
    folders: Vec<PathBuf>,
    /// What the tool edited, as the agent names it.
    files: Vec<PathBuf>,
}

/// The plans of one repository.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// Where the agent works in it.
    pub folder: PathBuf,
    /// The repository's root, or the folder itself.
    pub root: PathBuf,
    /// The plans, absolute.
    pub plans: Vec<PathBuf>,
    /// How many more there were than are looked at.
    pub left: usize,
}

/// The most plans that one event is checked for.
pub(super) const MOST: usize = 100;

/// Keys under which tools name a file.
const PATHS: [&str; 4] = ["file_path", "filePath", "path", "filename"];

/// Keys under which tools hand over a patch.
const PATCHES: [&str; 3] = ["command", "patch", "input"];

impl Event {
    /// Reads the JSON of an event.
    pub(super) fn read(contract: &Contract, input: &[u8]) -> Result<Self, String> {
        if input.trim_ascii().is_empty() {
            return Err("standard input is empty, and the event should stand there".to_owned());
        }
        let value: Value = serde_json::from_slice(input.strip_prefix(b"\xef\xbb\xbf").unwrap_or(input))
            .map_err(|e| format!("the event is not JSON: {e}"))?;
        let Value::Object(event) = value else { return Err("the event is not a JSON object".to_owned()) };
        let Some(name) = event.get("hook_event_name").and_then(Value::as_str) else {
            return Err("the event has no hook_event_name".to_owned());
        };
        let Some(&(_, moment)) = contract.events.iter().find(|(known, _)| *known == name) else {
            let known: Vec<&str> = contract.events.iter().map(|(known, _)| *known).collect();
            return Err(format!("{} is none of the events that it answers: {}", message::line(name), known.join(", ")));
        };
        let broken_off = event.get("status").and_then(Value::as_str).is_some_and(|status| status != "completed");
        let tool = event.get("tool_name").and_then(Value::as_str);
        Ok(Self {
            name: name.to_owned(),
            moment,
            again: event.get("stop_hook_active") == Some(&Value::Bool(true))
                || event.get("loop_count").and_then(Value::as_f64).is_some_and(|count| count > 0.0),
            idle: match moment {
                Moment::Edit => tool.is_some_and(|tool| !contract.tools.contains(&tool)),
                Moment::Stop => broken_off,
            },
            folders: folders(&event),
            files: if moment == Moment::Edit { files(&event) } else { Vec::new() },
        })
    }

    /// The plans that it touched, by repository: those the tool names, at a stop those that git says have changed.
    ///
    /// # Errors
    /// Why they cannot be told.
    pub fn plans(&self) -> Result<Vec<Group>, String> {
        if self.idle {
            return Ok(Vec::new());
        }
        let mut folders = self.folders.clone();
        if folders.is_empty() {
            folders.push(std::env::current_dir().map_err(|e| format!("the working directory cannot be read: {e}"))?);
        }
        let mut groups: Vec<Group> = Vec::new();
        for folder in folders {
            let folder = canonical(&folder).map_err(|e| format!("the folder of the event cannot be read: {e}"))?;
            let (root, _) = root_of(&folder);
            if groups.iter().all(|group| group.root != root) {
                groups.push(Group { folder, root, plans: Vec::new(), left: 0 });
            }
        }
        for group in &mut groups {
            let mut plans = match self.moment {
                Moment::Edit => self.files.iter().filter_map(|file| group.place(file)).collect(),
                Moment::Stop => changed::documents(&group.root)?,
            };
            plans.retain(|plan| group.holds(plan));
            plans.sort();
            plans.dedup();
            group.left = plans.len().saturating_sub(MOST);
            plans.truncate(MOST);
            group.plans = plans;
        }
        groups.retain(|group| !group.plans.is_empty());
        Ok(groups)
    }
}

impl Group {
    /// Where a file lies that the agent names, without links in its folder.
    fn place(&self, file: &Path) -> Option<PathBuf> {
        let path = plain(&self.folder.join(file));
        Some(canonical(path.parent()?).ok()?.join(path.file_name()?))
    }

    /// Whether `path` is a document of this repository that is there.
    fn holds(&self, path: &Path) -> bool {
        let Ok(relative) = path.strip_prefix(&self.root) else { return false };
        let foreign = relative.components().any(|part| NEVER.iter().any(|name| part.as_os_str() == OsStr::new(name)));
        // A link may lead out of the repository.
        let real = || canonical(path).is_ok_and(|real| real.starts_with(&self.root) && real.is_file());
        is_document(path) && !foreign && real()
    }
}

/// Where the agent works.
fn folders(event: &Map<String, Value>) -> Vec<PathBuf> {
    let cwd = event.get("cwd").and_then(Value::as_str).filter(|cwd| !cwd.is_empty());
    let roots = event.get("workspace_roots").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
    let all: Vec<PathBuf> = cwd.into_iter().chain(roots).map(PathBuf::from).collect();
    all.into_iter().take(MOST).collect()
}

/// What a tool's event says was edited.
fn files(event: &Map<String, Value>) -> Vec<PathBuf> {
    let mut files = Vec::new();
    named(event, &mut files);
    match event.get("tool_input") {
        Some(Value::Object(input)) => named(input, &mut files),
        // Some hand over the tool's JSON as text.
        Some(Value::String(text)) => match serde_json::from_str(text) {
            Ok(Value::Object(input)) => named(&input, &mut files),
            _ => patched(text, &mut files),
        },
        _ => {}
    }
    files
}

/// The files that an object names itself.
fn named(object: &Map<String, Value>, files: &mut Vec<PathBuf>) {
    let texts = |key: &&str| object.get(*key).and_then(Value::as_str);
    files.extend(PATHS.iter().filter_map(texts).map(PathBuf::from));
    PATCHES.iter().filter_map(texts).for_each(|text| patched(text, files));
}

/// The files that the body of an `apply_patch` names.
fn patched(text: &str, files: &mut Vec<PathBuf>) {
    const HEADS: [&str; 3] = ["*** Add File: ", "*** Update File: ", "*** Move to: "];
    if !text.contains("*** Begin Patch") {
        return;
    }
    let named = text.lines().filter_map(|line| HEADS.iter().find_map(|head| line.trim().strip_prefix(head)));
    files.extend(named.map(|path| PathBuf::from(path.trim())));
}
