//! Files that go with messages: what may go out, and what a file really is.

use super::{AgentId, AttachmentId, CannedMessageId, EntryId, MailId, Timestamp};
use serde::{Deserialize, Serialize};

/// How many files one message, or one canned message, may carry.
pub const PER_MESSAGE_MAX: usize = 10;
/// Longer names are cut, in front of their ending.
pub const NAME_CHARACTERS_MAX: usize = 120;
const MEGABYTE: u64 = 1024 * 1024;
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
    const ALL: [Kind; 4] = [Kind::Image, Kind::Document, Kind::Video, Kind::Audio];

    /// Documents may be as large as the inbox says.
    fn bytes_max(self, document_mb: u32) -> u64 {
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

/// One type of file that may go out.
struct Format {
    mime: &'static str,
    endings: &'static [&'static str],
    looks: fn(&[u8]) -> bool,
}

const FORMATS: &[Format] = &[
    Format {
        mime: "image/jpeg",
        endings: &["jpg", "jpeg", "jfif"],
        looks: |bytes| bytes.starts_with(b"\xff\xd8\xff"),
    },
    Format {
        mime: "image/png",
        endings: &["png"],
        looks: |bytes| bytes.starts_with(b"\x89PNG\r\n\x1a\n"),
    },
    Format {
        mime: "image/gif",
        endings: &["gif"],
        looks: |bytes| bytes.starts_with(b"GIF87a") || bytes.starts_with(b"GIF89a"),
    },
    Format {
        mime: "application/pdf",
        endings: &["pdf"],
        looks: |bytes| contains(&bytes[..bytes.len().min(1024)], b"%PDF-"),
    },
    Format { mime: "application/msword", endings: &["doc"], looks: is_compound_file },
    Format { mime: "application/vnd.ms-excel", endings: &["xls"], looks: is_compound_file },
    Format {
        mime: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        endings: &["docx"],
        looks: |bytes| is_zip(bytes) && contains(bytes, b"word/"),
    },
    Format {
        mime: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        endings: &["xlsx"],
        looks: |bytes| is_zip(bytes) && contains(bytes, b"xl/"),
    },
    Format { mime: "video/mp4", endings: &["mp4", "m4v"], looks: is_mp4 },
    Format { mime: "audio/mp4", endings: &["m4a"], looks: is_mp4 },
    Format { mime: "audio/mpeg", endings: &["mp3"], looks: is_mp3 },
    Format { mime: "audio/aac", endings: &["aac"], looks: is_aac },
    Format { mime: "audio/amr", endings: &["amr"], looks: |bytes| bytes.starts_with(b"#!AMR") },
    Format {
        mime: RECORDING,
        endings: &["ogg", "oga", "opus"],
        looks: |bytes| opus_channels(bytes).is_some(),
    },
];

/// What browsers and phones record: Opus in an Ogg frame. It goes out as a voice message.
pub const RECORDING: &str = "audio/ogg";

/// With a tag in front, or with the first frame of the third layer.
fn is_mp3(bytes: &[u8]) -> bool {
    let is_frame = matches!(bytes, [0xff, second, ..] if second & 0xe6 == 0xe2);
    bytes.starts_with(b"ID3") || is_frame
}

/// A frame of its own form, whose layer is zero.
fn is_aac(bytes: &[u8]) -> bool {
    matches!(bytes, [0xff, second, ..] if second & 0xf6 == 0xf0)
}

/// How many channels a recording has. `None`: it is none.
fn opus_channels(bytes: &[u8]) -> Option<u8> {
    const HEAD: &[u8] = b"OpusHead";
    let first_page = bytes.get(..bytes.len().min(256)).filter(|page| page.starts_with(b"OggS"))?;
    let at = first_page.windows(HEAD.len()).position(|window| window == HEAD)?;
    // Behind the version.
    first_page.get(at + HEAD.len() + 1).copied()
}

/// What older office programs write.
fn is_compound_file(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
}

fn is_zip(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04")
}

/// Pictures of some phones and QuickTime have the same frame, but another brand.
fn is_mp4(bytes: &[u8]) -> bool {
    let brand = bytes.get(8..12).unwrap_or_default();
    let is_other = [&b"qt  "[..], b"heic", b"heix", b"mif1", b"avif"].contains(&brand);
    bytes.get(4..8) == Some(b"ftyp") && !is_other
}

fn contains(bytes: &[u8], wanted: &[u8]) -> bool {
    bytes.windows(wanted.len()).any(|window| window == wanted)
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
    #[error("“{0}” is a recording in stereo: WhatsApp takes mono only.")]
    Stereo(String),
    #[error("“{name}” has {has} MB; {what} may have {may} MB.")]
    TooLarge { name: String, what: &'static str, has: String, may: u64 },
}

/// The type of a file that an agent wants to send, by its name and its content, which must agree.
pub fn recognise(name: &str, bytes: &[u8]) -> Result<&'static str, Refused> {
    if bytes.is_empty() {
        return Err(Refused::Empty(name.to_owned()));
    }
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending).to_lowercase();
    let format = FORMATS.iter().find(|format| format.endings.contains(&ending.as_str()));
    let format = format.ok_or_else(|| Refused::OtherType(name.to_owned()))?;
    if !(format.looks)(bytes) {
        let ending = ending.to_uppercase();
        return Err(Refused::NotWhatItSays { name: name.to_owned(), ending });
    }
    if format.mime == RECORDING && opus_channels(bytes) != Some(1) {
        return Err(Refused::Stereo(name.to_owned()));
    }
    Ok(format.mime)
}

/// Whether a file may be so large where documents may have so many megabytes.
pub fn check_size(name: &str, mime: &str, bytes: u64, document_mb: u32) -> Result<(), Refused> {
    let kind = Kind::of(mime);
    let bytes_max = kind.bytes_max(document_mb);
    if bytes <= bytes_max {
        return Ok(());
    }
    let what = match kind {
        Kind::Image => "a picture",
        Kind::Document => "a document",
        Kind::Video => "a video",
        Kind::Audio => "sound",
    };
    // Rounded up, so that it never says “5.0 of 5”.
    let tenths = bytes.saturating_mul(10).div_ceil(MEGABYTE);
    let has = format!("{}.{}", tenths / 10, tenths % 10);
    Err(Refused::TooLarge { name: name.to_owned(), what, has, may: bytes_max / MEGABYTE })
}

/// The most that a file of any kind may have where documents may have so many megabytes.
pub fn bytes_max(document_mb: u32) -> u64 {
    Kind::ALL.iter().map(|kind| kind.bytes_max(document_mb)).max().unwrap_or_default()
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

    const PNG: &[u8] = b"\x89PNG\r\n\x1a\nrest";

    #[test]
    fn the_content_decides_and_the_name_must_agree() {
        let cases: [(&str, &[u8], Option<&str>); 12] = [
            ("a.png", PNG, Some("image/png")),
            ("A.PNG", PNG, Some("image/png")),
            ("a.jpg", PNG, None),
            ("a.pdf", PNG, None),
            ("a.jpeg", b"\xff\xd8\xff\xe0", Some("image/jpeg")),
            ("a.gif", b"GIF89a", Some("image/gif")),
            ("a.pdf", b"%PDF-1.7", Some("application/pdf")),
            ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Some("application/vnd.ms-excel")),
            ("a.docx", b"PK\x03\x04....xl/workbook.xml", None),
            ("a.mp4", b"\0\0\0\x18ftypmp42", Some("video/mp4")),
            ("a.mp4", b"\0\0\0\x18ftypheic", None),
            ("a.exe", b"MZ", None),
        ];
        for (name, bytes, expected) in cases {
            assert_eq!(recognise(name, bytes).ok(), expected, "{name}");
        }
        assert!(matches!(recognise("a.png", b""), Err(Refused::Empty(_))));
        assert!(matches!(recognise("png", PNG), Err(Refused::OtherType(_))));
    }

    #[test]
    fn sound_is_known_by_its_frames() {
        let opus = |channels: u8| {
            let mut bytes = b"OggS\0\x02............................OpusHead\x01".to_vec();
            bytes.push(channels);
            bytes
        };
        for (name, bytes, expected) in [
            ("a.mp3", b"ID3\x04".to_vec(), Some("audio/mpeg")),
            ("a.mp3", b"\xff\xfb\x90".to_vec(), Some("audio/mpeg")),
            ("a.mp3", b"\xff\xf1\x50".to_vec(), None),
            ("a.aac", b"\xff\xf1\x50".to_vec(), Some("audio/aac")),
            ("a.aac", b"\xff\xfb\x90".to_vec(), None),
            ("a.amr", b"#!AMR\n".to_vec(), Some("audio/amr")),
            ("a.m4a", b"\0\0\0\x18ftypM4A ".to_vec(), Some("audio/mp4")),
            ("a.ogg", opus(1), Some("audio/ogg")),
            ("a.ogg", b"OggS\0\x02..........vorbis".to_vec(), None),
            ("a.ogg", b"\x1aE\xdf\xa3webm".to_vec(), None),
        ] {
            assert_eq!(recognise(name, &bytes).ok(), expected, "{name} {bytes:?}");
        }
        assert!(matches!(recognise("a.ogg", &opus(2)), Err(Refused::Stereo(_))));
    }

    #[test]
    fn every_kind_has_its_limit() {
        let is_taken = |mime: &str, bytes: u64, document_mb: u32| {
            check_size("a.png", mime, bytes, document_mb).map_err(|refused| refused.to_string())
        };
        assert_eq!(is_taken("image/png", 5 * MEGABYTE, DOCUMENT_MB), Ok(()));
        let sentence = "“a.png” has 5.1 MB; a picture may have 5 MB.".to_owned();
        assert_eq!(is_taken("image/png", 5 * MEGABYTE + 1, DOCUMENT_MB_MAX), Err(sentence));
        for (mime, document_mb, megabytes) in [
            ("video/mp4", 100, 16),
            ("audio/ogg", 1, 16),
            ("application/pdf", DOCUMENT_MB, 10),
            ("application/pdf", 3, 3),
            ("application/pdf", 100, 100),
        ] {
            assert_eq!(is_taken(mime, megabytes * MEGABYTE, document_mb), Ok(()), "{mime}");
            assert!(is_taken(mime, megabytes * MEGABYTE + 1, document_mb).is_err(), "{mime}");
        }
        let largest = [1, DOCUMENT_MB, 17, DOCUMENT_MB_MAX].map(|mb| bytes_max(mb) / MEGABYTE);
        assert_eq!(largest, [16, 16, 17, 100]);
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
