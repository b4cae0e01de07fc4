//! The sections that the rows of a summary are about.

use super::{
    model::{Row, Table},
    names::{self, Key},
};
use crate::markdown::{Document, SectionId};

/// The sections of a document by their titles, in the order of these.
#[derive(Debug)]
pub struct Titles(Vec<(Key, SectionId)>);

impl Titles {
    /// Those of `document`.
    pub fn new(document: &Document) -> Self {
        let sections = document.sections.iter().enumerate().skip(1);
        let titled = |(at, section): (usize, &crate::markdown::Section)| {
            (Key::from(names::title_key(&section.title)), SectionId(at as u32))
        };
        let mut titles: Vec<(Key, SectionId)> = sections.map(titled).collect();
        titles.sort();
        Self(titles)
    }

    /// The one section whose title begins with the name of a row, what stands in its brackets left out: that of "Low
    /// priority gaps" for "Low (< 3.0)". What the table itself stands in is none.
    pub fn home(&self, text: &str, document: &Document, table: &Table, row: &Row) -> Option<SectionId> {
        if row.total {
            return None;
        }
        let plain = document.plain(text, *row.cells.first()?);
        let name = names::title_key(plain.split('(').next()?);
        if name.chars().count() < 2 || !name.contains(char::is_alphabetic) {
            return None;
        }
        let from = self.0.partition_point(|(title, _)| **title < *name);
        let begins = self.0[from..].iter().take_while(|(title, _)| title.starts_with(&*name));
        let ends = |title: &str| !title[name.len()..].starts_with(char::is_alphanumeric);
        let outside = |section: SectionId| {
            let section = document.section(section);
            !(section.start..section.end).contains(&table.block.0)
        };
        let mut homes = begins.filter(|(title, section)| ends(title) && outside(*section)).map(|(_, section)| *section);
        let home = homes.next()?;
        homes.next().is_none().then_some(home)
    }
}
