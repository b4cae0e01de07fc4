//! Emoji and the signs used like them.

use crate::plan::model::Status;

/// Marks that say that something is done.
pub const DONE_MARKS: [char; 4] = ['✅', '☑', '✔', '✓'];

/// The state that a mark says where no legend tells of it: in a cell, before an item, in a heading.
pub fn mark_status(mark: char) -> Option<Status> {
    match mark {
        '☐' | '⬜' | '🔲' | '◻' | '□' | '▢' | '○' | '⚪' | '📋' | '❌' | '✗' => Some(Status::Open),
        '⏳' | '🔄' | '🚧' | '🔶' | '◐' | '🟡' | '🟠' => Some(Status::Doing),
        '✅' | '☑' | '✔' | '✓' | '√' | '●' | '🟢' => Some(Status::Done),
        '⏸' | '🔴' | '🚫' => Some(Status::Blocked),
        _ => None,
    }
}

/// Whether a mark may say something else than a state: it rates a thing, as crosses and lights do, or adorns it.
pub fn is_ambiguous(mark: char) -> bool {
    matches!(mark, '📋' | '❌' | '✗' | '○' | '◐' | '●' | '⚪' | '🟡' | '🟠' | '🟢' | '🔴' | '🔶')
}

/// Whether `c` is an emoji, a tick, a box or a dot that decorates a name or tells
/// its state. Arrows are not: they order things.
///
/// A table of blocks is enough: a letter never stands in one of them, and a
/// rare sign that is missed only makes two names differ.
#[inline]
pub fn is_mark(c: char) -> bool {
    !c.is_ascii() && is_in_blocks(c)
}

/// Whether `c` stands in the table.
fn is_in_blocks(c: char) -> bool {
    matches!(
        u32::from(c),
        // ©, ®, ™, ℹ
        0xA9 | 0xAE | 0x2122 | 0x2139
        // joiners, variation selectors, key caps, byte-order marks
        | 0x200B..=0x200D | 0x2060 | 0xFE0E | 0xFE0F | 0x20E3 | 0xFEFF
        // ⌛ ⏳ ⏸; ■ ● ◐; ☐ ✓ ✅ ⚠; ⬜ ⭐
        | 0x2300..=0x23FF | 0x25A0..=0x25FF | 0x2600..=0x2793 | 0x2795..=0x2797 | 0x27B0 | 0x27BF | 0x2B12..=0x2BFF
        | 0x3030 | 0x303D | 0x3297 | 0x3299
        | 0x1F000..=0x1FAFF
        // tags of flags
        | 0xE0020..=0xE007F
    )
}
