//! A conversation with one client, from `initialize` to `exit`.

use super::{
    background::{Background, Found},
    client::{self, Client},
    params, requests, uri,
    wire::Incoming,
    world::World,
};
use crossbeam_channel::{Receiver, Sender};
use gen_lsp_types::Diagnostic as Told;
use lsp_server::{ErrorCode, Message, Notification, Request, RequestId};
use rustc_hash::{FxHashMap, FxHashSet};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::{
    any::Any,
    collections::VecDeque,
    panic::{self, AssertUnwindSafe},
    path::{Path, PathBuf},
    sync::Arc,
};

/// How the conversation ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// `exit` after `shutdown`.
    Orderly,
    /// `exit` alone, or the client is gone.
    Abrupt,
}

/// Where the conversation stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Silent,
    Open,
    ShutDown,
}

/// A conversation.
pub struct Session {
    state: State,
    client: Client,
    world: World,
    out: Sender<String>,
    background: Background,
    /// Documents whose findings are to be sent when nothing else is to be done.
    dirty: Vec<PathBuf>,
    /// Those of them that were edited themselves, so that a client which asks for findings will ask.
    edited: FxHashSet<PathBuf>,
    /// What was last found in the open documents, and what the client was told of the others.
    told: FxHashMap<PathBuf, Arc<Vec<Told>>>,
    /// Counts our own requests.
    asked: i32,
    /// Counts the readings of the workspace, each with a progress of its own.
    readings: u32,
    /// Whether the client shows one of them.
    shows: bool,
}

impl Session {
    /// A conversation that writes to `out`.
    pub fn new(out: Sender<String>) -> Self {
        Self {
            state: State::Silent,
            client: Client::default(),
            world: World::new(Vec::new(), Client::default().encoding),
            out,
            background: Background::start(),
            dirty: Vec::new(),
            edited: FxHashSet::default(),
            told: FxHashMap::default(),
            asked: 0,
            readings: 0,
            shows: false,
        }
    }

    /// Answers until the client leaves.
    pub fn run(mut self, incoming: &Receiver<Incoming>) -> End {
        let mut queue: VecDeque<Incoming> = VecDeque::new();
        loop {
            if queue.is_empty() {
                self.tell();
                crossbeam_channel::select! {
                    recv(incoming) -> message => match message {
                        Ok(message) => queue.push_back(message),
                        Err(_) => return End::Abrupt,
                    },
                    recv(self.background.found) -> found => {
                        if let Ok(found) = found {
                            self.found(found);
                        }
                    }
                }
            }
            // What is cancelled while it waits need not be done.
            queue.extend(incoming.try_iter());
            let cancelled = cancelled(&queue);
            let Some(message) = queue.pop_front() else { continue };
            match message {
                Incoming::Malformed(answer) => self.send(answer),
                Incoming::Message(Message::Request(request)) if cancelled.contains(&request.id) => {
                    self.refuse(&request.id, ErrorCode::RequestCanceled, "the client asked to leave it");
                }
                Incoming::Message(Message::Request(request)) => self.request(request),
                Incoming::Message(Message::Notification(note)) if note.method == "exit" => {
                    return if self.state == State::ShutDown { End::Orderly } else { End::Abrupt };
                }
                Incoming::Message(Message::Notification(note)) => self.notification(note),
                // Answers to what we asked say nothing that is waited for.
                Incoming::Message(Message::Response(_)) => {}
            }
        }
    }

    fn send(&self, message: Value) {
        // Where the writer is gone, the client is.
        let _ = self.out.send(message.to_string());
    }

    fn notify(&self, method: &str, params: Value) {
        self.send(json!({ "jsonrpc": "2.0", "method": method, "params": params }));
    }

    /// Asks the client for something whose answer is not waited for.
    fn ask(&mut self, method: &str, params: Value) {
        self.asked += 1;
        let id = format!("planvet-{}", self.asked);
        self.send(json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params }));
    }

    fn answer(&self, id: &RequestId, result: Value) {
        self.send(json!({ "jsonrpc": "2.0", "id": id, "result": result }));
    }

    fn refuse(&self, id: &RequestId, code: ErrorCode, message: &str) {
        let error = json!({ "code": code as i32, "message": message });
        self.send(json!({ "jsonrpc": "2.0", "id": id, "error": error }));
    }

    fn request(&mut self, request: Request) {
        let Request { id, method, params } = request;
        match (self.state, &*method) {
            (State::Silent, "initialize") => {
                self.client = Client::of(&params);
                self.world = World::new(client::folders(&params), self.client.encoding);
                self.state = State::Open;
                self.answer(&id, client::answer(&self.client));
            }
            (State::Silent, _) => self.refuse(&id, ErrorCode::ServerNotInitialized, "initialize comes first"),
            (State::Open, "initialize") => {
                self.refuse(&id, ErrorCode::InvalidRequest, "the server is initialized already");
            }
            (State::Open, "shutdown") => {
                self.state = State::ShutDown;
                self.answer(&id, Value::Null);
            }
            (State::ShutDown, _) => self.refuse(&id, ErrorCode::InvalidRequest, "the server is shut down"),
            (State::Open, _) => {
                let (world, client) = (&mut self.world, &self.client);
                match guarded(|| requests::answer(world, client, &method, params)) {
                    Ok(Ok(result)) => self.answer(&id, result),
                    Ok(Err(refusal)) => self.refuse(&id, refusal.code, &refusal.message),
                    Err(said) => {
                        // What was half done is forgotten.
                        self.world.reload();
                        self.refuse(&id, ErrorCode::InternalError, &format!("planvet failed on {method}: {said}"));
                    }
                }
            }
        }
    }

    fn notification(&mut self, note: Notification) {
        if self.state != State::Open {
            return;
        }
        let Notification { method, params } = note;
        let handled = guarded(|| self.heed(&method, params));
        let problem = match handled {
            Ok(Ok(())) => return,
            Ok(Err(error)) => error.to_string(),
            Err(said) => {
                self.world.reload();
                said
            }
        };
        self.notify("window/logMessage", json!({ "type": 2, "message": format!("{method}: {problem}") }));
    }

    /// Does what a notification asks.
    fn heed(&mut self, method: &str, params: Value) -> Result<(), serde_json::Error> {
        match method {
            "initialized" => {
                self.watch();
                self.index();
            }
            "textDocument/didOpen" => {
                let item = read::<params::Opened>(params)?.text_document;
                if let Some(path) = uri::path(&item.uri) {
                    self.world.put(&path, item.version, item.text);
                    self.changed(&path);
                }
            }
            "textDocument/didChange" => {
                let changed: params::Changed = read(params)?;
                let edits = changed.content_changes.into_iter().map(|change| (change.range, change.text));
                if let Some(path) = uri::path(&changed.text_document.uri)
                    && self.world.edit(&path, changed.text_document.version.unwrap_or_default(), edits)
                {
                    self.changed(&path);
                }
            }
            "textDocument/didClose" => {
                if let Some(path) = read::<params::Document>(params)?.text_document.path() {
                    self.world.close(&path);
                    self.changed(&path);
                }
            }
            "textDocument/didSave" => {
                if let Some(path) = read::<params::Document>(params)?.text_document.path() {
                    self.disk(&[path]);
                }
            }
            "workspace/didChangeWatchedFiles" => {
                let watched: params::Watched = read(params)?;
                let paths: Vec<PathBuf> = watched.changes.iter().filter_map(params::Named::path).collect();
                self.disk(&paths);
            }
            "workspace/didChangeWorkspaceFolders" => {
                let event = read::<params::Folders>(params)?.event;
                let removed: Vec<PathBuf> = event.removed.iter().filter_map(params::Named::path).collect();
                self.world.folders.retain(|folder| !removed.contains(folder));
                self.world.folders.extend(event.added.iter().filter_map(params::Named::path));
                let left = |path: &&PathBuf| !self.world.folders.iter().any(|folder| path.starts_with(folder));
                let gone: Vec<PathBuf> = self.world.known.keys().filter(left).cloned().collect();
                self.forget(gone);
                self.index();
            }
            "workspace/didChangeConfiguration" => self.reload(),
            // `$/setTrace` and what the future brings.
            _ => {}
        }
        Ok(())
    }

    /// Files changed on disk.
    fn disk(&mut self, paths: &[PathBuf]) {
        let record = |path: &PathBuf| path.iter().any(|part| part == ".planvet");
        if paths.iter().any(|path| World::is_policy(path) && !record(path)) {
            return self.reload();
        }
        if paths.iter().any(record) {
            // What backs the ticks: the open documents are looked at again, the others when they are asked for.
            self.world.reload();
            self.dirty.extend(self.world.texts.open());
        }
        for path in paths.iter().filter(|path| !record(path)) {
            self.changed(path);
            self.world.stale(path);
        }
    }

    /// Reads everything again.
    fn reload(&mut self) {
        self.world.reload();
        let open = self.world.texts.open();
        self.dirty.extend(open);
        self.index();
    }

    /// Remembers what is to be looked at again after a change of a document.
    fn changed(&mut self, path: &Path) {
        let affected = self.world.affected(path);
        self.dirty.extend(affected);
        self.edited.insert(path.to_owned());
    }

    /// Sends the findings of what has changed, when nothing else is to be done: open documents at once, the others
    /// when the worker has looked at them.
    fn tell(&mut self) {
        if self.dirty.is_empty() || self.state != State::Open {
            return;
        }
        let mut seen = FxHashSet::default();
        let dirty: Vec<PathBuf> = std::mem::take(&mut self.dirty);
        let dirty = dirty.into_iter().filter(|path| seen.insert(path.clone()));
        let (open, closed): (Vec<_>, Vec<_>) = dirty.partition(|path| self.world.texts.buffer(path).is_some());
        let edited = std::mem::take(&mut self.edited);
        let mut elsewhere = false;
        for path in &open {
            let world = &mut self.world;
            let told = guarded(|| world.look(path).map(|looked| (looked.told.clone(), looked.version)));
            match told {
                Ok(Some((told, version))) => elsewhere |= self.publish(path, version, told) && !edited.contains(path),
                Ok(None) => elsewhere |= self.publish(path, None, Arc::default()) && !edited.contains(path),
                Err(_) => self.world.reload(),
            }
        }
        let (closed, gone): (Vec<_>, Vec<_>) = closed.into_iter().partition(|path| path.exists());
        for path in &gone {
            self.world.known.remove(path);
            elsewhere |= self.publish(path, None, Arc::default());
        }
        let shifted = std::mem::take(&mut self.world.shifted);
        self.dirty.extend(shifted.into_iter().filter(|path| !open.contains(path) || !edited.contains(path)));
        self.refresh(elsewhere);
        self.look_at(closed);
    }

    /// Asks a client that asks for findings to ask again, where they changed in a document that it did not edit.
    fn refresh(&mut self, changed: bool) {
        if changed && self.client.pulls && self.client.refreshes {
            self.ask("workspace/diagnostic/refresh", Value::Null);
        }
    }

    /// Tells the client what is found in a document, where it does not ask; whether that is something new.
    fn publish(&mut self, path: &Path, version: Option<i32>, told: Arc<Vec<Told>>) -> bool {
        let before = self.told.insert(path.to_owned(), told.clone());
        let changed = before.as_ref().map_or(!told.is_empty(), |before| *before != told);
        // Of a document that is not open and never had findings nothing need be said.
        if !self.client.pulls && (changed || version.is_some()) {
            let mut params = json!({ "uri": uri::uri(path), "diagnostics": *told });
            if let Some(version) = version {
                params["version"] = json!(version);
            }
            self.notify("textDocument/publishDiagnostics", params);
        }
        if told.is_empty() {
            self.told.remove(path);
        }
        changed
    }

    /// Lets the worker look at documents that are not open.
    fn look_at(&mut self, paths: Vec<PathBuf>) {
        let mut by_root: Vec<(Arc<super::site::Site>, Vec<PathBuf>)> = Vec::new();
        for path in paths {
            let site = self.world.site(&path);
            match by_root.iter_mut().find(|(other, _)| Arc::ptr_eq(other, &site)) {
                Some((_, paths)) => paths.push(path),
                None => by_root.push((site, vec![path])),
            }
        }
        for (site, paths) in by_root {
            self.background.look(site, self.world.texts.clone(), self.world.encoding, paths);
        }
    }

    /// Lets the worker read the whole workspace.
    fn index(&mut self) {
        self.background.begin();
        let folders = self.world.folders.clone();
        for folder in folders {
            let site = self.world.site(&folder.join("plan.md"));
            self.background.index(site, self.world.texts.clone(), self.world.encoding, folder);
        }
    }

    /// Takes what the worker has found.
    fn found(&mut self, found: Found) {
        match found {
            Found::Many { done, total, known } => {
                let mut changed = false;
                for (path, known) in known {
                    if self.world.texts.buffer(&path).is_some() {
                        continue;
                    }
                    changed |= self.publish(&path, None, known.told.clone());
                    self.world.known.insert(path, known);
                }
                // While a workspace is read for the first time the end of it is told.
                self.refresh(changed && total == 0);
                self.show(done, total);
            }
            Found::Gone(paths) => self.forget(paths),
            Found::All(folder, there) => {
                let below = self.world.known.keys().filter(|path| path.starts_with(&folder) && !there.contains(*path));
                let gone: Vec<PathBuf> = below.cloned().collect();
                self.forget(gone);
            }
        }
    }

    /// Takes back what was said of documents that are no more; what is open stays.
    fn forget(&mut self, paths: Vec<PathBuf>) {
        for path in paths {
            if self.world.texts.buffer(&path).is_none() {
                self.world.known.remove(&path);
                self.publish(&path, None, Arc::default());
            }
        }
    }

    /// Shows how far the reading has come, where that takes long enough to ask.
    fn show(&mut self, done: usize, total: usize) {
        if done >= total && total > 0 {
            self.refresh(true);
        }
        if total == 0 || !self.client.progress {
            return;
        }
        let token = json!(format!("planvet/index/{}", self.readings));
        if !self.shows && done < total {
            self.ask("window/workDoneProgress/create", json!({ "token": token }));
            let value = json!({ "kind": "begin", "title": "planvet reads the plans", "percentage": 0 });
            self.notify("$/progress", json!({ "token": token, "value": value }));
            self.shows = true;
        }
        if !self.shows {
            return;
        }
        let value = if done < total {
            json!({ "kind": "report", "percentage": 100 * done / total, "message": format!("{done} of {total} files") })
        } else {
            json!({ "kind": "end" })
        };
        self.notify("$/progress", json!({ "token": token, "value": value }));
        if done >= total {
            self.shows = false;
            self.readings += 1;
        }
    }

    /// Asks the client to watch what findings depend on.
    fn watch(&mut self) {
        if !self.client.watches {
            return;
        }
        let globs = [
            "**/*.{md,markdown,mdx,mdc}",
            "**/{planvet,.planvet}.toml",
            "**/{package.json,Makefile,justfile,Cargo.toml,pyproject.toml,CODEOWNERS}",
            "**/.planvet/**",
        ];
        let watchers: Vec<Value> = globs.iter().map(|glob| json!({ "globPattern": glob })).collect();
        let options = json!({ "watchers": watchers });
        let registration =
            json!({ "id": "planvet-files", "method": "workspace/didChangeWatchedFiles", "registerOptions": options });
        self.ask("client/registerCapability", json!({ "registrations": [registration] }));
    }
}

fn read<T: DeserializeOwned>(params: Value) -> Result<T, serde_json::Error> {
    serde_json::from_value(params)
}

/// The requests in `queue` that the client has cancelled.
fn cancelled(queue: &VecDeque<Incoming>) -> FxHashSet<RequestId> {
    let notes = queue.iter().filter_map(|incoming| match incoming {
        Incoming::Message(Message::Notification(note)) if note.method == "$/cancelRequest" => note.params.get("id"),
        _ => None,
    });
    notes.filter_map(|id| serde_json::from_value(id.clone()).ok()).collect()
}

/// Runs `work`; the error is what a panic said. One panic costs one request.
fn guarded<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    panic::catch_unwind(AssertUnwindSafe(work)).map_err(|said: Box<dyn Any + Send>| {
        let text = said.downcast_ref::<&str>().map(|s| (*s).to_owned());
        text.or_else(|| said.downcast_ref::<String>().cloned()).unwrap_or_else(|| "it did not say why".to_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_costs_one_request() {
        assert_eq!(guarded(|| 7), Ok(7));
        assert_eq!(guarded(|| -> u8 { panic!("out of bounds") }), Err("out of bounds".to_owned()));
        assert_eq!(guarded(|| -> u8 { panic!("at {}", 3) }), Err("at 3".to_owned()));
    }
}
