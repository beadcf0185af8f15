//! How wide and high a picture is, read from its first bytes: nothing is unpacked for it.

/// No screen shows more; a header that says so lies.
const PIXELS_MAX: u32 = 100_000;

/// Of a picture that begins with `head`; `None`: it is none of those that are known, or its head
/// does not tell.
pub fn of(head: &[u8]) -> Option<(u32, u32)> {
    let (width, height) =
        png(head).or_else(|| gif(head)).or_else(|| webp(head)).or_else(|| jpeg(head))?;
    let is_sane = |pixels: u32| (1..=PIXELS_MAX).contains(&pixels);
    (is_sane(width) && is_sane(height)).then_some((width, height))
}

fn png(head: &[u8]) -> Option<(u32, u32)> {
    if !head.starts_with(b"\x89PNG\r\n\x1a\n") || head.get(12..16) != Some(b"IHDR") {
        return None;
    }
    Some((big(head, 16, 4)?, big(head, 20, 4)?))
}

fn gif(head: &[u8]) -> Option<(u32, u32)> {
    if !head.starts_with(b"GIF8") {
        return None;
    }
    Some((little(head, 6, 2)?, little(head, 8, 2)?))
}

/// Three ways of packing, each with a head of its own.
fn webp(head: &[u8]) -> Option<(u32, u32)> {
    if !head.starts_with(b"RIFF") || head.get(8..12) != Some(b"WEBP") {
        return None;
    }
    match head.get(12..16)? {
        b"VP8 " => Some((little(head, 26, 2)? & 0x3fff, little(head, 28, 2)? & 0x3fff)),
        b"VP8L" => {
            let bits = little(head, 21, 4)?;
            Some(((bits & 0x3fff) + 1, ((bits >> 14) & 0x3fff) + 1))
        }
        b"VP8X" => Some((little(head, 24, 3)? + 1, little(head, 27, 3)? + 1)),
        _ => None,
    }
}

/// Segment after segment, up to the one that says how large the frame is.
fn jpeg(head: &[u8]) -> Option<(u32, u32)> {
    if !head.starts_with(b"\xff\xd8") {
        return None;
    }
    let mut at = 2;
    loop {
        let [0xff, marker] = *head.get(at..at + 2)? else { return None };
        match marker {
            0xff => at += 1,
            0x01 | 0xd0..=0xd7 => at += 2,
            // The frame itself; the four that are left out are tables, not frames.
            0xc0..=0xcf if ![0xc4, 0xc8, 0xcc].contains(&marker) => {
                return Some((big(head, at + 7, 2)?, big(head, at + 5, 2)?));
            }
            _ => at += 2 + big(head, at + 2, 2)? as usize,
        }
    }
}

fn big(head: &[u8], at: usize, bytes: usize) -> Option<u32> {
    let number = head.get(at..at + bytes)?.iter();
    Some(number.fold(0, |number, byte| (number << 8) | u32::from(*byte)))
}

fn little(head: &[u8], at: usize, bytes: usize) -> Option<u32> {
    let number = head.get(at..at + bytes)?.iter().rev();
    Some(number.fold(0, |number, byte| (number << 8) | u32::from(*byte)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_picture_tells_its_measures() {
        let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x02\x80\0\0\x01\xe0\x08\x06";
        assert_eq!(of(png), Some((640, 480)));
        assert_eq!(of(b"GIF89a\x80\x02\xe0\x01\xf7"), Some((640, 480)));
        let jpeg = b"\xff\xd8\xff\xe0\0\x04ab\xff\xff\xc4\0\x03x\xff\xc2\0\x11\x08\x01\xe0\x02\x80";
        assert_eq!(of(jpeg), Some((640, 480)));
        let lossy = b"RIFF\0\0\0\0WEBPVP8 \0\0\0\0\0\0\0\x9d\x01\x2a\x80\x02\xe0\x01";
        assert_eq!(of(lossy), Some((640, 480)));
        let extended = b"RIFF\0\0\0\0WEBPVP8X\x0a\0\0\0\x02\0\0\0\x7f\x02\0\xdf\x01\0";
        assert_eq!(of(extended), Some((640, 480)));
        let bits = (639_u32 | (479 << 14)).to_le_bytes();
        let lossless = [b"RIFF\0\0\0\0WEBPVP8L\0\0\0\0\x2f".as_slice(), &bits].concat();
        assert_eq!(of(&lossless), Some((640, 480)));
    }

    #[test]
    fn what_lies_or_breaks_off_has_none() {
        let endless = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\xff\xff\xff\xff\0\0\x01\xe0";
        for head in [&b""[..], b"\xff\xd8", b"\xff\xd8\xff\xe0\xff\xff", b"GIF89a\0\0\0\0", endless]
        {
            assert_eq!(of(head), None, "{head:?}");
        }
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_fall(mut head in proptest::collection::vec(any::<u8>(), 0..200), kind in 0..4usize) {
            let start: [&[u8]; 4] = [b"\xff\xd8\xff", b"GIF89a", b"RIFF....WEBPVP8X", b"\x89PNG\r\n\x1a\n"];
            head.splice(0..0, start[kind].iter().copied());
            let _ = of(&head);
        }
    }
}
