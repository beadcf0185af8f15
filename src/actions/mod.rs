//! What people and timers do: load, ask the domain, save, announce.

pub mod access;
pub mod agents;
pub mod api_keys;
pub mod assignments;
pub mod canned;
pub mod catalogue;
pub mod conversations;
pub mod deliveries;
pub mod inboxes;
pub mod marks;
pub mod inbound;
pub mod indexer;
pub mod messages;
pub mod outbox;
pub mod passwords;
pub mod queues;
pub mod resolutions;
pub mod routing_rules;
pub mod searches;
pub mod seed;
pub mod sending;
pub mod sessions;
pub mod throttle;
pub mod timers;
pub mod upkeep;
mod error;
mod lifecycle;
mod once;
mod reports;
mod routing;

pub use error::Error;
pub use once::{Key, Request};
