//! One hostile document through every format.

use super::room::{at, file, json, rule, shown};
use planvet::{
    check::Checked,
    diagnostic::{Diagnostic, Edit, Fix, Safety, Severity},
    report::{Format, Options, Verbosity},
    source::Source,
};

pub const PATH: &str = "docs/::error `a`,b:c\u{1b}[31m\n|<b>@org #1%.md";

/// Signs of every sink that a document could speak to.
pub const WORDS: &str = "`::error file=x,line=1::pwned` ::warning::w ##[group]g ##[error]e %0A::error::n %25 \u{1b}[2J\u{1b}]8;;http://evil\u{7} \
     done\u{202e}kcab\u{2066} \u{9b}31m @org/team #12 a/b#12 GH-1 http://evil.example www.evil.example a@b.example :tada: \
     [click](http://evil.example) ![i](http://evil.example/i.png) <img src=x onerror=a()> <!-- c --> | --- | ** __ ~~ \
     ]]> <![CDATA[ &lt; &#0; \u{0} \u{fffe} \" ' </failure> {0} {{x}} $x^2$ /close ``` `b``c ` ";

/// Its text: CRLF, signs, characters outside the basic plane before a finding, and a line of 70,000 characters.
pub fn text() -> String {
    // A NUL makes a file no text; messages may hold one all the same.
    let words = WORDS.replace('\0', "");
    format!("# Plan\r\n\r\n- [ ] {words}\r\n- 𝔘𝔫𝔦 👩‍💻 and TBD\r\n- {}and the END\r\n", "wörd ".repeat(14_000))
}

pub fn files() -> Vec<Checked> {
    let clean = file("docs/<clean> & \"good\".md", "# Plan\n", |_| vec![]);
    vec![clean, file(PATH, &text(), findings)]
}

fn findings(source: &Source) -> Vec<Diagnostic> {
    let new = |part, message: String| Diagnostic::new(rule("conflict-marker"), at(source, part), message);
    let edit = |part, text: &str| Edit { span: at(source, part), text: text.into() };
    vec![
        new("TBD", format!("\n::error::{WORDS}\r\n::error::b")).help(format!("::notice::{WORDS}")).fix(Fix {
            safety: Safety::Unsafe,
            message: format!("replace {WORDS}"),
            edits: vec![edit("𝔫𝔦", WORDS), edit("TBD", "`a`\r\n::error::b")],
        }),
        new("END", "`TBD` behind 70,000 characters".into())
            .severity(Severity::Warning)
            .help("fill it in")
            .related(at(source, "# Plan"), WORDS)
            .related_in(source, at(source, "👩‍💻"), WORDS),
        new("- [ ]", WORDS.into()).severity(Severity::Info),
    ]
}

#[test]
fn it_stays_data_in_every_format() {
    let options = Options { verbosity: Verbosity::Verbose, ..Options::default() };
    for format in Format::all() {
        let text = shown(format, &options, files());
        // JSON has its own escaping, and edits are exact; any other format shows what cannot be seen.
        let exact = matches!(format, Format::Json | Format::Jsonl | Format::Sarif | Format::Rdjson | Format::Gitlab);
        for (number, line) in text.lines().enumerate() {
            let bidirectional = |c: char| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
            let raw = |&c: &char| if exact { c.is_ascii_control() } else { c.is_control() || bidirectional(c) };
            assert_eq!(line.chars().find(raw), None, "{} line {number}: {line:?}", format.name());
            let command = format == Format::Github && line.starts_with("::");
            assert!(command || !line.trim_start().starts_with("::"), "{}: {line}", format.name());
        }
        let text = if format == Format::Sarif { format!("{:#}\n", without_pages(json(&text))) } else { text };
        insta::assert_snapshot!(format!("hostile_{}", format.name()), text.replace("wörd wörd ", ""));
    }
}

/// SARIF carries the pages of its rules: our own words, which change with each page and are no data of the document.
fn without_pages(mut log: serde_json::Value) -> serde_json::Value {
    let rules = log.pointer_mut("/runs/0/tool/driver/rules").and_then(|rules| rules.as_array_mut());
    for rule in rules.expect("SARIF lists its rules") {
        rule["fullDescription"]["text"] = "(the page)".into();
        rule["help"] = serde_json::json!({ "markdown": "(the page)", "text": "(the page)" });
    }
    log
}
