//! Many at once: processes on one machine, branches in one repository.

use crate::room::Room;

const MANY: &str = "# Plan\n\n- [ ] T1 a\n- [ ] T2 b\n- [ ] T3 c\n- [ ] T4 d\n- [ ] T5 e\n- [ ] T6 f\n- [ ] T7 g\n- [ ] T8 h\n- [ ] T9 i\n- [ ] T10 j\n- [ ] T11 k\n- [ ] T12 l\n- [ ] T13 m\n- [ ] T14 n\n- [ ] T15 o\n- [ ] T16 p\n";

fn crowd() -> Room {
    let room = Room::empty();
    room.write("plan.md", MANY).commit("begin");
    room
}

#[test]
fn sixteen_processes_lose_nothing() {
    let room = crowd();
    let running: Vec<_> = (1..=16).map(|n| room.start(&format!("record lint --item T{n} --item T1"))).collect();
    for child in running {
        let output = child.wait_with_output().expect("it ends");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
    // Each for its own item, and all of them for the first.
    room.planvet("evidence verify").is(0, "all of them hold");
    let of = |item: &str| room.records().iter().filter(|r| r.contains(&format!("/{item}/"))).count();
    assert!((1..=16).all(|n| of(&format!("T{n}")) >= 1), "{:?}", room.records());
    assert_eq!(of("T1"), 16);
    let rest: Vec<_> = crate::room::files(&room.root.join(".planvet")).into_keys().collect();
    assert!(rest.iter().all(|p| p.extension().is_none_or(|e| e != "tmp")), "{rest:?}");
    room.planvet("tick --ready").is(0, "T16: ticked");
    assert_eq!(room.read("plan.md"), MANY.replace("[ ]", "[x]"));
}

/// Twelve branches, each with a record of its own item and one of the item that all share.
fn branches() -> (Room, Vec<String>) {
    let room = crowd();
    let names: Vec<String> = (1..=12).map(|n| format!("b{n}")).collect();
    for (n, name) in (1..).zip(&names) {
        room.git(&["checkout", "-q", "-b", name, "main"]);
        room.planvet(&format!("record lint --item T{n} --item T16")).is(0, "lint passed");
        room.commit(name);
    }
    room.git(&["checkout", "-q", "main"]);
    (room, names)
}

#[test]
fn twelve_branches_merge_one_by_one() {
    let (room, names) = branches();
    for name in &names {
        room.git(&["merge", "-q", "--no-edit", name]);
    }
    assert_eq!(room.records().len(), 24);
    room.planvet("evidence verify").is(0, "24 records, all of them hold");
}

#[test]
fn twelve_branches_merge_as_an_octopus() {
    let (room, names) = branches();
    let mut args = vec!["merge", "-q", "--no-edit"];
    args.extend(names.iter().map(String::as_str));
    room.git(&args);
    assert_eq!(room.records().len(), 24);
    // The one who ticks is one.
    room.planvet("tick --ready").is(0, "T12: ticked");
    assert_eq!(room.read("plan.md").matches("[x]").count(), 13);
}
