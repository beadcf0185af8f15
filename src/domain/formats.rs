//! Types of files: which may go out in a chat, and what a file really is.

use super::attachment::Refused;
use super::sniff;

/// One type of file that may go out in a chat.
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
/// Any other sound in such a frame.
const OTHER_OGG: &str = "application/ogg";

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

/// The type of a file that may go out in a chat, by its name and its content, which must agree.
pub fn recognise(name: &str, bytes: &[u8]) -> Result<&'static str, Refused> {
    if bytes.is_empty() {
        return Err(Refused::Empty(name.to_owned()));
    }
    let format = format_of(name)?;
    if !(format.looks)(bytes) {
        return Err(not_what_it_says(name));
    }
    if format.mime == RECORDING && opus_channels(bytes) != Some(1) {
        return Err(Refused::NotMono(name.to_owned()));
    }
    Ok(format.mime)
}

/// The type of a file of any sort, as a mail may carry it. A name counts only for what no content
/// can tell.
pub fn type_of(name: &str, bytes: &[u8]) -> Result<String, Refused> {
    match recognise(name, bytes) {
        Ok(mime) => return Ok(mime.to_owned()),
        Err(Refused::Empty(name)) => return Err(Refused::Empty(name)),
        Err(_) => {}
    }
    let told = mime_guess::from_path(name).first_raw();
    let is_told =
        |told: &&str| !sniff::is_known(told) && FORMATS.iter().all(|format| format.mime != *told);
    let mime = sniff::mime(bytes, told.filter(is_told));
    Ok(if mime == RECORDING && opus_channels(bytes) != Some(1) { OTHER_OGG.into() } else { mime })
}

/// Whether a file whose type was found out when it came may go out in a chat.
pub fn check_chat(name: &str, mime: &str) -> Result<(), Refused> {
    match format_of(name)?.mime {
        wanted if wanted == mime => Ok(()),
        RECORDING if mime == OTHER_OGG => Err(Refused::NotMono(name.to_owned())),
        _ => Err(not_what_it_says(name)),
    }
}

fn format_of(name: &str) -> Result<&'static Format, Refused> {
    let ending = ending_of(name).to_lowercase();
    let format = FORMATS.iter().find(|format| format.endings.contains(&ending.as_str()));
    format.ok_or_else(|| Refused::OtherType(name.to_owned()))
}

fn ending_of(name: &str) -> &str {
    name.rsplit_once('.').map_or("", |(_, ending)| ending)
}

fn not_what_it_says(name: &str) -> Refused {
    Refused::NotWhatItSays { name: name.to_owned(), ending: ending_of(name).to_uppercase() }
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
        assert!(matches!(recognise("a.ogg", &opus(2)), Err(Refused::NotMono(_))));
    }

    #[test]
    fn a_mail_carries_files_of_any_type_and_a_chat_those_that_it_knows() {
        let stereo = b"OggS\0\x02............................OpusHead\x01\x02";
        for (name, bytes, mime, in_chat) in [
            ("a.png", PNG, "image/png", true),
            ("a.jpg", PNG, "image/png", false),
            ("a.png", b"no picture", sniff::UNKNOWN, false),
            ("a.webp", b"no picture", sniff::UNKNOWN, false),
            ("a.webp", b"RIFF....WEBP", "image/webp", false),
            ("a.zip", b"PK\x03\x04", "application/zip", false),
            ("a.CSV", b"a,b", "text/csv", false),
            ("a.svg", b"<svg>", sniff::UNKNOWN, false),
            ("a.exe", b"MZ", sniff::UNKNOWN, false),
            ("a", b"MZ", sniff::UNKNOWN, false),
            ("a.ogg", stereo, OTHER_OGG, false),
            ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/msword", true),
        ] {
            let found = type_of(name, bytes).expect("a type");
            assert_eq!(found, mime, "{name}");
            assert_eq!(check_chat(name, &found).is_ok(), in_chat, "{name}");
            assert_eq!(check_chat(name, &found).err(), recognise(name, bytes).err(), "{name}");
        }
        assert!(matches!(type_of("a.zip", b""), Err(Refused::Empty(_))));
    }
}
