//! The outside world: bytes become domain, domain becomes bytes.

pub mod arriving;
pub mod callbacks;
pub mod client;
pub mod courtesy;
pub mod email;
pub mod graph;
pub mod graph_account;
pub mod hosts;
pub mod json;
pub mod management;
pub mod messenger;
pub mod rate;
pub mod received;
mod refusal;
pub mod secret;
mod send_error;
pub mod upload_form;
pub mod webhook;
pub mod whatsapp;

pub use send_error::{Retry, Scope, SendError};
