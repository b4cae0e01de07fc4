//! The rules as SARIF describes a tool, from their pages.

use crate::{
    diagnostic::{Rule, example},
    report::manual::{self, Examples},
};
use serde::Serialize;
use std::io::{self, Write};

/// Columns of the help that viewers show as it is.
const WIDTH: usize = 80;

/// Writes the value of `tool`, a rule a line.
pub(super) fn write(rules: &[&'static Rule], out: &mut dyn Write) -> io::Result<()> {
    let (name, version) = (env!("CARGO_PKG_NAME"), env!("CARGO_PKG_VERSION"));
    write!(out, "{{\"driver\":{{\"name\":\"{name}\",\"semanticVersion\":\"{version}\",")?;
    let repository = env!("CARGO_PKG_REPOSITORY");
    if !repository.is_empty() {
        write!(out, "\"informationUri\":\"{repository}\",")?;
    }
    out.write_all(b"\"rules\":[")?;
    for (index, rule) in rules.iter().enumerate() {
        out.write_all(if index == 0 { b"\n" } else { b",\n" })?;
        serde_json::to_writer(&mut *out, &Descriptor::of(rule))?;
    }
    out.write_all(b"]}}")
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Descriptor {
    id: &'static str,
    name: String,
    short_description: Text,
    full_description: Text,
    #[serde(skip_serializing_if = "Option::is_none")]
    help_uri: Option<String>,
    help: Text,
    default_configuration: Configuration,
    properties: Tags,
}

#[derive(Serialize)]
struct Text {
    text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    markdown: Option<String>,
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        Self { text, markdown: None }
    }
}

#[derive(Serialize)]
struct Configuration {
    enabled: bool,
    level: &'static str,
}

#[derive(Serialize)]
struct Tags {
    tags: [&'static str; 1],
}

impl Descriptor {
    fn of(rule: &'static Rule) -> Self {
        let page = rule.page();
        Self {
            id: rule.name,
            name: pascal(rule.name),
            short_description: page.summary.to_owned().into(),
            full_description: why(page.body).into(),
            help_uri: rule.url(),
            help: Text {
                text: manual::page(rule, false, WIDTH, Examples::Few),
                markdown: Some(example::brief(page.body).0.trim().to_owned()),
            },
            default_configuration: Configuration { enabled: page.default, level: super::level(page.severity) },
            properties: Tags { tags: [rule.family] },
        }
    }
}

/// `missing-owner` as `MissingOwner`: SARIF wants a name beside the id that is an identifier.
fn pascal(name: &str) -> String {
    name.split('-')
        .filter_map(|word| Some((word.get(..1)?, word.get(1..)?)))
        .fold(String::new(), |out, (head, tail)| out + &head.to_ascii_uppercase() + tail)
}

/// The first paragraph of a page's `## Why`, on one line.
fn why(body: &str) -> String {
    let text = body.split_once("\n## Why\n").map_or("", |(_, rest)| rest.trim_start());
    text.split("\n\n").next().unwrap_or("").split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_is_described() {
        assert_eq!(pascal("missing-owner"), "MissingOwner");
        for rule in crate::rules::all() {
            let Descriptor { name, full_description, help, .. } = Descriptor::of(rule);
            assert!(name.bytes().all(|b| b.is_ascii_alphanumeric()), "{name}");
            assert!(full_description.text.ends_with(['.', ':']), "{name}: {}", full_description.text);
            assert!(help.text.contains("Why"), "{name}");
        }
    }
}
