//! A client that says what it is told to say, well-formed or not.

use serde_json::{Value, json};
use std::{
    io::{BufRead, BufReader, Write},
    path::Path,
    process::{Child, ChildStdin, Command, ExitStatus, Stdio},
    sync::mpsc::{Receiver, RecvTimeoutError, channel},
    thread,
    time::{Duration, Instant},
};

/// How long an answer is waited for. Machines that build at the same time are slow.
const PATIENCE: Duration = Duration::from_secs(60);

/// A client and its server.
pub struct Editor {
    server: Child,
    to: Option<ChildStdin>,
    from: Receiver<Value>,
    count: i64,
    /// Whether it leaves unanswered what the server asks.
    mute: bool,
    /// What came without being waited for.
    pub aside: Vec<Value>,
}

impl Editor {
    /// A server that was not yet told anything.
    pub fn start(folder: &Path) -> Self {
        let mut server = Command::new(env!("CARGO_BIN_EXE_planvet"))
            .arg("server")
            .current_dir(folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("planvet starts");
        let mut out = BufReader::new(server.stdout.take().expect("a pipe"));
        let (to_test, from) = channel();
        thread::spawn(move || {
            while let Some(message) = receive(&mut out) {
                if to_test.send(message).is_err() {
                    return;
                }
            }
        });
        Self { to: server.stdin.take(), server, from, count: 0, mute: false, aside: Vec::new() }
    }

    /// A server that knows its folder and a client of these capabilities.
    pub fn open(folder: &Path, capabilities: &Value) -> Self {
        let mut editor = Self::start(folder);
        editor.initialize(folder, capabilities);
        editor
    }

    fn initialize(&mut self, folder: &Path, capabilities: &Value) {
        let root = address(folder);
        self.ask("initialize", json!({ "processId": null, "rootUri": root, "capabilities": capabilities }));
        self.tell("initialized", json!({}));
    }

    /// The same with a client that answers nothing.
    #[allow(dead_code, reason = "for the tests")]
    pub fn open_mute(folder: &Path, capabilities: &Value) -> Self {
        let mut editor = Self::start(folder);
        editor.mute = true;
        editor.initialize(folder, capabilities);
        editor
    }

    /// The number of the server's process.
    #[allow(dead_code, reason = "for the benchmark")]
    pub fn process(&self) -> u32 {
        self.server.id()
    }

    /// Sends bytes as they are.
    pub fn raw(&mut self, bytes: &[u8]) {
        let to = self.to.as_mut().expect("an open pipe");
        // A server that has left reads no more.
        let _ = to.write_all(bytes).and_then(|()| to.flush());
    }

    /// Sends a message.
    pub fn send(&mut self, message: &Value) {
        let text = message.to_string();
        self.raw(format!("Content-Length: {}\r\n\r\n{text}", text.len()).as_bytes());
    }

    /// Sends a notification.
    pub fn tell(&mut self, method: &str, params: Value) {
        self.send(&json!({ "jsonrpc": "2.0", "method": method, "params": params }));
    }

    /// Sends a request, and gives its number.
    pub fn request(&mut self, method: &str, params: Value) -> i64 {
        self.count += 1;
        self.send(&json!({ "jsonrpc": "2.0", "id": self.count, "method": method, "params": params }));
        self.count
    }

    /// Sends a request and waits for the answer, a result or an error.
    pub fn ask(&mut self, method: &str, params: Value) -> Value {
        let id = self.request(method, params);
        self.answer(id)
    }

    /// Waits for the answer to a request.
    pub fn answer(&mut self, id: i64) -> Value {
        self.wait(|message| message["id"] == id && message.get("method").is_none())
    }

    /// Waits for a message.
    pub fn wait(&mut self, wanted: impl Fn(&Value) -> bool) -> Value {
        if let Some(at) = self.aside.iter().position(&wanted) {
            return self.aside.remove(at);
        }
        let end = Instant::now() + PATIENCE;
        loop {
            match self.from.recv_timeout(end.saturating_duration_since(Instant::now())) {
                Ok(message) => {
                    // A server that asks gets an answer, as every client gives one.
                    if message.get("method").is_some() && message.get("id").is_some() && !self.mute {
                        self.send(&json!({ "jsonrpc": "2.0", "id": message["id"], "result": null }));
                    }
                    if wanted(&message) {
                        return message;
                    }
                    self.aside.push(message);
                }
                Err(RecvTimeoutError::Timeout) => panic!("no answer; {:#?}", self.aside),
                Err(RecvTimeoutError::Disconnected) => panic!("the server is gone; {:#?}", self.aside),
            }
        }
    }

    /// Opens a document.
    pub fn document(&mut self, path: &Path, text: &str) {
        let document = json!({ "uri": address(path), "languageId": "markdown", "version": 1, "text": text });
        self.tell("textDocument/didOpen", json!({ "textDocument": document }));
    }

    /// Replaces what stands in a range of a document; all of it without one.
    pub fn edit(&mut self, path: &Path, version: i64, range: Option<Value>, text: &str) {
        let mut change = json!({ "text": text });
        if let Some(range) = range {
            change["range"] = range;
        }
        let document = json!({ "uri": address(path), "version": version });
        self.tell("textDocument/didChange", json!({ "textDocument": document, "contentChanges": [change] }));
    }

    /// What is found in a document.
    pub fn findings(&mut self, path: &Path) -> Vec<Value> {
        let answer = self.ask("textDocument/diagnostic", json!({ "textDocument": { "uri": address(path) } }));
        answer["result"]["items"].as_array().unwrap_or_else(|| panic!("{answer:#}")).clone()
    }

    /// The rules of what is found in a document.
    pub fn rules(&mut self, path: &Path) -> Vec<String> {
        let codes = self.findings(path).into_iter().map(|found| found["code"].as_str().unwrap_or_default().to_owned());
        codes.collect()
    }

    /// Leaves in order.
    pub fn leave(mut self) -> ExitStatus {
        self.ask("shutdown", Value::Null);
        self.tell("exit", Value::Null);
        self.gone()
    }

    /// Closes the pipe, as a client that dies does.
    pub fn die(mut self) -> ExitStatus {
        self.to = None;
        self.gone()
    }

    /// Waits until the server is gone.
    pub fn gone(mut self) -> ExitStatus {
        let end = Instant::now() + PATIENCE;
        while Instant::now() < end {
            if let Some(status) = self.server.try_wait().expect("a status") {
                return status;
            }
            thread::sleep(Duration::from_millis(10));
        }
        panic!("the server stays");
    }
}

impl Drop for Editor {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

fn receive(out: &mut impl BufRead) -> Option<Value> {
    let mut length = None;
    let mut line = String::new();
    loop {
        line.clear();
        if out.read_line(&mut line).ok()? == 0 {
            return None;
        }
        match line.trim_end().split_once(": ") {
            Some(("Content-Length", value)) => length = value.parse().ok(),
            Some(_) => {}
            None => break,
        }
    }
    let mut bytes = vec![0; length?];
    out.read_exact(&mut bytes).ok()?;
    Some(serde_json::from_slice(&bytes).expect("JSON"))
}

/// The address of a path.
pub fn address(path: &Path) -> String {
    let path = path.to_str().expect("UTF-8").replace('\\', "/").replace(' ', "%20");
    format!("file://{}{path}", if path.starts_with('/') { "" } else { "/" })
}

/// A range of a document.
pub fn range(from: [u32; 2], to: [u32; 2]) -> Value {
    let at = |[line, character]: [u32; 2]| json!({ "line": line, "character": character });
    json!({ "start": at(from), "end": at(to) })
}
