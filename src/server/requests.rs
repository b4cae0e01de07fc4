//! Each request and its answer.

use super::{
    actions,
    client::Client,
    complete, hints, hover,
    known::{self, Looked},
    names::{self, Name},
    outline, params,
    view::View,
    world::{Other, World},
};
use crate::source::Span;
use gen_lsp_types::{
    CodeAction, Diagnostic as Told, DocumentHighlight, DocumentHighlightKind, Location, Range, TextEdit,
};
use lsp_server::ErrorCode;
use rustc_hash::FxHashMap;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// The most symbols that a search in the workspace gives.
const SYMBOLS: usize = 200;

/// Why there is no answer.
#[derive(Debug)]
pub struct Refusal {
    /// What kind of failure.
    pub code: ErrorCode,
    /// For people.
    pub message: String,
}

impl Refusal {
    fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self { code, message: message.into() }
    }
}

type Answer = Result<Value, Refusal>;

/// Answers a request.
///
/// # Errors
/// Where the method is not known, or its parameters make no sense.
pub fn answer(world: &mut World, client: &Client, method: &str, params: Value) -> Answer {
    match method {
        "textDocument/diagnostic" => diagnostics(world, read(params)?),
        "workspace/diagnostic" => workspace_diagnostics(world, &read::<params::Previous>(params)?),
        "textDocument/codeAction" => code_actions(world, client, read(params)?),
        "textDocument/hover" => at(world, params, |world, path, at| {
            let hover = |view: View, others: &[Other], looked: &Looked| {
                hover::at(view, others, &looked.findings, view.offset(at.position))
            };
            world.plan(path, hover).flatten()
        }),
        "textDocument/definition" => at(world, params, |world, path, at| {
            let found = locations(world, path, at)?;
            let definitions = found.iter().filter(|(_, definition)| *definition);
            let definitions: Vec<_> = definitions.map(|(location, _)| location.clone()).collect();
            (!definitions.is_empty()).then_some(definitions)
        }),
        "textDocument/references" => at(world, params, |world, path, at| {
            let all = at.context.include_declaration;
            let found = locations(world, path, at)?.into_iter().filter(|(_, definition)| all || !definition);
            Some(found.map(|(location, _)| location).collect::<Vec<_>>())
        }),
        "textDocument/documentHighlight" => at(world, params, highlights),
        "textDocument/prepareRename" => at(world, params, |world, path, at| {
            let (_, span) = named(world, path, at)?;
            world.view(path, |view, _| json!({ "range": view.range(span), "placeholder": view.slice(span) }))
        }),
        "textDocument/rename" => rename(world, client, &read(params)?),
        "textDocument/completion" => at(world, params, |world, path, at| {
            world.plan(path, |view, others, _| complete::at(view, view.offset(at.position), others))
        }),
        "textDocument/documentSymbol" => document(world, params, |view, _| outline::symbols(view)),
        "textDocument/foldingRange" => document(world, params, |view, _| outline::folds(view)),
        "textDocument/codeLens" => document(world, params, |view, _| hints::lenses(view)),
        "textDocument/inlayHint" => {
            let part: params::Part = read(params)?;
            let found = part.text_document.path().and_then(|path| {
                world.view(&path, |view, _| {
                    let within = view.span(part.range);
                    hints::inlay(view, within)
                })
            });
            value(found)
        }
        "textDocument/selectionRange" => {
            let asked: params::Places = read(params)?;
            let grow = |world: &mut World, path: PathBuf| {
                world.view(&path, |view, _| {
                    asked.positions.iter().map(|&at| outline::selection(view, at)).collect::<Vec<_>>()
                })
            };
            value(asked.text_document.path().and_then(|path| grow(world, path)))
        }
        "workspace/symbol" => value(symbols(world, &read::<params::Query>(params)?.query)),
        _ => Err(Refusal::new(ErrorCode::MethodNotFound, format!("planvet has no method {method}"))),
    }
}

fn read<T: DeserializeOwned>(params: Value) -> Result<T, Refusal> {
    serde_json::from_value(params).map_err(|e| Refusal::new(ErrorCode::InvalidParams, e.to_string()))
}

fn value(answer: impl Serialize) -> Answer {
    serde_json::to_value(answer).map_err(|e| Refusal::new(ErrorCode::InternalError, e.to_string()))
}

/// Answers a request about a place; nothing where the document is no file or is excluded.
fn at<T: Serialize>(
    world: &mut World,
    params: Value,
    work: impl FnOnce(&mut World, &Path, &params::At) -> Option<T>,
) -> Answer {
    let at: params::At = read(params)?;
    value(at.text_document.path().and_then(|path| work(world, &path, &at)))
}

/// Answers a request about a whole document.
fn document<T: Serialize>(world: &mut World, params: Value, work: impl FnOnce(View, &Looked) -> T) -> Answer {
    let asked: params::Document = read(params)?;
    value(asked.text_document.path().and_then(|path| world.view(&path, work)))
}

fn report(told: &[Told], id: u64, previous: Option<&str>) -> Value {
    let id = format!("{id:016x}");
    match previous == Some(&*id) {
        true => json!({ "kind": "unchanged", "resultId": id }),
        false => json!({ "kind": "full", "resultId": id, "items": told }),
    }
}

/// Nothing, as a document has it that is no more.
fn nothing(previous: Option<&str>) -> Value {
    report(&[], known::id(&[]), previous)
}

fn diagnostics(world: &mut World, asked: params::Document) -> Answer {
    let looked = asked.text_document.path().and_then(|path| world.look(&path));
    let previous = asked.previous_result_id.as_deref();
    Ok(looked.map_or_else(|| nothing(previous), |looked| report(&looked.told, looked.id, previous)))
}

fn workspace_diagnostics(world: &mut World, asked: &params::Previous) -> Answer {
    let open = world.texts.open();
    for path in &open {
        world.look(path);
    }
    let mut previous: FxHashMap<&str, &str> =
        asked.previous_result_ids.iter().map(|p| (&*p.uri.0, &*p.value)).collect();
    let mut items = Vec::with_capacity(world.known.len());
    for (path, known) in &world.known {
        let uri = world.texts.address(path);
        let mut item = report(&known.told, known.id, previous.remove(&*uri.0));
        item["uri"] = json!(uri);
        item["version"] = json!(world.texts.buffer(path).map(|buffer| buffer.version));
        items.push(item);
    }
    // What is no more has no findings.
    for uri in previous.into_keys() {
        let mut item = nothing(None);
        item["uri"] = json!(uri);
        item["version"] = Value::Null;
        items.push(item);
    }
    Ok(json!({ "items": items }))
}

fn code_actions(world: &mut World, client: &Client, asked: params::Part) -> Answer {
    let Some(path) = asked.text_document.path() else { return Ok(Value::Null) };
    let found = world.view(&path, |view, looked| {
        let within = view.span(asked.range);
        (actions::at(view, &looked.findings, within), looked.told.clone())
    });
    let Some((found, told)) = found else { return Ok(Value::Null) };
    let wanted = |action: &actions::Action| {
        let kind = serde_json::to_value(&action.kind).unwrap_or_default();
        let kind = kind.as_str().unwrap_or_default().to_owned();
        let within = |wanted: &str| wanted.is_empty() || kind == wanted || kind.starts_with(&format!("{wanted}."));
        asked.context.only.as_ref().is_none_or(|only| {
            only.iter().any(|wanted| serde_json::to_value(wanted).is_ok_and(|w| within(w.as_str().unwrap_or_default())))
        })
    };
    let mut answers = Vec::new();
    for action in found.into_iter().filter(wanted) {
        let edit = workspace_edit(world, client, vec![(path.clone(), action.edits)]);
        answers.push(json!(CodeAction {
            title: action.title,
            kind: Some(action.kind),
            diagnostics: action.finding.and_then(|at| told.get(at)).map(|told| vec![told.clone()]),
            is_preferred: action.preferred.then_some(true),
            ..CodeAction::default()
        }));
        if let Some(answer) = answers.last_mut() {
            answer["edit"] = edit;
        }
    }
    value(answers)
}

/// Edits of several documents, each for the version that was looked at where the client heeds that.
fn workspace_edit(world: &World, client: &Client, edits: Vec<(PathBuf, Vec<TextEdit>)>) -> Value {
    if client.versioned_edits {
        let changes = edits.into_iter().map(|(path, edits)| {
            let version = world.texts.buffer(&path).map(|buffer| buffer.version);
            json!({ "textDocument": { "uri": world.texts.address(&path), "version": version }, "edits": edits })
        });
        return json!({ "documentChanges": changes.collect::<Vec<_>>() });
    }
    let changes = edits.into_iter().map(|(path, edits)| (world.texts.address(&path).0, json!(edits)));
    json!({ "changes": changes.collect::<serde_json::Map<_, _>>() })
}

/// The name at a place.
fn named(world: &mut World, path: &Path, at: &params::At) -> Option<(Name, Span)> {
    world.plan(path, |view, others, _| names::at(view, view.offset(at.position), others)).flatten()
}

/// Where the thing at a place is named, and whether it is described there.
fn locations(world: &mut World, path: &Path, at: &params::At) -> Option<Vec<(Location, bool)>> {
    let (name, _) = named(world, path, at)?;
    let mut found = Vec::new();
    for (path, places) in world.places(path, &name) {
        let uri = world.texts.address(&path);
        let locations =
            places.into_iter().map(|(place, range)| (Location { uri: uri.clone(), range }, place.definition));
        found.extend(locations);
    }
    Some(found)
}

fn highlights(world: &mut World, path: &Path, at: &params::At) -> Option<Vec<DocumentHighlight>> {
    let (name, _) = named(world, path, at)?;
    world.view(path, |view, _| {
        let places = names::places(view, &name).into_iter();
        let mark = |place: names::Place| DocumentHighlight {
            range: view.range(place.span),
            kind: Some(if place.definition { DocumentHighlightKind::Write } else { DocumentHighlightKind::Read }),
        };
        places.map(mark).collect()
    })
}

fn rename(world: &mut World, client: &Client, at: &params::At) -> Answer {
    let nothing = || Refusal::new(ErrorCode::RequestFailed, "there is no task, phase, person or prompt here");
    let path = at.text_document.path().ok_or_else(nothing)?;
    let (name, _) = named(world, &path, at).ok_or_else(nothing)?;
    let refused = world.plan(&path, |view, others, _| {
        let members: Vec<_> = std::iter::once(view).chain(others.iter().map(|other| other.view)).collect();
        names::refuses(&name, &at.new_name, &members)
    });
    if let Some(why) = refused.flatten() {
        return Err(Refusal::new(ErrorCode::RequestFailed, why));
    }
    let mut edits = Vec::new();
    for (path, places) in world.places(&path, &name) {
        let mut end = 0;
        let mut of_document = Vec::new();
        for (place, range) in places {
            // Of two that overlap, one is what the other is a part of.
            if place.span.start >= end {
                of_document.push(TextEdit { range, new_text: at.new_name.clone() });
            }
            end = end.max(place.span.end);
        }
        edits.push((path, of_document));
    }
    Ok(workspace_edit(world, client, edits))
}

/// Tasks, phases and gates of the workspace in whose names the letters of `query` stand in that order.
fn symbols(world: &World, query: &str) -> Vec<Value> {
    let query: Vec<char> = query.to_lowercase().chars().filter(|c| !c.is_whitespace()).collect();
    let matches = |name: &str| {
        let mut wanted = query.iter().peekable();
        for c in name.chars().flat_map(char::to_lowercase) {
            wanted.next_if_eq(&&c);
        }
        wanted.peek().is_none()
    };
    let all = world.known.iter().flat_map(|(path, known)| known.symbols.iter().map(move |symbol| (path, symbol)));
    let found = all.filter(|(_, (name, ..))| matches(name)).take(SYMBOLS);
    let symbol = |(path, (name, kind, range)): (&PathBuf, &(Box<str>, _, Range))| json!({ "name": name, "kind": kind, "location": { "uri": world.texts.address(path), "range": range } });
    found.map(symbol).collect()
}
