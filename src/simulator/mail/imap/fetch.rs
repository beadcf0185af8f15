//! What of a mail is told (RFC 3501, 6.4.5).

use super::command::Word;
use crate::simulator::mail::mailbox::Lying;

const ITEMS_MAX: usize = 20;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Item {
    Uid,
    Flags,
    InternalDate,
    Size,
    Part { section: Section, range: Option<(usize, usize)>, marks_seen: bool },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Section {
    Whole,
    Header,
    Text,
}

/// `None`: that cannot be asked here.
pub fn items(asked: &[Word]) -> Option<Vec<Item>> {
    let words = match asked {
        [Word::List(words)] => words.as_slice(),
        words => words,
    };
    let items: Option<Vec<Item>> = words.iter().map(item).collect();
    items.filter(|items| (1..=ITEMS_MAX).contains(&items.len()))
}

fn item(word: &Word) -> Option<Item> {
    let Word::Atom(name) = word else { return None };
    let name = name.to_ascii_uppercase();
    match name.as_str() {
        "UID" => return Some(Item::Uid),
        "FLAGS" => return Some(Item::Flags),
        "INTERNALDATE" => return Some(Item::InternalDate),
        "RFC822.SIZE" => return Some(Item::Size),
        _ => {}
    }
    let (rest, marks_seen) = match name.strip_prefix("BODY.PEEK[") {
        Some(rest) => (rest, false),
        None => (name.strip_prefix("BODY[")?, true),
    };
    let (section, range) = rest.split_once(']')?;
    let section = match section {
        "" => Section::Whole,
        "HEADER" => Section::Header,
        "TEXT" => Section::Text,
        _ => return None,
    };
    let range = match range {
        "" => None,
        range => {
            let inner = range.strip_prefix('<')?.strip_suffix('>')?;
            let (from, length) = inner.split_once('.')?;
            Some((from.parse().ok()?, length.parse().ok().filter(|length| *length > 0)?))
        }
    };
    Some(Item::Part { section, range, marks_seen })
}

pub fn marks_seen(items: &[Item]) -> bool {
    items.iter().any(|item| matches!(item, Item::Part { marks_seen: true, .. }))
}

/// `* 3 FETCH (…)` for one mail; its number as UID goes along when mails are named by it.
pub fn told(items: &[Item], mail: &Lying, place: u32, by_uid: bool) -> Vec<u8> {
    let mut told = format!("* {place} FETCH (").into_bytes();
    let named = by_uid && !items.contains(&Item::Uid);
    let extra = named.then_some(&Item::Uid);
    for (position, item) in extra.into_iter().chain(items).enumerate() {
        if position > 0 {
            told.push(b' ');
        }
        tell(&mut told, *item, mail);
    }
    told.extend_from_slice(b")\r\n");
    told
}

fn tell(told: &mut Vec<u8>, item: Item, mail: &Lying) {
    let words = match item {
        Item::Uid => format!("UID {}", mail.uid),
        Item::Flags => format!("FLAGS {}", flags(mail)),
        Item::InternalDate => {
            let at = chrono::DateTime::from_timestamp_millis(mail.at_ms).unwrap_or_default();
            format!("INTERNALDATE \"{}\"", at.format("%e-%b-%Y %H:%M:%S +0000"))
        }
        Item::Size => format!("RFC822.SIZE {}", mail.raw.len()),
        Item::Part { section, range, marks_seen: _ } => {
            let name = match section {
                Section::Whole => "BODY[]",
                Section::Header => "BODY[HEADER]",
                Section::Text => "BODY[TEXT]",
            };
            let origin = range.map(|(from, _)| format!("<{from}>")).unwrap_or_default();
            let part = part(&mail.raw, section, range);
            told.extend_from_slice(format!("{name}{origin} {{{}}}\r\n", part.len()).as_bytes());
            told.extend_from_slice(part);
            return;
        }
    };
    told.extend_from_slice(words.as_bytes());
}

pub fn flags(mail: &Lying) -> String {
    let flags: Vec<&str> = mail.flags.iter().map(String::as_str).collect();
    format!("({})", flags.join(" "))
}

fn part(raw: &[u8], section: Section, range: Option<(usize, usize)>) -> &[u8] {
    let end = raw.windows(4).position(|four| four == b"\r\n\r\n").map_or(raw.len(), |at| at + 4);
    let section = match section {
        Section::Whole => raw,
        Section::Header => raw.get(..end).unwrap_or_default(),
        Section::Text => raw.get(end..).unwrap_or_default(),
    };
    let Some((from, length)) = range else { return section };
    let to = from.saturating_add(length).min(section.len());
    section.get(from..to).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simulator::mail::imap::command::words;

    fn asked(items_asked: &str) -> Option<Vec<Item>> {
        items(&words(items_asked.as_bytes()).expect("words"))
    }

    #[test]
    fn a_mail_is_told_as_it_is_asked_for() {
        let mail = Lying {
            uid: 7,
            at_ms: 0,
            flags: ["\\Seen".to_owned()].into(),
            raw: b"A: b\r\n\r\nwords".as_slice().into(),
        };
        for (items_asked, expected) in [
            ("FLAGS", "* 3 FETCH (UID 7 FLAGS (\\Seen))\r\n"),
            (
                "(UID RFC822.SIZE INTERNALDATE)",
                "* 3 FETCH (UID 7 RFC822.SIZE 13 INTERNALDATE \" 1-Jan-1970 00:00:00 +0000\")\r\n",
            ),
            ("(UID BODY.PEEK[])", "* 3 FETCH (UID 7 BODY[] {13}\r\nA: b\r\n\r\nwords)\r\n"),
            ("BODY.PEEK[HEADER]", "* 3 FETCH (UID 7 BODY[HEADER] {8}\r\nA: b\r\n\r\n)\r\n"),
            ("BODY[TEXT]<1.2>", "* 3 FETCH (UID 7 BODY[TEXT]<1> {2}\r\nor)\r\n"),
            ("BODY.PEEK[]<90.5>", "* 3 FETCH (UID 7 BODY[]<90> {0}\r\n)\r\n"),
        ] {
            let told = told(&asked(items_asked).expect("items"), &mail, 3, true);
            assert_eq!(String::from_utf8_lossy(&told), expected, "{items_asked}");
        }
        assert!(marks_seen(&asked("BODY[]").expect("items")));
        for wrong in ["()", "ENVELOPE", "BODY[1]", "BODY[]<1>", "BODY[]<1.0>", "BODY[", "\"UID\""] {
            assert_eq!(asked(wrong), None, "{wrong}");
        }
    }
}
