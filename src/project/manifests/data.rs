//! Manifests in JSON, TOML and YAML.

use super::Manifest;
use saphyr::{LoadableYamlNode, Yaml};
use serde_json::Value as Json;
use std::path::Path;
use toml::{Table, Value};

const MALFORMED: &str = "it is malformed";

fn json(text: &str, manifest: &mut Manifest) -> Json {
    // Editors put a mark at the start of a file that JSON does not know.
    serde_json::from_str(text.trim_start_matches('\u{feff}')).unwrap_or_else(|_| {
        manifest.doubt(MALFORMED);
        Json::Null
    })
}

fn toml(text: &str, manifest: &mut Manifest) -> Table {
    text.parse().unwrap_or_else(|_| {
        manifest.doubt(MALFORMED);
        Table::new()
    })
}

fn keys(json: &Json) -> impl Iterator<Item = &str> {
    json.as_object().into_iter().flatten().map(|(key, _)| key.as_str())
}

/// The table under a path of keys.
fn table<'t>(mut table: &'t Table, path: &[&str]) -> Option<&'t Table> {
    for key in path {
        table = table.get(*key)?.as_table()?;
    }
    Some(table)
}

pub(super) fn package(text: &str, manifest: &mut Manifest) -> bool {
    let package = json(text, manifest);
    keys(&package["scripts"]).for_each(|name| manifest.name(name));
    for kind in ["dependencies", "devDependencies", "optionalDependencies", "peerDependencies"] {
        for name in keys(&package[kind]) {
            manifest.programs.insert(name.rsplit('/').next().unwrap_or(name).into());
        }
    }
    // A package without scripts says nothing of what can be run, unless it is the only one.
    true
}

pub(super) fn composer(text: &str, manifest: &mut Manifest) -> bool {
    let package = json(text, manifest);
    keys(&package["scripts"]).for_each(|name| manifest.name(name));
    keys(&package["scripts-aliases"]).for_each(|name| manifest.name(name));
    for aliases in package["scripts-aliases"].as_object().into_iter().flatten() {
        aliases.1.as_array().into_iter().flatten().filter_map(Json::as_str).for_each(|name| manifest.name(name));
    }
    true
}

pub(super) fn cargo_aliases(text: &str, manifest: &mut Manifest) -> bool {
    let config = toml(text, manifest);
    if config.contains_key("include") {
        manifest.doubt("it includes other files");
    }
    table(&config, &["alias"]).into_iter().flatten().for_each(|(name, _)| manifest.name(name));
    true
}

/// `cargo x` runs a program called `cargo-x`.
pub(super) fn cargo_plugins(text: &str, folder: &Path, manifest: &mut Manifest) -> bool {
    let mut bins = Manifest::default();
    cargo_targets(text, folder, "bin", &mut bins);
    manifest.doubt = bins.doubt;
    bins.names.iter().filter_map(|name| name.strip_prefix("cargo-")).for_each(|name| manifest.name(name));
    true
}

pub(super) fn cargo_targets(text: &str, folder: &Path, kind: &str, manifest: &mut Manifest) -> bool {
    let cargo = toml(text, manifest);
    let Some(package) = table(&cargo, &["package"]) else { return manifest.doubt.is_some() };
    let listed = cargo.get(kind).and_then(Value::as_array).into_iter().flatten();
    listed.filter_map(|t| t.get("name")?.as_str()).for_each(|name| manifest.name(name));
    let discovers = package.get(&format!("auto{kind}s")).and_then(Value::as_bool) != Some(false);
    if !discovers {
        return true;
    }
    let main = kind == "bin" && folder.join("src/main.rs").exists();
    if let Some(name) = package.get("name").and_then(Value::as_str).filter(|_| main) {
        manifest.name(name);
    }
    let found = folder.join(if kind == "bin" { "src/bin" } else { "examples" });
    for entry in std::fs::read_dir(found).into_iter().flatten().flatten().take(1000) {
        let name = entry.file_name();
        let Some(name) = name.to_str() else { continue };
        match name.strip_suffix(".rs") {
            Some(stem) => manifest.name(stem),
            None if entry.path().join("main.rs").exists() => manifest.name(name),
            None => {}
        }
    }
    true
}

pub(super) fn poe(text: &str, own: bool, manifest: &mut Manifest) -> bool {
    let project = toml(text, manifest);
    let Some(poe) = table(&project, &["tool", "poe"]).or(Some(&project).filter(|p| own && p.contains_key("tasks")))
    else {
        return manifest.doubt.is_some();
    };
    if ["include", "include_script"].iter().any(|key| poe.contains_key(*key)) {
        manifest.doubt("it includes other files");
    }
    table(poe, &["tasks"]).into_iter().flatten().for_each(|(name, _)| manifest.name(name));
    let groups = table(poe, &["groups"]).into_iter().flatten();
    groups.filter_map(|(_, g)| g.get("tasks")?.as_table()).flatten().for_each(|(name, _)| manifest.name(name));
    true
}

pub(super) fn hatch(text: &str, own: bool, manifest: &mut Manifest) -> bool {
    let project = toml(text, manifest);
    let path: &[&str] = if own { &["envs"] } else { &["tool", "hatch", "envs"] };
    let Some(envs) = table(&project, path) else { return manifest.doubt.is_some() };
    for (env, settings) in envs {
        if settings.get("matrix").is_some() || settings.get("overrides").is_some() {
            manifest.doubt("its environments are made by a matrix");
        }
        for (name, _) in settings.get("scripts").and_then(Value::as_table).into_iter().flatten() {
            manifest.name(name);
            manifest.name(&format!("{env}:{name}"));
        }
    }
    true
}

pub(super) fn pdm(text: &str, manifest: &mut Manifest) -> bool {
    let project = toml(text, manifest);
    let Some(scripts) = table(&project, &["tool", "pdm", "scripts"]) else { return manifest.doubt.is_some() };
    scripts.iter().for_each(|(name, _)| manifest.name(name));
    true
}

pub(super) fn tox(text: &str, manifest: &mut Manifest) -> bool {
    let project = toml(text, manifest);
    let Some(tox) = table(&project, &["tool", "tox"]) else { return manifest.doubt.is_some() };
    manifest.doubt("tox is set up in another form");
    !tox.is_empty()
}

/// The most aliases of a YAML file that are followed: each may stand for all before it.
const ALIASES: usize = 40;

pub(super) fn taskfile(text: &str, manifest: &mut Manifest) -> bool {
    // Nodes are dropped by recursion; nobody nests lists that deep in one line.
    let deep = ["- - - - - - ", "? ? ? ? ? ? "].iter().any(|run| text.contains(run));
    if deep || text.matches('*').count() > ALIASES && text.contains('&') {
        manifest.doubt("its YAML is too involved");
        return true;
    }
    let documents = Yaml::load_from_str(text).ok();
    let Some(root) = documents.as_ref().and_then(|d| d.first()).and_then(Yaml::as_mapping) else {
        manifest.doubt(MALFORMED);
        return true;
    };
    for (key, value) in root {
        match key.as_str() {
            Some("includes") if !value.is_null() => manifest.doubt("it includes other files"),
            Some("tasks") => tasks(value, manifest),
            _ => {}
        }
    }
    true
}

fn tasks(tasks: &Yaml, manifest: &mut Manifest) {
    let Some(tasks) = tasks.as_mapping() else { return };
    for (name, task) in tasks {
        let Some(name) = name.as_str() else {
            manifest.doubt(MALFORMED);
            continue;
        };
        match name.split_once('*') {
            Some((start, end)) => manifest.patterns.push((start.into(), end.rsplit('*').next().unwrap_or("").into())),
            None => manifest.name(name),
        }
        let Some(settings) = task.as_mapping() else { continue };
        for (_, aliases) in settings.iter().filter(|(key, _)| key.as_str() == Some("aliases")) {
            aliases.as_vec().into_iter().flatten().filter_map(Yaml::as_str).for_each(|alias| manifest.name(alias));
        }
    }
}
