//! What a finding is recognised by from run to run, for those that track findings.

use crate::{check::Checked, diagnostic::Diagnostic};
use rustc_hash::FxHashMap;
use sha2::{Digest, Sha256};

/// The first half of a SHA-256: enough to tell findings apart.
const BYTES: usize = 16;

/// A fingerprint for each finding of `file`, in their order, in hexadecimal digits; no two are equal.
///
/// It is made of the path, the rule, the key by which the finding is known again (see
/// [`identity`](crate::suppression::identity)), and a running number among equal ones, so that it holds when lines are
/// moved and tables reflowed.
pub(super) fn of(file: &Checked) -> Vec<String> {
    let mut seen: FxHashMap<(&str, Option<&str>), usize> = FxHashMap::default();
    let mut prints = Vec::with_capacity(file.diagnostics.len());
    for Diagnostic { rule, key, .. } in &file.diagnostics {
        let number = seen.entry((rule.name, key.as_deref())).or_default();
        *number += 1;
        let text = [&*file.path, rule.name, key.as_deref().unwrap_or_default(), &number.to_string()].join("\n");
        prints.push(Sha256::digest(text).iter().take(BYTES).map(|byte| format!("{byte:02x}")).collect());
    }
    prints
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        check::Run,
        config::{Configs, Layer},
        project::Project,
        workspace::Input,
    };
    use std::{collections::BTreeSet, path::Path, sync::atomic::AtomicUsize};

    fn prints(text: &str) -> Vec<String> {
        let configs = Configs::new(Path::new("/").to_owned(), Layer::default()).isolated();
        let project = Project::default();
        let run = Run { keys: true, ..Run::new(&configs, &project) };
        let input = Input { path: "/a.md".into(), shown: "a.md".to_owned(), bytes: Some(text.as_bytes().to_vec()) };
        of(&run.vet(vec![input], &AtomicUsize::new(0))[0])
    }

    #[test]
    fn moved_lines_keep_theirs_and_equal_ones_differ() {
        let before = prints(
            "# Plan\n\n-[ ] T1 Pack\n-[ ] T1 Pack\n\n- [ ] T01 Mark\n- [ ] T02 Fill\n- [ ] T03 Load\n- [ ] T03 Sail\n",
        );
        let after = prints(
            "# Plan\n\nMore.\n\n-[ ] T1 Pack\n-[ ] T1 Pack\n\nAnd more.\n\n- [ ] T01 Mark\n- [ ] T02 Fill\n- [ ] T03 Load\n- [ ] T03 Sail\n",
        );
        assert!(before.len() > 2, "{before:?}");
        assert_eq!(before, after);
        let distinct: BTreeSet<_> = before.iter().collect();
        assert_eq!(distinct.len(), before.len());
        assert!(before.iter().all(|print| print.len() == 2 * BYTES));
    }
}
