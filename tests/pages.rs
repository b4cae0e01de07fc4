//! Every rule's page is a test: a Bad example yields the rule once for each mark and
//! nothing else, a Good one yields nothing.

use planvet::{
    check::{self, Checked},
    config::{Configs, Layer, Selector},
    diagnostic::{Diagnostic, Example, Fix, Rule, Safety, Severity, example::Kind},
    project::Project,
    rules,
    workspace::Input,
};
use std::{collections::BTreeMap, fmt::Write, fs, path::Path, process::Command, sync::atomic::AtomicUsize};

/// Rules whose code is still to be written. Their examples must fail: when they pass, the name goes.
const UNWRITTEN: &[&str] = &[];

#[test]
fn every_example_holds() {
    let mut failures = String::new();
    for rule in rules::all() {
        let told = match vet(rule) {
            Ok(()) if UNWRITTEN.contains(&rule.name) => "holds by now: take it out of UNWRITTEN\n".into(),
            Ok(()) => continue,
            Err(_) if UNWRITTEN.contains(&rule.name) => continue,
            Err(told) => told,
        };
        writeln!(failures, "rules/{}/{}.md\n{told}", rule.family, rule.name).expect("a String takes everything");
    }
    assert!(failures.is_empty(), "\n{failures}");
}

/// Runs the examples of `rule`; what went wrong where one does not hold.
fn vet(rule: &'static Rule) -> Result<(), String> {
    let examples = rule.examples()?;
    if examples.is_empty() && rule.family != "planvet" {
        return Err("has no examples\n".into());
    }
    let mut told = String::new();
    for example in &examples {
        let mut problems = compare(rule, example, &run(rule, example)?);
        problems.sort();
        for problem in problems {
            let title = &example.title;
            told.push_str(&format!("  {:?} {title}: {problem}\n", example.kind));
        }
    }
    if told.is_empty() { Ok(()) } else { Err(told) }
}

/// A finding of an example: its file, its line from 1.
type Found = (String, u32, Diagnostic);

/// What is found in the documents of `example`, in a project of their own.
fn run(rule: &'static Rule, example: &Example) -> Result<Vec<Found>, String> {
    let mut found = Vec::new();
    for checked in &check_documents(rule, example)? {
        // The text is kept only where something was found, and not where a file could not be vetted.
        let line = |d: &Diagnostic| checked.source.as_ref().map_or(1, |s| s.position(d.span.start).line);
        found.extend(checked.diagnostics.iter().map(|d| (checked.path.to_string(), line(d), d.clone())));
    }
    Ok(found)
}

/// Whether a file of an example is checked; the others only lie beside it.
fn is_document(path: &str) -> bool {
    matches!(path.rsplit_once('.'), Some((_, "md" | "markdown" | "mdx" | "mdc")))
}

/// Checks the documents of `example`, in their order.
fn check_documents(rule: &'static Rule, example: &Example) -> Result<Vec<Checked>, String> {
    let root = tempfile::tempdir().map_err(|e| e.to_string())?;
    for file in &example.files {
        let path = root.path().join(&file.path);
        fs::create_dir_all(path.parent().unwrap_or(root.path())).map_err(|e| e.to_string())?;
        fs::write(path, &file.text).map_err(|e| e.to_string())?;
    }
    commit(root.path(), &rule.page().git)?;
    let project = Project::new(Some(root.path().to_path_buf()));
    let mut inputs = Vec::new();
    for file in &example.files {
        if !is_document(&file.path) {
            if !file.marks.is_empty() {
                return Err(format!("  `{}` has a mark, but is no document\n", file.path));
            }
            continue;
        }
        let bytes = Some(file.text.clone().into_bytes());
        inputs.push(Input { path: root.path().join(&file.path), shown: file.path.clone(), bytes });
    }
    if inputs.is_empty() {
        return Err("  an example without a document did not run\n".into());
    }
    let configs = configs(root.path(), rule)?;
    let checked = check::all(inputs, &configs, &project, &AtomicUsize::new(0));
    if let Some(error) = configs.errors().first() {
        return Err(format!("  {error}\n"));
    }
    Ok(checked)
}

/// What the configuration asks: as a user gets it, and `rule` switched on. The only place that
/// knows how an example is configured.
fn configs(root: &Path, rule: &'static Rule) -> Result<Configs, String> {
    let today = rule.page().today.map(|day| day.parse().map_err(|_| format!("  `{day}` is no date\n"))).transpose()?;
    let command = Layer { extend_select: vec![Selector::Rule(rule)], today, ..Layer::default() };
    Ok(Configs::new(root.to_path_buf(), command))
}

/// Makes `commits` in a new repository at `root`, where there are any; the first holds the files.
fn commit(root: &Path, commits: &[&str]) -> Result<(), String> {
    let git = |args: &[&str]| {
        let output = Command::new("git")
            .args(["-c", "user.name=Ada", "-c", "user.email=ada@example.org", "-c", "commit.gpgsign=false"])
            .args(args)
            .current_dir(root)
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env("GIT_AUTHOR_DATE", "2026-01-01T00:00:00Z")
            .env("GIT_COMMITTER_DATE", "2026-01-01T00:00:00Z")
            .output()
            .map_err(|e| format!("git: {e}"))?;
        if output.status.success() { Ok(()) } else { Err(String::from_utf8_lossy(&output.stderr).into_owned()) }
    };
    for (i, subject) in commits.iter().enumerate() {
        if i == 0 {
            git(&["init", "--quiet"])?;
            git(&["add", "--all"])?;
        }
        git(&["commit", "--quiet", "--allow-empty", "-m", subject])?;
    }
    Ok(())
}

/// In what the findings differ from what the example says.
fn compare(rule: &Rule, example: &Example, found: &[Found]) -> Vec<String> {
    let mut problems = Vec::new();
    let mut expected: Vec<(&str, u32)> =
        example.files.iter().flat_map(|f| f.marks.iter().map(|&line| (&*f.path, line))).collect();
    for (path, line, d) in found {
        let told = || format!("{path}:{line}: {}[{}] {}", d.severity.word(), d.rule.name, d.message);
        if d.rule.name == rule.name {
            match expected.iter().position(|e| *e == (path, *line)) {
                Some(at) => drop(expected.swap_remove(at)),
                None => problems.push(format!("unexpected {}", told())),
            }
        } else if d.severity > Severity::Info {
            problems.push(format!("another rule speaks: {}", told()));
        }
    }
    problems.extend(expected.iter().map(|(path, line)| format!("{path}:{line}: nothing found")));
    debug_assert!(example.kind == Kind::Bad || example.files.iter().all(|f| f.marks.is_empty()));
    problems
}

/// Rules with a fix whose examples show none, and why. The engine's own have no examples.
const UNSHOWN: &[&str] = &["unused-ignore"];

#[test]
fn every_fix_mends_its_finding_and_nothing_else() {
    let mut failures = String::new();
    for rule in rules::all() {
        let mut offered = false;
        for example in rule.examples().unwrap_or_default() {
            let Ok(checked) = check_documents(rule, &example) else { continue };
            for (at, document) in checked.iter().enumerate() {
                for d in document.diagnostics.iter().filter(|d| d.rule.name == rule.name) {
                    let Some(fix) = &d.fix else { continue };
                    offered = true;
                    if let Err(told) = mends(rule, &example, &checked, at, fix) {
                        writeln!(failures, "{} {}: {} ({}): {told}", rule.name, document.path, d.message, fix.message)
                            .expect("a String takes everything");
                    }
                }
            }
        }
        let declared = rule.page().fix.is_some();
        if offered != declared && !UNSHOWN.contains(&rule.name) {
            writeln!(failures, "{}: its page says {declared} of a fix, its examples {offered}", rule.name)
                .expect("a String takes everything");
        }
    }
    assert!(failures.is_empty(), "\n{failures}");
}

/// Applies `fix` to the document at that place, and holds that one finding goes and none comes, and that it is as safe
/// as its page says.
fn mends(rule: &'static Rule, example: &Example, checked: &[Checked], at: usize, fix: &Fix) -> Result<(), String> {
    if fix.safety == Safety::Safe && rule.page().fix == Some(Safety::Unsafe) {
        return Err("is safe, and its page says unsafe".into());
    }
    let mut mended = example.clone();
    let file = mended.files.iter_mut().filter(|f| is_document(&f.path)).nth(at).ok_or("no such file")?;
    let source = checked[at].source.as_ref().ok_or("no text")?;
    for edit in fix.edits.iter().rev() {
        file.text.replace_range(source.replaceable(edit.span).ok_or("an edit inside a repair")?, &edit.text);
    }
    let after = check_documents(rule, &mended)?;
    // What is only worth knowing may come of any change.
    let count = |checked: &[Checked]| {
        let mut count = BTreeMap::<&str, usize>::new();
        let counts = |d: &&Diagnostic| d.severity > Severity::Info || d.rule.name == rule.name;
        let found = checked.iter().flat_map(|c| &c.diagnostics).filter(counts);
        found.for_each(|d| *count.entry(d.rule.name).or_default() += 1);
        count
    };
    let (before, after) = (count(checked), count(&after));
    if after.get(rule.name).copied().unwrap_or(0) + 1 != before[rule.name] {
        return Err(format!("{before:?} became {after:?}"));
    }
    match after.iter().find(|(name, count)| before.get(*name).is_none_or(|b| b < *count)) {
        Some((new, _)) => Err(format!("brings {new}")),
        None => Ok(()),
    }
}

#[test]
fn differences_are_told() {
    let rule = rules::find("conflict-marker").expect("a rule of the table");
    let other = rules::find("unused-ignore").expect("a rule of the table");
    let examples = rule.examples().expect("a well-formed page");
    let bad = examples.iter().find(|e| e.kind == Kind::Bad).expect("a bad example");
    let at = |rule, line| ("docs/plan.md".to_string(), line, Diagnostic::new(rule, planvet::source::Span::at(0), "m"));
    assert!(compare(rule, bad, &[at(rule, 3)]).is_empty());
    assert_eq!(compare(rule, bad, &[]), ["docs/plan.md:3: nothing found"]);
    assert_eq!(
        compare(rule, bad, &[at(rule, 3), at(rule, 3), at(other, 4)]),
        [
            "unexpected docs/plan.md:3: error[conflict-marker] m",
            "another rule speaks: docs/plan.md:4: warning[unused-ignore] m",
        ]
    );
}
