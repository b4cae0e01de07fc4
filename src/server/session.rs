//! A conversation with one client, from `initialize` to `exit`.

mod findings;
mod progress;

use super::{
    background::Background,
    client::{self, Client},
    params, requests, uri,
    wire::Incoming,
    world::World,
};
use crossbeam_channel::{Receiver, Sender};
use gen_lsp_types::{Diagnostic as Told, Uri};
use lsp_server::{ErrorCode, Message, Notification, Request, RequestId};
use progress::Progress;
use rustc_hash::{FxHashMap, FxHashSet};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::{
    any::Any,
    collections::{BTreeMap, BTreeSet, VecDeque},
    panic::{self, AssertUnwindSafe},
    path::PathBuf,
    sync::Arc,
    time::Instant,
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
    /// Addresses of files that changed on disk and were not yet looked at.
    disk: Vec<Uri>,
    /// Documents whose findings may have changed.
    dirty: Vec<PathBuf>,
    /// Those of them that were edited themselves, so that a client which asks for findings will ask.
    edited: FxHashSet<PathBuf>,
    /// Open documents whose findings are to be sent: those that were edited first.
    waiting: BTreeSet<(bool, PathBuf)>,
    /// Documents that are not open and may say something else now; since when the first of them waits.
    later: FxHashSet<PathBuf>,
    since: Option<Instant>,
    /// Whether findings have changed that a client which asks for them does not know of.
    unasked: bool,
    /// What was last found in the open documents, and what the client was told of the others.
    told: FxHashMap<PathBuf, Arc<Vec<Told>>>,
    /// The configurations that cannot be used, as the client was told.
    broken: BTreeMap<PathBuf, Arc<Vec<Told>>>,
    /// Counts our own requests.
    asked: i32,
    progress: Progress,
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
            disk: Vec::new(),
            dirty: Vec::new(),
            edited: FxHashSet::default(),
            waiting: BTreeSet::new(),
            later: FxHashSet::default(),
            since: None,
            unasked: false,
            told: FxHashMap::default(),
            broken: BTreeMap::new(),
            asked: 0,
            progress: Progress::default(),
        }
    }

    /// Answers until the client leaves.
    pub fn run(mut self, incoming: &Receiver<Incoming>) -> End {
        let mut queue: VecDeque<Incoming> = VecDeque::new();
        loop {
            // What was asked comes before what is left to be done, piece by piece.
            if queue.is_empty() && !self.work() {
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
                    default(self.patience()) => self.look_later(),
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
                Incoming::Message(Message::Response(response)) => self.answered(&response),
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

    /// Asks the client for something; gives the number of the question.
    fn ask(&mut self, method: &str, params: Value) -> RequestId {
        self.asked += 1;
        let id = format!("planvet-{}", self.asked);
        self.send(json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params }));
        id.into()
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
                if let Some(path) = item.path() {
                    let affected = self.world.put(&path, item.uri, item.version, item.text);
                    self.edited(path, affected);
                }
            }
            "textDocument/didChange" => {
                let changed: params::Changed = read(params)?;
                let params::Version { uri: address, version } = changed.text_document;
                let edits = changed.content_changes.into_iter().map(|change| (change.range, change.text));
                if let Some(path) = uri::path(&address)
                    && let Some(affected) = self.world.edit(&path, &address, version.unwrap_or_default(), edits)
                {
                    self.edited(path, affected);
                }
            }
            "textDocument/didClose" => {
                let address = read::<params::Document>(params)?.text_document.uri;
                if let Some(path) = uri::path(&address)
                    && let Some(affected) = self.world.close(&path, &address)
                {
                    self.closed(&path, &address);
                    self.edited(path, affected);
                }
            }
            "textDocument/didSave" => self.disk(vec![read::<params::Document>(params)?.text_document.uri]),
            "workspace/didChangeWatchedFiles" => {
                self.disk(read::<params::Watched>(params)?.changes.into_iter().map(|named| named.uri).collect());
            }
            "workspace/didChangeWorkspaceFolders" => {
                let event = read::<params::Folders>(params)?.event;
                let folders = |list: &[params::Named]| list.iter().filter_map(|n| uri::written(&n.uri)).collect();
                let (removed, added): (Vec<PathBuf>, Vec<PathBuf>) = (folders(&event.removed), folders(&event.added));
                removed.iter().for_each(|folder| self.world.leave(folder));
                added.into_iter().for_each(|folder| self.world.enter(folder));
                let left = |path: &&PathBuf| !self.world.folders.iter().any(|folder| path.starts_with(folder));
                let gone: Vec<PathBuf> = self.world.known.keys().filter(left).cloned().collect();
                self.forget(gone);
                self.reload();
            }
            "workspace/didChangeConfiguration" => self.reload(),
            // `$/setTrace` and what the future brings.
            _ => {}
        }
        Ok(())
    }

    /// Asks the client to watch what findings depend on.
    fn watch(&mut self) {
        if !self.client.watches {
            return;
        }
        let globs = [
            "**/*.{md,markdown,mdx,mdc}",
            "**/{planvet.toml,.planvet.toml,.gitignore}",
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
