//! A word to a person who waits longer than a second.

use std::{
    io::{self, IsTerminal, Write},
    sync::{
        atomic::{AtomicUsize, Ordering},
        mpsc::{self, RecvTimeoutError},
    },
    thread,
    time::Duration,
};

const PATIENCE: Duration = Duration::from_secs(1);
const BEAT: Duration = Duration::from_millis(200);

/// Runs `work` and shows how many of `total` files `done` counts, where that takes long and somebody watches.
pub(super) fn watch<T>(total: usize, done: &AtomicUsize, quiet: bool, work: impl FnOnce() -> T) -> T {
    if quiet || !io::stderr().is_terminal() {
        return work();
    }
    thread::scope(|scope| {
        let (finish, finished) = mpsc::channel::<()>();
        scope.spawn(move || {
            let mut wait = PATIENCE;
            let mut shown = false;
            // The sender is dropped when the work is done, also by a panic.
            while finished.recv_timeout(wait) == Err(RecvTimeoutError::Timeout) {
                let _ = write!(io::stderr(), "\r{}/{total} files\x1b[K", done.load(Ordering::Relaxed));
                (wait, shown) = (BEAT, true);
            }
            if shown {
                let _ = write!(io::stderr(), "\r\x1b[K");
            }
        });
        let result = work();
        drop(finish);
        result
    })
}
