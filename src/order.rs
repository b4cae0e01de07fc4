//! Sorting for lists that are short or seldom sorted. The standard library's sort is compiled anew for every type and
//! every key, six kilobytes a time; this one is compiled once.

use std::cmp::Ordering;

/// Sorts `list`; what is equal stays in its order.
pub fn by<T>(list: &mut [T], mut compare: impl FnMut(&T, &T) -> Ordering) {
    if list.len() < 2 {
        return;
    }
    let mut order = sorted(list.len(), &mut |a, b| compare(&list[a], &list[b]));
    for at in 0..list.len() {
        // What was to come here may have been moved behind by what came before.
        let mut from = order[at];
        while from < at {
            from = order[from];
        }
        order[at] = from;
        list.swap(at, from);
    }
}

/// Sorts `list` by what `key` says of each; what is equal stays in its order.
pub fn by_key<T, K: Ord>(list: &mut [T], key: impl Fn(&T) -> K) {
    by(list, |a, b| key(a).cmp(&key(b)));
}

/// The first `count` numbers in order.
fn sorted(count: usize, compare: &mut dyn FnMut(usize, usize) -> Ordering) -> Vec<usize> {
    let mut order: Vec<usize> = (0..count).collect();
    order.sort_by(|&a, &b| compare(a, b));
    order
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::{collection::vec, proptest};

    proptest! {
        #[test]
        fn it_sorts_as_the_standard_library_does(mut list in vec((0_u8..9, 0_u8..9), 0..99)) {
            let mut expected = list.clone();
            expected.sort_by_key(|(key, _)| *key);
            by_key(&mut list, |(key, _)| *key);
            assert_eq!(list, expected);
        }
    }
}
