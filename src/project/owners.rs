//! CODEOWNERS: who owns which path.

use super::Project;
use ignore::gitignore::{Gitignore, GitignoreBuilder};
use std::path::Path;

/// Where the file may lie; the first that is there counts.
const PLACES: [&str; 4] = [".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS"];

/// Who owns which path.
#[derive(Debug)]
pub struct Owners {
    /// Each line's pattern, and whom it names.
    lines: Vec<(Gitignore, Vec<Box<str>>)>,
}

impl Owners {
    fn parse(text: &str) -> Self {
        let mut lines = Vec::new();
        for line in text.lines() {
            let line = line.split(" #").next().unwrap_or("").trim();
            // `[Section]` and `^[Section]` are GitLab's.
            if line.is_empty() || line.starts_with(['#', '[', '^', '!']) {
                continue;
            }
            let mut words = line.split_whitespace();
            let Some(pattern) = words.next() else { continue };
            let mut builder = GitignoreBuilder::new("");
            if builder.add_line(None, pattern).is_ok()
                && let Ok(pattern) = builder.build()
            {
                lines.push((pattern, words.map(Into::into).collect()));
            }
        }
        Self { lines }
    }

    /// The owners of `path`, relative to the root; the last line that matches counts.
    pub fn of(&self, path: &str) -> &[Box<str>] {
        let path = path.trim_start_matches(['.', '/']);
        let own = |pattern: &Gitignore| pattern.matched_path_or_any_parents(path, false).is_ignore();
        self.lines.iter().rev().find(|(pattern, _)| own(pattern)).map_or(&[], |(_, owners)| owners)
    }

    /// Every owner, in the order of the file.
    pub fn all(&self) -> impl Iterator<Item = &str> {
        self.lines.iter().flat_map(|(_, owners)| owners).map(|o| &**o)
    }
}

impl Project {
    /// What CODEOWNERS says; `None` where there is none.
    pub fn owners(&self) -> Option<&Owners> {
        self.facts
            .owners
            .get_or_init(|| PLACES.iter().find_map(|p| self.read(Path::new(p))).map(|t| Owners::parse(&t)))
            .as_ref()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_line_counts() {
        let owners = Owners::parse("# all\n* @org/core\n/docs/ @ada bo@example.org # text\nsrc/*.rs\n[Section]\n");
        let of = |path: &str| owners.of(path).iter().map(|o| &**o).collect::<Vec<_>>();
        assert_eq!(of("a/b.txt"), ["@org/core"]);
        assert_eq!(of("docs/x/plan.md"), ["@ada", "bo@example.org"]);
        assert!(of("src/a.rs").is_empty());
        assert_eq!(owners.all().count(), 3);
    }
}
