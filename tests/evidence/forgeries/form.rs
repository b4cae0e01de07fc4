//! What a record says of its scope and its base, and what a file of the store is.

use super::{Forgery, cut, done, fifo, forge, refit, set};
use std::{fs, os::unix::fs::symlink};

/// The record with another tree for its scope, the second one in it.
fn scope_tree(text: &str) -> String {
    let at = text.rfind("\"gitTree\": \"").expect("a tree") + 12;
    format!("{}{}{}", &text[..at], "b".repeat(40), &text[at + 40..])
}

/// Records of other files, and files that are no records.
pub const FORM: &[Forgery] = &[
    ("narrower scope", |r, p| done(forge(r, p, "\"src/**\"", "\"src/report\"")), "NOT scope: it is about other files"),
    (
        "another scope tree",
        |r, p| done(refit(r, p, &scope_tree(&r.read(p)))),
        "NOT files: the mode of a file that it is about",
    ),
    ("more files", |r, p| done(set(r, p, "files", "3")), "NOT file: it lists other files than it counts"),
    (
        "more files, unlisted",
        |r, p| {
            let bare = cut(&r.read(p), "\"listing\": [", "\n        ]");
            refit(r, p, &bare.replace("\"files\": 2", "\"files\": 99"));
        },
        "NOT files: there are 2 of them",
    ),
    ("no files", |r, p| done(set(r, p, "files", "0")), "NOT file: no file is in its scope"),
    (
        "another tree of the commit",
        |r, p| done(set(r, p, "gitTree", &format!("\"{}\"", "a".repeat(40)))),
        "has another tree than it says",
    ),
    ("no tree", |r, p| done(set(r, p, "gitTree", "\"HEAD\"")), "NOT file: `HEAD` is no id of a git object"),
    ("no commit", |r, p| done(set(r, p, "gitCommit", "\"--upload-pack=x\"")), "NOT file: `--upload-pack=x` is no id"),
    ("no digest", |r, p| done(set(r, p, "outputSha256", "\"\"")), "NOT file: `` is no SHA-256"),
    (
        "another text",
        |r, p| done(set(r, p, "textSha256", &format!("\"{}\"", "0".repeat(64)))),
        "NOT text: the item said something",
    ),
    (
        "from the future",
        |r, p| done(set(r, p, "finishedOn", "\"2999-01-01T00:00:00Z\"")),
        "NOT time: it lies in the future",
    ),
    (
        "ended before it began",
        |r, p| done(set(r, p, "finishedOn", "\"1999-01-01T00:00:00Z\"")),
        "NOT file: the command ended before",
    ),
    (
        "in local time",
        |r, p| done(set(r, p, "startedOn", "\"2020-01-01T00:00:00+02:00\"")),
        "NOT file: its times are not in UTC",
    ),
    ("version 2", |r, p| done(set(r, p, "v", "2")), "NOT file: it has version 2; this planvet knows version 1"),
    ("no version", |r, p| done(set(r, p, "v", "null")), "NOT file: it cannot be read"),
    (
        "a key too many",
        |r, p| done(forge(r, p, "\"v\": 1,", "\"v\": 1, \"level\": \"signed\",")),
        "NOT file: it cannot be read: unknown field",
    ),
    (
        "a key twice",
        |r, p| done(forge(r, p, "\"v\": 1,", "\"v\": 1, \"v\": 1,")),
        "NOT file: it cannot be read: duplicate field",
    ),
    (
        "a result twice",
        |r, p| done(forge(r, p, "\"result\": ", "\"result\": \"FAILED\", \"result\": ")),
        "duplicate field `result`",
    ),
    ("a key missing", |r, p| done(forge(r, p, "\"v\": 1,", "")), "NOT file: it cannot be read: missing field"),
    (
        "another statement",
        |r, p| done(forge(r, p, "test-result/v0.1", "test-result/v9")),
        "NOT file: it is no statement of a test result",
    ),
    ("two documents", |r, p| done(refit(r, p, &(r.read(p) + "{}"))), "NOT file: it cannot be read"),
    ("deep", |r, p| done(refit(r, p, &"[".repeat(500_000))), "NOT file: it cannot be read"),
    (
        "deep inside",
        |r, p| done(forge(r, p, "\"v\": 1", &format!("\"v\": {}", "[".repeat(500_000)))),
        "NOT file: it cannot be read",
    ),
    ("huge", |r, p| done(refit(r, p, &(r.read(p) + &" ".repeat(2 << 20)))), "NOT file: it is larger than 1024 KiB"),
    ("empty", |r, p| done(refit(r, p, "")), "NOT file: it cannot be read"),
    ("no text", |r, p| done(r.write(p, [0xff, 0xfe, 0])), "NOT file: it cannot be read"),
    (
        "a link",
        |r, p| {
            fs::rename(r.root.join(p), r.root.join("kept")).unwrap();
            symlink(r.root.join("kept"), r.root.join(p)).unwrap();
        },
        "NOT file: it is no plain file",
    ),
    (
        "a link into nothing",
        |r, p| {
            fs::remove_file(r.root.join(p)).unwrap();
            symlink("nowhere", r.root.join(p)).unwrap();
        },
        "NOT file: it is no plain file",
    ),
    ("a pipe", |r, p| fifo(&r.root.join(p)), "NOT file: it is no plain file"),
];
