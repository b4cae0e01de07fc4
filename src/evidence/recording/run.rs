//! Runs a command without a shell, and passes on all that it says and gets.

use sha2::{Digest, Sha256};
use std::{
    io::{self, Read, Write},
    path::Path,
    process::{Child, Command, ExitStatus, Stdio},
    sync::{Arc, Mutex, PoisonError, mpsc},
    thread,
    time::{Duration, Instant},
};

/// The exit code of a command that took too long, as that of `timeout`.
pub const TIMED_OUT: i32 = 124;

/// How long a command that was asked to end may still take.
const GRACE: Duration = Duration::from_secs(3);

/// How often it is looked whether a command has ended.
const LOOK: Duration = Duration::from_millis(5);

/// How a command ended.
#[derive(Debug)]
pub(super) struct Ran {
    /// Its exit code; 128 and the number of the signal that ended it; [`TIMED_OUT`].
    pub code: i32,
    /// The digest of its standard output followed by its standard error.
    pub output: String,
    /// Whether it was stopped since it took too long.
    pub timed_out: bool,
}

/// Runs `argv` in `folder`; its output goes where ours goes, all of it to standard error where that is `aside`, while
/// it is digested. After `limit` it is stopped, with
/// all that it has started.
///
/// # Errors
/// [`io::Error`] where it cannot be started.
pub(super) fn run(argv: &[String], folder: &Path, limit: Option<Duration>, aside: bool) -> io::Result<Ran> {
    let mut command = Command::new(&argv[0]);
    command.args(&argv[1..]).current_dir(folder).stdout(Stdio::piped()).stderr(Stdio::piped());
    if limit.is_some() {
        alone(&mut command);
    }
    let mut child = command.spawn()?;
    let signals = Signals::to(&child, limit.is_some());
    let first = match aside {
        true => Stream::pass(child.stdout.take(), io::stderr()),
        false => Stream::pass(child.stdout.take(), io::stdout()),
    };
    let streams = [first, Stream::pass(child.stderr.take(), io::stderr())];
    let end = limit.map(|limit| Instant::now() + limit);
    // What it leaves behind may hold its streams open, and is waited for as a shell would.
    let done =
        |child: &mut Child, end| Ok::<_, io::Error>(ended(child, end)?.filter(|_| Stream::closed(&streams, end)));
    let (status, timed_out) = match done(&mut child, end)? {
        Some(status) => (status, false),
        None => {
            stop(&mut child, false);
            let grace = Some(Instant::now() + GRACE);
            if done(&mut child, grace)?.is_none() {
                stop(&mut child, true);
            }
            (child.wait()?, true)
        }
    };
    drop(signals);
    let mut both = Sha256::new();
    streams.iter().for_each(|stream| both.update(stream.digest()));
    let output = both.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    Ok(Ran { code: if timed_out { TIMED_OUT } else { code(status) }, output, timed_out })
}

/// Waits for the command, no longer than to `end`; `None` where it still runs.
fn ended(child: &mut Child, end: Option<Instant>) -> io::Result<Option<ExitStatus>> {
    let Some(end) = end else { return child.wait().map(Some) };
    loop {
        match child.try_wait()? {
            Some(status) => return Ok(Some(status)),
            None if Instant::now() >= end => return Ok(None),
            None => thread::sleep(LOOK),
        }
    }
}

/// A stream of the command on its way to ours.
struct Stream {
    digest: Arc<Mutex<Sha256>>,
    closed: mpsc::Receiver<()>,
}

impl Stream {
    /// Copies a stream to its end, on a thread of its own.
    fn pass(from: Option<impl Read + Send + 'static>, mut to: impl Write + Send + 'static) -> Self {
        let digest = Arc::new(Mutex::new(Sha256::new()));
        let (sender, closed) = mpsc::channel();
        let seen = Arc::clone(&digest);
        thread::spawn(move || {
            let mut buffer = [0; 1 << 14];
            let Some(mut from) = from else { return };
            // Whether anybody still listens: the command is not stopped where nobody does.
            let mut open = true;
            loop {
                match from.read(&mut buffer) {
                    Ok(0) => break,
                    Ok(count) => {
                        seen.lock().unwrap_or_else(PoisonError::into_inner).update(&buffer[..count]);
                        open = open && to.write_all(&buffer[..count]).and_then(|()| to.flush()).is_ok();
                    }
                    Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                    Err(_) => break,
                }
            }
            // Nobody waits any more where the command took too long.
            drop(sender);
        });
        Self { digest, closed }
    }

    /// Whether all of `streams` end before `end`.
    fn closed(streams: &[Self], end: Option<Instant>) -> bool {
        streams.iter().all(|stream| match end {
            // Nothing is ever sent: it ends by being closed.
            None => stream.closed.recv().is_err(),
            Some(end) => {
                let left = end.saturating_duration_since(Instant::now());
                stream.closed.recv_timeout(left) == Err(mpsc::RecvTimeoutError::Disconnected)
            }
        })
    }

    /// The digest of what went through so far.
    fn digest(&self) -> Vec<u8> {
        self.digest.lock().unwrap_or_else(PoisonError::into_inner).clone().finalize().to_vec()
    }
}

#[cfg(unix)]
fn code(status: ExitStatus) -> i32 {
    use std::os::unix::process::ExitStatusExt;
    status.code().or_else(|| status.signal().map(|signal| 128 + signal)).unwrap_or(1)
}

#[cfg(not(unix))]
fn code(status: ExitStatus) -> i32 {
    status.code().unwrap_or(1)
}

/// Gives the command a process group of its own, so that all of it can be stopped; it reads nothing, since only the
/// group in front may read a terminal.
#[cfg(unix)]
fn alone(command: &mut Command) {
    std::os::unix::process::CommandExt::process_group(command, 0);
    command.stdin(Stdio::null());
}

#[cfg(not(unix))]
fn alone(command: &mut Command) {
    command.stdin(Stdio::null());
}

/// Asks the command's group to end, or ends it.
#[cfg(unix)]
fn stop(child: &mut Child, now: bool) {
    use rustix::process::{Pid, Signal, kill_process_group};
    let signal = if now { Signal::KILL } else { Signal::TERM };
    if let Some(id) = i32::try_from(child.id()).ok().and_then(Pid::from_raw) {
        // Who has ended already needs no signal.
        let _ = kill_process_group(id, signal);
    }
}

/// Ends the command; what it has started goes on, since nothing here ties it to the command.
#[cfg(not(unix))]
fn stop(child: &mut Child, _: bool) {
    let _ = child.kill();
}

/// Passes the signals that ask planvet to end on to the command, which decides; planvet waits for it.
#[cfg(unix)]
struct Signals(signal_hook::iterator::Handle);

#[cfg(unix)]
impl Signals {
    /// To `child`, or to its group where it has one of its own.
    fn to(child: &Child, group: bool) -> Option<Self> {
        use rustix::process::{Pid, Signal, kill_process, kill_process_group};
        use signal_hook::{consts, iterator};
        let id = i32::try_from(child.id()).ok().and_then(Pid::from_raw)?;
        let mut signals = iterator::Signals::new([consts::SIGINT, consts::SIGTERM, consts::SIGHUP]).ok()?;
        let handle = signals.handle();
        thread::spawn(move || {
            for signal in signals.forever().filter_map(Signal::from_named_raw) {
                // Whoever presses Ctrl-C at a terminal sends it to both already; twice does no harm.
                let _ = if group { kill_process_group(id, signal) } else { kill_process(id, signal) };
            }
        });
        Some(Self(handle))
    }
}

#[cfg(unix)]
impl Drop for Signals {
    fn drop(&mut self) {
        self.0.close();
    }
}

#[cfg(not(unix))]
struct Signals;

#[cfg(not(unix))]
impl Signals {
    fn to(_: &Child, _: bool) -> Option<Self> {
        None
    }
}
