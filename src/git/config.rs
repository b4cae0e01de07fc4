//! What of the repository's configuration matters here, from one `git config --list`.

/// The configuration, as far as it says what a file's blob is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Config {
    /// What empties every filter that is configured, as `key=value`; see [`environment`](super::environment). `None`
    /// where one has a name that this cannot hold.
    pub disarmed: Option<Vec<String>>,
    /// Whether text files are stored with `\n` where no attribute says otherwise (`core.autocrlf`).
    pub autocrlf: bool,
    /// Whether the file system's executable bit counts (`core.fileMode`).
    pub modes: bool,
    /// Whether symbolic links are links on disk (`core.symlinks`).
    pub links: bool,
    /// Whether objects may be missing because they were left with a remote: a partial clone.
    pub partial: bool,
}

impl Config {
    /// Reads `git config --list -z`: `key\nvalue\0`, or `key\0` for a bare key. Later entries win.
    pub fn parse(list: &[u8]) -> Self {
        let disarmed = Some(Vec::new());
        let mut config = Self { disarmed, modes: cfg!(unix), links: true, ..Self::default() };
        let mut drivers = Vec::new();
        for entry in list.split(|b| *b == 0) {
            let mut halves = entry.splitn(2, |b| *b == b'\n');
            let (key, value) = (halves.next().unwrap_or_default(), halves.next().map(String::from_utf8_lossy));
            match key.strip_prefix(b"filter.") {
                Some(rest) => drivers.extend(rest.iter().rposition(|b| *b == b'.').map(|dot| &rest[..dot])),
                None => config.take(&String::from_utf8_lossy(key), value.as_deref()),
            }
        }
        drivers.sort_unstable();
        drivers.dedup();
        config.disarmed = drivers.into_iter().map(disarm).collect::<Option<Vec<_>>>().map(|all| all.concat());
        config
    }

    fn take(&mut self, key: &str, value: Option<&str>) {
        match key {
            "core.autocrlf" => self.autocrlf = truth(value) || value.is_some_and(|v| v.eq_ignore_ascii_case("input")),
            "core.filemode" => self.modes = cfg!(unix) && truth(value),
            "core.symlinks" => self.links = truth(value),
            "extensions.partialclone" => self.partial = true,
            _ if key.starts_with("remote.") && key.ends_with(".promisor") => self.partial |= truth(value),
            _ => {}
        }
    }
}

/// What switches a filter off. The first `=` ends a key.
fn disarm(driver: &[u8]) -> Option<[String; 3]> {
    let driver = std::str::from_utf8(driver).ok().filter(|d| !d.contains('='))?;
    Some(["clean=", "process=", "required=false"].map(|rest| format!("filter.{driver}.{rest}")))
}

/// A bare key is true; else as git reads truth.
fn truth(value: Option<&str>) -> bool {
    value.is_none_or(|v| {
        ["true", "yes", "on"].iter().any(|t| v.eq_ignore_ascii_case(t)) || v.parse::<i64>().is_ok_and(|n| n != 0)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_counts_is_read_and_the_last_wins() {
        let list =
            b"core.autocrlf\ntrue\0core.filemode\nfalse\0core.symlinks\nno\0remote.a.promisor\0core.autocrlf\nfalse\0";
        let config = Config::parse(list);
        assert!(!config.autocrlf && !config.modes && !config.links && config.partial, "{config:?}");
        assert!(Config::parse(b"core.autocrlf\ninput\0").autocrlf);
        assert_eq!(Config::parse(b"").modes, cfg!(unix));
    }

    #[test]
    fn each_filter_is_emptied_once() {
        let list = b"filter.a.b c.clean\nrm\0filter.a.b c.process\nrm\nrm\0filter.lfs.smudge\nx\0filter.x\ny\0";
        let rest = ["clean=", "process=", "required=false"];
        let wanted = ["a.b c", "lfs"].iter().flat_map(|d| rest.map(|r| format!("filter.{d}.{r}"))).collect();
        assert_eq!(Config::parse(list).disarmed, Some(wanted));
        for odd in [&b"filter.a=b.clean\nrm\0"[..], b"filter.\xff.clean\nrm\0"] {
            assert_eq!(Config::parse(odd).disarmed, None);
        }
    }
}
