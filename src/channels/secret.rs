//! What must never be printed.

use serde::{Deserialize, Serialize};

/// A token or password. It has no way to be printed by accident; it is stored sealed only.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Secret(String);

impl Secret {
    pub fn new(value: impl Into<String>) -> Secret {
        Secret(value.into())
    }

    /// The value itself: for the provider's request, and for nothing else.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_not_printed() {
        let secret = Secret::new("EAAG-token");
        assert_eq!(format!("{secret:?}"), "Secret");
        assert_eq!(serde_json::to_string(&secret).unwrap(), "\"EAAG-token\"");
        assert_eq!(secret.reveal(), "EAAG-token");
    }
}
