//! Which paths a piece of evidence speaks of.

use super::path::{RepoPath, native};
use globset::{GlobBuilder, GlobSet, GlobSetBuilder};

/// Paths of the repository, chosen by globs and by name.
#[derive(Debug, Clone)]
pub struct Scope {
    globs: GlobSet,
    paths: Vec<RepoPath>,
    without: Vec<RepoPath>,
}

/// Where evidence itself lies; never part of what it speaks of.
const EVIDENCE: &[u8] = b".planvet";

impl Scope {
    /// What one of `globs` matches or one of `paths` names, and what lies below that; but nothing of `without` or
    /// below. As elsewhere in the configuration, `*` stays within a folder and a glob without a slash speaks of a
    /// name, wherever it lies.
    ///
    /// # Errors
    /// Where a glob is none.
    pub fn new<S: AsRef<str>>(globs: &[S], paths: &[S], without: &[S]) -> Result<Self, globset::Error> {
        let mut set = GlobSetBuilder::new();
        for glob in globs {
            let anchored = glob.as_ref().trim_start_matches("./");
            let glob = anchored.trim_matches('/');
            let glob = if anchored.contains('/') { glob.to_owned() } else { format!("**/{glob}") };
            for glob in [format!("{glob}/**"), glob] {
                set.add(GlobBuilder::new(&glob).literal_separator(true).build()?);
            }
        }
        let named = |paths: &[S]| paths.iter().map(|p| plain(p.as_ref())).filter(|p| !p.is_empty()).collect();
        Ok(Self { globs: set.build()?, paths: named(paths), without: named(without) })
    }

    /// Every path of the repository.
    pub fn all() -> Self {
        let everything = GlobBuilder::new("**").build().and_then(|g| GlobSetBuilder::new().add(g).build());
        Self { globs: everything.unwrap_or_default(), paths: Vec::new(), without: Vec::new() }
    }

    /// Whether `path` is one of them.
    pub fn holds(&self, path: &[u8]) -> bool {
        let named = |paths: &[RepoPath]| paths.iter().any(|p| below(path, p));
        !below(path, EVIDENCE)
            && !named(&self.without)
            && (named(&self.paths) || native(path).is_some_and(|p| self.globs.is_match(p)))
    }
}

fn plain(path: &str) -> RepoPath {
    path.trim_start_matches("./").trim_matches('/').as_bytes().into()
}

/// Whether `path` is `folder` or lies below it.
fn below(path: &[u8], folder: &[u8]) -> bool {
    path.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest[0] == b'/')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn globs_names_and_exceptions() {
        let scope = Scope::new(&["src/**", "Cargo.*", "docs/", "/top"], &["./tests/a.rs", "data"], &["docs/plan.md"]);
        let scope = scope.expect("globs");
        for path in ["src/a/b.rs", "Cargo.toml", "crates/x/Cargo.toml", "docs/a.md", "top", "tests/a.rs", "data/x/y"] {
            assert!(scope.holds(path.as_bytes()), "{path}");
        }
        for path in ["srcs/a", "docs/plan.md", "tests/a.rs.bak", "datas", "a/top", "Cargo", ".planvet/evidence/x"] {
            assert!(!scope.holds(path.as_bytes()), "{path}");
        }
        assert!(Scope::all().holds(b"a/b\xff"));
        assert!(!Scope::all().holds(b".planvet/evidence/x"));
        assert!(Scope::new(&["a{b"], &[], &[]).is_err());
    }
}
