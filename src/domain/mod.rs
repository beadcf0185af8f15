//! Words and rules of the product; nothing here does I/O, waits or reads a clock.

pub mod ids;
pub mod time;
pub mod channel;
pub mod agent;
pub mod queue;
pub mod inbox;
pub mod contact;
pub mod conversation;
pub mod delivery;
pub mod message;
pub mod timeline;
pub mod tag;
pub mod label;
pub mod canned_message;
pub mod filter;
pub mod permission;
pub mod event;

pub use ids::*;
pub use time::Timestamp;
