//! What of the repository's configuration matters here, from one `git config --list`.

/// The configuration, as far as it says what a file's blob is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Config {
    /// What empties every filter that is configured; see [`environment`](super::environment).
    pub disarmed: Vec<(String, String)>,
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
        let mut config = Self { modes: cfg!(unix), links: true, ..Self::default() };
        for entry in list.split(|b| *b == 0).filter(|e| !e.is_empty()) {
            let entry = String::from_utf8_lossy(entry);
            let (key, value) = entry.split_once('\n').map_or((&*entry, None), |(key, value)| (key, Some(value)));
            config.take(key, value);
        }
        config.disarmed.sort_unstable();
        config.disarmed.dedup();
        config
    }

    fn take(&mut self, key: &str, value: Option<&str>) {
        match key {
            "core.autocrlf" => self.autocrlf = truth(value) || value.is_some_and(|v| v.eq_ignore_ascii_case("input")),
            "core.filemode" => self.modes = cfg!(unix) && truth(value),
            "core.symlinks" => self.links = truth(value),
            "extensions.partialclone" => self.partial = true,
            _ if key.starts_with("remote.") && key.ends_with(".promisor") => self.partial |= truth(value),
            _ => {
                let driver = key.strip_prefix("filter.").and_then(|rest| Some(rest.rsplit_once('.')?.0));
                self.disarmed.extend(driver.into_iter().flat_map(disarm));
            }
        }
    }
}

/// What switches a filter off.
fn disarm(driver: &str) -> [(String, String); 3] {
    let key = |name: &str| format!("filter.{driver}.{name}");
    [(key("clean"), String::new()), (key("process"), String::new()), (key("required"), "false".to_owned())]
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
        let config =
            Config::parse(b"filter.a.b=c.clean\nrm\0filter.a.b=c.process\nrm\nrm\0filter.lfs.smudge\nx\0filter.x\ny\0");
        let keys: Vec<&str> = config.disarmed.iter().map(|(key, _)| key.as_str()).collect();
        let all = ["clean", "process", "required"];
        let wanted: Vec<String> =
            ["a.b=c", "lfs"].iter().flat_map(|d| all.map(|n| format!("filter.{d}.{n}"))).collect();
        assert_eq!(keys, wanted);
    }
}
