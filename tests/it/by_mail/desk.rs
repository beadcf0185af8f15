//! A desk with a mailbox, and a customer who writes to it.

use crate::desk::*;
use crate::mails::mailbox::{Lying, Mailbox};
use crate::mails::servers::{Flavour, Servers, servers};
use deskbell::channels::email::server::{Server, Tls};
use serde_json::{Value, json};

/// How a desk reaches the servers.
pub struct Ways {
    pub imap_port: u16,
    pub smtp_port: u16,
}

impl Ways {
    pub fn usual() -> Ways {
        Ways {
            imap_port: servers().imap(Tls::None, Flavour::Usual).port,
            smtp_port: servers().smtp(Tls::None, Flavour::Usual).port,
        }
    }
}

/// The mailbox of the desk's, and the inbox that it is.
pub struct ByMail {
    pub mailbox: Mailbox,
    pub inbox: u64,
}

pub fn server(known: &Server, port: u16, mailbox: &Mailbox) -> Value {
    json!({"host": known.host, "port": port, "tls": "none", "username": mailbox.name,
        "password": mailbox.password})
}

/// What is sent to set the mailbox up.
pub fn account(mailbox: &Mailbox, ways: &Ways) -> Value {
    json!({
        "address": mailbox.address(),
        "from_name": "Brightleaf Support",
        "imap": server(&mailbox.imap(), ways.imap_port, mailbox),
        "smtp": server(&mailbox.smtp(), ways.smtp_port, mailbox),
    })
}

impl ByMail {
    /// Sets up a mailbox of its own as an inbox of this desk, with these changes to the usual.
    pub fn of(desk: &Desk, ways: &Ways, change: &Value) -> ByMail {
        ByMail::with(desk, servers().mailbox("support"), ways, change)
    }

    pub fn with(desk: &Desk, mailbox: Mailbox, ways: &Ways, change: &Value) -> ByMail {
        let mut account = account(&mailbox, ways);
        for (key, value) in change.as_object().expect("an object") {
            account[key] = value.clone();
        }
        let new = json!({"channel": "email", "name": mailbox.name, "email": account});
        let made = desk.admin.post("/inboxes", new).is(201);
        ByMail { mailbox, inbox: number(&made["id"]) }
    }

    /// The same, signed in to with tokens, which are given out at `token_url`.
    pub fn with_tokens(desk: &Desk, mailbox: Mailbox, imap_port: u16, token_url: &str) -> ByMail {
        let usual = Ways::usual();
        let server = |port: u16| {
            json!({"host": "127.0.0.1", "port": port, "tls": "none", "auth": "oauth2",
                "username": mailbox.name})
        };
        let change = json!({
            "imap": server(imap_port), "smtp": server(usual.smtp_port),
            "oauth": {"provider": "other", "client_id": "desk", "client_secret": "a client's",
                "refresh_token": format!("refresh-of-{}", mailbox.name),
                "token_url": token_url, "scope": "mail"},
        });
        ByMail::with(desk, mailbox, &usual, &change)
    }

    pub fn state(&self, desk: &Desk) -> Value {
        desk.admin.get(&format!("/inboxes/{}", self.inbox)).is(200)["mail_state"].clone()
    }

    /// The conversations of this inbox, the newest first.
    pub fn conversations(&self, desk: &Desk) -> Vec<Value> {
        desk.admin.lists(&format!("inbox={}", self.inbox))
    }

    /// Waits for so many conversations of this inbox.
    pub fn has_conversations(&self, desk: &Desk, number: usize) -> Vec<Value> {
        eventually("the conversations are there", || {
            Some(self.conversations(desk)).filter(|all| all.len() == number)
        })
    }

    /// Waits until so many mails have been taken in, whatever became of them.
    pub fn has_taken(&self, desk: &Desk, number: u64) {
        let mut counts = Value::Null;
        until(&format!("{number} mails are taken in"), || {
            counts = self.state(desk)["counts"].clone();
            let taken = ["done", "failed", "skipped", "duplicates", "stray"];
            let sum = taken.iter().filter_map(|list| counts[*list].as_u64()).sum::<u64>();
            assert!(sum <= number, "more than {number}: {counts}");
            counts["waiting"] == 0 && sum == number
        });
    }
}

/// Somebody with a mail program.
pub struct Correspondent {
    pub mailbox: Mailbox,
    pub name: &'static str,
}

impl Correspondent {
    pub fn new(name: &'static str) -> Correspondent {
        Correspondent { mailbox: servers().mailbox("customer"), name }
    }

    pub fn address(&self) -> String {
        self.mailbox.customer_address()
    }

    /// A plain mail with these headers besides the usual ones.
    pub fn mail(&self, to: &ByMail, id: &str, headers: &str, text: &str) -> String {
        format!(
            "From: {} <{}>\r\nTo: {}\r\nMessage-ID: <{id}>\r\nMIME-Version: 1.0\r\n\
             Content-Type: text/plain; charset=utf-8\r\n{headers}\r\n{text}\r\n",
            self.name,
            self.address(),
            to.mailbox.address(),
        )
    }

    pub fn sends(&self, to: &ByMail, mail: &str) {
        servers().send(&self.address(), &to.mailbox.address(), mail.as_bytes());
    }

    pub fn writes(&self, to: &ByMail, id: &str, subject: &str, text: &str) {
        self.sends(to, &self.mail(to, id, &format!("Subject: {subject}\r\n"), text));
    }

    /// Answers a mail as mail programs do.
    pub fn answers(&self, to: &ByMail, id: &str, mail: &Lying, text: &str) {
        let headers = format!(
            "Subject: Re: {}\r\nIn-Reply-To: {}\r\nReferences: {}\r\n",
            header(mail, "Subject"),
            header(mail, "Message-ID"),
            header(mail, "Message-ID")
        );
        self.sends(to, &self.mail(to, id, &headers, text));
    }
}

/// A header of a mail, unfolded.
pub fn header(mail: &Lying, name: &str) -> String {
    let text = mail.text().replace("\r\n", "\n");
    let head = text.split("\n\n").next().unwrap_or_default();
    let unfolded = head.replace("\n ", " ").replace("\n\t", " ");
    let prefix = format!("{}:", name.to_lowercase());
    let line = unfolded.lines().find(|line| line.to_lowercase().starts_with(&prefix));
    line.map(|line| line[prefix.len()..].trim().to_owned()).unwrap_or_default()
}

/// What a mail server tells of a mail that it could not deliver to somebody; `message_id`: which it
/// was, if it says so.
pub fn notice(to: &str, message_id: &str) -> String {
    format!(
        "From: Mail Delivery System <mailer-daemon@customer.test>\r\nTo: support\r\n\
         Subject: Undelivered Mail\r\nMIME-Version: 1.0\r\nAuto-Submitted: auto-replied\r\n\
         Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n\
         --b\r\nContent-Type: text/plain\r\n\r\nIt could not be delivered.\r\n\
         --b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; customer.test\r\n\
         \r\nFinal-Recipient: rfc822; {to}\r\nAction: failed\r\nStatus: 5.1.1\r\n\
         --b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: {message_id}\r\n\r\n--b--\r\n"
    )
}

/// All servers that mails go through.
pub fn all() -> &'static Servers {
    servers()
}
