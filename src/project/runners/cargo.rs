//! cargo asks for aliases, binaries and examples.

use super::{Request, Runner, one, verbs};

pub(super) fn requests<'t>(words: &[&'t str]) -> Option<Vec<Request<'t>>> {
    let words: Vec<&str> =
        words.iter().copied().skip_while(|w| w.starts_with('+')).take_while(|w| *w != "--").collect();
    let (&verb, rest) = words.split_first()?;
    if verb.starts_with('-') {
        return None;
    }
    if verbs::CARGO.contains(&verb) {
        let mut found = Vec::new();
        if !matches!(verb, "run" | "r" | "build" | "b" | "test" | "t" | "check" | "c" | "clippy")
            || rest.contains(&"--manifest-path")
        {
            return None;
        }
        for (option, runner) in [("--bin", Runner::Bin), ("--example", Runner::Example)] {
            let at = rest.iter().position(|w| *w == option);
            let behind = at.and_then(|at| rest.get(at + 1)).copied();
            let joined = rest.iter().find_map(|w| w.strip_prefix(option)?.strip_prefix('='));
            found.extend(behind.or(joined).map(|name| Request { runner, name, loose: false, folder: None }));
        }
        return Some(found);
    }
    // `xtask` is nobody's plugin.
    one(Runner::Cargo, verb, verb != "xtask")
}
