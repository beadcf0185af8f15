//! Messenger by Meta's Messenger Platform: webhooks in, Graph calls out.

pub mod answer;
mod basket;
pub mod codes;
pub mod content;
pub mod made_id;
pub mod profile;
mod rich;
pub mod send;
pub mod signs;
pub mod upload;
pub mod webhook;

/// What people know it by.
const NAME: &str = "Messenger";
