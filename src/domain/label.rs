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
    /// On its way out: it is being taken off what bears it.
    #[serde(default)]
    pub is_leaving: bool,
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

impl Colour {
    pub const ALL: [Colour; 7] = [
        Colour::Red,
        Colour::Amber,
        Colour::Green,
        Colour::Teal,
        Colour::Blue,
        Colour::Violet,
        Colour::Grey,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Colour::Red => "red",
            Colour::Amber => "amber",
            Colour::Green => "green",
            Colour::Teal => "teal",
            Colour::Blue => "blue",
            Colour::Violet => "violet",
            Colour::Grey => "grey",
        }
    }
}
