//! Documents of one shape each, as large as asked for.

/// A document with that many parts.
pub type Shape = fn(usize) -> String;

/// Every shape with its name.
pub const ALL: [(&str, Shape); 33] = [
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
    ("timeline", |n| {
        format!(
            "# Plan\n\n```\n{}```\n",
            rows("", n, |i| format!("W{i}: Part {i} (5min) │ PARALLEL │ I{}, I{}\n  ↓\n", i % 900, (i + 1) % 900))
        )
    }),
];

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
