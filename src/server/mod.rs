//! The language server: the engine behind an editor.
//!
//! One thread reads, one writes, one answers, and one looks at documents that are not open. Documents are understood
//! by the same engine as on the command line, with the texts that the editor holds.

mod actions;
mod background;
mod client;
mod complete;
mod configuration;
mod convert;
mod hints;
mod hover;
mod known;
mod library;
mod names;
mod outline;
mod params;
mod requests;
mod session;
mod site;
mod text;
mod uri;
mod view;
mod wire;
mod world;

pub use session::End;

use session::Session;
use std::{
    io::{self, BufRead, Write},
    thread,
    time::Duration,
};

/// How long the last messages may take.
const PATIENCE: Duration = Duration::from_secs(1);

/// Serves one client until it leaves.
///
/// # Errors
/// Where no thread can be started.
pub fn serve(mut input: impl BufRead + Send + 'static, mut output: impl Write + Send + 'static) -> io::Result<End> {
    let (to_session, incoming) = crossbeam_channel::bounded(64);
    // A client that does not read is not written to without end.
    let (out, outgoing) = crossbeam_channel::bounded(1_024);
    let (written, done) = crossbeam_channel::bounded::<()>(0);
    let read = move || {
        // The end of the stream and a stream that fails are the same to us: nobody is there.
        while let Ok(Some(message)) = wire::read(&mut input) {
            if to_session.send(message).is_err() {
                return;
            }
        }
    };
    thread::Builder::new().name("planvet-reader".to_owned()).spawn(read)?;
    let write = move || {
        let _ = outgoing.into_iter().try_for_each(|message: String| wire::write(&mut output, &message));
        drop(written);
    };
    thread::Builder::new().name("planvet-writer".to_owned()).spawn(write)?;
    let end = Session::new(out).run(&incoming);
    // What was answered last is still to be written, if anybody reads it.
    let _ = done.recv_timeout(PATIENCE);
    Ok(end)
}
