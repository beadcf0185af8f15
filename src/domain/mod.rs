//! Words and rules of the product; nothing here does I/O, waits or reads a clock.

pub mod ids;
pub mod time;
pub mod channel;
pub mod agent;
pub mod hours;
pub mod settings;
pub mod absence;
pub mod queue;
pub mod inbox;
pub mod policy;
pub mod attribute;
pub mod contact;
pub mod merge;
pub mod state;
pub mod conversation;
pub mod due;
pub mod routing;
pub mod choice;
pub mod language;
pub mod matching;
pub mod delivery;
pub mod attachment;
pub mod message;
pub mod timeline;
pub mod tag;
pub mod label;
pub mod canned_message;
pub mod filter;
pub mod spreadsheet;
pub mod permission;
pub mod api_key;
pub mod event;
pub mod report;

pub use ids::*;
pub use time::Timestamp;
