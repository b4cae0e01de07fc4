use super::*;
use crate::{
    diagnostic::{Rule, Severity},
    rules,
    settings::{FailOn, RequireGate, RequireOwner, Settings},
    workspace,
};
use std::{fs, path::Path, sync::Arc};

fn problems(text: &str) -> String {
    match File::parse(text) {
        Ok(file) => format!("{file:?}"),
        Err(problems) => ConfigError { path: "planvet.toml".into(), text: text.into(), problems }.render(),
    }
}

fn settings(text: &str) -> Settings {
    layer::sum([&File::parse(text).unwrap_or_else(|_| panic!("{}", problems(text))).layer])
}

fn rule(name: &str) -> &'static Rule {
    rules::find(name).unwrap_or_else(|| panic!("{name}"))
}

#[test]
fn everything_the_design_names_is_read() {
    let file = File::parse(
        r#"
select = ["default"]
extend-select = ["text"]
ignore = ["conflict-marker"]
exclude = ["docs/archive/**", "*.draft.md"]
fail-on = "warning"
[severity]
mojibake = "warning"
unused-ignore = "off"
[files."docs/old/**"]
ignore = ["text"]
[[plan]]
files = ["docs/plan.md", "docs/checklist.md"]
[require]
owner = "every-task"
gate = "convention"
evidence = { item = { checks = ["unit"], level = "recorded", stale = "warning" } }
[check.unit]
argv = ["make", "test"]
kind = "test"
scope = ["src/**"]
report = "target/junit.xml"
"#,
    )
    .unwrap();
    assert_eq!(file.layer.exclude, ["docs/archive/**", "*.draft.md"]);
    assert_eq!(file.plans, [["docs/plan.md", "docs/checklist.md"]]);
    assert_eq!(file.checks.iter().map(|c| &*c.name).collect::<Vec<_>>(), ["unit"]);
    assert_eq!(file.overrides[0].0, "docs/old/**");
    let settings = layer::sum([&file.layer]);
    assert_eq!(settings.fail_on, FailOn::Warning);
    assert_eq!(settings.require.owner, Some(RequireOwner::EveryTask));
    assert_eq!(settings.require.gate, Some(RequireGate::Convention));
    assert!(settings.enabled(rule("mojibake")) && !settings.enabled(rule("conflict-marker")));
    assert!(!settings.enabled(rule("unused-ignore")));
    assert_eq!(settings.forced(rule("mojibake")), Some(Severity::Warning));
    let old = layer::sum([&file.layer, &file.overrides[0].1]);
    assert!(!old.enabled(rule("mojibake")));
}

#[test]
fn later_layers_win() {
    let off = settings("ignore = [\"mojibake\"]\n[severity]\nmojibake = \"error\"");
    assert!(!off.enabled(rule("mojibake")), "ignore is the strongest of a layer");
    let file = File::parse("ignore = [\"mojibake\"]").unwrap().layer;
    let command = Layer { select: Some(vec![Selector::parse("mojibake").unwrap()]), ..Layer::default() };
    let both = layer::sum([&file, &command]);
    assert!(both.enabled(rule("mojibake")) && !both.enabled(rule("conflict-marker")));
}

#[test]
fn every_mistake_is_shown_with_its_place() {
    let shown = problems(
        "slect = [\"default\"]\nfail-on = \"eror\"\nexclude = \"docs\"\nignore = [1]\n[require]\nowner = \"every_task\"\n[files.\"a[\"]\n[[plan]]\n",
    );
    insta::assert_snapshot!(shown, @r#"
    error: planvet.toml has no key `slect`
       ╭─[planvet.toml:1:1]
     1 │ slect = ["default"]
       · ─────
       ╰────
      help: did you mean `select`?

    error: `eror` is no value for fail-on
       ╭─[planvet.toml:2:11]
     2 │ fail-on = "eror"
       ·           ──────
       ╰────
      help: did you mean "error"?

    error: exclude must be a list of strings; this is a string
       ╭─[planvet.toml:3:11]
     3 │ exclude = "docs"
       ·           ──────
       ╰────

    error: ignore must be a list of strings; this is an integer
       ╭─[planvet.toml:4:11]
     4 │ ignore = [1]
       ·           ─
       ╰────

    error: `every_task` is no value for require.owner
       ╭─[planvet.toml:6:9]
     6 │ owner = "every_task"
       ·         ────────────
       ╰────
      help: did you mean "every-task"?

    error: `a[` is no path pattern: unclosed character class; missing ']'
       ╭─[planvet.toml:7:8]
     7 │ [files."a["]
       ·        ────
       ╰────

    error: [[plan]] names no files
       ╭─[planvet.toml:8:1]
     8 │ [[plan]]
       · ────────
       ╰────
      help: add files = ["docs/plan.md", …]
    "#);
}

#[test]
fn broken_toml_is_placed() {
    let shown = problems("select = [\"default\"\n[severity\n");
    assert!(shown.contains("this is not TOML") && shown.contains("planvet.toml:"), "{shown}");
    for text in ["é = \"", "[", "\u{0}", "a.b.c = ", "x = \"é", "\"\"\""] {
        problems(text);
    }
}

#[test]
fn unknown_rules_are_no_mistake() {
    let file = File::parse("ignore = [\"mojibak\", \"newer-rule\"]\n[severity]\nmoji-bake = \"off\"").unwrap();
    let names: Vec<_> = file.unknown.iter().map(|u| (&*u.name, u.suggestion)).collect();
    assert_eq!(names, [("mojibak", Some("mojibake")), ("newer-rule", None), ("moji-bake", Some("mojibake"))]);
}

#[test]
fn the_nearest_file_holds_and_overrides_add_up() {
    let folder = tempfile::tempdir().unwrap();
    let root = workspace::canonical(folder.path()).unwrap();
    let write = |path: &str, text: &str| {
        let path = root.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    write(
        "planvet.toml",
        "exclude = [\"old\"]\n[files.\"docs/**\"]\nignore=[\"text\"]\n[files.\"x.md\"]\nextend-select=[\"mojibake\"]",
    );
    write("sub/.planvet.toml", "fail-on = \"info\"");
    write("sub/deep/a.md", "");
    let configs = Configs::new(root.clone(), Layer::default());
    let of = |path: &str| configs.of(&root.join(path)).settings(&root.join(path));
    assert!(of("a.md").enabled(rule("mojibake")));
    assert!(!of("docs/a.md").enabled(rule("mojibake")));
    assert!(of("docs/deep/x.md").enabled(rule("mojibake")) && !of("docs/deep/x.md").enabled(rule("conflict-marker")));
    assert!(Arc::ptr_eq(&of("docs/a.md"), &of("docs/b.md")), "interned");
    assert_eq!(of("sub/deep/a.md").fail_on, FailOn::Info);
    assert_eq!(of("a.md").fail_on, FailOn::Error);
    let excluded = |path: &str| configs.of(&root.join(path)).excludes(&root.join(path), false);
    assert!(excluded("old/a.md") && excluded("docs/old/b/a.md") && !excluded("docs/a.md"));
    assert!(!configs.of(Path::new("/elsewhere/a.md")).excludes(Path::new("/elsewhere/a.md"), false));
    assert_eq!(configs.all().len(), 2);
    assert!(configs.errors().is_empty());
}
