//! The files of a mail and their names.

use super::choice::Choice;
use super::head::{HEAD_BYTES_MAX, Head, Of};
use super::parts::{Part, Parts};
use super::{clean, words};
use crate::channels::email::mail::{FILES_MAX, MailFile};
use std::collections::HashSet;

pub const NAME_CHARACTERS_MAX: usize = 150;
const ENDING_CHARACTERS_MAX: usize = 12;
const CONTENT_ID_CHARACTERS_MAX: usize = 250;

/// What unnamed files are called, by their type.
const NAMES: &[(&str, &str)] = &[
    ("text/plain", "text.txt"),
    ("text/html", "message.html"),
    ("text/calendar", "invite.ics"),
    ("application/ics", "invite.ics"),
    ("text/csv", "table.csv"),
    ("text/vcard", "contact.vcf"),
    ("text/x-vcard", "contact.vcf"),
    ("text/rfc822-headers", "headers.txt"),
    ("message/delivery-status", "delivery-status.txt"),
    ("message/disposition-notification", "notification.txt"),
    ("message/feedback-report", "report.txt"),
    ("image/jpeg", "image.jpg"),
    ("image/jpg", "image.jpg"),
    ("image/png", "image.png"),
    ("image/gif", "image.gif"),
    ("image/webp", "image.webp"),
    ("image/heic", "image.heic"),
    ("image/svg+xml", "image.svg"),
    ("image/tiff", "image.tiff"),
    ("audio/mpeg", "audio.mp3"),
    ("audio/ogg", "audio.ogg"),
    ("audio/amr", "audio.amr"),
    ("audio/wav", "audio.wav"),
    ("video/mp4", "video.mp4"),
    ("video/quicktime", "video.mov"),
    ("application/pdf", "document.pdf"),
    ("application/zip", "archive.zip"),
    ("application/xml", "data.xml"),
    ("text/xml", "data.xml"),
    ("application/json", "data.json"),
    ("application/ms-tnef", "winmail.dat"),
    ("application/pkcs7-mime", "smime.p7m"),
    ("application/x-pkcs7-mime", "smime.p7m"),
    ("application/pgp-encrypted", "version.txt"),
    ("application/pgp-keys", "key.asc"),
];

pub fn kept(parts: &Parts<'_>, choice: &Choice) -> Vec<MailFile> {
    let mut taken = HashSet::new();
    let chosen = choice.files.iter().map(|place| &parts.all[*place]);
    let real = chosen.filter(|part| part.name().is_some() || !part.is_empty());
    real.take(FILES_MAX).map(|part| file(part, &mut taken)).collect()
}

fn file(part: &Part<'_>, taken: &mut HashSet<String>) -> MailFile {
    let bytes = part.bytes().into_owned();
    let name = unique(named(part, &bytes), taken);
    let id = part.head.ascii("content-id").unwrap_or_default();
    let id = clean::line(id.trim_matches(['<', '>', ' ']), CONTENT_ID_CHARACTERS_MAX);
    MailFile { name, mime: mime(part.kind()), content_id: id, is_shown_inline: false, bytes }
}

/// A type that can stand in a header; else that of unknown bytes.
fn mime(kind: &str) -> String {
    let is_token = |token: &str| {
        let fits = |letter: char| letter.is_ascii_alphanumeric() || "!#$&-^_.+".contains(letter);
        (1..=100).contains(&token.len()) && token.chars().all(fits)
    };
    match kind.split_once('/') {
        Some((of, sub)) if is_token(of) && is_token(sub) => kind.to_owned(),
        _ => "application/octet-stream".to_owned(),
    }
}

fn named(part: &Part<'_>, bytes: &[u8]) -> String {
    let given = part.name().and_then(safe);
    let is_mail = matches!(part.kind(), "message/rfc822" | "message/global");
    let by_kind = NAMES.iter().find(|(kind, _)| *kind == part.kind()).map(|(_, name)| *name);
    given
        .or_else(|| if is_mail { subject_of(bytes) } else { None })
        .or_else(|| location(part))
        .unwrap_or_else(|| by_kind.unwrap_or("file").to_owned())
}

/// An attached mail is called by its subject.
fn subject_of(mail: &[u8]) -> Option<String> {
    let near = &mail[..mail.len().min(HEAD_BYTES_MAX)];
    let (head, _) = Head::read(near, Of::Mail, |_| false);
    let subject = head.first("subject").map(|subject| words::text(&subject, None));
    let name = subject.and_then(|subject| safe(&subject.replace(['/', '\\'], "-")));
    safe(&format!("{}.eml", name.as_deref().unwrap_or("message")))
}

/// The end of `Content-Location`, if it looks like a file's name.
fn location(part: &Part<'_>) -> Option<String> {
    let location = part.head.first("content-location")?;
    let location = words::text(&location, None);
    let path = location.split(['?', '#']).next().unwrap_or_default();
    safe(path).filter(|name| name.contains('.') && name.len() < location.len().max(2) + 1)
}

/// A name without its path and without what file systems can't bear.
fn safe(name: &str) -> Option<String> {
    let last = name.rsplit(['/', '\\']).find(|part| !part.trim().is_empty())?;
    let plain: String =
        last.chars().map(|letter| if "<>:\"|?*".contains(letter) { '_' } else { letter }).collect();
    let line = clean::line(&plain, NAME_CHARACTERS_MAX * 4)?;
    let name = line.trim_matches(['.', ' ']);
    let shortened = shortened(name, NAME_CHARACTERS_MAX);
    (!shortened.is_empty()).then_some(shortened)
}

/// What opens a file is its ending: a long name loses its middle.
fn shortened(name: &str, characters_max: usize) -> String {
    if name.chars().count() <= characters_max {
        return name.to_owned();
    }
    let (stem, ending) = parted(name);
    let room = characters_max.saturating_sub(ending.chars().count());
    format!("{}{ending}", stem.chars().take(room).collect::<String>().trim_end())
}

/// `a.tar.gz` is `a.tar` and `.gz`.
fn parted(name: &str) -> (&str, &str) {
    let dot = name.rfind('.').filter(|dot| *dot > 0);
    let dot = dot.filter(|dot| name[*dot..].chars().count() <= ENDING_CHARACTERS_MAX);
    name.split_at(dot.unwrap_or(name.len()))
}

fn unique(name: String, taken: &mut HashSet<String>) -> String {
    let mut candidate = name.clone();
    let mut number = 1;
    while !taken.insert(candidate.to_lowercase()) {
        number += 1;
        let (stem, ending) = parted(&name);
        let mark = format!(" ({number}){ending}");
        let room = NAME_CHARACTERS_MAX.saturating_sub(mark.chars().count());
        candidate = format!("{}{mark}", shortened(stem, room));
    }
    candidate
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_made_safe() {
        for (given, wanted) in [
            ("a.pdf", Some("a.pdf")),
            ("../../etc/passwd", Some("passwd")),
            ("C:\\dir\\a.pdf", Some("a.pdf")),
            ("a\u{202E}fdp.exe", Some("afdp.exe")),
            ("a\r\nb.pdf", Some("a b.pdf")),
            ("a:b?.pdf", Some("a_b_.pdf")),
            (".htaccess", Some("htaccess")),
            ("..", None),
            ("", None),
            ("///", None),
        ] {
            assert_eq!(safe(given).as_deref(), wanted, "{given:?}");
        }
        let long = safe(&format!("{}.pdf", "ä".repeat(500))).expect("a name");
        assert_eq!((long.chars().count(), long.ends_with("ä.pdf")), (NAME_CHARACTERS_MAX, true));
    }

    #[test]
    fn names_are_unique() {
        let mut taken = HashSet::new();
        let mut next = |name: &str| unique(name.to_owned(), &mut taken);
        assert_eq!(next("a.pdf"), "a.pdf");
        assert_eq!(next("A.pdf"), "A (2).pdf");
        assert_eq!(next("a.pdf"), "a (3).pdf");
        assert_eq!(next("a"), "a");
        let long = "x".repeat(NAME_CHARACTERS_MAX);
        next(&long);
        assert_eq!(next(&long).chars().count(), NAME_CHARACTERS_MAX);
    }

    #[test]
    fn types_can_stand_in_headers() {
        assert_eq!(mime("image/svg+xml"), "image/svg+xml");
        for odd in ["", "a", "a/", "a/b/c", "a/b\r\n", "é/x", "a/b;c"] {
            assert_eq!(mime(odd), "application/octet-stream", "{odd:?}");
        }
    }
}
