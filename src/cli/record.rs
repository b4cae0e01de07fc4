//! `planvet record CHECK --item ID`: runs a declared check and writes down what came of it.

mod run;

use super::{
    outcome::{BROKEN, refuse},
    site::{Held, Place, Site},
};
use crate::{
    config::{Check, CheckKind},
    evidence::{
        key::ItemKey,
        record::{
            self, Command, GitDigest, Item, LISTED, Listed, Origin, Outcome, PlanEvidence, Predicate, Recorder, Report,
            Scope, Sha256Digest, Statement, Subject,
        },
        reports::{self, NotGreen},
        signing::{self, Signer},
        store,
        verify::{self, Target},
    },
    git::{Snapshot, Tree},
    report::escape,
};
use jiff::Timestamp;
use run::Ran;
use std::{
    io::{self, Write},
    path::PathBuf,
    process::ExitCode,
    time::{Duration, SystemTime},
};

/// What to record.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The check, as planvet.toml declares it under [check.NAME]
    check: String,
    /// The item that it is evidence for, by its id or key; may be repeated
    #[arg(long, value_name = "ITEM", required = true)]
    item: Vec<String>,
    #[command(flatten)]
    place: Place,
    /// Sign the record with this SSH key; with its public half, or for a key with a passphrase, the agent signs
    #[arg(long, value_name = "KEY")]
    sign: Option<PathBuf>,
    /// The command, which has to be the declared one; it may be left out
    #[arg(last = true, value_name = "ARGV")]
    argv: Vec<String>,
}

/// Runs the command: its exit code, or 2 where nothing could be recorded.
pub fn run(args: Args) -> ExitCode {
    match record(args) {
        Ok(code) => ExitCode::from(code),
        Err(message) => refuse(message),
    }
}

fn record(args: Args) -> Result<u8, String> {
    let mut site = Site::open(args.place)?;
    let checks = site.checks();
    let check = checks.get(&args.check).ok_or_else(|| undeclared(&args.check, checks.keys()))?;
    if !args.argv.is_empty() && args.argv != check.argv {
        return Err(format!("the check `{}` is declared as {:?}; record runs nothing else", check.name, check.argv));
    }
    let signer =
        args.sign.as_deref().map(|path| Signer::open(path, std::env::var_os("SSH_AUTH_SOCK").map(PathBuf::from)));
    let signer = signer.transpose().map_err(|e| e.0)?;
    let held = site.documents();
    let items = args.item.iter().map(|name| site.item(&held, name)).collect::<Result<Vec<_>, _>>()?;
    let before = items.iter().map(|(held, item)| snapshot(&site, check, held, item)).collect::<Result<Vec<_>, _>>()?;

    let there = modified(&site, check);
    let started = (Timestamp::now(), SystemTime::now());
    let ran = run::run(&check.argv, &site.root)
        .map_err(|e| format!("{} cannot be run: {e}", escape::terminal(&check.argv[0])))?;
    let finished = Timestamp::now();

    let fresh = modified(&site, check).is_some_and(|now| Some(now) != there && now + COARSE >= started.1);
    let report = report(&site, check, &ran, fresh)?;
    site.look_again()?;
    for ((held, item), tree) in items.iter().zip(&before) {
        if snapshot(&site, check, held, item)?.oid != tree.oid {
            return Err("the command changed files that it is to speak of, so that nothing is recorded; leave them out of its `scope`, or have git ignore what it makes".to_owned());
        }
    }
    let outcome =
        if ran.code == 0 && report.iter().all(|(_, green)| green.is_ok()) { Outcome::Passed } else { Outcome::Failed };
    let reports: Vec<Report> = report.iter().map(|(report, _)| report.clone()).collect();
    let command = Command {
        argv: check.argv.clone(),
        cwd: ".".to_owned(),
        exit_code: ran.code,
        started_on: started.0.to_string(),
        finished_on: finished.to_string(),
        output_sha256: ran.output.clone(),
    };
    let head = site.repository.head().map_err(|e| e.to_string())?.commit;
    for ((held, item), tree) in items.iter().zip(before) {
        let target = Target { plan: &held.plan, document: held.member.source.path(), item: &item.0, files: &item.1 };
        let statement = statement(&site, check, &target, tree, head, outcome, command.clone(), reports.clone())?;
        let signature = signer.as_ref().map(|signer| signing::sign(&statement.to_bytes(), signer)).transpose();
        let path = site.store.write(&statement, signature.map_err(|e| e.0)?.as_deref());
        let path = path.map_err(|e| format!("the record cannot be written: {e}"))?;
        let word = if outcome == Outcome::Passed { "passed" } else { "failed" };
        let _ = writeln!(
            io::stderr(),
            "planvet: {} {word} for {}: {}",
            check.name,
            escape::terminal(&item.0.key),
            escape::terminal(&path)
        );
    }
    if let Some((_, Err(why))) = report.as_ref().filter(|_| ran.code == 0) {
        let _ = writeln!(
            io::stderr(),
            "planvet: the command exited with 0, and its report says otherwise: {}",
            escape::terminal(why)
        );
        return Ok(1);
    }
    Ok(u8::try_from(ran.code).unwrap_or(BROKEN))
}

fn undeclared<'n>(name: &str, known: impl Iterator<Item = &'n String>) -> String {
    let known: Vec<&str> = known.map(String::as_str).collect();
    let name = escape::terminal(name);
    match known.is_empty() {
        true => format!("planvet.toml declares no check; add [check.{name}] with its argv"),
        false => format!("planvet.toml declares no check `{name}`; there is {}", known.join(", ")),
    }
}

/// What is in the scope of a check for an item.
fn snapshot(site: &Site, check: &Check, held: &Held, item: &(ItemKey, Vec<String>)) -> Result<Tree, String> {
    let target = Target { plan: &held.plan, document: held.member.source.path(), item: &item.0, files: &item.1 };
    let scope = verify::scope(check, &target).map_err(|e| e.to_string())?;
    match site.repository.snapshot(&scope).map_err(|e| e.to_string())? {
        Snapshot::Known(tree) if tree.leaves.is_empty() => {
            Err(format!("no file is in the scope of the check `{}`, so that it would prove nothing", check.name))
        }
        Snapshot::Known(tree) => Ok(tree),
        Snapshot::Unknown(paths) => {
            let first =
                paths.first().map(|p| format!("{} {}", escape::terminal(&String::from_utf8_lossy(&p.path)), p.why));
            Err(format!("what git would store cannot be told: {}", first.unwrap_or_default()))
        }
    }
}

/// How far the times of files may lie behind the clock: FAT counts in steps of 2 seconds.
const COARSE: Duration = Duration::from_secs(2);

/// When the report of a check was written.
fn modified(site: &Site, check: &Check) -> Option<SystemTime> {
    std::fs::symlink_metadata(site.root.join(check.report.as_ref()?)).ok()?.modified().ok()
}

/// A report, and why it is not green.
type Read = (Report, Result<(), String>);

/// The report of a check that has one, and whether it is green; `fresh` says whether the command wrote it.
fn report(site: &Site, check: &Check, ran: &Ran, fresh: bool) -> Result<Option<Read>, String> {
    let Some(name) = &check.report else { return Ok(None) };
    let refused = |why: String| match ran.code {
        // Tests that could not even be compiled write none.
        code if code != 0 => Ok(None),
        _ => Err(format!("the report {name} {why}, so that nothing is recorded")),
    };
    let bytes = match store::plain(&site.root.join(name), reports::LIMIT as u64) {
        Ok(bytes) => bytes,
        Err(why) => return refused(format!("does not count: {why}")),
    };
    if !fresh {
        return refused("is older than the command that should have written it".to_owned());
    }
    let read = match reports::read(&bytes, name) {
        Ok(read) => read,
        Err(why) => return refused(format!("cannot be understood: {why}")),
    };
    let green = read.green();
    if matches!(green, Err(NotGreen::NoTests(_) | NotGreen::NothingRan { .. })) {
        return match check.kind {
            CheckKind::Test => refused("has no test that ran".to_owned()),
            // Coverage and findings say nothing of tests: its exit code answers for it.
            CheckKind::Command => Ok(None),
        };
    }
    let green = green.map_err(|why| why.to_string());
    let digest = Sha256Digest { sha256: record::sha256(&bytes) };
    let format = read.format.to_string();
    let (tests, failures, errors, skipped) = (read.tests, read.failures, read.errors, read.skipped);
    Ok(Some((Report { name: name.clone(), format, digest, tests, failures, errors, skipped }, green)))
}

#[expect(clippy::too_many_arguments, reason = "each is a part of the statement")]
fn statement(
    site: &Site,
    check: &Check,
    target: &Target,
    tree: Tree,
    head: Option<crate::git::Oid>,
    result: Outcome,
    command: Command,
    reports: Vec<Report>,
) -> Result<Statement, String> {
    let commit = head.and_then(|oid| match site.repository.commit(&oid.to_string()) {
        Ok(crate::git::Lookup::Found(commit)) => Some(commit),
        _ => None,
    });
    let committed = match &commit {
        Some(commit) => {
            let scope = verify::scope(check, target).map_err(|e| e.to_string())?;
            site.repository.tree(commit.oid, &scope).map_err(|e| e.to_string())?
        }
        None => None,
    };
    let empty = site.repository.format().empty_tree();
    let whole = GitDigest {
        git_tree: commit.as_ref().map_or(empty, |c| c.tree).to_string(),
        git_commit: commit.map(|c| c.oid.to_string()),
    };
    let listed = |leaf: &crate::git::Leaf| {
        let path = String::from_utf8(leaf.path.to_vec()).ok()?;
        Some(Listed { path, git_blob: leaf.oid.to_string() })
    };
    let listing: Option<Vec<Listed>> = tree.leaves.iter().take(LISTED + 1).map(listed).collect();
    let (origin, run) = origin();
    Ok(Statement {
        kind: record::STATEMENT.to_owned(),
        subject: (
            Subject { name: "git".to_owned(), digest: whole },
            Subject {
                name: "scope".to_owned(),
                digest: GitDigest { git_tree: tree.oid.to_string(), git_commit: None },
            },
        ),
        predicate_type: record::PREDICATE.to_owned(),
        predicate: Predicate {
            result,
            configuration: [verify::definition(check)],
            plan_evidence: PlanEvidence {
                v: record::VERSION,
                item: Item {
                    plan: target.plan.to_owned(),
                    document: target.document.to_owned(),
                    key: target.item.key.clone(),
                    text_sha256: target.item.text.clone(),
                },
                command,
                scope: Scope {
                    globs: verify::globs(check, target),
                    files: tree.leaves.len(),
                    dirty: committed.is_none_or(|committed| committed.oid != tree.oid),
                    listing: listing.filter(|all| all.len() <= LISTED).unwrap_or_default(),
                },
                reports,
                recorder: Recorder {
                    name: "planvet".to_owned(),
                    version: env!("CARGO_PKG_VERSION").to_owned(),
                    origin,
                    run,
                },
            },
        },
    })
}

/// Where this runs, as continuous integration says in its environment.
fn origin() -> (Origin, Option<String>) {
    let var = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    if var("GITHUB_ACTIONS").as_deref() == Some("true") {
        let run = var("GITHUB_SERVER_URL").zip(var("GITHUB_REPOSITORY")).zip(var("GITHUB_RUN_ID"));
        return (
            Origin::Github,
            run.map(|((server, repository), id)| format!("{server}/{repository}/actions/runs/{id}")),
        );
    }
    if var("GITLAB_CI").as_deref() == Some("true") {
        return (Origin::Gitlab, var("CI_JOB_URL"));
    }
    (Origin::Local, None)
}
