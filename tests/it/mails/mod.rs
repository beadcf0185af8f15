//! Mails as they come, and mails through real servers: Dovecot and Exim in a directory of their own,
//! one pair for all tests.

pub mod mailbox;
pub mod proxy;
pub mod script;
pub mod servers;
pub mod tokens;

pub mod corpora;
mod imap;
mod imap_trouble;
mod mutated;
mod oauth;
mod settings;
mod smtp;
mod smtp_trouble;
mod trimming;
