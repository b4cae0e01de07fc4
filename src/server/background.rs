//! The worker that looks at documents which are not open, beside the work of the editor.

use super::{
    known::{self, Known},
    library::Library,
    site::Site,
    text::Encoding,
};
use crossbeam_channel::{Receiver, Sender};
use rustc_hash::FxHashSet;
use std::{
    panic::{self, AssertUnwindSafe},
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    thread,
};

/// How many documents are looked at before their findings are given.
const MANY: usize = 128;

/// Where the worker works.
pub struct Desk {
    /// What holds for the documents.
    pub site: Arc<Site>,
    /// The documents.
    pub texts: Arc<Library>,
    /// How the client counts places.
    pub encoding: Encoding,
}

/// What the worker has to do.
struct Job {
    desk: Desk,
    what: What,
    /// Which reading of the workspace it belongs to; a later one makes it pointless.
    reading: u64,
}

enum What {
    /// Look at documents.
    These {
        /// These were found before.
        paths: Vec<PathBuf>,
        /// These are looked at where a walk below the folders finds them.
        new: Vec<PathBuf>,
        /// Those of the workspace.
        folders: Vec<PathBuf>,
    },
    /// Look at all documents below a folder.
    Below(PathBuf),
}

/// What the worker has found.
#[derive(Debug)]
pub enum Found {
    /// What is known of some documents.
    Many {
        /// How many documents of the job are done.
        done: usize,
        /// Of how many; 0 where that is no matter.
        total: usize,
        /// How often documents had changed when these were looked at.
        changes: u64,
        /// What is known of each.
        known: Vec<(PathBuf, Known)>,
    },
    /// These are no more.
    Gone(Vec<PathBuf>),
    /// All that lies below this folder.
    All(PathBuf, FxHashSet<PathBuf>),
}

/// The worker; it ends with the last handle.
pub struct Background {
    jobs: Sender<Job>,
    /// What it has found.
    pub found: Receiver<Found>,
    /// Counts the readings of the workspace.
    readings: Arc<AtomicU64>,
}

impl Background {
    /// Starts it.
    pub fn start() -> Self {
        let (jobs, todo) = crossbeam_channel::unbounded::<Job>();
        let (out, found) = crossbeam_channel::unbounded();
        let readings = Arc::new(AtomicU64::new(0));
        let latest = readings.clone();
        let work = move || {
            for job in todo {
                // A panic costs the job.
                let _ = panic::catch_unwind(AssertUnwindSafe(|| job.run(&latest, &out)));
            }
        };
        // Without a thread only the open documents are looked at.
        let _ = thread::Builder::new().name("planvet-workspace".to_owned()).spawn(work);
        Self { jobs, found, readings }
    }

    /// Lets it look at `paths`, and at those that are `new` where a walk below `folders` finds them.
    pub fn look(&self, desk: Desk, paths: Vec<PathBuf>, new: Vec<PathBuf>, folders: Vec<PathBuf>) {
        self.send(desk, What::These { paths, new, folders });
    }

    /// Begins a new reading of the workspace; what is left of the last one is not done.
    pub fn begin(&self) {
        self.readings.fetch_add(1, Ordering::Relaxed);
    }

    /// Lets it look at all documents below `folder`.
    pub fn index(&self, desk: Desk, folder: PathBuf) {
        self.send(desk, What::Below(folder));
    }

    fn send(&self, desk: Desk, what: What) {
        let _ = self.jobs.send(Job { desk, what, reading: self.readings.load(Ordering::Relaxed) });
    }
}

impl Job {
    fn run(self, latest: &AtomicU64, out: &Sender<Found>) {
        let Desk { site, texts, encoding } = &self.desk;
        let (paths, below) = match self.what {
            What::These { mut paths, new, folders } => {
                let walked = folders.iter().filter(|folder| new.iter().any(|path| path.starts_with(folder)));
                let there: FxHashSet<PathBuf> = walked.flat_map(|folder| site.documents(folder)).collect();
                let (found, strange): (Vec<_>, Vec<_>) = new.into_iter().partition(|path| there.contains(path));
                paths.extend(found);
                let _ = out.send(Found::Gone(strange));
                (paths, None)
            }
            What::Below(folder) => (site.documents(&folder), Some(folder)),
        };
        let total = if below.is_some() { paths.len() } else { 0 };
        // The first word comes at once, so that a client can show that something is done.
        let _ = out.send(Found::Many { done: 0, total, changes: texts.changes(), known: Vec::new() });
        let mut done = 0;
        for some in paths.chunks(MANY) {
            let changes = texts.changes();
            let outdated = below.is_some() && latest.load(Ordering::Relaxed) != self.reading;
            let known = if outdated { Vec::new() } else { known::index(site, texts, *encoding, some) };
            done += some.len();
            if out.send(Found::Many { done, total, changes, known }).is_err() {
                return;
            }
        }
        if let Some(folder) = below {
            let _ = out.send(Found::All(folder, paths.into_iter().collect()));
        }
    }
}
