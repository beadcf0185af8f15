//! Ids as Meta makes them: message ids, users' business-scoped ids, trace ids.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};

use super::random::{Random, mix};

const USER_DIGITS: u64 = 10_000_000_000_000_000_000;

/// Message ids differ between runs even with the same seed: a desk that outlives the simulator would take
/// a new message with an old id for a repeated one.
pub fn message_id(wa_id: &str, now_ms: i64, random: &mut Random) -> String {
    let mut bytes = vec![0x1c, 0x18, u8::try_from(wa_id.len()).unwrap_or(u8::MAX)];
    bytes.extend_from_slice(wa_id.as_bytes());
    bytes.extend_from_slice(&[0x15, 0x02, 0x00]);
    bytes.extend_from_slice(format!("{now_ms:012X}{:08X}", random.next() & 0xffff_ffff).as_bytes());
    format!("wamid.{}", STANDARD.encode(bytes))
}

/// The same person keeps the same id at a business over restarts with the same seed; at another business
/// it is another one.
pub fn user_id(wa_id: &str, waba_id: &str, seed: u64) -> String {
    let characters = wa_id.bytes().chain([b'@']).chain(waba_id.bytes());
    let number = characters.fold(mix(seed), |hash, character| mix(hash ^ u64::from(character)));
    format!("{}.{:019}", country(wa_id), number % USER_DIGITS)
}

/// Two capital letters, a dot, then letters and digits; a portfolio's parent has `ENT.` in between.
pub fn is_user_id(text: &str) -> bool {
    let Some((country, rest)) = text.split_once('.') else { return false };
    let own = rest.strip_prefix("ENT.").unwrap_or(rest);
    country.len() == 2
        && country.bytes().all(|byte| byte.is_ascii_uppercase())
        && (1..=128).contains(&own.len())
        && own.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

pub fn trace_id(random: &mut Random) -> String {
    let bytes = [random.next().to_be_bytes(), random.next().to_be_bytes()].concat();
    format!("A{}", URL_SAFE_NO_PAD.encode(bytes))
}

fn country(wa_id: &str) -> &'static str {
    const COUNTRIES: [(&str, &str); 10] = [
        ("1", "US"),
        ("33", "FR"),
        ("34", "ES"),
        ("44", "GB"),
        ("49", "DE"),
        ("52", "MX"),
        ("54", "AR"),
        ("55", "BR"),
        ("91", "IN"),
        ("972", "IL"),
    ];
    let found = COUNTRIES.iter().find(|(prefix, _)| wa_id.starts_with(prefix));
    found.map_or("US", |(_, country)| country)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_keeps_the_id_at_a_business_and_it_has_the_right_form() {
        let id = user_id("16505551234", "1", 7);
        assert_eq!(id, user_id("16505551234", "1", 7));
        assert_ne!(id, user_id("16505551235", "1", 7));
        assert_ne!(id, user_id("16505551234", "2", 7));
        assert!(is_user_id(&id), "{id}");
        assert!(is_user_id("US.ENT.11815799212886844830"));
        for wrong in ["13491208655302741918", "us.1", "USA.1", "US.", "US.a-b", ""] {
            assert!(!is_user_id(wrong), "{wrong}");
        }
    }

    #[test]
    fn message_ids_differ() {
        let mut random = Random::from_seed(1);
        let first = message_id("16505551234", 1, &mut random);
        assert_ne!(first, message_id("16505551234", 1, &mut random));
        assert!(first.starts_with("wamid."));
    }
}
