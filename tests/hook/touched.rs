//! Which plans an event is about.

use super::room::{BAD, Room, event, event_with};
use serde_json::json;

/// Whether an edit of `file` is answered, and of which path.
fn edited(room: &Room, file: &str) -> String {
    let asked = event_with("claude", "PostToolUse", &[("tool_input", json!({ "file_path": file }))]);
    room.ask("claude", &asked).out
}

#[test]
fn an_edit_is_about_the_file_that_it_names() {
    let Some(room) = Room::new() else { return };
    // `docs/other.md` is wrong as well, and not edited.
    room.write("docs/plan.md", BAD);
    for file in ["/repo/docs/plan.md", "docs/plan.md", "./docs/../docs/plan.md"] {
        let told = edited(&room, file);
        assert!(told.contains("docs/plan.md:6") && !told.contains("other.md"), "{file}: {told}");
    }
    for file in ["/repo/docs/none.md", "src/main.rs", "docs", "", "/etc/hostname", "../../etc/x.md"] {
        assert_eq!(edited(&room, file), "", "{file}");
    }
}

#[test]
fn what_lies_elsewhere_is_ignored() {
    let (Some(room), Some(other)) = (Room::new(), Room::new()) else { return };
    other.write("docs/plan.md", BAD);
    assert_eq!(edited(&room, &other.root().join("docs/plan.md").display().to_string()), "");
    room.write("node_modules/x/plan.md", BAD);
    assert_eq!(edited(&room, "node_modules/x/plan.md"), "");
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(other.root().join("docs/plan.md"), room.root().join("docs/link.md"))
            .expect("a link");
        assert_eq!(edited(&room, "docs/link.md"), "");
        std::os::unix::fs::symlink(other.root().join("docs"), room.root().join("away")).expect("a link");
        assert_eq!(edited(&room, "away/plan.md"), "");
    }
}

#[test]
fn what_is_excluded_stays_so() {
    let Some(room) = Room::new() else { return };
    room.write("docs/plan.md", BAD);
    room.write("planvet.toml", "exclude = [\"docs/\"]\n");
    assert_eq!(edited(&room, "docs/plan.md"), "");
    assert!(room.ask("claude", &event("claude", "Stop")).is_silent());
}

#[test]
fn other_tools_are_not_answered() {
    let Some(room) = Room::new() else { return };
    room.write("docs/plan.md", BAD);
    for tool in ["Read", "Bash", "mcp__files__write"] {
        assert!(room.ask("claude", &event_with("claude", "PostToolUse", &[("tool_name", json!(tool))])).is_silent());
    }
}

#[test]
fn a_patch_names_its_files() {
    let Some(room) = Room::new() else { return };
    for name in ["docs/a.md", "docs/b.md", "docs/c.md", "docs/d.md"] {
        room.write(name, BAD);
    }
    let patch = "*** Begin Patch\n*** Add File: docs/a.md\n+x\n*** Update File: docs/moved.md\n*** Move to: docs/b.md\n\
                 *** Delete File: docs/gone.md\n+*** Update File in prose: docs/d.md\n*** End Patch";
    let asked = event_with("codex", "PostToolUse", &[("tool_input", json!({ "command": patch }))]);
    let told = room.ask("codex", &asked).out;
    assert!(told.contains("docs/a.md:6") && told.contains("docs/b.md:6"), "{told}");
    assert!(!told.contains("docs/c.md") && !told.contains("docs/d.md"), "{told}");
}

/// The plans that a stop is about.
fn stopped(room: &Room) -> Vec<String> {
    let answer = room.ask("claude", &event("claude", "Stop"));
    let lines = answer.err.lines().filter_map(|line| line.strip_prefix("| docs/")?.split(':').next());
    lines.map(str::to_owned).collect()
}

#[test]
fn a_stop_is_about_what_changed_since_the_last_commit() {
    let Some(room) = Room::new() else { return };
    assert!(stopped(&room).is_empty(), "what is committed is not the agent's");
    room.write("docs/new.MD", BAD);
    assert_eq!(stopped(&room), ["new.MD"]);
    room.write("docs/plan.md", BAD);
    room.git(&["add", "docs/plan.md"]);
    assert_eq!(stopped(&room), ["new.MD", "plan.md"]);
    room.write(".gitignore", "docs/new.MD\n");
    assert_eq!(stopped(&room), ["plan.md"]);
    room.commit();
    assert!(stopped(&room).is_empty());
    // Only the mode or the time changed, or the file is gone.
    room.write("docs/plan.md", BAD);
    std::fs::remove_file(room.root().join("docs/other.md")).expect("removed");
    assert!(stopped(&room).is_empty());
}

#[test]
fn a_stop_is_about_what_was_committed_and_nobody_else_has() {
    let Some(room) = Room::new() else { return };
    room.git(&["branch", "-M", "main"]);
    // On a branch of its own, what the branch did.
    room.git(&["checkout", "-q", "-b", "work"]);
    room.write("docs/plan.md", BAD);
    room.commit();
    assert_eq!(stopped(&room), ["plan.md"]);
    room.write("docs/new.md", BAD);
    assert_eq!(stopped(&room), ["new.md", "plan.md"]);
    room.commit();
    // Where the branch is pushed, what is not pushed yet.
    room.git(&["update-ref", "refs/remotes/origin/work", "HEAD~1"]);
    for (key, value) in [("remote", "origin"), ("merge", "refs/heads/work")] {
        room.git(&["config", &format!("branch.work.{key}"), value]);
    }
    room.git(&["config", "remote.origin.url", "/nowhere"]);
    room.git(&["config", "remote.origin.fetch", "+refs/heads/*:refs/remotes/origin/*"]);
    assert_eq!(stopped(&room), ["new.md"]);
    room.git(&["update-ref", "refs/remotes/origin/work", "HEAD"]);
    assert!(stopped(&room).is_empty());
    // A history of its own has nothing in common with anybody's.
    room.git(&["checkout", "-q", "--orphan", "apart"]);
    room.commit();
    assert!(stopped(&room).is_empty());
}

#[test]
fn a_stop_in_a_folder_below_and_in_a_repository_without_commits() {
    let Some(room) = Room::new() else { return };
    room.write("docs/plan.md", BAD);
    let below = event_with("claude", "Stop", &[("cwd", json!("/repo/docs"))]);
    let answer = room.ask("claude", &below);
    assert!(answer.err.contains("in the repository's root: planvet check docs/plan.md"), "{answer:#?}");
    std::fs::remove_dir_all(room.root().join(".git")).expect("removed");
    let answer = room.ask("claude", &event("claude", "Stop"));
    assert!(answer.is_silent(), "without a repository nobody knows what changed: {answer:#?}");
    room.git(&["init", "-q"]);
    assert_eq!(stopped(&room), ["other.md", "plan.md"]);
}

#[test]
fn a_stop_looks_at_a_bounded_number_of_plans() {
    let Some(room) = Room::new() else { return };
    for n in 0..120 {
        room.write(&format!("docs/n{n:03}.md"), BAD);
    }
    let answer = room.ask("claude", &event("claude", "Stop"));
    assert!(answer.err.contains("Only 100 changed documents were checked, 20 more were not."), "{answer:#?}");
}

#[test]
fn a_person_who_broke_off_is_left_alone() {
    let Some(room) = Room::new() else { return };
    room.write("docs/plan.md", BAD);
    for status in ["aborted", "error"] {
        assert!(room.ask("cursor", &event_with("cursor", "stop", &[("status", json!(status))])).is_silent());
    }
}

#[test]
fn each_root_of_a_workspace_is_its_own() {
    let (Some(room), Some(other)) = (Room::new(), Room::new()) else { return };
    other.write("docs/plan.md", BAD);
    let roots = json!(["/repo", other.root()]);
    let answer = room.ask("cursor", &event_with("cursor", "stop", &[("workspace_roots", roots.clone())]));
    assert!(answer.json()["followup_message"].as_str().is_some_and(|text| text.contains("docs/plan.md:6")));
    let file = json!(other.root().join("docs/plan.md"));
    let asked = event_with("cursor", "afterFileEdit", &[("workspace_roots", roots), ("file_path", file)]);
    assert!(room.ask("cursor", &asked).out.contains("docs/plan.md:6"));
}
