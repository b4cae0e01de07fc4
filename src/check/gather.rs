//! The documents of one plan, read and ready to be vetted.

use super::{
    Checked, Clock, Run, batch, panics, read,
    vet::{self, Case},
};
use crate::{
    discovery::{self, Keys, Unit},
    family::{self, Family, Kin, Member, Shelf},
    settings::Settings,
    source::Source,
    workspace::Input,
};
use rustc_hash::FxHashMap;
use std::{
    iter, mem,
    path::{Path, PathBuf},
    sync::Arc,
};

/// Documents that were read together.
#[derive(Debug, Default)]
pub(super) struct Gathered {
    /// The folder that their paths are relative to.
    root: PathBuf,
    members: Vec<Arc<Member>>,
    /// What is still to be understood, with what holds there.
    texts: Vec<(Source, Arc<Settings>)>,
    /// Which of them were asked for, by path: the place in the list that was given, and what holds there.
    asked: FxHashMap<Box<str>, (usize, Arc<Settings>)>,
    /// What could not be read.
    broken: Vec<(usize, Checked)>,
}

/// What was found, each with its place in the list that was given, and the plans that wait.
type Done = (Vec<(usize, Checked)>, Vec<Gathered>);

/// Opens each of `list`, understands what is new and finishes what need not wait, batch by batch.
pub(super) fn each<T, C: Clock>(
    list: Vec<T>,
    open: impl Fn(T, &mut C) -> Gathered,
    waits: impl Fn(&Gathered) -> bool,
    finish: impl Fn(Vec<Gathered>, &mut C) -> Vec<(usize, Checked)>,
) -> (Done, C) {
    let (mut checked, mut waiting, mut clock) = (Vec::new(), Vec::new(), C::default());
    let mut list = list.into_iter();
    while let Some(mut plans) = batch::next(&mut list.by_ref().map(|one| open(one, &mut clock)), Gathered::weight) {
        understand(&mut plans, &mut clock);
        let (later, ready): (Vec<_>, Vec<_>) = plans.into_iter().partition(&waits);
        waiting.extend(later);
        checked.extend(finish(ready, &mut clock));
    }
    ((checked, waiting), clock)
}

/// The parts of a list as one.
pub(super) fn together<C>(parts: Vec<(Done, C)>) -> (Vec<(usize, Checked)>, Vec<Gathered>, Vec<C>) {
    let (done, clocks): (Vec<_>, Vec<_>) = parts.into_iter().unzip();
    let (checked, waiting): (Vec<_>, Vec<_>) = done.into_iter().unzip();
    let checked = checked.into_iter().flatten().collect();
    (checked, waiting.into_iter().flatten().collect(), clocks)
}

/// Understands what is new in `plans`.
fn understand(plans: &mut [Gathered], clock: &mut impl Clock) {
    let texts: Vec<_> = plans.iter_mut().map(|plan| mem::take(&mut plan.texts)).collect();
    let owners: Vec<usize> =
        texts.iter().enumerate().flat_map(|(own, texts)| iter::repeat_n(own, texts.len())).collect();
    for (own, read) in owners.into_iter().zip(read::understand(texts.into_iter().flatten().collect(), clock)) {
        plans[own].take(read);
    }
}

impl Gathered {
    /// Opens the documents of `unit`.
    pub fn open<C: Clock>(unit: Unit, run: &Run, clock: &mut C) -> Self {
        let mut plan = Self { root: unit.root, ..Self::default() };
        for (at, input) in unit.vetted {
            let settings = run.configs.of(&input.path).settings(&input.path);
            plan.asked.insert(input.shown.as_str().into(), (at, settings.clone()));
            plan.add(input, settings, run, clock);
        }
        let context = if plan.asked.is_empty() { Vec::new() } else { unit.context };
        Self::extend((plan, context), run, clock)
    }

    /// Opens `context` too, so that the others are understood.
    pub fn extend<C: Clock>((mut plan, context): (Self, Vec<Input>), run: &Run, clock: &mut C) -> Self {
        for input in context {
            let settings = run.configs.of(&input.path).settings(&input.path);
            plan.add(input, settings, run, clock);
        }
        plan
    }

    fn add(&mut self, input: Input, settings: Arc<Settings>, run: &Run, clock: &mut impl Clock) {
        match run.texts {
            Some(library) => self.take(library.member(input, &settings)),
            None => match read::text(input, &settings, run.configs.view(), clock) {
                Ok(source) => self.texts.push((source, settings)),
                Err(checked) => self.take(Err(checked)),
            },
        }
    }

    /// Takes what came of a document; of what cannot be read and was not asked for, nothing is said.
    fn take(&mut self, read: Result<Arc<Member>, Box<Checked>>) {
        match read {
            Ok(member) => self.members.push(member),
            Err(checked) => self.broken.extend(self.asked.remove(&checked.path).map(|(at, _)| (at, *checked))),
        }
    }

    /// What it takes of a batch.
    fn weight(&self) -> usize {
        let members = self.members.iter().map(|member| batch::weight(&member.source));
        members.chain(self.texts.iter().map(|(source, _)| batch::weight(source))).sum()
    }

    /// Whether one of its documents carries a key.
    pub fn is_keyed(&self) -> bool {
        !self.asked.is_empty() && self.members.iter().any(|member| family::key(member.source.text()).is_some())
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
}

/// Vets the documents of `plans` that were asked for, each with its place in the list that was given.
pub(super) fn vet(plans: Vec<Gathered>, run: &Run, shelf: &Shelf, clock: &mut impl Clock) -> Vec<(usize, Checked)> {
    let mut done = Vec::new();
    let ready = |plan: Gathered| {
        let first = plan.members.iter().map(|member| member.source.path()).min().map(Box::<str>::from);
        done.extend(plan.broken);
        let guest = |path: &str| shelf.get(path, || guest(path, run));
        (Family::from(plan.members).with_guests(Box::new(guest)), plan.asked, first)
    };
    let plans: Vec<_> = plans.into_iter().map(ready).collect();
    let mut cases = plans.iter().flat_map(|(family, asked, first)| {
        family.members().iter().enumerate().filter_map(move |(own, member)| {
            let (at, settings) = asked.get(member.source.path())?;
            let case = Case { kin: Kin::new(family, own), settings, project: run.project, keys: run.keys };
            Some((case, *at, member, first))
        })
    });
    while let Some(batch) = batch::next(&mut cases, |(_, _, member, _)| batch::weight(&member.source)) {
        let cases: Vec<Case> = batch.iter().map(|(case, ..)| *case).collect();
        let vetted = panics::guard_each(&cases, |cases| vet::vet(cases, clock));
        for ((case, at, member, first), vetted) in batch.into_iter().zip(vetted) {
            let mut checked = match vetted {
                Ok(vetted) => vetted.of(member, case.settings.fail_on),
                Err(said) => read::failed(member.source.path(), &said, case.settings),
            };
            checked.member = run.keep.then(|| member.clone());
            checked.plan.clone_from(first);
            done.push((at, checked));
        }
    }
    done
}

/// Reads what a document links to.
fn guest(shown: &str, run: &Run) -> Option<Arc<Member>> {
    let path = run.project.file(Path::new(shown))?;
    let config = run.configs.of(&path);
    if config.excludes(&path, false) {
        return None;
    }
    let settings = config.settings(&path);
    let input = Input { path, shown: shown.to_owned(), bytes: None };
    match run.texts {
        Some(library) => library.member(input, &settings).ok(),
        None => read::read(input, &settings, run.configs.view()).ok(),
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
        let documents: Vec<Input> = discovery::units(carriers(&plan.root, &named.1), run.configs)
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
