//! Passwords: hashed by argon2id, two at a time, off the runtime's threads.

use super::error::Error;
use crate::store;
use argon2::password_hash::rand_core::OsRng;
use argon2::password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString};
use argon2::{Algorithm, Argon2, Params, Version};
use tokio::sync::Semaphore;

pub const PASSWORD_CHARACTERS_MIN: usize = 12;
pub const PASSWORD_CHARACTERS_MAX: usize = 200;
/// The least that OWASP's password storage cheat sheet asks of argon2id: 19 MiB, two passes.
const MEMORY_KIB: u32 = 19_456;
const PASSES: u32 = 2;
/// Each hash takes 19 MiB while it lasts.
const HASHES_AT_ONCE: usize = 2;
static HASHING: Semaphore = Semaphore::const_new(HASHES_AT_ONCE);

/// Stands in for an agent that does not exist, so that guessing addresses takes as long as
/// guessing passwords.
const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5bm9ib2R5$MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTI";

pub fn check(password: &str) -> Result<(), Error> {
    let length = password.chars().count();
    if (PASSWORD_CHARACTERS_MIN..=PASSWORD_CHARACTERS_MAX).contains(&length) {
        return Ok(());
    }
    let reason = format!(
        "A password has {PASSWORD_CHARACTERS_MIN} to {PASSWORD_CHARACTERS_MAX} characters."
    );
    Err(Error::invalid("password", reason))
}

/// The hash to store, in PHC form. Takes about 40 ms.
pub fn hash(password: &str) -> Result<String, Error> {
    check(password)?;
    let salt = SaltString::generate(&mut OsRng);
    let hashed = hasher()?.hash_password(password.as_bytes(), &salt).map_err(unhashable)?;
    Ok(hashed.to_string())
}

/// Whether the password is the one that was hashed; without a hash it takes as long and says no.
pub async fn is_right(password: String, hash: Option<String>) -> Result<bool, Error> {
    let Ok(_permit) = HASHING.acquire().await else { return Ok(false) };
    let checked = tokio::task::spawn_blocking(move || {
        let is_known = hash.is_some();
        let hash = hash.unwrap_or_else(|| NOBODY.to_owned());
        let parsed = PasswordHash::new(&hash).map_err(unhashable)?;
        Ok(hasher()?.verify_password(password.as_bytes(), &parsed).is_ok() && is_known)
    });
    checked.await.unwrap_or(Ok(false))
}

fn hasher() -> Result<Argon2<'static>, Error> {
    let params = Params::new(MEMORY_KIB, PASSES, 1, None)
        .map_err(|error| store::Error::Unavailable(error.to_string()))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

fn unhashable(error: argon2::password_hash::Error) -> Error {
    store::Error::Unavailable(error.to_string()).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_the_right_password_opens() {
        let hashed = hash("correct horse battery").expect("hashed");
        assert!(
            is_right("correct horse battery".into(), Some(hashed.clone())).await.expect("done")
        );
        assert!(!is_right("correct horse batterx".into(), Some(hashed)).await.expect("done"));
        assert!(!is_right("anything at all here".into(), None).await.expect("done"));
        assert!(PasswordHash::new(NOBODY).is_ok());
        assert!(hash("short").is_err());
    }
}
