//! The sections that a name speaks of: that of a row in a summary, or of the label before a number.

use crate::{
    markdown::{BlockId, Document, SectionId},
    plan::{
        Name, Plan, Vocabulary, fold,
        model::{Row, Table},
        names::{self, Key, Ref},
    },
};
use rustc_hash::FxHashMap;
use std::cell::OnceCell;

/// The sections of a document by what names them.
#[derive(Debug)]
pub struct Titles {
    /// By the first byte of their titles.
    initials: FxHashMap<u8, Alike>,
    /// By kind and number, as in "Phase 2"; `None` where several have one.
    numbered: FxHashMap<(Key, Key), Option<SectionId>>,
}

/// Sections whose titles begin alike. Few letters are ever asked for, so that few titles are folded.
#[derive(Debug, Default)]
struct Alike {
    headed: Vec<(Rank, SectionId)>,
    /// By the titles of their phases without the number.
    phases: Vec<Titled>,
    titles: OnceCell<Vec<Titled>>,
}

/// A section by a title of it, folded.
type Titled = (Key, Rank, SectionId);

/// What a section is; of several that a name fits the first kind is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    /// That of a phase.
    Phase,
    /// One with a heading.
    Heading,
    /// One with a line of bold text.
    Line,
}

/// The most sections that one name speaks of: "Sprints 1-12".
const RANGE: usize = 32;

impl Titles {
    /// Those of `document`, which was read as `plan`.
    pub fn new(document: &Document, plan: &Plan) -> Self {
        let mut initials: FxHashMap<u8, Alike> = FxHashMap::default();
        for (at, section) in document.sections.iter().enumerate().skip(1) {
            let rank = match (plan.sections[at].group, section.level) {
                (Some(_), _) => Rank::Phase,
                (None, 7) => Rank::Line,
                _ => Rank::Heading,
            };
            for initial in names::initials(&section.title) {
                initials.entry(initial).or_default().headed.push((rank, SectionId(at as u32)));
            }
        }
        let mut numbered: FxHashMap<(Key, Key), Option<SectionId>> = FxHashMap::default();
        for (at, facts) in plan.sections.iter().enumerate() {
            let Some(group) = facts.group.map(|group| plan.group(group)) else { continue };
            let section = SectionId(at as u32);
            if !group.label.is_empty() {
                let same = numbered.entry((group.word.clone(), group.label.clone()));
                same.and_modify(|home| *home = None).or_insert(Some(section));
                let title = Key::from(names::key(&group.title));
                if let Some(&initial) = title.as_bytes().first() {
                    initials.entry(initial).or_default().phases.push((title, Rank::Phase, section));
                }
            }
        }
        Self { initials, numbered }
    }

    /// The sections whose titles begin with `name`, folded, in the order of these.
    fn beginning<'t>(&'t self, document: &Document, name: &'t str) -> impl Iterator<Item = &'t Titled> {
        let alike = name.bytes().next().and_then(|initial| self.initials.get(&initial));
        let titles = alike.map_or(&[][..], |alike| alike.titles(document));
        let from = titles.partition_point(|(title, ..)| **title < *name);
        titles[from..].iter().take_while(move |(title, ..)| title.starts_with(name))
    }

    /// The section of what a row is about; what the table itself stands in is none.
    pub fn home(&self, text: &str, document: &Document, table: &Table, row: &Row) -> Option<SectionId> {
        if row.total {
            return None;
        }
        self.titled(document, &document.plain(text, *row.cells.first()?), table.block)
    }

    /// The one section whose title begins with `name`, what stands in its brackets left out: that of "Low priority
    /// gaps" for "Low (< 3.0)". What `at` itself stands in is none.
    pub fn titled(&self, document: &Document, name: &str, at: BlockId) -> Option<SectionId> {
        self.begun(document, name, at, |rest| !rest.starts_with(char::is_alphanumeric))
    }

    /// The one section that has `name` for its title, with no more than a gloss or a word for what stands in it behind:
    /// "Backend tasks" for "Backend", "Reader: the first version" for "Reader".
    pub fn called(&self, words: &Vocabulary, document: &Document, name: &str, at: BlockId) -> Option<SectionId> {
        let plain = |word: &str| word.is_empty() || words.is_name(word, Name::Holding);
        let behind = |rest: &str| {
            let set_off = rest.trim_start();
            set_off.starts_with(['(', '[', ':', '-', '–', '—'])
                || rest.starts_with(' ') && set_off.split(|c: char| !c.is_alphanumeric()).all(plain)
        };
        self.begun(document, name, at, |rest| rest.is_empty() || behind(rest))
            .or_else(|| self.shortened(words, document, name, at))
    }

    /// The section of the number with which `name` begins, where its title has all words of the name: "Phase 2: Advanced
    /// ranking" for "Phase 2: Ranking".
    fn shortened(&self, words: &Vocabulary, document: &Document, name: &str, at: BlockId) -> Option<SectionId> {
        let [home] = self.numbered(words, document, name, at)?[..] else { return None };
        let split = |c: char| !c.is_alphanumeric();
        let title = fold(&document.section(home).title);
        let name = fold(name.split('(').next().unwrap_or(name));
        let mut words = name.split(split).filter(|word| !word.is_empty());
        // The kind and the number are two of them.
        let told = words.clone().count() > 2;
        (told && words.all(|word| title.split(split).any(|other| other == word))).then_some(home)
    }

    /// The outermost of the sections whose titles begin with `name`, where what follows `fits`.
    fn begun(&self, document: &Document, name: &str, at: BlockId, fits: impl Fn(&str) -> bool) -> Option<SectionId> {
        let name = names::title_key(names::bare(name));
        if name.chars().count() < 2 || !name.contains(char::is_alphabetic) {
            return None;
        }
        let fits = |(title, _, home): &&Titled| fits(&title[name.len()..]) && is_outside(document, *home, at);
        let found: Vec<&Titled> = self.beginning(document, &name).filter(fits).collect();
        let first = found.iter().map(|(_, rank, _)| *rank).min()?;
        let mut homes = found.into_iter().filter(|(_, rank, _)| *rank == first).map(|(.., home)| *home);
        let first = homes.next()?;
        // What a section is divided into is no other one.
        homes.try_fold(first, |home, other| {
            let inside = |a: SectionId, b: SectionId| {
                let (a, b) = (document.section(a), document.section(b));
                b.start <= a.start && a.end <= b.end
            };
            if inside(other, home) { Some(home) } else { inside(home, other).then_some(other) }
        })
    }

    /// The sections of the numbers with which `name` begins, or the one that is called so.
    pub fn certain(&self, words: &Vocabulary, document: &Document, name: &str, at: BlockId) -> Vec<SectionId> {
        let called = || self.called(words, document, name, at).map(|home| vec![home]);
        self.numbered(words, document, name, at).or_else(called).unwrap_or_default()
    }

    /// All sections that `name` speaks of: "Phase 2", "Setup", "High priority (Sprints 1-2)"; none where one of them is
    /// not certain.
    pub fn named(&self, words: &Vocabulary, document: &Document, name: &str, at: BlockId) -> Vec<SectionId> {
        let (bare, gloss) = name.split_once('(').unwrap_or((name, ""));
        let by_number = |text: &str| self.numbered(words, document, text, at);
        let found = by_number(bare).or_else(|| self.titled(document, bare, at).map(|home| vec![home]));
        found.or_else(|| by_number(gloss.split(')').next()?)).unwrap_or_default()
    }

    /// The sections of the numbers with which a text begins: "Phase 2: Reader", "Sprints 1-2".
    fn numbered(&self, words: &Vocabulary, document: &Document, text: &str, at: BlockId) -> Option<Vec<SectionId>> {
        if !text.bytes().any(|b| b.is_ascii_digit()) {
            return None;
        }
        let refs = names::refs(words, text, 0);
        let first = refs.first()?;
        let begins = !text[..first.span().start as usize].contains(char::is_alphanumeric);
        let home = |kind: &str, label: &str| {
            let home = self.numbered.get(&(Key::from(kind), names::label_key(label))).copied().flatten()?;
            is_outside(document, home, at).then_some(home)
        };
        let mut found = Vec::new();
        for named in refs.iter().filter(|_| begins) {
            match named {
                Ref::Numbered(one) => found.push(home(&one.kind, one.label)?),
                Ref::Range(range) if (range.count() as usize) < RANGE => {
                    found.extend(range.ids().map(|label| home(&range.kind, &label)).collect::<Option<Vec<_>>>()?);
                }
                _ => return None,
            }
        }
        (!found.is_empty()).then_some(found)
    }
}

impl Alike {
    fn titles(&self, document: &Document) -> &[Titled] {
        self.titles.get_or_init(|| {
            let title = |section: SectionId| Key::from(names::title_key(&document.section(section).title));
            let headed = self.headed.iter().map(|&(rank, section)| (title(section), rank, section));
            let mut titles: Vec<Titled> = headed.chain(self.phases.iter().cloned()).collect();
            titles.sort();
            titles.dedup();
            titles
        })
    }
}

/// Whether a block stands in another part of the document than `section`.
fn is_outside(document: &Document, section: SectionId, block: BlockId) -> bool {
    let section = document.section(section);
    section.heading != Some(block) && !(section.start..section.end).contains(&block.0)
}
