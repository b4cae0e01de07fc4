//! Which documents form one plan, by their paths alone.

use crate::{
    config::Configs,
    plan::{Home, Inside, MARKERS, Marker, home},
    workspace::{Input, NEVER, View, display, is_document, plain},
};
use rustc_hash::FxHashMap;
use std::{
    ffi::OsStr,
    path::{Path, PathBuf},
};

/// The most documents of a plan that are read for context.
const MOST: usize = 2_000;

/// The deepest folder below a plan's own that is looked into.
const DEEPEST: usize = 4;

/// Documents that are read together.
#[derive(Debug, Default)]
pub struct Unit {
    /// The folder that their paths are relative to.
    pub root: PathBuf,
    /// What is vetted, each with its place in the list that was given.
    pub vetted: Vec<(usize, Input)>,
    /// What is read so that the others are understood.
    pub context: Vec<Input>,
}

/// What holds a plan's documents together.
#[derive(Debug, PartialEq, Eq, Hash)]
enum Tie {
    /// A folder of a format.
    Folder(PathBuf),
    /// A `[[plan]]` of a configuration: its file, and which one it is.
    Declared(String, usize),
}

/// Groups `inputs` by the plans that they belong to, and adds the documents of these that were not asked for.
pub fn units(inputs: Vec<Input>, configs: &Configs) -> Vec<Unit> {
    let mut units: Vec<Unit> = Vec::new();
    let mut tied: FxHashMap<Tie, usize> = FxHashMap::default();
    let mut marked = Marked::default();
    for (at, input) in inputs.into_iter().enumerate() {
        let root = root(&input);
        let Some((tie, kin)) = tie(&input, configs, &mut marked) else {
            units.push(Unit { root, vetted: vec![(at, input)], context: Vec::new() });
            continue;
        };
        let unit = tied.entry(tie).or_insert_with(|| {
            // What names its folder is known; the rest is named in the same way.
            let others = kin().into_iter().map(|path| Input { shown: display(&path, &root), path, bytes: None });
            units.push(Unit { context: others.collect(), vetted: Vec::new(), root });
            units.len() - 1
        });
        units[*unit].vetted.push((at, input));
    }
    for unit in &mut units {
        let vetted = &unit.vetted;
        unit.context.retain(|other| vetted.iter().all(|(_, input)| input.path != other.path));
    }
    units
}

/// What ties a document to others of its plan, as a name: the same for all that are tied together; `None` where nothing
/// does.
pub fn tie_of(input: &Input, configs: &Configs) -> Option<Box<str>> {
    let (tie, _) = tie(input, configs, &mut Marked::default())?;
    Some(format!("{tie:?}").into())
}

/// The folder that the shown path of `input` is relative to.
fn root(input: &Input) -> PathBuf {
    let depth = input.shown.split('/').count();
    input.path.ancestors().nth(depth).unwrap_or(Path::new("")).to_owned()
}

/// Finds the documents that are tied to one, by path.
type Find<'c> = Box<dyn FnOnce() -> Vec<PathBuf> + 'c>;

/// What ties a document to others, and how to find these.
fn tie<'c>(input: &Input, configs: &'c Configs, marked: &mut Marked) -> Option<(Tie, Find<'c>)> {
    let config = configs.of(&input.path);
    if let Some(number) = config.plan_of(&input.path) {
        let tie = Tie::Declared(config.path.clone(), number);
        return Some((
            tie,
            Box::new(move || config.documents_of(number, configs.view()).into_iter().take(MOST).collect()),
        ));
    }
    let (folder, inside) = match home(&input.shown) {
        Some(Home { folder, inside }) => {
            let below = input.shown[folder.len()..].split('/').count() - 1;
            (input.path.ancestors().nth(below)?.to_owned(), inside)
        }
        None => (marked.home(&input.path, &root(input), configs.view())?, Inside::All),
    };
    let list = {
        let folder = folder.clone();
        move || {
            let (view, mut found) = (configs.view(), Vec::new());
            match inside {
                Inside::Direct => documents(&folder, 0, view, &mut found),
                Inside::All => documents(&folder, DEEPEST, view, &mut found),
                Inside::Folders(names) => names.iter().for_each(|name| match name.strip_suffix("/**") {
                    Some(name) => documents(&folder.join(name), DEEPEST, view, &mut found),
                    None => documents(&folder.join(name), 0, view, &mut found),
                }),
            }
            found.retain(|path| !configs.of(path).excludes(path, false));
            found
        }
    };
    Some((Tie::Folder(folder), Box::new(list)))
}

/// The folders of which a file of a format says that they are those of a plan, by the folder in which that file lies.
#[derive(Default)]
struct Marked(FxHashMap<PathBuf, Option<PathBuf>>);

impl Marked {
    /// The folder of a plan in which the document at `path` lies, as a file says that lies above it and not above
    /// `root`.
    fn home(&mut self, path: &Path, root: &Path, view: &View) -> Option<PathBuf> {
        let above = path.ancestors().skip(1).take_while(|folder| folder.starts_with(root));
        above.filter_map(|folder| self.of(folder, view)).find(|home| path.starts_with(home))
    }

    /// The folder that a file in `folder` names, below it: one that holds all there is says nothing.
    fn of(&mut self, folder: &Path, view: &View) -> Option<PathBuf> {
        if let Some(known) = self.0.get(folder) {
            return known.clone();
        }
        let named = |marker: &Marker| {
            let text = view.read(&folder.join(marker.file)).ok()?;
            Some(plain(&folder.join(marker.folder(&String::from_utf8_lossy(&text)))))
        };
        let found = MARKERS.iter().find_map(named).filter(|home| home != folder && home.starts_with(folder));
        self.0.insert(folder.to_owned(), found.clone());
        found
    }
}

/// The Markdown files of `folder` and of those down to `deeper` levels below, in order.
fn documents(folder: &Path, deeper: usize, view: &View, found: &mut Vec<PathBuf>) {
    for (path, is_folder) in view.entries(folder) {
        if found.len() >= MOST {
            return;
        }
        if !is_folder && is_document(&path) {
            found.push(path);
        } else if is_folder && deeper > 0 && NEVER.iter().all(|never| path.file_name() != Some(OsStr::new(never))) {
            documents(&path, deeper - 1, view, found);
        }
    }
}
