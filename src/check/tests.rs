use super::*;
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
fn a_finding_yields_to_the_stronger_one() {
    // No rule of the table is needed to show that nothing is dropped where none yields.
    let rule = engine::unknown_rule();
    let mut findings = vec![Diagnostic::new(rule, Span::at(0), "a"), Diagnostic::new(rule, Span::at(0), "b")];
    drop_superfluous(&mut findings);
    assert_eq!(findings.len(), 2);
}
