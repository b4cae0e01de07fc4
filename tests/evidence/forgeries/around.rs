//! What is changed around a record, which is left as it was.

use super::{Forgery, done};
use crate::room::PLAN;
use std::{
    fs,
    os::unix::fs::{PermissionsExt, symlink},
};

/// Files of the scope.
pub const FILES: &[Forgery] = &[
    ("code changed", |r, _| done(r.write("src/lib", "works, nearly\n")), "NOT files: `src/lib` has changed since"),
    ("tests changed", |r, _| done(r.write("src/report", "<testsuite/>")), "NOT files: `src/report` has changed since"),
    (
        "code changed and committed",
        |r, _| done(r.write("src/lib", "works, nearly\n").commit("later")),
        "NOT files: `src/lib` has",
    ),
    ("code added", |r, _| done(r.write("src/new", "")), "NOT files: `src/new` is new since"),
    ("code removed", |r, _| fs::remove_file(r.root.join("src/lib")).unwrap(), "NOT files: `src/lib` is gone since"),
    (
        "all code removed",
        |r, _| fs::remove_dir_all(r.root.join("src")).unwrap(),
        "NOT files: `src/lib` and `src/report` are gone since",
    ),
    (
        "code made to run",
        |r, _| fs::set_permissions(r.root.join("src/lib"), fs::Permissions::from_mode(0o755)).unwrap(),
        "NOT files: the mode of a file that it is about (`chmod`) has changed since",
    ),
    (
        "code behind a link",
        |r, _| {
            fs::rename(r.root.join("src/lib"), r.root.join("lib")).unwrap();
            symlink("../lib", r.root.join("src/lib")).unwrap();
        },
        "NOT files: `src/lib` has changed since",
    ),
];

/// The plan, and the declaration of the check.
pub const PLANS: &[Forgery] = &[
    (
        "the item reworded",
        |r, _| done(r.edit("plan.md", "the reader", "the reader and a parser")),
        "NOT text: the item said",
    ),
    (
        "a character nobody sees in the id",
        |r, _| done(r.edit("plan.md", "T1", "T\u{200b}1")),
        "NOT item: no plan here has the item T1 of plan",
    ),
    (
        "a letter that looks alike",
        |r, _| done(r.edit("plan.md", "reader", "re\u{430}der")),
        "NOT text: the item said something else",
    ),
    (
        "ids swapped",
        |r, _| done(r.write("plan.md", PLAN.replace("T1", "T0").replace("T2", "T1").replace("T0", "T2"))),
        "NOT text",
    ),
    (
        "the id on another item first",
        |r, _| done(r.edit("plan.md", "- [ ] T1", "- [ ] T1 Write nothing\n- [ ] T1")),
        "NOT text",
    ),
    (
        "the item gone",
        |r, _| done(r.edit("plan.md", "- [ ] T1 Write the reader\n", "")),
        "NOT item: no plan here has the item T1",
    ),
    (
        "the plan gone",
        |r, _| fs::remove_file(r.root.join("plan.md")).unwrap(),
        "NOT item: no plan here has the item T1 of plan",
    ),
    (
        "the check loosened",
        |r, _| done(r.edit("planvet.toml", "\"check.sh\"", "\"-c\", \"true\"")),
        "NOT check: `unit` is declared in another way",
    ),
    (
        "its scope loosened",
        |r, _| done(r.edit("planvet.toml", "src/**", "src/report")),
        "NOT check: `unit` is declared in another way",
    ),
    (
        "its report dropped",
        |r, _| done(r.edit("planvet.toml", "report = \"out/junit.xml\"", "")),
        "NOT check: `unit` is declared in another way",
    ),
    (
        "the check gone",
        |r, _| done(r.edit("planvet.toml", "check.unit", "check.unity")),
        "NOT check: planvet.toml declares no check `unit`",
    ),
];
