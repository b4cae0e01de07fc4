//! Manifests in languages of their own. What is plain is read; what could define more is a doubt.

use super::Manifest;

/// Lines that belong together where one ends with a backslash, without comments.
fn logical(text: &str) -> impl Iterator<Item = String> {
    let mut lines = text.lines();
    std::iter::from_fn(move || {
        let mut line = lines.next()?.to_owned();
        while line.ends_with('\\') {
            line.pop();
            match lines.next() {
                Some(next) => line.push_str(next),
                None => break,
            }
        }
        Some(line)
    })
}

pub(super) fn make(text: &str, manifest: &mut Manifest) -> bool {
    let mut defining = false;
    for line in logical(text) {
        if line.starts_with('\t') {
            continue;
        }
        let line = line.split('#').next().unwrap_or("").trim();
        let first = line.split_whitespace().next().unwrap_or("");
        match first {
            "define" => defining = true,
            "endef" => defining = false,
            _ if defining || first.is_empty() => {}
            "include" | "-include" | "sinclude" => {
                // Variables alone come from `.env`.
                if !line.split_whitespace().skip(1).all(|file| file.starts_with(".env") || file.ends_with(".env")) {
                    manifest.doubt("it includes other files");
                }
            }
            "export" | "unexport" | "override" | "vpath" | "undefine" | "ifeq" | "ifneq" | "ifdef" | "ifndef"
            | "else" | "endif" => {}
            _ if line.starts_with("$(eval") || line.starts_with("$(foreach") || line.starts_with("$(call") => {
                manifest.doubt("it makes targets by a function");
            }
            _ => make_rule(line, manifest),
        }
    }
    true
}

fn make_rule(line: &str, manifest: &mut Manifest) {
    let Some((left, right)) = line.split_once(':').filter(|(left, _)| !left.contains('=')) else { return };
    if right.starts_with('=') || right.starts_with(":=") {
        return;
    }
    let targets = if left.trim() == ".PHONY" { right } else { left };
    for target in targets.split_whitespace() {
        match target.split_once('%') {
            _ if target.contains('$') => {
                if left.trim() != ".PHONY" {
                    manifest.doubt("a variable holds names of targets");
                }
            }
            Some((start, end)) => manifest.patterns.push((start.into(), end.into())),
            None if target == ".DEFAULT" => manifest.doubt("it has a rule for every other target"),
            None => manifest.name(target.trim_end_matches('&')),
        }
    }
}

pub(super) fn just(text: &str, manifest: &mut Manifest) -> bool {
    for line in logical(text) {
        let bare = line.strip_prefix('@').unwrap_or(&line);
        if !bare.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') {
            continue;
        }
        let end = bare.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))).unwrap_or(bare.len());
        let (name, rest) = bare.split_at(end);
        let spaced = rest.starts_with(' ');
        match name {
            "alias" if spaced => manifest.name(rest.split(":=").next().unwrap_or("").trim()),
            "import" if spaced || rest.starts_with('?') => manifest.doubt("it imports other files"),
            "mod" if (spaced || rest.starts_with('?')) && !rest.contains(':') => {
                manifest.doubt("it has modules in other files")
            }
            "set" if spaced && rest.contains("fallback") => manifest.doubt("it falls back to other files"),
            "set" | "export" | "unexport" if spaced && !rest.trim_end().ends_with(':') => {}
            _ => {
                let assigns = rest.trim_start().starts_with(":=");
                if rest.contains(':') && !assigns {
                    manifest.name(name);
                }
            }
        }
    }
    true
}

pub(super) fn tox(text: &str, manifest: &mut Manifest) -> bool {
    if !text.contains("[tox") && !text.contains("[testenv") {
        return false;
    }
    let mut listing = false;
    for line in text.lines() {
        let bare = line.split('#').next().unwrap_or("").trim_end();
        if let Some(section) = bare.trim().strip_prefix('[').and_then(|s| s.strip_suffix(']')) {
            listing = false;
            let env = section.strip_prefix("testenv:").or(section.strip_prefix("env:"));
            env.into_iter().flat_map(|e| e.split(',')).for_each(|env| names(env.trim(), manifest));
            continue;
        }
        let indented = bare.starts_with([' ', '\t']);
        listing &= indented;
        let list = bare.split_once('=').filter(|(key, _)| matches!(key.trim(), "envlist" | "env_list"));
        listing |= list.is_some();
        let values = list.map_or(if listing { bare } else { "" }, |(_, values)| values);
        values.split([',', '\n']).map(str::trim).filter(|v| !v.is_empty()).for_each(|env| names(env, manifest));
    }
    // tox makes environments for every Python by itself.
    manifest.patterns.extend([("py".into(), "".into()), ("pypy".into(), "".into()), ("3".into(), "".into())]);
    true
}

/// An environment, or a doubt where one line stands for many.
fn names(env: &str, manifest: &mut Manifest) {
    if env.contains(['{', '}']) {
        manifest.doubt("its environments are made by factors");
    } else {
        manifest.name(env);
    }
}

pub(super) fn nox(text: &str, manifest: &mut Manifest) -> bool {
    let mut decorated: Option<String> = None;
    for line in text.lines() {
        let bare = line.trim();
        if let Some(arguments) = bare.strip_prefix("@nox.session").or(bare.strip_prefix("@session")) {
            decorated = Some(arguments.to_owned());
        } else if bare.starts_with("@nox_poetry") || bare.contains("nox.session(") && !bare.starts_with('@') {
            manifest.doubt("it makes sessions by code");
        } else if let (Some(arguments), Some(rest)) = (&mut decorated, bare.strip_prefix("def ")) {
            let own = rest.split('(').next().unwrap_or("").trim();
            let named = arguments.split("name=").nth(1).and_then(|n| n.get(1..)?.split(['"', '\'']).next());
            let name = named.unwrap_or(own);
            manifest.name(name);
            manifest.name(&name.replace('_', "-"));
            // With several Pythons or parameters a session has more names.
            manifest.patterns.push((format!("{name}-").into(), "".into()));
            decorated = None;
        } else if let Some(arguments) = &mut decorated {
            arguments.push_str(bare);
        }
    }
    true
}

pub(super) fn mix(text: &str, manifest: &mut Manifest) -> bool {
    let Some(at) = text.find("defp aliases").or(text.find("def aliases")) else { return false };
    let body = &text[at..];
    let body = &body[..body.find("\n  end").unwrap_or(body.len())];
    for line in body.lines().map(str::trim) {
        let name = match line.strip_prefix('"') {
            Some(quoted) => quoted.split_once("\":").map(|(name, _)| name),
            None => line.split_once(": ").map(|(name, _)| name),
        };
        name.filter(|n| !n.contains(' ')).into_iter().for_each(|name| manifest.name(name));
    }
    true
}

pub(super) fn gradle(text: &str, manifest: &mut Manifest) -> bool {
    for line in text.lines().map(str::trim) {
        let rest = ["task ", "tasks.register(", "tasks.create(", "tasks.register<", "val "]
            .iter()
            .find_map(|p| line.strip_prefix(p));
        let Some(rest) = rest else { continue };
        let name = match rest.split_once(['"', '\'']) {
            Some((before, quoted)) if before.is_empty() || before.ends_with('(') => quoted.split(['"', '\'']).next(),
            _ if line.starts_with("task ") => rest.split(|c: char| !(c.is_alphanumeric() || c == '_')).next(),
            _ if line.contains(" by tasks.") => rest.split(' ').next(),
            _ => None,
        };
        name.filter(|n| !n.is_empty()).into_iter().for_each(|name| manifest.name(name));
    }
    true
}
