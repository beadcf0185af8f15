//! Ids of mails: strangers', which may hold anything, and ours, which prove themselves.

use crate::domain::{ConversationId, ENTRIES_PER_CONVERSATION_MAX, EntryId, Timestamp};
use hmac::{Hmac, Mac};
use sha2::Sha256;
use subtle::ConstantTimeEq;

/// Longer ids are of no use: they go into headers of limited length.
pub const CHARACTERS_MAX: usize = 250;
/// Tells our own ids from others before their MAC is looked at.
const PREFIX: &str = "dk.";
/// 50 bits: more than anybody can try at one mail server.
const MAC_LETTERS: usize = 10;
/// What an `EntryId` has room for.
const CONVERSATIONS_MAX: u64 = 1 << 33;
/// How many ids of our form are looked for in one text, and how often one is nearly met.
const FOUND_MAX: usize = 50;
const NEARLY_FOUND_MAX: usize = 2_000;
const BASE32: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";

/// An id without its angle brackets; `None` if it could break a header: only printable ASCII goes,
/// with one `@` inside. Its letters stay as they are, since whoever made it may know it by no others
/// (the store looks it up in whichever letters its domain comes back).
pub fn normalised(id: &str) -> Option<String> {
    let id = id.trim().trim_start_matches('<').trim_end_matches('>');
    let (local, domain) = id.rsplit_once('@')?;
    let is_plain = |part: &str| {
        let plain = |byte: u8| byte.is_ascii_graphic() && !matches!(byte, b'<' | b'>' | b'@');
        !part.is_empty() && part.bytes().all(plain)
    };
    let fits = id.len() <= CHARACTERS_MAX && is_plain(local) && is_plain(domain);
    fits.then(|| id.to_owned())
}

/// The id of a message of ours that was written at `at`: the same each time that it is made.
pub fn of_entry(key: &[u8], (entry, at): (EntryId, Timestamp), domain: &str) -> String {
    let (conversation, place) = (entry.conversation().0, entry.seq());
    let mac = mac(key, entry, at);
    format!("{PREFIX}{conversation}.{place}.{mac}@{}", domain.to_ascii_lowercase())
}

/// The message that an id of our form names, at whichever domain; whether it may is for `is_of` to
/// say.
pub fn claimed(id: &str) -> Option<EntryId> {
    let mut parts = id.split('@').next()?.strip_prefix(PREFIX)?.split('.');
    let conversation = ConversationId(parts.next()?.parse().ok()?);
    let place: u32 = parts.next()?.parse().ok()?;
    let (Some(_), None) = (parts.next(), parts.next()) else { return None };
    let is_place = (1..=ENTRIES_PER_CONVERSATION_MAX).contains(&place);
    (is_place && conversation.0 < CONVERSATIONS_MAX).then(|| EntryId::new(conversation, place))
}

/// Whether an id is the one of the message that it claims to be of. Nobody else can make it, and one
/// of a message that was lost with a store is not taken for the one that has its number now.
pub fn is_of(key: &[u8], id: &str, (entry, at): (EntryId, Timestamp)) -> bool {
    let told = id.split('@').next().and_then(|local| local.rsplit('.').next()).unwrap_or_default();
    let is_proven: bool = mac(key, entry, at).as_bytes().ct_eq(told.as_bytes()).into();
    is_proven && claimed(id) == Some(entry)
}

/// The ids of our form anywhere in a text, each once, in their order; their MACs are not looked at.
pub fn found_in(text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let (mut rest, mut nearly_found) = (text, 0);
    while let Some(start) = rest.find(PREFIX) {
        let candidate = &rest[start..];
        rest = &candidate[PREFIX.len()..];
        if !begins_with_numbers(rest) {
            continue;
        }
        nearly_found += 1;
        if found.len() >= FOUND_MAX || nearly_found > NEARLY_FOUND_MAX {
            break;
        }
        // Longer ones are none: without a bound, a text of prefixes would take for ever.
        let length = candidate.bytes().take(CHARACTERS_MAX + 1).take_while(|letter| {
            letter.is_ascii_alphanumeric() || matches!(letter, b'.' | b'@' | b'-' | b'_')
        });
        let id = candidate[..length.count()].trim_end_matches(['.', '-']);
        if let Some(id) = normalised(id).filter(|id| !found.contains(id)) {
            found.push(id);
        }
    }
    found
}

/// Whether it goes on like `1042.7.`.
fn begins_with_numbers(text: &str) -> bool {
    let near = &text.as_bytes()[..text.len().min(45)];
    let mut numbers = near.splitn(3, |byte| *byte == b'.');
    let mut is_number = || {
        let digits = numbers.next().unwrap_or_default();
        (1..=20).contains(&digits.len()) && digits.iter().all(u8::is_ascii_digit)
    };
    is_number() && is_number()
}

fn mac(key: &[u8], entry: EntryId, at: Timestamp) -> String {
    // HMAC takes keys of any length.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else { return String::new() };
    mac.update(format!("{}|{}|{}", entry.conversation(), entry.seq(), at.0).as_bytes());
    let digest = mac.finalize().into_bytes();
    let mut bits = digest.iter().fold((0_u64, 0), |(value, read), byte| match read {
        0..8 => (value << 8 | u64::from(*byte), read + 1),
        _ => (value, read),
    });
    let mut letters = String::with_capacity(MAC_LETTERS);
    for _ in 0..MAC_LETTERS {
        letters.push(char::from(BASE32[(bits.0 >> 59) as usize]));
        bits.0 <<= 5;
    }
    letters
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const KEY: &[u8] = b"a key of this desk";

    #[test]
    fn ids_that_could_break_a_header_are_none() {
        assert_eq!(normalised("<A.b@Example.TEST>").as_deref(), Some("A.b@Example.TEST"));
        assert_eq!(normalised(" a@b ").as_deref(), Some("a@b"));
        for bad in ["", "a", "@", "a@", "@b", "a\r\nBcc: x@y", "a b@c", "a@b\0", "ä@b", "a@b>@c"] {
            assert_eq!(normalised(bad), None, "{bad:?}");
        }
        assert_eq!(normalised(&format!("{}@b", "a".repeat(CHARACTERS_MAX))), None);
    }

    #[test]
    fn our_ids_name_their_message_and_nobody_else_can_make_them() {
        let at = Timestamp(1_700_000_000_000);
        let entry = EntryId::new(ConversationId(1042), 7);
        let id = of_entry(KEY, (entry, at), "Example.test");
        assert_eq!(id, of_entry(KEY, (entry, at), "example.test"), "always the same");
        assert_eq!(normalised(&id).as_ref(), Some(&id));
        for good in [id.clone(), id.replace("@example.test", "@relay.test")] {
            assert_eq!(claimed(&good), Some(entry), "{good}");
            assert!(is_of(KEY, &good, (entry, at)), "{good}");
        }
        assert!(!is_of(b"another key", &id, (entry, at)));
        assert!(!is_of(KEY, &id, (entry, Timestamp(at.0 + 1))), "another one of the same number");
        for forged in [id.replace("1042", "1043"), id.replace(".7.", ".8.")] {
            assert!(!is_of(KEY, &forged, (entry, at)), "{forged}");
            let other = claimed(&forged).expect("of our form");
            assert!(!is_of(KEY, &forged, (other, at)), "{forged}");
        }
        let last = u64::MAX;
        for odd in ["", "dk.", "dk.1.2", "dk.1.0.a", "dk.1.2.x.y@z", "xx.1.2.abc@z"] {
            assert_eq!(claimed(odd), None, "{odd:?}");
        }
        assert_eq!(claimed(&format!("dk.{last}.1.abc@z")), None);
        assert_eq!(claimed("dk.1.4294967295.abc@z"), None);
    }

    #[test]
    fn our_ids_are_found_wherever_they_stand() {
        let id = of_entry(KEY, (EntryId::new(ConversationId(3), 4), Timestamp(5)), "example.test");
        let text = format!("References: <{id}>\n(dk. was here) ={id}; {id}. dk.x");
        assert_eq!(found_in(&text), [id]);
    }

    proptest! {
        #[test]
        fn any_text_may_be_searched(text in ".*") {
            for id in found_in(&text) {
                prop_assert!(id.starts_with(PREFIX));
                prop_assert_eq!(normalised(&id), Some(id.clone()));
            }
            let _ = claimed(&text);
        }
    }
}
