//! What the evidence of an item comes to.

use super::{Desk, Outcome};
use crate::{
    evidence::{Evidence, all_own},
    family::Member,
    git::Commit,
    markdown::InlineKind,
    plan::{Task, TaskId},
    settings::Level,
};

/// What a tick is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Grade {
    /// What it surely is worth.
    pub level: Level,
    /// What it may be worth: more, where this clone does not hold what is cited, or git cannot be asked.
    pub possible: Level,
}

impl Grade {
    /// A tick without anything beside it.
    pub const NOTHING: Self = Self { level: Level::Ticked, possible: Level::Ticked };

    fn sure(level: Level) -> Self {
        Self { level, possible: level }
    }

    /// The better of two.
    fn or(self, other: Self) -> Self {
        Self { level: self.level.max(other.level), possible: self.possible.max(other.possible) }
    }
}

/// What a tick of `level` lacks, where another one is required.
pub fn falls_short(level: Level, required: Level) -> &'static str {
    match (level, required) {
        (Level::Ticked, _) => "nothing that can be looked up stands beside it",
        (Level::Referenced, Level::Touched) => "no commit beside it changes a file that it names",
        (_, Level::Reported) => "no report beside it shows tests that ran and passed",
        _ => "no check is recorded for it",
    }
}

/// How many of the items around one are asked.
const AROUND: usize = 8;

impl Desk<'_> {
    /// What the tick of a task is worth by what the document cites beside it, below it, and beside the items that
    /// it is a part of.
    pub fn graded(&self, id: TaskId) -> Grade {
        let (text, document, plan) = (self.member.source.text(), &self.member.document, &self.member.plan);
        let task = plan.task(id);
        let mut grade = self.best(&self.beside(task), task);
        let around = std::iter::successors(task.parent, |id| plan.task(*id).parent).take(AROUND);
        for parent in around.map(|id| plan.task(id)) {
            let cited = all_own(text, document, parent);
            grade = grade.or(self.best(&cited, task)).or(self.best(&cited, parent));
        }
        grade
    }

    /// What the best of `cited` is worth for `task`.
    fn best(&self, cited: &[Evidence], task: &Task) -> Grade {
        cited.iter().map(|evidence| self.worth(evidence, task)).fold(Grade::NOTHING, Grade::or)
    }

    fn worth(&self, evidence: &Evidence, task: &Task) -> Grade {
        match self.look(evidence) {
            Outcome::Formed | Outcome::File => Grade::sure(Level::Referenced),
            Outcome::Report(report) => match &*report {
                Ok(report) if report.green().is_ok() => Grade::sure(Level::Reported),
                _ => Grade::sure(Level::Referenced),
            },
            Outcome::Commit(commit) => match self.touches(&commit, task) {
                Some(true) => Grade::sure(Level::Touched),
                Some(false) => Grade::sure(Level::Referenced),
                None => Grade { level: Level::Referenced, possible: Level::Touched },
            },
            Outcome::CutOff => Grade { level: Level::Ticked, possible: Level::Touched },
            // Where git is there and the path leads outside, nothing more will ever be known.
            Outcome::Unknown if self.repository().is_none() => Grade { level: Level::Ticked, possible: Level::Touched },
            _ => Grade::NOTHING,
        }
    }

    /// Whether a commit changes a file that a task, or one of its parts, names; `None` where this clone cannot tell.
    fn touches<'t>(&'t self, commit: &Commit, task: &'t Task) -> Option<bool> {
        let (document, plan) = (&self.member.document, &self.member.plan);
        let parts = document.descendants(task.block).filter_map(|b| plan.task_at(b)).map(|id| plan.task(id));
        let files = std::iter::once(task).chain(parts).flat_map(|t| &t.files).map(|f| &*f.path);
        let mut named = files.chain(self.folders(task)).peekable();
        if named.peek().is_none() {
            return Some(false);
        }
        let repository = self.repository()?;
        let touched = self.project.answered(repository.touched(commit)).flatten()?;
        for file in named {
            let left = self.paths.get().checked_sub(touched.len())?;
            self.paths.set(left);
            if touched.iter().any(|path| is_of(path, file)) {
                return Some(true);
            }
        }
        Some(false)
    }
}

impl Desk<'_> {
    /// The folders in code that a task's own text names: `src/parser/`.
    fn folders<'t>(&'t self, task: &'t Task) -> impl Iterator<Item = &'t str> {
        let Member { source, document, .. } = self.member;
        let inlines = document.text_block(task.block).map_or(&[][..], |block| document.inlines_of(block));
        let code = inlines.iter().filter(|i| i.kind == InlineKind::Code);
        let code = code.map(|i| source.slice(document.code_span(source.text(), i.span)));
        code.filter(|path| path.ends_with('/') && !path.contains(' '))
    }
}

/// Whether the file or folder that a document calls `named` holds `path`, or lies in the submodule `path`.
fn is_of(path: &[u8], named: &str) -> bool {
    let named = named.trim_start_matches("./").trim_start_matches("../").trim_matches('/').as_bytes();
    if named.is_empty() {
        return false;
    }
    if let Some(rest) = named.strip_prefix(path) {
        return rest.is_empty() || rest[0] == b'/';
    }
    // As it is written, it may start at the root, at the document's folder or at any other.
    memchr::memmem::find_iter(path, named).any(|at| {
        let end = at + named.len();
        (at == 0 || path[at - 1] == b'/') && (end == path.len() || path[end] == b'/')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_as_people_write_them() {
        for (path, named) in [
            ("src/parse.rs", "src/parse.rs"),
            ("src/parse.rs", "./src/parse.rs"),
            ("src/parse.rs", "parse.rs"),
            ("crates/a/src/parse.rs", "src/parse.rs"),
            ("src/parser/tabs.rs", "src/parser/"),
            ("vendor/lib", "vendor/lib/src/a.c"),
        ] {
            assert!(is_of(path.as_bytes(), named), "{path} {named}");
        }
        for (path, named) in [
            ("src/parse.rs", "src/print.rs"),
            ("src/parse.rs", "arse.rs"),
            ("src/parse.rs", "src/parse.rs.bak"),
            ("src/parser.rs", "src/parse"),
            ("src/parse.rs", "/"),
            ("src", "src-old/a.c"),
        ] {
            assert!(!is_of(path.as_bytes(), named), "{path} {named}");
        }
    }
}
