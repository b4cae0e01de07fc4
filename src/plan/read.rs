//! The way from a document to a plan: each reader adds what it recognises,
//! definitions first, then what refers to them, then what is told of both.

use crate::{
    markdown::{BlockId, BoxMark, Document, Kind, SectionId},
    plan::{
        Dialect, LONG, Member, Name, Plan, Role, Topic, Vocabulary,
        declare::{
            branches, bygone, checklists, dialects, fields, gates, legend, mermaid, modes, numbered_items, phrases,
            prompts, remarks, rosters, sections, slots, standings, tables, timelines, titles, windows,
        },
        index::Index,
        model::*,
        names::{self, Key},
        relate::{drawings, keepers, lanes, parallels, resolve, sentences},
        tell::{
            additions, announcements, brackets, calendar, commands, demands, doers, escapes, figures, holdups, hours,
            mentions, payloads, placeholders, pointers, renames, runs, shares, shells, stretches, timetables, turns,
            upcoming, ways, weeks,
        },
    },
    source::{Places, Signs, Source, Span, window},
};
use rustc_hash::{FxHashMap, FxHashSet};
use smallvec::smallvec;
use std::{borrow::Cow, collections::hash_map::Entry};

/// What all readers share.
pub(super) struct Reader<'a> {
    /// Where the document lies, with `/`.
    pub path: &'a str,
    pub text: &'a str,
    /// Where digits stand in it.
    pub digits: &'a Places,
    /// Which signs it has.
    pub signs: &'a Signs,
    pub document: &'a Document,
    /// Every fence that says what its text is.
    pub fences: &'a [Fence],
    /// Every item that has a box.
    pub boxes: &'a [(BlockId, BoxMark)],
    /// Where numbers of three digits or more begin.
    pub numbers: &'a [usize],
    /// Every item whose text holds a digit, and the block of that text.
    pub numbered: &'a [(BlockId, BlockId)],
    /// The roles that the key of each label may give.
    pub label_roles: &'a [&'a [Role]],
    pub vocabulary: &'a Vocabulary,
    pub plan: Plan,
    /// Actors by key.
    pub actors: FxHashMap<Key, ActorId>,
    /// Tasks by the key of their id.
    pub tasks: FxHashMap<Key, TaskId>,
    /// Tasks by their block.
    pub task_blocks: FxHashMap<BlockId, TaskId>,
    /// Groups by word and label.
    pub groups: FxHashMap<(Key, Key), GroupId>,
    /// Both by what else may name them.
    pub index: Index,
    /// Names in dependencies, to be resolved when everything is defined.
    pub pending: Vec<resolve::Pending>,
    /// What a roster's column says of when an actor is active, and the kind of group that it speaks of.
    pub active: Vec<(ActorId, Span, Option<Box<str>>)>,
    /// Values that list what a lane does.
    pub lane_lists: Vec<(Node, Span)>,
    /// Cells that list the tasks of a group.
    pub listed: Vec<(GroupId, Span)>,
    /// Lines below the waves of drawings.
    pub branches: Vec<branches::Branch>,
    /// Keys of the ids of tasks that a format deals out to groups.
    pub dealt: Vec<(GroupId, Key)>,
    /// The ids that fences of JSON deal out, each with its place and its fence.
    pub waved: Vec<(String, Span, BlockId)>,
}

/// A fence with the words behind its opening.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fence {
    /// The whole.
    pub block: BlockId,
    /// What stands behind the opening.
    pub info: Span,
    /// The lines inside.
    pub body: Span,
}

/// The word with which an ignore begins.
const IGNORE: &str = "planvet-ignore";

/// Adds what it recognises.
type Step = fn(&mut Reader);

/// The readers of what there is: behind them every task, group and actor is known, whatever format it stands in.
const DECLARE: [Step; 24] = [
    phrases::read,
    bygone::read,
    sections::read,
    legend::read,
    titles::read,
    fields::read,
    tables::read,
    timelines::read,
    checklists::read,
    numbered_items::read,
    remarks::read,
    mermaid::read,
    fields::apply,
    gates::read,
    prompts::read,
    dialects::read,
    windows::read,
    standings::read,
    slots::labels,
    slots::sections,
    slots::json,
    branches::read,
    slots::deal,
    modes::read,
];

/// The readers of how that hangs together: behind them every order is known, and who has what.
const RELATE: [Step; 7] =
    [sentences::read, resolve::read, mermaid::settle, keepers::read, drawings::read, parallels::read, lanes::read];

/// The readers of what the document tells of it. They give back what they find, and change nothing else; each stands
/// behind those that it asks: commands behind scripts, periods behind days.
const TELL: [Step; 23] = [
    |reader| reader.plan.payloads = payloads::read(reader),
    |reader| reader.plan.blanks = placeholders::read(reader),
    |reader| reader.plan.escapes = escapes::read(reader),
    |reader| reader.plan.renames = renames::read(reader),
    |reader| (reader.plan.shells, reader.plan.artifacts) = shells::read(reader),
    |reader| reader.plan.commands = commands::read(reader),
    |reader| reader.plan.demands = demands::read(reader),
    |reader| reader.plan.figures = figures::read(reader),
    |reader| {
        let brackets = brackets::beside_numbers(reader);
        reader.plan.additions = additions::read(reader, &brackets);
        reader.plan.announcements = announcements::read(reader, &brackets);
    },
    |reader| reader.plan.shares = shares::read(reader),
    |reader| (reader.plan.dates, reader.plan.periods) = calendar::read(reader),
    |reader| reader.plan.turns = turns::read(reader),
    |reader| reader.plan.stretches = stretches::read(reader),
    |reader| reader.plan.runs = runs::read(reader),
    |reader| reader.plan.timetables = timetables::read(reader),
    |reader| reader.plan.hours = hours::read(reader),
    |reader| reader.plan.weeks = weeks::read(reader),
    |reader| reader.plan.doers = doers::read(reader),
    |reader| reader.plan.pointers = pointers::read(reader),
    |reader| {
        reader.plan.unresolved = mentions::read(reader);
        reader.plan.unresolved.extend(slots::unknown(reader));
        reader.plan.unlisted = mentions::of_lists(reader);
    },
    |reader| reader.plan.upcoming = upcoming::read(reader),
    |reader| reader.plan.holdups = holdups::read(reader),
    |reader| reader.plan.steps = ways::read(reader),
];

/// What the readers stand on: a document, and what several of them ask of it.
pub(super) struct Ground<'d> {
    source: &'d Source,
    document: &'d Document,
    vocabulary: &'d Vocabulary,
    text: Cow<'d, str>,
    fences: Vec<Fence>,
    boxes: Vec<(BlockId, BoxMark)>,
    numbers: Vec<usize>,
    numbered: Vec<(BlockId, BlockId)>,
    label_roles: Vec<&'d [Role]>,
}

impl<'d> Ground<'d> {
    /// That of one document.
    pub fn of(source: &'d Source, document: &'d Document, vocabulary: &'d Vocabulary) -> Self {
        let (text, fences) = (without_ignores(source.text(), document), fences(document));
        let label_roles = document.labels.iter().map(|label| vocabulary.roles(&text[label.key.range()])).collect();
        let mut ground = Self {
            source,
            document,
            vocabulary,
            text,
            fences,
            boxes: Vec::new(),
            numbers: source.digits().rows::<LONG>(),
            numbered: Vec::new(),
            label_roles,
        };
        let mut near = Vec::new();
        document.items.iter().for_each(|&item| near.extend(ground.note(item)));
        ground.add_near(near);
        if ground.boxes.is_empty() {
            ground.boxes = checklists::drawn::items(source.text(), document, &document.lists);
        }
        if ground.boxes.is_empty() {
            ground.boxes = checklists::drawn::coded(source.text(), document, vocabulary, &document.lists);
        }
        ground
    }

    /// Notes an item that several readers look for; gives back what may have been meant as a box.
    fn note(&mut self, item: BlockId) -> Option<(BlockId, BoxMark)> {
        let text = self.document.text_block(item);
        let digits = |text: &BlockId| self.source.digits().any_in(self.document.block(*text).span);
        if let Some(text) = text.filter(digits) {
            self.numbered.push((item, text));
        }
        if let Kind::Item { mark: Some(mark) } = self.document.block(item).kind {
            self.boxes.push((item, mark));
            return None;
        }
        Some((item, self.document.near_box(&self.text, text?)?))
    }

    /// Adds what was meant as a box, `- [x ] T3`, where it stands among real ones: who wrote the list counts it.
    fn add_near(&mut self, near: Vec<(BlockId, BoxMark)>) {
        if near.is_empty() {
            return;
        }
        let list = |(item, _): &(BlockId, BoxMark)| self.document.block(*item).parent;
        let real: FxHashSet<_> = self.boxes.iter().map(list).collect();
        let meant: Vec<_> = near.into_iter().filter(|near| real.contains(&list(near))).collect();
        self.boxes.extend(meant);
        self.boxes.sort_unstable_by_key(|(item, _)| *item);
    }
}

/// Reads each document as a plan: one reader after the other, each over all of them.
pub(super) fn read(grounds: Vec<Ground>) -> Vec<Plan> {
    let mut readers: Vec<Reader> = grounds.iter().map(Reader::new).collect();
    for step in DECLARE.into_iter().chain(RELATE).chain(TELL) {
        readers.iter_mut().for_each(step);
    }
    let plans: Vec<Plan> =
        readers.into_iter().map(|reader| Plan { task_blocks: reader.task_blocks, ..reader.plan }).collect();
    plans.into_iter().zip(grounds).map(|(plan, ground)| Plan { numbered: ground.numbered, ..plan }).collect()
}

/// The text with spaces where it holds comments that ignore findings: what is ignored is read as if nothing stood there,
/// or an ignore would change what it is about.
fn without_ignores<'t>(text: &'t str, document: &Document) -> Cow<'t, str> {
    let ignores = document.comments.iter().filter(|c| text[c.body.range()].trim_start().starts_with(IGNORE));
    let spans: Vec<Span> = ignores.map(|c| c.span).collect();
    if spans.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for span in spans {
        let span = span.range();
        out.push_str(&text[at..span.start]);
        // As many bytes, the ends of lines in their places.
        out.extend(text[span.clone()].bytes().map(|b| if matches!(b, b'\n' | b'\r') { b as char } else { ' ' }));
        at = span.end;
    }
    out.push_str(&text[at..]);
    Cow::Owned(out)
}

fn fences(document: &Document) -> Vec<Fence> {
    let fence = |&block: &BlockId| match document.block(block).kind {
        Kind::Code { info: Some(info), body } => Some(Fence { block, info, body }),
        _ => None,
    };
    document.code.iter().filter_map(fence).collect()
}

impl<'a> Reader<'a> {
    /// One that has read nothing yet.
    fn new(ground: &'a Ground<'a>) -> Self {
        let path = ground.source.path();
        let file = path.rsplit('/').next().unwrap_or(path).to_ascii_lowercase();
        let folders = || path.split('/');
        let templates = |folder: &str| ["template", "templates"].iter().any(|name| folder.eq_ignore_ascii_case(name));
        let called = || ground.vocabulary.topics(&file.replace(['-', '_', '.'], " ")).contains(Topic::Template);
        // "# {{title}}": the name of what is made from it.
        let blank = |title: &str| title.starts_with("{{") && title.ends_with("}}");
        let first = ground.document.sections.get(1).is_some_and(|section| blank(&section.title));
        let plan = Plan {
            dialect: Dialect::of(path, &ground.text, &ground.numbers),
            template: file.contains("template") || called() || first || folders().any(templates),
            archived: folders().any(is_archive),
            ..Plan::default()
        };
        Self {
            path,
            text: &ground.text,
            digits: ground.source.digits(),
            signs: ground.source.signs(),
            document: ground.document,
            fences: &ground.fences,
            boxes: &ground.boxes,
            numbers: &ground.numbers,
            numbered: &ground.numbered,
            label_roles: &ground.label_roles,
            vocabulary: ground.vocabulary,
            plan,
            actors: FxHashMap::default(),
            tasks: FxHashMap::default(),
            task_blocks: FxHashMap::default(),
            groups: FxHashMap::default(),
            index: Index::default(),
            pending: Vec::new(),
            active: Vec::new(),
            lane_lists: Vec::new(),
            listed: Vec::new(),
            branches: Vec::new(),
            dealt: Vec::new(),
            waved: Vec::new(),
        }
    }

    /// The text inside `span`.
    pub fn slice(&self, span: Span) -> &'a str {
        &self.text[span.range()]
    }

    /// The number that a list writes before an item: `2.`, `2)`.
    pub fn number(&self, item: BlockId) -> Option<u32> {
        let marker = self.slice(self.document.block(item).span);
        marker[..marker.find(['.', ')'])?].trim().parse().ok()
    }

    /// The text of a block without marks.
    pub fn plain(&self, block: BlockId) -> Cow<'a, str> {
        self.document.plain(self.text, block)
    }

    /// The text of a span of a block without marks.
    pub fn plain_in(&self, block: BlockId, span: Span) -> Cow<'a, str> {
        self.document.plain_in(self.text, block, span)
    }

    /// The trimmed text of a cell, where it stands.
    pub fn cell_span(&self, cell: BlockId) -> Span {
        let block = self.document.block(cell);
        let raw = self.slice(block.span);
        block.span.of_part(raw, window::trim(raw))
    }

    /// The section of a block.
    pub fn section(&self, block: BlockId) -> SectionId {
        self.document.block(block).section
    }

    /// The actor called `name`, made where it is new; `None` where that is no name.
    pub fn actor(&mut self, name: &str, place: Place) -> Option<ActorId> {
        let shown = name.trim().trim_matches(['*', '`', '_', '"', '(', ')', '[', ']']).trim();
        let key = names::key(shown);
        // A number or a colour (`#8b5cf6`) is nobody's name.
        let named = key.contains(char::is_alphabetic) && !key.starts_with('#');
        if !named || key.len() > 60 {
            return None;
        }
        if let Some(&id) = self.actors.get(&*key) {
            self.plan.actors[id.index()].places.push(place);
            return Some(id);
        }
        let id = ActorId(self.plan.actors.len() as u32);
        let kind = rosters::kind(self.vocabulary, &key, shown);
        self.plan.actors.push(Actor {
            name: shown.into(),
            key: key.as_ref().into(),
            kind,
            places: smallvec![place],
            roster: false,
            role: None,
            active: Vec::new(),
            section: None,
        });
        self.actors.insert(key.as_ref().into(), id);
        Some(id)
    }

    /// Declares an actor in a roster.
    pub fn roster(&mut self, name: &str, place: Place) -> Option<ActorId> {
        let id = self.actor(name, place)?;
        let actor = &mut self.plan.actors[id.index()];
        if !actor.roster {
            actor.roster = true;
            // The declaration comes first among its places.
            let last = actor.places.len() - 1;
            actor.places.swap(0, last);
        }
        Some(id)
    }

    /// Takes up how the members of a group relate, as a remark beside its name says it.
    pub fn relate_members(&mut self, group: GroupId, mode: Mode, place: Place) {
        if mode == Mode::Sequential || !self.runs_beside(group) {
            self.plan.groups[group.index()].mode.get_or_insert((mode, place));
        }
    }

    /// Whether "parallel" says of a group how it stands beside the others, and nothing about its own tasks: it is a
    /// lane or a stretch of the calendar.
    pub fn runs_beside(&self, group: GroupId) -> bool {
        let group = self.plan.group(group);
        group.axis == Axis::Lane || self.vocabulary.is_name(&group.word, Name::Turn)
    }

    /// The group of that kind and label, made where it is new.
    pub fn group(&mut self, word: &str, label: &str, title: &str, axis: Axis, place: Place) -> GroupId {
        let label_key: Key = if label.is_empty() { names::key(title).as_ref().into() } else { names::label_key(label) };
        let key = (Key::from(word), label_key);
        if let Some(&id) = self.groups.get(&key) {
            let group = &mut self.plan.groups[id.index()];
            group.places.push(place);
            // A cell that names a group is the least of its places.
            let last = group.places.len() - 1;
            if group.places[0].why == Why::Cell && place.why != Why::Cell {
                group.places.swap(0, last);
            }
            if group.title.is_empty() {
                group.title = title.into();
            }
            return id;
        }
        let id = GroupId(self.plan.groups.len() as u32);
        self.plan.groups.push(Group {
            word: word.into(),
            label: if label.is_empty() { "".into() } else { key.1.clone() },
            title: title.into(),
            axis,
            slot: self.vocabulary.is_name(word, Name::Slot),
            mode: None,
            width: None,
            places: smallvec![place],
            section: None,
            durations: Vec::new(),
            windows: Few::new(),
            members: Vec::new(),
            statuses: Few::new(),
            parent: None,
            branch: None,
        });
        self.index.group(id, &self.plan.groups[id.index()]);
        self.groups.insert(key, id);
        id
    }

    /// Adds a task; its id is noted, the first of equal ids wins.
    pub fn task(&mut self, task: Task) -> TaskId {
        let id = TaskId(self.plan.tasks.len() as u32);
        if let Some(name) = &task.id {
            let key = names::id_key(name);
            // What is struck out gives its name to what came in its place.
            let struck = |known: TaskId| {
                let statuses = &self.plan.task(known).statuses;
                statuses.iter().any(|s| s.status == Status::Dropped && s.said == Said::Mark)
            };
            match self.tasks.entry(key.clone()) {
                Entry::Occupied(mut known) if struck(*known.get()) => {
                    self.index.instead(&key, task.group, task.table, id);
                    known.insert(id);
                }
                Entry::Occupied(_) => {}
                Entry::Vacant(free) => _ = free.insert(id),
            }
            self.index.task(key.clone(), task.group, id);
            if let Some(table) = task.table {
                self.index.row(key, table, id);
            }
        }
        self.task_blocks.entry(task.block).or_insert(id);
        self.plan.tasks.push(task);
        id
    }

    /// Notes that a task has this id as well: a row of `T5, T6`.
    pub fn also_called(&mut self, id: TaskId, name: &str) {
        let (key, task) = (names::id_key(name), &self.plan.tasks[id.index()]);
        self.tasks.entry(key.clone()).or_insert(id);
        self.index.task(key.clone(), task.group, id);
        if let Some(table) = task.table {
            self.index.row(key, table, id);
        }
    }

    /// The names in an owner cell or field: `Ada, Bob`, `@ada & @bob`, `A + B`.
    pub fn assignees(&mut self, span: Span, plain: &str, place: Place) -> Assignee {
        let text = plain.trim();
        if self.vocabulary.is_no_owner(text) && !text.is_empty() {
            return Assignee::Nobody;
        }
        if self.vocabulary.is_owner_placeholder(text) {
            return Assignee::Missing;
        }
        let raw = self.slice(span);
        let mut found = Vec::new();
        for part in split_names(raw) {
            let place = Place { span: span.of_part(raw, part), ..place };
            if let Some(actor) = self.actor(strip_gloss(part), place) {
                found.push(actor);
            }
        }
        if found.is_empty() { Assignee::Nobody } else { Assignee::Actors(found) }
    }

    /// Adds a member to a group.
    pub fn member(&mut self, group: GroupId, actor: ActorId, span: Span) {
        self.plan.groups[group.index()].members.push(Member { actor, span });
    }
}

/// `Ada, Bob`, `Ada & Bob`, `Ada / Bob`, `Ada + Bob`, `Ada and Bob`; text in parentheses stays together.
pub(super) fn split_names(raw: &str) -> impl Iterator<Item = &str> {
    let mut depth = 0i32;
    raw.split(move |c: char| {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth -= 1,
            _ => {}
        }
        depth <= 0 && matches!(c, ',' | ';' | '&' | '+' | '、' | '\n')
    })
    .flat_map(|part| part.split(" and "))
    .flat_map(|part| part.split("<br>"))
    .map(str::trim)
    .filter(|p| !p.is_empty())
}

/// A name without the gloss in parentheses behind it, or the target of its link.
pub(super) fn strip_gloss(name: &str) -> &str {
    if let Some((name, _)) = name.strip_prefix('[').and_then(|n| n.split_once("][")) {
        return name;
    }
    match name.find('(') {
        Some(at) if at > 0 => name[..at].trim(),
        _ => name,
    }
}

/// How sure a reading is where a format or an author's own column says it.
pub(super) const SURE: Confidence = Confidence::Explicit;
/// How sure a reading is where a word of the vocabulary says it.
pub(super) const LIKELY: Confidence = Confidence::Conventional;
/// How sure a reading is where prose or position says it.
pub(super) const GUESS: Confidence = Confidence::Inferred;

/// Whether a block is text that speaks: headings, paragraphs, cells.
pub(super) fn speaks(kind: Kind) -> bool {
    matches!(kind, Kind::Heading(_) | Kind::Paragraph | Kind::Cell { .. })
}

/// Whether the name of a folder says that what it holds is over.
pub fn is_archive(folder: &str) -> bool {
    const NAMES: [&str; 7] = ["archive", "archived", "archives", "completed", "done", "old", "historical"];
    NAMES.iter().any(|name| folder.eq_ignore_ascii_case(name))
}
