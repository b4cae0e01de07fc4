//! `planvet record CHECK --item ID`: runs a declared check and writes down what came of it.

use super::{
    evidence::{Format, tell},
    outcome::{self, BROKEN, refuse},
    site::{self, Place, Site},
};
use crate::{
    evidence::{
        checklist::{Checklist, Item},
        ledger::SIGNERS,
        record::Outcome,
        recording::{self, TIMED_OUT},
        signing::{self, Signer},
    },
    message::escape,
    report::backing::{Answer, Written},
    settings::Check,
};
use jiff::SignedDuration;
use std::{path::PathBuf, process::ExitCode, time::Duration};

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
    /// Stop the command after so long, such as 90s or 15m, and record that it failed (exit code 124); it cannot read
    /// standard input then
    #[arg(long, value_name = "DURATION", value_parser = duration)]
    timeout: Option<Duration>,
    /// How to print; with `json` the command's own output goes to standard error
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// The command, which has to be the declared one; it may be left out
    #[arg(last = true, value_name = "ARGV")]
    argv: Vec<String>,
}

fn duration(text: &str) -> Result<Duration, String> {
    let read = text.parse::<SignedDuration>().ok().and_then(|d| Duration::try_from(d).ok());
    read.filter(|d| !d.is_zero()).ok_or_else(|| "write a duration as 90s, 15m or 1h30m".to_owned())
}

/// Runs the command: its exit code, or 2 where nothing could be recorded.
pub fn run(args: Args) -> ExitCode {
    match record(args) {
        Ok(code) => ExitCode::from(code),
        Err(message) => refuse(message),
    }
}

fn record(args: Args) -> Result<u8, String> {
    let site = Site::open(args.place)?;
    let lists = site.documents()?;
    let items = args.item.iter().map(|name| site::item(&lists, name)).collect::<Result<Vec<_>, _>>()?;
    let check = declared(&site, &args.check, &items)?;
    if !args.argv.is_empty() && args.argv != check.argv {
        return Err(format!("the check `{}` is declared as {:?}; record runs nothing else", check.name, check.argv));
    }
    let signer =
        args.sign.as_deref().map(|path| Signer::open(path, std::env::var_os("SSH_AUTH_SOCK").map(PathBuf::from)));
    let signer = signer.transpose().map_err(|e| e.0)?;
    if let Some(signer) = &signer {
        // Before a check that may take long.
        signer.prove().map_err(|e| e.0)?;
        if let Err(key) = signing::is_allowed(signer, &site.signers, jiff::Timestamp::now().as_second()) {
            let why = format!("{SIGNERS} does not allow it, so that the record will not count as signed");
            note(&format!("the key {key} signs, and {why}"));
        }
    }
    let targets = items.iter().map(|(list, item)| list.target(item)).collect();

    let json = args.format == Format::Json;
    let said = |refusal: recording::Refusal| escape::terminal(&refusal.to_string()).into_owned();
    let ended = recording::begin(check, targets, &site.repository).map_err(said)?;
    let ended = ended.run(&site.root, args.timeout, json).map_err(said)?;
    let statements = ended.statements(&site.look_again()?).map_err(said)?;
    let word = if ended.outcome() == Outcome::Passed { "passed" } else { "failed" };
    let mut records = Vec::new();
    for statement in &statements {
        let signature = signer.as_ref().map(|signer| signing::sign(&statement.to_bytes(), signer)).transpose();
        let path = site.store.write(statement, signature.map_err(|e| e.0)?.as_deref());
        let path = path.map_err(|e| format!("the record cannot be written: {e}"))?;
        let item = &statement.evidence().item;
        note(&format!("{} {word} for {}: {path}", check.name, item.key));
        records.push(Written { plan: item.plan.clone(), item: item.key.clone(), path });
    }
    if ended.timed_out {
        note(&format!("the command was stopped, since it took longer than --timeout; exit code {TIMED_OUT}"));
    }
    let red = ended.red().filter(|_| ended.code() == 0);
    if json {
        tell(&Answer::Record {
            check: check.name.clone(),
            result: ended.outcome(),
            exit: ended.code(),
            timed_out: ended.timed_out,
            why: red.map(str::to_owned),
            records,
        })?;
    }
    if let Some(why) = red {
        note(&format!("the command exited with 0, and its report says otherwise: {why}"));
        return Ok(1);
    }
    Ok(u8::try_from(ended.code()).unwrap_or(BROKEN))
}

/// Says something on standard error, where the command's own output goes, too.
fn note(what: &str) {
    outcome::say(format_args!("planvet: {what}"));
}

/// The check of that name, as it is declared for the documents of all `items`.
fn declared<'l>(site: &Site, name: &str, items: &[(&'l Checklist, &Item)]) -> Result<&'l Check, String> {
    let of = |list: &'l Checklist| list.checks().get(name).ok_or_else(|| undeclared(site, name, list));
    let all = items.iter().map(|(list, _)| of(list)).collect::<Result<Vec<_>, _>>()?;
    let first = *all.first().ok_or("name an item")?;
    match all.iter().position(|check| *check != first) {
        None => Ok(first),
        Some(at) => Err(format!(
            "the check `{name}` is declared in one way for {}, in another for {}: record it for each by itself",
            items[0].0.shown(),
            items[at].0.shown()
        )),
    }
}

fn undeclared(site: &Site, name: &str, list: &Checklist) -> String {
    let known: Vec<&str> = list.checks().keys().map(String::as_str).collect();
    let (file, of) = match site.configuration(list) {
        Some(file) => (file, format!(", which holds for {},", list.shown())),
        None => ("planvet.toml".to_owned(), String::new()),
    };
    match known.is_empty() {
        true => format!("{file}{of} declares no check; add [check.{name}] with its argv"),
        false => format!("{file}{of} declares no check `{name}`; there is {}", known.join(", ")),
    }
}
