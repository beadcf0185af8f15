//! Killed at each step of a mail's way in and out, which the words on the wire tell apart: what was
//! not given away goes out later, what may have been is not given away again, and what came in is
//! there once.

use super::*;
use crate::desk::*;
use crate::kill::process::{Process, free_address};
use crate::mails::proxy::{Proxy, Said, Then};
use deskbell::domain::attachment::{Attachment, Use};
use deskbell::domain::{AttachmentId, InboxId, MailId};
use deskbell::files::Files;
use deskbell::store::{MailPlace, MailState, StoredMail};
use serde_json::{Value, json};

struct Bench {
    process: Process,
    http: Http,
    admin: Agent,
    inbox: ByMail,
    ana: Correspondent,
    imap: Proxy,
    smtp: Proxy,
    _outside: tokio::runtime::Runtime,
}

impl Bench {
    fn new() -> Bench {
        let outside = runtime();
        let address = free_address();
        let mut process = Process::new(address, free_address());
        let http = Http::new(outside.handle().clone(), format!("http://{address}"));
        process.starts();
        process.is_ready(&http);
        let admin = Agent::signs_in(&http, "admin@example.com");
        let usual = Ways::usual();
        let (imap, smtp) = (Proxy::to(usual.imap_port), Proxy::to(usual.smtp_port));
        let mailbox = all().mailbox("support");
        let mut email = account(&mailbox, &Ways { imap_port: imap.port, smtp_port: smtp.port });
        email["after_import"] = json!("mark_seen");
        let new = json!({"channel": "email", "name": "Mail", "email": email});
        let inbox = number(&admin.post("/inboxes", new).is(201)["id"]);
        let inbox = ByMail { mailbox, inbox };
        let ana = Correspondent::new("Ana");
        Bench { process, http, admin, inbox, ana, imap, smtp, _outside: outside }
    }

    /// The process ends at this very moment, the way is free again, and it starts anew.
    fn is_killed(&mut self) {
        self.process.is_killed();
        self.imap.heal();
        self.smtp.heal();
        self.process.starts();
        self.process.is_ready(&self.http);
    }

    fn conversations(&self) -> Vec<Value> {
        self.admin.lists(&format!("inbox={}", self.inbox.inbox))
    }

    fn writes(&self, subject: &str, text: &str) {
        let id = format!("{}-{}@customer.test", self.ana.mailbox.name, subject.replace(' ', "-"));
        self.ana.writes(&self.inbox, &id, subject, text);
    }

    fn becomes(&self, id: u64, sent: &Value, statuses: &[&str]) {
        until(&format!("it is one of {statuses:?}"), || {
            let status = self.admin.entry(id, &sent["id"])["delivery"]["status"].clone();
            status.as_str().is_some_and(|status| statuses.contains(&status))
        });
    }

    /// How many mails with this text lie there.
    fn times(mails: &[crate::mails::mailbox::Lying], text: &str) -> usize {
        mails.iter().filter(|mail| mail.text().contains(text)).count()
    }
}

#[test]
fn a_mail_on_its_way_out_is_there_once_whenever_the_process_is_killed() {
    let mut bench = Bench::new();
    bench.writes("Hello", "Hello?");
    let id = number(&eventually("it is there", || bench.conversations().pop())["id"]);
    bench.admin.accepts(id);
    // Nothing of the mail has left: it goes out after the restart.
    let mut safe = Vec::new();
    for (said, words) in [
        (Said::ByDesk, "EHLO "),
        (Said::ByDesk, "MAIL FROM"),
        (Said::ByDesk, "DATA\r\n"),
        (Said::ByServer, "354 "),
    ] {
        let before = bench.smtp.said();
        bench.smtp.when(said, words, Then::Stall);
        let text = format!("Killed at {}.", words.trim());
        let sent = bench.admin.replies(id, &text);
        until("it has come so far", || bench.smtp.said() > before);
        bench.is_killed();
        bench.becomes(id, &sent, &["sent"]);
        safe.push(text);
    }
    // Its last byte may have been taken: whether it was is not known, and it never goes out again.
    let mut doubtful = Vec::new();
    for (then, arrives) in [(Then::Stall, 0), (Then::Swallow, 1)] {
        let before = bench.smtp.said();
        bench.smtp.when(Said::ByDesk, "\r\n.\r\n", then);
        let text = format!("Killed at the dot, {arrives}.");
        let sent = bench.admin.replies(id, &text);
        until("it has come so far", || bench.smtp.said() > before);
        until("the server has it, if it was let", || {
            Bench::times(&bench.ana.mailbox.mails(), &text) == arrives
        });
        bench.is_killed();
        bench.becomes(id, &sent, &["unknown"]);
        doubtful.push((text, arrives));
    }
    // The copy for the folder of sent mails may be there already.
    for then in [Then::Stall, Then::Swallow] {
        let before = bench.imap.said();
        bench.imap.when(Said::ByDesk, "APPEND", then);
        bench.imap.cut();
        let text = format!("Killed at its copy, {then:?}.");
        let sent = bench.admin.replies(id, &text);
        bench.becomes(id, &sent, &["sent"]);
        until("it has come so far", || bench.imap.said() > before);
        bench.is_killed();
        safe.push(text);
    }
    until("all copies are kept", || bench.inbox.mailbox.mails_in("Sent").len() == safe.len());
    let (arrived, copies) = (bench.ana.mailbox.mails(), bench.inbox.mailbox.mails_in("Sent"));
    for text in &safe {
        assert_eq!((Bench::times(&arrived, text), Bench::times(&copies, text)), (1, 1), "{text}");
    }
    for (text, arrives) in &doubtful {
        assert_eq!(Bench::times(&arrived, text), *arrives, "{text}");
    }
}

#[test]
fn a_mail_on_its_way_in_is_there_once_whenever_the_process_is_killed() {
    let mut bench = Bench::new();
    let stages = [
        (Said::ByDesk, "UID SEARCH", Then::Stall),
        (Said::ByDesk, "BODY.PEEK[]", Then::Stall),
        (Said::ByServer, "The end of it.", Then::Stall),
        (Said::ByDesk, "STORE", Then::Stall),
        (Said::ByDesk, "STORE", Then::Swallow),
    ];
    for (number, (said, words, then)) in stages.into_iter().enumerate() {
        bench.writes(&format!("Before {number}"), "A mail whose way is free.");
        until("it is there", || bench.conversations().len() == 2 * number + 1);
        let before = bench.imap.said();
        bench.imap.when(said, words, then);
        bench.writes(&format!("Mail {number}"), "The end of it.");
        until("it has come so far", || bench.imap.said() > before);
        bench.is_killed();
        until("it is there", || bench.conversations().len() == 2 * (number + 1));
    }
    until("all are seen", || {
        let flags = bench.inbox.mailbox.flags();
        flags.len() == 2 * stages.len() && flags.iter().all(|flags| flags.contains('S'))
    });

    // Stored, and killed before it was read.
    bench.process.is_killed();
    let mail =
        bench.ana.mail(&bench.inbox, "stored@customer.test", "Subject: Stored\r\n", "Me too.");
    let ends_us = bench.ana.mail(&bench.inbox, "end@customer.test", "Subject: End\r\n", "Ha.");
    store(&bench.process, (bench.inbox.inbox, 1), ends_us.as_bytes(), 3);
    store(&bench.process, (bench.inbox.inbox, 2), mail.as_bytes(), 0);
    bench.process.starts();
    bench.process.is_ready(&bench.http);
    let subject = |conversation: &Value| conversation["subject"] == "Stored";
    until("it is read", || bench.conversations().iter().any(subject));
    assert_eq!(bench.conversations().len(), 2 * stages.len() + 1, "and nothing twice");
    let inbox = bench.admin.get(&format!("/inboxes/{}", bench.inbox.inbox)).is(200);
    assert_eq!(inbox["mail_state"]["counts"]["duplicates"], 0);
    assert_eq!(inbox["mail_state"]["counts"]["failed"], 1, "what ended the process three times");
}

/// What the transaction leaves that stores a mail, and that begins to read it so often.
fn store(process: &Process, (inbox, uid): (u64, u32), raw: &[u8], tries: u32) {
    let files = Files::open(&process.data().join("files")).expect("the files");
    let (hash, bytes) = (files.keep(raw).expect("it is kept"), raw.len() as u64);
    process.finds(move |writer| {
        let (id, now) = (MailId(writer.next_id::<StoredMail>()?), writer.now);
        let raw_id = AttachmentId(writer.next_id::<Attachment>()?);
        writer.save_attachment(&Attachment {
            id: raw_id,
            name: "mail.eml".into(),
            mime: "message/rfc822".into(),
            bytes,
            hash,
            by: None,
            created_at: now,
            used_by: Some(Use::Mail(id)),
            width: None,
            height: None,
        })?;
        let folder = "INBOX".to_owned();
        writer.save_mail(&StoredMail {
            id,
            inbox: InboxId(inbox),
            place: MailPlace { mailbox: 0, folder, uid_validity: 1, uid },
            arrived_at: now,
            fetched_at: now,
            bytes,
            raw: Some(raw_id),
            is_truncated: false,
            state: MailState::Waiting,
            tries,
            from: None,
            subject: None,
        })
    });
}
