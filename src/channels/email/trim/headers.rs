//! The lines that mail programs write above what they quote.

use super::fields::{Field, field};
use super::words::{ABOVE_THIS_LINE, FORWARDED, LEADS, ORIGINAL, WROTE};

/// How many lines "On … wrote:" may be broken into.
const SENTENCE_LINES_MAX: usize = 5;
const SENTENCE_CHARACTERS_MAX: usize = 450;
/// How many lines the fields above a quoted mail may take.
const FIELD_LINES_MAX: usize = 12;
const FIELD_NAME_CHARACTERS_MAX: usize = 24;
const MARK_CHARACTERS_MAX: usize = 120;
/// Behind the words that such requests are known by: "… this line".
const REQUEST_WORDS_MAX: usize = 2;

/// "On … wrote:", from line `first` to line `last`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sentence {
    pub first: usize,
    pub last: usize,
    /// Names an address in brackets and a date, and ends like a program's: nobody writes that by
    /// hand.
    pub is_certain: bool,
}

/// What of a line speaks for a sentence of a mail program.
#[derive(Clone, Copy, Debug, Default)]
pub struct Traits {
    wrote: bool,
    address: bool,
    /// Brackets, as they stand around addresses, or dashes around all of it.
    bracket: bool,
    time: bool,
    year: bool,
    digit: bool,
    /// Begins like such a sentence.
    lead: bool,
    begins_with_digit: bool,
    ends_with_verb: bool,
    ends_with_address: bool,
    /// What is quoted begins on the same line.
    goes_on: bool,
    /// May be the end of such a sentence.
    ends: bool,
}

impl Traits {
    pub fn of(line: &str) -> Traits {
        if line.is_empty() || line.len() > SENTENCE_CHARACTERS_MAX {
            return Traits::default();
        }
        let line = line.to_lowercase();
        let start = line.trim_start_matches(['*', '-', '_', ' ', '>']);
        let end =
            line.trim_end_matches(|letter| is_mark(letter) || matches!(letter, '*' | '_' | ' '));
        let words = end.trim_end_matches([':', '：', '-', ' ', '*']);
        let is_closed = end.ends_with([':', '：']);
        let address = line.contains('@');
        let ends_with_verb = WROTE.iter().any(|verb| words.ends_with(verb));
        let is_dashed = line.starts_with("--") && line.ends_with("--");
        // Some programs put what they quote on the same line.
        let goes_on = address && WROTE.iter().any(|verb| line.contains(&format!("> {verb}: ")));
        Traits {
            wrote: WROTE.iter().any(|verb| line.contains(verb)),
            address,
            bracket: is_dashed || line.contains(['<', '>', '(', '[']) || line.contains("&lt;"),
            time: has_time(&line),
            year: has_year(&line),
            digit: line.contains(char::is_numeric),
            lead: LEADS.iter().any(|lead| start.starts_with(lead)),
            begins_with_digit: start.starts_with(char::is_numeric),
            ends_with_verb,
            ends_with_address: is_closed && words.ends_with('>'),
            goes_on,
            ends: is_closed || is_dashed || address && ends_with_verb || goes_on,
        }
    }

    /// This line before `below`.
    fn before(self, below: Traits) -> Traits {
        Traits {
            wrote: self.wrote || below.wrote,
            address: self.address || below.address,
            bracket: self.bracket || below.bracket,
            time: self.time || below.time,
            year: self.year || below.year,
            digit: self.digit || below.digit,
            lead: self.lead,
            begins_with_digit: self.begins_with_digit,
            ..below
        }
    }

    fn has_lead(self) -> bool {
        self.begins_with_digit || self.lead && self.digit
    }

    fn is_dated(self) -> bool {
        self.year || self.time
    }

    fn is_header(self) -> bool {
        let has_lead = self.has_lead();
        self.wrote && self.address
            || self.wrote && has_lead && (self.time || self.year && self.ends_with_verb)
            || self.wrote && self.time && self.year
            || self.address && self.time && self.year
            || self.address && self.year && has_lead && self.ends_with_address
    }

    fn is_certain(self) -> bool {
        let ends = self.ends_with_verb || self.goes_on || self.wrote && self.ends_with_address;
        self.address && self.bracket && self.is_dated() && ends
    }
}

/// The sentence that ends at this line. `lines` have no white space around them.
pub fn sentence_ending_at(lines: &[&str], traits: &[Traits], last: usize) -> Option<Sentence> {
    if !traits[last].ends {
        return None;
    }
    let mut whole = traits[last];
    let mut found: Option<Sentence> = None;
    for first in (last.saturating_sub(SENTENCE_LINES_MAX - 1)..=last).rev() {
        let line = lines[first];
        if first < last && (line.starts_with('>') || ends_a_thought(line)) {
            break;
        }
        if first < last {
            whole = traits[first].before(whole);
        }
        let sentence = Sentence { first, last, is_certain: whole.is_certain() };
        match found {
            None if line.is_empty() || !whole.is_header() => {}
            None if whole.is_dated() && whole.address => return Some(sentence),
            None => found = Some(sentence),
            // It has no date yet: that may stand above it.
            Some(_) if line.is_empty() && !is_broken_end(lines[last]) => break,
            Some(_) if traits[first].has_lead() => {
                return Some(with_line_above(lines, traits, sentence));
            }
            Some(_) => {}
        }
    }
    found
}

/// Sentences of the author's end so; a date may end with a digit and a stop.
fn ends_a_thought(line: &str) -> bool {
    let before = line.strip_suffix('.').map(|line| line.ends_with(|it: char| it.is_ascii_digit()));
    line.ends_with(['!', '?', ';', ':']) || before == Some(false)
}

/// "On 3 May 2024,", broken before "at 12:04, …".
fn with_line_above(lines: &[&str], traits: &[Traits], mut found: Sentence) -> Sentence {
    while found.last - found.first < SENTENCE_LINES_MAX
        && let Some(above) = found.first.checked_sub(1)
        && lines[above].ends_with(',')
        && traits[above].has_lead()
        && traits[above].year
    {
        found.first = above;
    }
    found
}

/// The end of such a sentence may look like a quote: a line was broken before "> wrote:".
pub fn is_broken_end(line: &str) -> bool {
    let Some(rest) = line.strip_prefix('>') else { return false };
    let rest = rest.trim().trim_end_matches([':', '：']).to_lowercase();
    line.ends_with([':', '：']) && (rest.is_empty() || WROTE.contains(&rest.as_str()))
}

/// Marks of the direction of writing, and spaces that don't break.
fn is_mark(letter: char) -> bool {
    matches!(letter, '\u{a0}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Such as 9:05 or 14.30.
fn has_time(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.windows(4).any(|at| {
        at[0].is_ascii_digit() && at[1] == b':' && at[2].is_ascii_digit() && at[3].is_ascii_digit()
    })
}

fn has_year(text: &str) -> bool {
    let bytes = text.as_bytes();
    let is_year = |at: &[u8]| {
        (at.starts_with(b"19") || at.starts_with(b"20")) && at.iter().all(u8::is_ascii_digit)
    };
    (0..bytes.len().saturating_sub(3)).any(|place| {
        let before = place.checked_sub(1).and_then(|before| bytes.get(before));
        let after = bytes.get(place + 4);
        is_year(&bytes[place..place + 4])
            && !before.is_some_and(u8::is_ascii_digit)
            && !after.is_some_and(u8::is_ascii_digit)
    })
}

/// A date and an address without a colon, above quoted lines.
pub fn is_bare_date(line: &str, next: Option<&str>) -> bool {
    line.starts_with(|letter: char| letter.is_ascii_digit())
        && line.ends_with('>')
        && line.contains('@')
        && has_year(line)
        && next.is_some_and(|next| next.starts_with(['>', '|']))
}

/// Whether the fields of a quoted mail begin at this line: "From: … Sent: … To: … Subject: …".
pub fn are_fields(lines: &[&str], first: usize) -> bool {
    let Some((start, _)) = lines.get(first).and_then(|line| field_of(line)) else { return false };
    let mut seen = vec![start];
    let mut has_address = false;
    let mut others = 0;
    for (place, line) in lines.iter().enumerate().skip(first).take(FIELD_LINES_MAX) {
        match field_of(line) {
            Some((field, value)) => {
                has_address |= field == Field::From && (value.contains('@') || value.contains('['));
                if field != Field::Other && !seen.contains(&field) {
                    seen.push(field);
                }
                others = 0;
            }
            None if line.is_empty() && place > first + 1 && others == 0 => others = 1,
            // Long values go on in the next line.
            None => {
                others += 1;
                if others > 2 {
                    break;
                }
            }
        }
    }
    let has = |field| seen.contains(&field);
    let known = seen.iter().filter(|field| **field != Field::Other).count();
    has(Field::From) && known >= 3 && (has(Field::Subject) || has_address)
}

/// The field and its value, if the line has that form.
fn field_of(line: &str) -> Option<(Field, &str)> {
    let line = line.trim_start_matches(['*', '_', '>', ' ', '|']);
    let place = line.find([':', '：'])?;
    let name = line[..place].trim_matches(['*', '_', ' ', '\t', '\u{a0}']);
    if name.chars().count() > FIELD_NAME_CHARACTERS_MAX {
        return None;
    }
    let value = line[place..].trim_start_matches([':', '：']);
    Some((field(&name.to_lowercase())?, value.trim()))
}

/// "-----Original Message-----" and other desks' lines to answer above.
pub fn is_original_mark(line: &str) -> bool {
    if line.is_empty() || line.len() > MARK_CHARACTERS_MAX {
        return false;
    }
    let line = line.to_lowercase();
    let text = line.trim_matches(['-', '_', '=', '*', ' ', '—', '–', '#', '>']);
    let is_dashed = ["--", "__", "—", "==", "**", "––"].iter().any(|mark| line.starts_with(mark));
    is_dashed && ORIGINAL.iter().any(|known| text.trim_end_matches(':') == *known)
        || ABOVE_THIS_LINE.iter().any(|known| is_request(&line, text, known))
}

/// A line of another desk's that asks for answers above it, and no sentence about one.
fn is_request(line: &str, text: &str, known: &str) -> bool {
    let Some((before, after)) = text.split_once(known) else { return false };
    let is_marked = ["--", "__", "—", "==", "**", "––", "##"].iter().any(|it| line.starts_with(it));
    let is_polite = ["", "please", "bitte", "veuillez", "por favor"]
        .contains(&before.trim_end_matches([' ', ',']));
    is_marked || is_polite && after.split_whitespace().count() <= REQUEST_WORDS_MAX
}

/// "---------- Forwarded message ---------", "Begin forwarded message:".
pub fn is_forward_mark(line: &str) -> bool {
    if line.is_empty() || line.len() > MARK_CHARACTERS_MAX {
        return false;
    }
    let is_marked = line.starts_with("--") || line.starts_with("==") || line.ends_with([':', '：']);
    let line = line.to_lowercase();
    let text = line.trim_matches(['-', '_', '=', '*', ' ', '>', '—']);
    is_marked && FORWARDED.iter().any(|known| text.starts_with(known))
}

/// Words between dashes, as they stand above the fields of a mail.
pub fn is_dashed(line: &str) -> bool {
    line.len() <= MARK_CHARACTERS_MAX && line.starts_with("---") && line.ends_with("---")
}

/// A line that only divides.
pub fn is_divider(line: &str) -> bool {
    let mut letters = line.chars();
    let Some(first) = letters.next() else { return false };
    matches!(first, '-' | '_' | '=' | '*' | '—' | '–')
        && line.chars().count() >= 3
        && letters.all(|letter| letter == first || letter == ' ')
}
