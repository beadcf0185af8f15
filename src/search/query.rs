//! What is asked for, and what that means to the index.

use super::document::{Found, Kind, PHONE_DIGITS_MAX, PHONE_DIGITS_MIN};
use super::hits::Cursor;
use super::schema::Fields;
use super::tokenizer::BEGINNING_CHARACTERS_MAX;
use super::words::{self, Script};
use crate::domain::channel::Channel;
use crate::domain::{ConversationId, Timestamp};
use std::collections::BTreeSet;
use std::ops::Bound;
use tantivy::Term;
use tantivy::query::{AllQuery, BooleanQuery, FuzzyTermQuery, RangeQuery, TermQuery};
use tantivy::schema::{Field, IndexRecordOption};

/// What goes beyond is passed over.
pub const QUERY_CHARACTERS_MAX: usize = 256;
pub const QUERY_WORDS_MAX: usize = 16;

/// Words shorter than this have too many neighbours to forgive a typo.
pub const FORGIVEN_CHARACTERS_MIN: usize = 4;

/// Sorts after everything that a word can go on with.
const LAST_CHARACTER: char = char::MAX;

#[derive(Clone, Debug, Default)]
pub struct Query {
    /// As typed: the last word may be unfinished, unless a space follows it.
    pub text: String,
    /// Whatever it says: the text is not looked at.
    pub finds_all: bool,
    /// How many hits a page has; at most `LIMIT_MAX`.
    pub limit: usize,
    /// `next` of the page before.
    pub after: Option<Cursor>,
    /// Empty: all kinds.
    pub kinds: BTreeSet<Kind>,
    /// At or after.
    pub from: Option<Timestamp>,
    /// Before.
    pub to: Option<Timestamp>,
    /// Leaves out contacts, which are on no channel.
    pub channel: Option<Channel>,
}

/// A word asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    pub text: String,
    /// Whether more letters may follow.
    pub is_beginning: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spelling {
    Exact,
    /// One letter of each word may be wrong, missing, too many or exchanged with the next.
    Forgiving,
}

pub type Clause = Box<dyn tantivy::query::Query>;

/// The words of a query's text.
pub fn asked(text: &str) -> Vec<Asked> {
    let text = shortened(text);
    let mut asked: Vec<Asked> = Vec::new();
    for run in words::runs(text) {
        let is_last = run.range.end == text.len();
        match run.script {
            Script::Spaced => asked.push(Asked { text: run.folded, is_beginning: is_last }),
            Script::Unspaced => asked.extend(pairs(&run.folded)),
        }
    }
    asked.truncate(QUERY_WORDS_MAX);
    asked
}

/// The pairs of an unspaced run. A single character begins many.
fn pairs(run: &str) -> Vec<Asked> {
    let characters: Vec<char> = run.chars().collect();
    if characters.len() < 2 {
        return vec![Asked { text: run.to_owned(), is_beginning: true }];
    }
    let asked = |pair: &[char]| Asked { text: pair.iter().collect(), is_beginning: false };
    characters.windows(2).map(asked).collect()
}

fn shortened(text: &str) -> &str {
    match text.char_indices().nth(QUERY_CHARACTERS_MAX) {
        Some((end, _)) => text.get(..end).unwrap_or(text),
        None => text,
    }
}

/// What the index has to look up; `None` if there is nothing to look for, or nothing to forgive.
pub fn clause(text: &str, spelling: Spelling, fields: &Fields) -> Option<Clause> {
    let asked = asked(text);
    let is_forgivable = |asked: &Asked| {
        asked.text.chars().count() >= FORGIVEN_CHARACTERS_MIN && !is_digits(&asked.text)
    };
    if asked.is_empty() || (spelling == Spelling::Forgiving && !asked.iter().any(is_forgivable)) {
        return None;
    }
    let words = asked.iter().map(|asked| match spelling {
        Spelling::Forgiving if is_forgivable(asked) => forgiving(asked, fields),
        Spelling::Exact | Spelling::Forgiving => exact(asked, fields),
    });
    let mut ways = vec![all_of(words.collect())];
    ways.extend(number(text).map(|id| key(Found::Conversation(id), fields)));
    ways.extend(phone(text).map(|digits| beginning(fields.digits, &digits)));
    Some(any_of(ways))
}

pub fn everything() -> Clause {
    Box::new(AllQuery)
}

fn key(found: Found, fields: &Fields) -> Clause {
    let term = Term::from_field_u64(fields.key, found.key());
    Box::new(TermQuery::new(term, IndexRecordOption::Basic))
}

fn exact(asked: &Asked, fields: &Fields) -> Clause {
    let in_texts = match asked.is_beginning {
        true if asked.text.chars().count() <= BEGINNING_CHARACTERS_MAX => {
            word(fields.beginnings, &asked.text)
        }
        true => beginning(fields.text, &asked.text),
        false => word(fields.text, &asked.text),
    };
    if is_digits(&asked.text) && asked.text.len() >= PHONE_DIGITS_MIN {
        return any_of(vec![in_texts, beginning(fields.digits, &asked.text)]);
    }
    in_texts
}

fn forgiving(asked: &Asked, fields: &Fields) -> Clause {
    let term = Term::from_field_text(fields.text, &asked.text);
    Box::new(match asked.is_beginning {
        true => FuzzyTermQuery::new_prefix(term, 1, true),
        false => FuzzyTermQuery::new(term, 1, true),
    })
}

fn word(field: Field, text: &str) -> Clause {
    Box::new(TermQuery::new(Term::from_field_text(field, text), IndexRecordOption::Basic))
}

fn beginning(field: Field, text: &str) -> Clause {
    let last = format!("{text}{LAST_CHARACTER}");
    Box::new(RangeQuery::new(
        Bound::Included(Term::from_field_text(field, text)),
        Bound::Included(Term::from_field_text(field, &last)),
    ))
}

fn all_of(mut clauses: Vec<Clause>) -> Clause {
    match clauses.pop() {
        Some(only) if clauses.is_empty() => only,
        last => Box::new(BooleanQuery::intersection(clauses.into_iter().chain(last).collect())),
    }
}

fn any_of(mut clauses: Vec<Clause>) -> Clause {
    match clauses.pop() {
        Some(only) if clauses.is_empty() => only,
        last => Box::new(BooleanQuery::union(clauses.into_iter().chain(last).collect())),
    }
}

/// A conversation's number: `#1042`, or bare.
fn number(text: &str) -> Option<ConversationId> {
    let text = text.trim();
    let digits = text.strip_prefix('#').unwrap_or(text);
    // `parse` would take a sign as well.
    is_digits(digits).then(|| digits.parse().ok().map(ConversationId)).flatten()
}

/// The digits of a text that is a phone number in whatever spelling, from the country's code or
/// without it: leading zeros are dialled, not stored.
fn phone(text: &str) -> Option<String> {
    let mut digits = String::new();
    for character in shortened(text).replace("(0)", "").chars() {
        match character {
            '0' if digits.is_empty() => {}
            '0'..='9' => digits.push(character),
            '+' | '-' | '.' | '/' | '(' | ')' | '\u{2010}'..='\u{2015}' => {}
            _ if character.is_whitespace() => {}
            _ => return None,
        }
    }
    (PHONE_DIGITS_MIN..=PHONE_DIGITS_MAX).contains(&digits.len()).then_some(digits)
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let shown: Vec<String> = asked(text)
            .into_iter()
            .map(|asked| format!("{}{}", asked.text, if asked.is_beginning { "*" } else { "" }))
            .collect();
        assert_eq!(shown.join(" "), expected, "{text}");
    }

    #[test]
    fn only_the_last_word_may_be_unfinished() {
        check("Where is my ord", "where is my ord*");
        check("Where is my order ", "where is my order");
        check("ana@example.co", "ana example co*");
        check("東京都 x", "東京 京都 x*");
        check("京", "京*");
        check(" ?! ", "");
    }

    #[test]
    fn long_queries_are_cut() {
        assert_eq!(asked(&"a ".repeat(1_000)).len(), QUERY_WORDS_MAX);
        assert_eq!(asked(&"é".repeat(1_000)).len(), 1);
    }

    #[test]
    fn phones_come_in_many_spellings() {
        for spelling in
            ["+44 7700 900123", "0044 (0)7700-900.123", "447700900123", "44/7700/900123"]
        {
            assert_eq!(phone(spelling).as_deref(), Some("447700900123"), "{spelling}");
        }
        assert_eq!(phone("07700 900123").as_deref(), Some("7700900123"));
        assert_eq!(phone("0123").as_deref(), None);
        assert_eq!(phone("ana 4321").as_deref(), None);
    }

    #[test]
    fn numbers_of_conversations_are_known() {
        assert_eq!(number(" #1042 "), Some(ConversationId(1042)));
        assert_eq!(number("1042"), Some(ConversationId(1042)));
        for text in ["#", "+1042", "#+1", "10 42", "99999999999999999999999"] {
            assert_eq!(number(text), None, "{text}");
        }
    }
}
