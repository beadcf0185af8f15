//! A faithful stand-in for Meta's Graph API and for a mail provider, with customers' phones in the
//! browser. It is reached over HTTP, IMAP and SMTP only.

/// What a simulator is started with.
mod options;
pub use options::{Options, Past, Person, WhatsAppAccount};
/// Starting and stopping.
mod server;
pub use server::{Running, start};
/// The simulator's own time, which can be moved forward.
mod clock;
/// Chance that comes out the same for the same seed.
mod random;
/// Bounded lists of what happened.
mod log;
/// What is due at which moment.
mod agenda;
/// Files at Meta.
mod media;
/// Files that every phone has at hand.
mod samples;
/// What a file is by its first bytes.
mod sniff;
/// How phone numbers are written and compared.
mod number;
/// Ids as Meta makes them.
mod identifier;
/// What can be turned while it runs.
mod knobs;
/// Trouble on request.
mod faults;
/// Access tokens.
mod tokens;
/// How much may be sent.
mod rates;
/// Message templates.
mod templates;
/// A customer's phone and what it shows.
mod phone;
/// Everything that changes, behind one lock.
mod world;
/// What all parts share.
mod platform;
/// Meta's codes for what goes wrong.
mod codes;
/// What is reported of a message.
mod statuses;
/// The way of a sent message to the phone.
mod journey;
/// Connections that can be cut in the middle.
mod connections;
/// What the business writes in its phone app.
mod business_app;
/// What customers do.
mod customer;
/// Facebook Pages and the people who write to them.
mod messenger;
pub use messenger::{MessengerOptions, Page, PagePast, PagePerson};
/// A mail provider and the people who write mails.
mod mail;
pub use mail::{MailListeners, MailOptions, MailPast, MailPerson, Mailbox};
/// The API that the desk calls.
mod graph;
/// The notifications that the desk receives.
mod webhook;
/// The API for tests and for the phone page.
mod control;
/// The phone page.
mod page;

#[cfg(test)]
mod tests;
