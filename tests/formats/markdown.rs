//! The summary in Markdown, rendered and looked through as GitHub and GitLab do.

use super::{
    hostile,
    room::{at, file, rule, shown},
};
use planvet::{
    diagnostic::{Diagnostic, Severity},
    report::{Format, Options, Verbosity},
};
use pulldown_cmark::{Event, Parser, Tag, TagEnd};

/// GitHub's limit for a comment.
const COMMENT: usize = 65_536;

/// What stands outside of code, in pieces as a reader sees them; panics at any element that no summary of ours has.
pub fn plain(markdown: &str) -> Vec<String> {
    let mut pieces = vec![String::new()];
    for event in Parser::new_ext(markdown, pulldown_cmark::Options::all()) {
        match event {
            Event::Text(text) => pieces.last_mut().expect("a piece").push_str(&text),
            Event::Code(_) | Event::HardBreak => pieces.push(String::new()),
            Event::Start(tag) => {
                let ours = matches!(
                    tag,
                    Tag::Heading { .. }
                        | Tag::Paragraph
                        | Tag::List(None)
                        | Tag::Item
                        | Tag::Strong
                        | Tag::Table(_)
                        | Tag::TableHead
                        | Tag::TableRow
                        | Tag::TableCell
                );
                assert!(ours, "{tag:?}\n{markdown}");
                pieces.push(String::new());
            }
            Event::End(TagEnd::Strong) => {}
            Event::End(_) => pieces.push(String::new()),
            other => panic!("{other:?}\n{markdown}"),
        }
    }
    pieces.retain(|piece| !piece.is_empty());
    pieces
}

/// Whether a platform would make more of `text` than text: a mention, a number of an issue, an address.
fn refers(text: &str) -> bool {
    let word_after = |sign: char| {
        text.split(sign).skip(1).any(|rest| rest.starts_with(|c: char| c.is_alphanumeric() || c == '_' || c == '"'))
    };
    ['@', '#', '!', '~', '$', '^'].into_iter().any(word_after)
        || text.contains("://")
        || text.contains("www.")
        || text.to_ascii_lowercase().contains("gh-1")
        || text.contains(":tada:")
}

/// Checks a summary.
pub fn holds(text: &str) {
    assert!(text.len() <= COMMENT, "{} bytes", text.len());
    for piece in plain(text) {
        assert!(!refers(&piece), "{piece:?}");
    }
    for line in text.lines() {
        assert!(!line.starts_with('/'), "GitLab would run {line}");
    }
}

#[test]
fn a_hostile_document_is_data() {
    let options = Options { verbosity: Verbosity::Verbose, ..Options::default() };
    let text = shown(Format::Markdown, &options, hostile::files());
    holds(&text);
    let pieces = plain(&text);
    assert_eq!(pieces.iter().filter(|p| ["Errors", "Warnings", "Infos"].contains(&&***p)).count(), 3, "{text}");
}

#[test]
fn what_has_no_room_is_counted_and_errors_come_first() {
    let many = |count: usize| {
        vec![file("docs/plan.md", "text", |s| {
            let new = |n: usize| {
                Diagnostic::new(rule("conflict-marker"), at(s, "text"), format!("number {n} {}", "x".repeat(99)))
            };
            let warnings = (0..count).map(|n| new(n).severity(Severity::Warning));
            warnings.chain((0..300).map(new)).collect()
        })]
    };
    let text = shown(Format::Markdown, &Options::default(), many(400));
    holds(&text);
    assert!(text.len() > COMMENT - 1000, "{}", text.len());
    let (shown_errors, shown_warnings) = text.split_once("### Warnings").expect("warnings");
    let count = |text: &str| text.matches("- `docs/plan.md:1:1`").count();
    assert_eq!(count(shown_errors), 300);
    let left = 400 - count(shown_warnings);
    assert!(
        text.ends_with(&format!(
            "\n{left} warnings not shown: a comment has no room for more. `planvet check` lists all.\n"
        )),
        "{text:.0}"
    );
    let few = shown(Format::Markdown, &Options::default(), many(1));
    assert!(
        !few.contains("not shown")
            && few.contains("| 300 | conflict-marker | error |\n| 1 | conflict-marker | warning |"),
        "{few:.400}"
    );
}

#[test]
fn nothing_found_is_said() {
    let text = shown(Format::Markdown, &Options::default(), vec![file("a.md", "text", |_| vec![])]);
    assert_eq!(text, "## planvet\n\n1 file, no plan recognised: nothing to check\n");
}
