//! Tables of the same columns: where the numbers of one stand for several rows, those of another one may as well.

use crate::{
    markdown::BlockId,
    plan::{Few, Name, Role, Table, names::Key},
    rules::Context,
};
use rustc_hash::{FxHashMap, FxHashSet};
use std::cell::OnceCell;

/// The columns of one form, by the headings of their table and their place in it.
type Form = (Vec<Key>, usize);

/// In which tables a column that holds no ids has cells twice; found when it is first asked for.
#[derive(Default)]
pub(super) struct Sisters(OnceCell<FxHashMap<Form, Few<BlockId>>>);

impl Sisters {
    /// Whether what a `column` numbers comes again by design: that of which the rows are parts, or another table of the
    /// same columns has numbers twice there, so that they are no ids of its rows.
    pub(super) fn recur(&self, cx: &Context, table: &Table, column: usize) -> bool {
        let part = |at: usize| at != column && cx.settings.vocabulary.is_name(&table.columns[at].key, Name::Subpart);
        if (0..table.columns.len()).any(part) {
            return true;
        }
        let tables = self.0.get_or_init(|| recurring(cx)).get(&(keys(table), column));
        tables.is_some_and(|tables| tables.iter().any(|&block| block != table.block))
    }
}

fn keys(table: &Table) -> Vec<Key> {
    table.columns.iter().map(|column| column.key.clone()).collect()
}

fn recurring(cx: &Context) -> FxHashMap<Form, Few<BlockId>> {
    let mut found: FxHashMap<Form, Few<BlockId>> = FxHashMap::default();
    for table in &cx.plan.tables {
        let free = (0..table.columns.len()).filter(|&column| table.columns[column].role != Some(Role::Id));
        for column in free.filter(|&column| repeats(cx, table, column)) {
            let tables = found.entry((keys(table), column)).or_default();
            // Two tell of each of them that there is another.
            if tables.len() < 2 {
                tables.push(table.block);
            }
        }
    }
    found
}

fn repeats(cx: &Context, table: &Table, column: usize) -> bool {
    let cells = table.rows.iter().filter_map(|row| row.cells.get(column));
    let mut seen = FxHashSet::default();
    let mut texts = cells.map(|&cell| cx.text(cx.document.text_span(cell))).filter(|text| !text.is_empty());
    texts.any(|text| !seen.insert(text))
}
