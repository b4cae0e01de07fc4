//! `planvet config [PATH…]`: which configuration holds for a document, and what it comes to.

use super::{
    intake,
    outcome::{self, refuse},
    policy::Policy,
};
use crate::{
    config::Config,
    message::escape,
    rules,
    settings::{FailOn, Settings},
    workspace,
};
use std::{
    fmt::Write as _,
    io::{self, Write as _},
    path::{Path, PathBuf},
    process::ExitCode,
    sync::Arc,
};

/// What to ask about.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Documents, which need not be there, and folders [default: .]
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    #[command(flatten)]
    policy: Policy,
}

/// Prints it: 0, or 2 where a configuration cannot be used.
pub fn run(args: &Args) -> ExitCode {
    match print(args) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => refuse(message),
    }
}

fn print(args: &Args) -> Result<(), String> {
    let cwd = intake::here()?;
    let (root, _) = workspace::root_of(&cwd);
    let configs = args.policy.configs(&cwd, &root, Arc::default())?;
    let here = [PathBuf::from(".")];
    let paths = if args.paths.is_empty() { &here[..] } else { &args.paths };
    let mut out = String::new();
    let folder = workspace::display(&cwd, &root);
    let seen = |path: &str| escape::terminal(&workspace::seen_from(path, &folder)).into_owned();
    for path in paths {
        let path = workspace::settled(&workspace::plain(&cwd.join(path)));
        let (config, settings) = match path.is_dir() {
            true => (configs.of_folder(&path), configs.of_folder(&path).base().clone()),
            false => (configs.of(&path), configs.of(&path).settings(&path)),
        };
        let _ = writeln!(out, "{}", seen(&workspace::display(&path, &root)));
        let name = if config.path.is_empty() { None } else { Some(seen(&config.path)) };
        let baseline = config.baseline().map(|file| seen(&workspace::display(&file, &root)));
        let places = places(&config, name, baseline, &path);
        for (key, value) in places.into_iter().chain(rules_of(&settings)).chain(asked(&settings)) {
            let _ = writeln!(out, "  {:<15}{value}", format!("{key}:"));
        }
    }
    intake::usable(&configs, &cwd, &root)?;
    let written = io::stdout().lock().write_all(out.as_bytes());
    outcome::forgive_closed_pipe(written).map_err(|error| outcome::why(&error))
}

/// A line that is printed.
type Entry = (&'static str, String);

/// What speaks of paths.
fn places(config: &Config, name: Option<String>, baseline: Option<String>, path: &Path) -> Vec<Entry> {
    let mut found = vec![("configuration", name.unwrap_or_else(|| "none, only what holds by default".to_owned()))];
    let matching = config.matching(path).into_iter();
    found.extend(matching.map(|pattern| ("override", format!("[files.\"{}\"]", escape::terminal(pattern)))));
    if config.excludes(path, path.is_dir()) {
        found.push(("excluded", "by `exclude`: it is not checked".to_owned()));
    }
    let patterns = |plan: usize| escape::terminal(&config.patterns_of(plan).join(", ")).into_owned();
    found.extend(config.plan_of(path).map(|plan| ("plan", patterns(plan))));
    found.extend(baseline.map(|file| ("baseline", file)));
    found
}

/// Which rules run otherwise than by default, and how bad findings are.
fn rules_of(settings: &Settings) -> Vec<Entry> {
    let named = |names: Vec<&str>| (!names.is_empty()).then(|| names.join(", "));
    let switched = |on: bool| {
        let rules = rules::all().iter().filter(|rule| settings.enabled(rule) == on && rule.page().default != on);
        named(rules.map(|rule| rule.name).collect())
    };
    let forced = rules::all().iter().filter(|rule| settings.enabled(rule));
    let forced = forced.filter_map(|rule| Some(format!("{} = {}", rule.name, settings.forced(rule)?.word())));
    let forced: Vec<String> = forced.collect();
    let on = rules::all().iter().filter(|rule| settings.enabled(rule)).count();
    let entries = [
        ("rules", Some(format!("{on} of {} are on", rules::all().len()))),
        ("switched on", switched(true)),
        ("switched off", switched(false)),
        ("severity", named(forced.iter().map(String::as_str).collect())),
    ];
    entries.into_iter().filter_map(|(key, value)| Some((key, value?))).collect()
}

/// What must hold.
fn asked(settings: &Settings) -> Vec<Entry> {
    let fail_on = FailOn::CHOICES.iter().find(|choice| choice.1 == settings.fail_on).map(|choice| choice.0);
    let mut found = vec![("fail-on", fail_on.unwrap_or_default().to_owned())];
    let evidence = [("items need", &settings.require.items), ("gates need", &settings.require.gates)];
    for (key, asked) in evidence {
        let Some(asked) = asked else { continue };
        let checks = if asked.checks.is_empty() { "any check".to_owned() } else { asked.checks.join(", ") };
        found.push((key, format!("{checks}, {}", asked.level.name())));
    }
    if !settings.checks.is_empty() {
        let names: Vec<&str> = settings.checks.keys().map(String::as_str).collect();
        found.push(("checks", names.join(", ")));
    }
    found
}
