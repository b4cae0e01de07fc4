//! Percentages with the figures that they are made of: "5/12 (42 %)", "90 min (vs 240 min) = 62 % faster",
//! columns of what is done, of all, and of their quotient.

use super::figures::unticked;
use crate::{
    markdown::BlockId,
    plan::{
        Name, Vocabulary, Word, fold,
        model::*,
        quantity::{self, Hedge, Quantity, Unit},
        read::{Reader, speaks},
        words::bars::{self, Bar},
    },
    source::{Sign, Span},
};

/// Longest text that is read, in bytes: what is longer compares many things.
const TEXT: usize = 400;

/// Reads every block with a percentage.
pub(in crate::plan) fn read(reader: &Reader) -> Vec<Share> {
    let (mut found, mut drawn) = (Vec::new(), Vec::new());
    let mut last = None;
    for at in reader.signs.each(reader.text, Sign::Percent) {
        let Some(block) = reader.document.block_at(at as u32).filter(|b| last != Some(*b)) else { continue };
        last = Some(block);
        let known = reader.document.block(block);
        if speaks(known.kind) && known.span.len() <= TEXT {
            drawn.extend(bars(reader, block, known.span));
            in_block(reader, block, known.span, &mut found);
        }
    }
    found.extend(of_its_figures(drawn));
    reader.plan.tables.iter().for_each(|table| columns(reader, table, &mut found));
    found
}

fn in_block(reader: &Reader, block: BlockId, span: Span, found: &mut Vec<Share>) {
    let raw = reader.slice(span);
    // A percentage and the two figures that it is made of; most percentages stand alone.
    if numbers(raw) < 3 {
        return;
    }
    let text = unticked(raw);
    for line in text.lines() {
        let at = Span::at(span.start as usize).of_part(&text, line);
        let ratios = quantity::ratios(line, 0);
        let shares = ratios.iter().filter_map(|ratio| match ratio.percent {
            Some(_) => of_ratio(reader.vocabulary, line, at, ratio),
            None => of_ratio(reader.vocabulary, line, at, &of_things(reader.vocabulary, line, ratio)?),
        });
        let shares = shares.map(|share| Share { block, ..share }).collect();
        found.extend(of_its_figures(shares));
        if let Some(share) = of_difference(reader.vocabulary, line, at) {
            found.push(Share { block, ..share });
        }
    }
}

/// The bars of a block that have a percentage beside them.
fn bars<'r>(reader: &'r Reader, block: BlockId, span: Span) -> impl Iterator<Item = Share> + use<'r> {
    let raw = reader.slice(span);
    let lines = raw.lines().filter(|_| bars::any_in(raw));
    lines.filter_map(move |line| Some(of_bar(block, span.of_part(raw, line), &bars::read(line)?)))
}

/// `[███░░░░░░░] 30%`: who draws a bar rounds to its signs, up or down.
fn of_bar(block: BlockId, line: Span, bar: &Bar) -> Share {
    let part = 100.0 / bar.all as f64;
    let shown = bar.full as f64 * part;
    let span = Span { start: line.start + bar.span.start, end: line.start + bar.span.end };
    let of = format!("{} of {} signs of the bar", bar.full, bar.all);
    // As an author may mean each of them, none is proposed.
    let readings = vec![shown, shown - part / 2.0, shown + part / 2.0];
    Share { claimed: bar.claimed, slack: part, readings, of, span, block }
}

/// How many runs of digits a text has.
fn numbers(text: &str) -> usize {
    let bytes = text.as_bytes();
    let begins = |at: usize| bytes[at].is_ascii_digit() && (at == 0 || !bytes[at - 1].is_ascii_digit());
    (0..bytes.len()).filter(|&at| begins(at)).count()
}

/// Several percentages beside each other, unless most are wrong: then they are of something else, as in
/// "1/4 (10 %), 2/4 (25 %)".
fn of_its_figures(shares: Vec<Share>) -> Vec<Share> {
    let wrong = shares.iter().filter(|s| s.is_wrong()).count();
    if shares.len() > 1 && 2 * wrong > shares.len() { Vec::new() } else { shares }
}

/// What may stand between a quotient and its percentage; a comma or a colon may part two things.
const JOINTS: [&str; 9] = ["(", "（", "[", "=", "≈", "~", "—", "–", "→"];

/// `5/12 steps (42 %)` as `5/12 (42 %)`, and `5/12 tasks done (42 %)`: nothing else stands in the brackets. How many
/// weeks are over says nothing of what is done in them.
fn of_things(words: &Vocabulary, line: &str, ratio: &quantity::Ratio) -> Option<quantity::Ratio> {
    let behind = line.get(ratio.span.end as usize..)?.strip_prefix(' ')?;
    let (word, rest) = behind.split_once(" (")?;
    let (percent, rest) = rest.split_once("%)")?;
    // Of modules that are complete, the others are begun, and hundredths may count that.
    let task = |word: &&str| words.is_name(word, Name::ProgressTask);
    let done = word.rsplit_once(' ').filter(|(_, done)| quantity::FINISHED.contains(done));
    let word = done.map(|(word, _)| word).filter(task).unwrap_or(word);
    let percent = percent.trim_end();
    let elapsed = quantity::is_time(word) && !matches!(word, "hour" | "hours" | "h");
    if elapsed || !word.chars().all(char::is_alphabetic) || !percent.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let end = (line.len() - rest.len()) as u32;
    Some(quantity::Ratio { percent: percent.parse().ok(), span: Span { end, ..ratio.span }, ..*ratio })
}

/// Whether the figures in brackets behind a percentage count a part by what was done to it, and not what is done of all.
fn is_of_part(words: &Vocabulary, before: &str, behind: &str) -> bool {
    let gloss = behind.split_once(')').map_or("", |(gloss, _)| gloss);
    let Some((thing, last)) = gloss.rsplit_once(' ') else { return false };
    let done = quantity::FINISHED.contains(&last)
        || words.status(last) == Some(Status::Done)
        || words.is_name(last, Name::PartDone);
    before.trim_start().starts_with('(')
        && thing.starts_with(' ')
        && thing.trim().bytes().all(|b| b.is_ascii_lowercase() || b == b' ')
        && !thing.trim().is_empty()
        && !quantity::is_time(thing.trim())
        && last.ends_with("ed")
        && !done
}

/// `5/12 (42 %)`, `42% (5/12)`, `42% done (5/12)`.
fn of_ratio(words: &Vocabulary, line: &str, at: Span, ratio: &quantity::Ratio) -> Option<Share> {
    let whole = line.get(ratio.span.range())?;
    let sign = whole.find('%')?;
    let first = sign < whole.find(['/', 'o']).unwrap_or(0);
    let hedged = whole.contains(['~', '≈']) || line[..ratio.span.start as usize].ends_with(['~', '≈', '<', '>']);
    let digits = |text: &str| text.trim_end().trim_end_matches(|c: char| c.is_ascii_digit() || c == '.').len();
    let start = digits(&whole[..sign]);
    if !first {
        let behind = line[ratio.span.start as usize + sign + 1..].trim_start_matches([' ', '*', '_']);
        let word = behind.split(|c: char| !c.is_alphabetic()).next().unwrap_or("");
        let joint = whole[..start].trim_end().trim_end_matches(['~', '≈']).trim_end();
        // A dash may part two things, but for those in brackets of their own: `(5/12 - 42 %)`.
        let bracketed =
            || line[..ratio.span.start as usize].ends_with('(') && joint.ends_with('-') && behind.starts_with(')');
        let joined = JOINTS.iter().any(|j| joint.ends_with(j)) || whole[..start].contains(['~', '≈']) || bracketed();
        if !joined || !word.is_empty() && !quantity::FINISHED.contains(&word) {
            return None;
        }
    }
    // "60% (2/7 collectors enhanced)": so far is the phase, and so many of some part of it are done.
    if first && is_of_part(words, &whole[sign + 1..], &line[ratio.span.end as usize..]) {
        return None;
    }
    // "Stage 2/5 (20 % of all users)" says which one it is, not how much.
    let before = line[..ratio.span.start as usize].trim_end_matches([' ', '*', '_', '(', '[', ':']);
    let place = before.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or("");
    if words.is_name(place, Name::Ordinal) {
        return None;
    }
    let claimed = ratio.percent?;
    let place =
        Span { start: at.start + ratio.span.start + start as u32, end: at.start + ratio.span.start + sign as u32 + 1 };
    let step = if ratio.percent_whole { 1.0 } else { 0.1 };
    Some(Share {
        claimed,
        slack: if hedged { 5.0 } else { step },
        readings: vec![ratio.computed_percent()],
        of: format!("{} of {}", ratio.done, ratio.of),
        span: place,
        block: BlockId(0),
    })
}

/// "90 min (vs 240 min) = 62 % faster", "from 200 ms to 50 ms, a 75 % reduction".
fn of_difference(words: &Vocabulary, line: &str, at: Span) -> Option<Share> {
    let found = quantity::scan(line, 0);
    let [a, b, percent] = &found[..] else { return None };
    let plain = |q: &Quantity| matches!(q.hedge, Hedge::Exact | Hedge::About) && !q.is_range() && q.low > 0.0;
    let measured =
        a.comparable(b) && !matches!(a.unit, Unit::Percent | Unit::None | Unit::Rate(_)) && b.unit != Unit::None;
    if !measured || percent.unit != Unit::Percent || !found.iter().all(plain) || a.low == b.low {
        return None;
    }
    let between = fold(&line[a.span.end as usize..b.span.start as usize]).into_owned();
    let near = line[b.span.end as usize..percent.span.start as usize].len() < 40;
    let compared =
        ["vs", "versus", "instead of", "compared to", "compared with", "→", "->", "down to", "to", "against"];
    let linked = compared.iter().any(|c| between.split(['(', ',']).any(|part| part.trim().starts_with(c)));
    let behind = line[percent.span.end as usize..].trim_start_matches([' ', '*', '_']);
    let end = behind.find(|c: char| !c.is_alphabetic() && c != '-').unwrap_or(behind.len());
    let said = words.is_name(behind[..end].trim_end_matches('-'), Name::Difference);
    // "another 20 %", "target 50 %" are of something else.
    let before = line[b.span.end as usize..percent.span.start as usize].to_lowercase();
    let other = ["target", "goal", "another", "additional", "buffer", "expected", "coverage"]
        .iter()
        .any(|w| before.contains(w));
    if !linked || !near || !said || other {
        return None;
    }
    let (small, large) = (a.low.min(b.low), a.low.max(b.low));
    let about = found.iter().any(|q| q.hedge == Hedge::About);
    Some(Share {
        claimed: percent.low,
        slack: if about { 5.0 } else { percent.step },
        // "Faster" and "more" may be meant of either of the two.
        readings: vec![100.0 * (large - small) / large, 100.0 * (large - small) / small, 100.0 * large / small],
        of: format!("{a} and {b}"),
        span: Span { start: at.start + percent.span.start, end: at.start + percent.span.end },
        block: BlockId(0),
    })
}

/// `Done | Total | %`.
fn columns(reader: &Reader, known: &Table, shares: &mut Vec<Share>) {
    let column = |names: &[Name]| {
        let named = |key: &str| names.iter().any(|&name| reader.vocabulary.is_name(key, name));
        let mut found = (0..known.columns.len()).filter(|&c| named(&known.columns[c].key));
        found.next().filter(|_| found.next().is_none())
    };
    let Some(quotient) = column(&[Name::Quotient]) else { return };
    let (Some(done), Some(all)) =
        (column(&[Name::CountedDone, Name::PartDone]), column(&[Name::CountedAll, Name::AllOfThem]))
    else {
        return;
    };
    let figure = |row: &Row, column: usize| {
        let cell = *row.cells.get(column)?;
        let found = quantity::cell(&reader.plain(cell), 0)?;
        (found.hedge == Hedge::Exact && !found.is_range()).then_some((found, cell))
    };
    // "Average" and "Max" compare nothing of their own.
    let compares = |row: &&Row| {
        let name = row.cells.first().map(|&cell| reader.plain(cell));
        !name.is_some_and(|name| reader.vocabulary.is_word(name.trim(), Word::NotAdded))
    };
    let rows: Vec<_> = known
        .rows
        .iter()
        .filter(compares)
        .map(|r| Some((figure(r, done)?, figure(r, all)?, figure(r, quotient)?, r.total)))
        .collect();
    let percents: Vec<f64> = rows.iter().flatten().filter(|r| !r.3).map(|r| r.2.0.low).collect();
    let mean = percents.iter().sum::<f64>() / percents.len().max(1) as f64;
    let mut found = Vec::new();
    for ((done, _), (all, _), (percent, cell), total) in rows.into_iter().flatten() {
        if percent.unit != Unit::Percent || all.low <= 0.0 || done.low > all.low || done.unit == Unit::Percent {
            continue;
        }
        let mut readings = vec![100.0 * done.low / all.low];
        readings.extend(total.then_some(mean));
        found.push(Share {
            claimed: percent.low,
            slack: percent.step,
            readings,
            of: format!("{} of {}", done.low, all.low),
            span: reader.document.text_span(cell),
            block: cell,
        });
    }
    shares.extend(of_its_figures(found));
}
