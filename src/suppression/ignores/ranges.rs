//! Which `-end` closes which `-start`: ranges nest, a rule at a time.

use super::{Ignore, Name};
use rustc_hash::FxHashMap;

/// What is open while a document is read.
#[derive(Default)]
pub(super) struct Open {
    /// Every `-start` that nothing ended, as far as is known; the innermost last.
    starts: Vec<usize>,
    /// The same of each rule, with the place of its name.
    by_rule: FxHashMap<&'static str, Vec<(usize, usize)>>,
    /// Those of which a `-end` closed the last name.
    ended: Vec<bool>,
}

impl Open {
    /// The ignore at `at` begins a range.
    pub fn start(&mut self, at: usize, ignore: &Ignore) {
        self.starts.push(at);
        for (number, rule) in ignore.names.iter().enumerate().filter_map(|(n, name)| Some((n, name.rule?))) {
            self.by_rule.entry(rule.name).or_default().push((at, number));
        }
    }

    /// A `-end` at `end` closes the innermost range of each of `names`, or of all rules where it names none; gives
    /// which of the names close nothing, and whether it closes nothing at all.
    pub fn end(&mut self, names: &[Name], end: u32, ignores: &mut [Ignore]) -> (Vec<usize>, bool) {
        self.ended.resize(ignores.len(), false);
        if names.is_empty() {
            return (Vec::new(), !self.end_all(end, ignores));
        }
        let mut idle = Vec::new();
        for (number, rule) in names.iter().enumerate().filter_map(|(n, name)| Some((n, name.rule?))) {
            match self.by_rule.get_mut(rule.name).and_then(Vec::pop) {
                Some((at, name)) => {
                    ignores[at].names[name].close(end);
                    self.ended[at] = ignores[at].names.iter().all(|name| name.rule.is_none() || name.closed);
                }
                None => idle.push(number),
            }
        }
        let all = idle.len() == names.len();
        (idle, all)
    }

    /// Closes the innermost range; whether there was one.
    fn end_all(&mut self, end: u32, ignores: &mut [Ignore]) -> bool {
        while let Some(at) = self.starts.pop() {
            if self.ended[at] {
                continue;
            }
            for name in ignores[at].names.iter_mut().filter(|name| !name.closed) {
                name.close(end);
                // The innermost of all is that of each of its rules.
                name.rule.map(|rule| self.by_rule.get_mut(rule.name).map(Vec::pop));
            }
            return true;
        }
        false
    }
}
