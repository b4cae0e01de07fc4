//! See `rules/evidence/unknown-evidence.md`.

use crate::{
    diagnostic::{Diagnostic, Severity, Subject, quote},
    evidence::{
        Evidence, Kind,
        cited::{Desk, Outcome, Target},
    },
    plan::{Name, Task, TaskId},
    rules::{Context, Findings},
    workspace,
};
use std::path::Path;

/// The most pieces of evidence of one document that are looked up.
const LOOKS: usize = 2000;

/// From how many commits on, none of which is here, it is not they that are wrong: the history was written anew, or
/// the plan is that of another repository.
const HISTORY: usize = 4;

/// How many places a finding points at besides the first.
const PLACES: usize = 6;

/// Finds commits, files and reports that are cited beside ticked items and are not there, or cannot be read.
pub fn check(cx: &Context, out: &mut Findings) {
    if cx.plan.template {
        return;
    }
    let desk = Desk::new(cx.project, cx.kin.own());
    if cx.project.root().is_none() {
        // Looked up in vain, so that somebody is told.
        desk.cited().iter().filter(|(_, e)| e.kind == Kind::Commit).take(1).for_each(|(_, e)| drop(desk.look(e)));
        return;
    }
    let mut commits = Commits::default();
    for (task, evidence) in desk.cited().into_iter().filter(|(_, e)| is_asked(e)).take(LOOKS) {
        if evidence.kind == Kind::Commit {
            commits.add(cx, &desk, task, evidence);
        } else if let Some(finding) = file(cx, out, &desk, task, &evidence) {
            out.push(finding);
        }
    }
    commits.report(cx, out, &desk);
}

/// Whether something is cited so that it must be there: a path may stand beside an item for many reasons.
fn is_asked(evidence: &Evidence) -> bool {
    evidence.kind == Kind::Commit || evidence.kind == Kind::Artifact && evidence.labelled
}

/// The commits that a document cites.
#[derive(Default)]
struct Commits {
    /// How many are here.
    found: usize,
    /// Those that are not.
    missing: Vec<(TaskId, Evidence)>,
    /// Those that begin as several objects do, or as one that is no commit; the finding.
    other: Vec<(TaskId, Evidence, Outcome)>,
}

impl Commits {
    fn add(&mut self, cx: &Context, desk: &Desk, task: TaskId, evidence: Evidence) {
        // The address of one may lead to another repository.
        let Target::Commit(_) = desk.target(&evidence) else { return };
        if !evidence.labelled && is_other(cx, &evidence) {
            return;
        }
        match desk.look(&evidence) {
            Outcome::Commit(_) => self.found += 1,
            Outcome::NoCommit | Outcome::CutOff => self.missing.push((task, evidence)),
            outcome @ (Outcome::Ambiguous | Outcome::NotACommit(_)) => self.other.push((task, evidence, outcome)),
            _ => {}
        }
    }

    fn report(self, cx: &Context, out: &mut Findings, desk: &Desk) {
        for (task, evidence, outcome) in &self.other {
            if let Some(finding) = odd(cx, out, cx.plan.task(*task), evidence, outcome) {
                out.push(finding);
            }
        }
        let Some((_, first)) = self.missing.first() else { return };
        let all = |finding: Diagnostic| {
            let places = self.missing.iter().skip(1).take(PLACES);
            places.fold(finding, |finding, (_, e)| finding.related(e.span, "and this"))
        };
        let count = self.missing.len();
        if let Some(clone) = desk.cut_off() {
            let what = if count == 1 { "a cited commit is".to_owned() } else { format!("{count} cited commits are") };
            let finding = out
                .at(first.span, format!("{what} not in this clone, which is {clone}: nobody can tell here"))
                .severity(Severity::Info)
                .label("not in this clone")
                .help("fetch the whole history before the check (`git fetch --unshallow`, `fetch-depth: 0`)")
                .about(Subject::Document);
            return out.push(all(finding));
        }
        if self.found == 0 && count >= HISTORY {
            let finding = out
                .at(first.span, format!("none of the {count} commits cited beside ticked items is in this repository"))
                .severity(if self.missing.iter().any(|(_, e)| e.labelled) { Severity::Warning } else { Severity::Info })
                .label("the first of them")
                .help("where the history was written anew, cite the commits that hold the work now; where the work lies in another repository, link to it")
                .about(Subject::Document);
            return out.push(all(finding));
        }
        for (task, evidence) in &self.missing {
            let id = quote(id(desk, evidence));
            let name = quote(&cx.plan.task(*task).shown());
            // Where no other id is a commit's, one in a code span may be anything.
            let sure = evidence.labelled || self.found > 0;
            let finding = out
                .at(evidence.span, format!("“{name}” is ticked with commit `{id}`, and there is no such commit here"))
                .severity(if sure { Severity::Warning } else { Severity::Info })
                .label("no commit begins so")
                .help("cite the commit that holds the work: a squash or a rebase gives it another id, and one that was only planned has none")
                .about(Subject::Place(evidence.span));
            out.push(finding);
        }
    }
}

fn id<'a>(desk: &Desk<'a>, evidence: &Evidence) -> &'a str {
    if let Target::Commit(id) = desk.target(evidence) { id } else { "" }
}

/// Whether the words before an id say that it is one of something else, or of another repository.
fn is_other(cx: &Context, evidence: &Evidence) -> bool {
    let text = &cx.source.text()[..evidence.span.start as usize];
    let line = text.rsplit('\n').next().unwrap_or("");
    // What an earlier sentence speaks of is the work.
    let begins = |(at, _): &(usize, &str)| line[at + 2..].starts_with(char::is_uppercase);
    let line = line.rmatch_indices(". ").find(begins).map_or(line, |(at, _)| &line[at + 2..]);
    // What stands directly before it is part of a longer name: `owner/repo@a1b2c3d`, `sha256:a1b2c3d`.
    let glued = line.ends_with(|c: char| c.is_alphanumeric() || matches!(c, '@' | ':' | '/' | '-' | '_' | '.' | '='));
    let is_other = |word: &str| cx.settings.vocabulary.is_name(word, Name::OtherHash);
    let mut words = line.rsplit(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).take(4);
    glued || words.any(|word| is_other(word) || word.strip_suffix(['s', 'S']).is_some_and(is_other))
}

/// An id that leads to something, but not to one commit.
fn odd(cx: &Context, out: &Findings, task: &Task, evidence: &Evidence, outcome: &Outcome) -> Option<Diagnostic> {
    let (name, id) = (quote(&task.shown()), quote(cx.text(evidence.span)));
    let (message, label, help) = match outcome {
        Outcome::Ambiguous => (
            format!("“{name}” is ticked with commit `{id}`, and several objects of this repository begin so"),
            "not one commit".to_owned(),
            "write more of its digits",
        ),
        Outcome::NotACommit(kind) if evidence.labelled && kind != "tag" => (
            format!("“{name}” is ticked with commit `{id}`, which is no commit but a {kind}"),
            format!("a {kind}"),
            "cite the commit that holds the work",
        ),
        _ => return None,
    };
    let finding = out.at(evidence.span, message).label(label).help(help).about(Subject::Place(evidence.span));
    Some(if matches!(outcome, Outcome::Ambiguous) { finding.severity(Severity::Info) } else { finding })
}

/// A file or report that is not there, or cannot be read.
fn file(cx: &Context, out: &Findings, desk: &Desk, task: TaskId, evidence: &Evidence) -> Option<Diagnostic> {
    let Target::File(path) = desk.target(evidence) else { return None };
    let (name, path) = (quote(&cx.plan.task(task).shown()), quote(path));
    let (message, label, help) = match desk.look(evidence) {
        Outcome::NoFile(places) if !places.iter().any(|p| is_left(p) || cx.project.ignores(p)) => (
            format!("“{name}” is ticked, and `{path}`, cited as its evidence, is not there"),
            "no such file in the repository".to_owned(),
            "commit the file, mend its path, or cite what others can look up: a commit or a run",
        ),
        Outcome::Report(report) => match report.as_ref() {
            // Any other file may be what it is: a note, a log.
            Err(error) if error.format.is_some() || is_tagged(cx, evidence) => (
                format!("“{name}” is ticked, and the report `{path}` beside it cannot be read"),
                quote(&error.to_string()),
                "write the report again, whole, in a format that is read: JUnit XML, CTRF, TAP, `go test -json`",
            ),
            _ => return None,
        },
        _ => return None,
    };
    Some(out.at(evidence.span, message).label(label).help(help).about(Subject::Place(evidence.span)))
}

/// Whether the evidence says itself that it is a report: `report:out/unit.xml`.
fn is_tagged(cx: &Context, evidence: &Evidence) -> bool {
    cx.text(evidence.span).get(..7).is_some_and(|tag| tag.eq_ignore_ascii_case("report:"))
}

/// Whether a path lies where runs leave what nobody commits.
fn is_left(path: &Path) -> bool {
    path.extension().is_some_and(|e| e == "log")
        || path.iter().any(|part| part.to_str().is_some_and(workspace::is_made))
}
