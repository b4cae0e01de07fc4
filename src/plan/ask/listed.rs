//! What a part of a plan lists of one kind, in every way in which an author might count it.

mod bulleted;
mod memory;
mod ranged;

use crate::{
    markdown::{BlockId, Document, Kind, Section, SectionId},
    plan::{
        Boxes, Name, Noun, Plan, Role, Topic, Vocabulary, Word, declare::sections, fold, folds_to, model::*, names,
        quantity,
    },
    source::window,
};
use memory::Memory;
use rustc_hash::{FxHashMap, FxHashSet};
use std::{cell::OnceCell, rc::Rc};

/// What is counted where tasks stand as lines in bold, among which an author may have left some out.
pub const BOLD_LINES: &str = "lines in bold";

/// Things of one kind that stand below a heading.
#[derive(Debug, Default, Clone)]
pub struct Listed {
    /// How many there are, the plainest way of counting first.
    pub counts: Vec<usize>,
    /// What was counted: `boxes`, `rows`.
    pub what: &'static str,
}

impl Listed {
    /// Whether `count` is none of the ways.
    pub fn refutes(&self, count: usize) -> bool {
        !self.counts.is_empty() && !self.counts.contains(&count)
    }

    fn add(&mut self, count: usize, what: &'static str) {
        if count > 0 && !self.counts.contains(&count) {
            if self.counts.is_empty() {
                self.what = what;
            }
            self.counts.push(count);
        }
    }
}

/// Counts what the sections of a document list.
pub struct Counter<'p> {
    text: &'p str,
    document: &'p Document,
    plan: &'p Plan,
    words: &'p Vocabulary,
    boxes: Boxes<'p>,
    /// All tasks, in the order in which they stand.
    tasks: Vec<&'p Task>,
    /// Groups by their word, with each place that declares one, in order.
    groups: FxHashMap<&'p str, Vec<(u32, &'p Group)>>,
    children: FxHashMap<SectionId, Vec<SectionId>>,
    /// Whether rows are several tasks each that stand nowhere else: "T001-T005".
    ranged: OnceCell<bool>,
    /// What was asked for, by section and noun, and the batches of tasks by section.
    known: Memory<(SectionId, Box<str>), Listed>,
    batches: Memory<SectionId, Listed>,
    /// Whether a group of that word is called the final one.
    finals: Memory<Box<str>, bool>,
}

impl<'p> Counter<'p> {
    /// A counter for `document`, which was read as `plan`.
    pub fn new(text: &'p str, document: &'p Document, plan: &'p Plan, words: &'p Vocabulary) -> Self {
        let mut children: FxHashMap<SectionId, Vec<SectionId>> = FxHashMap::default();
        for (index, section) in document.sections.iter().enumerate().skip(1) {
            children.entry(section.parent).or_default().push(SectionId(index as u32));
        }
        let mut tasks: Vec<&Task> = plan.tasks.iter().collect();
        tasks.sort_by_key(|t| t.block);
        let mut groups: FxHashMap<&str, Vec<(u32, &Group)>> = FxHashMap::default();
        for group in &plan.groups {
            let declared = group.places.iter().filter(|p| p.why != Why::Cell || group.section.is_none());
            groups.entry(&group.word).or_default().extend(declared.map(|p| (p.span.start, group)));
        }
        groups.values_mut().for_each(|places| places.sort_by_key(|p| p.0));
        let (boxes, ranged) = (Boxes::of(plan), OnceCell::new());
        let (known, batches, finals) = Default::default();
        Self { text, document, plan, words, boxes, tasks, groups, children, ranged, known, batches, finals }
    }

    /// The things called `noun` in `section`; empty where it is not certain what that means there.
    pub fn below(&self, section: SectionId, noun: &str) -> Rc<Listed> {
        self.known.of((section, noun.into()), || self.count(section, noun))
    }

    fn count(&self, section: SectionId, noun: &str) -> Listed {
        let mut listed = Listed::default();
        if noun == "task" && self.has_ranges() {
            return listed;
        }
        if self.rows(section, noun, &mut listed).is_none() {
            // The rows are batches, each with the ids of its tasks.
            let mut dealt = if noun == "task" { (*self.dealt(section)).clone() } else { Listed::default() };
            if !dealt.counts.is_empty() {
                self.tasks(section, &mut dealt);
            }
            return dealt;
        }
        self.headings(section, noun, &mut listed);
        match self.words.noun(noun) {
            Some(Noun::Group(_)) => self.groups(section, noun, &mut listed),
            Some(Noun::Agent) if section.0 == 0 => self.agents(&mut listed),
            _ if matches!(noun, "task" | "todo" | "bead") => self.tasks(section, &mut listed),
            _ if self.words.is_name(noun, Name::ListedItem) => self.items(section, &mut listed),
            _ if self.words.is_name(noun, Name::ListedTicket) => {
                self.bullets(section).into_iter().for_each(|n| listed.add(n, "items"))
            }
            _ if self.words.is_name(noun, Name::ListedThing) => self.named(section, noun, &mut listed),
            _ => {}
        }
        listed
    }

    /// Rows of tables whose first column bears the noun; `None` where such rows are not one thing each.
    fn rows(&self, section: SectionId, noun: &str, listed: &mut Listed) -> Option<()> {
        let scope = self.document.section(section);
        let from = self.plan.tables.partition_point(|t| t.block.0 < scope.start);
        let named = |table: &Table| {
            table.columns.iter().take(2).position(|c| *c.key == *noun || quantity::singular(&c.key) == noun)
        };
        let (mut sizes, mut unlike, mut different) = (Vec::new(), false, 0);
        for table in self.plan.tables[from..].iter().take_while(|t| t.block.0 < scope.end) {
            let Some(column) = named(table) else { continue };
            let rows = table.rows.iter().filter(|r| !r.total);
            let cells = rows.map(|row| row.cells.get(column).map(|&c| self.document.plain(self.text, c)));
            // A number of them, or "generated files", makes the rows no list; tasks are what one list of them says.
            let cells = cells.collect::<Option<Vec<_>>>()?;
            if !cells.iter().all(|c| is_one(c, noun) && ranged::begins(self.words, c) < 2) {
                let is_task = |row: &Row| row.total || matches!(row.subject, Some(Node::Task(_)));
                let work = noun == "task" && table.has(Role::Status) && table.rows.iter().all(is_task);
                unlike = true;
                work.then_some(())?;
            }
            sizes.push(cells.len());
            // Two rows of one name may be two tasks.
            if !self.words.is(noun, Role::Task) {
                different += cells.iter().map(|cell| names::key(cell)).collect::<FxHashSet<_>>().len();
            }
            listed.add(self.amounts(table), "rows");
            // "T3-T6" in the column of ids are four of them.
            let id = |row: &Row| {
                let cell = table.column(Role::Id).and_then(|column| row.cells.get(column));
                cell.map_or(1, |&cell| ranged::begins(self.words, &self.text[self.document.text_span(cell).range()]))
            };
            let members = table.rows.iter().filter(|row| !row.total).map(id).sum();
            listed.add(if members > cells.len() { members } else { 0 }, "ids");
            // Whoever leads is no agent that is launched.
            if self.words.noun(noun) == Some(Noun::Agent) {
                let led = |row: &&Row| {
                    let mut names = row.cells.iter().take(2).map(|&c| self.document.plain(self.text, c));
                    names.any(|name| self.words.says(&name, Word::Standby))
                };
                let leads = table.rows.iter().filter(|r| !r.total).filter(led).count();
                listed.add(cells.len() - leads, "rows");
            }
        }
        let of_tasks = |table: &&Table| table.rows.iter().any(|row| matches!(row.subject, Some(Node::Task(_))));
        let inside = || self.plan.tables[from..].iter().take_while(|t| t.block.0 < scope.end);
        if unlike && inside().filter(of_tasks).count() > 1 {
            return None;
        }
        // Tables of one size list the same things again.
        if let [first, rest @ ..] = &sizes[..]
            && rest.iter().all(|size| size == first)
        {
            listed.add(*first, "rows");
        }
        listed.add(sizes.iter().sum(), "rows");
        listed.add(different, "names");
        if sizes.len() > 1 {
            sizes.into_iter().for_each(|size| listed.add(size, "rows"));
        }
        Some(())
    }

    /// How many things the rows of a table are together, as its column of amounts says: "Qty"; 0 where it has none.
    fn amounts(&self, table: &Table) -> usize {
        let Some(column) = table.columns.iter().position(|c| self.words.is_name(&c.key, Name::Amount)) else {
            return 0;
        };
        let cells = table.rows.iter().filter(|row| !row.total).map(|row| row.cells.get(column));
        let number = |cell: BlockId| self.document.plain(self.text, cell).trim().parse::<usize>().ok();
        let all: Option<Vec<usize>> = cells.map(|cell| number(*cell?)).collect();
        all.map_or(0, |all| all.iter().sum())
    }

    /// Headings right below that begin with the noun and a number: "Step 1: …".
    fn headings(&self, section: SectionId, noun: &str, listed: &mut Listed) {
        let begins = |s: &&SectionId| {
            let title = sections::strip_marks(&self.document.section(**s).title);
            let (word, rest) = title.split_at(title.find(|c: char| !c.is_alphabetic()).unwrap_or(title.len()));
            fold(word) == noun && sections::leading_label(rest).is_some()
        };
        let below = || self.children.get(&section).into_iter().flatten().filter(begins);
        let count = below().count();
        if count > 1 {
            listed.add(count, "headings");
            listed.add(below().filter(|s| !self.is_left_out(**s)).count(), "headings");
        }
    }

    /// Whether a heading says that what stands below it is not counted: "(optional)", "(v2)", "— removed", "~~Reset~~".
    fn is_left_out(&self, section: SectionId) -> bool {
        let Section { title, title_span, .. } = self.document.section(section);
        let gloss = title.rfind('(').map_or("", |at| title[at..].trim_matches(['(', ')', ' ']));
        let topics = self.words.topics(gloss);
        self.plan.is_waived(self.text, self.words, *title_span)
            || [Topic::Optional, Topic::Later, Topic::Aside].iter().any(|&topic| topics.contains(topic))
            || self.words.is_name(gloss, Name::Aside)
    }

    /// Groups of that word in a section.
    fn groups(&self, section: SectionId, noun: &str, listed: &mut Listed) {
        let scope = self.document.section(section);
        let first = self.document.blocks.get(scope.start as usize).map_or(u32::MAX, |b| b.span.start);
        let last =
            (scope.end as usize).checked_sub(1).and_then(|b| self.document.blocks.get(b)).map_or(0, |b| b.span.end);
        let Some(places) = self.groups.get(noun) else { return };
        let from = places.partition_point(|p| p.0 < first);
        let mut seen = FxHashSet::default();
        let within = places[from..].iter().take_while(|p| p.0 < last).map(|p| p.1);
        let groups: Vec<&Group> = within.filter(|g| seen.insert(std::ptr::from_ref::<Group>(g))).collect();
        if groups.len() < 2 {
            return;
        }
        let what = "headings and rows";
        listed.add(groups.len(), what);
        let count = |keep: &dyn Fn(&Group) -> bool| groups.iter().filter(|g| keep(g)).count();
        let whole = |g: &Group| !g.label.is_empty() && g.label.chars().all(|c| c.is_ascii_digit());
        let early = |g: &Group| &*g.label == "0" && self.is_preparation(&g.title);
        let optional = |g: &Group| {
            g.statuses.iter().any(|s| s.status == Status::Dropped)
                || g.section.is_some_and(|s| self.plan.within(s, Topic::Optional) || self.is_left_out(s))
        };
        listed.add(count(&whole), what);
        listed.add(count(&|g| g.section.is_some()), what);
        listed.add(count(&|g| g.parent.is_none()), what);
        listed.add(count(&|g| !early(g)), what);
        listed.add(count(&|g| whole(g) && !early(g)), what);
        listed.add(count(&|g| !optional(g)), what);
        listed.add(count(&|g| whole(g) && !early(g) && !optional(g)), what);
        if *self.finals.of(noun.into(), || self.has_final(noun)) {
            listed.add(groups.len() + 1, what);
        }
    }

    /// Whether a group is called the final one and bears no number: "Wave FINAL (after all tasks)".
    fn has_final(&self, noun: &str) -> bool {
        let is_final = |word: &str| word.trim_matches(|c: char| !c.is_alphabetic()).eq_ignore_ascii_case("final");
        // Few lines hold the word.
        let may_name = |line: &&str| {
            let begins = |at: usize| line.as_bytes()[at..].get(..5).is_some_and(|w| w.eq_ignore_ascii_case(b"final"));
            memchr::memchr2_iter(b'f', b'F', line.as_bytes()).any(begins)
        };
        let named = |line: &str| {
            let mut words = line.split_whitespace().map(|w| w.trim_matches(|c: char| !c.is_alphabetic()));
            let Some(at) = words.position(|w| folds_to(w, noun)) else { return false };
            let mut around = line.split_whitespace().skip(at.saturating_sub(1)).take(3);
            around.any(is_final)
        };
        window::lines(self.text).filter(may_name).any(named)
    }

    /// Whether a group numbered 0 only prepares the others.
    fn is_preparation(&self, title: &str) -> bool {
        self.words.says(&fold(title), Word::Preparing)
    }

    /// Agents that a roster or headings of their own declare.
    fn agents(&self, listed: &mut Listed) {
        let roster = || self.plan.actors.iter().filter(|a| a.roster && a.kind != ActorKind::Pool);
        let headed = roster().filter(|a| a.section.is_some()).count();
        let dealt = |a: &&Actor| a.places.first().is_some_and(|p| p.why == Why::Row);
        let rows = roster().filter(dealt).count();
        if headed > 1 || rows > 1 {
            listed.add(headed, "headings");
            listed.add(rows, "rows");
            listed.add(roster().count(), "names");
        }
    }

    /// Tasks in a section: boxes, rows, headings, the items of its one numbered list.
    fn tasks(&self, section: SectionId, listed: &mut Listed) {
        let scope = self.document.section(section);
        let from = self.tasks.partition_point(|t| t.block.0 < scope.start);
        let to = self.tasks.partition_point(|t| t.block.0 < scope.end);
        let here = self.tasks.get(from..to).unwrap_or(&[]);
        let why = |t: &Task, why: Why| t.places.first().is_some_and(|p| p.why == why);
        let (rows, headings) = (|t: &&&Task| why(t, Why::Row), |t: &&&Task| why(t, Why::Heading));
        let named = self.names_tasks(here);
        if named {
            listed.add(here.iter().filter(headings).count(), "headings");
        }
        let boxes = self.boxes.of_section(self.document, section);
        let tallies = self.boxes.tallies(boxes);
        // Boxes beside a table of tasks are criteria.
        let of_rows = here.iter().filter(rows).filter(|t| t.id.is_some()).count();
        if of_rows > 2 * boxes.len() {
            listed.add(of_rows, "rows");
        }
        let numbered = self.numbered(boxes, listed);
        let (ids, further) = ranged::ids(self.words, here);
        if further > 0 {
            tallies.iter().for_each(|tally| listed.add(tally.of as usize + further, "ids"));
        }
        for tally in &tallies {
            listed.add(tally.of as usize, "boxes");
        }
        // "Remaining (2 tasks)" and "Completed (3 tasks)" count one kind.
        let title = &self.document.section(section).title;
        if title.split(|c: char| !c.is_alphanumeric()).any(|word| self.words.is_name(word, Name::InState)) {
            for tally in tallies {
                listed.add(tally.left() as usize, "boxes");
                listed.add(tally.done as usize, "boxes");
            }
        }
        let work = |t: &&&Task| t.kind == TaskKind::Work;
        listed.add(here.iter().filter(rows).count(), "rows");
        listed.add(here.iter().filter(headings).count(), "headings");
        if !listed.counts.is_empty() {
            listed.add(ids.len(), "ids");
            // What is numbered 3.1 may be a part of 3 and no task of its own.
            listed.add(ids.iter().filter(|id| id.bytes().all(|b| b.is_ascii_digit())).count(), "whole numbers");
            listed.add(numbered, "numbered boxes");
            listed.add(here.iter().filter(work).count(), "tasks");
            // `| 1 | T014 |` is the first one on a path.
            let named_so = |t: &Task| {
                let (title, id) = (names::id_key(&t.title), t.id.as_deref().map(names::id_key));
                id.as_ref() != Some(&title) && ids.contains(&title)
            };
            let again = |t: &&&Task| why(t, Why::Row) && named_so(t);
            listed.add(here.iter().filter(|t| !again(t)).count(), "tasks");
            listed.add(here.iter().filter(|t| why(t, Why::Row) || why(t, Why::Heading)).count(), "tasks");
            listed.add(here.len(), "tasks");
            // Where headings say "Task 1.1", no list is meant.
            if !named {
                self.lists(section, false).into_iter().for_each(|n| listed.add(n, "items"));
            }
        } else if here.len() > 1 && here.iter().all(|t| why(t, Why::BoldLine) && t.id.is_some()) {
            listed.add(here.len(), BOLD_LINES);
            listed.add(ids.len() + further, "ids");
        } else if let [only] = self.lists(section, true)[..] {
            listed.add(only, "numbered items");
        } else {
            self.bullets(section).into_iter().for_each(|n| listed.add(n, "items"));
        }
    }

    /// The boxes that have an id, or are called tasks, beside those of lists that have none: "Final checklist". Where one
    /// list holds both, this is but another way of counting. Gives back how many there are.
    fn numbered(&self, boxes: &[TaskId], listed: &mut Listed) -> usize {
        let task = |id: TaskId| self.plan.task(id);
        let named = |t: &Task| t.id.is_some() || is_called_task(&t.title);
        let (with, without): (Vec<TaskId>, Vec<TaskId>) = boxes.iter().partition(|&&id| named(task(id)));
        let sections: FxHashSet<SectionId> = with.iter().map(|&id| task(id).section).collect();
        let mixed = without.iter().filter(|&&id| sections.contains(&task(id).section)).count();
        let closing = |id: &&TaskId| self.plan.within(task(**id).section, Topic::Closing);
        if with.len() > without.len() && !without.is_empty() {
            if mixed > 0 {
                listed.add(boxes.len(), "boxes");
            }
            listed.add(with.len(), "boxes with a name of their own");
        } else if boxes.iter().any(|id| closing(&id)) {
            let other = boxes.iter().filter(|id| !closing(id)).count();
            listed.add(boxes.len(), "boxes");
            listed.add(other, "boxes");
        }
        with.len()
    }

    /// Whether several headings call what stands below them a task.
    fn names_tasks(&self, tasks: &[&Task]) -> bool {
        let called = |t: &&&Task| {
            let place = t.places.first().filter(|p| p.why == Why::Heading);
            place.is_some_and(|p| is_called_task(&self.text[p.span.range()]))
        };
        tasks.iter().filter(called).take(3).count() > 2
    }

    /// The items of the one list that stands right below a heading.
    fn items(&self, section: SectionId, listed: &mut Listed) {
        if self.children.contains_key(&section) {
            return;
        }
        if self.names_several(section) {
            return;
        }
        if let [only] = self.lists(section, false)[..] {
            listed.add(only, "items");
            listed.add(self.quantities(section), "items");
            listed.add(self.different(section), "names");
        }
    }

    /// How many different names in code the items of a section begin with; 0 where one begins otherwise.
    fn different(&self, section: SectionId) -> usize {
        let items = self.document.blocks_of(section).filter(|(_, block)| matches!(block.kind, Kind::Item { .. }));
        let name =
            |(id, _): (BlockId, _)| self.text[self.document.text_span(id).range()].strip_prefix('`')?.split('`').next();
        items.map(name).collect::<Option<FxHashSet<&str>>>().map_or(0, |names| names.len())
    }

    /// How many things the items of a section name, each of which begins with a number of them, "3 shirts", or holds one
    /// such figure, "Grammar: 8 questions"; 0 where one does not.
    fn quantities(&self, section: SectionId) -> usize {
        let items = self.document.blocks_of(section).filter(|(_, block)| matches!(block.kind, Kind::Item { .. }));
        let number =
            |text: &str| text.split_once(' ').and_then(|(number, _)| number.trim_end_matches('×').parse().ok());
        let figure = |text: &str| match &quantity::scan(text, 0)[..] {
            [only] if only.unit.noun().is_some() && only.is_whole() => Some(only.low as usize),
            _ => None,
        };
        let text = |id: BlockId| &self.text[self.document.text_span(id).range()];
        let all: Option<Vec<usize>> = items.map(|(id, _)| number(text(id)).or_else(|| figure(text(id)))).collect();
        all.map_or(0, |all| all.iter().sum())
    }

    /// Whether most items of a section name several things each, "HTML, CSS", "iOS, Android", or one is a range of them.
    fn names_several(&self, section: SectionId) -> bool {
        let (mut several, mut all) = (0, 0);
        for (id, block) in self.document.blocks_of(section) {
            if matches!(block.kind, Kind::Item { .. }) {
                let text = &self.text[self.document.text_span(id).range()];
                if ranged::begins(self.words, text) > 1 {
                    return true;
                }
                all += 1;
                several += usize::from(text.contains(", ") && text.split(", ").all(is_short));
            }
        }
        2 * several > all
    }

    /// The items of the one list below a heading, each of which names one thing: outermost, innermost or all.
    fn named(&self, section: SectionId, noun: &str, listed: &mut Listed) {
        if self.children.contains_key(&section) || self.lists(section, false).len() != 1 {
            return;
        }
        let (mut outer, mut inner, mut all) = (0, 0, 0);
        for (id, block) in self.document.blocks_of(section) {
            match block.kind {
                Kind::Item { .. } if self.names_one(id, noun) => {
                    let nested =
                        self.document.children(id).any(|b| matches!(self.document.block(b).kind, Kind::List { .. }));
                    let around =
                        self.document.ancestors(id).any(|b| matches!(self.document.block(b).kind, Kind::Item { .. }));
                    outer += usize::from(!around);
                    inner += usize::from(!nested);
                    all += 1;
                }
                Kind::Item { .. } | Kind::Table | Kind::Code { .. } => return,
                _ => {}
            }
        }
        for count in [outer, inner, all] {
            listed.add(count, "items");
        }
    }

    /// Whether an item names one thing in code or bold, and says of no number of them.
    fn names_one(&self, item: BlockId, noun: &str) -> bool {
        let text = &self.text[self.document.text_span(item).range()];
        let (Some(first), plain) = (text.trim_start().chars().next(), self.document.plain(self.text, item)) else {
            return false;
        };
        let end = [" - ", " — ", " – ", ": ", " ("].iter().filter_map(|end| plain.find(end)).min();
        let name = plain[..end.unwrap_or(plain.len())].trim();
        let counted = || quantity::each(text, 0).any(|q| q.unit.noun() == Some(noun));
        matches!(first, '`' | '*' | '[') && is_one(name, noun) && !name.ends_with('/') && !counted()
    }

    /// The lengths of the lists in a section that are no part of another list; with `numbered`, of
    /// nothing else, so that a list with dots makes it uncertain.
    fn lists(&self, section: SectionId, numbered: bool) -> Vec<usize> {
        let scope = self.document.section(section);
        let mut sizes = Vec::new();
        let mut at = scope.start;
        while at < scope.end {
            let block = self.document.block(BlockId(at));
            let Kind::List { ordered } = block.kind else {
                at += 1;
                continue;
            };
            if numbered && !ordered {
                return Vec::new();
            }
            sizes.push(self.size(BlockId(at)));
            at = block.end.max(at + 1);
        }
        sizes
    }
}

impl Counter<'_> {
    /// How many items a list has; a last one of "… (15 more)" stands for so many.
    fn size(&self, list: BlockId) -> usize {
        let (count, last) = self.document.children(list).fold((0, None), |(count, _), item| (count + 1, Some(item)));
        let text = last.map_or("", |item| &self.text[self.document.text_span(item).range()]);
        let bare =
            text.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '[' | ']' | 'x' | '(' | '*' | '_'));
        let elided = ["...", "…", "+", "and ", "plus "].iter().any(|dots| bare.starts_with(dots));
        let words = || bare.split(|c: char| !c.is_alphanumeric());
        let more = words().any(|w| w.eq_ignore_ascii_case("more"));
        let number = words().find_map(|w| w.parse::<usize>().ok()).filter(|_| elided && more);
        number.map_or(count, |more| count - 1 + more)
    }
}

/// Whether a text may be a name in a list of them.
fn is_short(name: &str) -> bool {
    (1..=3).contains(&name.split_whitespace().count())
}

/// Whether a title begins with "Task" and its number.
fn is_called_task(title: &str) -> bool {
    sections::strip_marks(title).get(..5).is_some_and(|head| head.eq_ignore_ascii_case("task "))
}

/// Whether a cell names one thing, and not several or how many.
fn is_one(cell: &str, noun: &str) -> bool {
    let name = cell.trim();
    let last = name.rsplit(' ').next().unwrap_or(name).to_lowercase();
    let pattern = noun == "file" && name.contains(['*', '{', '?']);
    // "GET/PUT /keys", "`a.rs`, `b.rs`": several in one row.
    let first = name.split(' ').next().unwrap_or(name);
    let joined = first.contains('/') && first.chars().all(|c| c.is_ascii_uppercase() || c == '/')
        || [", ", " and ", " & ", " + ", " × ", "×"].iter().any(|joint| name.contains(joint));
    let several = quantity::plural(noun) == last || pattern || joined || name.contains('…') || name.contains("...");
    !name.is_empty() && !several && quantity::cell(name, 0).is_none()
}
