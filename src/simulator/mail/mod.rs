//! A mail provider and the mail programs of the people who write to the business.

/// What the mail side is started with.
mod options;
pub use options::{MailListeners, MailOptions, MailPast, MailPerson, Mailbox};
/// What can be turned while it runs.
pub mod knobs;
/// A mailbox of the business, folder by folder.
pub mod mailbox;
/// What of a mail its readers are shown.
pub mod reading;
/// What mail programs and servers write.
pub mod writing;
/// Somebody with a mail program.
pub mod person;
/// Mailboxes, people and what can be turned.
mod state;
pub use state::Mail;
/// From one address to another.
pub mod delivery;
/// What people do in their mail programs.
pub mod customer;
/// A connection of a mail program, line by line.
mod wire;
/// Fetching.
mod imap;
/// Handing over.
mod smtp;
/// The two ports.
pub mod server;
