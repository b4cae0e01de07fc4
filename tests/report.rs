//! What a person sees, as snapshots: read them in `tests/snapshots/`.

use planvet::{
    check::{self, Checked},
    diagnostic::{Diagnostic, Edit, Fix, Rule, Safety, Severity, Subject},
    plan::Counts,
    project::Project,
    report::{
        Format, Options, Report, Verbosity,
        manual::{self, Examples},
    },
    rules,
    settings::Settings,
    source::{Source, Span},
};
use std::time::Duration;
use unicode_width::UnicodeWidthStr;

fn rule(name: &str) -> &'static Rule {
    rules::find(name).expect("a rule of the table")
}

// The model may learn to count more.
#[allow(clippy::needless_update)]
fn counts() -> Counts {
    Counts { tasks: 61, groups: 4, gates: 9, actors: 22, ..Counts::default() }
}

/// A file with findings; `find` gives the span of a piece of its text.
fn file(path: &str, text: &str, findings: impl FnOnce(&dyn Fn(&str) -> Span) -> Vec<Diagnostic>) -> Checked {
    let source = Source::new(path, text.as_bytes().to_vec()).expect("readable text");
    let find = |part: &str| {
        let at = source.text().find(part).unwrap_or_else(|| panic!("{part:?} stands in the text"));
        Span::new(at, at + part.len())
    };
    let diagnostics = findings(&find);
    Checked { source: Some(source.into()), diagnostics, counts: counts(), ..Checked::new(path, Default::default()) }
}

/// Lines that are copied or clicked stay in one piece: the place, the path and the command.
#[test]
fn nothing_is_wider_than_the_terminal() {
    let mut checked = 0;
    for entry in std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/faulty")).expect("a folder").flatten()
    {
        let Ok(bytes) = std::fs::read(entry.path()) else { continue };
        let Ok(source) = Source::new("plan.md", bytes) else { continue };
        for width in [60, 80, 100] {
            let source = Source::new("plan.md", source.text().as_bytes().to_vec()).expect("text");
            let found = check::document(source, &Settings::default(), &Project::default());
            let options = Options { width, verbosity: Verbosity::Verbose, terminal: true, ..Options::default() };
            let text = shown(Format::Full, &options, vec![found]);
            let whole =
                |line: &&str| !["╭─[", "file:", "more:"].iter().any(|start| line.trim_start().starts_with(start));
            for line in text.lines().filter(whole) {
                assert!(line.width() <= width, "{} of {width} columns:\n{line}\n\n{text}", line.width());
                checked += 1;
            }
        }
    }
    assert!(checked > 500, "{checked}");
}

fn conflict(span: Span, message: &str) -> Diagnostic {
    Diagnostic::new(rule("conflict-marker"), span, message)
}

fn shown(format: Format, options: &Options, files: Vec<Checked>) -> String {
    let mut out = Vec::new();
    let report = Report::new(files, Some(Duration::from_millis(11)));
    report.write(format, options, &mut out).expect("a Vec takes everything");
    String::from_utf8(out).expect("reports are UTF-8")
}

/// `full` and `concise`, one below the other.
fn both(files: impl Fn() -> Vec<Checked>) -> String {
    let options = Options::default();
    let text = format!(
        "{}\n=== concise ===\n{}",
        shown(Format::Full, &options, files()),
        shown(Format::Concise, &options, files())
    );
    for line in text.lines() {
        assert!(!line.contains('\u{1b}') && !line.trim_start().starts_with("::"), "{line:?}");
    }
    text
}

const WAVES: &str = "\
# Waves

| Wave | Mode | Tasks | Result |
|---|---|---|---|
| W1: Survey (5 min) | PARALLEL | K2, K2, K9 | Rebuild the index |
| W2: Build (25 min) | SEQUENTIAL | K3, K4 | Migrations |

## Instances

- K2: index
- K3: services
";

#[test]
fn one_label() {
    insta::assert_snapshot!(both(|| vec![file("docs/waves.md", WAVES, |at| vec![
        conflict(at("25 min"), "`W2: Build` says 25 min, but its two tasks take 40 min one after the other")
            .label("25 min here")
            .help(
                "correct the total to 40 min, or say that K3 and K4 run side by side; then the longer of the two counts"
            )
    ])]));
}

#[test]
fn several_labels_on_one_line() {
    insta::assert_snapshot!(both(|| vec![file("docs/waves.md", WAVES, |at| {
        let first = at("K2, K2").start;
        vec![
            conflict(Span { start: first, end: first + 2 }, "K2 is booked twice in the parallel wave W1")
                .label("booked here")
                .related(Span { start: first + 4, end: first + 6 }, "and here")
                .help("give one of the two tasks to another instance, or run them one after the other"),
        ]
    })]));
}

#[test]
fn labels_on_different_lines() {
    insta::assert_snapshot!(both(|| vec![file("docs/waves.md", WAVES, |at| vec![
        conflict(at("K9"), "`K9` is booked in W1, but is no instance of this plan")
            .label("not declared")
            .related(at("- K2: index"), "instances are declared here")
            .related(at("K3, K4"), "W2 books declared ones")
    ])]));
}

#[test]
fn a_label_within_another() {
    insta::assert_snapshot!(both(|| vec![file("docs/waves.md", WAVES, |at| vec![
        conflict(at("SEQUENTIAL"), "the only wave that is not parallel")
            .label("this one")
            .related(at("| W2: Build (25 min) | SEQUENTIAL | K3, K4 |"), "in this row")
    ])]));
}

#[test]
fn a_label_at_the_right_edge_and_one_of_many_lines() {
    insta::assert_snapshot!(both(|| vec![file("docs/waves.md", WAVES, |at| vec![
        conflict(at("the index"), "the result of W1 has no reader")
            .label("nothing later in this plan reads the export, neither a task nor a gate"),
        conflict(at("## Instances\n\n- K2: index\n- K3: services\n"), "two instances for four bookings")
            .label("this section"),
    ])]));
}

/// A file that is not reported on.
fn other(path: &str, text: &str) -> Source {
    Source::new(path, text.as_bytes().to_vec()).expect("text")
}

#[test]
fn a_label_in_another_file() {
    insta::assert_snapshot!(both(|| vec![
        file("docs/waves.md", WAVES, |at| vec![
            conflict(at("K9"), "`K9` is booked, but the team list does not know it")
                .related_in(
                    &other("docs/team.md", "# Team\n\n- K2 Ada\n"),
                    Span::new(8, 17),
                    "the team is declared here"
                )
                .related_in(&other("docs/none.md", "# Was\n"), Span::new(2, 5), "and was declared here")
        ]),
        file("docs/team.md", "# Team\n\n- K2 Ada\n", |_| vec![]),
    ]));
}

#[test]
fn wide_characters_tabs_and_combining_marks() {
    insta::assert_snapshot!(both(|| vec![file(
        "docs/日本.md",
        "\t- 🎉 発売日 **未定** – owner: ?\n1️⃣ ⚠️ 👩‍💻 👍🏽 cafe\u{301} → `TBD`\n",
        |at| vec![
            conflict(at("未定"), "「未定」 is no date").label("a date is due here").related(at("?"), "and an owner"),
            conflict(at("TBD"), "`TBD` in a released plan").label("to be filled"),
        ]
    )]));
}

#[test]
fn a_line_of_70000_characters() {
    let line = format!(
        "- {}[the spec](docs/gone.md){} and TBD {}",
        "wörd ".repeat(9_000),
        " filler".repeat(3_000),
        "end ".repeat(1_000)
    );
    let text = both(|| {
        vec![file("docs/long.md", &line, |at| {
            vec![
                conflict(at("docs/gone.md"), "`docs/gone.md` does not exist").label("no such file"),
                conflict(at("TBD"), "`TBD` in a released plan")
                    .label("here")
                    .related(at("the spec"), "while the spec stands here"),
                conflict(at(&line), "one item of 70,000 characters").label("all of this"),
            ]
        })]
    });
    assert!(text.lines().all(|l| l.chars().count() <= 80), "{text}");
    insta::assert_snapshot!(text);
}

#[test]
fn a_hostile_document() {
    let text = "- [ ] ::error file=x::pwned \u{1b}[2J\u{1b}]8;;http://evil\u{7} done\u{202e}kcab\u{2066} ##[error]x \u{9b}31m\n";
    insta::assert_snapshot!(both(|| vec![file("::error docs/\u{1b}[31mevil\n.md", text, |at| vec![
        conflict(at("done"), "`\u{1b}[31mred\u{7}`\n::error file=a::b is not done \u{202e}kcab ##[error]c")
            .label("\u{1b}[0m\n::warning::here")
            .related_in(&other("::error\n.md", ""), Span::at(0), "::error::there")
            .help("::set-output name=a::b\n::error::c and enough words to make this line wrap to the next ::error::d"),
    ])]));
}

#[test]
fn a_command_in_a_broken_word() {
    let long = format!("{}::error::x", "a".repeat(72));
    let text = both(|| vec![file("a.md", "text", |at| vec![conflict(at("text"), &long).help(&long)])]);
    assert!(text.contains("        ∷error::x"), "{text}");
}

#[test]
fn a_whole_file_and_an_unreadable_one() {
    insta::assert_snapshot!(both(|| {
        let mut unreadable = file("docs/b.md", "", |_| {
            vec![
                Diagnostic::new(rule("unreadable-file"), Span::at(0), "not UTF-8: it looks like UTF-16")
                    .help("save it as UTF-8"),
            ]
        });
        unreadable.source = None;
        unreadable.counts = Counts::default();
        vec![
            unreadable,
            file("docs/a.md", "# Plan\n\ntext\n", |at| {
                vec![
                    conflict(Span::at(0), "nobody owns this plan")
                        .about(Subject::Document)
                        .help("name an owner below the title"),
                    conflict(Span::at(0), "two titles").related(at("Plan"), "the first"),
                ]
            }),
        ]
    }));
}

#[test]
fn carriage_returns() {
    insta::assert_snapshot!(both(|| vec![file(
        "docs/crlf.md",
        "# Plan\r\n\r\n- [ ] one\r\n- [x] two\rthree\r\n",
        |at| vec![
            conflict(at("one\r\n"), "`one` is open").label("open").related(at("two"), "but its successor is done"),
            conflict(at("three"), "after a lone carriage return"),
        ]
    )]));
}

#[test]
fn empty_texts_and_ends() {
    insta::assert_snapshot!(both(|| vec![
        file("a.md", "", |_| vec![conflict(Span::at(0), "empty").related(Span::at(0), "here")]),
        file("b.md", "end", |_| vec![
            conflict(Span::at(3), "something is missing at the end").label("here"),
            conflict(Span::new(90, 99), "out of bounds")
        ]),
        file("c.md", "end\n", |_| vec![conflict(Span::at(4), "the last line is empty").label("here")]),
    ]));
}

#[test]
fn more_than_the_maximum() {
    let options = Options { max: 1, ..Options::default() };
    insta::assert_snapshot!(shown(
        Format::Full,
        &options,
        vec![file("docs/waves.md", WAVES, |at| {
            let mut all: Vec<_> = ["W1", "W2", "K3", "K4"].iter().map(|s| conflict(at(s), "twice")).collect();
            all.push(Diagnostic::new(rule("unused-ignore"), at("Migrations"), "silences nothing"));
            all.push(Diagnostic::new(rule("ignore-without-reason"), at("Rebuild"), "no reason"));
            all
        })]
    ));
}

#[test]
fn infos_are_counted_and_shown_when_asked() {
    let files = || {
        vec![file("docs/waves.md", WAVES, |at| {
            vec![Diagnostic::new(rule("ignore-without-reason"), at("Rebuild"), "no reason").help("say why")]
        })]
    };
    let verbose = Options { verbosity: Verbosity::Verbose, ..Options::default() };
    let text = [Options::default(), verbose]
        .map(|o| shown(Format::Full, &o, files()) + "\n" + &shown(Format::Concise, &o, files()));
    insta::assert_snapshot!(text.join("\n=== -v ===\n"));
}

#[test]
fn nothing_found() {
    let quiet = Options { verbosity: Verbosity::Quiet, ..Options::default() };
    let clean = || file("docs/waves.md", WAVES, |_| vec![]);
    let text_only = || Checked { counts: Counts::default(), ..file("README.md", "text", |_| vec![]) };
    let text = [
        shown(Format::Full, &Options::default(), vec![clean(), text_only()]),
        shown(Format::Full, &Options::default(), vec![text_only()]),
        shown(Format::Full, &Options::default(), vec![]),
        shown(Format::Full, &quiet, vec![clean()]),
    ];
    insta::assert_snapshot!(text.join("---\n"));
}

#[test]
fn colours_only_when_asked() {
    let files = || {
        vec![file("docs/waves.md", WAVES, |at| {
            vec![conflict(at("K9"), "not declared").label("this").related(at("K2"), "as this").help("declare it")]
        })]
    };
    assert!(!shown(Format::Full, &Options::default(), files()).contains('\u{1b}'));
    let colored = shown(Format::Full, &Options { color: true, ..Options::default() }, files());
    assert_eq!(anstream::adapter::strip_str(&colored).to_string(), shown(Format::Full, &Options::default(), files()));
    insta::assert_snapshot!(colored.replace('\u{1b}', "ESC"));
}

fn for_machines() -> Vec<Checked> {
    let mut first = file("docs/crlf.md", "\u{feff}# Plan\r\n\r\n- [ ] ü one \u{1b}\r\n- [x] two\r\n", |at| {
        vec![
            conflict(at("two"), "`two` is\ndone").severity(Severity::Info),
            conflict(at("one"), "`one` is open \u{1b}\u{202e}")
                .label("open")
                .help("close it")
                .related(at("two"), "done")
                .related_in(&other("docs/waves.md", WAVES), Span::new(2, 7), "there")
                .related_in(&other("none.md", "# Was once\n"), Span::new(2, 5), "elsewhere")
                .fix(Fix {
                    safety: Safety::Safe,
                    message: "tick it".into(),
                    edits: vec![Edit { span: at("[ ]"), text: "[x]".into() }],
                }),
        ]
    });
    first.suppressed = 2;
    vec![file("docs/waves.md", WAVES, |_| vec![]), first]
}

#[test]
fn a_rule_page() {
    let page = manual::page(rule("ignore-without-reason"), false, 80, Examples::Few);
    let marked = manual::page(rule("unused-ignore"), true, 80, Examples::Few).replace('\u{1b}', "ESC");
    insta::assert_snapshot!(page + "\n=== colour ===\n" + &marked);
}

#[test]
fn json_is_a_contract() {
    let text = shown(Format::Json, &Options::default(), for_machines());
    assert_eq!(text, shown(Format::Json, &Options { max: 1, ..Options::default() }, for_machines()));
    let parsed: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(parsed["version"], 1);
    insta::assert_snapshot!(text);
}

#[test]
fn jsonl_holds_the_same_objects() {
    let json: serde_json::Value =
        serde_json::from_str(&shown(Format::Json, &Options::default(), for_machines())).expect("JSON");
    let lines: Vec<serde_json::Value> = shown(Format::Jsonl, &Options::default(), for_machines())
        .lines()
        .map(|l| serde_json::from_str(l).expect("JSON"))
        .collect();
    assert_eq!(json["diagnostics"], serde_json::Value::Array(lines));
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig { failure_persistence: None, ..Default::default() })]

    /// Whatever the text and wherever the spans, also within a character or behind the end.
    #[test]
    fn any_span_of_any_text_can_be_shown(
        text in "(\\PC|[\\t\\r\\n\u{1b}\u{7}\u{202e}\u{200d}\u{fe0f}\u{301}👩💻日|# \\[:]|wörd ){0,200}",
        spans in proptest::collection::vec((0usize..600, 0usize..60, ".{0,30}"), 1..12),
        width in 20usize..100,
    ) {
        let files = || vec![file("docs/any.md", &text, |_| {
            let mut spans = spans.iter().map(|(at, len, message)| (Span::new(*at, at + len), message));
            let (span, message) = spans.next().expect("at least one");
            let first = conflict(span, message).label(message).help(message);
            vec![spans.fold(first, |d, (span, message)| d.related(span, message))]
        })];
        let options = Options { width, ..Options::default() };
        for format in [Format::Full, Format::Concise] {
            let out = shown(format, &options, files());
            proptest::prop_assert!(!out.chars().any(|c| c.is_control() && c != '\n'), "{}", out);
        }
        let json = serde_json::from_str::<serde_json::Value>(&shown(Format::Json, &options, files()));
        proptest::prop_assert!(json.is_ok());
        let out = shown(Format::Full, &options, files());
        proptest::prop_assert!(out.contains("more: planvet rule conflict-marker"));
        proptest::prop_assert!(out.contains("╭─[docs/any.md:") || out.contains("file: docs/any.md"), "{}", out);
        proptest::prop_assert!(!out.lines().any(|l| l.trim_start().starts_with("::") || l.contains("##[")), "{}", out);
    }
}
