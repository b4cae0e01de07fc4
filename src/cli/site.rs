//! Where commands about evidence work: the repository, its plans, its records, and what is asked of them.

use super::{intake, outcome, revision::Revision};
use crate::{
    config::{Configs, Layer},
    discovery,
    evidence::{
        checklist::{self, Checklist, Item},
        ledger::{self, Entry},
        signing::AllowedSigners,
        store::Store,
        verify::{Facts, Trees},
    },
    family,
    git::Repository,
    message::{did_you_mean, escape, quote},
    project::Project,
    workspace,
};
use std::{collections::BTreeSet, path::PathBuf, sync::Arc};

/// What all commands about evidence can be told.
#[derive(Debug, clap::Args)]
pub struct Place {
    /// Look for plans in these files and folders [default: the repository]
    #[arg(long = "in", value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// The plan, by its key or a part of its document's path
    #[arg(long, value_name = "PLAN")]
    plan: Option<String>,
    /// Read planvet.toml and the allowed signers from this revision, so that a branch cannot loosen what it must meet
    #[arg(long, value_name = "REF")]
    policy_from: Option<String>,
}

/// A repository and what is known of it.
#[derive(Debug)]
pub struct Site {
    /// Its root.
    pub root: PathBuf,
    /// Itself.
    pub repository: Repository,
    /// Its records.
    pub store: Store,
    /// Who may sign.
    pub signers: AllowedSigners,
    configs: Arc<Configs>,
    place: Place,
    cwd: PathBuf,
}

impl Site {
    /// The site around the working directory.
    ///
    /// # Errors
    /// What is missing, ready to be printed.
    pub fn open(place: Place) -> Result<Self, String> {
        let cwd = std::env::current_dir().and_then(|cwd| workspace::canonical(&cwd));
        let cwd = cwd.map_err(|e| format!("the working directory cannot be read: {e}"))?;
        let repository = Repository::discover(&cwd).map_err(|e| e.to_string())?;
        let repository = repository.ok_or("this is no git repository: evidence is bound to what git stores")?;
        let root = workspace::canonical(repository.root()).map_err(|e| e.to_string())?;
        let configs = Configs::new(root.clone(), Layer::default());
        let (configs, signers) = match &place.policy_from {
            None => (configs, None),
            Some(name) => {
                let revision = Revision::open(&root, name)?;
                (configs.given(format!("{name}:planvet.toml"), revision.config()?), Some(revision.signers()?))
            }
        };
        let (signers, problems) = ledger::signers(&root, signers.as_deref());
        if let Some(problem) = problems.first() {
            return Err(escape::terminal(problem).into_owned());
        }
        let configs = Arc::new(configs);
        let site = Self { store: Store::new(&root), root, repository, signers, configs, place, cwd };
        site.configs.of_folder(&site.root);
        intake::usable(&site.configs, &site.cwd, &site.root)?;
        for strange in site.store.strange() {
            outcome::say(format_args!("note: {strange}"));
        }
        Ok(site)
    }

    /// Looks at the files once more: what git answered before stays as it was.
    ///
    /// # Errors
    /// Why git cannot be asked.
    pub fn look_again(&self) -> Result<Repository, String> {
        let again = Repository::discover(&self.root).map_err(|e| e.to_string())?;
        again.ok_or_else(|| "the repository is gone".to_owned())
    }

    /// What is known of the repository beside its records.
    pub fn project(&self) -> Project {
        Project::new(Some(self.root.clone()))
    }

    /// The documents with items, of the plan that was asked for, in the order of their paths.
    ///
    /// # Errors
    /// What is wrong with the configuration of some document, ready to be printed.
    pub fn documents(&self) -> Result<Vec<Checklist>, String> {
        let asked: Vec<PathBuf> = match self.place.paths.is_empty() {
            true => vec![self.root.clone()],
            false => self.place.paths.iter().map(|path| workspace::plain(&self.cwd.join(path))).collect(),
        };
        if let Some(missing) = asked.iter().find(|path| !path.exists()) {
            return Err(format!("--in: there is no {}", workspace::display(missing, &self.root)));
        }
        let found = discovery::find(&asked, &self.cwd, &self.root, &self.configs, false);
        let read = |input: workspace::Input| {
            let settings = self.configs.of(&input.path).settings(&input.path);
            Checklist::read(input, settings)
        };
        let mut lists: Vec<Checklist> = found.files.into_iter().filter_map(read).collect();
        intake::usable(&self.configs, &self.cwd, &self.root)?;
        if let Some(plan) = &self.place.plan {
            let all: BTreeSet<String> = lists.iter().map(|list| list.plan.clone()).collect();
            lists.retain(|list| list.plan == *plan || list.shown().contains(plan.as_str()));
            if lists.is_empty() {
                return Err(no_plan(plan, &all));
            }
        }
        lists.sort_by(|a, b| a.shown().cmp(b.shown()));
        lists.iter().for_each(note_key);
        Ok(lists)
    }

    /// The configuration that holds for a document, where it is another than that of the whole repository.
    pub fn configuration(&self, list: &Checklist) -> Option<String> {
        let path = self.configs.of(&list.path).path.clone();
        (path != self.configs.of_folder(&self.root).path).then_some(path)
    }

    /// Whether all records are asked about, not only those of some plans.
    pub fn is_whole(&self) -> bool {
        self.place.paths.is_empty() && self.place.plan.is_none()
    }

    /// The items of a document with their records.
    pub fn entries(&self, list: &Checklist) -> Vec<Entry> {
        let (now, trees) = (jiff::Timestamp::now().as_second(), Trees::default());
        let (root, signers, checks) = (&*self.root, &self.signers, list.checks());
        let facts = Facts { root, repository: Some(&self.repository), checks, signers, now, trees: &trees };
        list.entries(&self.store, &facts)
    }
}

/// Says where a document gives itself a name that cannot be one.
fn note_key(list: &Checklist) {
    if let Some(name) = family::no_key(list.member.source.text()) {
        let (name, plan) = (quote(name), &list.plan);
        outcome::say(format_args!(
            "note: {}: `<!-- plan: {name} -->` names no plan, so that its records go by `{plan}`: a name begins with a \
             letter, and holds letters, digits, `-`, `_` and `.` alone",
            list.shown()
        ));
    }
}

/// That there is no plan of that name, and which are called nearly so, else which there are.
fn no_plan(name: &str, all: &BTreeSet<String>) -> String {
    const NAMED: usize = 8;
    let there = match did_you_mean(name, all.iter().map(String::as_str)) {
        Some(near) => format!("did you mean `{near}`?"),
        None if all.is_empty() => "no document here has items".to_owned(),
        None => {
            let more = if all.len() > NAMED { " and others" } else { "" };
            let some: Vec<&str> = all.iter().take(NAMED).map(String::as_str).collect();
            format!("there is {}{more}", some.join(", "))
        }
    };
    format!("--plan: there is no plan `{name}`; {there}")
}

/// The one item that `name` means.
///
/// # Errors
/// That there is none, or which there are, ready to be printed.
pub fn item<'h>(lists: &'h [Checklist], name: &str) -> Result<(&'h Checklist, &'h Item), String> {
    checklist::find(lists, name).map_err(|not| {
        let lines = std::iter::once(not.why).chain(not.candidates.iter().map(|line| format!("  {line}")));
        lines.map(|line| escape::terminal(&line).into_owned()).collect::<Vec<_>>().join("\n")
    })
}
