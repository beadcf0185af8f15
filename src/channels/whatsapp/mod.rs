//! WhatsApp by Meta's Cloud API: webhooks in, Graph calls out.

pub mod answer;
pub mod codes;
pub mod content;
pub mod courtesy;
pub mod happenings;
mod interactive;
pub mod locate;
pub mod media;
pub mod news;
pub mod origin;
pub mod parts;
pub mod reaction;
pub mod send;
pub mod sender;
pub mod signature;
mod template_body;
mod template_change;
mod template_format;
pub mod templates;
pub mod webhook;

/// What people know it by.
const NAME: &str = "WhatsApp";
