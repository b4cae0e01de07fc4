//! Where commands about evidence work: the repository, its plans, its records, and what is asked of them.

use super::revision::Revision;
use crate::{
    config::{Check, Configs, Layer, RequireEvidence},
    evidence::{
        key::{self, ItemKey},
        ledger::{self, Entry, SIGNERS},
        signing::AllowedSigners,
        store::{self, Store},
        verify::{Facts, Trees},
    },
    family::{self, Member},
    git::Repository,
    markdown::Document,
    plan::{Plan, Task},
    report::escape,
    source::Source,
    workspace::{self, Input},
};
use std::{collections::BTreeMap, path::PathBuf, sync::Arc};

/// The most that a file of the policy may hold, in bytes.
const MOST: u64 = 1 << 20;

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

/// A document with items, and the key of its plan.
#[derive(Debug)]
pub struct Held {
    /// The document.
    pub member: Member,
    /// The key of its plan.
    pub plan: String,
    /// Where it lies.
    pub path: PathBuf,
    /// Its items and the files that each names.
    pub items: Vec<(ItemKey, Vec<String>)>,
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
            None => {
                let bytes = store::optional(&root.join(SIGNERS), MOST).map_err(|e| format!("{SIGNERS}: {e}"))?;
                (configs, String::from_utf8(bytes.unwrap_or_default()).map_err(|_| format!("{SIGNERS} is no text"))?)
            }
            Some(name) => {
                let revision = Revision::open(&root, name)?;
                (configs.given(format!("{name}:planvet.toml"), revision.config()?), revision.signers()?)
            }
        };
        let (signers, problems) = AllowedSigners::parse(&signers);
        if let Some(problem) = problems.first() {
            return Err(format!("{SIGNERS}, line {}: {}", problem.line, problem.what));
        }
        let configs = Arc::new(configs);
        let site = Self { store: Store::new(&root), root, repository, signers, configs, place, cwd };
        site.configs.of_folder(&site.root);
        match site.configs.errors().first() {
            Some(error) => Err(error.render().trim_start_matches("error: ").trim_end().to_owned()),
            None => Ok(site),
        }
    }

    /// Looks at the files once more: what git answered before stays as it was.
    ///
    /// # Errors
    /// Why git cannot be asked.
    pub fn look_again(&mut self) -> Result<(), String> {
        let again = Repository::discover(&self.root).map_err(|e| e.to_string())?;
        self.repository = again.ok_or("the repository is gone")?;
        Ok(())
    }

    /// The checks that are declared.
    pub fn checks(&self) -> Arc<BTreeMap<String, Check>> {
        self.configs.of_folder(&self.root).base().checks.clone()
    }

    /// What the tick of a task must rest on.
    pub fn required(&self, held: &Held, task: &Task) -> Option<Arc<RequireEvidence>> {
        let require = &self.configs.of(&held.path).settings(&held.path).require;
        let gate = held.member.plan.gates.iter().any(|gate| task.places.iter().any(|p| p.span == gate.place.span));
        if gate { require.gates.clone().or_else(|| require.items.clone()) } else { require.items.clone() }
    }

    /// The documents with items, of the plan that was asked for, in the order of their paths.
    pub fn documents(&self) -> Vec<Held> {
        let asked: Vec<PathBuf> = match self.place.paths.is_empty() {
            true => vec![self.root.clone()],
            false => self.place.paths.iter().map(|path| workspace::plain(&self.cwd.join(path))).collect(),
        };
        let found = workspace::find(&asked, &self.cwd, &self.root, &self.configs, false);
        let mut held: Vec<Held> = found.files.into_iter().filter_map(|input| self.read(input)).collect();
        if let Some(plan) = &self.place.plan {
            held.retain(|h| h.plan == *plan || h.member.source.path().contains(plan.as_str()));
        }
        held.sort_by(|a, b| a.member.source.path().cmp(b.member.source.path()));
        held
    }

    /// Reads one document again, after it was changed.
    pub fn read(&self, input: Input) -> Option<Held> {
        let (path, shown) = (input.path.clone(), input.shown.clone());
        let source = Source::new(&*shown, input.read(self.configs.view()).ok()?).ok()?;
        let document = Document::of(&source).ok()?;
        let settings = self.configs.of(&path).settings(&path);
        let plan = Plan::read(&source, &document, &settings);
        let key = key::plan(&source, &plan, family::key(source.text()));
        let items = ledger::items(&plan);
        (!items.is_empty()).then(|| Held { member: Member { source, document, plan }, plan: key, path, items })
    }

    /// The items of a document with their records.
    pub fn entries(&self, held: &Held, checks: &BTreeMap<String, Check>) -> Vec<Entry> {
        let (now, trees) = (jiff::Timestamp::now().as_second(), Trees::default());
        let (root, signers) = (&*self.root, &self.signers);
        let facts = Facts { root, repository: Some(&self.repository), checks, signers, now, trees: &trees };
        ledger::entries(&held.plan, held.member.source.path(), held.items.clone(), &self.store, &facts)
    }

    /// The one item that `name` means: its key, or its id in other letters.
    ///
    /// # Errors
    /// That there is none, or which there are, ready to be printed.
    pub fn item<'h>(&self, held: &'h [Held], name: &str) -> Result<(&'h Held, &'h (ItemKey, Vec<String>)), String> {
        let all = || held.iter().flat_map(|h| h.items.iter().map(move |item| (h, item)));
        let found: Vec<_> = all().filter(|(_, (item, _))| item.key.eq_ignore_ascii_case(name)).collect();
        let shown = escape::terminal(name).into_owned();
        let list = |found: &[(&Held, &(ItemKey, Vec<String>))]| {
            let lines = found.iter().take(8).map(|(h, (item, _))| {
                let line = h.member.source.position(h.member.plan.task(item.task).span().start).line;
                let title = crate::diagnostic::quote(&h.member.plan.task(item.task).title);
                format!("  {} --plan {}  {}:{line}  {title}", item.key, h.plan, h.member.source.path())
            });
            lines.collect::<Vec<_>>().join("\n")
        };
        match found[..] {
            [] => Err(format!("no plan here has an item `{shown}`; `planvet evidence list` names them")),
            [(held, item)] if !item.0.ambiguous => Ok((held, item)),
            [_] => {
                let key = found[0].1.0.key.split('~').next().unwrap_or(name).to_owned();
                let same: Vec<_> = all().filter(|(_, (item, _))| item.key.split('~').next() == Some(&*key)).collect();
                Err(format!(
                    "`{shown}` is not the only item of that id or text, so that it is not certain which is meant; give each an id:\n{}",
                    list(&same)
                ))
            }
            _ => Err(format!("several plans have an item `{shown}`; name one with --plan:\n{}", list(&found))),
        }
    }
}
