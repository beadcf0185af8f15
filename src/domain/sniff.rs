//! What a file is by its own bytes. Its sender's word counts only where these say nothing.

/// What is kept of a sender's word for a type.
const MIME_CHARACTERS_MAX: usize = 100;
/// For what nobody knows.
pub const UNKNOWN: &str = "application/octet-stream";

struct Signature {
    mime: &'static str,
    looks: fn(&[u8]) -> bool,
}

const SIGNATURES: &[Signature] = &[
    Signature { mime: "image/jpeg", looks: |head| head.starts_with(b"\xff\xd8\xff") },
    Signature { mime: "image/png", looks: |head| head.starts_with(b"\x89PNG\r\n\x1a\n") },
    Signature { mime: "image/gif", looks: |head| head.starts_with(b"GIF8") },
    Signature { mime: "image/webp", looks: |head| is_riff(head, b"WEBP") },
    Signature { mime: "audio/wav", looks: |head| is_riff(head, b"WAVE") },
    Signature { mime: "video/ogg", looks: |head| is_ogg(head) && contains(head, b"\x80theora") },
    Signature { mime: "audio/ogg", looks: is_ogg },
    Signature { mime: "audio/amr", looks: |head| head.starts_with(b"#!AMR") },
    Signature { mime: "audio/flac", looks: |head| head.starts_with(b"fLaC") },
    Signature { mime: "video/webm", looks: |head| is_matroska(head) && contains(head, b"webm") },
    Signature { mime: "image/heic", looks: |head| is_brand(head, &[b"heic", b"heix", b"mif1"]) },
    Signature { mime: "image/avif", looks: |head| is_brand(head, &[b"avif"]) },
    Signature { mime: "audio/mp4", looks: |head| is_brand(head, &[b"M4A ", b"M4B "]) },
    Signature { mime: "video/quicktime", looks: |head| is_brand(head, &[b"qt  "]) },
    Signature {
        mime: "video/3gpp",
        looks: |head| brand(head).is_some_and(|b| b.starts_with(b"3g")),
    },
    Signature { mime: "video/mp4", looks: |head| brand(head).is_some() },
    Signature { mime: "application/pdf", looks: |head| contains(start(head, 1_024), b"%PDF-") },
    Signature {
        mime: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        looks: |head| is_zip(head) && contains(head, b"word/"),
    },
    Signature {
        mime: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        looks: |head| is_zip(head) && contains(head, b"xl/"),
    },
    Signature {
        mime: "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        looks: |head| is_zip(head) && contains(head, b"ppt/"),
    },
    Signature { mime: "audio/aac", looks: |head| is_frame(head, 0xf6, 0xf0) },
    Signature {
        mime: "audio/mpeg",
        looks: |head| head.starts_with(b"ID3") || is_layer_three(head),
    },
];

/// The type of a file that begins with `head`; `told`: what its sender says. Parameters of a type
/// are left out.
pub fn mime(head: &[u8], told: Option<&str>) -> String {
    let known = SIGNATURES.iter().find(|signature| (signature.looks)(head));
    let told = || told.and_then(plain).filter(|told| told != "image/svg+xml");
    match known {
        // The same frame holds sound alone and films; bytes at its beginning do not tell.
        Some(known) if is_frame_of_both(known.mime) => {
            told().filter(|told| told.starts_with("audio/")).unwrap_or(known.mime.to_owned())
        }
        Some(known) => known.mime.to_owned(),
        None => told().unwrap_or_else(|| UNKNOWN.to_owned()),
    }
}

/// Whether a file of this type is known by its content.
pub fn is_known(mime: &str) -> bool {
    SIGNATURES.iter().any(|signature| signature.mime == mime)
}

/// The ending for a file without a name.
pub fn ending(mime: &str) -> &'static str {
    match mime {
        "image/jpeg" => "jpg",
        "image/png" => "png",
        "image/gif" => "gif",
        "image/webp" => "webp",
        "image/heic" => "heic",
        "video/mp4" => "mp4",
        "video/3gpp" => "3gp",
        "video/quicktime" => "mov",
        "video/webm" => "webm",
        "audio/ogg" => "ogg",
        "audio/mpeg" => "mp3",
        "audio/mp4" => "m4a",
        "audio/aac" => "aac",
        "audio/amr" => "amr",
        "audio/wav" => "wav",
        "application/pdf" => "pdf",
        _ => "bin",
    }
}

/// Whether a browser may show it in place. Anything that can hold a script is saved instead.
pub fn is_shown(mime: &str) -> bool {
    let is_picture = ["image/jpeg", "image/png", "image/gif", "image/webp"].contains(&mime);
    is_picture || mime.starts_with("audio/") || mime.starts_with("video/")
}

fn is_frame_of_both(mime: &str) -> bool {
    ["video/mp4", "video/3gpp", "video/webm"].contains(&mime)
}

/// `audio/ogg; codecs=opus` → `audio/ogg`.
fn plain(told: &str) -> Option<String> {
    let mime = told.split(';').next().unwrap_or_default().trim().to_lowercase();
    let is_token = |part: &str| {
        let is_one = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$&^_.+-".contains(&byte);
        !part.is_empty() && part.bytes().all(is_one)
    };
    let (kind, rest) = mime.split_once('/')?;
    let is_mime = is_token(kind) && is_token(rest) && mime.len() <= MIME_CHARACTERS_MAX;
    is_mime.then_some(mime)
}

fn start(head: &[u8], bytes: usize) -> &[u8] {
    head.get(..bytes).unwrap_or(head)
}

fn contains(head: &[u8], wanted: &[u8]) -> bool {
    head.windows(wanted.len()).any(|window| window == wanted)
}

fn is_riff(head: &[u8], kind: &[u8; 4]) -> bool {
    head.starts_with(b"RIFF") && head.get(8..12) == Some(kind)
}

fn is_ogg(head: &[u8]) -> bool {
    head.starts_with(b"OggS")
}

fn is_zip(head: &[u8]) -> bool {
    head.starts_with(b"PK\x03\x04")
}

fn is_matroska(head: &[u8]) -> bool {
    head.starts_with(b"\x1a\x45\xdf\xa3")
}

/// The brand of a file of the MP4 family.
fn brand(head: &[u8]) -> Option<&[u8]> {
    if head.get(4..8) == Some(b"ftyp") { head.get(8..12) } else { None }
}

fn is_brand(head: &[u8], brands: &[&[u8; 4]]) -> bool {
    brand(head).is_some_and(|brand| brands.iter().any(|known| known.as_slice() == brand))
}

/// The first twelve bits are set; of the second byte, `mask` tells the layer.
fn is_frame(head: &[u8], mask: u8, layer: u8) -> bool {
    head.first() == Some(&0xff) && head.get(1).is_some_and(|byte| byte & mask == layer)
}

fn is_layer_three(head: &[u8]) -> bool {
    [0xe2, 0xf2, 0xfa].iter().any(|layer| is_frame(head, 0xfe, *layer))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bytes_decide_and_the_word_fills_the_gaps() {
        let cases: [(&[u8], Option<&str>, &str); 24] = [
            (b"\xff\xd8\xff\xe0", Some("image/png"), "image/jpeg"),
            (b"\x89PNG\r\n\x1a\nx", None, "image/png"),
            (b"GIF89a", None, "image/gif"),
            (b"RIFF\x10\0\0\0WEBPVP8X", Some("image/webp"), "image/webp"),
            (b"RIFF\x10\0\0\0WAVEfmt ", None, "audio/wav"),
            (b"OggS\0\x02........OpusHead", Some("audio/ogg; codecs=opus"), "audio/ogg"),
            (b"#!AMR\n", None, "audio/amr"),
            (b"ID3\x03", None, "audio/mpeg"),
            (b"\xff\xfb\x90\x44", None, "audio/mpeg"),
            (b"\xff\xf1\x50\x80", None, "audio/aac"),
            (b"\0\0\0\x18ftypmp42", None, "video/mp4"),
            (b"\0\0\0\x18ftypisom", Some("audio/mp4"), "audio/mp4"),
            (b"\0\0\0\x18ftypM4A ", Some("video/mp4"), "audio/mp4"),
            (b"\0\0\0\x18ftyp3gp4", Some("video/3gpp"), "video/3gpp"),
            (b"\0\0\0\x18ftypqt  ", None, "video/quicktime"),
            (b"\0\0\0\x18ftypheic", None, "image/heic"),
            (b"%PDF-1.7", Some("text/html"), "application/pdf"),
            (
                b"PK\x03\x04xl/",
                None,
                "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            ),
            (b"PK\x03\x04", Some("application/zip"), "application/zip"),
            (b"plain words", Some("Text/Plain; charset=utf-8"), "text/plain"),
            (b"<svg onload=x>", Some("image/svg+xml"), UNKNOWN),
            (b"what", Some("text/html\r\nx-evil: 1"), UNKNOWN),
            (b"what", Some("nonsense"), UNKNOWN),
            (b"", None, UNKNOWN),
        ];
        for (head, told, expected) in cases {
            assert_eq!(mime(head, told), expected, "{head:?} {told:?}");
        }
    }

    #[test]
    fn nothing_that_may_hold_a_script_is_shown_in_place() {
        for mime in ["image/jpeg", "image/webp", "audio/ogg", "video/mp4"] {
            assert!(is_shown(mime), "{mime}");
        }
        for mime in ["image/svg+xml", "text/html", "application/pdf", "application/xml", UNKNOWN] {
            assert!(!is_shown(mime), "{mime}");
        }
    }
}
