//! The workspace's key, and what is locked with it: secrets of inboxes lie in the store only sealed.

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};
use hmac::{Hmac, Mac};
use sha2::{Digest, Sha256};
use std::fs::{File, OpenOptions};
use std::io::{Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::sync::OnceLock;

const KEY_BYTES: usize = 32;
const NONCE_BYTES: usize = 24;
const SHOWN_CODE_BYTES: usize = 10;
/// What the key of fingerprints is made for: sealing and fingerprints never share one.
const FINGERPRINTS: &[u8] = b"deskbell: fingerprints of requests";

pub struct Vault {
    cipher: XChaCha20Poly1305,
    fingerprints: Hmac<Sha256>,
}

/// A word that whoever runs the server is shown once, and that opens one door to them.
#[derive(Default)]
pub struct ShownCode(OnceLock<String>);

impl ShownCode {
    /// The word; it is made when it is first shown.
    pub fn show(&self) -> Result<&str, Error> {
        let code = hex::encode(random::<SHOWN_CODE_BYTES>()?);
        Ok(self.0.get_or_init(|| code))
    }

    /// Whether this is the word. Hashes are compared, whose differences tell nothing about it.
    pub fn is(&self, typed: &str) -> bool {
        self.0.get().is_some_and(|code| Sha256::digest(code) == Sha256::digest(typed))
    }
}

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("the secret key could not be read or made: {0}")]
    File(#[from] std::io::Error),
    #[error("the secret key has {0} bytes instead of {KEY_BYTES}: put the right file back")]
    Length(usize),
    #[error(
        "a secret does not open with this workspace's key: put the key back that belongs to this store"
    )]
    WrongKey,
    #[error("the system gives no random numbers")]
    NoRandomness,
}

impl Vault {
    /// Reads the key, or makes one that only this user can read.
    pub fn open(path: &Path) -> Result<Vault, Error> {
        let mut key = Vec::new();
        match File::open(path) {
            Ok(mut file) => {
                file.read_to_end(&mut key)?;
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                key = random::<KEY_BYTES>()?.to_vec();
                let mut options = OpenOptions::new();
                let mut file = options.write(true).create_new(true).mode(0o400).open(path)?;
                file.write_all(&key)?;
                file.sync_all()?;
            }
            Err(error) => return Err(error.into()),
        }
        if key.len() != KEY_BYTES {
            return Err(Error::Length(key.len()));
        }
        let cipher = XChaCha20Poly1305::new(Key::from_slice(&key));
        let derived = keyed(&key)?.chain_update(FINGERPRINTS).finalize().into_bytes();
        Ok(Vault { cipher, fingerprints: keyed(&derived)? })
    }

    /// Tells whether two texts are the same without telling either: whoever does not have the key
    /// cannot try guesses on it.
    pub fn fingerprint(&self, text: &[u8]) -> Vec<u8> {
        self.fingerprints.clone().chain_update(text).finalize().into_bytes().to_vec()
    }

    /// Locks `plain`; it opens only for the same `purpose`.
    pub fn seal(&self, purpose: &str, plain: &[u8]) -> Result<Vec<u8>, Error> {
        let nonce = random::<NONCE_BYTES>()?;
        let payload = Payload { msg: plain, aad: purpose.as_bytes() };
        let sealed = self.cipher.encrypt(XNonce::from_slice(&nonce), payload);
        let mut bytes = nonce.to_vec();
        bytes.extend(sealed.map_err(|_| Error::WrongKey)?);
        Ok(bytes)
    }

    pub fn unseal(&self, purpose: &str, sealed: &[u8]) -> Result<Vec<u8>, Error> {
        let (nonce, locked) = sealed.split_at_checked(NONCE_BYTES).ok_or(Error::WrongKey)?;
        let payload = Payload { msg: locked, aad: purpose.as_bytes() };
        self.cipher.decrypt(XNonce::from_slice(nonce), payload).map_err(|_| Error::WrongKey)
    }
}

fn keyed(key: &[u8]) -> Result<Hmac<Sha256>, Error> {
    <Hmac<Sha256> as Mac>::new_from_slice(key).map_err(|_| Error::Length(key.len()))
}

/// Bytes that nobody can guess.
pub fn random<const N: usize>() -> Result<[u8; N], Error> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|_| Error::NoRandomness)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_opens_only_with_its_key_and_purpose() {
        let directory = tempfile::tempdir().expect("a directory");
        let vault = Vault::open(&directory.path().join("a")).expect("a key");
        let other = Vault::open(&directory.path().join("b")).expect("a key");
        let sealed = vault.seal("inbox 1", b"token").expect("sealed");
        assert_eq!(vault.unseal("inbox 1", &sealed).expect("unsealed"), b"token");
        assert!(vault.unseal("inbox 2", &sealed).is_err());
        assert!(other.unseal("inbox 1", &sealed).is_err());
        assert!(vault.unseal("inbox 1", b"short").is_err());
        let again = Vault::open(&directory.path().join("a")).expect("the same key");
        assert!(again.unseal("inbox 1", &sealed).is_ok());
    }

    #[test]
    fn a_fingerprint_tells_nothing_to_whoever_has_another_key() {
        use sha2::Digest;
        let directory = tempfile::tempdir().expect("a directory");
        let vault = Vault::open(&directory.path().join("a")).expect("a key");
        let other = Vault::open(&directory.path().join("b")).expect("a key");
        let print = vault.fingerprint(b"password");
        assert_eq!(print, vault.fingerprint(b"password"));
        assert_ne!(print, vault.fingerprint(b"passwort"));
        assert_ne!(print, other.fingerprint(b"password"));
        assert_ne!(print, Sha256::digest(b"password").to_vec());
        let again = Vault::open(&directory.path().join("a")).expect("the same key");
        assert_eq!(print, again.fingerprint(b"password"), "a restart forgets no request");
    }
}
