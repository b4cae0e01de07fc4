//! From offsets of the repaired text back to the bytes on disk.

/// Piecewise map; the default is the identity.
#[derive(Debug, Clone, Default)]
pub struct OffsetMap {
    /// (start in the repaired text, start in the original, length in the repaired text) of each changed run, ascending.
    runs: Vec<Run>,
    bom: u8,
}

#[derive(Debug, Clone, Copy)]
struct Run {
    repaired: u32,
    repaired_len: u32,
    original: u32,
    original_len: u32,
}

impl OffsetMap {
    /// Notes that `repaired_len` bytes at `repaired` stand for `original_len` bytes at `original`; in ascending order.
    pub fn push(&mut self, repaired: usize, repaired_len: usize, original: usize, original_len: usize) {
        self.runs.push(Run {
            repaired: repaired as u32,
            repaired_len: repaired_len as u32,
            original: original as u32,
            original_len: original_len as u32,
        });
    }

    /// The original offset of `offset`; inside a changed run, where the run starts.
    pub fn to_original(&self, offset: usize) -> usize {
        self.mapped(offset, |run| [run.repaired, run.repaired_len, run.original, run.original_len])
    }

    /// The repaired offset of `offset` in the original; inside a changed run, where the run starts.
    pub fn to_repaired(&self, offset: usize) -> usize {
        self.mapped(offset, |run| [run.original, run.original_len, run.repaired, run.repaired_len])
    }

    /// `offset` on the other side, where `sides` gives start and length of a run on this side and on the other one.
    fn mapped(&self, offset: usize, sides: impl Fn(&Run) -> [u32; 4]) -> usize {
        let next = self.runs.partition_point(|run| sides(run)[0] as usize <= offset);
        let Some(run) = next.checked_sub(1).map(|at| &self.runs[at]) else { return offset };
        let [start, length, other, other_length] = sides(run).map(|number| number as usize);
        match offset - start {
            inside if inside < length => other,
            behind => other + other_length + (behind - length),
        }
    }

    /// The original offset of `offset`, where it does not lie inside a changed run.
    pub fn exact(&self, offset: usize) -> Option<usize> {
        let next = self.runs.partition_point(|r| (r.repaired as usize) < offset);
        let inside = next.checked_sub(1).is_some_and(|i| {
            let run = self.runs[i];
            offset < run.repaired as usize + run.repaired_len as usize
        });
        (!inside).then(|| self.to_original(offset))
    }

    /// Notes that `bom` bytes of a byte-order mark stand before the text on disk.
    pub(super) fn with_bom(mut self, bom: usize) -> Self {
        self.bom = bom as u8;
        self
    }

    /// Length of the byte-order mark on disk, in bytes (0 or 3).
    pub fn bom(&self) -> usize {
        self.bom as usize
    }
}
