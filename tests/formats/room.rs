//! What the tests of formats share.

use boon::{Compiler, SchemaIndex, Schemas};
use planvet::{
    check::Checked,
    diagnostic::{Diagnostic, Rule},
    report::{Format, Options, Report},
    rules,
    source::{Source, Span},
};
use serde_json::Value;

pub fn rule(name: &str) -> &'static Rule {
    rules::find(name).expect("a rule of the table")
}

/// A file with findings.
pub fn file(path: &str, text: &str, findings: impl FnOnce(&Source) -> Vec<Diagnostic>) -> Checked {
    let source = Source::new(path, text.as_bytes().to_vec()).expect("text");
    let diagnostics = findings(&source);
    Checked { source: Some(source.into()), diagnostics, ..Checked::new(path, Default::default()) }
}

/// The place of `part` in the text.
pub fn at(source: &Source, part: &str) -> Span {
    let at = source.text().find(part).unwrap_or_else(|| panic!("{part:?} stands in the text"));
    Span::new(at, at + part.len())
}

pub fn shown(format: Format, options: &Options, files: Vec<Checked>) -> String {
    let mut out = Vec::new();
    Report::new(files, None).write(format, options, &mut out).expect("a Vec takes everything");
    String::from_utf8(out).expect("reports are UTF-8")
}

pub fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|e| panic!("{e}: {text}"))
}

/// A JSON Schema, compiled.
pub struct Schema {
    schemas: Schemas,
    index: SchemaIndex,
}

impl Schema {
    pub fn new(schema: Value) -> Self {
        let (mut schemas, mut compiler) = (Schemas::new(), Compiler::new());
        compiler.add_resource("schema.json", schema).expect("a resource");
        let index = compiler.compile("schema.json", &mut schemas).unwrap_or_else(|e| panic!("{e:#}"));
        Self { schemas, index }
    }

    /// What is wrong with `value`.
    pub fn wrong(&self, value: &Value) -> Option<String> {
        self.schemas.validate(value, self.index).err().map(|e| format!("{e:#}"))
    }

    #[track_caller]
    pub fn holds(&self, value: &Value) {
        if let Some(wrong) = self.wrong(value) {
            panic!("{wrong}\n{:.2000}", value.to_string());
        }
    }
}

/// The text between two places, counted from 1; lines end as in our own index, `column` gives the byte of a column.
pub fn between(text: &str, start: (u64, u64), end: (u64, u64), column: fn(&str, u64) -> usize) -> &str {
    let lines = planvet::source::LineIndex::new(text);
    let offset = |(line, at): (u64, u64)| {
        let range = lines.range_of(line as usize - 1);
        range.start + column(&text[range], at)
    };
    &text[offset(start)..offset(end)]
}

/// Columns that count characters.
pub fn characters(line: &str, column: u64) -> usize {
    line.char_indices().nth(column as usize - 1).map_or(line.len(), |(at, _)| at)
}
