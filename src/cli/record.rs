//! `planvet record CHECK --item ID`: runs a declared check and writes down what came of it.

use super::{
    outcome::{self, BROKEN, refuse},
    site::{self, Place, Site},
};
use crate::{
    evidence::{
        record::Outcome,
        recording::{self, TIMED_OUT},
        signing::{self, Signer},
    },
    message::escape,
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
    let checks = site.checks();
    let check = checks.get(&args.check).ok_or_else(|| undeclared(&args.check, checks.keys()))?;
    if !args.argv.is_empty() && args.argv != check.argv {
        return Err(format!("the check `{}` is declared as {:?}; record runs nothing else", check.name, check.argv));
    }
    let signer =
        args.sign.as_deref().map(|path| Signer::open(path, std::env::var_os("SSH_AUTH_SOCK").map(PathBuf::from)));
    let signer = signer.transpose().map_err(|e| e.0)?;
    let lists = site.documents();
    let items = args.item.iter().map(|name| site::item(&lists, name)).collect::<Result<Vec<_>, _>>()?;
    let targets = items.iter().map(|(list, item)| list.target(item)).collect();

    let said = |refusal: recording::Refusal| escape::terminal(&refusal.to_string()).into_owned();
    let ended = recording::begin(check, targets, &site.repository).map_err(said)?;
    let ended = ended.run(&site.root, args.timeout).map_err(said)?;
    let statements = ended.statements(&site.look_again()?).map_err(said)?;
    let word = if ended.outcome() == Outcome::Passed { "passed" } else { "failed" };
    for statement in &statements {
        let signature = signer.as_ref().map(|signer| signing::sign(&statement.to_bytes(), signer)).transpose();
        let path = site.store.write(statement, signature.map_err(|e| e.0)?.as_deref());
        let path = path.map_err(|e| format!("the record cannot be written: {e}"))?;
        note(&format!("{} {word} for {}: {path}", check.name, statement.evidence().item.key));
    }
    if ended.timed_out {
        note(&format!("the command was stopped, since it took longer than --timeout; exit code {TIMED_OUT}"));
    }
    if let Some(why) = ended.red().filter(|_| ended.code() == 0) {
        note(&format!("the command exited with 0, and its report says otherwise: {why}"));
        return Ok(1);
    }
    Ok(u8::try_from(ended.code()).unwrap_or(BROKEN))
}

/// Says something on standard error, where the command's own output goes, too.
fn note(what: &str) {
    outcome::say(format_args!("planvet: {what}"));
}

fn undeclared<'n>(name: &str, known: impl Iterator<Item = &'n String>) -> String {
    let known: Vec<&str> = known.map(String::as_str).collect();
    let name = escape::terminal(name);
    match known.is_empty() {
        true => format!("planvet.toml declares no check; add [check.{name}] with its argv"),
        false => format!("planvet.toml declares no check `{name}`; there is {}", known.join(", ")),
    }
}
