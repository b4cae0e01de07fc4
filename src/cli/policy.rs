//! The flags that say what is asked of plans; what they say wins over `planvet.toml`.

use super::revision::Revision;
use crate::diagnostic::{Rule, Severity};
use crate::workspace::View;
use crate::{
    config::{ConfigError, Configs, File, Layer, Problem, Selector},
    rules,
    settings::{Date, FailOn},
};
use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

/// Which rules run, how bad their findings are, and where the configuration comes from.
#[derive(Debug, Default, clap::Args)]
pub struct Policy {
    /// Run these rules only: names, families, `default` or `all`
    #[arg(long, value_name = "RULE", value_delimiter = ',', help_heading = "Rules")]
    select: Vec<String>,
    /// Run these rules besides
    #[arg(long, value_name = "RULE", value_delimiter = ',', help_heading = "Rules")]
    extend_select: Vec<String>,
    /// Do not run these rules
    #[arg(long, value_name = "RULE", value_delimiter = ',', help_heading = "Rules")]
    ignore: Vec<String>,
    /// How bad a rule's findings are: error, warning, info or off
    #[arg(long, value_name = "RULE=LEVEL", value_delimiter = ',', help_heading = "Rules")]
    severity: Vec<String>,
    /// From which severity on the exit code is 1: error, warning, info or never [default: error]
    #[arg(long, value_name = "SEVERITY", value_parser = fail_on, help_heading = "Rules")]
    fail_on: Option<FailOn>,
    /// Read this configuration file instead of the nearest planvet.toml, its patterns relative to its folder; or set
    /// one key
    #[arg(long, value_name = "FILE|KEY=VALUE", help_heading = "Configuration")]
    config: Vec<String>,
    /// Read no configuration file
    #[arg(long, help_heading = "Configuration")]
    isolated: bool,
    /// Read planvet.toml, its baseline and the allowed signers from this revision, so that a branch cannot loosen what
    /// it must meet
    #[arg(long, value_name = "REF", help_heading = "Configuration")]
    policy_from: Option<String>,
    // What users of ruff, eslint and others type.
    #[arg(long, hide = true, value_name = "PATTERN", value_delimiter = ',')]
    exclude: Vec<String>,
    #[arg(long, hide = true, conflicts_with = "fail_on")]
    exit_zero: bool,
    /// The day that dates are compared with, as 2026-03-31 [default: today]
    #[arg(long, value_name = "DATE", help_heading = "Configuration")]
    today: Option<Date>,
}

fn fail_on(word: &str) -> Result<FailOn, String> {
    let found = FailOn::CHOICES.iter().find(|c| c.0 == word).map(|c| c.1);
    found.ok_or_else(|| "write error, warning, info or never".to_owned())
}

impl Policy {
    /// That of `--isolated`.
    pub fn isolated() -> Self {
        Self { isolated: true, ..Self::default() }
    }

    /// The configurations of a run, as `view` has them, with what the flags say on top.
    ///
    /// # Errors
    /// What is wrong with the flags, ready to be printed.
    pub fn configs(&self, cwd: &Path, root: &Path, view: Arc<View>) -> Result<Configs, String> {
        let (layer, files) = self.layer()?;
        let configs = Configs::new(root.to_owned(), layer).seen_in(view);
        if let Some(revision) = &self.policy_from {
            return match files.is_empty() && !self.isolated {
                true => {
                    Ok(configs.given(format!("{revision}:planvet.toml"), Revision::open(root, revision)?.config()?))
                }
                false => {
                    Err("--policy-from reads the configuration of a revision, and another one is named".to_owned())
                }
            };
        }
        match files.as_slice() {
            [] if self.isolated => Ok(configs.isolated()),
            [] => Ok(configs),
            [_] if self.isolated => Err("--isolated reads no configuration file, and --config names one".to_owned()),
            [file] => Ok(configs.fixed(&cwd.join(file))),
            [_, _, ..] => Err("--config names two files; planvet reads one".to_owned()),
        }
    }

    /// The revision that the policy comes from, where it is another one.
    ///
    /// # Errors
    /// That there is none, ready to be printed.
    pub fn revision(&self, root: &Path) -> Result<Option<Revision>, String> {
        self.policy_from.as_ref().map(|revision| Revision::open(root, revision)).transpose()
    }

    /// Who may sign, where another revision says so.
    ///
    /// # Errors
    /// Why the revision cannot be read.
    pub fn signers(&self, root: &Path) -> Result<Option<String>, String> {
        self.revision(root)?.map(|revision| revision.signers()).transpose()
    }

    /// What the flags say, and the configuration files that they name.
    fn layer(&self) -> Result<(Layer, Vec<PathBuf>), String> {
        let mut layer = Layer::default();
        let mut files = Vec::new();
        for value in &self.config {
            match value.split_once('=') {
                Some((key, value)) if !Path::new(value).is_file() || !key.contains('/') => {
                    key_value("--config", key.trim(), value.trim(), &mut layer)?;
                }
                _ => files.push(PathBuf::from(value)),
            }
        }
        if !self.select.is_empty() {
            layer.select = Some(selectors(&self.select, "--select")?);
        }
        layer.extend_select.extend(selectors(&self.extend_select, "--extend-select")?);
        layer.ignore.extend(selectors(&self.ignore, "--ignore")?);
        for pair in &self.severity {
            layer.severity.push(severity(pair)?);
        }
        if !self.exclude.is_empty() {
            key_value("--exclude", "exclude", &serde_json::json!(self.exclude).to_string(), &mut layer)?;
        }
        let never = self.exit_zero.then_some(FailOn::Never);
        layer.fail_on = self.fail_on.or(never).or(layer.fail_on);
        layer.today = self.today;
        Ok((layer, files))
    }
}

fn selectors(names: &[String], flag: &str) -> Result<Vec<Selector>, String> {
    let parse = |name: &String| {
        Selector::parse(name.trim()).map_err(|meant| match meant {
            Some(meant) => format!("{flag}: there is no rule or family `{name}`; did you mean `{meant}`?"),
            None => format!("{flag}: there is no rule or family `{name}`; `planvet rule` lists them"),
        })
    };
    names.iter().map(parse).collect()
}

fn severity(pair: &str) -> Result<(&'static Rule, Option<Severity>), String> {
    let (name, level) = pair.split_once('=').ok_or_else(|| format!("--severity: write RULE=LEVEL, not `{pair}`"))?;
    let level = match level.trim() {
        "error" => Some(Severity::Error),
        "warning" => Some(Severity::Warning),
        "info" => Some(Severity::Info),
        "off" => None,
        other => return Err(format!("--severity: `{other}` is none of error, warning, info and off")),
    };
    match selectors(&[name.to_owned()], "--severity")?.first() {
        Some(Selector::Rule(rule)) => Ok((rule, level)),
        Some(Selector::Family(_)) => Err(family("--severity", name.trim())),
        _ => Err(format!("--severity: `{name}` is no single rule")),
    }
}

/// Why a family has no severity.
fn family(flag: &str, name: &str) -> String {
    let names = rules::of_family(name).unwrap_or_default();
    format!("{flag}: `{name}` is a family, and a severity is that of one rule; name the rules: {names}")
}

/// `KEY=VALUE` as one line of `planvet.toml`; quotes around a word may be left out.
fn key_value(flag: &str, key: &str, value: &str, layer: &mut Layer) -> Result<(), String> {
    let line = match toml::de::DeValue::parse(value) {
        Ok(_) => format!("{key} = {value}"),
        Err(_) => format!("{key} = {value:?}"),
    };
    let failed = |problems: Vec<Problem>| {
        let error = ConfigError { path: flag.into(), text: line.clone(), problems };
        error.to_string().trim_start_matches("error: ").trim_end().to_owned()
    };
    let file = File::parse_line(&line).map_err(failed)?;
    if let Some(unknown) = file.unknown.first() {
        if rules::of_family(&unknown.name).is_some() {
            return Err(family(flag, &unknown.name));
        }
        return selectors(std::slice::from_ref(&unknown.name), flag).map(drop);
    }
    if !(file.overrides.is_empty() && file.plans.is_empty() && file.checks.is_empty()) {
        return Err(format!("{flag}: `{key}` can only stand in a file"));
    }
    let new = file.layer;
    layer.select = new.select.or(layer.select.take());
    layer.extend_select.extend(new.extend_select);
    layer.ignore.extend(new.ignore);
    layer.severity.extend(new.severity);
    layer.exclude.extend(new.exclude);
    layer.fail_on = new.fail_on.or(layer.fail_on);
    layer.baseline = new.baseline.or(layer.baseline.take());
    layer.require.owner = new.require.owner.or(layer.require.owner);
    layer.require.gate = new.require.gate.or(layer.require.gate);
    layer.require.items = new.require.items.or(layer.require.items.take());
    layer.require.gates = new.require.gates.or(layer.require.gates.take());
    layer.vocabulary.extend(new.vocabulary);
    Ok(())
}
