//! From files to what they mean, each stage over a batch.

use super::{Checked, Clock, Stage, batch, panics, unreadable};
use crate::{
    diagnostic::Diagnostic,
    family::Member,
    markdown::Document,
    plan::Plan,
    rules::engine,
    settings::Settings,
    source::{Source, Span, Unreadable},
    workspace::{Input, View},
};
use std::{ops::Deref, sync::Arc};

/// Reads a document from `view`; the error is what to say instead.
///
/// # Errors
/// That it cannot be read, as a finding.
pub fn read(input: Input, settings: &Settings, view: &View) -> Result<Arc<Member>, Box<Checked>> {
    let source = text(input, settings, view, &mut ())?;
    understand(vec![(source, settings)], &mut ()).remove(0)
}

/// The text of `input`; the error is what to say instead.
pub(super) fn text(
    input: Input,
    settings: &Settings,
    view: &View,
    clock: &mut impl Clock,
) -> Result<Source, Box<Checked>> {
    let shown = input.shown.clone();
    let read = || input.read(view).and_then(|bytes| Source::new(&*shown, bytes));
    told(&shown, settings, panics::guard(|| clock.run(Stage::Source, read)))
}

/// What `texts` mean, each as its settings ask; a panic costs one of them.
pub(super) fn understand<S: Deref<Target = Settings>>(
    texts: Vec<(Source, S)>,
    clock: &mut impl Clock,
) -> Vec<Result<Arc<Member>, Box<Checked>>> {
    let mut members = Vec::with_capacity(texts.len());
    let mut texts = texts.into_iter();
    while let Some(batch) = batch::next(&mut texts, |(source, _)| batch::weight(source)) {
        let meant = panics::guard_each(&batch, |batch| meanings(batch, clock));
        members.extend(batch.into_iter().zip(meant).map(|((source, settings), meant)| {
            let (document, plan) = told(source.path(), &settings, meant)?;
            Ok(Arc::new(Member { source: Arc::new(source), document, plan }))
        }));
    }
    members
}

/// What each of `texts` means.
pub(super) fn meanings<S: Deref<Target = Settings>>(
    texts: &[(Source, S)],
    clock: &mut impl Clock,
) -> Vec<Result<(Document, Plan), Unreadable>> {
    let documents: Vec<_> =
        clock.run(Stage::Markdown, || texts.iter().map(|(source, _)| Document::of(source)).collect());
    let readable = texts.iter().zip(&documents);
    let readable: Vec<_> = readable
        .filter_map(|((source, settings), document)| Some((source, document.as_ref().ok()?, &*settings.vocabulary)))
        .collect();
    let mut plans = clock.run(Stage::Plan, || Plan::read_each(&readable)).into_iter();
    let mut both = |document| (document, plans.next().expect("a plan for each document"));
    documents.into_iter().map(|document| document.map(&mut both)).collect()
}

/// What came of a document, or what is to be said of it.
fn told<T>(shown: &str, settings: &Settings, came: Result<Result<T, Unreadable>, String>) -> Result<T, Box<Checked>> {
    match came {
        Ok(Ok(done)) => Ok(done),
        Ok(Err(error)) => Err(Box::new(unreadable(shown, &error, settings.fail_on))),
        Err(said) => Err(Box::new(failed(shown, &said, settings))),
    }
}

/// The finding that planvet itself failed on a file.
pub(super) fn failed(shown: &str, said: &str, settings: &Settings) -> Checked {
    let finding = Diagnostic::new(
        engine::internal_error(),
        Span::default(),
        format!("planvet failed on this file: {said}"),
    )
    .help(
        "this is a defect of planvet, not of the file; please report it with the file, or a part of it that shows it",
    );
    Checked::only(shown, finding, settings.fail_on)
}
