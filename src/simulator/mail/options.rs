//! What the mail side of a simulator is started with.

use std::net::TcpListener;

#[derive(Default)]
pub struct MailOptions {
    /// Without any there is no mail provider.
    pub mailboxes: Vec<Mailbox>,
    pub people: Vec<MailPerson>,
    /// Where the provider listens; else at free ports of this machine.
    pub listeners: Option<MailListeners>,
}

pub struct MailListeners {
    pub imap: TcpListener,
    pub smtp: TcpListener,
}

/// A mailbox of the business. Its address is the name to sign in with.
#[derive(Clone)]
pub struct Mailbox {
    pub address: String,
    pub name: String,
    pub password: String,
}

/// Somebody with a mail program.
#[derive(Clone)]
pub struct MailPerson {
    pub name: String,
    pub address: String,
    /// What was written before, oldest first.
    pub history: Vec<MailPast>,
}

/// A mail from before the simulator started.
#[derive(Clone)]
pub struct MailPast {
    pub is_own: bool,
    pub at_ms: i64,
    pub raw: Vec<u8>,
}
