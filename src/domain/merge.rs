//! One contact turning out to be another: what moved is remembered, so that it can be taken back.
//! Identities remember for themselves which merge brought them.

use super::attribute::Value;
use super::{AgentId, ContactId, ContactNoteId, ConversationId, MergeId, Timestamp};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Merge {
    pub id: MergeId,
    pub into: ContactId,
    pub from: ContactId,
    pub by: AgentId,
    pub at: Timestamp,
    pub conversations: Vec<ConversationId>,
    pub notes: Vec<ContactNoteId>,
    /// What filled gaps: where there was a value, it stood.
    pub filled: BTreeMap<String, Value>,
    /// The user name, if it filled a gap.
    pub username: Option<String>,
}

/// The values that fill gaps in `into`; what is there stays.
pub fn gaps(
    into: &BTreeMap<String, Value>,
    from: &BTreeMap<String, Value>,
) -> BTreeMap<String, Value> {
    let missing = from.iter().filter(|(key, _)| !into.contains_key(*key));
    missing.map(|(key, value)| (key.clone(), value.clone())).collect()
}

/// Takes out what had filled gaps, and says which gaps there are again; what was changed since
/// stays.
pub fn take_back(
    into: &mut BTreeMap<String, Value>,
    filled: &BTreeMap<String, Value>,
) -> BTreeSet<String> {
    let mut open = BTreeSet::new();
    into.retain(|key, value| {
        let is_as_filled = filled.get(key) == Some(value);
        if is_as_filled {
            open.insert(key.clone());
        }
        !is_as_filled
    });
    open
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn values() -> impl Strategy<Value = BTreeMap<String, Value>> {
        let value = "[a-c]".prop_map(Value::Text);
        proptest::collection::btree_map("[k-n]", value, 0..4)
    }

    proptest! {
        #[test]
        fn gaps_that_were_filled_are_gaps_again(into in values(), from in values()) {
            let filled = gaps(&into, &from);
            let mut merged = into.clone();
            merged.extend(filled.clone());
            for (key, value) in &into {
                prop_assert_eq!(merged.get(key), Some(value), "what was there stays");
            }
            for key in from.keys() {
                prop_assert!(merged.contains_key(key));
            }
            let open = take_back(&mut merged, &filled);
            prop_assert_eq!(merged, into);
            prop_assert_eq!(open, filled.into_keys().collect());
        }
    }
}
