//! Signs of which most texts have few, looked for once for all who ask.

use super::places::{BLOCK, mask};
use std::array;

/// A byte, and perhaps the one behind it, where what somebody looks for may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sign {
    /// `%`.
    Percent,
    /// `\`.
    Backslash,
    /// `<<` or `>>`.
    Twice,
    /// `->`, or the last byte of `→`.
    Arrow,
    /// `-[`.
    DashBox,
    /// A colon before a slash of either kind, or what the home of somebody begins with: `/h`, `/U`.
    Home,
    /// `..`, or the last byte of `…`.
    Dots,
    /// A byte that no text holds.
    Nul,
}

impl Sign {
    /// Whether `byte`, with `next` behind it, is one.
    #[inline]
    fn is(self, byte: u8, next: u8) -> bool {
        // Without a way out many bytes are seen at once.
        match self {
            Self::Percent => byte == b'%',
            Self::Backslash => byte == b'\\',
            Self::Twice => (byte == next) & ((byte == b'<') | (byte == b'>')),
            Self::Arrow => (byte == b'-') & (next == b'>') | (byte == 0x92),
            Self::DashBox => (byte == b'-') & (next == b'['),
            Self::Home => {
                (byte == b'/') & ((next == b'h') | (next == b'U')) | (byte == b':') & ((next == b'/') | (next == b'\\'))
            }
            Self::Dots => (byte == next) & (byte == b'.') | (byte == 0xA6),
            Self::Nul => byte == 0,
        }
    }

    #[inline]
    fn bit(self) -> u8 {
        1 << self as u32
    }

    /// Where in a block it stands, a bit for each byte; `next` is what stands one byte behind each.
    fn places(self, block: &[u8; BLOCK], next: &[u8; BLOCK]) -> u64 {
        // Of each sign by itself many bytes are seen at once.
        match self {
            Self::Percent => places(block, next, |byte, next| Self::Percent.is(byte, next)),
            Self::Backslash => places(block, next, |byte, next| Self::Backslash.is(byte, next)),
            Self::Twice => places(block, next, |byte, next| Self::Twice.is(byte, next)),
            Self::Arrow => places(block, next, |byte, next| Self::Arrow.is(byte, next)),
            Self::DashBox => places(block, next, |byte, next| Self::DashBox.is(byte, next)),
            Self::Home => places(block, next, |byte, next| Self::Home.is(byte, next)),
            Self::Dots => places(block, next, |byte, next| Self::Dots.is(byte, next)),
            Self::Nul => places(block, next, |byte, next| Self::Nul.is(byte, next)),
        }
    }
}

fn places(block: &[u8; BLOCK], next: &[u8; BLOCK], is: impl Fn(u8, u8) -> bool) -> u64 {
    mask(&array::from_fn(|at| u8::from(is(block[at], next[at]))), |is| is != 0)
}

/// Which signs stand in each block of a text.
#[derive(Debug)]
pub struct Signs(Box<[u8]>);

impl Signs {
    /// Those of `text`.
    pub fn of(text: &str) -> Self {
        let bytes = text.as_bytes();
        let (blocks, next) = (bytes.as_chunks().0, bytes.get(1..).unwrap_or(&[]).as_chunks().0);
        let whole = blocks.iter().zip(next).map(|(block, next)| signs(block, next));
        let rest = &bytes[next.len() * BLOCK..];
        let last = (!rest.is_empty()).then(|| signs(&padded(rest), &padded(&rest[1..])));
        Self(whole.chain(last).collect())
    }

    /// Where in `text` such a sign stands, in order: the text whose signs these are, or what was left of it.
    pub fn each(&self, text: &str, sign: Sign) -> impl Iterator<Item = usize> {
        let bytes = text.as_bytes();
        let blocks = self.0.iter().enumerate().filter(move |(_, signs)| *signs & sign.bit() != 0);
        blocks.flat_map(move |(block, _)| {
            let rest = &bytes[block * BLOCK..];
            let (here, next) = (padded(rest), padded(&rest[1..]));
            let mut left = sign.places(&here, &next);
            std::iter::from_fn(move || {
                let bit = (left != 0).then(|| left.trailing_zeros() as usize)?;
                left &= left - 1;
                Some(block * BLOCK + bit)
            })
        })
    }

    /// Whether the text has such a sign.
    pub fn any(&self, sign: Sign) -> bool {
        self.0.iter().fold(0, |all, signs| all | signs) & sign.bit() != 0
    }
}

/// The signs in a block, where `next` is what stands one byte behind each of its bytes. By itself it becomes code that
/// takes many bytes at once.
#[inline(never)]
fn signs(block: &[u8; BLOCK], next: &[u8; BLOCK]) -> u8 {
    // One after the other, since of a loop over them no such code becomes.
    let one = |sign: Sign, byte, next| u8::from(sign.is(byte, next)) << sign as u32;
    let of = |byte, next| {
        one(Sign::Percent, byte, next)
            | one(Sign::Backslash, byte, next)
            | one(Sign::Twice, byte, next)
            | one(Sign::Arrow, byte, next)
            | one(Sign::DashBox, byte, next)
            | one(Sign::Home, byte, next)
            | one(Sign::Dots, byte, next)
            | one(Sign::Nul, byte, next)
    };
    block.iter().zip(next).fold(0, |all, (&byte, &next)| all | of(byte, next))
}

/// The first bytes of `bytes`, spaces where there are fewer.
#[inline]
fn padded(bytes: &[u8]) -> [u8; BLOCK] {
    bytes.first_chunk().copied().unwrap_or_else(|| {
        let mut padded = [b' '; BLOCK];
        padded[..bytes.len()].copy_from_slice(bytes);
        padded
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [Sign; u8::BITS as usize] =
        [Sign::Percent, Sign::Backslash, Sign::Twice, Sign::Arrow, Sign::DashBox, Sign::Home, Sign::Dots, Sign::Nul];

    proptest::proptest! {
        #[test]
        fn signs_are_those_of_the_bytes(text in "[ab%<>\\\\n\"→…./:hU\0\\[-]{0,200}") {
            let signs = Signs::of(&text);
            let bytes = text.as_bytes();
            for sign in ALL {
                let stands = |at: &usize| sign.is(bytes[*at], bytes.get(at + 1).copied().unwrap_or(b' '));
                let expected: Vec<usize> = (0..bytes.len()).filter(stands).collect();
                assert_eq!(signs.each(&text, sign).collect::<Vec<_>>(), expected);
                assert_eq!(signs.any(sign), !expected.is_empty());
            }
        }
    }
}
