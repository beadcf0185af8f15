//! What an SMTP server answers (RFC 5321, 4.2), and what follows from it for a message.

use super::Stage;
use super::words::words_for;
use crate::channels::{Retry, Scope, SendError};
use crate::domain::delivery::Failure;
use crate::domain::time::MINUTE_MS;

/// Lines of one answer, and bytes of one line: RFC 5321 knows 512, servers know better.
pub const LINES_MAX: usize = 200;
pub const LINE_BYTES_MAX: usize = 4096;
/// How long an inbox rests that is told to be slower.
pub(super) const REST_MS: i64 = MINUTE_MS;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    pub code: u16,
    /// Without their codes; at most `LINES_MAX`.
    pub lines: Vec<String>,
}

#[derive(Debug, PartialEq, Eq)]
pub enum Parsed {
    More,
    /// So many bytes were it.
    Whole(Reply, usize),
    Nonsense,
}

/// Reads an answer from the start of what was received.
pub fn parse(received: &[u8]) -> Parsed {
    let mut lines = Vec::new();
    let mut at = 0;
    loop {
        let rest = received.get(at..).unwrap_or_default();
        let Some(end) = rest.iter().take(LINE_BYTES_MAX).position(|byte| *byte == b'\n') else {
            return if rest.len() >= LINE_BYTES_MAX { Parsed::Nonsense } else { Parsed::More };
        };
        let line = rest.get(..end).unwrap_or_default().trim_ascii_end();
        at += end + 1;
        let Some((code, is_last, words)) = line_of(line) else { return Parsed::Nonsense };
        lines.push(String::from_utf8_lossy(words).into_owned());
        if is_last {
            return Parsed::Whole(Reply { code, lines }, at);
        }
        if lines.len() >= LINES_MAX {
            return Parsed::Nonsense;
        }
    }
}

/// `250-SIZE 1000`: the code, whether it is the last line, its words.
fn line_of(line: &[u8]) -> Option<(u16, bool, &[u8])> {
    let (code, rest) = line.split_at_checked(3)?;
    let code: u16 = std::str::from_utf8(code).ok()?.parse().ok()?;
    if !(200..600).contains(&code) {
        return None;
    }
    match rest.split_first() {
        None => Some((code, true, rest)),
        Some((b' ', words)) => Some((code, true, words)),
        Some((b'-', words)) => Some((code, false, words)),
        Some(_) => None,
    }
}

impl Reply {
    pub fn is_good(&self) -> bool {
        self.code < 400
    }

    pub fn is_temporary(&self) -> bool {
        (400..500).contains(&self.code)
    }

    /// With the code, on one line.
    pub fn text(&self) -> String {
        format!("{} {}", self.code, self.lines.join(" "))
    }

    /// The enhanced status (RFC 3463) that its first line begins with, such as `5.1.1`.
    pub fn status(&self) -> Option<&str> {
        let word = self.lines.first()?.split_whitespace().next()?;
        is_status(word).then_some(word)
    }

    /// Whether it concerns everything that goes through this account.
    fn is_about_the_rate(&self) -> bool {
        // Of whole words: "corporate" is no rate.
        let signs = [
            " rate ",
            " rates ",
            " too many ",
            " too fast ",
            " throttl",
            " quota exceeded for sending ",
        ];
        let words = self.text().to_lowercase();
        let words = words.split(|letter: char| !letter.is_alphanumeric());
        let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
        let text = format!(" {} ", words.join(" "));
        self.code == 421
            || self.status().is_some_and(|status| status.starts_with("4.7."))
            || signs.iter().any(|sign| text.contains(sign))
    }

    fn is_greylisting(&self) -> bool {
        let text = self.text().to_lowercase();
        text.contains("greylist") || text.contains("graylist")
    }

    fn is_about_signing_in(&self) -> bool {
        matches!(self.code, 530 | 534 | 535 | 538)
    }

    /// What follows for the message; `scope`: whom a failure of no other kind concerns. What is said
    /// of one mail is counted, so that none waits for ever.
    pub fn as_error(&self, stage: Stage, scope: Scope) -> SendError {
        let words = words_for(self.status(), Some(self.code), &self.lines.join(" "));
        let failure = Failure { code: Some(i64::from(self.code)), reason: words.clone() };
        if self.is_about_signing_in() {
            return SendError::Stopped { failure };
        }
        if !self.is_temporary() {
            return SendError::Permanent { failure };
        }
        let counted = Retry::Counted { least_ms: REST_MS, in_doubt: false };
        let (retry, scope) = if self.is_greylisting() {
            (counted, Scope::Contact)
        } else if self.is_about_the_rate() && matches!(stage, Stage::Recipient | Stage::Content) {
            (counted, Scope::Inbox)
        } else if self.is_about_the_rate() {
            (Retry::After { wait_ms: REST_MS }, Scope::Inbox)
        } else {
            (Retry::SURE, scope)
        };
        SendError::Temporary { reason: words, retry, scope }
    }
}

/// Three numbers with dots, the first of them 2, 4 or 5.
pub fn is_status(word: &str) -> bool {
    let parts: Vec<&str> = word.split('.').collect();
    let is_number = |part: &&str| {
        (1..=3).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
    };
    parts.len() == 3
        && matches!(parts.first(), Some(&("2" | "4" | "5")))
        && parts.iter().all(is_number)
}

#[cfg(test)]
#[path = "reply_tests.rs"]
mod tests;
