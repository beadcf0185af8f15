//! Ids for what Meta tells without one, so that the same thing told again is known again. Meta knows
//! nothing of them.

use sha2::{Digest, Sha256};

/// An id of its kind, the same whenever the same parts are told.
pub fn made_id(kind: &str, parts: &[&str]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part.len().to_be_bytes());
        hash.update(part.as_bytes());
    }
    format!("{kind}:{}", hex::encode(hash.finalize()))
}

/// Whether an id is one of these: it is never told to Meta.
pub fn is_made(id: &str) -> bool {
    let hash = id.split_once(':').map(|(_, hash)| hash);
    hash.is_some_and(|hash| hash.len() == 64 && hash.bytes().all(|digit| digit.is_ascii_hexdigit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn made_ids_are_told_from_metas() {
        let made = made_id("postback", &["5794982867201265", "1750000000000", "{}"]);
        assert!(is_made(&made), "{made}");
        assert_ne!(made, made_id("postback", &["57949828672012651", "750000000000", "{}"]));
        for id in ["m_AG5Hz2Uq7tuwNEhXfYYKj8", "mid.$cAAF:7", "wamid.HBgLMTY1MDU1NTEyMzQVAgA=="] {
            assert!(!is_made(id), "{id}");
        }
    }
}
