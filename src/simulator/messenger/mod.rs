//! Facebook Pages and the people who write to them: what Messenger keeps, apart from WhatsApp.

/// What the Messenger side is started with.
mod options;
pub use options::{MessengerOptions, Page, PagePast, PagePerson};
/// What can be turned while it runs.
pub mod knobs;
/// What stands in a conversation.
pub mod message;
/// One person's conversation with one Page.
pub mod thread;
/// Files of both sides and their addresses.
pub mod files;
/// Small pictures made on the spot.
pub mod picture;
/// What happened, as notifications tell it.
pub mod event;
/// How much may be sent.
mod rates;
pub use rates::Weight;
/// Pages, people and files.
mod state;
pub use state::{FIELDS, Messenger, PAGE_INBOX_APP, PEOPLE_MAX, Person};
/// Ids as Messenger makes them.
pub mod identifier;
/// The way of a sent message to the phone.
pub mod journey;
/// What customers do.
pub mod customer;
