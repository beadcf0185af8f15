//! The signature over the exact bytes of a notification.

use hmac::{Hmac, Mac};
use sha2::Sha256;

pub const HEADER: &str = "X-Hub-Signature-256";

/// How a notification is signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signature {
    Valid,
    Wrong,
    Absent,
}

/// The value of the header.
pub fn sign(app_secret: &str, body: &[u8]) -> String {
    format!("sha256={}", code_in_hex(app_secret, body))
}

/// The same code for other uses.
pub fn code_in_hex(key: &str, text: &[u8]) -> String {
    hex::encode(code(key.as_bytes(), text))
}

fn code(key: &[u8], body: &[u8]) -> Vec<u8> {
    // HMAC takes keys of any length, so there is no error to pass on.
    let Ok(mut code) = Hmac::<Sha256>::new_from_slice(key) else { return Vec::new() };
    code.update(body);
    code.finalize().into_bytes().to_vec()
}

impl Signature {
    pub fn header(self, app_secret: &str, body: &[u8]) -> Option<String> {
        match self {
            Signature::Valid => Some(sign(app_secret, body)),
            Signature::Wrong => Some(sign(&format!("not {app_secret}"), body)),
            Signature::Absent => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use base64::Engine;
    use base64::engine::general_purpose::STANDARD;

    use super::*;

    #[test]
    fn it_is_the_code_of_rfc_4231() {
        let signed = sign("Jefe", b"what do ya want for nothing?");
        let expected = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
        assert_eq!(signed, format!("sha256={expected}"));
        let long_key =
            code(&[0xaa; 131], b"Test Using Larger Than Block-Size Key - Hash Key First");
        let expected = "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54";
        assert_eq!(hex::encode(long_key), expected);
    }

    #[test]
    fn a_wrong_one_looks_like_a_right_one() {
        let right = Signature::Valid.header("secret", b"{}").unwrap();
        let wrong = Signature::Wrong.header("secret", b"{}").unwrap();
        assert_eq!(right.len(), wrong.len());
        assert_ne!(right, wrong);
        assert_eq!(Signature::Absent.header("secret", b"{}"), None);
    }

    /// The collected vectors are not part of the repository: where they are absent, there is nothing to do.
    #[test]
    fn collected_bodies_are_signed_as_meta_signs_them() {
        let file =
            concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/fixtures/meta/signature-vectors.json");
        let Ok(text) = std::fs::read_to_string(file) else { return };
        let vectors: serde_json::Value = serde_json::from_str(&text).unwrap();
        let secret = vectors["app_secret"].as_str().unwrap();
        let mut valid = 0;
        for vector in vectors["vectors"].as_array().unwrap() {
            let body = STANDARD.decode(vector["body_base64"].as_str().unwrap()).unwrap();
            let is_right = vector["header"].as_str() == Some(sign(secret, &body).as_str());
            assert_eq!(is_right, vector["valid"] == true, "{}", vector["name"]);
            valid += usize::from(is_right);
        }
        assert!(valid > 2, "{valid}");
    }
}
