//! What was heard at our callback addresses since the start, for who asks whether a set-up works.

use super::json;
use crate::domain::{InboxId, Timestamp};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, MutexGuard};

/// A forged delivery may be of any size; this much is read to see whom it names.
const FORGED_BYTES_MAX: usize = 64 * 1024;

#[derive(Debug, Default)]
pub struct Callbacks(Mutex<BTreeMap<InboxId, Heard>>);

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Heard {
    /// The provider asked whether the address is ours, with the right token.
    pub verified_at: Option<Timestamp>,
    /// A delivery came with the right signature.
    pub signed_at: Option<Timestamp>,
    /// A delivery that names the account came with a wrong signature.
    pub refused_at: Option<Timestamp>,
}

impl Callbacks {
    pub fn heard(&self, inbox: InboxId) -> Heard {
        self.locked().get(&inbox).copied().unwrap_or_default()
    }

    pub fn verified(&self, inbox: InboxId, at: Timestamp) {
        self.locked().entry(inbox).or_default().verified_at = Some(at);
    }

    pub fn signed(&self, inbox: InboxId, at: Timestamp) {
        self.locked().entry(inbox).or_default().signed_at = Some(at);
    }

    pub fn refused(&self, inbox: InboxId, at: Timestamp) {
        self.locked().entry(inbox).or_default().refused_at = Some(at);
    }

    fn locked(&self) -> MutexGuard<'_, BTreeMap<InboxId, Heard>> {
        self.0.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }
}

/// The pages and phone numbers that a delivery says it is for, whoever sent it.
pub fn accounts_named(body: &[u8]) -> BTreeSet<String> {
    if body.len() > FORGED_BYTES_MAX {
        return BTreeSet::new();
    }
    let body = json::parse(body).unwrap_or(Value::Null);
    let mut named = BTreeSet::new();
    for entry in json::list(&body, "entry") {
        named.extend(json::text(entry, "id"));
        let values = json::list(entry, "changes").iter().filter_map(|change| change.get("value"));
        let numbers = values.filter_map(|value| value.get("metadata"));
        named.extend(numbers.filter_map(|metadata| json::text(metadata, "phone_number_id")));
    }
    named
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_delivery_names_pages_and_numbers() {
        let body = br#"{"entry":[{"id":"7","changes":[{"value":{"metadata":{"phone_number_id":"8"}}}]},{"id":9}]}"#;
        let named: Vec<String> = accounts_named(body).into_iter().collect();
        assert_eq!(named, ["7", "8", "9"]);
        assert!(accounts_named(b"no JSON").is_empty());
        let large = format!(r#"{{"entry":[{{"id":"7"}}],"x":"{}"}}"#, "x".repeat(FORGED_BYTES_MAX));
        assert!(accounts_named(large.as_bytes()).is_empty());
    }
}
