//! What the client can do, as it says when it connects.

use super::{text::Encoding, uri};
use gen_lsp_types::Uri;
use serde_json::{Value, json};
use std::path::PathBuf;

/// What the client can do.
#[derive(Debug, Clone, Copy, Default)]
pub struct Client {
    /// How it counts places.
    pub encoding: Encoding,
    /// Whether it asks for diagnostics, so that they need not be sent.
    pub pulls: bool,
    /// Whether it can be asked to ask again.
    pub refreshes: bool,
    /// Whether it draws progress.
    pub progress: bool,
    /// Whether it watches files for a server.
    pub watches: bool,
    /// Whether edits may name the version that they are for.
    pub versioned_edits: bool,
}

impl Client {
    /// Reads the parameters of `initialize`.
    pub fn of(params: &Value) -> Self {
        let can = |pointer: &str| params.pointer(&format!("/capabilities/{pointer}"));
        let yes = |pointer: &str| can(pointer).and_then(Value::as_bool).unwrap_or(false);
        let encodings = can("general/positionEncodings").and_then(Value::as_array);
        let utf8 = encodings.is_some_and(|all| all.iter().any(|e| e == "utf-8"));
        Self {
            // UTF-16 is what every client does well, and UTF-8 is what costs nothing.
            encoding: if utf8 { Encoding::Utf8 } else { Encoding::Utf16 },
            pulls: can("textDocument/diagnostic").is_some_and(Value::is_object),
            refreshes: yes("workspace/diagnostics/refreshSupport"),
            progress: yes("window/workDoneProgress"),
            watches: yes("workspace/didChangeWatchedFiles/dynamicRegistration"),
            versioned_edits: yes("workspace/workspaceEdit/documentChanges"),
        }
    }
}

/// The folders that the client has open, as it names them.
pub fn folders(params: &Value) -> Vec<PathBuf> {
    let path = |value: &Value| value.as_str().and_then(|text| uri::written(&Uri(text.to_owned())));
    let named = params.get("workspaceFolders").and_then(Value::as_array);
    let named: Vec<PathBuf> = named.into_iter().flatten().filter_map(|folder| path(&folder["uri"])).collect();
    let root = || params.get("rootUri").and_then(path);
    let old = || params.get("rootPath").and_then(Value::as_str).map(PathBuf::from);
    if named.is_empty() { root().or_else(old).into_iter().collect() } else { named }
}

/// What the server can do for that client.
pub fn answer(client: &Client) -> Value {
    json!({
        "capabilities": {
            "positionEncoding": client.encoding.name(),
            "textDocumentSync": { "openClose": true, "change": 2, "save": { "includeText": false } },
            "diagnosticProvider": {
                "identifier": "planvet",
                "interFileDependencies": true,
                "workspaceDiagnostics": true,
            },
            "codeActionProvider": { "codeActionKinds": ["quickfix", "source.fixAll.planvet"] },
            "codeLensProvider": { "resolveProvider": false },
            "completionProvider": { "triggerCharacters": [" ", "|", ":", ","] },
            "definitionProvider": true,
            "documentHighlightProvider": true,
            "documentSymbolProvider": true,
            "foldingRangeProvider": true,
            "hoverProvider": true,
            "inlayHintProvider": true,
            "referencesProvider": true,
            "renameProvider": { "prepareProvider": true },
            "selectionRangeProvider": true,
            "workspaceSymbolProvider": true,
            "workspace": { "workspaceFolders": { "supported": true, "changeNotifications": true } },
        },
        "serverInfo": { "name": "planvet", "version": env!("CARGO_PKG_VERSION") },
    })
}
