//! Which mails are meant: sets of numbers (RFC 3501, 9) and searches (6.4.4).

use chrono::NaiveDate;

use super::command::Word;
use crate::simulator::mail::mailbox::Lying;

const RANGES_MAX: usize = 1_000;

/// Ranges of numbers, from and to, both included; `*` is the highest there is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Set(Vec<(u32, u32)>);

impl Set {
    /// `highest`: what `*` stands for.
    pub fn read(text: &str, highest: u32) -> Option<Set> {
        let number = |text: &str| match text {
            "*" => Some(highest),
            digits if digits.bytes().all(|byte| byte.is_ascii_digit()) => {
                digits.parse().ok().filter(|number| *number > 0)
            }
            _ => None,
        };
        let mut ranges = Vec::new();
        for part in text.split(',') {
            let (from, to) = part.split_once(':').unwrap_or((part, part));
            let (from, to) = (number(from)?, number(to)?);
            ranges.push((from.min(to), from.max(to)));
        }
        (ranges.len() <= RANGES_MAX).then_some(Set(ranges))
    }

    pub fn has(&self, number: u32) -> bool {
        self.0.iter().any(|(from, to)| (*from..=*to).contains(&number))
    }
}

/// One thing that a mail must be.
#[derive(Debug, PartialEq, Eq)]
pub enum Key {
    All,
    Uid(Set),
    /// By its number in the folder.
    Place(Set),
    Since(NaiveDate),
    Before(NaiveDate),
    Header(String, String),
    Has(&'static str, bool),
}

/// `None`: that cannot be asked here.
pub fn keys(words: &[Word], highest_uid: u32, number: u32) -> Option<Vec<Key>> {
    let mut keys = Vec::new();
    let mut words = words.iter();
    while let Some(word) = words.next() {
        let name = word.text()?.to_ascii_uppercase();
        let key = match name.as_str() {
            "ALL" => Key::All,
            "UID" => Key::Uid(Set::read(&words.next()?.text()?, highest_uid)?),
            "SINCE" => Key::Since(day(&words.next()?.text()?)?),
            "BEFORE" => Key::Before(day(&words.next()?.text()?)?),
            "HEADER" => Key::Header(words.next()?.text()?, words.next()?.text()?),
            "SEEN" => Key::Has("\\Seen", true),
            "UNSEEN" => Key::Has("\\Seen", false),
            "DELETED" => Key::Has("\\Deleted", true),
            "UNDELETED" => Key::Has("\\Deleted", false),
            set => Key::Place(Set::read(set, number)?),
        };
        keys.push(key);
    }
    (!keys.is_empty()).then_some(keys)
}

/// Whether a mail is what all keys say.
pub fn matches(keys: &[Key], mail: &Lying, place: u32) -> bool {
    let day_of = |mail: &Lying| {
        chrono::DateTime::from_timestamp_millis(mail.at_ms).unwrap_or_default().date_naive()
    };
    keys.iter().all(|key| match key {
        Key::All => true,
        Key::Uid(set) => set.has(mail.uid),
        Key::Place(set) => set.has(place),
        Key::Since(day) => day_of(mail) >= *day,
        Key::Before(day) => day_of(mail) < *day,
        Key::Header(name, part) => has_header(&mail.raw, name, part),
        Key::Has(flag, is_on) => mail.has(flag) == *is_on,
    })
}

fn day(text: &str) -> Option<NaiveDate> {
    NaiveDate::parse_from_str(text, "%d-%b-%Y").ok()
}

/// Whether a header of this name holds this text, in any case.
fn has_header(raw: &[u8], name: &str, part: &str) -> bool {
    let end = raw.windows(4).position(|four| four == b"\r\n\r\n").unwrap_or(raw.len());
    let head = String::from_utf8_lossy(raw.get(..end).unwrap_or_default()).to_lowercase();
    let unfolded = head.replace("\r\n ", " ").replace("\r\n\t", " ");
    let (name, part) = (name.to_lowercase(), part.to_lowercase());
    unfolded.lines().any(|line| {
        line.split_once(':').is_some_and(|(known, value)| known == name && value.contains(&part))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simulator::mail::imap::command::words;

    fn lying(uid: u32, at_ms: i64) -> Lying {
        let raw = b"Subject: x\r\nMessage-Id:\r\n <One@x.test>\r\n\r\nMessage-ID: <two@x.test>\r\n";
        Lying { uid, at_ms, flags: Default::default(), raw: raw.as_slice().into() }
    }

    #[test]
    fn mails_are_found_by_what_is_asked() {
        let day_ms = 86_400_000;
        for (asked, is_found) in [
            ("ALL", true),
            ("UID 5:*", true),
            ("UID 9:*", true),
            ("UID 8:9", false),
            ("UID 1,7", true),
            ("1:2", true),
            ("3", false),
            ("SINCE 2-Jan-1970", true),
            ("SINCE 3-Jan-1970", false),
            ("BEFORE 03-Jan-1970 UID 7", true),
            ("HEADER message-id \"<one@x.test>\"", true),
            ("HEADER Message-ID \"<two@x.test>\"", false),
            ("HEADER Subject \"\"", true),
            ("UNSEEN", true),
            ("SEEN ALL", false),
        ] {
            let words = words(asked.as_bytes()).expect("words");
            let keys = keys(&words, 7, 2).expect("keys");
            assert_eq!(matches(&keys, &lying(7, day_ms), 2), is_found, "{asked}");
        }
        for wrong in ["", "SINCE yesterday", "UID", "UID 0", "UID 1:x", "TEXT x", "(ALL)"] {
            let words = words(wrong.as_bytes()).expect("words");
            assert_eq!(keys(&words, 7, 2), None, "{wrong}");
        }
    }
}
