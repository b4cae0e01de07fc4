//! The documents of one plan, read and ready to be vetted.

use super::{Checked, Clock, Run, Vetted, failed, panics, read_timed, vet};
use crate::{
    config::Settings,
    family::{self, Family, Keys, Kin, Member, Shelf, Unit},
    workspace::Input,
};
use rustc_hash::FxHashMap;
use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

/// Documents that were read together.
#[derive(Debug, Default)]
pub(super) struct Gathered {
    /// The folder that their paths are relative to.
    root: PathBuf,
    members: Vec<Arc<Member>>,
    /// Which of them were asked for, by path: the place in the list that was given, and what holds there.
    asked: FxHashMap<Box<str>, (usize, Arc<Settings>)>,
    /// What could not be read.
    broken: Vec<(usize, Checked)>,
}

impl Gathered {
    /// Reads the documents of `unit`.
    pub fn read(unit: Unit, run: &Run, clock: &mut impl Clock) -> Self {
        let mut plan = Self { root: unit.root, ..Self::default() };
        for (at, input) in unit.vetted {
            let settings = run.configs.of(&input.path).settings(&input.path);
            match run.read(input, &settings, clock) {
                Ok(member) => {
                    plan.asked.insert(member.source.path().into(), (at, settings));
                    plan.members.push(member);
                }
                Err(checked) => plan.broken.push((at, *checked)),
            }
        }
        if !plan.members.is_empty() {
            plan.extend(unit.context, run, clock);
        }
        plan
    }

    /// Reads `context` so that the others are understood; what cannot be read is no business of theirs.
    pub fn extend(&mut self, context: Vec<Input>, run: &Run, clock: &mut impl Clock) {
        self.members.extend(context.into_iter().filter_map(|input| {
            let settings = run.configs.of(&input.path).settings(&input.path);
            run.read(input, &settings, clock).ok()
        }));
    }

    /// Whether one of its documents carries a key.
    pub fn is_keyed(&self) -> bool {
        self.members.iter().any(|member| family::key(member.source.text()).is_some())
    }

    /// The key of the first of its documents that carries one.
    fn key(&self) -> Option<Box<str>> {
        let keyed = self.members.iter().filter_map(|m| Some((m.source.path(), family::key(m.source.text())?)));
        keyed.min().map(|(_, key)| key.into())
    }

    /// Whether one of its documents is at `path`.
    fn holds(&self, path: &str) -> bool {
        self.members.iter().any(|member| member.source.path() == path)
    }

    /// Takes over the documents of `other`.
    fn absorb(&mut self, other: Self) {
        for member in other.members {
            if !self.holds(member.source.path()) {
                self.members.push(member);
            }
        }
        self.asked.extend(other.asked);
        self.broken.extend(other.broken);
    }

    /// Vets the documents that were asked for, each with its place in the list that was given.
    pub fn vet(self, run: &Run, shelf: &Shelf, clock: &mut impl Clock) -> Vec<(usize, Checked)> {
        let Run { project, keys, keep, .. } = *run;
        let first = self.members.iter().map(|member| member.source.path()).min().map(Box::<str>::from);
        let mut done = self.broken;
        let guest = |path: &str| shelf.get(path, || guest(path, run));
        let family = Family::from(self.members).with_guests(Box::new(guest));
        let mut vetted: Vec<Option<Result<Vetted, String>>> = Vec::new();
        for (own, member) in family.members().iter().enumerate() {
            let asked = self.asked.get(member.source.path());
            vetted
                .push(asked.map(|(_, settings)| {
                    panics::guard(|| vet(Kin::new(&family, own), settings, project, keys, clock))
                }));
        }
        for (member, vetted) in family.members().iter().zip(vetted) {
            let (Some(vetted), Some((at, settings))) = (vetted, self.asked.get(member.source.path())) else { continue };
            let mut checked = match vetted {
                Ok(vetted) => vetted.of(member, settings.fail_on),
                Err(said) => failed(member.source.path(), &said, settings.fail_on),
            };
            checked.member = keep.then(|| member.clone());
            checked.plan.clone_from(&first);
            done.push((*at, checked));
        }
        done
    }
}

/// Reads what a document links to.
fn guest(shown: &str, run: &Run) -> Option<Arc<Member>> {
    let path = run.project.file(Path::new(shown))?;
    let config = run.configs.of(&path);
    if config.excludes(&path, false) {
        return None;
    }
    let settings = config.settings(&path);
    run.read(Input { path, shown: shown.to_owned(), bytes: None }, &settings, &mut ()).ok()
}

impl Run<'_> {
    /// The document of `input`, from the library where there is one.
    fn read(&self, input: Input, settings: &Settings, clock: &mut impl Clock) -> Result<Arc<Member>, Box<Checked>> {
        match self.texts {
            Some(library) => library.member(input, settings),
            None => read_timed(input, settings, self.configs.view(), clock),
        }
    }
}

/// Puts together what carries one key, each with the documents of its plan that are still to be read.
pub(super) fn by_key(keyed: Vec<Gathered>, run: &Run) -> Vec<(Gathered, Vec<Input>)> {
    let mut repositories: FxHashMap<PathBuf, Keys> = FxHashMap::default();
    let mut carriers = |root: &Path, key: &str| match run.texts {
        Some(library) => library.carriers(root, key),
        None => {
            let keys = repositories.entry(root.to_owned()).or_insert_with(|| Keys::of(root, run.configs));
            keys.documents(key).to_vec()
        }
    };
    let mut plans: Vec<(Gathered, Vec<Input>)> = Vec::new();
    // Where the plan of a key stands in that list.
    let mut known: FxHashMap<(PathBuf, Box<str>), usize> = FxHashMap::default();
    for plan in keyed {
        let Some(key) = plan.key() else { continue };
        let named = (plan.root.clone(), key);
        if let Some(&at) = known.get(&named)
            && is_of(&plan, &plans[at].1)
        {
            plans[at].0.absorb(plan);
            continue;
        }
        let documents: Vec<Input> = family::units(carriers(&plan.root, &named.1), run.configs)
            .into_iter()
            .flat_map(|unit| unit.vetted.into_iter().map(|(_, input)| input).chain(unit.context))
            .collect();
        // A document that no walk finds is read with those of its key, and they without it.
        if is_of(&plan, &documents) {
            known.insert(named, plans.len());
        }
        plans.push((plan, documents));
    }
    for (plan, others) in &mut plans {
        others.retain(|input| !plan.holds(&input.shown));
    }
    plans
}

/// Whether all that was asked for in `plan` is among `documents`.
fn is_of(plan: &Gathered, documents: &[Input]) -> bool {
    plan.asked.keys().all(|path| documents.iter().any(|input| *input.shown == **path))
}
