//! What must happen next.

use super::LabelId;
use serde::{Deserialize, Serialize};

/// The labels that come with the product, with their colours.
pub const BUILT_IN: [(&str, Colour); 4] = [
    ("Follow-up Required", Colour::Amber),
    ("Escalated", Colour::Red),
    ("Bug Report", Colour::Violet),
    ("Feature Request", Colour::Teal),
];

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Label {
    pub id: LabelId,
    pub name: String,
    pub colour: Colour,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Colour {
    Red,
    Amber,
    Green,
    Teal,
    Blue,
    Violet,
    Grey,
}
