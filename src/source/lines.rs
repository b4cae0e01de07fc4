//! Where the lines of a text begin.

/// Starts of lines; LF, CRLF and a lone CR end a line, as CommonMark says.
#[derive(Debug, Clone)]
pub struct LineIndex {
    starts: Vec<u32>,
    len: u32,
}

impl LineIndex {
    /// Indexes `text` in one pass.
    pub fn new(text: &str) -> Self {
        let bytes = text.as_bytes();
        let mut starts = vec![0];
        for at in memchr::memchr2_iter(b'\n', b'\r', bytes) {
            if bytes[at] == b'\r' && bytes.get(at + 1) == Some(&b'\n') {
                continue;
            }
            starts.push((at + 1) as u32);
        }
        Self { starts, len: bytes.len() as u32 }
    }

    /// The line, from 0, that holds the byte at `offset`.
    pub fn line_of(&self, offset: usize) -> usize {
        self.starts.partition_point(|&s| s as usize <= offset).saturating_sub(1)
    }

    /// The offset at which `line` (from 0) starts; the text's end where there is no such line.
    pub fn start_of(&self, line: usize) -> usize {
        self.starts.get(line).map_or(self.len as usize, |&s| s as usize)
    }

    /// Bytes of `line` (from 0), its line ending included.
    pub fn range_of(&self, line: usize) -> std::ops::Range<usize> {
        self.start_of(line)..self.start_of(line + 1)
    }

    /// How many lines there are; a text that ends in a line ending has an empty last one.
    pub fn count(&self) -> usize {
        self.starts.len()
    }
}
