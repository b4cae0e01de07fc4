//! A defect of planvet costs one file, never the run.

use std::{
    any::Any,
    cell::{Cell, RefCell},
    panic::{self, AssertUnwindSafe},
    sync::Once,
};

thread_local! {
    static GUARDED: Cell<bool> = const { Cell::new(false) };
    static PLACE: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Runs `work`; where it panics, gives what it said and where.
pub(super) fn guard<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    static HOOK: Once = Once::new();
    // The usual hook prints to standard error; a guarded panic becomes a finding instead.
    HOOK.call_once(|| {
        let usual = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if GUARDED.get() {
                PLACE.set(info.location().map(|l| format!("{}:{}", l.file(), l.line())));
            } else {
                usual(info);
            }
        }));
    });
    // What is guarded may guard a part of itself.
    let around = GUARDED.replace(true);
    let done = panic::catch_unwind(AssertUnwindSafe(work));
    GUARDED.set(around);
    done.map_err(|payload| {
        let place = PLACE.take().unwrap_or_else(|| "an unknown place".to_owned());
        format!("{} ({place})", said(&*payload))
    })
}

/// Does `work` on all of `list` at once; where that panics, on each alone, so that a defect costs one.
pub(super) fn guard_each<T, R>(list: &[T], mut work: impl FnMut(&[T]) -> Vec<R>) -> Vec<Result<R, String>> {
    match guard(|| work(list)) {
        Ok(done) => done.into_iter().map(Ok).collect(),
        Err(said) if list.len() == 1 => vec![Err(said)],
        Err(_) => list.chunks(1).map(|one| guard(|| work(one).remove(0))).collect(),
    }
}

fn said(payload: &(dyn Any + Send)) -> &str {
    let text = payload.downcast_ref::<&str>().copied();
    text.or_else(|| payload.downcast_ref::<String>().map(String::as_str)).unwrap_or("no message")
}
