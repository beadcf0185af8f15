//! The truth: one redb file, one writer thread, many readers. Nothing outside names redb.

mod error;
pub(crate) mod table;
mod key;
mod envelope;
mod view;
mod writer;
mod commit;
mod database;
mod migrations;
mod mark;
mod origin;
mod hearing;
mod record;
mod counter;
mod conversation;
mod routing;
mod list;
mod entry;
mod contact;
mod draft;
mod inbox;
mod agent;
mod api_key;
mod attachment;
mod settings;
mod session;
mod template;
mod read_mark;
mod notice;
mod journal;
mod mail;
mod mail_errand;
mod mail_lately;
mod mail_trip;
mod outbox;
mod profile;
mod echo;
mod download;
mod early;
mod timer;
mod status;
mod waiting;
mod idempotency;
mod log;
mod fact;

#[cfg(test)]
mod mail_samples;
#[cfg(test)]
mod message_samples;
#[cfg(test)]
mod samples;
#[cfg(test)]
mod template_samples;
#[cfg(test)]
pub mod recount;

pub use commit::Signals;
pub use conversation::Facet;
pub use database::{Options, Store};
pub use download::Download;
pub use draft::Draft;
pub use early::Early;
pub use echo::{Address, HeldEcho, Reached};
pub use error::Error;
pub use fact::{FactPlace, FactsProgress};
pub use hearing::{Listener, Listeners, Piece};
pub use idempotency::{Done, REUSABLE_FOR_MS};
pub use journal::{Delivery, Outcome, Outdated, UNREADABLE_BODY_BYTES_MAX};
pub use list::{Position, Source, Stretch, page, page_in_all};
pub use log::{Change, KEPT_CHANGES};
pub use mail::{Became, MailCursor, MailList, MailPlace, MailState, StoredMail};
pub use mail_errand::{MailErrand, MailErrandKind};
pub use mail_lately::MailLately;
pub use mail_trip::{Leg, MailTrip};
pub use mark::Mark;
pub use outbox::{Errand, OutboxRow, Progress};
pub use profile::WantedProfile;
pub use record::Record;
pub use session::Session;
pub use view::View;
pub use waiting::Waiting;
pub use writer::Writer;
