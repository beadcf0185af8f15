//! Mailboxes: what they are set up with, fetching and importing their mails, sending from them.

pub mod accounts;
