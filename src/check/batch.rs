//! Batches: documents that go through the house together, stage by stage, reader by reader and rule by rule, since
//! the code of all of them fits into no cache of a processor, and what the last document has fetched serves the next.

use crate::source::Source;
use rayon::prelude::*;

/// The most documents of a batch; more gain nothing.
const DOCUMENTS: usize = 16;

/// The most text of a batch, in bytes; what is more is alone, since its meaning takes some twenty times as much.
const BYTES: usize = 256 << 10;

/// How many batches each core gets at least, so that none waits for the others.
const SHARES: usize = 4;

/// What a document takes of a batch, in bytes.
pub(super) fn weight(source: &Source) -> usize {
    source.text().len().max(BYTES / DOCUMENTS)
}

/// The next batch of `items`, of which each takes its `weight`; `None` where nothing is left.
pub(super) fn next<T>(items: &mut impl Iterator<Item = T>, weight: impl Fn(&T) -> usize) -> Option<Vec<T>> {
    let mut batch = Vec::new();
    let mut room = BYTES;
    while room > 0
        && let Some(item) = items.next()
    {
        room = room.saturating_sub(weight(&item));
        batch.push(item);
    }
    (!batch.is_empty()).then_some(batch)
}

/// Does `work` on the parts of `list`, on all cores.
pub(super) fn on_all_cores<T: Send, R: Send>(list: Vec<T>, work: impl Fn(Vec<T>) -> R + Sync + Send) -> Vec<R> {
    // Threads cost more than one file does.
    if list.len() < 2 {
        return vec![work(list)];
    }
    let share = list.len() / (SHARES * rayon::current_num_threads());
    list.into_par_iter().chunks(share.clamp(1, DOCUMENTS)).with_max_len(1).map(work).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_batch_has_room_for_so_much() {
        let sizes = |sizes: &[usize]| -> Vec<usize> {
            let mut items = sizes.iter().copied();
            std::iter::from_fn(|| next(&mut items, |size| *size)).map(|batch| batch.len()).collect()
        };
        assert!(sizes(&[]).is_empty());
        assert_eq!(sizes(&[1; 3]), [3]);
        assert_eq!(sizes(&[BYTES / DOCUMENTS; DOCUMENTS + 1]), [DOCUMENTS, 1]);
        assert_eq!(sizes(&[BYTES, BYTES * 9, 1, 1]), [1, 1, 2]);
        let empty = Source::new("a.md", Vec::new()).expect("text");
        assert_eq!(weight(&empty) * DOCUMENTS, BYTES);
    }

    #[test]
    fn the_order_is_that_of_the_list() {
        for many in [0, 1, 2, 1_000] {
            let list: Vec<usize> = (0..many).collect();
            let parts = on_all_cores(list.clone(), |part| part);
            assert!(parts.iter().all(|part| part.len() <= DOCUMENTS));
            assert_eq!(parts.concat(), list);
        }
    }
}
