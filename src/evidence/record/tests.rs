use super::*;

/// A record that agrees with itself.
pub fn sound() -> Statement {
    let git = |tree: char, commit: Option<char>| GitDigest {
        git_tree: tree.to_string().repeat(40),
        git_commit: commit.map(|c| c.to_string().repeat(40)),
    };
    Statement {
        kind: STATEMENT.into(),
        subject: (
            Subject { name: "git".into(), digest: git('a', Some('b')) },
            Subject { name: "scope".into(), digest: git('c', None) },
        ),
        predicate_type: PREDICATE.into(),
        predicate: Predicate {
            result: Outcome::Passed,
            configuration: [Definition { name: "check:unit".into(), digest: Sha256Digest { sha256: sha256(b"unit") } }],
            plan_evidence: PlanEvidence {
                v: VERSION,
                item: Item {
                    plan: "014-intake".into(),
                    document: "specs/014-intake/tasks.md".into(),
                    key: "T012".into(),
                    text_sha256: sha256(b"text"),
                },
                command: Command {
                    argv: vec!["make".into(), "test".into()],
                    cwd: ".".into(),
                    exit_code: 0,
                    started_on: "2026-03-01T10:00:00Z".into(),
                    finished_on: "2026-03-01T10:00:09.5Z".into(),
                    output_sha256: sha256(b"ok"),
                },
                scope: Scope { globs: vec!["src/**".into()], files: 3, dirty: false, listing: Vec::new() },
                reports: vec![Report {
                    name: "out/junit.xml".into(),
                    format: "junit".into(),
                    digest: Sha256Digest { sha256: sha256(b"<testsuite/>") },
                    tests: 12,
                    failures: 0,
                    errors: 0,
                    skipped: 2,
                }],
                recorder: Recorder {
                    name: "planvet".into(),
                    version: "0.1.0".into(),
                    origin: Origin::Local,
                    run: None,
                },
            },
        },
    }
}

/// What is said of a sound record in whose text `from` was changed to `to`.
fn refusal(from: &str, to: &str) -> String {
    let text = String::from_utf8(sound().to_bytes()).expect("JSON");
    assert!(text.contains(from), "{from} stands in {text}");
    parse(text.replacen(from, to, 1).as_bytes()).expect_err(to).to_string()
}

#[test]
fn a_record_survives_its_file() {
    let record = sound();
    let bytes = record.to_bytes();
    assert_eq!(parse(&bytes).as_ref(), Ok(&record));
    assert_eq!(record.file_name(&bytes), format!("unit-{}.json", &sha256(&bytes)[..16]));
    assert_eq!(sha256(b"abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

#[test]
fn what_contradicts_itself_is_refused() {
    for (from, to, said) in [
        (r#""exitCode": 0"#, r#""exitCode": 1"#, "exited with 1"),
        (r#""failures": 0"#, r#""failures": 1"#, "has failures"),
        (r#""errors": 0"#, r#""errors": 13"#, "more results than tests"),
        (r#""skipped": 2"#, r#""skipped": 12"#, "no test that ran"),
        (r#""tests": 12"#, r#""tests": 2"#, "no test that ran"),
        (r#""tests": 12"#, r#""tests": -1"#, "cannot be read"),
        (r#""result": "PASSED""#, r#""result": "passed""#, "cannot be read"),
        (r#""v": 1"#, r#""v": 2"#, "version 2"),
        (r#""v": 1"#, r#""v": 1, "v": 1"#, "duplicate field"),
        (r#""v": 1"#, r#""v": 1, "note": 1"#, "unknown field"),
        (r#""_type""#, r#""type""#, "unknown field"),
        (STATEMENT, "https://in-toto.io/Statement/v0.1", "no statement"),
        ("10:00:09.5Z", "09:00:00Z", "before it started"),
        ("10:00:00Z", "10:00:00+02:00", "not in UTC"),
        ("10:00:00Z", "today", "not in UTC"),
        ("aaaaa", "AAAAA", "no id of a git object"),
        (r#""check:unit""#, r#""check:../unit""#, "no plain name"),
        (r#""scope","#, r#""git","#, "not `git` and `scope`"),
    ] {
        let message = refusal(from, to);
        assert!(message.contains(said), "{to}: {message}");
    }
}

#[test]
fn hostile_files_are_no_records() {
    let deep = "[".repeat(100_000);
    for bytes in [b"".as_slice(), b"null", b"{}", b"[]", deep.as_bytes(), &[0xFF, 0xFE, 0], b"\"\\ud800\""] {
        assert!(matches!(parse(bytes), Err(Malformed::Unreadable(_))));
    }
    assert_eq!(parse(&vec![b' '; MAX_BYTES as usize + 1]), Err(Malformed::TooLarge));
}
