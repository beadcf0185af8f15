//! Ids as Messenger makes them: of messages, of people at a Page, of files.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::simulator::random::{Random, mix};

/// PSIDs have sixteen or seventeen digits and no zero in front.
const PSID_FROM: u64 = 5_000_000_000_000_000;
const PSIDS: u64 = 4_000_000_000_000_000;
/// A message id is this long on the wire, so that nobody stores it in a short column.
const MID_WORDS: usize = 8;

/// Message ids differ between runs even with the same seed, as WhatsApp's do.
pub fn message_id(now_ms: i64, random: &mut Random) -> String {
    let mut bytes = now_ms.to_be_bytes().to_vec();
    for _ in 0..MID_WORDS {
        bytes.extend_from_slice(&random.next().to_be_bytes());
    }
    format!("m_{}", URL_SAFE_NO_PAD.encode(bytes))
}

/// The same person keeps the same id at a Page over restarts with the same seed; at another Page it is
/// another one.
pub fn psid(person: usize, page_id: &str, seed: u64) -> String {
    let start = mix(seed ^ mix(person as u64 + 1));
    let number = page_id.bytes().fold(start, |hash, byte| mix(hash ^ u64::from(byte)));
    (PSID_FROM + number % PSIDS).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_has_another_id_at_every_page() {
        let id = psid(0, "106195825075770", 7);
        assert_eq!(id, psid(0, "106195825075770", 7));
        assert_ne!(id, psid(1, "106195825075770", 7));
        assert_ne!(id, psid(0, "106195825075771", 7));
        assert_eq!(id.len(), 16);
    }

    #[test]
    fn message_ids_differ() {
        let mut random = Random::from_seed(1);
        let first = message_id(1, &mut random);
        assert_ne!(first, message_id(1, &mut random));
        assert!(first.starts_with("m_") && first.len() > 80, "{first}");
    }
}
