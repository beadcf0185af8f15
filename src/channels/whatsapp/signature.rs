//! Whether a webhook's body comes from who knows the app secret.

use hmac::{Hmac, Mac};
use sha2::Sha256;
use subtle::ConstantTimeEq;

/// The header that carries the signature.
pub const HEADER: &str = "X-Hub-Signature-256";

const PREFIX: &str = "sha256=";

/// Checks `sha256=` and 64 lower-case hex digits: HMAC-SHA256 of the body's bytes, exactly as they
/// came, under the app secret (Graph API, "Validating payloads"). Takes the same time whether and
/// wherever the digits differ. Without a secret nothing is valid.
pub fn is_valid(app_secret: &str, body: &[u8], header: Option<&str>) -> bool {
    let Some(given) = header.and_then(|header| header.strip_prefix(PREFIX)) else { return false };
    if app_secret.is_empty() {
        return false;
    }
    sign(app_secret, body).is_some_and(|own| own.as_bytes().ct_eq(given.as_bytes()).into())
}

fn sign(app_secret: &str, body: &[u8]) -> Option<String> {
    // HMAC takes a key of any length; the type only does not say so.
    let mut mac = Hmac::<Sha256>::new_from_slice(app_secret.as_bytes()).ok()?;
    mac.update(body);
    Some(hex::encode(mac.finalize().into_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::Engine;
    use proptest::prelude::*;
    use serde_json::Value;

    /// RFC 4231, test case 2.
    const DIGEST: &str = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
    const BODY: &[u8] = b"what do ya want for nothing?";

    #[test]
    fn only_the_exact_form_is_taken() {
        let good = format!("sha256={DIGEST}");
        assert!(is_valid("Jefe", BODY, Some(&good)));
        assert!(!is_valid("jefe", BODY, Some(&good)));
        assert!(!is_valid("Jefe", b"what do ya want for nothing?\n", Some(&good)));
        for header in [
            DIGEST.to_owned(),
            format!("sha1={DIGEST}"),
            format!("sha256={}", DIGEST.to_uppercase()),
            format!("sha256={DIGEST} "),
            format!("sha256={}", DIGEST.trim_end_matches('3')),
            "sha256=".to_owned(),
            String::new(),
        ] {
            assert!(!is_valid("Jefe", BODY, Some(&header)), "{header}");
        }
        assert!(!is_valid("Jefe", BODY, None));
    }

    #[test]
    fn an_empty_secret_validates_nothing() {
        let header = format!("sha256={}", sign("", BODY).unwrap());
        assert!(!is_valid("", BODY, Some(&header)));
    }

    /// A fresh clone has no shared fixtures; the vectors above are enough there.
    #[test]
    fn the_shared_vectors_agree() {
        let path =
            concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/fixtures/meta/signature-vectors.json");
        let Ok(file) = std::fs::read(path) else { return };
        let file: Value = serde_json::from_slice(&file).unwrap();
        let secret = file["app_secret"].as_str().unwrap();
        for vector in file["vectors"].as_array().unwrap() {
            let body = base64::engine::general_purpose::STANDARD
                .decode(vector["body_base64"].as_str().unwrap())
                .unwrap();
            let expected = vector["valid"].as_bool().unwrap();
            let header = vector["header"].as_str();
            assert_eq!(is_valid(secret, &body, header), expected, "{}", vector["name"]);
        }
    }

    proptest! {
        #[test]
        fn one_flipped_bit_is_refused(
            secret in "[a-f0-9]{1,64}",
            body in proptest::collection::vec(any::<u8>(), 1..400),
            at in any::<proptest::sample::Index>(),
            bit in 0..8u8,
        ) {
            let header = format!("sha256={}", sign(&secret, &body).unwrap());
            prop_assert!(is_valid(&secret, &body, Some(&header)));
            let mut other = body.clone();
            other[at.index(body.len())] ^= 1 << bit;
            prop_assert!(!is_valid(&secret, &other, Some(&header)));
            let mut forged = header.clone().into_bytes();
            let at = at.index(forged.len());
            forged[at] ^= 1 << (bit % 7);
            let forged = String::from_utf8(forged).unwrap();
            prop_assert!(!is_valid(&secret, &body, Some(&forged)));
        }
    }
}
