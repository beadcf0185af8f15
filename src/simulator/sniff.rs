//! What a file is by its first bytes, however it is called.

/// The media type that the bytes begin like, where that can be told.
pub fn mime_of(bytes: &[u8]) -> Option<&'static str> {
    let at =
        |offset: usize, magic: &[u8]| bytes.get(offset..).is_some_and(|b| b.starts_with(magic));
    if at(0, b"\xff\xd8\xff") {
        return Some("image/jpeg");
    }
    if at(0, b"\x89PNG\r\n\x1a\n") {
        return Some("image/png");
    }
    if at(0, b"GIF87a") || at(0, b"GIF89a") {
        return Some("image/gif");
    }
    if at(0, b"RIFF") && at(8, b"WEBP") {
        return Some("image/webp");
    }
    if at(0, b"%PDF-") {
        return Some("application/pdf");
    }
    if at(0, b"OggS") {
        return Some("audio/ogg");
    }
    if at(0, b"\x1a\x45\xdf\xa3") {
        return Some("video/webm");
    }
    if at(0, b"#!AMR") {
        return Some("audio/amr");
    }
    if at(4, b"ftyp") {
        return Some(if at(8, b"3g") { "video/3gpp" } else { "video/mp4" });
    }
    None
}

/// Whether Meta would take the bytes for what they are declared to be.
pub fn fits(declared: &str, bytes: &[u8]) -> bool {
    let declared = essence(declared);
    match mime_of(bytes) {
        None => true,
        // The same container holds sound alone.
        Some("video/mp4") => ["video/mp4", "audio/mp4", "audio/aac"].contains(&declared),
        Some("audio/ogg") => declared == "audio/ogg" && is_mono_opus(bytes),
        Some(real) => real == declared,
    }
}

/// The media type without its parameters.
pub fn essence(mime: &str) -> &str {
    mime.split(';').next().unwrap_or_default().trim()
}

pub fn is_animated(bytes: &[u8]) -> bool {
    const ANIMATION_FLAG: u8 = 0x02;
    mime_of(bytes) == Some("image/webp")
        && bytes.get(12..16) == Some(b"VP8X")
        && bytes.get(20).is_some_and(|flags| flags & ANIMATION_FLAG != 0)
}

fn is_mono_opus(bytes: &[u8]) -> bool {
    const HEAD: &[u8] = b"OpusHead";
    const CHANNELS_AFTER: usize = 9;
    let first_page = &bytes[..bytes.len().min(64)];
    let head = first_page.windows(HEAD.len()).position(|window| window == HEAD);
    head.is_some_and(|at| first_page.get(at + CHANNELS_AFTER) == Some(&1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simulator::samples::SAMPLES;

    #[test]
    fn the_samples_are_what_they_say() {
        for sample in &SAMPLES {
            assert!(fits(sample.mime, sample.bytes), "{}", sample.name);
            assert_eq!(is_animated(sample.bytes), sample.name == "animated", "{}", sample.name);
        }
    }

    #[test]
    fn what_is_something_else_does_not_fit() {
        for (declared, bytes) in [
            ("image/jpeg", &b"\x89PNG\r\n\x1a\n"[..]),
            ("image/png", b"GIF89a"),
            ("audio/ogg", b"\x1a\x45\xdf\xa3webm"),
            ("audio/ogg", b"OggS .. vorbis"),
            ("audio/ogg; codecs=opus", b"OggS OpusHead\x01\x02"),
        ] {
            assert!(!fits(declared, bytes), "{declared}");
        }
        assert!(fits("text/plain", b"hello"));
        assert!(fits("audio/ogg; codecs=opus", b"OggS OpusHead\x01\x01"));
    }
}
