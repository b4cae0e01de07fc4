use super::*;
use cpu_time::ThreadTime;
use std::time::Duration;

/// Why a report cannot be read.
fn refused(bytes: &[u8], path: &str) -> String {
    match read(bytes, path) {
        Ok(report) => panic!("this was read: {report:?}"),
        Err(e) => e.to_string(),
    }
}

fn report(text: &str) -> Report {
    read(text.as_bytes(), "").unwrap_or_else(|e| panic!("{text}: {e}"))
}

/// Tests, failures, errors, skipped, and why it is not green; empty where it is.
fn told(text: &str) -> (u64, u64, u64, u64, String) {
    let r = report(text);
    (r.tests, r.failures, r.errors, r.skipped, r.green().err().map(|e| e.to_string()).unwrap_or_default())
}

fn utf16(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

const GREEN: &str = r#"<testsuite tests="1"><testcase name="a"/></testsuite>"#;

#[test]
fn bytes_that_are_no_text_are_refused_with_their_place() {
    for (bytes, expected) in [
        (b"".to_vec(), "this report is empty"),
        (b"\xEF\xBB\xBF \n".to_vec(), "this report is empty"),
        (utf16(&format!("\u{FEFF}{GREEN}")), "this is UTF-16: write the report as UTF-8"),
        (utf16(GREEN), "this is UTF-16"),
        (b"<testsuite>\n<a\xFF/></testsuite>".to_vec(), "byte 0xFF (line 2, column 3)"),
        (b"<testsuite>\n\xC3\xA9\0</testsuite>".to_vec(), "NUL byte in this report (line 2, column 2)"),
        (vec![b' '; LIMIT + 1], "bytes, and planvet reads no more than"),
    ] {
        let said = refused(&bytes, "report.xml");
        assert!(said.contains(expected), "{said}");
    }
    assert!(read(format!("\u{FEFF}{GREEN}").as_bytes(), "").is_ok_and(|r| r.green().is_ok()), "a mark does no harm");
}

#[test]
fn what_is_no_report_is_refused() {
    for (text, path, expected) in [
        ("All tests passed.\n", "log.txt", "neither XML, JSON, TAP nor LCOV"),
        ("ok  \texample.com/it\t0.003s\n", "log.txt", "neither XML"),
        ("<TestRun/>", "a.trx", "XML with the root <TestRun>"),
        ("<coverage clover=\"1\"><project/></coverage>", "", "XML with the root <coverage>"),
        ("<!-- -->", "", "there is no element"),
        ("{\"a\":1}", "", "JSON that is neither"),
        ("{\"a\":", "", "(line 1, column 5)"),
        ("nothing here\n", "a.info", "LCOV: there is no record of any file"),
    ] {
        let said = refused(text.as_bytes(), path);
        assert!(said.contains(expected), "{said}");
    }
}

#[test]
fn hostile_xml_is_refused_with_its_place() {
    let deep = "<testsuite>".repeat(100_000);
    let many: String = (0..100_000).map(|i| format!(" a{i}=\"\"")).collect();
    for (text, expected) in [
        ("<!DOCTYPE t [<!ENTITY a \"b\">]>\n<testsuite/>".to_owned(), "a DOCTYPE with declarations of its own"),
        (format!("<testsuite name=\"&lol;\">{GREEN}</testsuite>"), "malformed XML"),
        (deep, "nested deeper than 256 (line 1"),
        (format!("<testsuite{many}/>"), "more than 256 attributes"),
        ("<testsuite>\n<testcase name='a'/>".to_owned(), "cut off: an element has no end (line 2"),
        ("<testsuite>\n<testcase name='a".to_owned(), "cut off or malformed"),
        ("<testsuite><testcase></testsuite>".to_owned(), "malformed XML"),
        ("<testsuite name='a' name='b'/>".to_owned(), "malformed XML"),
        (format!("{GREEN}{GREEN}"), "a second root element"),
        (format!("{GREEN}x"), "text outside the root"),
    ] {
        let said = refused(text.as_bytes(), "");
        assert!(said.contains(expected), "{said}");
    }
    let reference = format!("<!DOCTYPE testsuite SYSTEM \"http://example.com/t.dtd\">{GREEN}");
    assert_eq!(told(&reference), (1, 0, 0, 0, String::new()), "a reference to a DTD is not followed");
}

#[test]
fn elements_decide_and_attributes_can_only_make_it_worse() {
    let one = "<testcase name='a'/>";
    let many = "<testcase name='a'><rerunFailure/></testcase><testcase name='b'><system-out><failure/></system-out></testcase>";
    for (text, expected) in [
        (
            format!("<testsuite tests='1' failures='1'>{one}</testsuite>"),
            "the number of failed tests is stated as 1, and 0 are listed (line 1)",
        ),
        (
            format!("<testsuite tests='9'>{one}</testsuite>"),
            "the number of tests is stated as 9, and 1 are listed (line 1)",
        ),
        (
            format!("<testsuites tests='0'><testsuite>{one}</testsuite></testsuites>"),
            "the number of tests that ran is stated as 0, and 1 are listed (line 1)",
        ),
        (
            format!("<testsuites><testsuite tests='2' skipped='2'>{one}{one}</testsuite></testsuites>"),
            "the number of tests that ran is stated as 0, and 2 are listed (line 1)",
        ),
        (
            format!("<testsuite tests='-1'>{one}</testsuite>"),
            "the number of tests is stated as -1, and 0 are listed (line 1)",
        ),
        (
            format!("<testsuite tests='99999999999999999999'>{one}</testsuite>"),
            "the number of tests is stated as 99999999999999999999, and 0 are listed (line 1)",
        ),
        (
            format!("<testsuite tests='1' failures='0'>{one}<testcase name='b'><failure/></testcase></testsuite>"),
            "1 of 2 tests failed: b",
        ),
        ("<testsuite tests='1' name='s'><error/></testsuite>".to_owned(), "1 failed: s"),
        (
            "<testsuite tests='5' failures='0'/>".to_owned(),
            "the number of tests is stated as 5, and 0 are listed (line 1)",
        ),
        ("<testsuite><testcase name='a' status='failed'/></testsuite>".to_owned(), "1 of 1 tests failed: a"),
        ("<testsuite><testcase name='a' status='notrun'/></testsuite>".to_owned(), "no test ran, 1 skipped"),
        (
            "<testsuite><testcase name='a'><skipped/><failure/></testcase></testsuite>".to_owned(),
            "1 of 1 tests failed: a",
        ),
        (format!("<testsuite tests='' failures='0'>{one}</testsuite>"), ""),
        (format!("<testsuite tests='2'>{many}</testsuite>"), ""),
    ] {
        assert_eq!(told(&text).4, expected, "{text}");
    }
    let less = report(&format!("<testsuites tests='1'><testsuite>{one}{one}</testsuite></testsuites>"));
    assert_eq!((less.green(), less.contradictions.len()), (Ok(()), 1), "what is stated too low is only told");
    let inner = report(&format!("<testsuite tests='1'>{one}<testsuite tests='1'>{one}</testsuite></testsuite>"));
    assert_eq!((inner.tests, inner.contradictions.len()), (2, 0), "a suite may state its own tests alone");
}

#[test]
fn tap_is_read_to_its_plan() {
    let nested = "TAP version 14\n    ok 1 - in\n    not ok 2 - out\n    1..2\nnot ok 1 - both\n1..1\n";
    let todo = "TAP version 14\n    not ok 1 - in\n    1..1\nnot ok 1 - later # TODO one day\nok 2\n1..2\n";
    let braces = "TAP version 13\n1..1\nok 1 - both {\n    ok 1 - in\n    not ok 2 - out\n    1..2\n}\n";
    for (text, expected) in [
        ("1..2\nok 1\nok 2 - b\n", (2, 0, 0, 0, "")),
        ("1..2\r\nok 1\r\nok 2 - b\r\n", (2, 0, 0, 0, "")),
        ("ok 1\nok 2\n", (2, 0, 0, 0, "the run did not come to its end: there is no plan (1..N)")),
        ("1..3\nok 1\nok 2\n", (2, 0, 0, 0, "the run did not come to its end: line 1 plans 3 tests, and 2 are there")),
        ("1..1\nok 1\nok 2\n", (2, 0, 0, 0, "the run did not come to its end: line 1 plans 1 tests, and 2 are there")),
        ("1..2\nok 1\nok 3\n", (2, 0, 0, 0, "the run did not come to its end: test 3 is outside the plan of line 1")),
        ("1..2\nok 1\nok 1\n", (2, 0, 0, 0, "the run did not come to its end: test 1 is there twice")),
        ("1..1\nok 1\n1..1\n", (1, 0, 0, 0, "the run did not come to its end: line 3 is a second plan")),
        ("1..-1\nok 1\n", (1, 0, 0, 0, "the run did not come to its end: line 1 plans a number that cannot be")),
        (
            "1..2\nok 1\nBail out! No database\nok 2\n",
            (1, 0, 0, 0, "the run did not come to its end: it bailed out in line 3: No database"),
        ),
        (
            "1..1\nok 1\n  ---\n  a: b\n",
            (1, 0, 0, 0, "the run did not come to its end: the diagnostic of line 3 has no end"),
        ),
        ("1..0 # SKIP no database\n", (0, 0, 0, 0, "no test ran")),
        ("1..1\nok 1 - a # SKIP see #12\n", (1, 0, 0, 1, "no test ran, 1 skipped")),
        ("1..1\nok 1 - a \\# SKIP is a word here\n", (1, 0, 0, 0, "")),
        ("1..1\nok 1 - a # todolist\n", (1, 0, 0, 0, "")),
        ("1..2\nok 1\nnot ok 2 - b # TODO one day\n", (2, 0, 0, 1, "")),
        (nested, (2, 1, 0, 0, "1 of 2 tests failed: out")),
        (braces, (2, 1, 0, 0, "1 of 2 tests failed: out")),
        (todo, (2, 0, 0, 1, "")),
        ("TAP version 14\n    1..0 # SKIP\nok 1 - none\n1..1\n", (1, 0, 0, 1, "no test ran, 1 skipped")),
        ("TAP version 14\n    ok 1 - in\n    1..1\nnot ok 1 - hook\n1..1\n", (2, 0, 1, 0, "1 of 2 tests failed: hook")),
        ("TAP version 14\n    not ok 1 - in\n    1..1\nok 1 - liar\n1..1\n", (1, 1, 0, 0, "1 of 1 tests failed: in")),
        ("1..1\nok 1 - a\n  ---\n  log: |\n    not ok 2 - quoted\n  ...\n", (1, 0, 0, 0, "")),
    ] {
        let (tests, failures, errors, skipped, why) = told(text);
        assert_eq!((tests, failures, errors, skipped, why.as_str()), expected, "{text}");
    }
    let deep = format!("1..1\n{}ok 1\n", " ".repeat(4 * 100));
    assert!(refused(deep.as_bytes(), "").contains("subtests nest deeper than 64 (line 2, column 1)"));
}

#[test]
fn events_of_go_are_followed_to_the_end_of_each_package() {
    let event = |action: &str, test: &str| match test {
        "" => format!("{{\"Action\":\"{action}\",\"Package\":\"p\"}}\n"),
        test => format!("{{\"Action\":\"{action}\",\"Package\":\"p\",\"Test\":\"{test}\"}}\n"),
    };
    let events = |all: &[(&str, &str)]| all.iter().map(|(action, test)| event(action, test)).collect::<String>();
    let built = "{\"ImportPath\":\"p\",\"Action\":\"build-output\",\"Output\":\"x\"}\n{\"ImportPath\":\"p\",\"Action\":\"build-fail\"}\n";
    for (text, expected) in [
        (events(&[("run", "A"), ("pass", "A"), ("pass", "")]), (1, 0, 0, 0, "")),
        (
            events(&[("run", "A"), ("pass", "A")]),
            (1, 0, 0, 0, "the run did not come to its end: package p has no result"),
        ),
        (events(&[("run", "A"), ("fail", "")]), (1, 0, 1, 0, "1 of 1 tests failed: p A")),
        (events(&[("run", "A"), ("pass", "")]), (1, 0, 1, 0, "1 of 1 tests failed: p A")),
        (events(&[("run", "A"), ("pass", "A"), ("fail", "")]), (1, 0, 1, 0, "1 of 1 tests failed: p")),
        (
            events(&[("run", "A"), ("run", "A/b/c"), ("fail", "A/b/c"), ("fail", "A"), ("fail", "")]),
            (1, 1, 0, 0, "1 of 1 tests failed: p A/b/c"),
        ),
        (
            events(&[("run", "A"), ("run", "A/b"), ("pass", "A/b"), ("fail", "A"), ("fail", "")]),
            (2, 1, 0, 0, "1 of 2 tests failed: p A"),
        ),
        (
            events(&[("run", "A"), ("run", "A/b"), ("skip", "A/b"), ("pass", "A"), ("pass", "")]),
            (1, 0, 0, 1, "no test ran, 1 skipped"),
        ),
        (events(&[("start", ""), ("skip", "")]), (0, 0, 0, 0, "no test ran")),
        (format!("{built}{}", event("fail", "")), (0, 0, 2, 0, "2 failed: p (build), p")),
        (
            format!(
                "go: downloading\n{}FAIL\tq [build failed]\n",
                events(&[("run", "A"), ("pass", "A"), ("pass", "")])
            ),
            (1, 0, 1, 0, "1 of 1 tests failed: q [build failed]"),
        ),
    ] {
        let (tests, failures, errors, skipped, why) = told(&text);
        assert_eq!((tests, failures, errors, skipped, why.as_str()), expected, "{text}");
    }
    let cut = format!("{}{{\"Action\":\"pa", event("run", "A"));
    assert!(refused(cut.as_bytes(), "").contains("cut off: EOF while parsing a string (line 2"));
}

#[test]
fn hostile_json_is_refused_with_its_place() {
    let ctrf = |summary: &str, tests: &str| {
        format!("{{\"results\":{{\"tool\":{{\"name\":\"t\"}},\n\"summary\":{{{summary}}},\n\"tests\":[{tests}]}}}}")
    };
    let (fine, one) = ("\"tests\":1,\"failed\":0", "{\"name\":\"a\",\"status\":\"passed\"}");
    assert_eq!(told(&ctrf(fine, one)), (1, 0, 0, 0, String::new()));
    for (text, expected) in [
        (ctrf("\"tests\":1,\"failed\":1,\"failed\":0", one), "the key “failed” is there twice (line 2"),
        (
            ctrf(fine, "{\"name\":\"a\",\"status\":\"failed\",\"st\\u0061tus\":\"passed\"}"),
            "the key “status” is there twice (line 3",
        ),
        (ctrf("\"tests\":-1,\"failed\":0", one), "invalid value: integer `-1`, expected u64 (line 2"),
        (ctrf("\"tests\":1e999,\"failed\":0", one), "number out of range (line 2"),
        (ctrf("\"tests\":1e30,\"failed\":0", one), "expected u64 (line 2"),
        (ctrf(fine, "{\"name\":\"a\",\"status\":\"fine\"}"), "unknown variant `fine`"),
        (format!("{}x", ctrf(fine, one)), "trailing characters (line 3"),
        (format!("{{\"results\":{}{}}}", "[".repeat(100_000), "]".repeat(100_000)), "recursion limit exceeded"),
        (format!("{{\"runs\":[],\"a\":{}{}}}", "[".repeat(100_000), "]".repeat(100_000)), "recursion limit exceeded"),
    ] {
        let said = refused(text.as_bytes(), "");
        assert!(said.contains(expected), "{said}");
    }
    assert_eq!(
        told(&ctrf("\"tests\":1,\"failed\":1", one)).4,
        "the number of failed tests is stated as 1, and 0 are listed"
    );
    assert_eq!(
        told(&ctrf("\"tests\":1,\"failed\":0,\"other\":1", one)).4,
        "the number of tests that ran is stated as 0, and 1 are listed"
    );
    assert_eq!(told(&ctrf("\"tests\":7,\"failed\":0", one)).4, "the number of tests is stated as 7, and 1 are listed");
}

#[test]
fn an_analysis_and_coverage_are_never_green() {
    let failed = "{\"runs\":[{\"invocations\":[{\"executionSuccessful\":false,\"exitCode\":2}]}]}";
    assert_eq!(
        told(failed).4,
        "the run did not come to its end: a tool says that its run was not successful (exit code 2)"
    );
    let none = report("{\"version\":\"2.1.0\",\"runs\":[{\"tool\":{}}]}");
    assert_eq!(none.analysis, Some(Analysis::default()));
    let lcov = "TN:\nSF:a\nDA:1,1\nDA:2,0\nLF:9\nend_of_record\nSF:a\nDA:2,3\nend_of_record\n";
    let lines = |covered, total| Some(Coverage { lines: Ratio { covered, total }, branches: None });
    let read_lcov = report(lcov);
    assert_eq!((read_lcov.coverage, read_lcov.contradictions.len()), (lines(2, 2), 1));
    assert_eq!(read_lcov.green(), Err(NotGreen::NoTests(Format::Lcov)));
    for (text, expected) in [
        ("SF:a\nDA:1,-1\nend_of_record\n", "no whole number from 0 up (line 2, column 1)"),
        ("SF:a\nDA:1,99999999999999999999\nend_of_record\n", "no whole number from 0 up (line 2"),
        ("SF:a\nDA:1,1\n", "its last record has no end (line 3"),
        ("SF:a\nSF:b\nend_of_record\n", "before the one above has ended (line 2"),
        (
            "<coverage line-rate='1'><class filename='a'><lines><line number='1' hits='-2'/></lines></class></coverage>",
            "from 0 up (line 1",
        ),
    ] {
        let said = refused(text.as_bytes(), "");
        assert!(said.contains(expected), "{said}");
    }
}

#[test]
fn names_of_failed_tests_are_bounded() {
    let name = "n".repeat(10_000);
    let many = format!("<testcase name='{name}'><failure/></testcase>").repeat(100);
    let report = report(&format!("<testsuite>{many}</testsuite>"));
    assert_eq!((report.failures, report.failed.len()), (100, NAMES));
    assert!(report.failed.iter().all(|name| name.chars().count() == NAME + 1));
}

/// Ten times the size in far less than a hundred times the time, which something quadratic needs.
#[test]
fn the_cost_is_linear() {
    type Shape = (&'static str, fn(usize) -> String);
    let shapes: [Shape; 7] = [
        ("tests", |n| {
            format!("<testsuite>{}</testsuite>", "<testcase name='a'><failure>x</failure></testcase>".repeat(n))
        }),
        ("contradictions", |n| format!("<testsuites>{}</testsuites>", "<testsuite tests='3'/>\n".repeat(n))),
        ("namespaces", |n| {
            format!("<testsuite>{}</testsuite>", (0..n).map(|i| format!("<a xmlns:b{i}='c'/>")).collect::<String>())
        }),
        ("points", |n| format!("1..{n}\n{}", (1..=n).map(|i| format!("not ok {i} - a # b\n")).collect::<String>())),
        ("hashes", |n| format!("1..1\nok 1 {}\n", "# ".repeat(n))),
        ("slashes", |n| format!("{{\"Action\":\"run\",\"Package\":\"p\",\"Test\":\"T{}\"}}\n", "/a".repeat(n))),
        ("keys", |n| {
            format!("{{\"results\":{{}},{}\"z\":1}}", (0..n).map(|i| format!("\"k{i}\":1,")).collect::<String>())
        }),
    ];
    let cost = |text: &str| {
        let run = || {
            let start = ThreadTime::now();
            let _ = read(text.as_bytes(), "");
            start.elapsed()
        };
        (0..5).map(|_| run()).min().unwrap_or_default()
    };
    for (name, shape) in shapes {
        let (small, large) = (cost(&shape(4_000)), cost(&shape(40_000)));
        assert!(large < small * 45 + Duration::from_millis(5), "{name}: {small:?}, then {large:?}");
    }
}
