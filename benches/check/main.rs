//! What vetting costs: `cargo bench --bench check`, `PLANVET_CORPUS=FOLDER` for documents of one's own.
//!
//! Times are CPU times of this thread, the fastest of several rounds, so that a
//! busy machine changes little. The floor is what no Markdown tool can do
//! without: reading the files and one pulldown-cmark pass with the same options.
//! The check is that of the command, on one core: the same batches of documents.
//! Arguments select shapes of the second table by a part of their name.

mod corpus;
mod shapes;

use cpu_time::ThreadTime;
use planvet::{
    check::{self, Clock, Run, Stage, Times},
    config::{Configs, Layer},
    markdown,
    project::Project,
    rules,
    settings::Settings,
    source::Source,
    workspace::{Input, display},
};
use rayon::ThreadPool;
use std::{hint::black_box, path::PathBuf, sync::atomic::AtomicUsize, time::Duration};

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
        let corpus = Corpus::new(corpus::folder());
        let one = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a thread");
        against_the_floor(&corpus, &one);
        stages(&corpus, &one);
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

/// The corpus, and what holds in it.
struct Corpus {
    files: Vec<PathBuf>,
    inputs: Vec<Input>,
    configs: Configs,
    project: Project,
}

impl Corpus {
    fn new(folder: PathBuf) -> Self {
        let files = corpus::files(&folder);
        let input = |path: &PathBuf| Input { shown: display(path, &folder), path: path.clone(), bytes: None };
        let inputs = files.iter().map(input).collect();
        Self { files, inputs, configs: Configs::new(folder, Layer::default()), project: Project::default() }
    }

    /// Checks it as the command does; gives the time, and what looked on.
    fn check<C: Clock>(&self) -> (Duration, Vec<C>) {
        let inputs = self.inputs.clone();
        let run = Run::new(&self.configs, &self.project);
        let (took, (_, clocks)) = time(|| run.vet_watched(inputs, &AtomicUsize::new(0)));
        (took, clocks)
    }
}

/// The whole check side by side with the floor.
fn against_the_floor(corpus: &Corpus, one: &ThreadPool) {
    let read = |path: &PathBuf| std::fs::read(path).expect("a file of the corpus");
    let bytes: usize = corpus.files.iter().map(|path| read(path).len()).sum();
    println!("{} files, {:.1} MB", corpus.files.len(), bytes as f64 / 1e6);
    let (mut floor, mut whole) = (Duration::MAX, Duration::MAX);
    for _ in 0..ROUNDS {
        floor = floor.min(
            time(|| corpus.files.iter().map(|path| parse(&String::from_utf8_lossy(&read(path)))).sum::<usize>()).0,
        );
        whole = whole.min(one.install(|| corpus.check::<()>().0));
    }
    let ratio = whole.as_secs_f64() / floor.as_secs_f64();
    println!("floor {floor:.1?}, check {whole:.1?}: {ratio:.2} times the floor\n");
}

/// Looks on with the CPU time of its thread.
#[derive(Default)]
struct Cpu(Times);

impl Clock for Cpu {
    fn run<T>(&mut self, stage: Stage, work: impl FnOnce() -> T) -> T {
        let (took, result) = time(work);
        *self.0.of(stage) += took;
        result
    }
}

/// What each stage and each rule takes.
fn stages(corpus: &Corpus, one: &ThreadPool) {
    let mut fastest = Times { stages: [Duration::MAX; 3], rules: vec![Duration::MAX; rules::all().len()] };
    let mut ruling = Duration::MAX;
    for _ in 0..ROUNDS {
        let mut round = Times::default();
        one.install(|| corpus.check::<Cpu>()).1.iter().for_each(|cpu| round += &cpu.0);
        fastest.stages.iter_mut().zip(round.stages).for_each(|(best, new)| *best = new.min(*best));
        ruling = ruling.min(round.rules.iter().sum());
        fastest.rules.iter_mut().zip(round.rules).for_each(|(best, new)| *best = new.min(*best));
    }
    for (stage, time) in ["source", "markdown", "plan", "rules"].iter().zip(fastest.stages.iter().chain([&ruling])) {
        println!("{stage:24} {time:>10.1?}");
    }
    let mut dearest: Vec<_> = rules::all().iter().zip(fastest.rules).collect();
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
    let drawn = shapes::ALL
        .iter()
        .map(|&(name, shape)| (name.to_owned(), MOST, Box::new(shape) as Box<dyn Fn(usize) -> String>));
    let pages = shapes::pages().into_iter().map(|(name, shape)| (name, shapes::COPIES, shape));
    for (name, most, shape) in drawn.chain(pages) {
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
        let mut parts = most / 16;
        let mut measured = vec![measure(parts)];
        while parts < most && measured.last().is_some_and(|m| m.1 < ENOUGH) {
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
