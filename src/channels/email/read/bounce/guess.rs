//! What the words of a bounce tell when no fields do.

use crate::channels::email::html;
use crate::channels::email::read::addresses::checked;
use crate::channels::email::read::charset::decoded;
use crate::channels::email::read::parts::Parts;

const BYTES_MAX: usize = 64 * 1024;
const LINES_MAX: usize = 400;

#[derive(Debug, Default, PartialEq)]
pub struct Guess {
    pub recipient: Option<String>,
    pub status: Option<String>,
    pub code: Option<u16>,
    /// The line that has a code, or else the one after the address.
    pub line: Option<String>,
}

/// Where the mail that came back begins.
const COPIES: &[&str] = &[
    "below this line is a copy",
    "this is a copy of",
    "the header of the original",
    "original message follows",
    "original message headers",
    "original message -",
    "- original message",
    "- original mail",
    "original headers",
    "message header follows",
    "unsent message",
    "copy of the message",
    "message-id:",
    "received: from",
    "received: by",
    "return-path:",
];

/// The text that the server wrote, without the mail that it sends back.
pub fn text_of(parts: &Parts<'_>) -> String {
    let is_text = |kind: &str| kind == "text/plain" || kind == "text/html";
    let mut leaves = parts.all.iter().filter(|part| !part.is_multipart() && is_text(part.kind()));
    let Some(part) = leaves.find(|part| !part.is_empty()) else { return String::new() };
    let text = decoded(&part.beginning(BYTES_MAX), part.charset());
    let text = if part.kind() == "text/html" { html::to_text(&text) } else { text };
    let lines = text.lines().take(LINES_MAX).take_while(|line| {
        let line = line.to_lowercase();
        !COPIES.iter().any(|copy| line.contains(copy))
    });
    lines.collect::<Vec<_>>().join("\n")
}

pub fn made(text: &str) -> Guess {
    let mut guess = Guess::default();
    let mut first_after = None;
    for line in text.lines() {
        if let Some(address) = address_in(line)
            && guess.recipient.is_none()
        {
            guess.recipient = Some(address);
        } else if guess.recipient.is_some() && first_after.is_none() && !line.trim().is_empty() {
            first_after = Some(line);
        }
        // What went well on the way is no news.
        let status = status_in(line).filter(|status| !status.starts_with('2'));
        let code = code_in(line);
        if guess.line.is_none() && (status.is_some() || code.is_some()) {
            guess.line = Some(line.to_owned());
        }
        guess.status = guess.status.or(status);
        guess.code = guess.code.or(code);
    }
    guess.line = guess.line.or_else(|| first_after.map(str::to_owned));
    guess
}

/// The first `5.1.1`, `4.2.2` and the like that is no part of anything longer.
pub fn status_in(text: &str) -> Option<String> {
    let mut words = text.split(|letter: char| !(letter.is_ascii_digit() || letter == '.'));
    words.find_map(|word| {
        let word = word.trim_matches('.');
        let mut numbers = word.split('.');
        let class = numbers.next()?;
        let is_class = matches!(class, "2" | "4" | "5");
        let rest: Vec<&str> = numbers.collect();
        let is_number = |number: &&str| (1..=3).contains(&number.len());
        (is_class && rest.len() == 2 && rest.iter().all(is_number)).then(|| word.to_owned())
    })
}

/// The first reply code of SMTP's that stands alone.
pub fn code_in(text: &str) -> Option<u16> {
    let bytes = text.as_bytes();
    let may_border = |byte: Option<&u8>| {
        byte.is_none_or(|byte| {
            !byte.is_ascii_alphanumeric() && !matches!(byte, b'.' | b'@' | b'_' | b'/')
        })
    };
    (0..bytes.len().saturating_sub(2)).find_map(|at| {
        let before = at.checked_sub(1).and_then(|before| bytes.get(before));
        let number = bytes.get(at..at + 3).filter(|three| three.iter().all(u8::is_ascii_digit))?;
        let may_start = may_border(before) && !matches!(before, Some(b'-' | b':'))
            || matches!(before, Some(b':'))
                && !bytes[..at - 1].last().is_some_and(u8::is_ascii_digit);
        let is_time =
            matches!(bytes.get(at + 3..at + 5), Some([b':', next]) if next.is_ascii_digit());
        let may_end = may_border(bytes.get(at + 3)) && !is_time;
        let code = number.iter().fold(0_u16, |code, digit| code * 10 + u16::from(digit - b'0'));
        let is_code = matches!(code, 421 | 422 | 432 | 450..=459 | 471 | 500..=559 | 571 | 572);
        (may_start && may_end && is_code).then_some(code)
    })
}

fn address_in(line: &str) -> Option<String> {
    let apart = |letter: char| letter.is_whitespace() || "<>()[]\"',;:".contains(letter);
    let tokens = line.split(apart).filter(|token| token.contains('@'));
    let mut found = tokens.filter_map(|token| checked(token.trim_end_matches('.')));
    // Whom to ask for help is not whom it could not reach.
    found
        .find(|address| !["postmaster", "mailer-daemon"].iter().any(|who| address.starts_with(who)))
}
