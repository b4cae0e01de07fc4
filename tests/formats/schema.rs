//! `planvet schema`, held against what planvet writes and what its reader takes.

use super::{
    room::{Schema, json},
    support::{HOME, planvet},
};
use planvet::config::File;
use serde_json::{Value, json};
use std::path::Path;

/// The schema as users get it.
fn schema(of: &str) -> Value {
    let answer = planvet(Path::new(HOME), ["schema", of]);
    assert_eq!((answer.code, &*answer.err), (0, ""));
    json(&answer.out)
}

/// The same, with objects that take no other keys than those it names.
fn closed(mut schema: Value) -> Value {
    fn close(value: &mut Value) {
        match value {
            Value::Object(map) => {
                map.values_mut().for_each(close);
                if map.contains_key("properties") {
                    map.insert("additionalProperties".into(), false.into());
                }
            }
            Value::Array(list) => list.iter_mut().for_each(close),
            _ => {}
        }
    }
    close(&mut schema);
    schema
}

#[test]
fn the_output_is_what_its_schema_says() {
    let folder = tempfile::tempdir().expect("a folder");
    let lines = folder.path().join("lines");
    let args = ["check", "--isolated", "testdata", "--output=json", &format!("--output=jsonl={}", lines.display())];
    let report = json(&planvet(Path::new(HOME), args).out);
    let of_output = closed(schema("output"));
    Schema::new(of_output.clone()).holds(&report);
    assert!(report["diagnostics"].as_array().is_some_and(|list| list.iter().any(|d| d["fix"].is_object())));
    let mut of_line = of_output["$defs"]["Finding"].clone();
    of_line["$defs"] = of_output["$defs"].clone();
    let of_line = Schema::new(of_line);
    let lines = std::fs::read_to_string(lines).expect("lines");
    assert!(lines.lines().count() > 10);
    lines.lines().for_each(|line| of_line.holds(&json(line)));
}

#[test]
fn the_output_schema_refuses_what_planvet_does_not_write() {
    let of_output = Schema::new(schema("output"));
    let good = json!({ "version": 1, "diagnostics": [], "summary": {
        "files": 0, "plans": 0, "tasks": 0, "errors": 0, "warnings": 0, "infos": 0, "suppressed": 0, "known": 0,
        "fixable": 0 } });
    of_output.holds(&good);
    let changed = |pointer: &str, value: Value| {
        let mut changed = good.clone();
        *changed.pointer_mut(pointer).expect("a place") = value;
        changed
    };
    for (pointer, value) in [
        ("/version", json!(2)),
        ("/summary/files", json!(-1)),
        ("/summary", json!({})),
        ("/diagnostics", json!([{ "rule": "missing-owner" }])),
        ("/diagnostics", json!(null)),
    ] {
        assert!(of_output.wrong(&changed(pointer, value)).is_some(), "{pointer}");
    }
}

/// A configuration as data.
fn data(text: &str) -> Value {
    toml::from_str(text).unwrap_or_else(|e| panic!("{e}: {text}"))
}

const GOOD: [&str; 5] = [
    "",
    "select = [\"default\", \"ownership\", \"missing-owner\", \"a-newer-rule\"]\nignore = [\"all\"]\nfail-on = \"never\"",
    "[severity]\nmissing-owner = \"off\"\na-newer-rule = \"error\"\n[vocabulary]\nowner-headings = [\"Captain\"]\nplaceholders = []",
    "[files.\"docs/**\"]\nselect = []\n[files.\"docs/**\".severity]\nmojibake = \"info\"\n[[plan]]\nfiles = [\"a.md\"]\n[[plan]]\nfiles = []",
    "[require]\nowner = \"every-task\"\ngate = \"convention\"\nevidence = { item = { level = \"signed\", stale = \"off\" }, gate = { checks = [\"unit\"] } }\n\
     [check.unit]\nargv = [\"make\"]\nkind = \"test\"\nreport = \"out/./junit.xml\"\nscope = [\"src/**\"]\n[check.lint-2]\nargv = [\"make\", \"\"]\nkind = \"command\"",
];

const BAD: [&str; 29] = [
    "slect = []",
    "select = \"default\"",
    "extend-select = [1]",
    "ignore = {}",
    "exclude = [true]",
    "fail-on = \"eror\"",
    "fail-on = 1",
    "severity = []",
    "[severity]\nmojibake = \"fatal\"",
    "[severity]\na-newer-rule = \"fatal\"",
    "files = []",
    "[files.\"a\"]\nfail-on = \"error\"",
    "[files.\"a\"]\nexclude = []",
    "[files.\"a\".severity]\nmojibake = 3",
    "[vocabulary]\nowner-heading = []",
    "[vocabulary]\nplaceholders = \"tbc\"",
    "plan = {}",
    "[[plan]]",
    "[[plan]]\nfiles = [\"a\"]\nname = \"b\"",
    "[require]\nowner = \"convention\"\nowners = 1",
    "[require]\ngate = \"every-task\"",
    "[require.evidence]\ntask = {}",
    "[require.evidence]\nitem = { level = \"seen\" }",
    "[require.evidence]\nitem = { stale = \"info\" }",
    "[check.unit]\nscope = []",
    "[check.unit]\nargv = []",
    "[check.\"a b\"]\nargv = [\"x\"]",
    "[check.unit]\nargv = [\"x\"]\nkind = \"test\"",
    "[check.unit]\nargv = [\"x\"]\nreport = \"../out.xml\"",
];

#[test]
fn the_schema_of_the_configuration_agrees_with_its_reader() {
    let schema = Schema::new(schema("config"));
    for text in GOOD {
        assert!(File::parse(text).is_ok(), "{text}");
        schema.holds(&data(text));
    }
    for text in BAD {
        assert!(File::parse(text).is_err(), "the reader takes {text}");
        assert!(schema.wrong(&data(text)).is_some(), "the schema takes {text}");
    }
    // What no schema can say.
    assert!(File::parse("exclude = []\n[files.\"a[\"]").is_err());
}

#[test]
fn configurations_of_testdata_and_the_readme_are_taken() {
    let schema = Schema::new(schema("config"));
    let readme = include_str!("../../README.md");
    let blocks = readme.split("```toml\n").skip(1).filter_map(|rest| rest.split("\n```").next());
    let files = ignore::WalkBuilder::new(Path::new(HOME).join("testdata")).hidden(false).build().flatten();
    let files = files.filter(|f| f.file_name().to_string_lossy().ends_with("planvet.toml"));
    let texts = files.map(|f| std::fs::read_to_string(f.path()).expect("a file"));
    let texts: Vec<String> = blocks.map(str::to_owned).chain(texts).collect();
    assert!(texts.len() > 2, "{}", texts.len());
    texts.iter().for_each(|text| schema.holds(&data(text)));
}
