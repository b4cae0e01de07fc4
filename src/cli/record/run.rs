//! Runs a command without a shell, and passes on all that it says and gets.

use sha2::{Digest, Sha256};
use std::{
    io::{self, Read, Write},
    path::Path,
    process::{Child, Command, ExitStatus, Stdio},
    thread,
};

/// How a command ended.
#[derive(Debug)]
pub struct Ran {
    /// Its exit code; 128 and the number of the signal that ended it.
    pub code: i32,
    /// The digest of its standard output followed by its standard error.
    pub output: String,
}

/// Runs `argv` in `folder`; its output goes where ours goes, while it is digested.
///
/// # Errors
/// [`io::Error`] where it cannot be started.
pub fn run(argv: &[String], folder: &Path) -> io::Result<Ran> {
    let mut command = Command::new(&argv[0]);
    let mut child =
        command.args(&argv[1..]).current_dir(folder).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
    let signals = Signals::to(&child);
    let (out, err) = (child.stdout.take(), child.stderr.take());
    let (out, err) = thread::scope(|scope| {
        let err = scope.spawn(|| pass(err, io::stderr()));
        (pass(out, io::stdout()), err.join().unwrap_or_default())
    });
    let status = child.wait()?;
    drop(signals);
    let mut both = Sha256::new();
    both.update(out);
    both.update(err);
    let hex = both.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    Ok(Ran { code: code(status), output: hex })
}

/// Copies a stream to its end, and gives the digest of what went through.
fn pass(from: Option<impl Read>, mut to: impl Write) -> Vec<u8> {
    let mut digest = Sha256::new();
    let mut buffer = [0; 1 << 14];
    let Some(mut from) = from else { return digest.finalize().to_vec() };
    // Whether anybody still listens: the command is not stopped where nobody does.
    let mut open = true;
    loop {
        match from.read(&mut buffer) {
            Ok(0) => break,
            Ok(count) => {
                digest.update(&buffer[..count]);
                open = open && to.write_all(&buffer[..count]).and_then(|()| to.flush()).is_ok();
            }
            Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
            Err(_) => break,
        }
    }
    digest.finalize().to_vec()
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

/// Passes the signals that ask planvet to end on to the command, which decides; planvet waits for it.
#[cfg(unix)]
struct Signals(signal_hook::iterator::Handle);

#[cfg(unix)]
impl Signals {
    fn to(child: &Child) -> Option<Self> {
        use rustix::process::{Pid, Signal, kill_process};
        use signal_hook::{consts, iterator};
        let id = i32::try_from(child.id()).ok().and_then(Pid::from_raw)?;
        let mut signals = iterator::Signals::new([consts::SIGINT, consts::SIGTERM, consts::SIGHUP]).ok()?;
        let handle = signals.handle();
        thread::spawn(move || {
            for signal in signals.forever() {
                // Whoever presses Ctrl-C at a terminal sends it to both already; twice does no harm.
                let _ = Signal::from_named_raw(signal).map(|signal| kill_process(id, signal));
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
    fn to(_: &Child) -> Option<Self> {
        None
    }
}
