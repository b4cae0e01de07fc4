//! What is found, and how the client comes to know it: a piece of work at a time, so that nobody waits.

use super::{
    super::{
        background::{Desk, Found},
        configuration,
        site::Site,
        uri,
        world::World,
    },
    Session, State, guarded,
};
use gen_lsp_types::{Diagnostic as Told, Uri};
use rustc_hash::{FxHashMap, FxHashSet};
use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    mem,
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, Instant},
};

/// How many files that changed on disk are looked at in one piece.
const PIECE: usize = 256;

/// How long nobody types before documents are looked at that are not open.
const PAUSE: Duration = Duration::from_millis(40);

/// How long they wait at most.
const LONGEST: Duration = Duration::from_millis(500);

impl Session {
    /// Files changed on disk.
    pub(super) fn disk(&mut self, addresses: Vec<Uri>) {
        let record = |path: &PathBuf| path.iter().any(|part| part == ".planvet");
        let paths: Vec<PathBuf> = addresses.iter().filter_map(uri::written).collect();
        if paths.iter().any(|path| World::is_policy(path) && !record(path)) {
            return self.reload();
        }
        if paths.iter().any(record) {
            // What backs the ticks: the open documents are looked at again, the others when they are asked for.
            self.world.reload();
            self.dirty.extend(self.world.texts.open());
        }
        self.disk.extend(addresses);
        self.take_from_disk();
    }

    /// Takes the first of them.
    fn take_from_disk(&mut self) {
        let some = self.disk.drain(..self.disk.len().min(PIECE));
        let mut paths: Vec<PathBuf> = some.filter_map(|address| uri::path(&address)).collect();
        paths.retain(|path| path.iter().all(|part| part != ".planvet"));
        let affected = self.world.changed(&paths);
        self.dirty.extend(affected);
        self.edited.extend(paths);
    }

    /// Reads everything again.
    pub(super) fn reload(&mut self) {
        self.world.reload();
        self.disk.clear();
        let open = self.world.texts.open();
        self.dirty.extend(open);
        self.index();
    }

    /// Remembers what is to be looked at again after a change of a document.
    pub(super) fn edited(&mut self, path: PathBuf, affected: Vec<PathBuf>) {
        self.dirty.extend(affected);
        self.edited.insert(path);
    }

    /// Takes back what was said under an address that is left, where the file is called otherwise when it is closed.
    pub(super) fn closed(&mut self, path: &Path, address: &Uri) {
        if self.world.texts.address(path) != *address && self.told.remove(path).is_some() && !self.client.pulls {
            self.notify("textDocument/publishDiagnostics", json!({ "uri": address, "diagnostics": [] }));
        }
    }

    /// Does a piece of what is left to do; whether there was any.
    pub(super) fn work(&mut self) -> bool {
        if self.state != State::Open {
            return false;
        }
        if !self.dirty.is_empty() {
            self.sort_out();
        } else if let Some((other, path)) = self.waiting.pop_first() {
            self.tell(&path, !other);
        } else if !self.disk.is_empty() {
            self.take_from_disk();
        } else if self.unasked {
            self.unasked = false;
            self.refresh(true);
        } else if self.since.is_some_and(|since| since.elapsed() > LONGEST) {
            self.look_later();
        } else {
            self.tell_configurations();
            return false;
        }
        true
    }

    /// Says which configurations cannot be used, and why; once in a message, and at their places until they are mended.
    /// Also a client that asks for findings is told: it asks only for those of documents.
    fn tell_configurations(&mut self) {
        let broken = self.world.broken();
        let now: BTreeMap<PathBuf, Arc<Vec<Told>>> = broken
            .iter()
            .map(|(path, error)| (path.clone(), Arc::new(configuration::told(error, self.client.encoding))))
            .collect();
        if now == self.broken {
            return;
        }
        let before = mem::replace(&mut self.broken, now.clone());
        for path in before.keys().filter(|path| !now.contains_key(*path)) {
            self.publish_configuration(path, &[]);
        }
        for (path, error) in broken.iter().filter(|(path, _)| before.get(path) != now.get(path)) {
            self.publish_configuration(path, &now[path]);
            if !before.contains_key(path) {
                let message = configuration::message(error, self.world.good.has(path));
                self.notify("window/showMessage", json!({ "type": 1, "message": message }));
            }
        }
    }

    fn publish_configuration(&self, path: &Path, told: &[Told]) {
        let uri = self.world.texts.address(path);
        self.notify("textDocument/publishDiagnostics", json!({ "uri": uri, "diagnostics": told }));
    }

    /// Sends the findings of what has changed: open documents are next, the others come when the worker has looked at
    /// them.
    fn sort_out(&mut self) {
        let dirty: FxHashSet<PathBuf> = self.dirty.drain(..).collect();
        let (open, closed): (Vec<_>, Vec<_>) =
            dirty.into_iter().partition(|path| self.world.texts.buffer(path).is_some());
        for path in open {
            let edited = self.edited.contains(&path) || self.waiting.remove(&(false, path.clone()));
            self.waiting.remove(&(true, path.clone()));
            self.waiting.insert((!edited, path));
        }
        self.edited.clear();
        let (closed, gone): (Vec<_>, Vec<_>) = closed.into_iter().partition(|path| path.exists());
        for path in &gone {
            self.world.known.remove(path);
            self.unasked |= self.publish(path, None, Arc::default());
        }
        if !closed.is_empty() {
            self.since.get_or_insert_with(Instant::now);
            self.later.extend(closed);
        }
    }

    /// How long nothing may happen before documents are looked at that are not open: somebody types.
    pub(super) fn patience(&self) -> Duration {
        match self.since {
            Some(since) => PAUSE.min(LONGEST.saturating_sub(since.elapsed())),
            None => Duration::from_secs(3_600),
        }
    }

    /// Looks at the documents that are not open.
    pub(super) fn look_later(&mut self) {
        self.since = None;
        let later = self.later.drain().collect();
        self.look_at(later);
    }

    /// Sends the findings of an open document.
    fn tell(&mut self, path: &Path, edited: bool) {
        let world = &mut self.world;
        let told = guarded(|| world.look(path).map(|looked| (looked.told.clone(), looked.version)));
        match told {
            Ok(Some((told, version))) => self.unasked |= self.publish(path, version, told) && !edited,
            Ok(None) => self.unasked |= self.publish(path, None, Arc::default()) && !edited,
            Err(_) => self.world.reload(),
        }
        self.dirty.append(&mut self.world.shifted);
    }

    /// Asks a client that asks for findings to ask again, where they changed in a document that it did not edit.
    fn refresh(&mut self, changed: bool) {
        if changed && self.client.pulls && self.client.refreshes {
            self.ask("workspace/diagnostic/refresh", Value::Null);
        }
    }

    /// Tells the client what is found in a document, where it does not ask; whether that is something new.
    fn publish(&mut self, path: &Path, version: Option<i32>, told: Arc<Vec<Told>>) -> bool {
        let before = self.told.insert(path.to_owned(), told.clone());
        let changed = before.as_ref().map_or(!told.is_empty(), |before| *before != told);
        // Of a document that is not open and never had findings nothing need be said.
        if !self.client.pulls && (changed || version.is_some()) {
            let mut params = json!({ "uri": self.world.texts.address(path), "diagnostics": *told });
            if let Some(version) = version {
                params["version"] = json!(version);
            }
            self.notify("textDocument/publishDiagnostics", params);
        }
        if told.is_empty() {
            self.told.remove(path);
        }
        changed
    }

    /// Lets the worker look at documents that are not open.
    fn look_at(&mut self, paths: Vec<PathBuf>) {
        // What lies in one folder belongs to one site.
        let mut by_folder: FxHashMap<PathBuf, Vec<PathBuf>> = FxHashMap::default();
        for path in paths {
            by_folder.entry(path.parent().unwrap_or(&path).to_owned()).or_default().push(path);
        }
        let mut by_root: FxHashMap<PathBuf, (Arc<Site>, Vec<PathBuf>)> = FxHashMap::default();
        for paths in by_folder.into_values() {
            let site = self.world.site(&paths[0]);
            by_root.entry(site.root.clone()).or_insert_with(|| (site, Vec::new())).1.extend(paths);
        }
        for (site, paths) in by_root.into_values() {
            let known = |path: &PathBuf| self.world.known.get(path).is_some_and(|known| known.found);
            let (found, new) = paths.into_iter().partition(known);
            self.background.look(self.desk(site), found, new, self.world.folders.clone());
        }
    }

    fn desk(&self, site: Arc<Site>) -> Desk {
        Desk { site, texts: self.world.texts.clone(), encoding: self.world.encoding }
    }

    /// Lets the worker read the whole workspace.
    pub(super) fn index(&mut self) {
        self.background.begin();
        let folders = self.world.folders.clone();
        for folder in folders {
            let document = folder.join("plan.md");
            let site = self.world.site(&document);
            // Where it cannot be used, that is the first thing to know.
            site.configs.of(&document);
            self.background.index(self.desk(site), folder);
        }
    }

    /// Takes what the worker has found.
    pub(super) fn found(&mut self, found: Found) {
        match found {
            Found::Many { done, total, changes, mut known } => {
                known.retain(|(path, _)| self.world.texts.buffer(path).is_none());
                let mut changed = false;
                for (path, known) in &known {
                    changed |= self.publish(path, None, known.told.clone());
                }
                // What has changed meanwhile may be what they depend on.
                if changes != self.world.texts.changes() {
                    let bound = known.iter().filter(|(_, known)| known.is_bound());
                    self.dirty.extend(bound.map(|(path, _)| path.clone()));
                }
                // When the workspace is read all are looked at, wherever they belong.
                match total {
                    0 => self.world.know(known),
                    _ => self.world.known.extend(known),
                }
                self.dirty.append(&mut self.world.shifted);
                // While a workspace is read for the first time the end of it is told.
                self.refresh(changed && total == 0 || done >= total && total > 0);
                self.show(done, total);
            }
            Found::Gone(paths) => self.forget(paths),
            Found::All(folder, there) => {
                let below = self.world.known.keys().filter(|path| path.starts_with(&folder) && !there.contains(*path));
                let gone: Vec<PathBuf> = below.cloned().collect();
                self.forget(gone);
            }
        }
    }

    /// Takes back what was said of documents that are no more; what is open stays.
    pub(super) fn forget(&mut self, paths: Vec<PathBuf>) {
        for path in paths {
            if self.world.texts.buffer(&path).is_none() {
                self.world.known.remove(&path);
                self.publish(&path, None, Arc::default());
            }
        }
    }
}
