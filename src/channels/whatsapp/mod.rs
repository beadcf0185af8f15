//! WhatsApp by Meta's Cloud API: webhooks in, Graph calls out.

pub mod answer;
pub mod codes;
pub mod content;
pub mod happenings;
pub mod locate;
pub mod media;
pub mod news;
pub mod origin;
pub mod parts;
pub mod send;
pub mod sender;
pub mod signature;
pub mod webhook;
