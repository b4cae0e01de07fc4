//! What a finding is recognised by from run to run, for those that track findings.

use crate::check::Checked;
use rustc_hash::FxHashMap;
use sha2::{Digest, Sha256};

/// The first half of a SHA-256: enough to tell findings apart.
const BYTES: usize = 16;

/// A fingerprint for each finding of `file`, in their order, in hexadecimal digits; no two are equal.
///
/// It is made of the rule, the path, what the line of the finding says, and a running
/// number among equal ones, so that it holds when lines above are added or removed.
pub(super) fn of(file: &Checked) -> Vec<String> {
    let mut line = Line::default();
    let mut seen: FxHashMap<(&str, [u8; 32]), usize> = FxHashMap::default();
    let one = |d: &crate::diagnostic::Diagnostic| {
        let text = line.digest(file, d.span.start as usize);
        let number = seen.entry((d.rule.name, text)).or_default();
        *number += 1;
        let hash = Sha256::new()
            .chain_update(d.rule.name)
            .chain_update([0])
            .chain_update(&*file.path)
            .chain_update([0])
            .chain_update(text)
            .chain_update(number.to_string());
        hash.finalize().iter().take(BYTES).map(|byte| format!("{byte:02x}")).collect()
    };
    file.diagnostics.iter().map(one).collect()
}

/// The line read last: a long one may hold all findings of its file.
#[derive(Default)]
struct Line {
    last: Option<(usize, [u8; 32])>,
}

impl Line {
    /// The hash of the words of the line at `offset`, white space between them collapsed.
    fn digest(&mut self, file: &Checked, offset: usize) -> [u8; 32] {
        let Some(source) = &file.source else { return [0; 32] };
        let line = source.lines().line_of(offset);
        if let Some((last, digest)) = self.last
            && last == line
        {
            return digest;
        }
        let text = source.text().get(source.lines().range_of(line)).unwrap_or("");
        let mut hash = Sha256::new();
        for word in text.split_whitespace() {
            hash.update(word);
            hash.update([b' ']);
        }
        let digest = hash.finalize().into();
        self.last = Some((line, digest));
        digest
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        diagnostic::Diagnostic,
        rules,
        source::{Source, Span},
    };

    fn prints(text: &str) -> Vec<String> {
        let rule = rules::find("conflict-marker").expect("a rule");
        let found = text.match_indices('@').map(|(at, _)| Diagnostic::new(rule, Span::new(at, at + 1), "x"));
        of(&Checked {
            path: "a.md".into(),
            diagnostics: found.collect(),
            source: Source::new("a.md", text.as_bytes().to_vec()).ok(),
            suppressed: 0,
            counts: Default::default(),
            fail_on: Default::default(),
        })
    }

    #[test]
    fn moved_lines_keep_theirs_and_equal_ones_differ() {
        let before = prints("- @ one\n- @ one\n- @ two and @ more\n");
        let after = prints("# New\n\n-  @ one\r\n\n- @\tone\n- @ two and @ more");
        assert_eq!(before, after);
        let distinct: std::collections::BTreeSet<_> = before.iter().collect();
        assert_eq!(distinct.len(), 4);
        assert!(before.iter().all(|print| print.len() == 2 * BYTES));
        assert_ne!(prints("- @ three"), prints("- @ four"));
    }
}
