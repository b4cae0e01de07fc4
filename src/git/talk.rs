//! A long-lived git that answers one question after the other.

use super::{error::Error, process};
use std::{
    io::{self, BufReader, Write},
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
    sync::mpsc::{self, Receiver, RecvTimeoutError},
    thread,
    time::Duration,
};

/// The process, and what it said that nobody has taken up yet.
#[derive(Debug)]
pub(super) struct Talk<A> {
    /// What errors call it.
    name: &'static str,
    child: Option<Child>,
    questions: Option<ChildStdin>,
    answers: Receiver<Option<A>>,
}

impl<A: Send + 'static> Talk<A> {
    /// Starts `command`. `read` takes one answer out of what it says; `Ok(None)` at the end.
    ///
    /// # Errors
    /// [`Error::Start`].
    pub fn start(
        mut command: Command,
        name: &'static str,
        read: impl Fn(&mut BufReader<ChildStdout>) -> io::Result<Option<A>> + Send + 'static,
    ) -> Result<Self, Error> {
        // What it complains about is nobody's to read.
        command.stdin(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().map_err(|e| Error::Start(e.to_string()))?;
        let (sender, answers) = mpsc::channel();
        let (questions, pipe) = (child.stdin.take(), child.stdout.take());
        thread::spawn(move || {
            let Some(mut pipe) = pipe.map(BufReader::new) else { return };
            // A broken answer or the end: `None`, and no more.
            while let Some(answer) = read(&mut pipe).transpose() {
                if sender.send(answer.ok()).is_err() {
                    return;
                }
            }
        });
        Ok(Self { name, child: Some(child), questions, answers })
    }

    /// Asks, with whole lines.
    ///
    /// # Errors
    /// [`Error::Hangs`], [`Error::Garbled`], and [`Error::Failed`] where git ended. After an error it is of no use.
    pub fn ask(&mut self, lines: &[u8], limit: Duration) -> Result<A, Error> {
        let command = || self.name.to_owned();
        let ended = || Error::Failed { command: command(), message: "it ended by itself".to_owned() };
        let pipe = self.questions.as_mut().ok_or_else(ended)?;
        pipe.write_all(lines).and_then(|()| pipe.flush()).map_err(|_| ended())?;
        match self.answers.recv_timeout(limit) {
            Ok(Some(answer)) => Ok(answer),
            Ok(None) => Err(Error::Garbled(command())),
            Err(RecvTimeoutError::Timeout) => Err(Error::Hangs { command: command(), limit }),
            Err(RecvTimeoutError::Disconnected) => Err(ended()),
        }
    }
}

impl<A> Drop for Talk<A> {
    fn drop(&mut self) {
        drop(self.questions.take());
        self.child.take().into_iter().for_each(process::stop);
    }
}
