//! What a conversation was about.

use super::TagId;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Tag {
    pub id: TagId,
    pub name: String,
    /// Chosen by a supervisor for everybody; otherwise an agent made it on the spot.
    #[serde(default)]
    pub is_predefined: bool,
    /// On its way into another one: what bore it is being given that one.
    #[serde(default)]
    pub merging_into: Option<TagId>,
}
