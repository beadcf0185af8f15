//! Custom attributes of contacts: what a workspace wants to know about people.

use super::AttributeId;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Attribute {
    pub id: AttributeId,
    /// What variables and programs call it: `{{attr.KEY}}`. Never changes.
    pub key: String,
    pub name: String,
    pub kind: Kind,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Text,
    Number,
    Date,
    YesNo,
    Link,
    List { options: Vec<String> },
}

/// A value of the attribute's kind. A date is `2026-05-03`; a list's is one of its options.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Value {
    YesNo(bool),
    Number(f64),
    Text(String),
}
