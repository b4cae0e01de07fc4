//! Findings as the protocol has them.

use super::{library::Library, site::Site, text, text::Encoding};
use crate::{
    diagnostic::{Diagnostic, Elsewhere, Severity},
    message::escape,
    source::Source,
    workspace::Input,
};
use gen_lsp_types::{
    CodeDescription, Diagnostic as Told, DiagnosticRelatedInformation, DiagnosticSeverity, DiagnosticTag, Location,
    Position, Range, Uri,
};

/// How findings of one document become those of the protocol.
pub struct Converter<'a> {
    /// The repository.
    pub site: &'a Site,
    /// The documents.
    pub texts: &'a Library,
    /// How the client counts places.
    pub encoding: Encoding,
}

impl Converter<'_> {
    /// All of them, in order.
    pub fn all(&self, source: &Source, address: &Uri, findings: &[Diagnostic]) -> Vec<Told> {
        findings.iter().map(|finding| self.one(source, address, finding)).collect()
    }

    fn one(&self, source: &Source, address: &Uri, finding: &Diagnostic) -> Told {
        let here = |span| Location { uri: address.clone(), range: text::range(source, span, self.encoding) };
        let related = finding.related.iter().map(|related| DiagnosticRelatedInformation {
            location: match &related.elsewhere {
                None => here(related.span),
                Some(elsewhere) => self.elsewhere(elsewhere),
            },
            message: escape::terminal(&related.message).into_owned(),
        });
        let related: Vec<_> = related.collect();
        let message = match finding.help.is_empty() {
            true => escape::terminal(&finding.message).into_owned(),
            false => format!("{}\n{}", escape::terminal(&finding.message), escape::terminal(&finding.help)),
        };
        Told {
            range: text::range(source, finding.span, self.encoding),
            severity: Some(match finding.severity {
                Severity::Error => DiagnosticSeverity::Error,
                Severity::Warning => DiagnosticSeverity::Warning,
                Severity::Info => DiagnosticSeverity::Information,
            }),
            code: Some(finding.rule.name.into()),
            code_description: finding.rule.url().map(|href| CodeDescription { href: href.into() }),
            source: Some("planvet".to_owned()),
            message: message.into(),
            tags: (finding.rule.name == "unused-ignore").then(|| vec![DiagnosticTag::Unnecessary]),
            related_information: (!related.is_empty()).then_some(related),
            data: None,
        }
    }

    /// A place in another document, which is read again to count as the client does.
    fn elsewhere(&self, place: &Elsewhere) -> Location {
        let path = self.site.root.join(&*place.path);
        let address = self.texts.address(&path);
        let settings = self.site.configs.of(&path).settings(&path);
        let input = Input { shown: place.path.to_string(), path, bytes: None };
        let [start, end] = place.range;
        let range = match self.texts.member(input, &settings, true) {
            Ok(member) => {
                let bom = member.source.bytes_of(crate::source::Span::default()).start;
                let at = |offset: u32| {
                    let offset = member.source.repaired((offset as usize).saturating_sub(bom));
                    text::position(&member.source, offset, self.encoding)
                };
                Range { start: at(start.offset), end: at(end.offset) }
            }
            Err(_) => {
                let plain = |p: crate::source::Position| Position { line: p.line - 1, character: p.column - 1 };
                Range { start: plain(start), end: plain(end) }
            }
        };
        Location { uri: address, range }
    }
}
