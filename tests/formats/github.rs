//! Workflow commands, read as the runner of GitHub Actions reads them.

use super::{
    hostile,
    room::{at, file, rule, shown},
};
use planvet::{
    diagnostic::{Diagnostic, Severity},
    report::{Format, Options, Verbosity},
};
use std::collections::BTreeMap;

/// A command that the runner obeys.
#[derive(Debug, PartialEq)]
pub struct Command {
    name: String,
    properties: BTreeMap<String, String>,
    data: String,
}

/// The runner's grammar (`ActionCommand.TryParseV2`, then `TryParse`): every line that is a command, whatever its name.
pub fn read(line: &str) -> Option<Command> {
    let unescape = |text: &str, all: bool| {
        let text = text.replace("%0D", "\r").replace("%0A", "\n");
        let text = if all { text.replace("%3A", ":").replace("%2C", ",") } else { text };
        text.replace("%25", "%")
    };
    let (info, data) = match line.trim_start().strip_prefix("::") {
        Some(rest) => rest.split_once("::")?,
        // The older form, anywhere in a line.
        None => line.split_once("##[")?.1.split_once(']')?,
    };
    let (name, properties) = info.split_once(' ').unwrap_or((info, ""));
    let pairs = properties.trim().split(',').filter_map(|pair| pair.split_once('='));
    let properties = pairs.map(|(key, value)| (key.to_owned(), unescape(value, true))).collect();
    Some(Command { name: name.to_owned(), properties, data: unescape(data, false) })
}

#[test]
fn the_reader_is_the_runners() {
    let command = read("  ::error file=a%3Ab%2Cc%250A.md,line=3::one%0Atwo: 5%25").expect("a command");
    assert_eq!((&*command.name, &*command.data), ("error", "one\ntwo: 5%"));
    assert_eq!(command.properties["file"], "a:b,c%0A.md");
    assert_eq!(read("text ##[group]x").map(|c| c.name), Some("group".into()));
    assert_eq!((read("a ::error::b"), read("::error"), read("plain")), (None, None, None));
}

#[test]
fn only_ours_are_commands() {
    let options = Options { verbosity: Verbosity::Verbose, ..Options::default() };
    let shown = shown(Format::Github, &options, hostile::files());
    let commands: Vec<_> = shown.lines().filter_map(read).collect();
    let names: Vec<_> = commands.iter().map(|c| &*c.name).collect();
    assert_eq!(names, ["error", "warning", "notice"], "{shown}");
    for Command { properties, data, .. } in &commands {
        let keys: Vec<_> = properties.keys().map(String::as_str).collect();
        assert_eq!(keys, ["col", "endColumn", "endLine", "file", "line", "title"]);
        assert_eq!(properties["title"], "conflict-marker");
        // What the log shows is looked through again, for groups and the older commands.
        assert!(data.lines().all(|line| read(line).is_none() && !line.contains("##[")), "{data}");
        assert!(data.lines().count() <= 2, "{data}");
    }
    let text = hostile::text();
    for (command, found) in commands.iter().zip(["TBD", "END"]) {
        let (number, line) = text.lines().enumerate().find(|(_, line)| line.contains(found)).expect("a line");
        // Characters are counted, also those outside of the basic plane.
        let column = line.split(found).next().map_or(0, |before| before.chars().count());
        let place = [number + 1, column + 1, number + 1, column + 1 + found.len()].map(|n| n.to_string());
        assert_eq!(["line", "col", "endLine", "endColumn"].map(|key| command.properties[key].clone()), place);
    }
}

#[test]
fn a_path_is_the_files_own() {
    let text = shown(
        Format::Github,
        &Options::default(),
        vec![file("docs/50%, a:b.md", "one\ntwo\n", |s| vec![Diagnostic::new(rule("mojibake"), at(s, "one\nt"), "x")])],
    );
    let command = read(text.lines().next().expect("a line")).expect("a command");
    assert_eq!(command.properties["file"], "docs/50%, a:b.md");
    // The runner drops columns of more than a line, and says so.
    assert!(!command.properties.contains_key("col"), "{text}");
    assert_eq!((&*command.properties["line"], &*command.properties["endLine"]), ("1", "2"));
    assert_eq!(command.data, "docs/50%, a:b.md:1:1: x");
}

#[test]
fn what_has_one_cause_leaves_room_for_the_rest() {
    let found = vec![file("a.md", "text", |s| {
        let garbled = (0..20).map(|n| Diagnostic::new(rule("mojibake"), at(s, "text"), format!("{n:02}")));
        garbled.chain([Diagnostic::new(rule("unknown-dependency"), at(s, "text"), "other")]).collect()
    })];
    let text = shown(Format::Github, &Options::default(), found);
    let said: Vec<String> = text.lines().filter_map(read).map(|c| c.data).collect();
    assert_eq!(said.len(), 21, "{text}");
    assert!(said[2].contains("02") && said[3].contains("other") && said[4].contains("03"), "{text}");
}

#[test]
fn errors_come_first_and_the_rest_is_counted() {
    let many = || {
        vec![file("a.md", "text", |s| {
            let new = |n: usize, severity| {
                Diagnostic::new(rule("mojibake"), at(s, "text"), format!("{n:02}")).severity(severity)
            };
            let errors = (0..12).map(|n| new(n, Severity::Error));
            errors.chain((12..23).map(|n| new(n, Severity::Warning))).chain([new(99, Severity::Info)]).collect()
        })]
    };
    let text = shown(Format::Github, &Options::default(), many());
    let names: Vec<_> = text.lines().filter_map(read).map(|c| c.name).collect();
    assert_eq!(names, [vec!["error"; 12], vec!["warning"; 11]].concat());
    assert!(text.contains("2 errors, 1 warning stand in this log alone"), "{text}");
    let quiet = Options { verbosity: Verbosity::Quiet, ..Options::default() };
    assert!(shown(Format::Github, &quiet, many()).lines().all(|line| read(line).is_some()));
}
