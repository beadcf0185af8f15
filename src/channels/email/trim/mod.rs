//! What of a mail's text is new, and what is quoted from earlier mails. When in doubt, it is new.

mod fields;
mod headers;
mod signature;
mod words;

use headers::{Sentence, Traits};

/// How many bytes of `text`, from its beginning, are its author's own words: neither the quotes at
/// its end nor the signature. What was answered between quotes or passed on stays whole.
pub fn own_words(text: &str, subject: Option<&str>) -> usize {
    told_apart(text, subject, true)
}

/// The same of a mail that answers none: what looks there like the fields of a quoted mail was
/// filled in on a web site.
pub fn own_words_of_first(text: &str, subject: Option<&str>) -> usize {
    told_apart(text, subject, false)
}

fn told_apart(text: &str, subject: Option<&str>, is_answer: bool) -> usize {
    let whole = text.trim_end().len();
    if subject.is_some_and(is_forward) {
        return whole;
    }
    let spans = spans(text);
    let lines: Vec<&str> = spans.iter().map(|(_, line)| *line).collect();
    let is_strict = |place: usize| {
        let line = spans.get(place).and_then(|(start, _)| text.get(*start..));
        line.is_some_and(|line| line.starts_with(signature::STRICT_DELIMITER))
    };
    let kinds = kinds(&lines, is_answer, is_strict);
    let Some(cut) = cut(&kinds) else { return whole };
    let cut = without_dividers(&lines, cut);
    let own = text[..spans[cut].0].trim_end();
    match own.chars().any(char::is_alphanumeric) {
        true => own.len(),
        false => whole,
    }
}

/// "Fwd: …", however the language of the author's program says it.
fn is_forward(subject: &str) -> bool {
    let Some((prefix, _)) = subject.split_once([':', '：']) else { return false };
    let prefix = prefix.trim().to_lowercase();
    words::FORWARD_PREFIXES.contains(&prefix.as_str())
}

/// Where each line begins, and the line without the white space around it.
fn spans(text: &str) -> Vec<(usize, &str)> {
    let mut start = 0;
    let mut spans = Vec::new();
    for line in text.split_inclusive('\n') {
        spans.push((start, line.trim()));
        start += line.len();
    }
    spans
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Blank,
    Own,
    Quoted,
    /// Belongs to "On … wrote:".
    Sentence(Sentence),
    /// All below was written before.
    Original,
    Forward,
    Delimiter,
    Mobile,
    /// Below the last delimiter.
    Signature,
}

fn kinds(lines: &[&str], is_answer: bool, is_strict: impl Fn(usize) -> bool) -> Vec<Kind> {
    let mut kinds: Vec<Kind> =
        (0..lines.len()).map(|place| kind(lines, place, is_answer)).collect();
    let traits: Vec<Traits> = lines.iter().map(|line| Traits::of(line)).collect();
    for last in 0..lines.len() {
        // In what is quoted, such sentences are quoted too.
        if kinds[last] != Kind::Own && !headers::is_broken_end(lines[last]) {
            continue;
        }
        let Some(found) = headers::sentence_ending_at(lines, &traits, last) else { continue };
        let is_free = |kind: &Kind| matches!(kind, Kind::Own | Kind::Blank);
        let is_own = found.first < last || kinds[last] == Kind::Own;
        if is_own && kinds[found.first..last].iter().all(is_free) {
            kinds[found.first..=last].fill(Kind::Sentence(found));
        }
    }
    leave_dividers(&mut kinds, lines, is_strict);
    let last_delimiter = kinds.iter().rposition(|kind| *kind == Kind::Delimiter);
    if let Some(start) = last_delimiter {
        let below = &kinds[start + 1..];
        let is_signature = |kind: &Kind| matches!(kind, Kind::Own | Kind::Blank | Kind::Mobile);
        let length = below.iter().filter(|kind| **kind == Kind::Own).count();
        if below.iter().all(is_signature) && length <= signature::LINES_MAX {
            kinds[start..].fill(Kind::Signature);
        }
    }
    kinds
}

/// `--` without its space divides parts of a text, too: it begins a signature only if little is below
/// it, and more than a greeting above.
fn leave_dividers(kinds: &mut [Kind], lines: &[&str], is_strict: impl Fn(usize) -> bool) {
    let mut own_above: Vec<usize> = Vec::new();
    // From the end: of the lines below, so many are the author's, and whether all are short.
    let mut below = vec![(0, true); kinds.len() + 1];
    for place in (0..kinds.len()).rev() {
        below[place] = match kinds[place] {
            Kind::Own => {
                let (count, are_short) = below[place + 1];
                (count + 1, are_short && signature::is_short(lines[place]))
            }
            Kind::Blank | Kind::Mobile => below[place + 1],
            Kind::Quoted
            | Kind::Sentence(_)
            | Kind::Original
            | Kind::Forward
            | Kind::Delimiter
            | Kind::Signature => (0, true),
        };
    }
    for place in 0..kinds.len() {
        match kinds[place] {
            Kind::Delimiter if !is_strict(place) => {
                let is_greeting = match own_above.as_slice() {
                    [] => true,
                    [only] => signature::is_greeting(lines[*only]),
                    _ => false,
                };
                let (count, are_short) = below[place + 1];
                if is_greeting || count > signature::LOOSE_LINES_MAX || !are_short {
                    kinds[place] = Kind::Own;
                }
            }
            Kind::Own if own_above.len() < 2 => own_above.push(place),
            Kind::Own
            | Kind::Blank
            | Kind::Quoted
            | Kind::Sentence(_)
            | Kind::Original
            | Kind::Forward
            | Kind::Delimiter
            | Kind::Mobile
            | Kind::Signature => {}
        }
    }
}

fn kind(lines: &[&str], place: usize, is_answer: bool) -> Kind {
    let line = lines[place];
    let next = lines[place + 1..].iter().take(3).find(|line| !line.is_empty()).copied();
    if line.is_empty() || headers::is_divider(line) {
        Kind::Blank
    } else if headers::is_forward_mark(line.trim_start_matches(['>', ' '])) {
        Kind::Forward
    } else if line.starts_with('>') {
        Kind::Quoted
    } else if headers::is_original_mark(line)
        || is_answer && headers::are_fields(lines, place)
        || headers::is_bare_date(line, next)
    {
        Kind::Original
    } else if signature::is_delimiter(line) {
        Kind::Delimiter
    } else if signature::is_mobile(line) {
        Kind::Mobile
    } else {
        Kind::Own
    }
}

/// The first line that is not the author's own, nor any below it.
fn cut(kinds: &[Kind]) -> Option<usize> {
    // Of each line: whether the author's own words stand below it.
    let mut own_below = vec![false; kinds.len() + 1];
    for place in (0..kinds.len()).rev() {
        own_below[place] = own_below[place + 1] || kinds[place] == Kind::Own;
    }
    let mut has_own = false;
    let mut signed: Option<Signed> = None;
    let mut place = 0;
    while place < kinds.len() {
        let ends_here = match kinds[place] {
            Kind::Own => {
                signed = signed.and_then(Signed::with_line);
                has_own = true;
                false
            }
            Kind::Blank => false,
            Kind::Forward => return None,
            Kind::Original | Kind::Signature => has_own,
            Kind::Quoted => has_own && !own_below[place],
            Kind::Sentence(sentence) => has_own && ends_at(sentence, kinds, &own_below),
            Kind::Delimiter | Kind::Mobile if !has_own => {
                has_own = kinds[place] == Kind::Mobile;
                false
            }
            Kind::Delimiter => {
                signed = Some(Signed { start: place, lines_left: signature::LINES_MAX });
                false
            }
            Kind::Mobile => {
                signed = signed.or(Some(Signed { start: place, lines_left: 0 }));
                false
            }
        };
        if ends_here {
            return Some(signed.map_or(place, |signed| signed.start));
        }
        place = match kinds[place] {
            Kind::Quoted => {
                signed = None;
                place + 1
            }
            Kind::Sentence(sentence) => {
                signed = None;
                sentence.last + 1
            }
            Kind::Own
            | Kind::Blank
            | Kind::Original
            | Kind::Forward
            | Kind::Delimiter
            | Kind::Mobile
            | Kind::Signature => place + 1,
        };
    }
    signed.map(|signed| signed.start)
}

/// A signature that nothing but a quote may follow.
#[derive(Clone, Copy, Debug)]
struct Signed {
    start: usize,
    lines_left: usize,
}

impl Signed {
    fn with_line(self) -> Option<Signed> {
        let lines_left = self.lines_left.checked_sub(1)?;
        Some(Signed { lines_left, ..self })
    }
}

/// Whether all below "On … wrote:" is what was written then.
fn ends_at(sentence: Sentence, kinds: &[Kind], own_below: &[bool]) -> bool {
    let below = &kinds[sentence.last + 1..];
    match below.iter().find(|kind| **kind != Kind::Blank) {
        Some(Kind::Quoted) => !own_below[sentence.last + 1],
        // Some programs don't mark the lines that they quote.
        Some(_) | None => sentence.is_certain,
    }
}

fn without_dividers(lines: &[&str], mut cut: usize) -> usize {
    let is_above =
        |line: &str| line.is_empty() || headers::is_divider(line) || headers::is_dashed(line);
    while cut > 0 && is_above(lines[cut - 1]) {
        cut -= 1;
    }
    cut
}

#[cfg(test)]
#[path = "trim_tests.rs"]
mod trim_tests;
