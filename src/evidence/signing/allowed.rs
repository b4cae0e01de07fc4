//! Who may sign: the `ALLOWED SIGNERS` format of ssh-keygen(1).

use super::NAMESPACE;
use globset::Glob;
use jiff::{civil::DateTime, tz::TimeZone};
use ssh_key::{PublicKey, public::KeyData};

/// The keys that may sign records.
#[derive(Debug, Clone, Default)]
pub struct AllowedSigners {
    lines: Vec<Line>,
}

/// A line that could not be understood; its key is not allowed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Counted from 1.
    pub line: usize,
    /// What is wrong with it.
    pub what: String,
}

#[derive(Debug, Clone)]
struct Line {
    principals: Vec<String>,
    key: KeyData,
    /// From and to which time the key may sign, in seconds since 1970.
    after: Option<i64>,
    before: Option<i64>,
}

impl AllowedSigners {
    /// Reads a file; what is not understood allows nothing, and is told.
    pub fn parse(text: &str) -> (Self, Vec<Problem>) {
        let (mut signers, mut problems) = (Self::default(), Vec::new());
        for (at, line) in text.lines().enumerate() {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            match read(line) {
                Ok(Some(line)) => signers.lines.push(line),
                // For signatures of another kind.
                Ok(None) => {}
                Err(what) => problems.push(Problem { line: at + 1, what }),
            }
        }
        (signers, problems)
    }

    /// Whether no key is allowed.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// Whom the first line names that lets `key` sign at `time`.
    pub(super) fn principals(&self, key: &KeyData, time: i64) -> Option<&[String]> {
        let allows = |l: &&Line| {
            l.key == *key && l.after.is_none_or(|after| time >= after) && l.before.is_none_or(|before| time <= before)
        };
        self.lines.iter().find(allows).map(|l| &*l.principals)
    }
}

/// A line; `None` where it is not about our signatures.
fn read(line: &str) -> Result<Option<Line>, String> {
    let (principals, rest) = word(line);
    let (mut options, mut rest) = word(rest);
    // The options may be left out.
    if options.starts_with("ssh-") || options.starts_with("ecdsa-") || options.starts_with("sk-") {
        (options, rest) = ("", line[principals.len()..].trim_start());
    }
    let (mut after, mut before) = (None, None);
    for option in split(options) {
        let (name, value) = option.split_once('=').unwrap_or((option, ""));
        let value = value.trim_matches('"');
        match name.to_ascii_lowercase().as_str() {
            "namespaces" => {
                let matches = |pattern: &str| Glob::new(pattern).is_ok_and(|g| g.compile_matcher().is_match(NAMESPACE));
                if !value.split(',').any(matches) {
                    return Ok(None);
                }
            }
            "valid-after" => after = Some(time(value)?),
            "valid-before" => before = Some(time(value)?),
            "cert-authority" => return Err("certificates are not supported: name the keys themselves".to_owned()),
            other => return Err(format!("the option `{other}` is not known")),
        }
    }
    let key = PublicKey::from_openssh(rest).map_err(|e| format!("this is no public key: {e}"))?;
    let principals = principals.trim_matches('"').split(',').map(str::to_owned).collect();
    Ok(Some(Line { principals, key: key.key_data().clone(), after, before }))
}

/// The first word, quoted parts whole, and what follows it.
fn word(text: &str) -> (&str, &str) {
    let mut quoted = false;
    let end = text.find(|c: char| {
        quoted ^= c == '"';
        !quoted && c.is_whitespace()
    });
    let (word, rest) = text.split_at(end.unwrap_or(text.len()));
    (word, rest.trim_start())
}

/// Options, split at commas outside of quotes.
fn split(options: &str) -> impl Iterator<Item = &str> {
    let mut quoted = false;
    let parts = options.split(move |c: char| {
        quoted ^= c == '"';
        !quoted && c == ','
    });
    parts.filter(|part| !part.is_empty())
}

/// `20260301`, `202603011200`, `20260301120000`, with `Z` for UTC; without it this machine's time is meant, which
/// differs from one to the next, so that UTC is taken.
fn time(value: &str) -> Result<i64, String> {
    let digits = value.strip_suffix('Z').unwrap_or(value);
    let number = |from: usize, to: usize| digits.get(from..to).map_or(Some(0), |part| part.parse::<i16>().ok());
    let read = || {
        if !matches!(digits.len(), 8 | 12 | 14) {
            return None;
        }
        let small = |from, to| number(from, to).and_then(|n| i8::try_from(n).ok());
        let when =
            DateTime::new(number(0, 4)?, small(4, 6)?, small(6, 8)?, small(8, 10)?, small(10, 12)?, small(12, 14)?, 0);
        Some(when.ok()?.to_zoned(TimeZone::UTC).ok()?.timestamp().as_second())
    };
    read().ok_or_else(|| format!("`{value}` is no time: write 20260301 or 20260301120000Z"))
}
