//! What requests ask, as far as it is heeded: clients differ in the rest.

use super::uri;
use crate::workspace;
use gen_lsp_types::{CodeActionKind, Position, Range, Uri};
use serde::Deserialize;
use std::path::PathBuf;

/// A document.
#[derive(Debug, Deserialize)]
pub struct Named {
    /// Its address.
    pub uri: Uri,
}

impl Named {
    /// By what it is known; `None` where the address makes no sense.
    pub fn path(&self) -> Option<PathBuf> {
        uri::path(&self.uri)
    }
}

/// A document that is asked about.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Document {
    /// Which.
    pub text_document: Named,
    /// What the client has already, where it asks for diagnostics.
    pub previous_result_id: Option<String>,
}

/// A place in a document that is asked about.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct At {
    /// Which document.
    pub text_document: Named,
    /// Where.
    pub position: Position,
    /// What it is to be called, in a request to rename.
    #[serde(default)]
    pub new_name: String,
    /// What is asked of references.
    #[serde(default)]
    pub context: Context,
}

/// A part of a document that is asked about.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Part {
    /// Which document.
    pub text_document: Named,
    /// From where to where.
    pub range: Range,
    /// What is asked of actions.
    #[serde(default)]
    pub context: Context,
}

/// What is asked of references and actions.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Context {
    /// Whether the definition is wanted as well.
    pub include_declaration: bool,
    /// The kinds of actions that are wanted; all where it is not there.
    pub only: Option<Vec<CodeActionKind>>,
}

/// Places in a document that are asked about.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Places {
    /// Which document.
    pub text_document: Named,
    /// Where.
    pub positions: Vec<Position>,
}

/// What is looked for in the workspace.
#[derive(Debug, Deserialize)]
pub struct Query {
    /// Letters of a name.
    #[serde(default)]
    pub query: String,
}

/// What the client has of the workspace.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Previous {
    /// By document.
    pub previous_result_ids: Vec<ResultId>,
}

/// What the client has of a document.
#[derive(Debug, Deserialize)]
pub struct ResultId {
    /// Which.
    pub uri: Uri,
    /// What.
    pub value: String,
}

/// A document that was opened.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Opened {
    /// Its text.
    pub text_document: Item,
}

/// A document with its text.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Item {
    /// Its address.
    pub uri: Uri,
    /// What the client takes it for.
    #[serde(default)]
    pub language_id: String,
    /// The version of its text.
    #[serde(default)]
    pub version: i32,
    /// Its text.
    pub text: String,
}

impl Item {
    /// By what it is known; `None` where it is nothing to vet. A file was chosen by its name, and what is none must be
    /// Markdown to its client.
    pub fn path(&self) -> Option<PathBuf> {
        let path = uri::path(&self.uri)?;
        let is_markdown = workspace::EXTENSIONS.contains(&&*self.language_id);
        (is_markdown || !uri::is_nowhere(&path)).then_some(path)
    }
}

/// A document that was edited.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Changed {
    /// Which.
    pub text_document: Version,
    /// The edits, one after the other.
    pub content_changes: Vec<Change>,
}

/// A document and the version of its text.
#[derive(Debug, Deserialize)]
pub struct Version {
    /// Its address.
    pub uri: Uri,
    /// The version of its text.
    #[serde(default)]
    pub version: Option<i32>,
}

/// An edit.
#[derive(Debug, Deserialize)]
pub struct Change {
    /// What is replaced; everything where it is not there.
    pub range: Option<Range>,
    /// By what.
    pub text: String,
}

/// Files that changed on disk.
#[derive(Debug, Deserialize)]
pub struct Watched {
    /// Which.
    pub changes: Vec<Named>,
}

/// Folders that came and went.
#[derive(Debug, Deserialize)]
pub struct Folders {
    /// What happened.
    pub event: FolderEvent,
}

/// Folders that came and went.
#[derive(Debug, Deserialize)]
pub struct FolderEvent {
    /// These came.
    #[serde(default)]
    pub added: Vec<Named>,
    /// These went.
    #[serde(default)]
    pub removed: Vec<Named>,
}
