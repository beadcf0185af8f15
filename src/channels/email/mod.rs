//! E-mail: mails fetched over IMAP and read, answers composed and handed over by SMTP.

pub mod compose;
pub mod html;
pub mod mail;
pub mod message_id;
pub mod read;
pub mod trim;
