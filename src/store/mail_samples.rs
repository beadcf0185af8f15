//! Mailboxes and mails as each version has stored them.

use super::envelope::{decode, encode};
use super::samples::{at, check};
use super::{
    Became, Leg, MailCursor, MailErrand, MailErrandKind, MailPlace, MailState, MailTrip, StoredMail,
};
use crate::domain::inbox::{Account, Inbox, Sealed};
use crate::domain::mail::{Invitation, MailFacts, Mailbox, Notice, SentMail};
use crate::domain::mailbox::*;
use crate::domain::time::MINUTE_MS;
use crate::domain::*;
use serde::Serialize;

fn ana() -> Mailbox {
    Mailbox { name: Some("Ana".into()), address: "ana@example.com".into() }
}

#[test]
fn stored_mailboxes_are_read() {
    let server = |host: &str, tls, auth| MailServer {
        host: host.into(),
        port: 993,
        tls,
        auth,
        username: "support".into(),
        ca: Some("PEM".into()),
    };
    let mailbox = MailAccount {
        address: "support@example.com".into(),
        aliases: vec!["help@example.com".into()],
        from_name: "Support".into(),
        signature: Some("*Us*".into()),
        imap: server("imap.example.com", Tls::Implicit, Auth::Oauth2),
        smtp: server("smtp.example.com", Tls::Starttls, Auth::Password),
        folders: vec!["INBOX".into(), "Junk".into()],
        after_import: AfterImport::MoveTo("Done".into()),
        sent_copy: SentCopy::On,
        start: Start::Days(7),
        oauth: Some(OauthClient {
            client_id: "desk".into(),
            token_url: "https://example.com/token".into(),
            scope: Some("mail".into()),
        }),
        reply_tokens: true,
        versions: Versions { mailbox: 2, since: Some(at(1)), sign_in: 3 },
    };
    let account = Account::Email { mailbox: Box::new(mailbox), secrets: Sealed(vec![9, 9]) };
    check("inbox-mailbox", Inbox::new(InboxId(3), "Mail".into(), QueueId(2), account, at(0)));
}

#[test]
fn stored_mails_are_read() {
    let place =
        MailPlace { mailbox: 1, folder: "INBOX".into(), uid_validity: u32::MAX, uid: 4_711 };
    let entry = Some(EntryId::new(ConversationId(7), 3));
    let reason = String::from("It was gone.");
    let done = |what| MailState::Done { what, entry };
    let states = vec![
        MailState::Waiting,
        done(Became::Message),
        done(Became::Duplicate),
        done(Became::OwnCopy),
        done(Became::Bounce),
        done(Became::StrayBounce),
        MailState::Failed { reason: reason.clone() },
        MailState::Skipped { reason },
    ];
    let mail = |state| StoredMail {
        id: MailId(9),
        inbox: InboxId(3),
        place: place.clone(),
        arrived_at: at(0),
        fetched_at: at(1),
        bytes: 40_000_000,
        raw: Some(AttachmentId(4)),
        is_truncated: true,
        state,
        tries: 2,
        from: Some("ana@example.com".into()),
        subject: Some("Order".into()),
    };
    check("mails", states.into_iter().map(mail).collect::<Vec<_>>());
    check(
        "mail-cursor",
        MailCursor {
            mailbox: 1,
            uid_validity: 5,
            last_uid: 70,
            first_uid: 6,
            old_until: 8,
            starts_at: at(0),
            last_arrived_at: at(1),
            reconciled_at: Some(at(2)),
        },
    );
}

#[test]
fn stored_errands_and_tests_of_mailboxes_are_read() {
    let entry = EntryId::new(ConversationId(7), 3);
    let kinds = vec![
        MailErrandKind::KeepCopy(entry),
        MailErrandKind::LookForCopy(entry),
        MailErrandKind::PutAway(MailId(9)),
        MailErrandKind::TakeAway(MailId(9)),
    ];
    let errand = |what| MailErrand {
        id: MailErrandId(1),
        inbox: InboxId(3),
        what,
        attempts: 2,
        due_at: at(MINUTE_MS),
    };
    check("mail-errands", kinds.into_iter().map(errand).collect::<Vec<_>>());
    check(
        "mail-trip",
        MailTrip {
            inbox: InboxId(3),
            mailbox: 1,
            address: "support@example.com".into(),
            token: "k3f".into(),
            began_at: at(0),
            plain: Leg { sent_at: Some(at(1)), refused: None, arrived_at: Some(at(2)) },
            plus: Leg { sent_at: Some(at(1)), refused: Some("no".into()), arrived_at: None },
        },
    );
}

#[test]
fn what_messages_are_beyond_their_words_is_read() {
    check(
        "mail-facts",
        MailFacts {
            mail: Some(MailId(9)),
            from: Some(ana()),
            reply_to: Some(ana()),
            to: vec![ana()],
            cc: vec![ana()],
            subject: Some("Order".into()),
            references: vec!["1@example.com".into()],
            thread_index: Some("AdX=".into()),
            thread_topic: Some("Order".into()),
            quoted: Some("> Hello".into()),
            html: Some(AttachmentId(5)),
            has_remote_images: true,
            inline_files: vec![0, 2],
            is_automatic: true,
            wants_no_answer: true,
            is_from_other_address: true,
            is_of_the_past: false,
            notices: vec![
                Notice::HtmlTooLarge,
                Notice::Encrypted,
                Notice::Winmail,
                Notice::Truncated,
                Notice::FilesLeftOut,
            ],
            invitation: Some(Invitation { summary: Some("Tea".into()), ..Invitation::default() }),
            authentication: Some("spf=pass".into()),
        },
    );
    check("sent-mail", sent());
}

fn sent() -> SentMail {
    SentMail {
        subject: "Re: Order".into(),
        to: Some(ana()),
        message_id: "dk.7.3.abc@example.com".into(),
        raw: Some(AttachmentId(6)),
        is_automatic: true,
    }
}

/// With what is not stored any more.
#[derive(Serialize)]
struct Earlier {
    subject: String,
    to: Option<Mailbox>,
    message_id: String,
    raw: Option<AttachmentId>,
    is_automatic: bool,
    bounced_at: Option<Timestamp>,
}

#[test]
fn a_sent_mail_of_an_earlier_form_is_read() {
    let SentMail { subject, to, message_id, raw, is_automatic } = sent();
    let bounced_at = Some(at(3));
    let earlier = Earlier { subject, to, message_id, raw, is_automatic, bounced_at };
    let stored = encode("sent-mail", &earlier).expect("encoded");
    assert_eq!(decode::<SentMail>("sent-mail", &stored).expect("readable"), sent());
}
