//! A table with what is asked of all of it, found once.

use super::guards;
use crate::{
    plan::{Mode, Table, fold, sums::Figures},
    rules::{Context, arithmetic::wrong_sum::across},
    source::Span,
};
use rustc_hash::FxHashSet;
use std::cell::OnceCell;

pub(super) struct Sheet<'a> {
    pub(super) cx: &'a Context<'a>,
    pub(super) table: &'a Table,
    pub(super) figures: Figures<'a>,
    counted: OnceCell<FxHashSet<usize>>,
    near: OnceCell<bool>,
    parallel: &'a OnceCell<bool>,
    broken: OnceCell<Option<[Span; 3]>>,
    names: OnceCell<FxHashSet<String>>,
}

impl<'a> Sheet<'a> {
    /// `parallel` is shared by the tables of a document.
    pub(super) fn new(cx: &'a Context<'a>, table: &'a Table, parallel: &'a OnceCell<bool>) -> Self {
        let figures = Figures::of(cx.source.text(), cx.document, table);
        let (counted, near, broken, names) = (OnceCell::new(), OnceCell::new(), OnceCell::new(), OnceCell::new());
        Self { cx, table, figures, parallel, counted, near, broken, names }
    }

    /// Whether a row is called so, folded.
    pub(super) fn has_row(&self, name: &str) -> bool {
        let rows = 0..self.table.rows.len();
        let names = || rows.map(|row| fold(&super::name(self.cx, self.table, row)).into_owned()).collect();
        self.names.get_or_init(names).contains(name)
    }

    /// Whether the last row, where it is the total `last`, adds up a column in which `row` has a figure.
    pub(super) fn counts(&self, last: usize, row: usize) -> bool {
        let rows = || guards::additions(self, last).into_iter().flat_map(|(_, rows)| rows).collect();
        self.counted.get_or_init(rows).contains(&row)
    }

    /// Whether the table, or what stands around it, says that its rows run side by side.
    pub(super) fn says_beside(&self) -> bool {
        *self.near.get_or_init(|| guards::says_beside(self.cx, self.table))
    }

    /// Whether something of the plan runs side by side.
    pub(super) fn in_parallel(&self) -> bool {
        let plan = self.cx.plan;
        *self.parallel.get_or_init(|| {
            plan.groups.iter().any(|g| matches!(g.mode, Some((Mode::Parallel, _))))
                || plan.tasks.iter().any(|t| t.parallel.is_some())
        })
    }

    /// The figures of the row that breaks what the others keep.
    pub(super) fn broken_row(&self) -> Option<[Span; 3]> {
        *self.broken.get_or_init(|| across::broken_row(self.cx, self.table))
    }
}
