use super::{vet::drop_superfluous, *};
use crate::config::Layer;
use std::path::PathBuf;

fn input(name: &str, bytes: &[u8]) -> Input {
    Input { path: PathBuf::from("/nowhere").join(name), shown: name.to_owned(), bytes: Some(bytes.to_vec()) }
}

fn vet(inputs: Vec<Input>) -> Vec<Checked> {
    let configs = Configs::new(PathBuf::from("/nowhere"), Layer::default());
    all(inputs, &configs, &Project::default(), &AtomicUsize::new(0))
}

#[test]
fn what_cannot_be_read_is_one_finding_with_its_place() {
    let checked = vet(vec![
        input("a.md", b"# fine"),
        input("b.md", b"one\ntw\xE9"),
        Input { path: "/nowhere/c.md".into(), shown: "c.md".into(), bytes: None },
    ]);
    assert_eq!(Verdict::of(&checked[..1]), Verdict::Passed);
    assert_eq!(Verdict::of(&checked), Verdict::Broken);
    let bad = &checked[1];
    let place = bad.source.as_ref().unwrap().position(bad.diagnostics[0].span.start);
    assert_eq!((place.line, place.column, place.offset), (2, 3, 6));
    assert_eq!(checked[2].diagnostics[0].message, "c.md does not exist");
}

#[test]
fn a_panic_costs_one_file() {
    assert_eq!(panics::guard(|| 1), Ok(1));
    let said = panics::guard(|| -> () { panic!("lost {}", 7) }).unwrap_err();
    assert!(said.starts_with("lost 7 (") && said.contains("tests.rs:"), "{said}");
}

#[test]
fn a_panic_in_a_batch_costs_one_file() {
    let work = |list: &[u32]| -> Vec<u32> { list.iter().map(|n| 12 / n).collect() };
    assert_eq!(panics::guard_each(&[1, 2], work), [Ok(12), Ok(6)]);
    let done = panics::guard_each(&[1, 0, 3], work);
    assert!(matches!(&done[..], [Ok(12), Err(said), Ok(4)] if said.contains("divide by zero")), "{done:?}");
}

#[test]
fn a_batch_finds_what_each_finds_alone() {
    let text = |n: usize| match n % 4 {
        0 => PLAN.replace("T9", &format!("T{n}")),
        1 => LIST.repeat(n),
        2 => format!("# Step {n}\n\n- [ ] Dig to {n} m\n- [] Line it\n"),
        _ => "\0\u{1}\0".to_owned(),
    };
    let inputs: Vec<Input> = (0..70).map(|n| input(&format!("{n:02}.md"), text(n).as_bytes())).collect();
    let told = |checked: &Checked| (checked.path.clone(), format!("{:?}", checked.diagnostics));
    let alone: Vec<_> = inputs.iter().flat_map(|input| vet(vec![input.clone()])).map(|c| told(&c)).collect();
    assert!(alone.iter().any(|(_, said)| said.contains("T4")) && alone.iter().any(|(_, said)| said.contains("[]")));
    assert_eq!(vet(inputs).iter().map(told).collect::<Vec<_>>(), alone);
}

#[test]
fn a_finding_yields_to_the_stronger_one() {
    // No rule of the table is needed to show that nothing is dropped where none yields.
    let rule = engine::unknown_rule();
    let mut findings = vec![Diagnostic::new(rule, Span::at(0), "a"), Diagnostic::new(rule, Span::at(0), "b")];
    drop_superfluous(&mut findings);
    assert_eq!(findings.len(), 2);
}

/// What is found in `asked`, which lies in a repository of these files: path and message.
fn found(files: &[(&str, &str)], link: Option<(&str, &str)>, asked: &[&str]) -> Vec<(String, String)> {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("repository");
    std::fs::create_dir_all(root.join(".git")).unwrap();
    for (path, text) in files {
        let path = root.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    if let Some((from, to)) = link {
        #[cfg(unix)]
        std::os::unix::fs::symlink(to, root.join(from)).unwrap();
        let _ = (from, to);
    }
    let configs = Configs::new(root.clone(), Layer::default());
    let inputs = asked.iter().map(|path| Input { path: root.join(path), shown: (*path).to_owned(), bytes: None });
    let checked = all(inputs.collect(), &configs, &Project::new(Some(root.clone())), &AtomicUsize::new(0));
    let lines = |file: &Checked| -> Vec<(String, String)> {
        file.diagnostics.iter().map(|d| (file.path.to_string(), d.message.clone())).collect()
    };
    checked.iter().flat_map(lines).collect()
}

const PLAN: &str =
    "See [the list](list.md).\n\n- [x] T1: Dig the well (#1)\n- [ ] T2: Line it (depends on T9)\n- [ ] T3: Cover it\n";
const LIST: &str = "# List\n\n- [ ] T1: Dig the well\n- [ ] T9: Carry the stones\n";

#[test]
fn what_is_linked_is_known() {
    let split = [("plan.md".to_owned(), "“T1” is done here and open in list.md".to_owned())];
    assert_eq!(found(&[("plan.md", PLAN), ("list.md", LIST)], None, &["plan.md"]), split);
    assert_eq!(found(&[("plan.md", PLAN), ("list.md", LIST)], None, &["list.md", "plan.md"]), split);
    // Of two that link to each other, the first speaks.
    let back = format!("{LIST}\nBack to [the plan](plan.md#x?y).\n");
    let told = found(&[("plan.md", PLAN), ("list.md", &back)], None, &["list.md", "plan.md"]);
    assert_eq!(told.iter().map(|(path, _)| path.as_str()).filter(|p| *p == "plan.md").count(), 0, "{told:?}");
    assert!(told[0].1.contains("T1"), "{told:?}");
}

#[test]
fn a_link_leads_no_further_than_the_repository() {
    let unknown = |told: &[(String, String)]| told.iter().any(|(_, said)| said.contains("T9"));
    let outside = PLAN.replace("list.md", "../list.md");
    assert!(unknown(&found(&[("plan.md", &outside), ("../list.md", LIST)], None, &["plan.md"])));
    let rooted = PLAN.replace("list.md", "/list.md");
    assert!(unknown(&found(&[("plan.md", &rooted), ("list.md", LIST)], None, &["plan.md"])));
    if cfg!(unix) {
        let files = [("plan.md", PLAN), ("../list.md", LIST)];
        assert!(unknown(&found(&files, Some(("list.md", "../list.md")), &["plan.md"])));
    }
    // One hop, and nothing that is no text.
    let far = "See [another](far.md).\n";
    assert!(unknown(&found(&[("plan.md", PLAN), ("list.md", far), ("far.md", LIST)], None, &["plan.md"])));
    assert!(unknown(&found(&[("plan.md", PLAN), ("list.md", "T9\0\0\u{1}")], None, &["plan.md"])));
    // What is excluded is not looked into.
    let excluded = [("plan.md", PLAN), ("list.md", LIST), ("planvet.toml", "exclude = [\"list.md\"]\n")];
    assert!(unknown(&found(&excluded, None, &["plan.md"])));
}

#[test]
fn what_carries_one_key_is_one_plan() {
    let keyed = |text: &str| format!("<!-- plan: well -->\n{}", text.replace("list.md", "nothing.md"));
    let (plan, list) = (keyed(PLAN), keyed(LIST));
    let files = [("plan.md", &*plan), ("deep/below/list.md", &*list), ("other.md", "<!-- plan: else -->\n")];
    let told = |asked: &[&str]| -> Vec<(String, String)> {
        found(&files, None, asked).into_iter().filter(|(_, said)| said.contains("T1") || said.contains("T9")).collect()
    };
    let split = ("deep/below/list.md".to_owned(), "“T1” is open here and done in plan.md".to_owned());
    assert_eq!(told(&["plan.md"]), []);
    for asked in [&["deep/below/list.md"][..], &["deep/below/list.md", "other.md", "plan.md"]] {
        assert_eq!(told(asked), std::slice::from_ref(&split));
    }
}
