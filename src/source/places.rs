//! Where bytes of one kind stand in a text, looked for once for all who ask.

use super::Span;

/// How many bytes make a block: one for each bit of a mask.
pub const BLOCK: usize = u64::BITS as usize;

/// How many bytes one multiplication turns into bits.
const EIGHT: usize = 8;

/// A bit for each byte of a text.
#[derive(Debug)]
pub struct Places(Box<[u64]>);

impl Places {
    /// The bytes of `text` of which `holds` is true.
    pub fn of(text: &str, holds: impl Fn(u8) -> bool + Copy) -> Self {
        let (blocks, rest) = text.as_bytes().as_chunks::<BLOCK>();
        let whole = blocks.iter().map(|block| mask(block, holds));
        // What pads the last block stands for no byte of the text.
        let last = (!rest.is_empty()).then(|| mask(&first(rest), holds) & !(u64::MAX << rest.len()));
        Self(whole.chain(last).collect())
    }

    /// Whether one of them stands inside `span`.
    #[inline]
    pub fn any_in(&self, span: Span) -> bool {
        let (from, to) = (span.start as usize, (span.end as usize).min(self.0.len() * BLOCK));
        if from >= to {
            return false;
        }
        let (behind, before) = (u64::MAX << (from % BLOCK), u64::MAX >> (BLOCK - 1 - (to - 1) % BLOCK));
        match &self.0[from / BLOCK..=(to - 1) / BLOCK] {
            [] => false,
            [only] => only & behind & before != 0,
            [first, inner @ .., last] => {
                first & behind != 0 || last & before != 0 || inner.iter().any(|&block| block != 0)
            }
        }
    }

    /// Those inside `span`, in order.
    pub fn within(&self, span: Span) -> impl Iterator<Item = usize> + '_ {
        let (from, to) = (span.start as usize / BLOCK, span.end as usize / BLOCK);
        (from..=to).flat_map(move |block| {
            let mut left = self.part(block, span);
            std::iter::from_fn(move || {
                let bit = (left != 0).then(|| left.trailing_zeros() as usize)?;
                left &= left - 1;
                Some(block * BLOCK + bit)
            })
        })
    }

    /// Where `COUNT` of them, at most [`BLOCK`], or more stand in a row: the first of each row.
    pub fn rows<const COUNT: usize>(&self) -> Vec<usize> {
        let (mut rows, mut before) = (Vec::new(), 0);
        for (block, &here) in self.0.iter().enumerate() {
            // Most blocks have none.
            let begins = here & !(here << 1 | std::mem::replace(&mut before, here) >> (BLOCK - 1));
            if begins == 0 {
                continue;
            }
            let next = self.0.get(block + 1).copied().unwrap_or(0);
            let whole = |left: u64, by: usize| left & (here >> by | next << 1 << (BLOCK - 1 - by));
            let mut left = (1..COUNT).fold(begins, whole);
            while left != 0 {
                rows.push(block * BLOCK + left.trailing_zeros() as usize);
                left &= left - 1;
            }
        }
        rows
    }

    /// The bits of a block that lie inside `span`.
    #[inline]
    fn part(&self, block: usize, span: Span) -> u64 {
        let bits = self.0.get(block).copied().unwrap_or(0);
        let start = (span.start as usize).saturating_sub(block * BLOCK);
        let end = (span.end as usize).saturating_sub(block * BLOCK);
        let below = |end: usize| if end < BLOCK { !(u64::MAX << end) } else { u64::MAX };
        bits & below(end) & !below(start)
    }
}

/// A bit for each byte of `block` of which `holds` is true, the lowest for the first.
#[inline]
pub fn mask(block: &[u8; BLOCK], holds: impl Fn(u8) -> bool) -> u64 {
    // Compilers know how to do this for many bytes at once.
    let flags = block.map(|b| u8::from(holds(b)));
    let (eights, _) = flags.as_chunks::<EIGHT>();
    // The product moves the lowest bits of eight bytes side by side, into the highest byte.
    eights.iter().enumerate().fold(0, |mask, (at, eight)| {
        mask | (u64::from_le_bytes(*eight).wrapping_mul(0x0102_0408_1020_4080) >> 56) << (at * EIGHT)
    })
}

/// The first bytes of `bytes`, zeros where there are fewer.
#[inline]
pub fn first<const N: usize>(bytes: &[u8]) -> [u8; N] {
    bytes.first_chunk().copied().unwrap_or_else(|| {
        let mut padded = [0; N];
        padded[..bytes.len()].copy_from_slice(bytes);
        padded
    })
}

/// How many ASCII letters stand at the start of `text`. Eight are looked at at a time, as many as most words have.
#[inline]
pub fn letters(text: &str) -> usize {
    const EACH: u64 = u64::MAX / 0xFF;
    const HIGH: u64 = EACH << 7;
    let bytes = text.as_bytes();
    let mut count = 0;
    loop {
        let eight = u64::from_le_bytes(first(&bytes[count..]));
        // The highest bit of each byte from `a` on, and of each behind `z`.
        let lower = (eight | EACH << 5) & !HIGH;
        let (from_a, behind_z) = (lower + EACH * u64::from(0x80 - b'a'), lower + EACH * u64::from(0x80 - (b'z' + 1)));
        let others = !(from_a & !behind_z & !eight) & HIGH;
        count += others.trailing_zeros() as usize / EIGHT;
        if others != 0 || count >= bytes.len() {
            return count;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn places_are_those_of_the_bytes(text in "[ab0-9é]{0,200}", start in 0_usize..220, len in 0_usize..220) {
            let digits = Places::of(&text, |b| b.is_ascii_digit());
            let span = Span::new(start, start + len);
            let found = |at: &usize| text.as_bytes().get(*at).is_some_and(u8::is_ascii_digit);
            let expected: Vec<usize> = span.range().filter(found).collect();
            assert_eq!(digits.within(span).collect::<Vec<_>>(), expected);
            assert_eq!(digits.any_in(span), !expected.is_empty());
        }

        #[test]
        fn rows_are_those_of_the_bytes(text in "([0-9]{0,6}[ab]{0,3}){0,60}") {
            let digits = Places::of(&text, |b| b.is_ascii_digit());
            let bytes = text.as_bytes();
            let row = |at: &usize| bytes[*at..].iter().take_while(|b| b.is_ascii_digit()).count() >= 4;
            let first = |at: &usize| *at == 0 || !bytes[at - 1].is_ascii_digit();
            let expected: Vec<usize> = (0..bytes.len()).filter(first).filter(row).collect();
            assert_eq!(digits.rows::<4>(), expected);
        }

        #[test]
        fn letters_are_those_of_the_bytes(text in "[a-zA-Z]{0,20}[@-{é 0]{0,3}[a-z]{0,3}") {
            assert_eq!(letters(&text), text.bytes().take_while(u8::is_ascii_alphabetic).count());
        }
    }
}
