//! What vetting costs: `cargo bench --bench check`, `PLANVET_CORPUS=FOLDER` for documents of one's own.
//!
//! Times are CPU times of this thread, the fastest of several rounds, so that a
//! busy machine changes little. The floor is what no Markdown tool can do
//! without: reading the files and one pulldown-cmark pass with the same options.
//! Arguments select shapes of the second table by a part of their name.

mod corpus;
mod shapes;

use cpu_time::ThreadTime;
use planvet::{
    check,
    config::Settings,
    family::{Family, Kin, Member},
    markdown::{self, Document},
    plan::Plan,
    project::Project,
    rules::{self, Context},
    source::Source,
};
use std::{cell::OnceCell, hint::black_box, path::PathBuf, sync::Arc, time::Duration};

/// The allocator of the `planvet` command, for the floor too.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// How often a corpus is measured; the fastest round counts.
const ROUNDS: usize = 7;
/// Of each shape the number of parts is doubled up to here.
const MOST: usize = 100_000;
/// What twice the input may cost.
const LINEAR: f64 = 2.2;
/// What is surely not linear, so that the benchmark fails.
const STEEP: f64 = 3.0;
/// A shape that costs more than this is not doubled any more.
const ENOUGH: Duration = Duration::from_secs(3);

fn main() {
    let wanted: Vec<String> = std::env::args().skip(1).filter(|a| !a.starts_with("--")).collect();
    if wanted.is_empty() {
        let corpus = corpus::files();
        against_the_floor(&corpus);
        stages(&corpus);
    }
    growth(&wanted);
}

/// The CPU time of `run`.
fn time<T>(run: impl FnOnce() -> T) -> (Duration, T) {
    let start = ThreadTime::now();
    let result = black_box(run());
    (start.elapsed(), result)
}

/// One pulldown-cmark pass without output.
fn parse(text: &str) -> usize {
    pulldown_cmark::Parser::new_ext(text, markdown::options()).into_offset_iter().map(black_box).count()
}

fn source(path: &str, bytes: Vec<u8>) -> Source {
    Source::new(path, bytes).expect("the corpus is text")
}

/// The whole check side by side with the floor.
fn against_the_floor(corpus: &[PathBuf]) {
    let (settings, project) = (Settings::default(), Project::default());
    let read = |path: &PathBuf| std::fs::read(path).expect("a file of the corpus");
    let bytes: usize = corpus.iter().map(|path| read(path).len()).sum();
    println!("{} files, {:.1} MB", corpus.len(), bytes as f64 / 1e6);
    let (mut floor, mut whole) = (Duration::MAX, Duration::MAX);
    for _ in 0..ROUNDS {
        floor =
            floor.min(time(|| corpus.iter().map(|path| parse(&String::from_utf8_lossy(&read(path)))).sum::<usize>()).0);
        let vet = |path: &PathBuf| check::document(source(&path.to_string_lossy(), read(path)), &settings, &project);
        whole = whole.min(time(|| corpus.iter().map(vet).map(|c| c.diagnostics.len()).sum::<usize>()).0);
    }
    let ratio = whole.as_secs_f64() / floor.as_secs_f64();
    println!("floor {floor:.1?}, check {whole:.1?}: {ratio:.2} times the floor\n");
}

/// What each stage and each rule takes.
fn stages(corpus: &[PathBuf]) {
    let (settings, project) = (Settings::default(), Project::default());
    let mut fastest = [Duration::MAX; 4];
    let mut rule_times = vec![Duration::MAX; rules::all().len()];
    for _ in 0..ROUNDS {
        let mut round = [Duration::ZERO; 4];
        let mut by_rule = vec![Duration::ZERO; rules::all().len()];
        for path in corpus {
            let bytes = std::fs::read(path).expect("a file of the corpus");
            let (reading, source) = time(|| source(&path.to_string_lossy(), bytes));
            let (parsing, document) = time(|| Document::parse(source.text()));
            let (understanding, plan) = time(|| Plan::read(&source, &document, &settings));
            let family = Family::from(vec![Arc::new(Member { source: source.into(), document, plan })]);
            let records = OnceCell::new();
            let context = Context::new(Kin::new(&family, 0), &project, &settings, &records);
            let mut findings = Vec::new();
            for (rule, total) in rules::all().iter().zip(&mut by_rule) {
                let (ruling, ()) = time(|| rule.run(&context, &mut findings));
                *total += ruling;
                round[3] += ruling;
            }
            round[0] += reading;
            round[1] += parsing;
            round[2] += understanding;
        }
        fastest.iter_mut().zip(round).for_each(|(best, new)| *best = new.min(*best));
        rule_times.iter_mut().zip(by_rule).for_each(|(best, new)| *best = new.min(*best));
    }
    for (stage, time) in ["source", "markdown", "plan", "rules"].iter().zip(fastest) {
        println!("{stage:24} {time:>10.1?}");
    }
    let mut dearest: Vec<_> = rules::all().iter().zip(rule_times).collect();
    dearest.sort_by_key(|(_, time)| std::cmp::Reverse(*time));
    for (rule, time) in dearest.iter().take(10) {
        println!("  {:22} {time:>10.1?}", rule.name);
    }
    println!();
}

/// What twice the parts cost, for documents of one shape each.
fn growth(wanted: &[String]) {
    let (settings, project) = (Settings::default(), Project::default());
    println!(
        "{:32} {:>8} {:>7} {:>9} {:>9} {:>9} {:>9}",
        "shape", "parts", "MB", "check", "doubled", "floor", "doubled"
    );
    let mut steep = 0;
    for (name, shape) in shapes::ALL {
        if !wanted.is_empty() && !wanted.iter().any(|w| name.contains(w.as_str())) {
            continue;
        }
        let measure = |parts: usize| {
            let text = shape(parts);
            let rounds = if text.len() < 1 << 20 { 5 } else { 3 };
            let fastest = |run: &dyn Fn() -> usize| (0..rounds).map(|_| time(run).0).min().unwrap_or_default();
            let own = fastest(&|| {
                let source = source("docs/plan.md", text.clone().into_bytes());
                check::document(source, &settings, &project).diagnostics.len()
            });
            (text.len(), own, fastest(&|| parse(&text)))
        };
        let mut parts = MOST / 16;
        let mut measured = vec![measure(parts)];
        while parts < MOST && measured.last().is_some_and(|m| m.1 < ENOUGH) {
            parts *= 2;
            measured.push(measure(parts));
        }
        // Over two doublings, since one is at the mercy of caches.
        let whole = measured[measured.len() - 1];
        let first = measured[measured.len().saturating_sub(3)];
        let doublings = (measured.len() - 1).min(2) as f64;
        let growth = |a: Duration, b: Duration| (b.as_secs_f64() / a.as_secs_f64()).powf(doublings.recip());
        let (own, floor) = (growth(first.1, whole.1), growth(first.2, whole.2));
        let verdict = if own <= LINEAR || own <= floor * 1.1 { "" } else { " !" };
        steep += usize::from(!verdict.is_empty() && own > STEEP);
        println!(
            "{name:32} {parts:>8} {:>7.1} {:>9.1?} {own:>9.2} {:>9.1?} {floor:>9.2}{verdict}",
            whole.0 as f64 / 1e6,
            whole.1,
            whole.2,
        );
    }
    if steep > 0 {
        println!("{steep} shapes are not linear");
        std::process::exit(1);
    }
}
