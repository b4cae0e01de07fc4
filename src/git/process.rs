//! One run of git: what goes in, what comes out, and no longer than a time limit.

use super::error::Error;
use std::{
    io::{Read, Write},
    process::{Child, Command, Stdio},
    sync::mpsc::{self, Receiver},
    thread,
    time::{Duration, Instant},
};

/// The most that is read of one answer, in bytes: some five million paths.
const MAX_OUTPUT: u64 = 1 << 29;

/// The most that is read of what git complains about.
const MAX_COMPLAINT: u64 = 1 << 14;

/// What a run gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Output {
    /// `None` where a signal ended it.
    pub code: Option<i32>,
    /// Standard output.
    pub out: Vec<u8>,
    /// The beginning of standard error.
    pub err: Vec<u8>,
}

/// Runs `command` with `input`. `name` is what errors call it.
///
/// # Errors
/// [`Error::Start`], [`Error::Hangs`], [`Error::TooMuch`].
pub(super) fn run(mut command: Command, name: &str, input: Vec<u8>, limit: Duration) -> Result<Output, Error> {
    let end = Instant::now() + limit;
    if !input.is_empty() {
        command.stdin(Stdio::piped());
    }
    let mut child = command.spawn().map_err(|e| Error::Start(e.to_string()))?;
    if let Some(mut pipe) = child.stdin.take() {
        // git may end without reading all.
        thread::spawn(move || drop(pipe.write_all(&input)));
    }
    let out = gather(child.stdout.take(), MAX_OUTPUT);
    let err = gather(child.stderr.take(), MAX_COMPLAINT);
    let answer = within(end, &out).and_then(|out| Some((out, within(end, &err)?, ended(&mut child, end)?)));
    let Some((out, err, code)) = answer else {
        stop(child);
        return Err(Error::Hangs { command: name.to_owned(), limit });
    };
    match out.len() as u64 > MAX_OUTPUT {
        true => Err(Error::TooMuch(name.to_owned())),
        false => Ok(Output { code, out, err }),
    }
}

/// Reads a pipe to its end on a thread of its own; hands over the first `most` bytes, and one more if there are more.
fn gather(pipe: Option<impl Read + Send + 'static>, most: u64) -> Receiver<Vec<u8>> {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let mut bytes = Vec::new();
        if let Some(mut pipe) = pipe {
            // What a broken pipe held before it broke still counts; the exit code tells the rest.
            let _ = pipe.by_ref().take(most + 1).read_to_end(&mut bytes);
            let _ = std::io::copy(&mut pipe, &mut std::io::sink());
        }
        let _ = sender.send(bytes);
    });
    receiver
}

fn within<T>(end: Instant, what: &Receiver<T>) -> Option<T> {
    what.recv_timeout(end.saturating_duration_since(Instant::now())).ok()
}

/// The exit code of a child that closed its pipes and so is about to end.
fn ended(child: &mut Child, end: Instant) -> Option<Option<i32>> {
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return Some(status.code()),
            Ok(None) if Instant::now() < end => thread::sleep(Duration::from_micros(100)),
            _ => return None,
        }
    }
}

/// Ends a child and waits for it, so that nothing of it is left.
pub(super) fn stop(mut child: Child) {
    let _ = child.kill();
    let _ = child.wait();
}
