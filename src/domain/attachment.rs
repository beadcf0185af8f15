//! Files that go with messages: what may go out, and what a file really is.

use super::{AgentId, AttachmentId, CannedMessageId, EntryId, MailId, Timestamp};
use serde::{Deserialize, Serialize};

/// How many files one message, or one canned message, may carry.
pub const PER_MESSAGE_MAX: usize = 10;
/// Longer names are cut, in front of their ending.
pub const NAME_CHARACTERS_MAX: usize = 120;
pub const MEGABYTE: u64 = 1024 * 1024;
/// How large a document may be, in megabytes, where an inbox says nothing else.
pub const DOCUMENT_MB: u32 = 10;
/// No inbox may say more: WhatsApp takes no larger ones.
pub const DOCUMENT_MB_MAX: u32 = 100;
const ENDING_BYTES_MAX: usize = 8;
const NAMELESS: &str = "file";

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Attachment {
    pub id: AttachmentId,
    /// As its sender named it, made safe.
    pub name: String,
    /// By its content, not by what its sender says.
    pub mime: String,
    pub bytes: u64,
    /// SHA-256 in hex: the name of the file on the disk.
    pub hash: String,
    /// `None`: a customer's.
    pub by: Option<AgentId>,
    pub created_at: Timestamp,
    /// The one thing that it belongs to; what is used again gets a record of its own over the same
    /// file. `None`: uploaded and not used yet.
    #[serde(default)]
    pub used_by: Option<Use>,
    /// In pixels, of a picture whose head tells.
    #[serde(default)]
    pub width: Option<u32>,
    #[serde(default)]
    pub height: Option<u32>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Use {
    Entry(EntryId),
    CannedMessage(CannedMessageId),
    /// The mail itself, as it was fetched.
    Mail(MailId),
}

/// What kinds of things there are to send: they differ in their limits and in how they are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Image,
    Document,
    Video,
    Audio,
}

impl Kind {
    pub const ALL: [Kind; 4] = [Kind::Image, Kind::Document, Kind::Video, Kind::Audio];

    /// In a chat, where documents may be as large as the inbox says.
    pub fn bytes_max(self, document_mb: u32) -> u64 {
        match self {
            Kind::Image => 5 * MEGABYTE,
            Kind::Document => u64::from(document_mb) * MEGABYTE,
            Kind::Video | Kind::Audio => 16 * MEGABYTE,
        }
    }

    pub fn as_str(self) -> &'static str {
        match self {
            Kind::Image => "image",
            Kind::Document => "document",
            Kind::Video => "video",
            Kind::Audio => "audio",
        }
    }

    /// By the type of the content.
    pub fn of(mime: &str) -> Kind {
        match mime.split('/').next() {
            Some("image") => Kind::Image,
            Some("video") => Kind::Video,
            Some("audio") => Kind::Audio,
            Some(_) | None => Kind::Document,
        }
    }
}

impl Attachment {
    pub fn kind(&self) -> Kind {
        Kind::of(&self.mime)
    }
}

/// Why a file cannot go out: a sentence for people.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    #[error("“{0}” is empty.")]
    Empty(String),
    #[error(
        "“{0}” can't be sent: pictures (JPG, PNG, GIF), documents (PDF, DOC, DOCX, XLS, XLSX), videos (MP4) and sound (MP3, M4A, AAC, AMR, OGG) can."
    )]
    OtherType(String),
    #[error("“{name}” is not what its name says: it does not hold {ending} content.")]
    NotWhatItSays { name: String, ending: String },
    #[error("“{0}” is no recording in mono: no other OGG can be sent.")]
    NotMono(String),
    #[error("“{name}” has {has} MB; {what} may have {may} MB.")]
    TooLarge { name: String, what: &'static str, has: String, may: u64 },
    #[error("The files have {have} MB together; those of a mail may have {may} MB.")]
    TooLargeTogether { have: String, may: u64 },
}

/// Whether a file may be so large where its kind may have so many bytes.
pub fn check_size(name: &str, kind: Kind, bytes: u64, bytes_max: u64) -> Result<(), Refused> {
    if bytes <= bytes_max {
        return Ok(());
    }
    let what = match kind {
        Kind::Image => "a picture",
        Kind::Document => "a document",
        Kind::Video => "a video",
        Kind::Audio => "sound",
    };
    let has = megabytes(bytes);
    Err(Refused::TooLarge { name: name.to_owned(), what, has, may: bytes_max / MEGABYTE })
}

/// Whether files may go out in one mail together.
pub fn check_sum(bytes: u64, bytes_max: u64) -> Result<(), Refused> {
    if bytes <= bytes_max {
        return Ok(());
    }
    Err(Refused::TooLargeTogether { have: megabytes(bytes), may: bytes_max / MEGABYTE })
}

/// Rounded up, so that it never says “5.0 of 5”.
fn megabytes(bytes: u64) -> String {
    let tenths = bytes.saturating_mul(10).div_ceil(MEGABYTE);
    format!("{}.{}", tenths / 10, tenths % 10)
}

/// A file's name as a stranger chose it, made safe to keep and to save under: no path, no control
/// characters, no marks that turn the text around, not too long, not hidden.
pub fn clean_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let cleaned = super::contact::clean_name(&shortened(last));
    let cleaned = cleaned.replace(['"', '<', '>', '|', ':', '*', '?'], "_");
    let cleaned = cleaned.trim_start_matches('.').trim();
    if cleaned.is_empty() { NAMELESS.to_owned() } else { cleaned.to_owned() }
}

/// Keeps the ending, which says what it is.
fn shortened(name: &str) -> String {
    let length = name.chars().count();
    match name.rsplit_once('.') {
        Some((stem, ending))
            if length > NAME_CHARACTERS_MAX && ending.len() <= ENDING_BYTES_MAX =>
        {
            let room = NAME_CHARACTERS_MAX - ending.chars().count() - 1;
            let stem: String = stem.chars().take(room).collect();
            format!("{stem}.{ending}")
        }
        Some(_) | None => name.chars().take(NAME_CHARACTERS_MAX).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_its_limit() {
        let is_taken = |kind: Kind, bytes: u64, document_mb: u32| {
            let bytes_max = kind.bytes_max(document_mb);
            check_size("a.png", kind, bytes, bytes_max).map_err(|refused| refused.to_string())
        };
        assert_eq!(is_taken(Kind::Image, 5 * MEGABYTE, DOCUMENT_MB), Ok(()));
        let sentence = "“a.png” has 5.1 MB; a picture may have 5 MB.".to_owned();
        assert_eq!(is_taken(Kind::Image, 5 * MEGABYTE + 1, DOCUMENT_MB_MAX), Err(sentence));
        for (kind, document_mb, megabytes) in [
            (Kind::Video, 100, 16),
            (Kind::Audio, 1, 16),
            (Kind::Document, DOCUMENT_MB, 10),
            (Kind::Document, 3, 3),
            (Kind::Document, 100, 100),
        ] {
            assert_eq!(is_taken(kind, megabytes * MEGABYTE, document_mb), Ok(()), "{kind:?}");
            assert!(is_taken(kind, megabytes * MEGABYTE + 1, document_mb).is_err(), "{kind:?}");
        }
        assert_eq!(check_sum(25 * MEGABYTE, 25 * MEGABYTE), Ok(()));
        let sentence = check_sum(25 * MEGABYTE + 1, 25 * MEGABYTE).map_err(|r| r.to_string());
        let expected = "The files have 25.1 MB together; those of a mail may have 25 MB.";
        assert_eq!(sentence, Err(expected.to_owned()));
    }

    #[test]
    fn names_are_made_safe() {
        let long = format!("{}.pdf", "x".repeat(300));
        for (name, expected) in [
            ("invoice.pdf", "invoice.pdf"),
            ("../../etc/passwd", "passwd"),
            ("C:\\temp\\a.doc", "a.doc"),
            (".hidden", "hidden"),
            ("a\u{202e}fdp.exe\n", "afdp.exe"),
            ("a\"b.png", "a_b.png"),
            ("", "file"),
            ("///", "file"),
        ] {
            assert_eq!(clean_name(name), expected, "{name}");
        }
        assert_eq!(clean_name(&long).chars().count(), NAME_CHARACTERS_MAX);
        assert!(clean_name(&long).ends_with(".pdf"));
    }
}
