//! Bytes in whichever charset become text.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{
    Encoding, GB18030, ISO_2022_JP, REPLACEMENT, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252,
};

/// Guessing looks at no more.
const GUESSED_BYTES_MAX: usize = 16 * 1024;
const LABEL_BYTES_MAX: usize = 45;
const LETTER_BYTES_MAX: usize = 4;

/// `label` is what the mail says; it is often missing, and sometimes wrong.
pub fn decoded(bytes: &[u8], label: Option<&str>) -> String {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return encoding.decode_without_bom_handling(&bytes[mark..]).0.into_owned();
    }
    let utf8 = std::str::from_utf8(bytes);
    let has_wide_letters = bytes.contains(&0) || utf8.is_err();
    let encoding = label.and_then(named).filter(|told| has_wide_letters || !is_wide(told));
    if !encoding.is_some_and(is_wide)
        && let Ok(text) = utf8
    {
        // Nearly all that reads as UTF-8 is UTF-8, but for charsets that consist of ASCII.
        let is_seven_bit = text.is_ascii();
        let is_plain = !is_seven_bit || (!bytes.contains(&0x1b) && !is_in_ascii(label));
        if is_plain {
            return text.to_owned();
        }
    }
    if let Some(text) = mostly_utf8(bytes, encoding) {
        return text;
    }
    if let Some(text) = encoding.and_then(|encoding| as_told(bytes, encoding)) {
        return text;
    }
    if let Some(text) = label.and_then(|label| rarely(bytes, label)) {
        return text;
    }
    guessed(bytes, encoding)
}

/// `None`: it is not of this charset. What was cut within a letter is.
fn as_told(bytes: &[u8], encoding: &'static Encoding) -> Option<String> {
    let may_be_cut = encoding != UTF_8 && !encoding.is_single_byte();
    let cuts = 0..if may_be_cut { LETTER_BYTES_MAX } else { 1 };
    let mut pieces = cuts.filter_map(|cut| bytes.get(..bytes.len().checked_sub(cut)?));
    pieces.find_map(|piece| {
        let (text, _, has_errors) = encoding.decode(piece);
        let is_it = !has_errors && (piece.len() == bytes.len() || !piece.is_ascii());
        is_it.then(|| text.into_owned())
    })
}

/// Whether each letter of this charset has two bytes.
pub fn is_wide_label(label: &str) -> bool {
    named(label).is_some_and(is_wide)
}

fn is_wide(encoding: &'static Encoding) -> bool {
    encoding == UTF_16LE || encoding == UTF_16BE
}

/// UTF-8 of which some byte is broken, or that was cut within a letter: other charsets would make
/// garbage of all that is whole.
fn mostly_utf8(bytes: &[u8], told: Option<&'static Encoding>) -> Option<String> {
    let (mut whole, mut broken) = (0, 0);
    let mut text = String::with_capacity(bytes.len());
    let mut chunks = bytes.utf8_chunks().peekable();
    while let Some(chunk) = chunks.next() {
        whole += chunk.valid().chars().filter(|letter| !letter.is_ascii()).count();
        text.push_str(chunk.valid());
        let rest = chunk.invalid();
        let begins_a_letter =
            |rest| std::str::from_utf8(rest).is_err_and(|error| error.error_len().is_none());
        let is_cut = chunks.peek().is_none() && begins_a_letter(rest);
        if !rest.is_empty() && !is_cut {
            broken += rest.len();
            text.push(char::REPLACEMENT_CHARACTER);
        }
    }
    let may_be = told.is_none_or(|told| told == UTF_8 || (broken == 0 && told.is_single_byte()));
    (may_be && whole > broken).then_some(text)
}

/// The charset of this name.
fn named(label: &str) -> Option<&'static Encoding> {
    let label = label.trim_matches(|letter: char| !letter.is_ascii_alphanumeric());
    let label = label.to_ascii_lowercase();
    let encoding = match label.as_str() {
        // Newer writers put more into it than it has; it is a part of GB 18030.
        "gb2312" | "gbk" | "x-gbk" | "cp936" | "gb_2312-80" => GB18030,
        "cp932" | "ms932" => encoding_rs::SHIFT_JIS,
        "cp949" => encoding_rs::EUC_KR,
        "cp950" => encoding_rs::BIG5,
        "iso-2022-jp-ms" | "cp50220" | "cp50221" | "cp50222" | "iso-2022-jp-1"
        | "iso-2022-jp-2" => ISO_2022_JP,
        "utf8mb4" | "utf_8" | "utf8" => UTF_8,
        other => Encoding::for_label(other.as_bytes())?,
    };
    (encoding != REPLACEMENT).then_some(encoding)
}

/// Whether texts of this charset look like ASCII although they aren't.
fn is_in_ascii(label: Option<&str>) -> bool {
    label.is_some_and(|label| {
        let label = label.to_ascii_lowercase();
        label.contains("utf-7") || label.contains("hz-gb") || label.contains("2022")
    })
}

/// Charsets that browsers don't know, such as UTF-7 and those of old DOS machines.
fn rarely(bytes: &[u8], label: &str) -> Option<String> {
    if label.len() > LABEL_BYTES_MAX || named(label).is_some() {
        return None;
    }
    let decoder = mail_parser::decoders::charsets::map::charset_decoder(label.as_bytes())?;
    Some(decoder(bytes)).filter(|text| !text.contains('\u{FFFD}'))
}

fn guessed(bytes: &[u8], told: Option<&'static Encoding>) -> String {
    if told == Some(ISO_2022_JP) && bytes.is_ascii() {
        return ISO_2022_JP.decode(bytes).0.into_owned();
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    detector.feed(&bytes[..bytes.len().min(GUESSED_BYTES_MAX)], true);
    let guess = detector.guess(None, Utf8Detection::Allow);
    for encoding in [guess, WINDOWS_1252] {
        let (text, _, has_errors) = encoding.decode(bytes);
        if !has_errors && told != Some(encoding) {
            return text.into_owned();
        }
    }
    // Broken somewhere: what is told is still the likeliest.
    told.unwrap_or(guess).decode(bytes).0.into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn told_charsets_are_used_and_wrong_ones_seen_through() {
        assert_eq!(decoded(b"caf\xe9", Some("ISO-8859-1")), "café");
        assert_eq!(decoded("café".as_bytes(), Some("us-ascii")), "café", "told wrongly");
        assert_eq!(decoded("café".as_bytes(), None), "café");
        assert_eq!(decoded(b"caf\xe9 cr\xe8me d\xe9j\xe0", None), "café crème déjà");
        assert_eq!(decoded(b"\x80 5", Some("'windows-1252'")), "€ 5");
        assert_eq!(decoded(b"\x93ok\x94", Some("utf-8")), "“ok”", "not utf-8 although told so");
    }

    #[test]
    fn charsets_of_asia_are_read() {
        assert_eq!(decoded(b"\xc4\xe3\xba\xc3", Some("gb2312")), "你好");
        assert_eq!(decoded(b"\x1b$B$3$s\x1b(B", Some("iso-2022-jp")), "こん");
        assert_eq!(decoded(b"\x1b$B$3$s\x1b(B", None), "こん");
        assert_eq!(decoded(b"\xbe\xc8\xb3\xe7", Some("ks_c_5601-1987")), "안녕");
        assert_eq!(decoded(b"\x82\xb1\x82\xf1", Some("CP932")), "こん");
        assert_eq!(decoded(b"Hi+AOQ-", Some("utf-7")), "Hiä");
        assert_eq!(decoded(b"\xff\xfeH\0i\0", None), "Hi");
    }

    #[test]
    fn a_broken_byte_spoils_no_more_than_its_letter() {
        let order = "Ваш заказ принят".as_bytes();
        let cut = &order[..order.len() - 1];
        for label in [Some("utf-8"), None, Some("x-unknown"), Some("us-ascii")] {
            assert_eq!(decoded(cut, label), "Ваш заказ приня", "{label:?}");
        }
        let chinese = "您的订单已经收到".as_bytes();
        for cut in 1..3 {
            let cut = &chinese[..chinese.len() - cut];
            assert_eq!(decoded(cut, Some("utf-8")), "您的订单已经收");
        }
        let german = "Grüße aus Köln, schöne Grüße. ".repeat(9);
        let broken = [german.as_bytes(), b"\xc3 und \xff Ende"].concat();
        assert_eq!(decoded(&broken, Some("utf-8")), format!("{german}\u{fffd} und \u{fffd} Ende"));
        assert_eq!(decoded(b"caf\xe9", Some("utf-8")), "café", "nothing of it is UTF-8");
        assert_eq!(decoded(b"\xc4\xe3\xba\xc3\xc4", Some("gb2312")), "你好", "cut");
    }

    #[test]
    fn wide_charsets_are_told_of_narrow_letters() {
        for label in ["unicode", "utf-16", "utf-16be"] {
            assert_eq!(decoded(b"<p>Hello there</p>!", Some(label)), "<p>Hello there</p>!");
            assert_eq!(decoded("Grüße".as_bytes(), Some(label)), "Grüße");
        }
        assert_eq!(decoded(b"H\0i\0", Some("utf-16le")), "Hi");
        assert_eq!(decoded(b"\x4e\x2d\x65\x87", Some("utf-16be")), "中文", "no zero in it");
    }

    #[test]
    fn unknown_charsets_end_no_mail() {
        for label in ["", "x-unknown", "charset", "\u{fffd}", &"x".repeat(10_000)] {
            assert_eq!(decoded(b"plain", Some(label)), "plain");
            assert_eq!(decoded(b"caf\xe9 du d\xe9but", Some(label)), "café du début", "{label}");
        }
    }
}
