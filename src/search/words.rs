//! How a text falls into words: the same for what is indexed, asked and highlighted.
//! Letters and digits in a row are a word, without accents and in lower case. Scripts that write
//! no spaces are cut into overlapping pairs, so that any part of a sentence can be found.

use std::ops::Range;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Longer words are cut, here as there.
pub const WORD_CHARACTERS_MAX: usize = 64;

/// A word as it is looked up, and where it stands in the text, in bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    pub text: String,
    pub range: Range<usize>,
}

/// A stretch of text without anything between words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    pub script: Script,
    /// What is looked up: the whole of it, or its pairs.
    pub folded: String,
    pub range: Range<usize>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Script {
    /// One word.
    Spaced,
    /// Chinese, Japanese, Korean, Thai, Lao, Khmer, Burmese.
    Unspaced,
}

/// The words of a text, as they are indexed: of an unspaced run its pairs and its last character
/// alone, so that every single character is the beginning of something.
pub fn words(text: &str) -> Vec<Word> {
    let mut words = Vec::new();
    for run in runs(text) {
        match run.script {
            Script::Spaced => words.push(Word { text: run.folded, range: run.range }),
            Script::Unspaced => words.extend(pairs(text, &run)),
        }
    }
    words
}

/// The runs of a text, in its order.
pub fn runs(text: &str) -> Vec<Run> {
    let mut runs = Vec::new();
    let mut open: Option<(Script, Range<usize>)> = None;
    for (at, character) in text.char_indices() {
        let end = at + character.len_utf8();
        open = match (open, script(character)) {
            (Some((current, range)), _) if is_joining(character) => {
                Some((current, range.start..end))
            }
            (None, _) if is_joining(character) => None,
            (Some((current, range)), Some(next)) if current == next => {
                Some((current, range.start..end))
            }
            (before, next) => {
                runs.extend(before.and_then(|(script, range)| run(text, script, range)));
                next.map(|script| (script, at..end))
            }
        };
    }
    runs.extend(open.and_then(|(script, range)| run(text, script, range)));
    runs
}

fn run(text: &str, script: Script, range: Range<usize>) -> Option<Run> {
    let mut folded = fold(text.get(range.clone())?);
    if script == Script::Spaced {
        folded = folded.chars().take(WORD_CHARACTERS_MAX).collect();
    }
    (!folded.is_empty()).then_some(Run { script, folded, range })
}

fn pairs(text: &str, run: &Run) -> Vec<Word> {
    let starts: Vec<usize> = run.folded.char_indices().map(|(at, _)| at).collect();
    // Where folding kept every character, each pair knows its own place in the text.
    let original = text.get(run.range.clone()).unwrap_or_default();
    let places: Vec<usize> = original.char_indices().map(|(at, _)| run.range.start + at).collect();
    let is_parallel = places.len() == starts.len();
    let end_of = |ends: &[usize], index: usize, last: usize| *ends.get(index).unwrap_or(&last);
    let pair = |(index, start): (usize, &usize)| {
        let end = end_of(&starts, index + 2, run.folded.len());
        let range = match places.get(index) {
            Some(place) if is_parallel => *place..end_of(&places, index + 2, run.range.end),
            _ => run.range.clone(),
        };
        Word { text: run.folded.get(*start..end).unwrap_or_default().to_owned(), range }
    };
    starts.iter().enumerate().map(pair).collect()
}

/// Lower case, without accents and vowel points, compatibility forms made plain.
fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let mut plain = String::with_capacity(text.len());
    for character in text.chars().flat_map(char::to_lowercase).nfkd() {
        if is_mark_to_drop(character) {
            continue;
        }
        match character {
            'ß' => plain.push_str("ss"),
            'æ' => plain.push_str("ae"),
            'œ' => plain.push_str("oe"),
            'þ' => plain.push_str("th"),
            'ø' => plain.push('o'),
            'đ' | 'ð' => plain.push('d'),
            'ł' => plain.push('l'),
            'ħ' => plain.push('h'),
            'ı' => plain.push('i'),
            'ς' => plain.push('σ'),
            _ if character.is_alphanumeric() || is_combining_mark(character) => {
                plain.extend(character.to_lowercase());
            }
            _ => {}
        }
    }
    // Decomposing took apart what belongs together, such as Korean syllables.
    plain.nfc().collect()
}

/// Accents, Hebrew points, Arabic vowel signs and the stretching of Arabic letters. Marks of other
/// scripts are letters of their own right.
fn is_mark_to_drop(character: char) -> bool {
    matches!(character,
        '\u{0300}'..='\u{036F}'
        | '\u{0591}'..='\u{05C7}'
        | '\u{0640}'
        | '\u{064B}'..='\u{065F}'
        | '\u{0670}')
}

/// What neither begins a run nor ends one: marks, soft hyphens, invisible joiners.
fn is_joining(character: char) -> bool {
    matches!(character, '\u{00AD}' | '\u{200B}'..='\u{200D}' | '\u{2060}')
        || (is_combining_mark(character) && script(character).is_none())
}

fn script(character: char) -> Option<Script> {
    if !character.is_alphanumeric() {
        return None;
    }
    let is_unspaced = matches!(character,
        '\u{0E00}'..='\u{0EFF}' // Thai, Lao
        | '\u{1000}'..='\u{109F}' // Burmese
        | '\u{1100}'..='\u{11FF}' // Korean letters
        | '\u{1780}'..='\u{17FF}' // Khmer
        | '\u{3005}'..='\u{3007}'
        | '\u{3040}'..='\u{31FF}' // Japanese syllables, Bopomofo, Korean letters
        | '\u{3400}'..='\u{4DBF}'
        | '\u{4E00}'..='\u{9FFF}'
        | '\u{A960}'..='\u{A97F}'
        | '\u{AC00}'..='\u{D7FF}' // Korean syllables
        | '\u{F900}'..='\u{FAFF}'
        | '\u{FF66}'..='\u{FFDC}' // half-width forms
        | '\u{20000}'..='\u{323AF}');
    Some(if is_unspaced { Script::Unspaced } else { Script::Spaced })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(text: &str, expected: &[&str]) {
        let found: Vec<String> = words(text).into_iter().map(|word| word.text).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn letters_and_digits_in_a_row_are_a_word() {
        check("Where's my order #1042?", &["where", "s", "my", "order", "1042"]);
        check("ana.prado@example.com", &["ana", "prado", "example", "com"]);
        check("… — !? 👍", &[]);
        check("", &[]);
        assert_eq!(words(&"x".repeat(500))[0].text.len(), WORD_CHARACTERS_MAX);
    }

    #[test]
    fn accents_and_case_make_no_difference() {
        check("Ação CAFÉ naïve", &["acao", "cafe", "naive"]);
        check("cafe\u{301}", &["cafe"]);
        check("Straße STRASSE Łódź Ærø Œuvre", &["strasse", "strasse", "lodz", "aero", "oeuvre"]);
        check("İstanbul ısı", &["istanbul", "isi"]);
        check("ΟΔΥΣΣΕΥΣ Οδυσσεύς", &["οδυσσευσ", "οδυσσευσ"]);
        check("Ещё ёлка", &["еще", "елка"]);
        check("مُحَمَّد محمد", &["محمد", "محمد"]);
        check("ﬁne １２３ ½", &["fine", "123", "12"]);
        check("sepa\u{ad}rate", &["separate"]);
    }

    #[test]
    fn marks_that_are_letters_stay() {
        check("नमस्ते", &["नमस्ते"]);
    }

    #[test]
    fn scripts_without_spaces_are_cut_into_pairs() {
        check("東京都", &["東京", "京都", "都"]);
        check("iPhoneを買う", &["iphone", "を買", "買う", "う"]);
        check("주문 취소", &["주문", "문", "취소", "소"]);
        check("ｶﾞｽ", &["ガス", "ス"]);
        check("ไทย", &["ไท", "ทย", "ย"]);
    }

    #[test]
    fn words_know_their_place() {
        let text = "é 東京都";
        let found: Vec<&str> = words(text).into_iter().map(|word| &text[word.range]).collect();
        assert_eq!(found, ["é", "東京", "京都", "都"]);
    }

    proptest! {
        #[test]
        fn folding_twice_changes_nothing(text in "\\PC{0,40}") {
            for word in words(&text) {
                prop_assert!(text.get(word.range.clone()).is_some());
                prop_assert_eq!(fold(&word.text), word.text);
            }
        }
    }
}
