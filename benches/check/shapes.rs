//! Documents of one shape each, as large as asked for.

use planvet::{diagnostic::example::Kind, rules};

/// A document with that many parts.
pub type Shape = fn(usize) -> String;

/// A shape of an example, with its name.
pub type Example = (String, Box<dyn Fn(usize) -> String>);

/// Every shape with its name.
pub const ALL: [(&str, Shape); 51] = [
    ("rows of a table", |n| table(n, |_| "None".into())),
    ("each on the one before", |n| table(n, |i| if i == 0 { "None".into() } else { format!("T{}", i - 1) })),
    ("all on one", |n| table(n, |_| "T0".into())),
    ("one cycle", |n| table(n, |i| format!("T{}", (i + 1) % n))),
    ("unknown dependencies", |n| table(n, |i| format!("T{}", n + i))),
    ("numbered dependencies", |n| table(n, |i| format!("Phase {}", i % 7))),
    ("rows without an owner", |n| {
        rows("| ID | Task | Owner | Status |\n|---|---|---|---|\n", n, |i| {
            format!("| T{i} | Write part {i} | | open |\n")
        })
    }),
    ("rows with one id", |n| {
        rows("| ID | Task | Owner |\n|---|---|---|\n", n, |i| format!("| T1 | Write part {i} | ada |\n"))
    }),
    ("rows of waves", |n| {
        rows("| Wave | Owner | Duration | Depends on |\n|---|---|---|---|\n", n, |i| {
            format!("| Wave {i} | agent-{i} | 5 min | Wave {} |\n", i.max(1) - 1)
        })
    }),
    ("tracks without a number", |n| {
        rows("| Track | Owner | Depends on |\n|---|---|---|\n", n, |i| {
            format!("| Part {i}x | agent-{i} | Track {} |\n", i.max(1))
        })
    }),
    ("rows in their phases", |n| {
        rows("| Phase | Task | Owner | Depends on |\n|---|---|---|---|\n", n, |i| {
            format!("| Phase {} | 1.{i} Write | ada | Phase {} |\n", i / 10, i.max(10) / 10 - 1)
        })
    }),
    ("roster and strangers", |n| {
        rows("| Agent | Role |\n|---|---|\n", n / 2, |i| format!("| name{i}a | Role {i} |\n"))
            + "\n"
            + &rows("| Task | Owner | Status |\n|---|---|---|\n", n / 2, |i| {
                format!(
                    "| Write {i} | {} | open |\n",
                    if i % 3 == 0 { format!("other{i}b") } else { format!("name{i}a") }
                )
            })
    }),
    ("reference cells", |n| {
        rows("| Task | Owner | Status |\n|---|---|---|\n", n, |i| format!("| Write {i} | [r{i}] | open |\n"))
            + &rows("\n", n, |i| format!("[r{i}]: http://x.y/{i}\n"))
    }),
    ("boxes of one list", |n| {
        rows("# Plan\n\n", n, |i| format!("- [ ] T{i} Write `src/part{i}.rs` (depends on T{})\n", i.max(1) - 1))
    }),
    ("parallel boxes, one file", |n| {
        rows("# Plan\n\n", n, |i| format!("- [ ] T{i} [P] Write src/part.rs (depends on T{})\n", i.max(1) - 1))
    }),
    ("boxes with one id", |n| rows("# Plan\n\n", n, |i| format!("- [ ] T001 Write part {i}\n"))),
    ("boxes by number in phases", |n| {
        rows("", n, |i| {
            if i % 5 == 0 {
                format!("## Phase {i}: Part\n\n")
            } else {
                format!("- [ ] {}. Write part {i} (depends on {})\n", i % 5, i % 5 - 1)
            }
        })
    }),
    ("legend words", |n| rows("# Plan\n\n", n, |_| "- [ ] open\n".into())),
    ("nested quotes", |n| format!("{} deep\n", ">".repeat(n))),
    ("nested lists on a line", |n| format!("{}deep\n", "- ".repeat(n))),
    ("nested lists by indent", |n| {
        let n = ((n * 16) as f64).sqrt() as usize;
        rows("", n, |i| format!("{}- [ ] T{i} part {i}\n", "  ".repeat(i)))
    }),
    ("sections", |n| rows("# Plan\n", n, |i| format!("## Wave {i}: Part {i}\n\nText of Wave {i}.\n\n"))),
    ("sections of tasks and fields", |n| {
        rows("# Plan\n", n / 4, |i| {
            format!("### T{i}: Part {i}\n\n**Owner:** ada\n**Depends on:** T{}\n**Status:** open\n\n", i.max(1) - 1)
        })
    }),
    ("labels of one paragraph", |n| rows("# Plan\n\n", n, |i| format!("**Key {i}:** value {i}\n"))),
    ("labels on one line", |n| rows("# Plan\n\n", n, |i| format!("**Key {i}:** value {i} | "))),
    ("gates of one list", |n| rows("# Plan\n\n## Quality gates\n\n", n, |i| format!("- **Gate {i}:** tests pass\n"))),
    ("fences", |n| rows("# Prompts\n\n", n, |i| format!("Use prompt A{i} now.\n\n```\nwrite <part> {i}\n```\n\n"))),
    ("broken fences", |n| {
        rows("# Plan\n\n", n, |i| format!("1. Step {i}\n\n   ```bash\n   make {i}\nmake more\n   ```\n\n"))
    }),
    ("fences in fences", |n| rows("# Plan\n\n", n, |i| format!("```md\ntext\n```bash\nmake {i}\n```\n```\n\n"))),
    ("one line", |n| rows("", n, |i| format!("Use prompt B{i} before Wave {i}, then rollback plan. "))),
    ("comments", |n| {
        rows("# Plan\n\n- [ ] T1 a\n\n", n, |i| format!("<!-- planvet-ignore missing-owner: why {i} -->\n\n"))
    }),
    ("garbled lines", |n| rows("# Plan\n\n", n, |i| format!("- [ ] T{i} Analyse ‚Üí write it ‚Äî all of it\n"))),
    ("one garbled line", |n| rows("# Plan\n\n- [ ] Analyse", n, |i| format!(" ‚Üí part {i}")) + "\n"),
    ("phases that wait for themselves", |n| {
        rows("# Plan\n\n", n, |i| format!("## Phase {i}: Part\n\n**Depends on**: Phase {i}\n\n- [ ] T{i} Write\n\n"))
    }),
    ("rows kept back", |n| {
        rows("# Plan\n\n| Item | Hours |\n|---|---|\n", n, |i| format!("| Contingency {i} | 5 |\n"))
            + "| **Total** | 5 |\n"
    }),
    ("rows under subtotals", |n| {
        rows("# Plan\n\n| Item | Hours |\n|---|---|\n", n / 2, |i| {
            format!("| Part {i} | 5 |\n| Phase {i} total | 6 |\n")
        })
    }),
    ("columns of hours", |n| {
        let row = |first: &str, cell: &str| format!("| {first} |{}\n", cell.repeat(n));
        [row("Task", " Hours |"), row("---", "---|"), row("Write", " 3 |"), row("Read", " 5 |"), row("Total", " 9 |")]
            .concat()
    }),
    ("days of one paragraph", |n| rows("# Plan\n\n- [ ] a\n\n", n, |i| format!("The run on 2025-02-30 went {i}.\n"))),
    ("weekly and twice", |n| rows("# Plan\n\n- [ ] a\n\n", n, |_| "weekly sync every Mon/Thu ".into())),
    ("every so often", |n| {
        let slots = "# Plan\n\n### 9:00–10:00 Start\n\n- [ ] a\n\n### 10:00–11:00 Go\n\n";
        rows(slots, n, |_| "every body and ".into())
    }),
    ("slots of days", |n| {
        rows("# Plan\n\n", n / 4, |i| {
            format!("## Day {i}\n\nevery 1 hours\n\n### 9:00–10:00 Start {i}\n\n- [ ] T{i} a\n\n")
        })
    }),
    ("totals of one section", |n| {
        rows("# Plan\n\n", n / 2, |i| format!("- **Total tasks:** {}\n", i + 5))
            + &rows("\n## Part\n\n", n / 2, |i| format!("- [ ] Write {i}\n"))
    }),
    ("parts that count waves", |n| {
        rows("# Plan\n\n", n / 4, |i| {
            format!(
                "## Part {i} (3 waves)\n\n### Wave {}: for fun\n\nfix\n\n### Wave {}: fy\n\nfx\n\n",
                2 * i,
                2 * i + 1
            )
        })
    }),
    ("divided into phases", |n| {
        rows("# Plan\n\n", n / 2, |_| "The work is divided into 4 phases.\n\n".into())
            + &rows("", n / 4, |i| format!("## Phase {i}\n\n- [ ] a\n\n"))
    }),
    ("left out in one paragraph", |n| rows("# Plan\n\n- [ ] a\n\n", n, |_| "(rest of the plan unchanged)\n".into())),
    ("scripts beside gates", |n| {
        rows("# Plan\n\n## Gates\n\n", n / 2, |i| format!("- **Gate {i}:** `out/g{i}.txt` exists\n"))
            + &rows("\n", n / 4, |i| format!("```bash\nmake a{i}\necho ok > out/x{i}.txt\n```\n\n"))
    }),
    ("waves that are not there", |n| {
        rows("# Plan\n\n", 9, |i| format!("## Wave {i}: a\n\n- [ ] T{i} b\n\n"))
            + &rows("", n, |i| format!("The rest is in Wave {}.\n\n", i + 20))
    }),
    ("blanks of one item", |n| rows("# Plan\n\n- [ ] a ", n, |_| "[YOUR NAME] “{{x}} <y>” TBD ".into()) + "\n"),
    ("homes on one line", |n| rows("# Plan\n\n- [ ] a\n\nOpen ", n, |i| format!("/home/ann/x/y{i}.rs, open "))),
    ("talk in one paragraph", |n| {
        rows("# Plan\n\n- [ ] a\n\n", n, |_| "He says \"let me know if you need more. Shall I go on?\n".into())
    }),
    ("timeline", |n| {
        format!(
            "# Plan\n\n```\n{}```\n",
            rows("", n, |i| format!("W{i}: Part {i} (5min) │ PARALLEL │ I{}, I{}\n  ↓\n", i % 900, (i + 1) % 900))
        )
    }),
];

/// How many copies of an example are the most: it has many lines.
pub const COPIES: usize = 4_000;

/// What the pages of the rules call bad, as a document of many: each example repeated, the first line that is wrong in
/// it repeated below itself, and the same on one line. A copy has numbers of its own.
pub fn pages() -> Vec<Example> {
    let mut found: Vec<Example> = Vec::new();
    for rule in rules::all() {
        let bad = rule.examples().unwrap_or_default().into_iter().filter(|e| e.kind == Kind::Bad);
        for (at, file) in bad.filter_map(|e| e.files.into_iter().find(|f| f.path.ends_with(".md"))).enumerate() {
            let name = |kind: &str| format!("{} {at}, {kind}", rule.name);
            let text = file.text.clone();
            found.push((name("whole"), Box::new(move |n| rows("", n, |i| renumbered(&text, i) + "\n"))));
            let Some(wrong) = file.marks.first().map(|&line| line as usize) else { continue };
            for (kind, end) in [("lines", "\n"), ("one line", " ")] {
                let text = file.text.clone();
                let shape = move |n: usize| {
                    let lines: Vec<&str> = text.lines().collect();
                    let (before, behind) = lines.split_at(wrong.min(lines.len()));
                    let line = before.last().copied().unwrap_or_default();
                    let line = if end == " " { line.trim_start_matches(['-', '*', '|', '#', ' ']) } else { line };
                    let head = before.join("\n") + end;
                    rows(&head, n, |i| renumbered(line, i + 1) + end) + "\n" + &behind.join("\n")
                };
                found.push((name(kind), Box::new(shape)));
            }
        }
    }
    found
}

/// `text` with other small numbers; dates, times and shares stay.
fn renumbered(text: &str, by: usize) -> String {
    let joint = |c: Option<char>| c.is_some_and(|c| matches!(c, '-' | '/' | '.' | ':' | '%') || c.is_ascii_digit());
    let (mut out, mut rest) = (String::new(), text);
    while let Some(at) = rest.find(|c: char| c.is_ascii_digit()) {
        out.push_str(&rest[..at]);
        let len = rest[at..].find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len() - at);
        let (digits, behind) = rest[at..].split_at(len);
        match digits.parse::<usize>() {
            Ok(number) if len < 3 && !joint(out.chars().last()) && !joint(behind.chars().next()) => {
                out.push_str(&(number + 37 * by).to_string());
            }
            _ => out.push_str(digits),
        }
        rest = behind;
    }
    out + rest
}

/// `head` and `n` pieces.
fn rows(head: &str, n: usize, piece: impl Fn(usize) -> String) -> String {
    let mut text = head.to_owned();
    (0..n).for_each(|i| text.push_str(&piece(i)));
    text
}

/// A table of `n` tasks with what each waits for.
fn table(n: usize, after: impl Fn(usize) -> String) -> String {
    let head = "# Plan\n\n| ID | Task | Owner | Depends on |\n|---|---|---|---|\n";
    rows(head, n, |i| format!("| T{i} | Write part {i} | agent-{} | {} |\n", i % 10, after(i)))
}
