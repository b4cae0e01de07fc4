//! What is to be said of ignores themselves: those that are stale, unknown, without a reason, never end, or end nothing.

use super::{
    End, Ignore,
    meant::{FORMS, meant},
};
use crate::{
    diagnostic::{Diagnostic, Edit, Fix, Rule, Safety, quote},
    message::{did_you_mean, proposing},
    project::Project,
    rules::{self, engine},
    settings::Settings,
    source::{Source, Span},
};

/// What is to be said of one ignore.
pub(super) struct Audit<'a> {
    pub source: &'a Source,
    pub settings: &'a Settings,
    pub project: &'a Project,
    pub ignore: &'a Ignore,
}

impl Audit<'_> {
    pub fn unknown(&self, out: &mut Vec<Diagnostic>) {
        let rule = engine::unknown_rule();
        if !self.settings.enabled(rule) {
            return;
        }
        let Ignore { word, names, prose, known, .. } = self.ignore;
        if !known {
            let word_text = self.source.slice(*word);
            let name = quote(word_text);
            let form = meant(word_text).map(|(_, form)| form);
            let message = proposing(format!("`{name}` is no ignore that planvet knows, so it silences nothing"), form);
            let [plain, start, end, file] = FORMS;
            out.push(Diagnostic::new(rule, *word, message).help(format!("write {plain}, {start}, {end} or {file}")));
            return;
        }
        if names.is_empty() && self.ignore.end.is_none() {
            out.push(
                Diagnostic::new(rule, *word, "this ignore names no rule, so it silences nothing")
                    .help("name the rule and say why: <!-- planvet-ignore RULE: why -->"),
            );
        }
        for name in names.iter().filter(|n| n.rule.is_none()) {
            let word = self.source.slice(name.span);
            let meant = did_you_mean(word, rules::all().iter().map(|r| r.name));
            let message = format!("this ignore names `{}`, and there is no such rule", quote(word));
            let finding = Diagnostic::new(rule, name.span, proposing(message, meant));
            out.push(finding.help("`planvet rule` lists the rules; perhaps a newer planvet has this one"));
        }
        if let Some(prose) = prose {
            let message = format!("`{}` names no rule", quote(self.source.slice(*prose)));
            let help = "write the reason behind a colon: <!-- planvet-ignore RULE: reason -->";
            out.push(Diagnostic::new(rule, *prose, message).help(help));
        }
    }

    pub fn stale(&self, used: impl Fn(usize) -> bool, out: &mut Vec<Diagnostic>) {
        let rule = engine::unused_ignore();
        if !self.settings.enabled(rule) || !self.ignore.known {
            return;
        }
        if let Some(end) = &self.ignore.end {
            return self.idle(end, rule, out);
        }
        let names = &self.ignore.names;
        let is_stale = |at: usize| names[at].rule.is_some_and(|rule| self.could_report(rule)) && !used(at);
        let stale: Vec<usize> = (0..names.len()).filter(|&at| is_stale(at)).collect();
        let Some(&first) = stale.first() else { return self.endless(rule, out) };
        let list =
            stale.iter().map(|&at| format!("`{}`", quote(self.source.slice(names[at].span)))).collect::<Vec<_>>();
        let span = names[first].span.to(names[*stale.last().unwrap_or(&first)].span);
        let edit = self.without(&stale);
        let find = if list.len() == 1 { "finds" } else { "find" };
        let what = format!("this ignore silences nothing: {} {find} nothing here", list.join(" and "));
        let finding = Diagnostic::new(rule, span, what);
        // Without its `-start`, a `-end` would be left over.
        out.push(match self.source.slice(self.ignore.word).ends_with("-start") {
            true => finding.help("remove it and its -end, or put them around what they are about"),
            false => finding.help("remove it, or put it inside the row, item or heading that it is about").fix(Fix {
                safety: Safety::Safe,
                message: "remove the stale ignore".to_owned(),
                edits: vec![edit],
            }),
        });
    }

    /// A `-start` that nothing ends.
    fn endless(&self, rule: &'static Rule, out: &mut Vec<Diagnostic>) {
        let starts = self.source.slice(self.ignore.word).ends_with("-start");
        let open = self.ignore.names.iter().filter(|name| name.rule.is_some() && name.cover.is_some() && !name.closed);
        let open: Vec<_> = open.map(|name| format!("`{}`", quote(self.source.slice(name.span)))).collect();
        if !starts || open.is_empty() {
            return;
        }
        let finding = Diagnostic::new(
            rule,
            self.ignore.word,
            format!("this is never ended: {} stays silent down to the end of the document", open.join(" and ")),
        );
        out.push(finding.help("write planvet-ignore-end where it ends, or planvet-ignore-file where all is meant"));
    }

    /// A `-end` that closes nothing.
    fn idle(&self, End { idle, whole }: &End, rule: &'static Rule, out: &mut Vec<Diagnostic>) {
        let names = &self.ignore.names;
        let (span, of) = match (idle.first(), idle.last()) {
            (Some(&first), Some(&last)) => {
                let list = idle.iter().map(|&at| format!("`{}`", quote(self.source.slice(names[at].span))));
                (names[first].span.to(names[last].span), format!(" of {}", list.collect::<Vec<_>>().join(" and ")))
            }
            _ if *whole && names.is_empty() => (self.ignore.word, String::new()),
            _ => return,
        };
        let finding =
            Diagnostic::new(rule, span, format!("this ends nothing: no planvet-ignore-start{of} is open here"))
                .help("remove it, or put the planvet-ignore-start before it that it belongs to")
                .fix(Fix {
                    safety: Safety::Safe,
                    message: "remove what ends nothing".to_owned(),
                    edits: vec![self.without(idle)],
                });
        out.push(finding);
    }

    /// The edit that takes away the names at `gone`; the whole comment where none is left.
    fn without(&self, gone: &[usize]) -> Edit {
        let names = &self.ignore.names;
        let kept: Vec<_> =
            (0..names.len()).filter(|at| !gone.contains(at)).map(|at| self.source.slice(names[at].span)).collect();
        match (names.first(), names.last()) {
            (Some(a), Some(b)) if !kept.is_empty() => Edit { span: a.span.to(b.span), text: kept.join(", ") },
            _ => Edit { span: self.removal(), text: String::new() },
        }
    }

    pub fn reason(&self, out: &mut Vec<Diagnostic>) {
        let rule = engine::ignore_without_reason();
        let silences = self.ignore.known && self.ignore.end.is_none() && !self.ignore.names.is_empty();
        if self.settings.enabled(rule) && silences && !self.ignore.reason {
            out.push(
                Diagnostic::new(rule, self.ignore.word, "this ignore does not say why")
                    .help("add the reason after a colon, for whoever asks whether it still holds"),
            );
        }
    }

    /// Whether `rule` ran here, so that its silence means something.
    fn could_report(&self, rule: &Rule) -> bool {
        let blind = rule.page().needs.contains(&"repository") && self.project.root().is_none();
        self.settings.enabled(rule) && rule.family != "planvet" && !blind
    }

    /// The comment with what would be left over without it: its line, or the space before it.
    fn removal(&self) -> Span {
        let (text, span) = (self.source.text(), self.ignore.span.range());
        let before = &text[..span.start];
        let indent = before.len() - before.trim_end_matches([' ', '\t']).len();
        let line_start = span.start - indent == 0 || before[..span.start - indent].ends_with(['\n', '\r']);
        let after = &text[span.end..];
        let blank = after.len() - after.trim_start_matches([' ', '\t']).len();
        let ending = ["\r\n", "\n", "\r"].iter().find(|e| after[blank..].starts_with(**e)).map_or(0, |e| e.len());
        match self.ignore.alone && line_start && (ending > 0 || blank == after.len()) {
            true => Span::new(span.start - indent, span.end + blank + ending),
            false => Span::new(span.start - indent, span.end),
        }
    }
}
