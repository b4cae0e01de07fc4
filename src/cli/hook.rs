//! `planvet hook AGENT`: a coding agent asks, in its own contract.
//!
//! Exit code 2 holds an agent back, so that here it means findings and nothing else.

use super::{against::Against, intake::Asked};
use crate::{
    hook::{Agent, Reply},
    workspace,
};
use std::{
    io::{self, Write},
    panic::{self, AssertUnwindSafe},
    process::ExitCode,
    sync::{atomic::AtomicUsize, mpsc},
    thread,
    time::Duration,
};

/// Who asks.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Whose hook it is: claude, codex, cursor or gemini
    #[arg(value_parser = agent)]
    agent: Agent,
    /// Let the agent go on after so many seconds, whatever is found later
    #[arg(long, value_name = "SECONDS", default_value_t = 20, value_parser = clap::value_parser!(u64).range(1..=3600))]
    timeout: u64,
}

fn agent(name: &str) -> Result<Agent, String> {
    let found = Agent::ALL.iter().find(|(known, _)| *known == name).map(|(_, agent)| *agent);
    found.ok_or_else(|| format!("planvet knows the hooks of {}", Agent::ALL.map(|(known, _)| known).join(", ")))
}

/// The exit code for what is wrong with the command line; agents take it for an error that blocks nothing.
const MISUSED: u8 = 1;

/// Whether the command line, which clap did not take, was meant for a hook.
pub fn is_asked() -> bool {
    let mut words = std::env::args_os().skip(1);
    words.find(|word| !word.as_encoded_bytes().starts_with(b"-")).is_some_and(|word| word == "hook")
}

/// Says what is wrong with the command line; clap's own exit code, 2, would hold the agent back.
pub fn misused(error: &clap::Error) -> ExitCode {
    let _ = error.print();
    ExitCode::from(if error.exit_code() == 0 { 0 } else { MISUSED })
}

/// Says that flags stand before the command.
pub fn misplaced() -> ExitCode {
    let _ = writeln!(io::stderr(), "error: put `hook` before its flags: planvet hook …");
    ExitCode::from(MISUSED)
}

/// Runs the command: 0, 2 where findings hold the agent back, or what lets the agent go on after a failure.
pub fn run(args: &Args) -> ExitCode {
    let agent = args.agent;
    let limit = Duration::from_secs(args.timeout);
    let reply = within(limit, move || answer(agent)).unwrap_or_else(|why| agent.go_on(&why));
    ExitCode::from(deliver(&reply))
}

/// Vets what the event on standard input touched; the error is why that was not possible.
fn answer(agent: Agent) -> Result<Reply, String> {
    let input = workspace::read(io::stdin().lock()).map_err(|e| format!("the event cannot be read: {e}"))?;
    let event = agent.event(&input)?;
    let groups = event.plans()?;
    let mut files = Vec::new();
    for group in &groups {
        let intake = Asked::of(group.plans.clone()).intake_in(group.folder.clone(), Some(&Against::default()));
        let intake = intake.map_err(|e| format!("planvet.toml cannot be used: {e}"))?;
        let (mut checked, _) = intake.vet(false, intake.compares(), &AtomicUsize::new(0));
        // What the baseline knows is nothing that the agent brought in.
        intake.hold(&mut checked);
        files.extend(checked);
    }
    Ok(agent.answer(&event, &groups, &files))
}

/// Does `work`, but no longer than `limit`; a panic is an error like any other.
fn within<T: Send + 'static>(
    limit: Duration,
    work: impl FnOnce() -> Result<T, String> + Send + 'static,
) -> Result<T, String> {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let done = panic::catch_unwind(AssertUnwindSafe(work));
        let _ = sender.send(done.unwrap_or_else(|_| Err("planvet failed, which is a defect of it".to_owned())));
    });
    let late = |_| Err(format!("it was not done within {} s", limit.as_secs()));
    receiver.recv_timeout(limit).unwrap_or_else(late)
}

/// Writes the answer, and gives its exit code. A reason that nobody hears holds nobody back.
fn deliver(reply: &Reply) -> u8 {
    let write = |mut to: Box<dyn Write>, text: &str| to.write_all(text.as_bytes()).and_then(|()| to.flush());
    let out = write(Box::new(io::stdout().lock()), &reply.out);
    let err = write(Box::new(io::stderr().lock()), &reply.err);
    if out.and(err).is_err() { MISUSED } else { reply.code }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_and_a_long_wait_are_errors() {
        let limit = Duration::from_millis(50);
        let panics: Result<(), String> = within(Duration::from_secs(10), || panic!("on purpose"));
        assert!(panics.expect_err("an error").contains("defect"));
        let waits: Result<(), String> = within(limit, || {
            thread::sleep(Duration::from_secs(5));
            Ok(())
        });
        assert!(waits.expect_err("an error").contains("not done within"));
        assert_eq!(within(Duration::from_secs(10), || Ok(3)), Ok(3));
    }
}
