//! The anchors of a document: what `#section` may lead to, as GitHub makes them.

use super::{Document, InlineKind, Kind};
use rustc_hash::{FxHashMap, FxHashSet};
use std::cell::OnceCell;

/// The fewest letters by which a part of an anchor tells which one is meant.
const TELLING: usize = 8;

/// Every anchor of a document.
#[derive(Debug, Default)]
pub struct Anchors {
    /// Those of headings, each with how often its title stands there.
    headings: FxHashMap<Box<str>, u32>,
    /// All others.
    others: FxHashSet<Box<str>>,
    /// By [`loose`], made when first needed: other programs make other dashes.
    loose: OnceCell<FxHashMap<Box<str>, Box<str>>>,
    /// Whether headings are written as HTML, or with anchors that only another program makes.
    foreign: bool,
}

impl Anchors {
    /// The anchors of `document`, whose text is `text`.
    pub fn of(text: &str, document: &Document) -> Self {
        let mut anchors = Self::default();
        for (id, block) in document.iter() {
            match block.kind {
                Kind::Heading(_) => {
                    let title = document.plain(text, id);
                    let title = anchors.explicit(&title);
                    anchors.heading(slug(title));
                }
                Kind::Html => anchors.html(&text[block.span.range()]),
                _ => {}
            }
        }
        for inline in document.inlines.iter().filter(|i| i.kind == InlineKind::Html) {
            anchors.html(&text[inline.span.range()]);
        }
        anchors
    }

    /// Whether a link to `#target` leads somewhere.
    pub fn has(&self, target: &str) -> bool {
        let target = target.strip_prefix("user-content-").unwrap_or(target).to_lowercase();
        let known = |anchor: &str| self.headings.contains_key(anchor) || self.others.contains(anchor);
        self.foreign || known(&target) || !target.is_ascii() && known(&without_selectors(&target))
    }

    /// The anchor that `target` was perhaps meant to be: one that differs in its dashes, the only one with more
    /// words before or behind, or one of nearly the same letters.
    pub fn near(&self, target: &str) -> Option<&str> {
        let target = target.to_lowercase();
        if let Some(found) = self.loose().get(&*loose(&target)) {
            return Some(found);
        }
        let words = |anchor: &&str| {
            let rest = anchor.strip_prefix(&*target).map(|r| r.starts_with('-'));
            rest.or_else(|| anchor.strip_suffix(&*target).map(|r| r.ends_with('-'))).unwrap_or(false)
        };
        let mut longer = self.all().filter(words);
        if let (Some(found), None, true) = (longer.next(), longer.next(), target.len() >= TELLING) {
            return Some(found);
        }
        let near = |anchor: &str| strsim::jaro_winkler(anchor, &target);
        let best = self.all().max_by(|a, b| near(a).total_cmp(&near(b)).then_with(|| b.cmp(a)))?;
        (near(best) > 0.85).then_some(best)
    }

    /// Whether some program other than GitHub may take `target` for one of the anchors.
    pub fn perhaps(&self, target: &str) -> bool {
        self.loose().contains_key(&*loose(&target.to_lowercase()))
    }

    fn all(&self) -> impl Iterator<Item = &str> {
        self.headings.keys().chain(&self.others).map(|anchor| &**anchor)
    }

    fn loose(&self) -> &FxHashMap<Box<str>, Box<str>> {
        self.loose.get_or_init(|| {
            let mut anchors: Vec<&str> = self.all().collect();
            anchors.sort_unstable_by_key(|anchor| std::cmp::Reverse(*anchor));
            anchors.into_iter().map(|anchor| (loose(anchor).into(), anchor.into())).collect()
        })
    }

    /// Adds the anchor of a heading; the second of one name gets a number.
    fn heading(&mut self, base: String) {
        let repeated = match self.headings.get_mut(&*base) {
            Some(count) => {
                *count += 1;
                Some(*count)
            }
            None => None,
        };
        match repeated {
            Some(count) => self.add(format!("{base}-{count}")),
            None => {
                self.selectors(&base);
                self.headings.insert(base.into(), 0);
            }
        }
    }

    fn add(&mut self, anchor: String) {
        self.selectors(&anchor);
        self.others.insert(anchor.into());
    }

    fn selectors(&mut self, anchor: &str) {
        if !anchor.is_ascii() {
            self.others.insert(without_selectors(anchor).into());
        }
    }

    /// Takes the `{#id}` off a title.
    fn explicit<'t>(&mut self, title: &'t str) -> &'t str {
        let Some((before, id)) = title.strip_suffix('}').and_then(|t| t.rsplit_once("{#")) else { return title };
        self.add(id.trim().to_lowercase());
        before.trim_end()
    }

    /// Takes `id="x"` and `name="x"` out of tags.
    fn html(&mut self, raw: &str) {
        // Comments and closing tags hold none.
        if !raw.contains('=') && !raw.contains("<h") && !raw.contains("<H") {
            return;
        }
        let lower = raw.to_ascii_lowercase();
        self.foreign |= ["<h1", "<h2", "<h3", "<h4"].iter().any(|tag| lower.contains(tag));
        for key in ["id=", "name="] {
            for (at, _) in lower.match_indices(key) {
                let value = raw[at + key.len()..].trim_start_matches(['"', '\'']);
                let end = value.find(['"', '\'', '>', ' ']).unwrap_or(value.len());
                if end > 0 {
                    self.add(value[..end].to_lowercase());
                }
            }
        }
    }
}

/// GitHub's anchor of a heading: lower case, all but letters, digits, `-` and `_` off, spaces as dashes.
fn slug(title: &str) -> String {
    let mut slug = String::with_capacity(title.len());
    if title.is_ascii() {
        let kept = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b' ');
        let shown = |b: u8| if b == b' ' { '-' } else { b.to_ascii_lowercase() as char };
        slug.extend(title.trim().bytes().filter(kept).map(shown));
        return slug;
    }
    let kept = |c: &char| c.is_alphanumeric() || matches!(c, '-' | '_' | ' ' | '\u{200d}') || is_mark(*c);
    let lower = title.trim().chars().filter(kept).flat_map(char::to_lowercase);
    slug.extend(lower.map(|c| if c == ' ' { '-' } else { c }));
    slug
}

/// Combining marks, which belong to the letter before them.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{483}'..='\u{489}' | '\u{591}'..='\u{5bd}' | '\u{64b}'..='\u{65f}'
        | '\u{900}'..='\u{903}' | '\u{93a}'..='\u{94f}' | '\u{e31}' | '\u{e34}'..='\u{e3a}' | '\u{e47}'..='\u{e4e}'
        | '\u{20d0}'..='\u{20f0}' | '\u{3099}'..='\u{309a}' | '\u{fe00}'..='\u{fe0f}')
}

/// An anchor without what makes an emoji colourful, which some programs keep and some drop.
fn without_selectors(anchor: &str) -> String {
    anchor.chars().filter(|c| !matches!(c, '\u{fe00}'..='\u{fe0f}' | '\u{200d}' | '\u{20e3}')).collect()
}

/// An anchor's letters and digits alone.
fn loose(anchor: &str) -> String {
    anchor.chars().filter(|c| c.is_alphanumeric()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn anchors(text: &str) -> Anchors {
        Anchors::of(text, &Document::parse(text))
    }

    #[test]
    fn anchors_are_made_as_github_does() {
        for (title, anchor) in [
            ("Roll-out & Follow up", "roll-out--follow-up"),
            ("🚀 Launch", "-launch"),
            ("2.1 What's next?", "21-whats-next"),
            ("`cargo test` runs", "cargo-test-runs"),
            ("Über_uns", "über_uns"),
            ("**Bold** [link](x.md)", "bold-link"),
        ] {
            assert_eq!(slug(&Document::parse(&format!("# {title}")).sections[1].title), anchor, "{title}");
        }
    }

    #[test]
    fn explicit_and_repeated_ones() {
        let found = anchors(
            "# A\n## Task\n## Task\n\n<a id=\"Deep\"></a>\n\n- x <a name='low'></a>\n\n## B {#own}\n> ## Quoted\n",
        );
        for target in ["a", "task", "task-1", "deep", "low", "own", "b", "quoted", "Task"] {
            assert!(found.has(target), "{target}");
        }
        for target in ["task-2", "b-own", ""] {
            assert!(!found.has(target), "{target}");
        }
        assert_eq!(found.near("tasks"), Some("task"));
        let found =
            anchors("## Comprehensive timeline & chart\n## Alternatives (not implemented)\n## Alternatives-x\n");
        assert_eq!(found.near("timeline--chart"), Some("comprehensive-timeline--chart"));
        assert_eq!(found.near("not-implemented"), Some("alternatives-not-implemented"));
    }

    #[test]
    fn colourful_emoji() {
        let found = anchors("## ⚙️ Settings\n## 👩‍💻 People\n");
        assert!(found.has("️-settings") && found.has("-settings") && found.has("-people"));
    }
}
