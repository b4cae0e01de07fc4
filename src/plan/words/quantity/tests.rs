//! What is read and what is left alone.

use proptest::prelude::*;

use super::*;

/// Everything read in a text, printed, with `; ` between.
fn shown(text: &str) -> String {
    scan(text, 0).iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}

#[track_caller]
fn check(table: &[(&str, &str)]) {
    let wrong: Vec<_> = table.iter().map(|(text, want)| (*text, *want, shown(text))).filter(|t| t.1 != t.2).collect();
    let list: String =
        wrong.iter().map(|(text, want, got)| format!("\n{text:?}\n  want {want}\n  got  {got}")).collect();
    assert!(wrong.is_empty(), "{list}");
}

#[test]
fn plain_numbers() {
    check(&[
        ("", ""),
        ("none", ""),
        ("54", "54"),
        ("1,200", "1,200"),
        ("1 500 lines", "1,500 lines"),
        ("1\u{202f}200", "1,200"),
        ("1'200", "1,200"),
        ("1,234,567", "1,234,567"),
        ("12k", "12,000"),
        ("1.2M", "1,200,000"),
        ("0.5", "0.5"),
        ("-5 lines", "-5 lines"),
        ("+65", "65"),
        ("3 million users", "3,000,000 users"),
        ("共5 tests", "5 tests"),
    ]);
}

#[test]
fn hedges() {
    check(&[
        ("~90 min", "~90 min"),
        ("≈ 90 min", "~90 min"),
        ("about 90 minutes", "~90 min"),
        ("approx. 3 days", "~3 days"),
        ("circa 12 files", "~12 files"),
        ("80+", "≥ 80"),
        ("80+ tests", "≥ 80 tests"),
        ("~50+ tests", "≥ 50 tests"),
        ("≥ 80 %", "≥ 80 %"),
        (">= 80%", "≥ 80 %"),
        ("<=1%", "≤ 1 %"),
        ("> 80", "≥ 80"),
        ("at least 5 agents", "≥ 5 agents"),
        ("over 500 lines", "≥ 500 lines"),
        ("More than 5 tests", "≥ 5 tests"),
        ("min. 5 tests", "≥ 5 tests"),
        ("< 500 ms", "≤ 500 ms"),
        ("<500ms", "≤ 500 ms"),
        ("no more than 3 files", "≤ 3 files"),
        ("Max 300 chars", "≤ 300 chars"),
        ("Up to 1,500", "≤ 1,500"),
        ("5 or more tests", "≥ 5 tests"),
        ("82 %+", "≥ 82 %"),
        ("2h+", "≥ 2 h"),
        ("$5,000+", "≥ $5,000"),
        ("**Target: < 15%**", "≤ 15 %"),
        ("~~54~~", "54"),
        ("a -> 5 files", "5 files"),
        ("<br>5 files", "5 files"),
    ]);
}

#[test]
fn durations() {
    check(&[
        ("2h 30m", "2 h 30 min"),
        ("2h30m", "2 h 30 min"),
        ("1 h 30 min", "1 h 30 min"),
        ("1 hour and 47 minutes", "1 h 47 min"),
        ("107 min", "107 min"),
        ("4m 39s", "4 min 39 s"),
        ("0.177 h", "0.177 h"),
        ("0.5 h", "0.5 h"),
        ("90min", "90 min"),
        ("1.5 days", "1.5 days"),
        ("1,5 h", "1 h 30 min"),
        ("5 working days", "5 days"),
        ("3d", "3 days"),
        ("2 weeks", "2 weeks"),
        ("~15 minutos", "~15 min"),
        ("3小时", "3 h"),
        ("12 person-days", "12 person-days"),
        ("12 person days", "12 person-days"),
        ("2 h/week", "120 min/week"),
        ("5 min each", "5 min each"),
        ("1 day", "1 day"),
        ("30 s", "30 s"),
        ("30 sec timeout", "30 s"),
    ]);
}

#[test]
fn ranges() {
    check(&[
        ("5-6 hours", "5–6 h"),
        ("1–2 h", "1–2 h"),
        ("5 to 6 days", "5–6 days"),
        ("5 - 6 hours", "5–6 h"),
        ("30 min - 1 h", "0.5–1 h"),
        ("1h-2h", "1–2 h"),
        ("10-12k lines", "10,000–12,000 lines"),
        ("$5-10", "$5–10"),
        ("$5-$10", "$5–10"),
        ("80-90%", "80–90 %"),
        ("2-3 days (est.)", "2–3 days"),
        ("between 5 and 10 files", "5–10 files"),
        ("from 120 to 80 lines", "120; 80 lines"),
        ("11-15", "11–15"),
        ("~5-6 hours", "~5–6 h"),
        ("36 tests - 3 files", "36 tests; 3 files"),
        ("5-6+ hours", "≥ 5–6 h"),
    ]);
}

#[test]
fn other_units() {
    check(&[
        ("36 tests", "36 tests"),
        ("1 new file in src", "1 file"),
        ("1 Overview", "1"),
        ("1 failed", "1"),
        ("1,500 lines of code", "1,500 lines"),
        ("36 new unit tests pass", "36 tests"),
        ("(7 commands)", "7 commands"),
        ("Wave one: 12 parallel agents.", "12 agents"),
        ("**36** tests", "36 tests"),
        ("500LOC", "500 lines"),
        ("5 story points", "5 points"),
        ("42 percent", "42 %"),
        ("42 %", "42 %"),
        ("10 MB", "10 MB"),
        ("<60KB/s", "≤ 60,000 B/s"),
        ("1000 ops/sec", "1,000 op/s"),
        ("50 requests per second", "50 request/s"),
        ("USD 60/mes", "60 USD/month"),
        ("€5", "€5"),
        ("5 €", "€5"),
        ("€ 5", "€5"),
        ("R$ 5", "BRL 5"),
        ("R$ 1.500,50", "BRL 1,500.50"),
        ("US$30", "$30"),
        ("Rp150.000", "IDR 150,000"),
        ("Rp 1.500.000", "IDR 1,500,000"),
        ("€1.500", "€1,500"),
        ("1.500€", "€1,500"),
        ("3.165,50 €", "€3,165.50"),
        ("$10 k", "$10,000"),
        ("$2.5 M", "$2,500,000"),
        ("€70/mese", "70 EUR/month"),
        ("$1.2M", "$1,200,000"),
        ("1.2 M€", "€1,200,000"),
        ("1,200 k€", "€1,200,000"),
        ("5k€", "€5,000"),
        ("1000 Mio. €", "€1,000,000,000"),
        ("1 Mrd EUR", "€1,000,000,000"),
        ("₹12 lakh", "₹1,200,000"),
        ("$12,000 CAD", "CAD 12,000"),
        ("3x", "3×"),
        ("×3", "3×"),
        ("2 × reviewer", "2×"),
        ("3 files/folders", "3 files"),
        ("12 categories", "12 categories"),
        ("3 criteria and 2 databases", "3 criteria; 2 databases"),
        ("2.5 API tests", "2.5"),
        ("12 is enough", "12"),
        ("5×$55", "5×"),
    ]);
}

#[test]
fn no_quantities() {
    for text in [
        "T012",
        "W8",
        "K13",
        "#4",
        "v1.3.0",
        "1.3.0",
        "ISO-8601",
        "P0",
        "US1",
        "FR-001",
        "MCP-SEC-001",
        "utf8",
        "s3",
        "e2e",
        "4-agent",
        "3-day sprint",
        "1st",
        "2nd",
        "2025-03-04",
        "2025-03",
        "03/04/2025",
        "12.03.2025",
        "9:30",
        "10 AM",
        "3 PM - 6 PM",
        "5-7 PM",
        "14:00–15:30",
        "9 a.m.",
        "5/12",
        "24/7",
        "7f3a9c1",
        "9f86d08",
        "1.200",
        "18-02-01",
        "Phase 2",
        "Phases 1, 2 and 4",
        "Tracks 2 & 3",
        "Week 1–2",
        "第 3 周",
        "第5〜8週",
        "Weeks 9-12 tests",
        "lines 10-20",
        "Python 3.11 tests",
        "5 Mar 2026",
        "March 4, 2025",
        "Q1 2025",
        "2024-2025",
        "src/foo/12.rs",
        "foo.rs:42",
        "in the 1990s",
        "localhost:3000",
        "http 404 errors",
        "PR #201",
        "1:2",
        "4xx",
        "2FA",
        "a=5",
        "{3}",
        "1a",
        "T1-T5",
        "step 3 of it",
        "007",
        "2h30",
        "1½ h",
        "3.js",
        "node 18 images",
        "%20",
        "Phase 2 adds tests",
    ] {
        assert_eq!(shown(text), "", "{text:?}");
    }
}

#[test]
fn sentences() {
    check(&[
        (
            "Phase 2 adds 36 tests in 3 files over 2h 30m (~1,500 lines)",
            "36 tests; 3 files; ≥ 2 h 30 min; ~1,500 lines",
        ),
        ("WAVE 7: 5 parallel agents (7 commands each)", "5 agents; 7 command each"),
        ("Wave 2 - 5 commands", "5 commands"),
        ("Team: 4 agents (a, b)", "4 agents"),
        ("Line 80%+, branch 75%", "≥ 80 %; 75 %"),
        ("T1, T2 take 5-6 hours; T3 takes 90min.", "5–6 h; 90 min"),
        ("done 2026-03-04, 31 tests passing", "31 tests"),
    ]);
}

#[test]
fn figures_that_count_several_times() {
    for (text, want) in [
        ("10 h (each)", true),
        ("10 h (x3)", true),
        ("**10 h (3 devs)**", true),
        ("10h (per dev, 3 devs)", true),
        ("10 h", false),
        ("10 h (3 files)", false),
        ("10 h (estimate)", false),
    ] {
        assert_eq!(is_apiece(text), want, "{text:?}");
    }
}

#[test]
fn cells() {
    for (text, want) in [
        ("54", Some("54")),
        (" **2,640 lines** ", Some("2,640 lines")),
        ("~2h (est.)", Some("~2 h")),
        ("5-6 hours", Some("5–6 h")),
        ("58+ files", Some("≥ 58 files")),
        ("2000", Some("2,000")),
        ("_3 days_", Some("3 days")),
        ("T012", None),
        ("-", None),
        ("", None),
        ("(5)", None),
        ("36 tests and 3 files", None),
        ("tail -20", None),
        ("about 5 people are needed", None),
        ("Exit 0", None),
        ("1 day 4 h", None),
        ("18/18 (100%)", None),
    ] {
        assert_eq!(cell(text, 0).map(|q| q.to_string()).as_deref(), want, "{text:?}");
    }
}

#[test]
fn spans_cover_hedge_and_unit() {
    let text = "takes ~**90** min, then at least 54 new tests";
    let parts: Vec<_> = scan(text, 0).iter().map(|q| &text[q.span.range()]).collect();
    assert_eq!(parts, ["~**90** min", "at least 54 new tests"]);
    assert_eq!(cell(" **5 h**", 100).map(|q| q.span), Some(Span::new(103, 106)));
}

#[test]
fn claims_and_sums() {
    for (claim, sum, contradicted) in [
        ("36 tests", 36.0, false),
        ("36 tests", 55.0, true),
        ("1.5 h", 92.0, false),
        ("1.5 h", 95.0, true),
        ("2 h", 120.0, false),
        ("12k", 12_300.0, false),
        ("12k", 12_600.0, true),
        ("~90 min", 99.0, false),
        ("~90 min", 100.0, true),
        ("80+", 79.0, true),
        ("80+", 200.0, false),
        ("< 500", 500.0, false),
        ("< 500", 501.0, true),
        ("5-6 h", 330.0, false),
        ("5-6 h", 400.0, true),
        ("41 %", 41.67, false),
        ("42 %", 41.67, false),
        ("43 %", 41.67, true),
        ("0.3", 0.1 + 0.2, false),
    ] {
        let quantity = cell(claim, 0).expect(claim);
        assert_eq!(quantity.contradicts(sum), contradicted, "{claim} against {sum}");
    }
}

#[test]
fn what_compares() {
    let compare = |a: &str, b: &str| cell(a, 0).expect(a).comparable(&cell(b, 0).expect(b));
    assert!(compare("120 min", "2 h"));
    assert!(compare("1 kB", "3 MB"));
    assert!(compare("5", "5 tests"));
    assert!(!compare("1 day", "8 h"));
    assert!(!compare("1 week", "5 days"));
    assert!(!compare("5 tests", "5 files"));
    assert!(!compare("5 h", "5 h/week"));
}

#[test]
fn ratios_of_progress() {
    let shown = |text: &str| {
        let list: Vec<_> = ratios(text, 0)
            .iter()
            .map(|r| format!("{}/{}{}", r.done, r.of, r.percent.map(|p| format!(" {p}%")).unwrap_or_default()))
            .collect();
        list.join("; ")
    };
    for (text, want) in [
        ("5/12", "5/12"),
        ("5 / 12 tasks", "5/12"),
        ("5 of 12", "5/12"),
        ("5 out of 12", "5/12"),
        ("5 of the 12 tasks", "5/12"),
        ("5/12 (42%)", "5/12 42%"),
        ("18/18 (100 %)", "18/18 100%"),
        ("**5/12** — 41.7%", "5/12 41.7%"),
        ("42% (5/12)", "5/12 42%"),
        ("1/2 tasks", "1/2"),
        ("1,200/2,000", "1200/2000"),
        ("A 1/3, B 2/4.", "1/3; 2/4"),
        ("24/7", ""),
        ("1/2 day", ""),
        ("2/3 majority", ""),
        ("03/04/2025", ""),
        ("3/4/2025", ""),
        ("src/5/12", ""),
        ("5/12/a.rs", ""),
        ("step 5 of 12", ""),
        ("due 3/14", ""),
        ("0/0", ""),
        ("TCP/IP", ""),
        ("42 %", ""),
    ] {
        assert_eq!(shown(text), want, "{text:?}");
    }
    let text = "progress: 42% (5/12), fine";
    assert_eq!(ratio(text, 0).map(|r| &text[r.span.range()]), Some("42% (5/12)"));
}

#[test]
fn times_of_day() {
    let shown = |text: &str| {
        let list: Vec<_> = clocks(text, 0)
            .iter()
            .map(|slot| format!("{}{}", slot.start, slot.end.map(|end| format!("-{end}")).unwrap_or_default()))
            .collect();
        list.join("; ")
    };
    for (text, want) in [
        ("9:30", "09:30"),
        ("9 AM", "09:00"),
        ("12 AM", "00:00"),
        ("12:15pm", "12:15"),
        ("9 a.m. sharp", "09:00"),
        ("5-7 PM", "17:00-19:00"),
        ("11-1 PM", "11:00-13:00"),
        ("3 PM - 6 PM", "15:00-18:00"),
        ("14:00–15:30", "14:00-15:30"),
        ("from 9:00 to 10:30, then 11:00", "09:00-10:30; 11:00"),
        ("22:00-02:00", "22:00-02:00"),
        ("25:00", "25:00"),
        ("2025-03-04T09:30Z", "09:30"),
        ("foo.rs:10:15", ""),
        ("16:9", ""),
        ("5-6 hours", ""),
        ("1:2", ""),
        ("36 tests", ""),
    ] {
        assert_eq!(shown(text), want, "{text:?}");
    }
    assert!(!clock("25:00", 0).expect("read").start.is_possible());
}

#[test]
fn nouns_in_both_numbers() {
    for (many, one) in [
        ("tests", "test"),
        ("categories", "category"),
        ("phases", "phase"),
        ("classes", "class"),
        ("batches", "batch"),
        ("caches", "cache"),
        ("people", "person"),
    ] {
        assert_eq!(singular(many), one);
        assert_eq!(plural(one), many);
    }
}

/// Texts made of the parts that the readers look for.
fn figures() -> impl Strategy<Value = String> {
    const PARTS: [&str; 44] = [
        "5", "12", "007", "1,200", "2025", "-", "–", " ", "  ", "h", "min", "m", "%", "$", "~", "<", ">=", "+", "/",
        ":", ".", ",", "*", "**", "_", "(", ")", "Phase ", "tests", " to ", " of ", " per ", "day", "PM", "×", "k",
        "é", "小时", "✅", "or more", "March ", "#", "T", "\n",
    ];
    prop::collection::vec(prop::sample::select(PARTS.as_slice()), 0..24).prop_map(|parts| parts.concat())
}

proptest! {
    #[test]
    fn every_reader_stays_inside(text in prop_oneof![figures(), any::<String>()]) {
        let mut spans: Vec<_> = scan(&text, 0).iter().map(|q| q.span).collect();
        check_spans(&text, &spans)?;
        spans = ratios(&text, 0).iter().map(|r| r.span).collect();
        check_spans(&text, &spans)?;
        spans = clocks(&text, 0).iter().map(|c| c.span).collect();
        check_spans(&text, &spans)?;
        if let Some(quantity) = cell(&text, 0) {
            check_spans(&text, &[quantity.span])?;
            prop_assert!(quantity.low <= quantity.high);
        }
        for quantity in scan(&text, 7) {
            prop_assert!(quantity.low <= quantity.high && quantity.step > 0.0 && quantity.span.start >= 7);
        }
    }

    #[test]
    fn display_can_be_read_again(value in 0u32..5_000_000, unit in prop::sample::select(&["", " tests", " min", " h", " days", " %"][..])) {
        let quantity = cell(&format!("{value}{unit}"), 0).expect("a quantity");
        let again = cell(&quantity.to_string(), 0).expect("what was printed");
        prop_assert_eq!((quantity.low, quantity.unit), (again.low, again.unit));
    }
}

fn check_spans(text: &str, spans: &[Span]) -> Result<(), TestCaseError> {
    let mut last = 0;
    for span in spans {
        prop_assert!(text.get(span.range()).is_some_and(|part| !part.is_empty()), "{span:?} in {text:?}");
        prop_assert!(span.start >= last, "{spans:?} in {text:?}");
        last = span.end;
    }
    Ok(())
}

/// Time grows with the text, not with its square.
#[test]
fn long_lines_are_linear() {
    for part in [
        "1",
        "1 ",
        "5-",
        "1,",
        "5/12 ",
        "5 of ",
        "9:30-",
        "about 5 new ",
        "a1",
        "1    ",
        "Phases 1, 2, ",
        "*",
        "(1",
        "3 Mar ",
    ] {
        // The time of this thread alone, so that a busy machine changes little.
        let cost = |bytes: usize| {
            let text = part.repeat(bytes / part.len());
            let start = cpu_time::ThreadTime::now();
            scan(&text, 0);
            cell(&text, 0);
            ratios(&text, 0);
            clocks(&text, 0);
            dates(&text, 0);
            start.elapsed().as_secs_f64()
        };
        let (short, long) = (cost(25_000), cost(200_000));
        // Eight times the text; its square would be 64 times.
        assert!(long < 24.0 * short + 0.02, "{part:?} took {short} s, and {long} s for eight times as much");
    }
}
