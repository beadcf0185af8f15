//! Text in headers: encoded words, and raw bytes where none should be.

use super::charset::decoded;
use super::encodings::{from_base64, from_q};
use base64::Engine;

/// Longer ones exist only where somebody means harm.
const WORD_BYTES_MAX: usize = 8 * 1024;
const CHARSET_BYTES_MAX: usize = 60;

/// What a person reads of an unfolded value. `label`: the charset of what is raw.
pub fn text(value: &[u8], label: Option<&str>) -> String {
    let raw = decoded(value, label);
    let mut text = String::with_capacity(raw.len());
    for run in runs(&raw) {
        match run {
            Run::Plain(plain) => text.push_str(plain),
            Run::Encoded(encoded) => text.push_str(&encoded),
        }
    }
    text
}

/// The value with its encoded words anew: whole, one for each run, and set apart by spaces.
pub fn tidied(value: &[u8], label: Option<&str>) -> String {
    let raw = decoded(value, label);
    let mut text = String::with_capacity(raw.len());
    for run in runs(&raw) {
        match run {
            Run::Plain(plain) => text.push_str(plain),
            Run::Encoded(encoded) => {
                let word = base64::engine::general_purpose::STANDARD.encode(encoded);
                text.push_str(&format!(" =?utf-8?B?{word}?= "));
            }
        }
    }
    text
}

enum Run<'t> {
    Plain(&'t str),
    Encoded(String),
}

struct Word<'t> {
    charset: &'t str,
    bytes: Vec<u8>,
    /// How many bytes of the text it takes.
    length: usize,
}

fn runs(raw: &str) -> Vec<Run<'_>> {
    let mut runs = Vec::new();
    let mut open: Option<(&str, Vec<u8>)> = None;
    let close = |open: &mut Option<(&str, Vec<u8>)>, runs: &mut Vec<Run<'_>>| {
        if let Some((charset, bytes)) = open.take() {
            runs.push(Run::Encoded(decoded(&bytes, Some(charset))));
        }
    };
    let (mut plain_from, mut at) = (0, 0);
    while let Some(found) = raw[at..].find("=?") {
        at += found;
        let Some(word) = word(&raw[at..]) else {
            at += 2;
            continue;
        };
        let between = &raw[plain_from..at];
        // White space between two words is there for folding only; a letter may be split in two.
        let goes_on = open.is_some() && between.trim().is_empty();
        if !goes_on {
            close(&mut open, &mut runs);
            runs.push(Run::Plain(between));
        }
        match &mut open {
            Some((charset, bytes))
                if charset.eq_ignore_ascii_case(word.charset) && !charset.contains("2022") =>
            {
                bytes.extend_from_slice(&word.bytes);
            }
            other => {
                close(other, &mut runs);
                *other = Some((word.charset, word.bytes));
            }
        }
        at += word.length;
        plain_from = at;
    }
    close(&mut open, &mut runs);
    runs.push(Run::Plain(&raw[plain_from..]));
    runs
}

/// The encoded word that the text begins with.
fn word(text: &str) -> Option<Word<'_>> {
    let rest = text.strip_prefix("=?")?;
    let charset_end = rest.bytes().take(CHARSET_BYTES_MAX).position(|byte| byte == b'?')?;
    let charset = &rest[..charset_end];
    let is_charset = charset.bytes().all(|byte| byte.is_ascii_graphic());
    let rest = &rest[charset_end + 1..];
    let encoding = rest.bytes().next()?.to_ascii_lowercase();
    let data = rest.get(1..)?.strip_prefix('?')?;
    let data_end = find_end(data.as_bytes())?;
    let inside = &data.as_bytes()[..data_end];
    let bytes = match encoding {
        b'b' if is_charset => from_base64(inside),
        b'q' if is_charset => from_q(inside),
        _ => return None,
    };
    let length = text.len() - data.len() + data_end + 2;
    let charset = charset.split('*').next().unwrap_or_default();
    Some(Word { charset, bytes, length })
}

fn find_end(data: &[u8]) -> Option<usize> {
    let near = &data[..data.len().min(WORD_BYTES_MAX)];
    near.windows(2).position(|pair| pair == b"?=")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(value: &str) -> String {
        text(value.as_bytes(), None)
    }

    #[test]
    fn encoded_words_become_what_they_say() {
        assert_eq!(read("=?utf-8?q?Caf=C3=A9_noir?= & more"), "Café noir & more");
        assert_eq!(read("=?iso-8859-1*fr?B?Y2Fm6Q==?="), "café");
        assert_eq!(read("Re: =?UTF-8?B?SGk=?=  =?utf-8?Q?_you?="), "Re: Hi you");
        assert_eq!(read("a=?utf-8?q?b?=c"), "abc", "no spaces around");
    }

    #[test]
    fn a_letter_may_be_split_over_two_words() {
        assert_eq!(read("=?utf-8?Q?caf=C3?=\t=?utf-8?Q?=A9?="), "café");
    }

    #[test]
    fn words_in_charsets_with_modes_stand_for_themselves() {
        let word = "=?ISO-2022-JP?B?GyRCJUYlOSVIGyhC?=";
        assert_eq!(read(&format!("{word}\t{word}")), "テストテスト");
    }

    #[test]
    fn what_is_no_encoded_word_stays_as_it_is() {
        for plain in
            ["=?", "=??=", "=?utf-8?", "=?utf-8?x?a?=", "a =? b ?= c", "=?a b?q?x?=", "1=?2"]
        {
            assert_eq!(read(plain), plain);
        }
        assert_eq!(read("=?NONE?B?VEVTVA=?="), "TEST", "an unknown charset is guessed");
    }

    #[test]
    fn raw_bytes_are_read_by_the_charset_of_the_mail() {
        assert_eq!(text(b"Forma\xe7\xe3o", Some("iso-8859-1")), "Formação");
        assert_eq!(text(b"\xc4\xe3\xba\xc3", Some("gb18030")), "你好");
    }

    #[test]
    fn tidied_words_stand_apart() {
        let tidy = tidied(b"=?utf-8?Q?A=2C_B?=<a@b>", None);
        assert_eq!(tidy, " =?utf-8?B?QSwgQg==?= <a@b>");
    }
}
