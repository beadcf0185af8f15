//! The outside world: bytes become domain, domain becomes bytes.

pub mod arriving;
pub mod client;
pub mod graph;
pub mod hosts;
pub mod json;
pub mod messenger;
pub mod rate;
pub mod received;
pub mod secret;
mod send_error;
pub mod webhook;
pub mod whatsapp;

pub use send_error::{Scope, SendError};
