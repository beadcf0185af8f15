//! E-mail: mails fetched over IMAP and read, answers composed and handed over by SMTP.

pub mod compose;
pub mod health;
pub mod html;
pub mod imap;
mod link;
pub mod mail;
pub mod message_id;
pub mod oauth;
pub mod read;
pub mod server;
pub mod smtp;
mod tls;
pub mod trim;
pub mod trip;
mod trusted;
