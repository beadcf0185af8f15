//! SHA-256 as providers write it: in hex or in base64.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};

/// The 32 bytes; `None`: it is no such sum.
pub fn sha256(text: &str) -> Option<[u8; 32]> {
    let text = text.trim();
    if let Ok(bytes) = hex::decode(text) {
        return bytes.try_into().ok();
    }
    let text = text.trim_end_matches('=');
    let bytes = STANDARD_NO_PAD.decode(text).or_else(|_| URL_SAFE_NO_PAD.decode(text));
    bytes.ok()?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ways_of_writing_give_the_same_sum() {
        let of_abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        let sum = sha256(of_abc).expect("a sum");
        assert_eq!(sha256("ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0="), Some(sum));
        assert_eq!(sha256("ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0"), Some(sum));
        assert_eq!(sha256(&of_abc.to_uppercase()), Some(sum));
        for odd in ["", "4654+8g=", "ba78", "<hash>"] {
            assert_eq!(sha256(odd), None, "{odd}");
        }
    }
}
