//! XML as a stream of elements: one root, tags that match, no entities of its own.
//!
//! A stream, and no tree: a tree of a hostile report takes twenty times its
//! size, and time quadratic in the attributes of one element.

use super::{Format, Place, Unreadable};
use quick_xml::{
    XmlVersion,
    events::{BytesStart, Event},
    reader::Reader,
};
use std::borrow::Cow;

/// How deep elements may be nested.
const DEPTH: usize = 256;

/// How many attributes an element may have.
const ATTRIBUTES: usize = 256;

/// A report's elements, one after another.
pub(super) struct Xml<'a> {
    reader: Reader<&'a [u8]>,
    text: &'a str,
    format: Format,
    depth: usize,
    rooted: bool,
}

/// What comes next; an empty element is opened and closed.
pub(super) enum Next<'a> {
    Open(Element<'a>),
    Close,
    End,
}

/// An element's start.
pub(super) struct Element<'a> {
    tag: BytesStart<'a>,
    /// Where it ends, in bytes of the text.
    pub(super) at: usize,
}

impl<'a> Xml<'a> {
    pub(super) fn new(text: &'a str, format: Format) -> Self {
        let mut reader = Reader::from_str(text);
        let config = reader.config_mut();
        config.expand_empty_elements = true;
        // What stands in text is no matter of ours.
        config.allow_dangling_amp = true;
        Self { reader, text, format, depth: 0, rooted: false }
    }

    /// The next start or end of an element.
    pub(super) fn next(&mut self) -> Result<Next<'a>, Unreadable> {
        loop {
            let event = self.reader.read_event().map_err(|e| self.malformed(&e))?;
            let outside = self.depth == 0;
            match event {
                Event::Start(_) if outside && self.rooted => return Err(self.wrong("there is a second root element")),
                Event::Start(_) if self.depth == DEPTH => {
                    return Err(self.wrong(format!("elements are nested deeper than {DEPTH}")));
                }
                Event::Start(tag) => {
                    self.depth += 1;
                    self.rooted = true;
                    return Ok(Next::Open(Element { tag, at: self.at() }));
                }
                Event::End(_) => {
                    self.depth = self.depth.saturating_sub(1);
                    return Ok(Next::Close);
                }
                Event::Eof if !outside => return Err(self.wrong("the report is cut off: an element has no end")),
                Event::Eof if !self.rooted => return Err(self.wrong("there is no element")),
                Event::Eof => return Ok(Next::End),
                Event::DocType(content) if content.contains('[') => {
                    return Err(self.wrong("a DOCTYPE with declarations of its own is not read"));
                }
                Event::Text(content) if outside && !content.trim().is_empty() => {
                    return Err(self.wrong("there is text outside the root element"));
                }
                Event::CData(_) | Event::GeneralRef(_) if outside => {
                    return Err(self.wrong("there is text outside the root element"));
                }
                _ => {}
            }
        }
    }

    /// An error at this place.
    pub(super) fn wrong(&self, what: impl Into<String>) -> Unreadable {
        Unreadable::at(self.format, what, self.text, self.at())
    }

    /// The line of the byte at `offset`.
    pub(super) fn line(&self, offset: usize) -> u32 {
        Place::of(self.text, offset).line
    }

    fn at(&self) -> usize {
        usize::try_from(self.reader.buffer_position()).unwrap_or(usize::MAX)
    }

    fn malformed(&self, e: &quick_xml::Error) -> Unreadable {
        let at = usize::try_from(self.reader.error_position()).unwrap_or(usize::MAX);
        let what = match e {
            quick_xml::Error::Syntax(e) => format!("the report is cut off or malformed: {e}"),
            e => format!("malformed XML: {e}"),
        };
        Unreadable::at(self.format, what, self.text, at)
    }
}

impl Element<'_> {
    /// Its name, without a prefix.
    pub(super) fn name(&self) -> &str {
        self.tag.local_name().into_inner()
    }

    /// The attributes of these names, in their order.
    pub(super) fn attributes<const N: usize>(
        &self,
        xml: &Xml<'_>,
        names: [&str; N],
    ) -> Result<[Option<Cow<'_, str>>; N], Unreadable> {
        let mut values = [const { None }; N];
        for (i, attribute) in self.tag.attributes().enumerate() {
            if i == ATTRIBUTES {
                return Err(xml.wrong(format!("an element has more than {ATTRIBUTES} attributes")));
            }
            let attribute = attribute.map_err(|e| xml.wrong(format!("malformed XML: {e}")))?;
            let Some(at) = names.iter().position(|&name| name == attribute.key.into_inner()) else { continue };
            let value = attribute.normalized_value(XmlVersion::Implicit1_0);
            values[at] = Some(value.map_err(|e| xml.wrong(format!("malformed XML: {e}")))?);
        }
        Ok(values)
    }
}

/// Which format a report in XML has, by its root.
pub(super) fn recognise(text: &str) -> Result<Format, Unreadable> {
    let mut xml = Xml::new(text, Format::Junit);
    let unknown = |what: String| Err(Unreadable::unknown(what));
    match xml.next().map_err(|e| Unreadable { format: None, ..e })? {
        Next::Open(root) => match root.name() {
            "testsuites" | "testsuite" => Ok(Format::Junit),
            // Clover has a root of the same name and none of these.
            "coverage" if root.attributes(&xml, ["line-rate"])?[0].is_some() => Ok(Format::Cobertura),
            name => unknown(format!("XML with the root <{}>", name.chars().take(40).collect::<String>())),
        },
        Next::Close | Next::End => unknown("XML without an element".to_owned()),
    }
}
