//! What planvet understands of plans of real shape, in numbers and names.

mod support;

use serde_json::Value;
use std::path::Path;
use support::{HOME, folder_of, planvet};

/// The model of one document, as `planvet show --format json` gives it.
struct Model(Value);

impl Model {
    fn of(path: impl AsRef<Path>) -> Self {
        let path = path.as_ref().to_str().expect("a path in UTF-8");
        let answer = planvet(Path::new(HOME), ["show", "--format", "json", path]);
        assert_eq!(answer.code, 0, "{answer:?}");
        let mut model: Value = serde_json::from_str(&answer.out).expect("JSON");
        Self(model["documents"][0].take())
    }

    fn list(&self, key: &str) -> &[Value] {
        self.0[key].as_array().expect("a list")
    }

    /// The texts under `field` of the entries of `key`.
    fn texts(&self, key: &str, field: &str) -> Vec<&str> {
        self.list(key).iter().filter_map(|e| e[field].as_str()).collect()
    }

    fn actors(&self) -> Vec<&str> {
        self.texts("actors", "name")
    }

    fn actor(&self, id: &Value) -> &str {
        self.list("actors")[id.as_u64().expect("an index") as usize]["name"].as_str().expect("a name")
    }

    /// The groups of a kind, by label or title.
    fn groups(&self, kind: &str) -> Vec<&str> {
        let of_kind = self.list("groups").iter().filter(|g| g["kind"] == kind);
        of_kind.map(|g| self.group_name(g)).collect()
    }

    fn group(&self, name: &str) -> &Value {
        self.list("groups").iter().find(|g| self.group_name(g) == name).expect("a group of that name")
    }

    fn group_name<'m>(&self, group: &'m Value) -> &'m str {
        let text = |key: &str| group[key].as_str().unwrap_or("");
        if text("label").is_empty() { text("title") } else { text("label") }
    }

    fn members(&self, group: &str) -> Vec<&str> {
        self.group(group)["members"].as_array().expect("members").iter().map(|m| self.actor(&m["actor"])).collect()
    }

    fn durations(&self, group: &str) -> Vec<&str> {
        let all = self.group(group)["durations"].as_array().expect("durations");
        all.iter().filter_map(|d| d["text"].as_str()).collect()
    }

    fn name(&self, node: &Value) -> String {
        let index = |key: &str| node[key].as_u64().map(|i| i as usize);
        match (index("task"), index("group"), index("actor")) {
            (Some(task), ..) => {
                let task = &self.list("tasks")[task];
                task["name"].as_str().or(task["title"].as_str()).expect("a name").to_owned()
            }
            (_, Some(group), _) => self.group_name(&self.list("groups")[group]).to_owned(),
            (.., actor) => self.list("actors")[actor.expect("a node")]["name"].as_str().expect("a name").to_owned(),
        }
    }

    /// Who owns what, as `what: who`; `nobody yet` for a place that is still empty.
    fn duties(&self, duty: &str) -> Vec<String> {
        let given = self.list("assignments").iter().filter(|a| a["duty"] == duty);
        given
            .map(|a| {
                let who = match a["actors"].as_array() {
                    Some(list) => list.iter().map(|i| self.actor(i)).collect::<Vec<_>>().join(" + "),
                    None => "nobody yet".to_owned(),
                };
                format!("{}: {who}", self.name(&a["subject"]))
            })
            .collect()
    }

    /// The orders that are there for a reason, as `A < B`.
    fn orders(&self, why: &str) -> Vec<String> {
        let found = self.list("orders").iter().filter(|o| o["place"]["why"] == why);
        found.map(|o| format!("{} < {}", self.name(&o["before"]), self.name(&o["after"]))).collect()
    }

    fn prompts(&self, kind: &str) -> Vec<(&str, Vec<&str>)> {
        let found = self.list("prompts").iter().filter(|p| p["kind"] == kind);
        found
            .map(|p| {
                let mut names: Vec<&str> =
                    p["placeholders"].as_array().expect("a list").iter().filter_map(|s| s["text"].as_str()).collect();
                names.dedup();
                (p["title"].as_str().expect("a title"), names)
            })
            .collect()
    }

    /// The ids that a spec defines.
    fn requirements(&self) -> Vec<&str> {
        self.list("requirements").iter().map(|r| r["id"].as_str().expect("an id")).collect()
    }

    /// The tasks that cite a requirement.
    fn cited(&self, key: &str) -> Vec<&str> {
        let mentions = self.list("requirement_mentions").iter().filter(|m| m["key"] == key);
        let task = |m: &Value| m["task"].as_u64().and_then(|t| self.list("tasks")[t as usize]["name"].as_str());
        mentions.filter_map(task).collect()
    }

    fn gates(&self, kind: &str) -> Vec<&str> {
        self.list("gates").iter().filter(|g| g["kind"] == kind).filter_map(|g| g["name"].as_str()).collect()
    }

    /// How many tasks are in a state.
    fn count(&self, status: &str) -> usize {
        self.list("tasks").iter().filter(|t| t["status"] == status).count()
    }

    /// The ids or titles of the tasks of a group.
    fn tasks_of(&self, group: &str) -> usize {
        let id = &self.group(group)["id"];
        self.list("tasks").iter().filter(|t| t["group"] == *id).count()
    }
}

#[test]
fn lanes_without_owners_and_prompts_with_placeholders() {
    let model = Model::of("testdata/faulty/lanes.md");
    assert_eq!(model.groups("cluster"), ["Basket", "Address & Delivery", "Payment", "Confirmation"]);
    assert_eq!(
        model.duties("owner"),
        ["Basket: Falcon", "Address & Delivery: nobody yet", "Payment: nobody yet", "Confirmation: Heron"]
    );
    assert_eq!(model.duties("backup")[1..3], ["Address & Delivery: nobody yet", "Payment: nobody yet"]);
    assert_eq!(model.group("Basket")["branch"]["text"], "`checkout/basket`");
    assert_eq!(
        model.prompts("prompt"),
        [("A. Kickoff Prompt", vec!["{cluster}", "{screens}"]), ("B. Screen Prompt", vec!["{screen}"])]
    );
    assert_eq!(model.prompts("template"), [("3. Status Template", vec!["{cluster}", "{list}"])]);
    let mentioned = model.texts("prompt_mentions", "id");
    assert_eq!(mentioned, ["A", "B", "D"]);

    let model = Model::of("testdata/clean/lanes.md");
    assert_eq!(model.groups("lane").len(), 5);
    assert!(model.duties("owner").iter().chain(&model.duties("backup")).all(|d| !d.ends_with("nobody yet")));
    assert_eq!(model.prompts("prompt").len(), 3);
    assert_eq!(model.prompts("prompt")[0].1, ["<LANE>", "<ADAPTERS>"]);
    assert_eq!(model.0["tick_policies"].as_array().map(Vec::len), Some(1));
}

#[test]
fn tracks_with_orders_from_a_checklist() {
    let model = Model::of("testdata/clean/tracks.md");
    assert_eq!(model.groups("track"), ["Reader Firmware", "Ledger Service", "Door App"]);
    assert_eq!(model.count("open"), 5);
    assert_eq!(model.orders("sentence"), ["Reader Firmware < Ledger Service", "Ledger Service < Door App"]);
    assert!(model.list("orders").iter().all(|o| o["place"]["confidence"] == "conventional"));
    assert_eq!(model.prompts("template"), [("Issue update template", vec![])]);
}

#[test]
fn waves_with_durations_members_orders_and_gates() {
    for path in ["clean/waves.md", "faulty/waves-mac-roman.md", "faulty/waves-cp1252.md"] {
        let model = Model::of(format!("testdata/{path}"));
        assert_eq!(model.actors(), ["K1", "K2", "K3", "K4", "K5", "K6"], "{path}");
        assert_eq!(model.list("actors")[0]["active"], serde_json::json!(["W0", "W3", "W4"]), "{path}");
        let mut waves = model.groups("wave");
        waves.sort_unstable();
        assert_eq!(waves, ["0", "1", "2", "3", "4"], "{path}");
        assert_eq!(model.durations("2")[0], "12min", "{path}");
        assert_eq!(model.group("2")["mode"], "parallel", "{path}");
        assert_eq!(model.members("2"), ["K4", "K5", "K6"], "{path}");
        assert_eq!(model.members("3"), ["K1", "K3", "K2", "K4"], "{path}");
        assert_eq!(model.orders("timeline"), ["0 < 1", "1 < 2", "2 < 3", "3 < 4"], "{path}");
        assert_eq!(model.orders("arrow"), ["K1 < K3", "K3 < K2", "K2 < K4"], "{path}");
        assert_eq!(model.gates("checkpoint").len(), 5, "{path}");
        assert_eq!(model.list("gates")[1]["guards"], model.group("1")["id"], "{path}");
    }
}

#[test]
fn agents_with_commands_in_groups_boxes_and_quality_gates() {
    let model = Model::of("testdata/clean/agents.md");
    assert_eq!(model.actors(), ["parser-smith", "proof-reader", "stop-watch"]);
    assert_eq!(model.groups("group"), ["Feeds", "Articles", "Exports"]);
    assert_eq!(["Feeds", "Articles", "Exports"].map(|g| model.tasks_of(g)), [4, 3, 2]);
    assert_eq!(model.count("open"), 5);
    assert_eq!(model.gates("quality"), ["Tests", "Lints", "Speed"]);
    let totals = model.list("tables").iter().flat_map(|t| t["rows"].as_array().expect("rows"));
    assert_eq!(totals.filter(|r| r["total"] == true).count(), 4);
}

#[test]
fn a_spec_kit_list() {
    let model = Model::of("testdata/clean/specs/014-barcode-intake/tasks.md");
    assert_eq!(model.0["dialect"], "spec-kit");
    assert_eq!(model.groups("phase"), ["1", "2", "3", "4", "5"]);
    assert_eq!((model.count("done"), model.count("open")), (3, 9));
    assert_eq!(model.orders("inline"), ["T003 < T008", "T007 < T008", "T009 < T010", "1 < 2"]);
    assert!(model.orders("sentence").is_empty(), "\"what was there before\" orders nothing");
    let parallel = model.list("tasks").iter().filter(|t| t["parallel"] == true);
    assert_eq!(
        parallel.filter_map(|t| t["name"].as_str()).collect::<Vec<_>>(),
        ["T002", "T004", "T005", "T006", "T007", "T009", "T011"]
    );
    assert_eq!(model.gates("checkpoint").iter().filter(|g| **g == "Checkpoint").count(), 3);
}

#[test]
fn a_spec_kit_spec_and_its_review() {
    let model = Model::of("testdata/clean/specs/014-barcode-intake/spec.md");
    assert_eq!((&model.0["dialect"], &model.0["part"]), (&"spec-kit".into(), &"spec".into()));
    let expected = ["US1", "US2", "FR-001", "FR-002", "FR-003", "NFR-001", "SC-001", "SC-002"];
    assert_eq!(model.requirements(), expected);
    let model = Model::of("testdata/clean/specs/014-barcode-intake/checklists/scanning.md");
    assert_eq!(model.0["part"], "review");
    assert!(model.list("tasks").iter().all(|t| t["kind"] == "review"));
    let model = Model::of("testdata/clean/specs/014-barcode-intake/tasks.md");
    assert_eq!(model.cited("US1"), ["T006", "T007", "T008"]);
}

#[test]
fn openspec_changes() {
    let model = Model::of("testdata/clean/openspec/changes/add-seat-map/tasks.md");
    assert_eq!((&model.0["dialect"], &model.0["part"]), (&"open-spec".into(), &"tasks".into()));
    assert_eq!(model.groups("group"), ["1", "2", "3"]);
    assert_eq!(["1", "2", "3"].map(|g| model.tasks_of(g)), [5, 3, 2]);
    let model = Model::of("testdata/clean/openspec/changes/archive/2026-01-20-rename-halls/tasks.md");
    assert_eq!((&model.0["dialect"], &model.0["archived"]), (&"open-spec".into(), &true.into()));
    for (path, part) in [("proposal", "design"), ("specs/booking/spec", "spec")] {
        let model = Model::of(format!("testdata/clean/openspec/changes/add-seat-map/{path}.md"));
        assert_eq!((&model.0["dialect"], &model.0["part"]), (&"open-spec".into(), &part.into()));
    }
}

#[test]
fn kiro_requirements_and_waves() {
    let model = Model::of("testdata/clean/.kiro/specs/reading-list/requirements.md");
    assert_eq!((&model.0["dialect"], &model.0["part"]), (&"kiro".into(), &"spec".into()));
    assert_eq!(model.requirements(), ["1", "1.1", "1.2", "2", "2.1", "2.2", "3", "3.1"]);
    let model = Model::of("testdata/clean/.kiro/specs/reading-list/tasks.md");
    assert_eq!(model.cited("2.1"), ["2.1", "2.3"]);
    let model = Model::of("testdata/clean/.kiro/specs/tide-alarm/tasks.md");
    assert_eq!(model.groups("wave"), ["0", "1", "2"]);
    assert_eq!(["0", "1", "2"].map(|w| model.tasks_of(w)), [1, 3, 1]);
    assert_eq!(model.orders("label"), ["1.1 < 2.2"]);
    assert_eq!(model.cited("2.2"), ["2.1"], "a range cites what lies in it");
    assert_eq!(model.cited("3.1"), ["2.2", "2.3"]);
    let optional = model.list("tasks").iter().filter(|t| t["optional"] == true);
    assert_eq!(optional.filter_map(|t| t["name"].as_str()).collect::<Vec<_>>(), ["1.2", "2.3"]);
}

#[test]
fn superpowers_tasks_with_their_files_and_steps() {
    let model = Model::of("testdata/clean/docs/superpowers/plans/2026-03-04-label-printer.md");
    assert_eq!(model.0["dialect"], "superpowers");
    let tasks = model.list("tasks");
    let steps = tasks.iter().filter(|t| t["parent"] == tasks[0]["id"]).count();
    assert_eq!((tasks.len(), steps), (9, 4), "the map of files holds no tasks");
    let files = |task: usize| -> Vec<_> {
        let list = tasks[task]["files"].as_array().expect("files").iter();
        list.map(|f| (f["path"].as_str().expect("a path"), f["writes"] == true)).collect()
    };
    assert_eq!(files(0), [("src/zpl.rs", true), ("src/main.rs", true), ("tests/zpl.rs", true)]);
    assert_eq!(files(1), [("src/socket.rs", true), ("docs/printer.md", false)]);
    assert_eq!(model.orders("dialect"), ["1 < 2"]);
}

#[test]
fn an_exec_plan() {
    let model = Model::of("testdata/clean/docs/execplans/cold-start.md");
    assert_eq!(model.0["dialect"], "exec-plan");
    assert_eq!((model.count("done"), model.count("open")), (3, 1));
    assert_eq!(model.list("tasks")[0]["title"], "Read the cards into a file at night.");
}

#[test]
fn phases_with_labels() {
    let model = Model::of("testdata/clean/phases.md");
    assert_eq!(model.groups("phase"), ["1", "2", "3", "4"]);
    assert_eq!(model.duties("owner"), ["1: Ines", "2: Jonas", "3: Ines + Karim", "4: Karim"]);
    assert_eq!(["1", "2", "3", "4"].map(|p| model.durations(p)[0]), ["3 days", "1 week", "2 weeks", "2 weeks"]);
    assert_eq!(model.orders("label"), ["1 < 2", "2 < 3", "2 < 4", "3 < 4"]);
    assert_eq!(model.gates("checkpoint").len(), 4);
}

#[test]
fn diagrams() {
    let model = Model::of("testdata/clean/diagrams.md");
    assert_eq!(model.texts("tasks", "name"), ["texts", "pictures", "proof", "layout", "print"]);
    let orders = ["texts < proof", "proof < layout", "pictures < layout", "layout < print", "1 < 2", "2 < 3"];
    assert_eq!(model.orders("diagram"), orders);
    assert_eq!((model.count("done"), model.count("doing")), (1, 1));
    assert_eq!(Model::of("testdata/faulty/diagrams.md").texts("unresolved", "text"), ["review"]);
}

#[test]
fn key_value_tables() {
    let model = Model::of("testdata/clean/key-value.md");
    assert_eq!(model.duties("owner"), ["1: Rosa", "2: Samir", "3: Tara"]);
    assert_eq!(model.orders("label"), ["1 < 2", "1 < 3", "2 < 3"]);
    let states: Vec<&Value> = model.list("tasks")[..3].iter().map(|t| &t["status"]).collect();
    assert_eq!(states, ["done", "doing", "open"]);
}

#[test]
fn dependencies_in_ranges_and_lists() {
    let model = Model::of("testdata/clean/dependencies.md");
    assert_eq!(
        model.orders("cell"),
        [
            "T1 < T2",
            "T1 < T3",
            "T2 < T3",
            "T3 < T4",
            "T1 < T5",
            "T2 < T5",
            "T3 < T5",
            "T4 < T5",
            "T1 < T7",
            "T2 < T7",
            "T3 < T7",
            "T4 < T7",
            "T5 < T7",
            "T6 < T7",
            "T3 < OPS-TIDE-001",
            "T5 < OPS-TIDE-001",
            "OPS-TIDE-001 < OPS-TIDE-002",
            "OPS-TIDE-001 < OPS-TIDE-003",
            "OPS-TIDE-002 < OPS-TIDE-003",
        ]
    );
    assert!(model.list("unresolved").is_empty() && model.list("not_understood").is_empty());
}

#[test]
fn waves_that_list_their_tasks() {
    let model = Model::of("testdata/faulty/orders.md");
    assert_eq!(model.groups("wave"), ["1", "2", "3"]);
    assert_eq!(model.group("2")["mode"], "parallel");
    let second = &model.group("2")["id"];
    let once = model.list("tasks").iter().filter(|t| t["same_as"].is_null() && t["group"] == *second);
    assert_eq!(once.filter_map(|t| t["name"].as_str()).collect::<Vec<_>>(), ["A2", "A3", "A4"]);
    assert_eq!(model.orders("arrow"), ["A1 < A2", "A2 < A4", "A4 < A5", "A1 < A3", "A3 < A5"]);

    let model = Model::of("testdata/clean/wave-tables.md");
    assert_eq!(["1", "2", "3"].map(|w| model.tasks_of(w)), [2, 2, 2]);
    assert_eq!(model.orders("cell").last().map(String::as_str), Some("MCP-AUD-001 < MCP-AUD-002"));
}

#[test]
fn counts_under_tasks_are_no_tasks() {
    let model = Model::of("testdata/clean/totals.md");
    assert_eq!(model.groups("phase"), ["1", "2", "3"]);
    assert_eq!(model.texts("tasks", "title"), ["Fetch the forecast", "Draw the week", "Animate the rain"]);
    assert_eq!(model.durations("3"), ["4-6h"]);
}

#[test]
fn boxes_of_every_state_and_a_legend() {
    let model = Model::of("testdata/clean/boxes.md");
    let states = ["done", "doing", "blocked", "dropped", "open"].map(|s| model.count(s));
    assert_eq!(states, [4, 1, 1, 1, 4], "the legend names no tasks");

    let kiro = Model::of("testdata/clean/.kiro/specs/reading-list/tasks.md");
    let optional = kiro.list("tasks").iter().filter(|t| t["optional"] == true);
    assert_eq!(optional.filter_map(|t| t["name"].as_str()).collect::<Vec<_>>(), ["2.3", "3.2"]);
    assert_eq!(kiro.list("tasks").len(), 9);
}

#[test]
fn teams_behind_reference_links_are_owners() {
    let model = Model::of("testdata/clean/goals.md");
    let titles = ["Faster incremental builds", "Stable plugin interface", "Book for embedded users"];
    assert_eq!(model.texts("tasks", "title"), titles);
    assert_eq!(model.duties("owner")[0], "Faster incremental builds: compiler + infra");
    assert_eq!(model.duties("owner")[2], "Book for embedded users: docs");
}

#[test]
fn other_languages() {
    let model = Model::of("testdata/clean/chinese.md");
    assert_eq!(model.groups("阶段"), ["1", "2"]);
    assert_eq!(model.actors(), ["李雷", "韩梅梅", "王芳"]);
    assert_eq!((model.count("done"), model.count("doing"), model.count("open")), (2, 1, 4));
    let model = Model::of("testdata/clean/arabic.md");
    assert_eq!(model.actors(), ["ليلى", "سامي"]);
    assert_eq!(model.list("tasks").len(), 7);
}

#[test]
fn what_is_no_plan_is_empty_and_what_was_lost_is_named() {
    for name in ["api", "comparison", "invoice", "readme", "stripped", "support-matrix"] {
        let model = Model::of(format!("testdata/silent/{name}.md"));
        assert!(model.list("tasks").is_empty() && model.list("groups").is_empty(), "{name}");
    }
    let lost = Model::of("testdata/silent/stripped.md");
    assert!(lost.texts("not_understood", "what")[0].contains("no space between them"));
}

#[test]
fn standard_input_is_shown_too() {
    use std::{io::Write, process};
    let mut child = process::Command::new(env!("CARGO_BIN_EXE_planvet"))
        .args(["show", "-"])
        .stdin(process::Stdio::piped())
        .stdout(process::Stdio::piped())
        .spawn()
        .expect("planvet starts");
    let text = b"# Plan\n\n## Phase 1: Build\n\n- [ ] T1 Write\n\n**Gate:** the tests pass\n\n## Phase 2: Ship\n\n- [ ] T2 Ship\n";
    child.stdin.take().expect("a pipe").write_all(text).expect("it reads");
    let output = child.wait_with_output().expect("planvet ends");
    let shown = String::from_utf8(output.stdout).expect("UTF-8");
    assert!(output.status.success() && shown.contains("T1") && !shown.contains("Gate::"), "{shown}");
    assert!(shown.contains("Gate: after"), "{shown}");
}

/// What of a drawing would be read as something else than a text.
const HOSTILE: &str = "# Plan\n\n## Phase 1: \"]; end %%{init: 1}%% <b>x</b>\n\n\
    - [ ] T1 Say \"hi\"] --> \\N `x` `<script>alert(1)</script>` &lt; <img src=x onerror=alert(1)> end\n\
    - [x] T2 click d0t0 call a() #quot; (depends on T1)\n\n**Gate:** all \"done\"\n\n\
    ## Phase 2: }\n\n- [ ] T3 subgraph end (depends on T1, T2)\n";

#[test]
fn plans_are_drawn_and_their_texts_stay_texts() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("plan.md"), HOSTILE).expect("a file");
    let drawn = |format: &str| {
        let answer = planvet(folder.path(), ["show", "--format", format, "plan.md"]);
        assert_eq!(answer.code, 0, "{answer:?}");
        answer.out
    };
    let mermaid = drawn("mermaid");
    assert!(mermaid.starts_with("flowchart TD\n") && mermaid.contains("  d0t0 --> d0t2\n"), "{mermaid}");
    assert!(mermaid.contains("  subgraph d0g0[\"Phase 1#58; #34;#93;#59; end"), "{mermaid}");
    assert!(mermaid.contains("d0t1[\"T2<br/>") && mermaid.contains("\"]:::done\n"), "{mermaid}");
    for line in mermaid.lines() {
        // A label is the one thing in quotation marks.
        let label = line.split('"').nth(1).unwrap_or_default().replace("<br/>", "");
        assert!(matches!(line.matches('"').count(), 0 | 2) && !label.contains(['<', '`', '%', '{', '&']), "{line}");
    }
    let dot = drawn("dot");
    assert!(dot.contains("  d0t0 -> d0t2;\n") && dot.contains("    d0k0 [label=\"Gate\", shape=hexagon"), "{dot}");
    for line in dot.lines() {
        let bare = line.replace("\\\\", "").replace("\\\"", "");
        assert!(bare.matches('"').count() % 2 == 0, "{line}");
    }
    assert!(dot.contains("Say \\\"hi\\\"] --> \\\\N") && dot.ends_with("}\n"), "{dot}");
    let page = drawn("html");
    assert!(page.contains("default-src 'none'") && page.contains("<a href=\"#d0t0\">T1</a>"), "{page}");
    assert!(!page.contains("<script") && !page.contains("<img") && !page.contains("src="), "{page}");
}

#[test]
fn a_folder_is_shown_by_its_plans() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("a.md"), HOSTILE).expect("a file");
    std::fs::write(folder.path().join("b.md"), "# Plan\n\n- [ ] B1: Read\n- [ ] B2: Write (depends on B1)\n")
        .expect("a file");
    std::fs::write(folder.path().join("notes.md"), "# Notes\n\nText.\n").expect("a file");
    for args in [&["show"][..], &["show", "."]] {
        let answer = planvet(folder.path(), args);
        assert!(answer.code == 0 && answer.out.contains("a.md") && answer.out.contains("B2"), "{answer:?}");
        assert!(!answer.out.contains("notes.md") && answer.err.contains("1 document is left out"), "{answer:?}");
    }
    // Named by hand, it is shown all the same.
    assert!(planvet(folder.path(), ["show", "notes.md"]).out.contains("no plan recognised"));
    let drawn = planvet(folder.path(), ["show", "--format", "mermaid"]).out;
    assert!(drawn.contains("  subgraph d0[\"a.md\"]\n") && drawn.contains("  d1t0 --> d1t1\n"), "{drawn}");
}

#[test]
fn trees_are_a_pleasure_to_read() {
    for name in ["lanes", "waves", "agents", "dependencies", "specs/014-barcode-intake/tasks"] {
        let answer = planvet(Path::new(HOME), ["show", &format!("testdata/clean/{name}.md")]);
        assert_eq!(answer.code, 0, "{answer:?}");
        assert!(answer.out.lines().all(|line| line.chars().count() <= 80), "{}", answer.out);
        insta::with_settings!({ omit_expression => true }, {
            insta::assert_snapshot!(format!("tree_of_{}", name.replace('/', "_")), answer.out);
        });
    }
}

#[test]
fn sums_are_shown_with_their_parts() {
    let folder = tempfile::tempdir().expect("a folder");
    let text = "# Plan\n\n- [ ] T1 Read: 12 + 8 + 5 = 25 hours\n- [ ] T2 Write: 20 tests (12 unit + 8 integration)\n";
    std::fs::write(folder.path().join("plan.md"), text).expect("a file");
    let shown = planvet(folder.path(), ["show", "plan.md"]).out;
    assert!(shown.contains("Sums (2)\n     3  25 h: 12 + 8 + 5\n     4  20 tests: 12 + 8\n"), "{shown}");
}

/// The four documents with which planvet began; they are not ours to publish.
#[test]
fn the_seeds() {
    let Some(folder) = folder_of("PLANVET_SEEDS") else { return };
    let seed = |number: &str| {
        let all = support::documents(&folder);
        let found = all.iter().find(|p| p.file_name().is_some_and(|n| n.to_string_lossy().starts_with(number)));
        Model::of(found.unwrap_or_else(|| panic!("no seed {number}")))
    };

    let lanes = seed("000");
    assert_eq!(lanes.groups("cluster").len(), 5);
    let (owners, backups) = (lanes.duties("owner"), lanes.duties("backup"));
    assert!(owners.len() == 5 && backups.len() == 5);
    assert!(owners.iter().chain(&backups).all(|d| d.ends_with("nobody yet")));
    let prompts = lanes.prompts("prompt");
    assert_eq!(prompts.iter().map(|(_, p)| p.len()).collect::<Vec<_>>(), [4, 2, 4, 1]);
    assert!(prompts[0].1.iter().all(|p| p.starts_with('<') && p.ends_with('>')));
    let template = lanes.prompts("template");
    assert_eq!(template.len(), 1);
    assert_eq!(template[0].1.len(), 4);

    let tracks = seed("001");
    assert_eq!(tracks.groups("track").len(), 3);
    assert_eq!(tracks.count("open"), 5);
    assert_eq!(tracks.orders("sentence").len(), 2);
    assert_eq!(tracks.list("orders").len(), 2);

    let waves = seed("002");
    assert_eq!(waves.actors().len(), 15);
    assert_eq!(waves.groups("wave").len(), 13);
    for wave in waves.groups("wave") {
        assert!(!waves.durations(wave).is_empty() && !waves.members(wave).is_empty(), "wave {wave}");
    }
    assert_eq!(waves.orders("timeline").len(), 12);
    assert_eq!(waves.orders("arrow").len(), 4);
    assert_eq!(waves.gates("checkpoint").len(), 2);

    let agents = seed("003");
    assert_eq!(agents.actors().len(), 4);
    assert_eq!(agents.groups("group").len(), 4);
    assert_eq!(agents.groups("group").iter().map(|g| agents.tasks_of(g)).collect::<Vec<_>>(), [6, 8, 5, 8]);
    assert_eq!(agents.count("open"), 29);
    assert_eq!(agents.gates("quality").len(), 5);
}
