//! A rule as its findings know it: its name and its page. What it does stands in [`rules`](crate::rules).

pub mod example;
mod page;

pub use example::Example;
pub use page::Page;

use std::sync::OnceLock;

/// One rule: its name and its page.
pub struct Rule {
    /// In kebab-case; how users name it.
    pub name: &'static str,
    /// The family, a folder.
    pub family: &'static str,
    text: &'static str,
    page: OnceLock<Page>,
}

impl std::fmt::Debug for Rule {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}

impl Rule {
    /// The rule `name` of `family`, whose page says `text`.
    pub(crate) const fn new(family: &'static str, name: &'static str, text: &'static str) -> Self {
        Self { name, family, text, page: OnceLock::new() }
    }

    /// Its page, parsed once.
    pub fn page(&self) -> &Page {
        self.page.get_or_init(|| Page::parse(self.name, self.text))
    }

    /// The examples of its page.
    ///
    /// # Errors
    /// Why they cannot be run; our own pages are tested to have runnable ones.
    pub fn examples(&self) -> Result<Vec<Example>, String> {
        example::parse(self.page().body)
    }

    /// What is wrong with its page, a sentence each.
    pub fn problems(&self) -> Vec<String> {
        page::problems(self)
    }

    /// Where its page stands on the web; `None` until Cargo.toml names a repository.
    pub fn url(&self) -> Option<String> {
        let repository = env!("CARGO_PKG_REPOSITORY");
        let (family, name) = (self.family, self.name);
        (!repository.is_empty()).then(|| format!("{repository}/blob/main/rules/{family}/{name}.md"))
    }

    /// Its page as it was written, front matter included.
    pub fn text(&self) -> &'static str {
        self.text
    }
}
