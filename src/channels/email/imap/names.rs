//! Names of folders, between people and the wire: modified UTF-7 (RFC 3501, 5.1.3).

use base64::Engine;
use base64::alphabet::IMAP_MUTF7;
use base64::engine::{GeneralPurpose, general_purpose::NO_PAD};

const BASE64: GeneralPurpose = GeneralPurpose::new(&IMAP_MUTF7, NO_PAD);

/// Printable ASCII whatever the name is, so that it can't end its command.
pub fn to_wire(name: &str) -> String {
    let mut wire = String::with_capacity(name.len());
    let mut rest = name;
    while !rest.is_empty() {
        let plain = rest.find(|letter: char| !is_plain(letter)).unwrap_or(rest.len());
        if plain > 0 {
            let (text, after) = rest.split_at(plain);
            wire.push_str(&text.replace('&', "&-"));
            rest = after;
            continue;
        }
        let (coded, after) = rest.split_at(rest.find(is_plain).unwrap_or(rest.len()));
        let units: Vec<u8> = coded.encode_utf16().flat_map(u16::to_be_bytes).collect();
        wire.push('&');
        BASE64.encode_string(units, &mut wire);
        wire.push('-');
        rest = after;
    }
    wire
}

/// For people; a name that breaks the rules is shown as it is.
pub fn from_wire(wire: &[u8]) -> String {
    decoded(wire).unwrap_or_else(|| String::from_utf8_lossy(wire).into_owned())
}

fn decoded(wire: &[u8]) -> Option<String> {
    let mut rest = std::str::from_utf8(wire).ok()?;
    let mut name = String::with_capacity(rest.len());
    while let Some((plain, after)) = rest.split_once('&') {
        name.push_str(plain);
        let (coded, after) = after.split_once('-')?;
        if coded.is_empty() {
            name.push('&');
        } else {
            let bytes = BASE64.decode(coded).ok()?;
            let units: Vec<u16> =
                bytes.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]])).collect();
            name.push_str(&String::from_utf16(&units).ok()?);
        }
        rest = after;
    }
    name.push_str(rest);
    Some(name)
}

fn is_plain(letter: char) -> bool {
    matches!(letter, ' '..='~')
}

/// A quoted string (RFC 3501, 4.3); `None`: it has letters that none can hold.
pub fn quoted(text: &str) -> Option<String> {
    if !text.chars().all(is_plain) {
        return None;
    }
    Some(format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_of_folders_are_for_people_and_for_the_wire() {
        for (name, wire) in [
            ("INBOX", "INBOX"),
            ("Entwürfe", "Entw&APw-rfe"),
            ("台北/日本語", "&U,BTFw-/&ZeVnLIqe-"),
            ("A & B", "A &- B"),
            ("😀", "&2D3eAA-"),
            ("a\r\nA1 DELETE b", "a&AA0ACg-A1 DELETE b"),
            ("", ""),
        ] {
            assert_eq!(to_wire(name), wire);
            assert_eq!(from_wire(wire.as_bytes()), name);
        }
        for odd in ["a & b", "&****-", "&2D0-", "x&AA"] {
            assert_eq!(from_wire(odd.as_bytes()), odd, "breaks the rules");
        }
    }

    #[test]
    fn a_string_cannot_end_its_command() {
        assert_eq!(quoted("a\"b\\c").as_deref(), Some("\"a\\\"b\\\\c\""));
        for bad in ["a\r\nb", "a\0", "ü", "\u{7f}"] {
            assert_eq!(quoted(bad), None, "{bad:?}");
        }
    }

    proptest! {
        #[test]
        fn every_name_comes_back(name in "\\PC*|.*|[&a-]*") {
            let wire = to_wire(&name);
            prop_assert!(quoted(&wire).is_some());
            prop_assert_eq!(from_wire(wire.as_bytes()), name);
        }

        #[test]
        fn any_name_may_come(wire in proptest::collection::vec(any::<u8>(), 0..60)) {
            let _ = from_wire(&wire);
        }
    }
}
